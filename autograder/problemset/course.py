"""What a course says once for all its sets: ``course.yaml``, beside the folder of problem sets."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from autograder.errors import SpecError
from autograder.problemset.formula import FormulaError
from autograder.problemset.notes import SHIPPED, read_notes

__all__ = [
    "COURSE_FILE",
    "COURSE_LOCK",
    "Course",
    "course_folder",
    "read_book",
    "read_course",
    "take_course",
]

COURSE_FILE: Final = "course.yaml"
COURSE_LOCK: Final = "packages.lock"
"""Beside it: the versions and hashes of the course's packages, written by the first build."""
_PACKAGE: Final = re.compile(r"[A-Za-z0-9][\w.-]*(?:==[\w.]+)?")
_KNOWN: Final[dict[tuple[Path, int], Course]] = {}
"""What was read, by the file and when it was changed."""
_WORDS: Final[dict[str, Path | None]] = {"none": None, "shipped": SHIPPED}


class Course(Struct, frozen=True):
    """The settings of a course; without a file, those that hold everywhere."""

    notes: Path | None = None
    """The rule book of the course's notes."""
    packages: tuple[str, ...] = ()
    """Packages that students and references may import beside numpy: names, or ``name==1.2``."""
    files: tuple[Path, ...] = ()
    """What the settings are read from, and has to go along with the sets."""


def course_folder(problems: Path) -> Path:
    """Return the folder of a course, the one that holds its folder of problem sets."""
    return problems.resolve().parent


def read_course(problems: Path) -> Course:
    """Return the settings of the course that a folder of problem sets belongs to.

    Raises:
        SpecError: the file, or the rule book that it names, has faults; all of them are listed.
    """
    path = course_folder(problems) / COURSE_FILE
    if not path.is_file():
        return Course()
    version = path, path.stat().st_mtime_ns
    if version not in _KNOWN:
        _KNOWN[version] = _read(path)
    return _KNOWN[version]


def take_course(problems: Path, course: Course) -> None:
    """Take what was read of a course before, of the same file."""
    path = course_folder(problems) / COURSE_FILE
    if path.is_file():
        _KNOWN[path, path.stat().st_mtime_ns] = course


def _read(path: Path) -> Course:
    from autograder.problemset.reading import read_document  # which reads YAML
    from autograder.problemset.section import Section

    document = read_document(path)
    data = document.data if isinstance(document.data, dict) else {}
    if not document.faults and not data:
        document.fault((), repr(document.data), "a mapping with `notes` or `packages`")
    root = Section(document, (), data)
    root.refuse_unknown({"notes", "packages"}, {})
    notes = root.read("notes", None, lambda value: read_book(value, path.parent), "a rule book")
    packages = root.texts("packages")
    for name in packages:
        if not _PACKAGE.fullmatch(name):
            root.fault(
                ("packages",), repr(name), "the name of a package, such as scipy or scipy==1.15.3"
            )
    if document.faults:
        raise SpecError(document.faults)
    read_notes(notes)
    own = (notes,) if notes is not None and notes != SHIPPED else ()
    return Course(notes, packages, (path, *own))


def read_book(value: Any, folder: Path) -> Path | None:
    """Return the rule book that ``none``, ``shipped`` or a file's name in ``folder`` stands for.

    Raises:
        FormulaError: there is no such file.
    """
    if value in _WORDS:
        return _WORDS[value]
    path = folder / str(value)
    if not path.is_file():
        raise FormulaError(repr(value), f"none, shipped, or a file in {folder}")
    return path
