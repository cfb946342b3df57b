"""What is known of a class, as plain records: who handed in what, and what each got."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from autograder.report import Report
from autograder.submission.files import Submission

__all__ = [
    "Graded",
    "Handed",
    "Kind",
    "Place",
    "Recorded",
    "RecordedRow",
    "Student",
    "Work",
    "WrongNumbers",
]

Kind: TypeAlias = Literal["gradescope", "canvas", "moodle", "folder"]
"""Whose export it is; ``folder``: anybody's folder with one entry for each submission."""

Place: TypeAlias = tuple[str, str, str]
"""Where a row stands: set, problem, answer."""


class Student(Struct, frozen=True):
    """One submitter, as the export names them; what it does not say is empty."""

    name: str = ""
    sid: str = ""
    email: str = ""


class RecordedRow(Struct, frozen=True):
    """One test of the results that the platform holds.

    ``place`` is empty where another grader wrote it.
    """

    place: Place
    status: str
    score: float | None
    max_score: float | None
    mistake: str | None
    name: str


class Recorded(Struct, frozen=True):
    """The results that the platform holds for a submission."""

    score: float | None
    rows: tuple[RecordedRow, ...]
    sets: str = ""
    seed_id: str = ""
    numpy: str = ""
    autograder: str = ""


class Handed(Struct, frozen=True):
    """One submission of an export: all that is known of it beside its files."""

    key: str
    """Its name within the export, by which a store finds it again."""
    students: tuple[Student, ...] = ()
    time: str = ""
    """When it was handed in, in ISO 8601, where the export says so."""
    late: bool = False
    attempts: int = 1
    recorded: Recorded | None = None


class Work(Struct, frozen=True):
    """What is sent to whoever grades: a submission under its key."""

    key: str
    submission: Submission


class WrongNumbers(Struct, frozen=True):
    """The numbers of a wrong answer at two trials, cut and rounded: enough to see what is alike."""

    place: Place
    shape: tuple[int, ...]
    numbers: tuple[float, ...]
    code: str = ""
    """The student's function where no mistake was named, without comments and docstrings."""
    formula: str = ""
    """The same as a formula of the problem's inputs, where it is no more than that."""


class Graded(Struct, frozen=True):
    """What became of one submission.

    ``error`` says why the grader itself failed on it, if it did.
    """

    key: str
    report: Report | None
    wrong: tuple[WrongNumbers, ...] = ()
    seconds: float = 0.0
    error: str = ""
