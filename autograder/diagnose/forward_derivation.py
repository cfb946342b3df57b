"""Slips in a derivation of one's own that goes from the variable on (:mod:`.tangents`).

Its lines are the whole answer at once, so that a slip is found and worked out by the same lines.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.context import TrialContext
from autograder.diagnose.derivation import Derivation
from autograder.diagnose.formula_changes import Change
from autograder.diagnose.index import direction
from autograder.diagnose.syntax import put_in_place
from autograder.diagnose.tangent_rules import FORWARD_HELPERS
from autograder.diagnose.tangents import tangents
from autograder.oracle.slopes import ChangeTarget

__all__ = ["ForwardDerivation"]

Array = NDArray[np.float64]


class ForwardDerivation(Derivation):
    """What an answer becomes by each slip in its derivation from the variable on."""

    _helpers: Mapping[str, Callable[..., Any]] = FORWARD_HELPERS

    def _derived(
        self, lines: Mapping[str, ast.expr], goal: str, point: Mapping[str, Any]
    ) -> dict[str, ast.expr]:
        assert self._subject.slope is not None
        step = self._target.along if isinstance(self._target, ChangeTarget) else ""
        variable, companion = self._subject.slope.wrt.name, self._subject.problem.companion
        return tangents(lines, goal, variable, point, companion, step)

    def _projected(self, value: Array) -> tuple[tuple[int, ...], float]:
        answer = self._laid_out(value, self._x.shape, self._out)
        along = self._directions.get(answer.shape, direction(answer.shape))
        return answer.shape, float(np.vdot(answer, along))

    @property
    def depends_on_seed(self) -> bool:
        """Never: these lines give the whole answer."""
        return False

    def _laid_out(self, value: Array, x: tuple[int, ...], out: tuple[int, ...]) -> Array:
        """Return the answer that the last line gives; one of a shape of its own as it is."""
        if isinstance(self._target, ChangeTarget):
            shape = () if self._target.scalar else out
            return np.reshape(value, shape) if value.size == np.prod(shape, dtype=int) else value
        inputs, outputs = int(np.prod(x, dtype=int)), int(np.prod(out, dtype=int))
        if inputs == 1 and value.shape == out:
            return self._target.arrange(np.reshape(value, (*x, *out)))
        if inputs > 1 and value.shape == (outputs, inputs):
            return self._target.arrange(np.reshape(value.T, (*x, *out)))
        return value

    def _answer(self, change: Change, context: TrialContext) -> Array:
        function, x = self._target.forward.at(context.values)
        known: dict[str, Any] = dict(context.environment)
        with put_in_place(change.places):
            for name, tree in self._trees.lines.items():
                if name in self._used:
                    known[name] = self._afresh.value(tree.value, known, (), change.functions)
        value = np.asarray(known[self._trees.goal], dtype=float)
        return self._laid_out(value, x.shape, np.shape(function(x)))
