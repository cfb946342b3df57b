"""From a submission and an answer key to a report: sets, worker, key and verdicts meet here.

Every answer of every set gives exactly one row, whatever the student's code does.
"""

from __future__ import annotations

import math
import platform
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

import autograder
from autograder.client.session import Session
from autograder.client.workers import Workers
from autograder.errors import GraderError
from autograder.grading import failures, feedback
from autograder.grading.batch import Asker, has_own_process
from autograder.grading.calls import ProblemReplies, calls_of, gather
from autograder.grading.graded_set import GradedSet
from autograder.grading.judging import Judge, Listen, Observe
from autograder.grading.packages import installed, is_package
from autograder.grading.prefetch import Prefetch
from autograder.grading.rerun import Asked, changed
from autograder.grading.rows import rows_of
from autograder.grading.rules import Rules
from autograder.grading.second_process import OnText, graded_apart
from autograder.grading.verdict import Stop, Verdict
from autograder.oracle.answer_key import AnswerKey
from autograder.problemset.model import Answer, Problem, ProblemSet
from autograder.report import Report, Status
from autograder.submission.files import Submission, module_name, support_files
from autograder.submission.texts import Text, markdown_for, text_for
from autograder.worker.layers.layer import Resources
from autograder.worker.messages import Bundle, Limits, Loaded

if TYPE_CHECKING:
    from autograder.grading.on_paper import Written

__all__ = ["grade"]


def _unobserved(problem: Problem, answer: Answer, values: Sequence[Any], verdict: Verdict) -> None:
    """Let a verdict pass: the signature of `Observe`."""


def _unheard(problem: Problem, values: Mapping[str, Sequence[Any]]) -> None:
    """Let the values pass: the signature of `Listen`."""


def grade(
    key: AnswerKey,
    submission: Submission,
    workers: Workers,
    *,
    deadline: float = math.inf,
    observe: Observe = _unobserved,
    listen: Listen = _unheard,
    texts_apart: bool = False,
) -> Report:
    """Grade a submission against every set of an answer key.

    Args:
        key: the sets and what is expected; computed on the way where it is not yet.
        submission: the student's files.
        workers: where student code runs.
        deadline: a time of ``time.monotonic()``, in seconds; what is not done by then becomes rows
        ``not_run``.
        observe: is told each answer's values beside its verdict, for what a report does not hold.
        listen: is told a problem's values before they are judged, for a key that knows the right
        ones when it sees them.
        texts_apart: have a second process grade what was answered by a text, which neither
        ``observe`` nor ``listen`` is told of then.
    """
    bundle = submission.bundle(key.sets, support_files(key.sets))
    judge = Judge(key, workers, observe, listen)
    grader = _Grader(key, submission, workers, _limits(key, deadline), bundle, judge)
    apart = grader.texts() if texts_apart and bundle.modules else []
    # an answer may overflow whatever it is compared with: that is no warning's business
    with np.errstate(all="ignore"), graded_apart(key, apart, grader.on_text) as finish:
        with workers.session(bundle, grader.limits) as session:
            graded = [
                grader.begun(each) if each in apart else grader.grade_set(each, session)
                for each in key.sets
            ]
            for one in graded:
                grader.rerun(session, one.module, one.asked, one.unstable)
                one.remarks = session.remarks(one.module) or one.remarks
        for problem_set, found in zip(apart, finish(), strict=True):
            graded[key.sets.index(problem_set)] = grader.taken_over(problem_set, found)
    return Report(
        tuple(row for one in graded for row in one.all_rows()),
        workers.isolation,
        _provenance(key),
        (
            *submission.choices(key.sets),
            *submission.remarks,
            *(remark for one in graded for remark in (*one.remarks, *one.about_versions())),
        ),
        tuple(note for one in graded for note in one.staff_notes),
    )


def _limits(key: AnswerKey, deadline: float) -> Limits:
    """Return one submission's limits: the widest of all its sets, within the deadline."""
    problems = [problem for problem_set in key.sets for problem in problem_set.problems]
    limits = [problem.time_limit for problem in problems]
    memories = {problem.memory for problem in problems}
    usual = Resources().memory
    return Limits(
        call=max(limit.call for limit in limits),
        load=max(limit.load for limit in limits),
        submission=max(limit.submission for limit in limits),
        deadline=deadline,
        memory=None if memories == {None} else max(stated or usual for stated in memories),
    )


