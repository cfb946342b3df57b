"""Whether a step holds at lengths that no trial has.

A line may be equal at the trials' lengths alone, as ``(n - 3) (n - 5)`` is 0 at 3 and at 5, and n
need not be named: it is a trace, too. Each step is looked at once more where the dimensions are
drawn from other lengths.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np
from msgspec.structs import replace

from autograder.errors import StaffError
from autograder.notation.errors import NotationError
from autograder.notation.meaning import Scope
from autograder.notation.operands import LOOKS
from autograder.notation.tree import Tree
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.trials import Numbers, Trial, seed_number
from autograder.paper.answers import Paper, Values
from autograder.paper.chains import Chain
from autograder.paper.worlds import world_of
from autograder.problemset.model import Answer, Constraint, Problem
from autograder.problemset.sizes import parse_size

__all__ = ["Elsewhere"]

_LENGTHS: Final = (8, 9, 10, 11, 12)
_ATTEMPTS: Final = 10
"""Draws of lengths, of which a set's conditions may refuse some."""


class Elsewhere:
    """One more trial of a problem, drawn when a line is first asked about."""

    def __init__(
        self,
        key: AnswerKey,
        problem: Problem,
        answer: Answer,
        paper: Paper,
        *,
        by_own: bool = False,
    ) -> None:
        """Take over the looks of what the answer's chains mean at the trials.

        Say by ``by_own`` that the answer is to be what follows from the student's own above it.
        What that is at other lengths is not known, for code cannot be asked there.
        """
        self._seed, self._problem, self._answer = key.seed, problem, answer
        self._derived = key.derived(problem.set)
        self._at_trials, self._by_own = paper, by_own

    def before(self, chain: Chain, previous: Tree | None) -> Values | None:
        """Return what a side is to equal there; None where nothing can be said."""
        if self._paper is None:
            return None
        if previous is not None:
            return self.value(chain, previous)
        known = next((name for name in chain.names if name in self._paper.scope.names), "")
        if self._answer.id in chain.names:
            return self._truth
        if known:
            worlds = self._paper.scope.worlds[LOOKS:]
            return tuple(np.asarray(world[known], dtype=float) for world in worlds)
        return self.value(chain, chain.left) if chain.left is not None else None

    def value(self, chain: Chain, side: Tree) -> Values | None:
        """Return the value of a side there; None where it has none."""
        if self._paper is None:
            return None
        try:
            return self._paper.value(chain, side)
        except NotationError:
            return None

    @cached_property
    def _trial(self) -> Trial | None:
        """The trial; None where the set's conditions allow no such lengths."""
        return next(iter(self._derived.further(f"{self._problem.id} elsewhere", self._drawn)), None)

    def _drawn(self) -> tuple[Trial, ...]:
        rng = np.random.default_rng(seed_number(self._seed, self._problem.id, "elsewhere"))
        fixed = {each.dimension for each in self._problem.dims if each.comparison == "=="}
        free = [name for name in self._problem.dimensions if name not in fixed]
        for _ in range(_ATTEMPTS if 0 < len(free) <= len(_LENGTHS) else 0):
            drawn = zip(free, rng.permutation(_LENGTHS), strict=False)
            lengths = [Constraint(name, "==", parse_size(str(length))) for name, length in drawn]
            posed = replace(self._problem, dims=(*self._problem.dims, *lengths))
            try:
                return (Numbers(posed, f"{self._seed}, elsewhere").draw("ordinary", 0),)
            except StaffError:
                continue
        return ()

    @cached_property
    def _paper(self) -> Paper | None:
        if self._trial is None:
            return None
        scope, sheet = self._at_trials.scope, self._at_trials.sheet
        keep = self._derived.at(f"{self._problem.id} elsewhere")
        world = world_of(self._problem, self._answer, self._trial, keep)
        return Paper(Scope((*scope.worlds[:LOOKS], world), scope.in_letters), sheet, self._problem)

    @cached_property
    def _truth(self) -> Values | None:
        trial, seed = self._trial, seed_number(self._seed, self._problem.id, "truth elsewhere")
        name = f"{self._problem.id} elsewhere truth of {self._answer.id}"
        if trial is None or self._by_own:
            return None
        if name in self._derived.arrays:
            return (self._derived.arrays[name],)
        from autograder.oracle.target import target_of  # a kept key has the truth

        target = target_of(self._problem, self._answer)
        if target is None:
            return None
        return (self._derived.array(name, lambda: target.expected(trial.values, seed).value),)
