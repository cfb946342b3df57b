"""The rows of a report, one for each answer."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from autograder.grading import feedback
from autograder.grading.rerun import UNSTABLE
from autograder.grading.verdict import Verdict
from autograder.problemset.model import Answer, Problem
from autograder.report import Row

__all__ = ["marked_unstable", "row_of", "rows_of"]


def rows_of(problem: Problem, verdict: Verdict) -> Iterator[Row]:
    """Return a row for each answer of a problem, all with one verdict."""
    return (row_of(problem, answer, verdict) for answer in problem.answers)


def row_of(problem: Problem, answer: Answer, verdict: Verdict, output: str = "") -> Row:
    """Return the row of an answer; ``output`` is what its code printed."""
    return Row(
        set=problem.set,
        problem=problem.id,
        answer=answer.id,
        status=verdict.status,
        score=round(verdict.share * answer.points, 5),
        max_score=answer.points,
        message=verdict.message,
        mistake=verdict.mistake,
        expected_shape=verdict.expected_shape,
        shape=verdict.shape,
        title=_title(problem, answer),
        number=answer.number,
        tags=answer.tags,
        visibility=answer.visibility,
        output=output,
        lines=verdict.lines,
    )


def _title(problem: Problem, answer: Answer) -> str:
    if len(problem.answers) == 1:
        return problem.title
    return f"{problem.title}: {answer.title or answer.id}"


def marked_unstable(row: Row) -> Row:
    """Say in a row that its answer is unstable; whatever mistake is named already stays."""
    message = feedback.with_mistake(row.message, feedback.about_unstable())
    return replace(row, message=message, mistake=row.mistake or UNSTABLE)
