"""Problem x submission -> report: the one place where sets, worker, answer key and verdicts meet.

Every answer of every set gives exactly one row, whatever the student's code does.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import math
import platform
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

import autograder
from autograder.client.channel import nothing
from autograder.client.session import Session
from autograder.client.workers import Workers
from autograder.errors import StaffError
from autograder.grading import feedback
from autograder.grading.calls import Transcript, interview
from autograder.grading.rerun import UNSTABLE, Heard, changed
from autograder.grading.verdict import Stop, Verdict, decide
from autograder.oracle.answer_key import AnswerKey
from autograder.problemset.model import Answer, Problem, ProblemSet
from autograder.report import Report, Row, Status
from autograder.submission.files import Submission, module_name, support_files
from autograder.worker.messages import Bundle, Limits, Loaded

if TYPE_CHECKING:
    from autograder.diagnose import Diagnosis

__all__ = ["grade"]


def grade(
    key: AnswerKey, submission: Submission, workers: Workers, *, deadline: float = math.inf
) -> Report:
    """Grade a submission against every set of an answer key.

    Args:
        key: the sets and what is expected; computed on the way where it is not yet.
        submission: the student's files.
        workers: where student code runs.
        deadline: a time of ``time.monotonic()``, in seconds; what is not done by then becomes rows
        ``not_run``.
    """
    bundle = submission.bundle(key.sets, support_files(key.sets))
    limits = _limits(key, deadline)
    grader = _Grader(key, submission, workers, limits, bundle)
    with workers.session(bundle, limits) as session:
        rows = [row for each in key.sets for row in grader.grade_set(each, session)]
        grader.ask_again(session)
    rows = [
        _marked(row) if (row.set, row.problem, row.answer) in grader.unstable else row
        for row in rows
    ]
    return Report(
        tuple(rows),
        workers.isolation,
        _provenance(key),
        (*submission.remarks, *grader.remarks),
        grader.staff_notes,
    )


def _limits(key: AnswerKey, deadline: float) -> Limits:
    """Return one submission's limits: the widest that any of its sets asks for, within the deadline."""
    limits = [problem.time_limit for each in key.sets for problem in each.problems]
    return Limits(
        call=max(limit.call for limit in limits),
        load=max(limit.load for limit in limits),
        submission=max(limit.submission for limit in limits),
        deadline=deadline,
    )


def _provenance(key: AnswerKey) -> Mapping[str, str]:
    return {
        "autograder": autograder.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "sets": f"sha256:{key.digest}",
        "seed_id": key.seed_id,
    }


