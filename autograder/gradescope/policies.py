"""What the policies say of one submission, and how it is carried out.

Times are those at which work was handed in, so that grading it again changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from autograder.gradescope.earlier import Earlier
from autograder.gradescope.metadata import Attempt, Metadata, parse_time
from autograder.gradescope.policies_file import LEVELS, Late, Limit, Policies
from autograder.report import Feedback, Report, counted

if TYPE_CHECKING:
    from autograder.problemset.model import Answer, Problem, ProblemSet

__all__ = ["Decision", "decide", "refusal", "with_feedback", "with_last_result"]

_STANDS: Final = "Below is your last result, which stands."

_SAME: Final = timedelta(seconds=2)
"""Times this near are one: the platform writes each twice, with different fractions of a second."""


class Decision(Struct, frozen=True):
    """What the policies say of one submission; the default is what no policy says."""

    enforced: bool = False
    attempt: int = 1
    refused: str = ""
    """Why it is not graded; empty where it is."""
    penalty: float = 0.0
    """Share of the points that is taken off."""
    late_days: int = 0
    feedback: Feedback = "full"
    created: datetime | None = None
    uncounted: tuple[datetime, ...] = ()
    """The submissions that were not graded: they count against nobody."""

    def not_graded(self) -> Decision:
        """Return the decision for a submission that was not graded: it counts against nobody."""
        if self.created is None:
            return self
        return replace(self, penalty=0.0, uncounted=(*self.uncounted, self.created))

    def apply(self, report: Report) -> Report:
        """Return the report with what lateness costs taken off every row, and said."""
        if not self.penalty:
            return report
        rows = tuple(
            replace(row, score=round(row.score * (1 - self.penalty), 5)) for row in report.rows
        )
        days = counted(self.late_days, "day")
        said = f"Late by {days} (a day begun counts): {self.penalty:.0%} is taken off every score."
        return replace(report, rows=rows, remarks=(said, *report.remarks))

    def note(self, results: dict[str, object]) -> None:
        """Put into results what the next submission's decision needs to know of this one."""
        kept = results.get("extra_data")
        if self.enforced:
            results["extra_data"] = {
                **(kept if isinstance(kept, dict) else {}),
                "policy": self._data(),
            }

    def _data(self) -> dict[str, object]:
        return {
            "attempt": self.attempt,
            "late_days": self.late_days,
            "penalty": round(self.penalty, 5),
            "feedback": self.feedback,
            "uncounted": [time.isoformat() for time in self.uncounted],
        }

    def log(self) -> str:
        """Return a line for the staff's log, or nothing where no policy is on."""
        if not self.enforced:
            return ""
        said = (
            "refused" if self.refused else f"penalty {self.penalty:.0%}, feedback {self.feedback}"
        )
        return f"policies: attempt {self.attempt}, {self.late_days} days late, {said}\n"


def decide(policies: Policies, metadata: Metadata) -> Decision:
    """Return what the policies say of a submission with this metadata."""
    if policies == Policies():
        return Decision()
    uncounted = _uncounted(metadata)
    done = [
        attempt
        for attempt in metadata.previous
        if not attempt.error and not _is_among(attempt, uncounted)
    ]
    days = _late_days(policies.late, metadata)
    return Decision(
        True,
        len(done) + 1,
        _refusal(policies.limit, metadata, done),
        min(policies.late.most, days * policies.late.per_day) if policies.late else 0.0,
        days,
        _feedback(policies.feedback, len(done) + 1),
        metadata.created,
        uncounted,
    )


def _uncounted(metadata: Metadata) -> tuple[datetime, ...]:
    """Return the submissions that were not graded, as the last results that are known tell.

    The platform shows only the latest submission's results, so each hands the list on.
    """
    for attempt in reversed(metadata.previous):
        policy = attempt.results.get("extra_data")
        noted = policy.get("policy") if isinstance(policy, dict) else None
        if isinstance(noted, dict) and isinstance(noted.get("uncounted"), list):
            return tuple(time for time in map(parse_time, noted["uncounted"]) if time)
    return ()


