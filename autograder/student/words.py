"""What every form of a check says of an answer's state, and whose lines it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from autograder.problemset.model import Problem
from autograder.student.check import State
from autograder.student.reading import Code, FileRead

__all__ = ["MARKS", "WORDS", "code_of"]

MARKS: Final[Mapping[State, tuple[str, str, str]]] = {
    "right": ("✓", "+", "right"),
    "wrong": ("✗", "x", "wrong"),
    "not_started": ("·", ".", "open"),
    "missing": ("·", ".", "open"),
    "unjudged": ("?", "?", "open"),
    "readable": ("?", "?", "open"),
    "not_run": ("·", ".", "open"),
    "staff_error": ("!", "!", "open"),
}
"""State -> its mark, the mark in ASCII, its colour."""
WORDS: Final[Mapping[State, str]] = {
    "right": "right",
    "wrong": "wrong",
    "not_started": "not started",
    "missing": "not defined",
    "unjudged": "shape right",
    "readable": "not judged",
    "not_run": "not run",
    "staff_error": "not graded",
}


def code_of(problem: Problem, file: FileRead) -> Code | None:
    """Return the first of a student's functions or classes that a problem calls."""
    return next((file.code[name] for name in problem.call.needs if name in file.code), None)
