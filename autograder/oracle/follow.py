"""What an answer should be by a student's own wrong answers above it: error carried forward.

The rule of the set is a formula of those answers. It is used only where it gives the expected
answer from the expected ones at every trial.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from autograder.errors import StaffError
from autograder.oracle.compare import judge, look
from autograder.oracle.compiled import Compiled, Expected
from autograder.oracle.keyed import KeyedTrial
from autograder.oracle.single_precision import allowance
from autograder.oracle.within import ExceededError, silent, within
from autograder.problemset.model import Answer, Follows, Problem

__all__ = ["Rule", "rule_of"]

_SECONDS: Final = 1.0
"""For one trial: formulas take microseconds, and a companion's function may meet odd numbers."""
_TIMES: Final = 100.0
"""How much larger or smaller than the expected one an answer above may be. By a larger one, what
the rule adds to it would vanish, and the same array handed in twice would seem to follow.
"""


class Rule(Struct, frozen=True):
    """The rule of one answer, compiled."""

    answer: Answer
    follows: Follows
    formula: Compiled

    def by_own(
        self, trials: Sequence[KeyedTrial], own: Mapping[str, Sequence[NDArray[np.float64]]]
    ) -> tuple[KeyedTrial, ...] | None:
        """Return the trials with what the answer should be by a student's own answers above.

        None where these are of another shape or size than the expected ones, or the rule has no
        finite value for them at some trial.
        """
        if not all(
            _are_like(own[name], [keyed.expected[name].value for keyed in trials])
            for name in self.follows.answers
        ):
            return None
        found = []
        for position, keyed in enumerate(trials):
            above = {name: own[name][position] for name in self.follows.answers}
            value = self._value(keyed, above)
            if value is None or value.shape != keyed.expected[self.answer.id].value.shape:
                return None
            expected = {**keyed.expected, self.answer.id: Expected(value, np.zeros(value.shape))}
            found.append(replace(keyed, expected=expected))
        return tuple(found)

    def allowances(
        self, trials: Sequence[KeyedTrial], own: Mapping[str, Sequence[NDArray[np.float64]]]
    ) -> tuple[float, ...]:
        """Return for each trial of :meth:`by_own` how far an answer in float32 may be off."""
        return tuple(
            self._allowance(keyed, {name: own[name][position] for name in self.follows.answers})
            for position, keyed in enumerate(trials)
        )

    def _allowance(self, keyed: KeyedTrial, above: Mapping[str, NDArray[np.float64]]) -> float:
        trial = replace(keyed.trial, values=_inputs(keyed, above))
        return allowance(self._at, trial, keyed.expected[self.answer.id])

    def first_failure(self, trials: Sequence[KeyedTrial]) -> int | None:
        """Return the first trial at which the rule does not give the expected answer, or None."""
        own = {
            name: [keyed.expected[name].value for keyed in trials] for name in self.follows.answers
        }
        for position, keyed in enumerate(trials):
            above = {name: own[name][position] for name in own}
            value = self._value(keyed, above)
            if value is None or judge([look(value, keyed.expected[self.answer.id])])[0] != "right":
                return position
        return None

    def refuse_if_broken(self, trials: Sequence[KeyedTrial]) -> None:
        """Refuse a rule by which nobody can be judged.

        Raises:
            StaffError: it does not give the expected answer at some trial.
        """
        position = self.first_failure(trials)
        if position is not None:
            trial = trials[position].trial
            raise StaffError(
                f"a value other than the expected one, at the {trial.kind} trial {trial.index}",
                "the expected answer, by the expected answers above it",
                "`autograder verify` proves it.",
                where=f"the rule of {self.answer.id}",
            )

    def ignored(self, trials: Sequence[KeyedTrial]) -> tuple[str, ...]:
        """Return the answers above on which the rule's value does not depend at any trial."""
        return tuple(name for name in self.follows.answers if not self._moves(name, trials))

    def _moves(self, name: str, trials: Sequence[KeyedTrial]) -> bool:
        for keyed in trials:
            above = {other: keyed.expected[other].value for other in self.follows.answers}
            changed = {**above, name: 2.0 * above[name] + 1.0}
            before, after = self._value(keyed, above), self._value(keyed, changed)
            if before is None or after is None or not np.array_equal(before, after):
                return True
        return False

    def _value(
        self, keyed: KeyedTrial, above: Mapping[str, NDArray[np.float64]]
    ) -> NDArray[np.float64] | None:
        """Return the rule's value at a trial; None where it has none that is finite."""
        try:
            value = self._at(_inputs(keyed, above))
        except Exception:  # numpy may raise anything, and a companion too
            return None
        if keyed.expected[self.answer.id].value.shape == () and value.size == 1:
            value = value.reshape(())
        return value if np.isfinite(value).all() else None

    def _at(self, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """Return the rule's value at some inputs; raises whatever a formula may."""
        try:
            with silent(), np.errstate(all="ignore"):
                return within(_SECONDS, lambda: np.asarray(self.formula(values), dtype=float))
        except ExceededError as exceeded:
            raise TimeoutError(f"the rule of {self.answer.id}") from exceeded


def _inputs(keyed: KeyedTrial, above: Mapping[str, NDArray[np.float64]]) -> dict[str, Any]:
    """Return a trial's inputs and the answers above, as a rule has them."""
    return {**keyed.trial.values, **{name: _as_input(array) for name, array in above.items()}}


def rule_of(problem: Problem, answer: Answer) -> Rule | None:
    """Return the rule by which an answer follows others; None where it follows none, or by none.

    A line of the forward that has the name of an answer above stands for that answer.
    """
    follows = answer.follows
    if follows is None or follows.rule is None:
        return None
    program = problem.forward
    for name in follows.answers:
        program = program.without(name)
    return Rule(answer, follows, Compiled(problem, program, follows.rule))


def _are_like(own: Sequence[NDArray[np.float64]], expected: Sequence[NDArray[np.float64]]) -> bool:
    """Whether arrays are finite, each of the expected one's shape, and all of about their size."""
    pairs = list(zip(own, expected, strict=True))
    if any(one.shape != other.shape or not np.isfinite(one).all() for one, other in pairs):
        return False
    size, wanted = (max(np.abs(each).max(initial=0.0) for each in both) for both in (own, expected))
    return bool(wanted / _TIMES <= size <= wanted * _TIMES)


def _as_input(array: NDArray[np.float64]) -> Any:
    """Return an array as formulas have it: a number without axes is a numpy scalar."""
    return array if array.ndim else array[()]