def _is_among(attempt: Attempt, times: Sequence[datetime]) -> bool:
    return attempt.time is not None and any(abs(attempt.time - time) <= _SAME for time in times)


def _refusal(limit: Limit | None, metadata: Metadata, done: Sequence[Attempt]) -> str:
    if limit is None or metadata.created is None:
        return ""
    window = timedelta(hours=limit.hours)
    times = [attempt.time for attempt in done if attempt.time is not None]
    recent = sorted(time for time in times if timedelta() <= metadata.created - time < window)
    if len(recent) < limit.submissions:
        return ""
    free = recent[len(recent) - limit.submissions] + window
    return (
        f"Not graded: no more than {counted(limit.submissions, 'submission')} within "
        f"{counted(limit.hours, 'hour')} can be graded, "
        f"and this is one more. The next is possible from {free:%Y-%m-%d %H:%M %Z}."
    )


def _late_days(late: Late | None, metadata: Metadata) -> int:
    """Return the days begun since the due date and the grace after it."""
    if late is None or metadata.created is None or not metadata.due:
        return 0
    due = max(metadata.due) if late.group == "latest" else min(metadata.due)
    over = metadata.created - due
    if over <= timedelta(minutes=late.grace_minutes):
        return 0
    return max(0, math.ceil(over / timedelta(days=1)))


def _feedback(levels: Mapping[int, Feedback], attempt: int) -> Feedback:
    started = [first for first in levels if first <= attempt]
    return levels[max(started)] if started else "full"


# Carrying it out


def with_feedback(sets: Sequence[ProblemSet], level: Feedback) -> tuple[ProblemSet, ...]:
    """Return the sets with no answer saying more than ``level``; one that says less stays so."""
    return tuple(_quieter_set(problem_set, level) for problem_set in sets)


def _quieter_set(problem_set: ProblemSet, level: Feedback) -> ProblemSet:
    problems = (_quieter_problem(problem, level) for problem in problem_set.problems)
    return replace(problem_set, problems=tuple(problems))


def _quieter_problem(problem: Problem, level: Feedback) -> Problem:
    answers = (_quieter_answer(answer, level) for answer in problem.answers)
    return replace(problem, answers=tuple(answers))


def _quieter_answer(answer: Answer, level: Feedback) -> Answer:
    return replace(answer, feedback=max(level, answer.feedback, key=LEVELS.index))


def refusal(decision: Decision, earlier: Earlier | None) -> dict[str, object]:
    """Return the results of a submission that is not graded: the last known ones, with the reason.

    The platform counts a student's newest submission: it must not cost what was earned before.
    """
    if earlier is not None:
        said = f"{decision.refused}\n{_STANDS}"
        return _framed(earlier.score, earlier.tests, said, decision.not_graded())
    row = {
        "name": "Not graded",
        "status": "failed",
        "score": 0.0,
        "max_score": 0.0,
        "output": decision.refused,
    }
    advice = "An earlier submission can be made the active one in the submission history."
    return _framed(0.0, (row,), f"{decision.refused}\n{advice}", decision.not_graded())


def with_last_result(
    failed: Mapping[str, Any], reason: str, earlier: Earlier, decision: Decision
) -> dict[str, object]:
    """Return the results of a submission that could not be graded: the last known ones stand.

    What ``failed`` says stands in front, without points.
    """
    tests = (*failed["tests"], *earlier.tests)
    return _framed(earlier.score, tests, f"{reason}\n{_STANDS}", decision)


def _framed(
    score: float, tests: Sequence[Mapping[str, Any]], output: str, decision: Decision
) -> dict[str, object]:
    framed: dict[str, object] = {
        "score": score,
        "tests": list(tests),
        "output": output,
        "output_format": "text",
        "stdout_visibility": "hidden",
    }
    decision.note(framed)
    return framed
