"""A course's settings in the index of a kit: the same as its file says, without YAML."""

from __future__ import annotations

import hashlib
from pathlib import Path

from autograder.problemset.course import (
    COURSE_FILE,
    Course,
    course_folder,
    read_book,
    read_course,
    take_course,
)
from autograder.problemset.formula import FormulaError
from autograder.problemset.notes import SHIPPED
from autograder.student.kit_file import SETS, KitCourse

__all__ = ["kit_course", "take_kit_course"]


def kit_course(problems: Path) -> KitCourse | None:
    """Return what the file of a course says, for the index of a kit; None where there is none."""
    path = course_folder(problems) / COURSE_FILE
    if not path.is_file():
        return None
    course = read_course(problems)
    match course.notes:
        case None:
            notes = "none"
        case book if book == SHIPPED:
            notes = "shipped"
        case book:
            notes = book.relative_to(path.parent).as_posix()
    return KitCourse(_digest(path), notes, list(course.packages))


def take_kit_course(kit: Path, known: KitCourse | None) -> None:
    """Take a course's settings from the index of a kit, unless its file is another one by now."""
    path = kit / COURSE_FILE
    if known is None or not path.is_file() or _digest(path) != known.digest:
        return
    try:
        notes = read_book(known.notes, kit)
    except FormulaError:  # who reads the file says which rule book is not there
        return
    own = (notes,) if notes is not None and notes != SHIPPED else ()
    take_course(kit / SETS, Course(notes, tuple(known.packages), (path, *own)))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
