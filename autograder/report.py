"""The report: what grading finds, and all that a renderer reads. Its JSON form is versioned."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from msgspec import Struct

__all__ = ["SCHEMA", "Feedback", "Report", "Row", "Status", "Visibility", "number_in"]

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
    }


def number_in(value: Any) -> float | None:
    """Return a finite number as a stored report has it, which may be as text; None for others."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if abs(number) < float("inf") else None
