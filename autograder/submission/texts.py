"""A handed-in text that answers a set on paper: formulas and derivations, not code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from autograder.problemset.model import ProblemSet
from autograder.submission.files import Submission
from autograder.submission.naming import is_text
from autograder.submission.recognise import recognise
from autograder.worker.cells import DamagedNotebookError, notebook_sources, read_cells

__all__ = ["Text", "markdown_for", "text_for"]

_MOST_CHARACTERS: Final = 200_000  # a homework of formulas has some thousand


class Text(Struct, frozen=True):
    """A file and what it says; longer ones are cut, with a remark."""

    path: str
    parts: tuple[str, ...]
    """One text, or that of each Markdown cell."""
    remark: str = ""
    is_notebook: bool = False


def text_for(
    submission: Submission, problem_set: ProblemSet, sets: Sequence[ProblemSet]
) -> Text | None:
    """Return the text that answers one of the sets; None where code does, or nothing."""
    path = submission.path_for(problem_set, sets)
    if not path or not is_text(path):
        return None
    [cell] = read_cells("text", submission.files[path])
    return _bounded(Text(path, (cell.source,)))


def markdown_for(
    submission: Submission, problem_set: ProblemSet, sets: Sequence[ProblemSet]
) -> Text | None:
    """Return the Markdown of the notebook that answers one of the sets; None where none does."""
    path = submission.path_for(problem_set, sets)
    if not path or recognise(path, submission.files[path]).suffix != ".ipynb":
        return None
    try:
        parts = tuple(notebook_sources(submission.files[path], "markdown"))
    except DamagedNotebookError:
        return None
    return _bounded(Text(path, parts, is_notebook=True)) if parts else None


def _bounded(text: Text) -> Text:
    left, parts = _MOST_CHARACTERS, list[str]()
    for part in text.parts:
        parts.append(part[:left])
        left -= len(parts[-1])
    if tuple(parts) == text.parts:
        return text
    remark = f"{text.path}: only the first {_MOST_CHARACTERS} characters of text were read."
    return replace(text, parts=tuple(parts), remark=remark)
