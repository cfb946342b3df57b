"""Reading a problem set: YAML to frozen records; every fault is noted in its document."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from autograder.errors import SpecError
from autograder.problemset.companion import load_companion
from autograder.problemset.course import course_folder, read_book, read_course
from autograder.problemset.document import Document
from autograder.problemset.files import digest_of, solution_of
from autograder.problemset.keys import at_level
from autograder.problemset.model import ProblemSet
from autograder.problemset.notes import read_notes
from autograder.problemset.problem import MISPLACED, foreseen_ids, read_problem
from autograder.problemset.section import Section
from autograder.problemset.settings import Settings, read_settings

__all__ = ["SUBMITTED", "SetFile", "read_data", "read_set"]

SUBMITTED: Final = (".py", ".ipynb", ".md", ".txt", ".tex", ".yaml", ".yml")
"""Endings of what a set may ask for: code, a notebook, or formulas on paper."""


class SetFile(Struct, frozen=True):
    """A set as it was read.

    Where the document has faults, only the problems without one are there.
    """

    problem_set: ProblemSet | None
    document: Document


def read_set(path: Path, reference: Path | None = None) -> SetFile:
    """Read one set; its reference solution is ``reference/<stem>.py`` where that file exists."""
    from autograder.problemset.reading import read_document  # a kit's sets are no YAML

    document = read_document(path)
    if not document.faults and not isinstance(document.data, dict):
        document.fault((), repr(document.data), "a mapping with `title`, `submit` and `problems`")
    if document.faults:
        return SetFile(None, document)
    root = Section(document, (), document.data)
    return SetFile(_read_set(root, path, solution_of(path, reference)), document)


def read_data(path: Path, data: Mapping[str, Any]) -> SetFile:
    """Read one set from its data.

    ``path`` names it, and its companion and support files lie beside that.
    """
    document = Document(path, data)
    return SetFile(_read_set(Section(document, (), document.data), path, None), document)


def _read_set(root: Section, path: Path, reference: Path | None) -> ProblemSet:
    root.refuse_unknown(at_level("set"), MISPLACED)
    entries = root.section("problems")
    foreseen = [name for key in entries.data for name in foreseen_ids(_entry(entries, key))]
    settings = read_settings(root, Settings(book=_book(root, path.parent)), foreseen)
    companion = load_companion(path.with_suffix(".py"), root)
    submit = root.text("submit")
    if not submit.endswith(SUBMITTED):
        example = f"{submit}.py" if submit.isidentifier() else "layers.py"
        root.fault(("submit",), repr(submit), f"the file a student hands in, such as {example}")
    if not entries.data:
        root.fault(("problems",), "no problem", "at least one problem `id: {...}`")
    prefix = _number(path.stem)
    problems = []
    for position, name in enumerate(entries.data, 1):
        before = len(root.document.faults)
        problem = read_problem(
            entries.section(name), str(name), f"{prefix}{position}", companion, settings
        )
        if problem is not None and len(root.document.faults) == before:
            problems.append(problem)
    return ProblemSet(
        name=path.stem,
        path=path,
        title=root.text("title", path.stem),
        notes=root.texts("notes") if isinstance(root.data.get("notes"), list) else (),
        book=settings.book,
        submit=submit,
        problems=tuple(problems),
        digest=digest_of(path, reference),
        reference=reference,
        data=root.data,  # type: ignore[arg-type]  # unknown keys, of any type, have been refused
    )


def _entry(entries: Section, key: Hashable) -> Section:
    value = entries.data[key]
    return Section(entries.document, (), value if isinstance(value, Mapping) else {})


def _book(root: Section, problems: Path) -> Path | None:
    """Return the rule book of a set: its own ``notes: FILE``, else the course's."""
    try:
        if not isinstance(root.data.get("notes"), str):
            return read_course(problems).notes
        folder = course_folder(problems)
        own = root.read("notes", None, lambda value: read_book(value, folder), "a rule book")
        read_notes(own)
    except SpecError as error:
        root.document.faults.extend(error.faults)
        return None
    return own


def _number(stem: str) -> str:
    """Return what the numbers of a set's problems begin with: ``6.`` for ``06_layers``."""
    digits = re.match(r"\d*", stem)
    return f"{int(digits[0])}." if digits and digits[0] else ""
