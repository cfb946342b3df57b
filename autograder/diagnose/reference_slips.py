"""Candidates that come from the set's reference: what it answers with one slip of the pen in it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

import numpy as np

from autograder.diagnose.context import Candidate, Subject, TrialContext
from autograder.diagnose.mistake import Step
from autograder.diagnose.mutants import Mutant, mutants
from autograder.diagnose.slips import BROADCAST, TRANSPOSED_PART, holds_a_square
from autograder.oracle.answer_key import KeyedTrial
from autograder.oracle.bounded import ExceededError, within
from autograder.oracle.reference import Solution
from autograder.problemset.call import inputs_of, unpack
from autograder.problemset.model import Problem

__all__ = ["ReferenceSlips", "changed_answers", "placed_answers"]

_SECONDS_OF_ONE: Final = 0.1
"""Of processor time for one slip at one trial; a loop that no longer ends is no explanation."""
_SECONDS: Final = 0.35
"""For all slips of a problem; most take 20 ms. Half of what naming one answer may take."""


class ReferenceSlips:
    """What a problem's mutants answer, each asked once at a trial for all the problem's answers."""

    def __init__(self, problem: Problem, solution: Solution, values: Mapping[str, Any]) -> None:
        self._problem = problem
        self._call = compile(problem.call.code, problem.id, "exec", dont_inherit=True)
        # by the trial's identity; the trial is kept beside its answers, so that no other can take
        # its id
        self._answers: dict[int, tuple[KeyedTrial, dict[Mutant, Mapping[str, Any]]]] = {}
        self._seconds_left = _SECONDS
        self.mutants = tuple(mutants(problem, solution, values))

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
        if self._seconds_left <= 0:
            return {}
        began = time.process_time()
        try:
            return within(_SECONDS_OF_ONE, lambda: self._run(mutant, context))
        except (ExceededError, MemoryError):
            return {}
        finally:
            self._seconds_left -= time.process_time() - began

    def _run(self, mutant: Mutant, context: TrialContext) -> Mapping[str, Any]:
        reads = self._problem.call.reads
        space = {name: value for name, value in mutant.names.items() if name not in reads}
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


def changed_answers(subject: Subject, slips: ReferenceSlips) -> Iterator[Candidate]:
    """Yield what an answer becomes by each slip."""
    return (candidate for _, candidate in placed_answers(subject, slips))


def placed_answers(subject: Subject, slips: ReferenceSlips) -> Iterator[tuple[Mutant, Candidate]]:
    """Yield each slip with what an answer becomes by it."""
    for mutant in slips.mutants:
        mistake = mutant.mistake
        if mistake is BROADCAST and holds_a_square(subject):
            mistake = TRANSPOSED_PART
        step = Step(mistake, setting="value")  # its place may be in the chain, or in what is fed in
        yield mutant, Candidate(step, partial(_answer, slips, mutant, subject.answer.id))


def _answer(slips: ReferenceSlips, mutant: Mutant, answer: str, context: TrialContext) -> Any:
    return slips.answers(mutant, context)[answer]
