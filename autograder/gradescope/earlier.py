"""The last result that the platform knows of a student, mended so that it can be written again.

The platform counts a student's newest submission. One that is not graded, by a policy or by a fault
that is not the student's, must not cost what was earned before: its result is the last known one.
Stored results differ from what was written: numbers come as text, keys as nulls, rows may be those
of another autograder. What cannot be mended costs its text and never its points: where only the
total is known, it is written with the reason.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from autograder.errors import GraderError
from autograder.gradescope.metadata import Metadata
from autograder.gradescope.results_schema import CONTROL, TEXT_LIMIT, sound_of_test, validate
from autograder.report import Report, Status, number_in

__all__ = ["Earlier", "last_known", "with_earlier_points"]

_SAME: Final = 1e-4  # points: scores are rounded to five places before they are added up
_TOTAL: Final = "Points of an earlier submission"
_ONLY_TOTAL: Final = (
    "The platform knows {total:g} points of your last graded submission and not all of the answers "
    "that they belong to. They stand."
)

Test: TypeAlias = "dict[str, Any]"


class Earlier(Struct, frozen=True):
    """What the platform knows of the last graded submission: rows that add up to its score."""

    score: float
    tests: tuple[Test, ...]

    def points_of(self, problem_set: str, problem: str, answer: str) -> float | None:
        """Return what one answer got; None where no row tells."""
        place = {"set": problem_set, "problem": problem, "answer": answer}
        for test in self.tests:
            told = test.get("extra_data", {})
            if all(told.get(key) == value for key, value in place.items()):
                return float(test["score"])
        return None


def last_known(metadata: Metadata) -> Earlier | None:
    """Return the newest result that is known, or at least its score; None where there is none.

    A submission on which an autograder failed, and of which nothing came, is passed over.
    """
    for attempt in reversed(metadata.previous):
        try:
            tests = tuple(_mended_tests(attempt.results.get("tests")))
        except RecursionError:  # what is nested that deep is none of ours
            tests = ()
        known = number_in(attempt.results.get("score"))
        totals = [total for total in (known, attempt.score) if total is not None]
        total = max(totals, default=_sum(tests) if tests else None)
        if total is not None and (total > 0 or (tests and not attempt.error)):
            return _adding_up(max(total, 0.0), tests)
    return None


def with_earlier_points(report: Report, earlier: Earlier | None) -> Report:
    """Return a report whose rows of a staff fault have what the same answers got before.

    Where rows do not tell, what is missing of the known score is given to those rows, at most
    their points: what is lower because of the student's own answers stays lower.
    """
    faulty = [row for row in report.rows if row.status is Status.STAFF_ERROR and row.max_score]
    if earlier is None or not faulty:
        return report
    known = [earlier.points_of(row.set, row.problem, row.answer) for row in faulty]
    missing = max(0.0, earlier.score - report.score - sum(points or 0.0 for points in known))
    if all(points is not None for points in known):
        missing = 0.0
    given: dict[tuple[str, str, str], float] = {}
    for row, points in zip(faulty, known, strict=True):
        if points is None:
            points = min(row.max_score, missing)
            missing -= points
        given[row.set, row.problem, row.answer] = min(points, row.max_score)
    said = "What your last graded submission is known to have earned here stands."
    rows = (
        replace(row, score=given[place], message=f"{row.message}\n{said}")
        if row in faulty and given[place := (row.set, row.problem, row.answer)]
        else row
        for row in report.rows
    )
    return replace(report, rows=tuple(rows))


def _adding_up(total: float, tests: tuple[Test, ...]) -> Earlier:
    """Return rows that add up to a total: one more for what they do not account for."""
    left = total - _sum(tests)
    if left < -_SAME or not _is_accepted(tests):  # none of these rows can be trusted
        left, tests = total, ()
    if left > _SAME:
        said = _ONLY_TOTAL.format(total=total)
        row = {"name": _TOTAL, "status": "passed", "score": left, "max_score": left}
        tests = (*tests, {**row, "output": said})
    return Earlier(_sum(tests), tests)


def _is_accepted(tests: Sequence[Test]) -> bool:
    try:
        validate({"score": _sum(tests), "tests": list(tests)})
    except (GraderError, RecursionError):
        return False
    return True


def _sum(tests: Sequence[Test]) -> float:
    return math.fsum(test["score"] for test in tests)


def _mended_tests(tests: Any) -> Iterator[Test]:
    """Yield stored rows as they may be written; a row without points may be left out."""
    for test in tests if isinstance(tests, list) else ():
        if isinstance(test, dict):
            mended = _mended(test)
            if mended["score"] or not _is_ours_of_a_fault(mended):
                yield mended


def _is_ours_of_a_fault(test: Test) -> bool:
    """Whether a row says that an earlier submission was not graded: no part of a result."""
    told = test.get("extra_data", {})
    return bool(told) and told.get("status") == Status.STAFF_ERROR.value and not told.get("set")


def _mended(test: Mapping[str, Any]) -> Test:
    """Return a stored row with every key that the platform takes, in the form that it takes."""
    plain = {key: _plain(value) for key, value in test.items() if value not in (None, [])}
    score = max(number_in(test.get("score")) or 0.0, 0.0)
    most = max(number_in(test.get("max_score")) or 0.0, score)
    status = "passed" if score >= most else "failed"
    sound = {key: value for key, value in plain.items() if sound_of_test(key, value)}
    return {
        "name": "An answer",
        "status": status,
        **sound,
        "score": score,
        "max_score": most,
    }


def _plain(value: Any) -> Any:
    """Return plain JSON without characters and numbers that may not be written."""
    if isinstance(value, str):
        return CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))[:TEXT_LIMIT]
    if isinstance(value, dict):
        return {_plain(str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
