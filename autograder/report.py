"""The report: what grading finds, and all that a renderer reads. Its JSON form is versioned."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, TypeAlias

from msgspec import Struct

__all__ = [
    "SCHEMA",
    "Feedback",
    "Line",
    "Mark",
    "Report",
    "Row",
    "Status",
    "Visibility",
    "counted",
    "line_texts",
    "number_in",
]

SCHEMA = 1
"""Version of the JSON form. Fields are added, never renamed."""


Feedback: TypeAlias = Literal["full", "hint", "verdict"]
"""How much a student is told of an answer."""


class Status(str, enum.Enum):
    """What became of one answer."""

    CORRECT = "correct"
    INCORRECT = "incorrect"
    WRONG_SHAPE = "wrong_shape"
    NOT_NUMERIC = "not_numeric"
    MISSING = "missing"
    RAISED = "raised"
    TIMED_OUT = "timed_out"
    CRASHED = "crashed"
    NOT_RUN = "not_run"
    STAFF_ERROR = "staff_error"


class Visibility(str, enum.Enum):
    """When a student sees a row; Gradescope's four values."""

    VISIBLE = "visible"
    AFTER_DUE_DATE = "after_due_date"
    AFTER_PUBLISHED = "after_published"
    HIDDEN = "hidden"


Mark: TypeAlias = Literal["right", "carried", "wrong", "not_judged"]
"""What was found of a line on paper; `carried`: it is right by the student's own wrong answers."""
_MARKS: Final[Mapping[Mark, tuple[str, str]]] = {
    "right": ("✓", "+"),
    "carried": ("✓", "+"),
    "wrong": ("✗", "x"),
    "not_judged": ("·", "."),
}
"""Mark -> its sign, and the sign in ASCII."""


class Line(Struct, frozen=True):
    """A line of work on paper, as it was written, and what was found of it."""

    number: int
    """Of the file, or of the Markdown cell, from 1."""
    text: str
    mark: Mark
    said: str = ""
    """What is said of it, without expected values."""
    reason: str = ""
    """What the student wrote beside it in words; it is not judged."""
    cell: int = 0
    """The number of the Markdown cell of a notebook, from 1; 0 in any other file."""

    @property
    def label(self) -> str:
        """The number, with that of the cell before it where there are cells."""
        return f"{self.cell}:{self.number}" if self.cell else str(self.number)

    def sign(self, *, symbols: bool = True) -> str:
        """Return the sign of its mark, one of ASCII where there are no other symbols."""
        return _MARKS[self.mark][0 if symbols else 1]


class Row(Struct, frozen=True):
    """The verdict on one answer; ``message`` and ``output`` are text without expected values."""

    set: str
    problem: str
    answer: str
    status: Status
    score: float
    max_score: float
    message: str
    mistake: str | None = None
    expected_shape: tuple[int, ...] | None = None
    shape: tuple[int, ...] | None = None
    title: str = ""
    number: str = ""
    tags: tuple[str, ...] = ()
    visibility: Visibility = Visibility.VISIBLE
    output: str = ""
    """What the student's code printed while this answer was computed, bounded."""
    lines: tuple[Line, ...] = ()
    """Where it was answered on paper: the lines that it was read from, in order."""


class Report(Struct, frozen=True):
    """Everything that was found about one submission."""

    rows: tuple[Row, ...]
    isolation: tuple[str, ...]
    provenance: Mapping[str, str]
    remarks: tuple[str, ...] = ()
    """What a student should know about the files as a whole, such as statements that failed."""

    staff_notes: tuple[str, ...] = ()
    """Why a row is a ``staff_error``: for those who mend the set, never for a student."""

    @property
    def score(self) -> float:
        """The points earned, rounded to 5 places so that 1.1 + 2.2 prints as 3.3."""
        return round(sum(row.score for row in self.rows), 5)

    @property
    def max_score(self) -> float:
        """The points that could be earned."""
        return round(sum(row.max_score for row in self.rows), 5)

    def to_json(self) -> dict[str, object]:
        """Build the public JSON form."""
        return {
            "schema": SCHEMA,
            "score": self.score,
            "max_score": self.max_score,
            "isolation": list(self.isolation),
            "rows": [_row_to_json(row) for row in self.rows],
            "remarks": list(self.remarks),
            "staff_notes": list(self.staff_notes),
            "provenance": dict(self.provenance),
        }

    def dumps(self) -> str:
        """Write the public JSON form as text, the same text for the same report."""
        return json.dumps(self.to_json(), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _row_to_json(row: Row) -> dict[str, object]:
    return {
        "set": row.set,
        "problem": row.problem,
        "answer": row.answer,
        "status": row.status.value,
        "score": row.score,
        "max_score": row.max_score,
        "mistake": row.mistake,
        "expected_shape": None if row.expected_shape is None else list(row.expected_shape),
        "shape": None if row.shape is None else list(row.shape),
        "message": row.message,
        "title": row.title,
        "number": row.number,
        "tags": list(row.tags),
        "visibility": row.visibility.value,
        "output": row.output,
        "lines": [_line_to_json(line) for line in row.lines],
    }


def _line_to_json(line: Line) -> dict[str, object]:
    return {
        "number": line.number,
        "text": line.text,
        "mark": line.mark,
        "said": line.said,
        "reason": line.reason,
        "cell": line.cell,
    }


def line_texts(row: Row, *, symbols: bool = True) -> Iterator[str]:
    """Yield the lines of work on paper with their marks, and below each what is said of it.

    What the row's message says already is not said again, a single right line neither.
    """
    if len(row.lines) == 1 and (row.status is Status.CORRECT or row.lines[0].text in row.message):
        return
    width = max((len(line.label) for line in row.lines), default=0)
    for line in row.lines:
        reason = f"   ({line.reason})" if line.reason else ""
        yield f"{line.label:>{width}} {line.sign(symbols=symbols)} {line.text}{reason}"
        if line.said and line.said not in row.message:
            yield from (
                f"{' ' * width}   {said}".rstrip() for said in line.said.rstrip("\n").split("\n")
            )


def counted(count: float, word: str) -> str:
    """Return a number with its word: ``1 point``, ``2.5 points``."""
    return f"{count:.12g} {word}{'' if count == 1 else 's'}"


def number_in(value: Any) -> float | None:
    """Return a finite number as a stored report has it, which may be as text; None for others."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if abs(number) < float("inf") else None
