"""A handed-in text that answers a set on paper: formulas and derivations instead of code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from autograder.problemset.model import ProblemSet
from autograder.submission.files import Submission
from autograder.submission.naming import is_text

__all__ = ["Text", "text_for"]

_MOST_BYTES: Final = 200_000  # a homework of formulas has some thousand


class Text(Struct, frozen=True):
    """A file and what it says; longer ones are cut, with a remark."""

    path: str
    content: str
    remark: str = ""


def text_for(
    submission: Submission, problem_set: ProblemSet, sets: Sequence[ProblemSet]
) -> Text | None:
    """Return the text that answers one of the sets; None where code does, or nothing."""
    path = submission.path_for(problem_set, sets)
    return _read(submission, path) if path and is_text(path) else None


def _read(submission: Submission, path: str) -> Text:
    content = submission.files[path]
    remark = ""
    if len(content) > _MOST_BYTES:
        remark = f"{path}: only the first {_MOST_BYTES} bytes were read."
    return Text(path, content[:_MOST_BYTES].decode("utf-8-sig", "replace"), remark)
