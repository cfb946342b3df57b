"""Problem x submission -> report: the one place where sets, worker, answer key and verdicts meet.

Every answer of every set gives exactly one row, whatever the student's code does.
"""

from __future__ import annotations

import math
import platform
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

import autograder
from autograder import feedback
from autograder.answer_key import AnswerKey
from autograder.errors import StaffError
from autograder.interview import Transcript, interview
from autograder.report import Report, Row, Status
from autograder.spec.model import Answer, Problem, ProblemSet
from autograder.stability import UNSTABLE, changed
from autograder.submission import Submission, module_name, support_files
from autograder.verdict import Stop, Verdict, decide
from autograder.worker.client import Workers
from autograder.worker.messages import Bundle, Limits, Loaded
from autograder.worker.session import Session

if TYPE_CHECKING:
    from autograder.diagnose import Diagnosis

__all__ = ["grade"]


def grade(key: AnswerKey, submission: Submission, workers: Workers, *, deadline: float | None = None) -> Report:
    """Grade a submission against every set of an answer key.

    Args:
        key: the sets and what is expected; computed on the way where it is not yet.
        submission: the student's files.
        workers: where student code runs.
        deadline: a time of ``time.monotonic()``, in seconds; what is not done by then becomes rows ``not_run``.
    """
    bundle = submission.bundle(key.sets, support_files(key.sets))
    grader = _Grader(key, submission, workers, deadline, bundle)
    with workers.session(bundle, _limits(key, deadline)) as session:
        rows = [row for each in key.sets for row in grader.grade_set(each, session)]
        grader.ask_again(session)
    rows = [_marked(row) if (row.set, row.problem, row.answer) in grader.unstable else row for row in rows]
    return Report(
        tuple(rows), workers.isolation, _provenance(key), (*submission.remarks, *grader.remarks), grader.staff_notes
    )


def _limits(key: AnswerKey, deadline: float | None) -> Limits:
    """Return one submission's limits: the widest that any of its sets asks for, within the deadline."""
    left = math.inf if deadline is None else max(deadline - time.monotonic(), 0.0)
    limits = [problem.time_limit for each in key.sets for problem in each.problems]
    return Limits(
        call=max(limit.call for limit in limits),
        load=max(limit.load for limit in limits),
        submission=min(max(limit.submission for limit in limits), left),
    )


def _provenance(key: AnswerKey) -> Mapping[str, str]:
    return {
        "autograder": autograder.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "sets": f"sha256:{key.digest}",
        "seed_id": key.seed_id,
    }


@dataclass(slots=True)
class _Grader:
    """The state of grading one submission."""

    key: AnswerKey
    submission: Submission
    workers: Workers
    deadline: float | None
    bundle: Bundle
    remarks: tuple[str, ...] = ()
    staff_notes: tuple[str, ...] = ()
    heard: list[tuple[str, Problem, Transcript]] = field(default_factory=list)
    """What the shared worker was asked, to be asked once more: the module, the problem, what came."""
    unstable: set[tuple[str, str, str]] = field(default_factory=set)
    """The answers, by set, problem and id, that were another value when they were asked again."""

    def grade_set(self, problem_set: ProblemSet, session: Session) -> Iterator[Row]:
        """Yield one row for each answer of a set."""
        name = module_name(problem_set)
        if name not in self.bundle.modules:
            suggestion = self.submission.suggest(problem_set.submit)
            stop: Stop | None = Stop(Status.MISSING, feedback.about_missing_file(problem_set.submit, suggestion))
            loaded = None
        elif self._is_late():
            stop, loaded = Stop(Status.NOT_RUN, feedback.about_no_time()), None
        else:
            loaded = session.load(name)
            self.remarks += loaded.remarks
            stop = _stop_of_load(loaded, self.bundle.modules[name].filename)
        for problem in problem_set.problems:
            yield from self._grade_problem(problem_set, problem, session, loaded, stop)

    def _is_late(self) -> bool:
        return self.deadline is not None and time.monotonic() >= self.deadline

    def _grade_problem(
        self,
        problem_set: ProblemSet,
        problem: Problem,
        session: Session,
        loaded: Loaded | None,
        stop: Stop | None,
    ) -> Iterator[Row]:
        if stop is None and loaded is not None:
            stop = self._missing_name(problem_set, problem, loaded)
        if stop is not None:
            yield from (_row(problem, answer, Verdict(stop.status, stop.message)) for answer in problem.answers)
            return
        try:
            transcript = self._interview(problem_set, problem, session)
            verdicts = [self._decide(problem, answer, transcript) for answer in problem.answers]
        except StaffError as error:
            self.staff_notes += (str(error),)
            verdict = Verdict(Status.STAFF_ERROR, feedback.about_staff_error())
            yield from (_row(problem, answer, verdict) for answer in problem.answers)
            return
        for position, (answer, verdict) in enumerate(zip(problem.answers, verdicts, strict=True)):
            shown = min(verdict.trial, len(transcript.outputs) - 1)
            output = transcript.outputs[shown] if position == 0 and shown >= 0 else ""
            yield _row(problem, answer, verdict, output)

    def _missing_name(self, problem_set: ProblemSet, problem: Problem, loaded: Loaded) -> Stop | None:
        filename = self.bundle.modules[module_name(problem_set)].filename
        for name in problem.call.needs:
            if name not in loaded.names:
                return Stop(Status.MISSING, feedback.about_missing_name(name, filename, loaded.names))
        return None

    def _interview(self, problem_set: ProblemSet, problem: Problem, session: Session) -> Transcript:
        name = module_name(problem_set)
        if not problem.fresh:
            heard = interview(session, name, problem, self.key, self.deadline)
            self.heard.append((name, problem, heard))
            return heard
        with self.workers.session(self.bundle, _limits(self.key, self.deadline)) as fresh:
            heard = interview(fresh, name, problem, self.key, self.deadline)
            self._compare(fresh, name, problem, heard)
            return heard

    def ask_again(self, session: Session) -> None:
        """Ask for every answer's first value once more, now that all has been called, and note what changed."""
        for name, problem, heard in self.heard:
            self._compare(session, name, problem, heard)

    def _compare(self, session: Session, name: str, problem: Problem, heard: Transcript) -> None:
        if self._is_late():
            return
        told = {answer.id for answer in problem.answers if answer.feedback != "verdict"}
        different = changed(session, name, problem, self.key, heard) & told
        self.unstable.update((problem.set, problem.id, answer) for answer in different)

    def _decide(self, problem: Problem, answer: Answer, transcript: Transcript) -> Verdict:
        values, stop = transcript.values[answer.id], transcript.stops.get(answer.id)

        def diagnose(answer: Answer, values: Sequence[Any]) -> Diagnosis | None:
            from autograder.diagnose import diagnostician  # most answers are right and never need it

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
        title=problem.title if len(problem.answers) == 1 else f"{problem.title}: {answer.title or answer.id}",
        number=answer.number,
        tags=answer.tags,
        visibility=answer.visibility,
        output=output,
    )