class _Grader(Struct):
    """The state of grading one submission."""

    key: AnswerKey
    submission: Submission
    workers: Workers
    limits: Limits
    bundle: Bundle
    remarks: tuple[str, ...] = ()
    staff_notes: tuple[str, ...] = ()
    heard: dict[str, list[Heard]] = {}
    """What the shared worker was asked, by module, to be asked once more."""
    unstable: set[tuple[str, str, str]] = set()
    """The answers, by set, problem and id, that were another value when they were asked again."""

    def grade_set(self, problem_set: ProblemSet, session: Session) -> Iterator[Row]:
        """Yield one row for each answer of a set."""
        module, problems = module_name(problem_set), problem_set.problems
        found = self._load(problem_set, module, session)
        stops = [
            found if isinstance(found, Stop) else self._missing_name(module, each, found)
            for each in problems
        ]
        asked = [problem for problem, stop in zip(problems, stops, strict=True) if stop is None]
        following = {problem.id: after for problem, after in itertools.pairwise(asked)}
        for problem, stop in zip(problems, stops, strict=True):
            if stop is not None:
                yield from _rows(problem, Verdict(stop.status, stop.message))
            else:
                yield from self._grade_problem(module, problem, session, following.get(problem.id))

    def _load(self, problem_set: ProblemSet, module: str, session: Session) -> Loaded | Stop:
        """Import a set's file; return why nothing of it can be called, or what there is."""
        if module not in self.bundle.modules:
            suggestion = self.submission.suggest(problem_set.submit)
            return Stop(Status.MISSING, feedback.about_missing_file(problem_set.submit, suggestion))
        loaded = session.load(module, functools.partial(self._prepare, problem_set.problems[0]))
        self.remarks += loaded.remarks
        return _stop_of_load(loaded, self.bundle.modules[module].filename) or loaded

    def _prepare(self, problem: Problem) -> None:
        """Compute what is expected of a problem; an error is met again when the problem is asked."""
        with contextlib.suppress(StaffError):
            self.key.trials(problem)

    def _grade_problem(
        self, module: str, problem: Problem, session: Session, following: Problem | None
    ) -> Iterator[Row]:
        try:
            transcript = self._interview(module, problem, session, following)
            verdicts = [self._decide(problem, answer, transcript) for answer in problem.answers]
        except StaffError as error:
            self.staff_notes += (str(error),)
            yield from _rows(problem, Verdict(Status.STAFF_ERROR, feedback.about_staff_error()))
            return
        for position, (answer, verdict) in enumerate(zip(problem.answers, verdicts, strict=True)):
            shown = min(verdict.trial, len(transcript.outputs) - 1)
            output = transcript.outputs[shown] if position == 0 and shown >= 0 else ""
            yield _row(problem, answer, verdict, output)

    def _missing_name(self, module: str, problem: Problem, loaded: Loaded) -> Stop | None:
        filename = self.bundle.modules[module].filename
        for name in problem.call.needs:
            if name not in loaded.names:
                return Stop(
                    Status.MISSING, feedback.about_missing_name(name, filename, loaded.names)
                )
        return None

    def _interview(
        self, module: str, problem: Problem, session: Session, following: Problem | None
    ) -> Transcript:
        """Ask for the answers of a problem; what is expected of the following one is computed meanwhile."""
        meanwhile = functools.partial(self._prepare, following) if following else nothing
        if not problem.fresh:
            heard = interview(session, module, problem, self.key, meanwhile)
            self.heard.setdefault(module, []).append((problem, heard))
            return heard
        with self.workers.session(self.bundle, self.limits) as fresh:
            heard = interview(fresh, module, problem, self.key, meanwhile)
            self._compare(fresh, module, [(problem, heard)])
            return heard

    def ask_again(self, session: Session) -> None:
        """Ask for every answer's first value once more, now that all has been called, and note what changed."""
        for module, heard in self.heard.items():
            self._compare(session, module, heard)

    def _compare(self, session: Session, module: str, heard: Sequence[Heard]) -> None:
        for problem, answer in changed(session, module, heard, self.key):
            if answer.feedback != "verdict":
                self.unstable.add((problem.set, problem.id, answer.id))

    def _decide(self, problem: Problem, answer: Answer, transcript: Transcript) -> Verdict:
        values, stop = transcript.values[answer.id], transcript.stops.get(answer.id)

        def diagnose(answer: Answer, values: Sequence[Any]) -> Diagnosis | None:
            from autograder.diagnose import (
                diagnostician,
            )  # most answers are right and never need it

            return diagnostician(self.key).name(problem, answer, values)

        return decide(answer, self.key.trials(problem), values, stop, diagnose)


def _stop_of_load(loaded: Loaded, filename: str) -> Stop | None:
    """Return why nothing of a file can be called, or None where something can."""
    match loaded.outcome:
        case "done":
            return None
        case "timed_out":
            return Stop(Status.TIMED_OUT, feedback.about_slow_import(filename))
        case "no_time":
            return Stop(Status.NOT_RUN, feedback.about_no_time())
        case "raised":
            assert loaded.failure is not None
            return Stop(Status.RAISED, feedback.about_unreadable_file(loaded.failure, filename))
        case "flooded":
            return Stop(Status.CRASHED, feedback.about_flood())
    return Stop(Status.CRASHED, feedback.about_crash(loaded.failure))


def _marked(row: Row) -> Row:
    """Say in a row that its answer is unstable; whatever mistake is named already stays."""
    message = feedback.with_mistake(row.message, feedback.about_unstable())
    return replace(row, message=message, mistake=row.mistake or UNSTABLE)


def _rows(problem: Problem, verdict: Verdict) -> Iterator[Row]:
    return (_row(problem, answer, verdict) for answer in problem.answers)


def _row(problem: Problem, answer: Answer, verdict: Verdict, output: str = "") -> Row:
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
        title=problem.title
        if len(problem.answers) == 1
        else f"{problem.title}: {answer.title or answer.id}",
        number=answer.number,
        tags=answer.tags,
        visibility=answer.visibility,
        output=output,
    )
