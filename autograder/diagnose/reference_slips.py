"""Candidates that come from the set's reference: what it answers with one slip of the pen in it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import FrameType
from typing import Any, Final

import numpy as np
from msgspec.structs import replace

from autograder.diagnose.context import Candidate, Subject, TrialContext
from autograder.diagnose.mutants import Mutant, mutants
from autograder.diagnose.slips import BROADCAST, TRANSPOSED_PART, holds_a_square
from autograder.oracle.answer_key import KeyedTrial
from autograder.oracle.reference import Solution
from autograder.oracle.within import ExceededError, within
from autograder.problemset.call import inputs_of, unpack
from autograder.problemset.model import Problem

__all__ = ["ReferenceSlips", "changed_answers", "placed_answers"]

_SECONDS_OF_ONE: Final = 0.1
"""Of processor time for one slip at one trial; a loop that no longer ends is no explanation."""
_MOST_LINES: Final = 150_000
"""Of a reference's file, run for all slips of a problem: the bank's longest run 20,000, in 10 ms.

Lines are counted and not seconds, so that a name does not depend on how fast a machine is.
"""
_MOST_ENDLESS: Final = 3
"""Slips of a problem that take more than one may; what comes after them is not tried."""


class ReferenceSlips:
    """What a problem's mutants answer, each asked once at a trial for all the problem's answers."""

    def __init__(self, problem: Problem, solution: Solution, values: Mapping[str, Any]) -> None:
        self._problem = problem
        self._call = compile(problem.call.code, problem.id, "exec", dont_inherit=True)
        # by the trial's identity; the trial is kept beside its answers, so that no other can take
        # its id
        self._answers: dict[int, tuple[KeyedTrial, dict[Mutant, Mapping[str, Any]]]] = {}
        self.mutants = tuple(mutants(problem, solution, values))
        most = _MOST_LINES // max(_lines_run(problem, solution, values), 1)
        self._tried = dict.fromkeys(self.mutants[:most])
        self._endless = 0

    def answers(self, mutant: Mutant, context: TrialContext) -> Mapping[str, Any]:
        """Return the value of each answer at a trial; of none that is not reached."""
        _, answers = self._answers.setdefault(id(context.keyed), (context.keyed, {}))
        if mutant not in answers:
            answers[mutant] = self._bounded(mutant, context)
        return answers[mutant]

    def take_over(self, mutant: Mutant, keyed: KeyedTrial, answers: Mapping[str, Any]) -> None:
        """Take what a mutant answers at a trial from somebody who has asked it."""
        _, known = self._answers.setdefault(id(keyed), (keyed, {}))
        known[mutant] = answers

    def _bounded(self, mutant: Mutant, context: TrialContext) -> Mapping[str, Any]:
        """Return what a mutant answers; nothing where it takes more than it may."""
        if mutant not in self._tried:
            return {}
        try:
            return within(_SECONDS_OF_ONE, lambda: self._run(mutant, context))
        except (ExceededError, MemoryError):
            if context is context.subject.start:  # where all are asked, in their order
                self._endless += 1
            if self._endless == _MOST_ENDLESS:
                order = list(self._tried)
                self._tried = dict.fromkeys(order[: order.index(mutant)])
            return {}

    def _run(self, mutant: Mutant, context: TrialContext) -> Mapping[str, Any]:
        reads = self._problem.call.reads
        space = dict(mutant.names)
        for name in reads:
            space.pop(name, None)
        space |= {"np": np, **inputs_of(self._problem, context.values)}
        try:
            exec(self._call, space)  # noqa: S102  # the staff's code, changed in one place
        except MemoryError:
            raise
        except Exception:  # noqa: S110  # a slip may raise anything; answers bound before stand
            pass
        bound = {name: space[name] for name in reads if name in space}
        answers = unpack(self._problem, bound)
        return {} if isinstance(answers, str) else answers


def _lines_run(problem: Problem, solution: Solution, values: Mapping[str, Any]) -> int:
    """Return how many lines of a solution's file a call of the problem runs."""
    count, file = 0, solution.names["__file__"]

    def enter(frame: FrameType, _: str, __: object) -> Callable[..., Any] | None:
        return note if frame.f_code.co_filename == file else None

    def note(_: FrameType, event: str, __: object) -> Callable[..., Any]:
        nonlocal count
        count += event == "line"
        return note

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        solution.answers(problem, values)
    finally:
        sys.settrace(before)
    return count


def changed_answers(subject: Subject, slips: ReferenceSlips) -> Iterator[Candidate]:
    """Yield what an answer becomes by each slip."""
    return (candidate for _, candidate in placed_answers(subject, slips))


def placed_answers(subject: Subject, slips: ReferenceSlips) -> Iterator[tuple[Mutant, Candidate]]:
    """Yield each slip with what an answer becomes by it."""
    for mutant in slips.mutants:
        mistake = mutant.told.mistake
        if mistake is None:
            continue
        if mistake is BROADCAST and holds_a_square(subject):
            mistake = TRANSPOSED_PART
        # its place may be in the chain, or in what is fed in
        step = replace(mutant.told, mistake=mistake, setting="value")
        yield mutant, Candidate(step, partial(_answer, slips, mutant, subject.answer.id))


def _answer(slips: ReferenceSlips, mutant: Mutant, answer: str, context: TrialContext) -> Any:
    return slips.answers(mutant, context)[answer]