def _provenance(key: AnswerKey) -> Mapping[str, str]:
    return {
        "autograder": autograder.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "sets": f"sha256:{key.digest}",
        "seed_id": key.seed_id,
        **installed(dict.fromkeys(each.path.parent for each in key.sets)),
    }


class _Grader(Struct, frozen=True):
    """What grading every set of one submission shares."""

    key: AnswerKey
    submission: Submission
    workers: Workers
    limits: Limits
    bundle: Bundle
    judge: Judge

    def texts(self) -> list[ProblemSet]:
        """Return the sets that a text answers."""
        return [each for each in self.key.sets if self._text_for(each) is not None]

    def on_text(self, problem_set: ProblemSet) -> OnText:
        """Grade a set that a text answers."""
        return self.taken_over(problem_set, None).on_text

    def taken_over(self, problem_set: ProblemSet, found: OnText | None) -> GradedSet:
        """Return what came of a set that a text answers; graded here if it was not elsewhere."""
        graded, text = self.begun(problem_set), self._text_for(problem_set)
        if found is None:
            assert text is not None
            return self._grade_text(problem_set, graded, text)
        graded.rows += found.rows
        graded.staff_notes = list(found.staff_notes)
        graded.remarks = found.remarks
        return graded

    def _text_for(self, problem_set: ProblemSet) -> Text | None:
        if module_name(problem_set) in self.bundle.modules:
            return None
        return text_for(self.submission, problem_set, self.key.sets)

    def begun(self, problem_set: ProblemSet) -> GradedSet:
        """Return what is known of a set before anything is asked."""
        module = module_name(problem_set)
        graded = GradedSet(module, Rules(self.bundle, module, problem_set))
        graded.staff_notes += filter(None, [graded.rules.note])
        return graded

    def grade_set(self, problem_set: ProblemSet, session: Session) -> GradedSet:
        """Return one row for each answer of a set, with what else was found."""
        graded, text = self.begun(problem_set), self._text_for(problem_set)
        if text is not None:
            return self._grade_text(problem_set, graded, text)
        prefetch = Prefetch(self.key, problem_set.problems)
        graded.meanwhile = prefetch.compute_next
        found = self._load(problem_set, graded, session, prefetch)
        stops = {
            problem.id: self._stop(graded.module, problem, found)
            for problem in problem_set.problems
        }
        prefetch.keep(problem for problem in problem_set.problems if stops[problem.id] is None)
        asker = Asker(session, graded.module, self.key, prefetch, graded.lost)
        written = self._beside_code(problem_set, list(stops.values()))
        for problem in problem_set.problems:
            stop = stops[problem.id]
            if stop is None:
                self._grade_problem(graded, prefetch.take(), session, prefetch, asker, written)
            elif stop.status is Status.MISSING and written and written.answers(problem):
                self._judge_written(graded, problem, written)
            else:
                graded.rows += rows_of(problem, Verdict(stop.status, stop.message))
        return graded

    def _beside_code(self, problem_set: ProblemSet, stops: Sequence[Stop | None]) -> Written | None:
        """Return what the Markdown of a notebook says, where code says nothing or steps count."""
        is_missing = any(stop is not None and stop.status is Status.MISSING for stop in stops)
        if not (is_missing or any(map(_asks_for_steps, problem_set.problems))):
            return None
        text = markdown_for(self.submission, problem_set, self.key.sets)
        if text is None or not any("=" in part for part in text.parts):
            return None
        from autograder.grading.on_paper import Written

        return Written.read(text, problem_set)

    def _grade_text(self, problem_set: ProblemSet, graded: GradedSet, text: Text) -> GradedSet:
        """Return one row for each answer of a set that was answered on paper; nothing is run."""
        # few submissions are texts, and reading them takes a parser
        from autograder.grading.on_paper import Written

        written = Written.read(text, problem_set)
        graded.remarks = (text.remark,) if text.remark else ()
        for problem in problem_set.problems:
            self._judge_written(graded, problem, written)
        return graded

    def _judge_written(self, graded: GradedSet, problem: Problem, written: Written) -> None:
        """Add a row for each answer of a problem that stands on paper."""
        from autograder.grading.on_paper import read_answers, with_line

        def shown(answer: Answer, verdict: Verdict) -> Verdict:
            return with_line(verdict, problem, answer, written.sheet)

        replies_of = partial(read_answers, self.key, problem, written)
        self.judge.add_rows(graded, problem, replies_of, written.sheet, shown)

    def _load(
        self, problem_set: ProblemSet, graded: GradedSet, session: Session, prefetch: Prefetch
    ) -> Loaded | Stop:
        """Import a set's file; return why nothing of it can be called, or what there is."""
        if graded.module not in self.bundle.modules:
            return Stop(Status.MISSING, self.submission.suggest(problem_set, self.key.sets))
        session.begin_load(graded.module)
        prefetch.compute_next()
        loaded = session.load(graded.module)
        graded.remarks, graded.lost = loaded.remarks, loaded.lost
        graded.parameters = loaded.parameters
        graded.staff_notes += _missing_packages(loaded)
        return _stop_of_load(loaded, self.bundle.modules[graded.module].filename) or loaded

    def _stop(self, module: str, problem: Problem, found: Loaded | Stop) -> Stop | None:
        """Return why a problem cannot be asked, or None."""
        if isinstance(found, Stop):
            return found
        filename = self.bundle.modules[module].filename
        for name in problem.call.needs:
            if name not in found.names:
                message = failures.about_missing_name(name, filename, found)
                return Stop(Status.MISSING, message)
        return None

    def _grade_problem(
        self,
        graded: GradedSet,
        problem: Problem,
        session: Session,
        prefetch: Prefetch,
        asker: Asker,
        written: Written | None,
    ) -> None:
        def replies() -> ProblemReplies:
            """Ask for the answers, in a process of its own where the problem needs one."""
            if has_own_process(problem):
                return self._ask_apart(graded, problem, session, prefetch)
            replies = asker.ask(problem)
            graded.asked.append((problem, replies))
            return replies

        sheet = written.sheet if written is not None and _asks_for_steps(problem) else None
        self.judge.add_rows(graded, problem, replies, sheet)

    def _ask_apart(
        self, graded: GradedSet, problem: Problem, session: Session, prefetch: Prefetch
    ) -> ProblemReplies:
        """Ask for the answers of a problem in a process of its own."""
        try:
            return self._ask_alone(graded, problem, prefetch)
        except GraderError:
            session.clear()  # what the shared process has used up may be what another one lacks
            return self._ask_alone(graded, problem, prefetch)

    def _ask_alone(self, graded: GradedSet, problem: Problem, prefetch: Prefetch) -> ProblemReplies:
        trials = self.key.trials(problem)
        limits = replace(self.limits, memory=problem.memory)
        with self.workers.session(self.bundle, limits) as fresh:
            batch = fresh.batch([calls_of(self.key, graded.module, problem)])
            prefetch.compute_next()
            replies = gather(problem, batch.replies(), trials, graded.lost)
            self.rerun(fresh, graded.module, [(problem, replies)], graded.unstable)
            return replies

    def rerun(
        self,
        session: Session,
        module: str,
        asked: Sequence[Asked],
        unstable: set[tuple[str, str]],
    ) -> None:
        """Ask every problem once more at its first trial and note in ``unstable`` what changed."""
        for problem, answer in changed(session, module, asked, self.key):
            if answer.feedback != "verdict":
                unstable.add((problem.id, answer.id))


def _asks_for_steps(problem: Problem) -> bool:
    return any(answer.steps for answer in problem.answers)


def _missing_packages(loaded: Loaded) -> list[str]:
    """Say which packages a submission wanted that are not installed here."""
    missing = sorted({record.module for record in loaded.lost if is_package(record.module)})
    return [f"this submission imports {name}, which is not installed here" for name in missing]


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
            return Stop(Status.RAISED, failures.about_unreadable_file(loaded.failure, filename))
        case "flooded":
            return Stop(Status.CRASHED, feedback.about_flood())
    return Stop(Status.CRASHED, feedback.about_crash(loaded.failure))
