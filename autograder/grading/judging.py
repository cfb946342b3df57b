"""The answers of one problem, judged by what its code or its text gave: a row for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct

from autograder.client.workers import Workers
from autograder.errors import StaffError
from autograder.grading import failures, feedback
from autograder.grading.calls import ProblemReplies
from autograder.grading.carried import Carried, carried, with_carried
from autograder.grading.graded_set import GradedSet
from autograder.grading.judged import judge_once
from autograder.grading.naming import namer_of
from autograder.grading.rows import row_of, rows_of
from autograder.grading.verdict import Verdict, decide, with_order
from autograder.oracle.answer_key import AnswerKey
from autograder.problemset.model import Answer, Problem
from autograder.report import Status

if TYPE_CHECKING:
    from autograder.paper.chains import Sheet

__all__ = ["Judge", "Listen", "Observe"]

Listen: TypeAlias = "Callable[[Problem, Mapping[str, Sequence[Any]]], None]"
"""Is told what the answers of a problem were, by id and trial, before they are judged."""
Observe: TypeAlias = "Callable[[Problem, Answer, Sequence[Any], Verdict], None]"
"""Is told what an answer was at its first trials, and the verdict on it."""


class Judge(Struct, frozen=True):
    """What judging the answers of one submission shares."""

    key: AnswerKey
    workers: Workers
    observe: Observe
    listen: Listen

    def add_rows(
        self,
        graded: GradedSet,
        problem: Problem,
        replies_of: Callable[[], ProblemReplies],
        sheet: Sheet | None = None,
        shown: Callable[[Answer, Verdict], Verdict] = lambda _, verdict: verdict,
    ) -> None:
        """Add a row for each answer of a problem, by the replies that are had for it.

        A sheet, where there is one, shows how answers were derived whose steps count; ``shown``
        adds to the verdict on any other what is to be seen of it.
        """
        try:
            replies = replies_of()
            graded.deprecated |= replies.deprecated
            self.listen(problem, replies.values)
            order = failures.about_order(problem, graded.parameters)
            verdicts = self._verdicts(graded, problem, replies, order, sheet, shown)
        except StaffError as error:
            graded.staff_notes.append(str(error))
            verdict = Verdict(Status.STAFF_ERROR, feedback.about_staff_error())
            graded.rows += rows_of(problem, verdict)
            return
        outputs = [replies.output_of(verdicts[0].trial), *("" for _ in verdicts[1:])]
        for answer, verdict, output in zip(problem.answers, verdicts, outputs, strict=True):
            graded.rows.append(row_of(problem, answer, verdict, output))

    def _verdicts(
        self,
        graded: GradedSet,
        problem: Problem,
        replies: ProblemReplies,
        order: str,
        sheet: Sheet | None,
        shown: Callable[[Answer, Verdict], Verdict],
    ) -> list[Verdict]:
        """Judge the answers of a problem, each with those above it in sight."""
        results: dict[str, Verdict] = {}
        verdicts = []
        for answer in problem.answers:
            verdict = self._decide(graded, problem, answer, replies, order)
            own = self._carried(graded, problem, answer, replies, results)
            results[answer.id] = with_carried(verdict, answer, replies.values, own)
            self.observe(problem, answer, replies.values[answer.id], results[answer.id])
            verdict = shown(answer, results[answer.id])
            worked = self._with_steps(problem, answer, verdict, sheet, own)
            verdicts.append(graded.rules.applied(problem, worked, replies.imported))
        return verdicts

    def _carried(
        self,
        graded: GradedSet,
        problem: Problem,
        answer: Answer,
        replies: ProblemReplies,
        above: Mapping[str, Verdict],
    ) -> Carried | None:
        """Return what an answer should be by those above it; a rule that is broken pays nobody."""
        if answer.follows is None:
            return None
        try:
            return carried(problem, answer, self.key.trials(problem), replies.values, above)
        except StaffError as error:
            graded.staff_notes.append(f"{problem.set}.{problem.id}: {error}")
            return None

    def _with_steps(
        self,
        problem: Problem,
        answer: Answer,
        verdict: Verdict,
        sheet: Sheet | None,
        own: Carried | None,
    ) -> Verdict:
        """Return a verdict with what the derivation's steps earn, where the set asks for them."""
        if not answer.steps:
            return verdict
        from autograder.grading.derivations import Working, judged, with_steps

        working = judged(self.key, problem, answer, sheet, own) if sheet is not None else Working()
        return with_steps(verdict, self.key, problem, answer, working)

    def _decide(
        self,
        graded: GradedSet,
        problem: Problem,
        answer: Answer,
        replies: ProblemReplies,
        order: str,
    ) -> Verdict:
        """Judge an answer; where the arguments are in another order, that is the mistake."""
        values, stop = replies.values[answer.id], replies.stops.get(answer.id)
        trials = self.key.trials(problem)
        allowances = partial(self.key.allowances, problem, answer)
        if order:
            plain = decide(answer, trials, values, stop, allowances=allowances)
            return with_order(plain, answer, order)
        namer = namer_of(self.workers, self.key)
        name = partial(namer.name, problem, meanwhile=graded.meanwhile)
        judge = partial(decide, answer, trials, values, stop, name, allowances)
        return judge() if stop else judge_once(self.key, problem, answer, values, judge)
