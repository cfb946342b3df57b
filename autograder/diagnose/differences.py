"""Difference quotients in the place of a derivative, with steps that are too long for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.calculus import values_at
from autograder.diagnose.context import Subject, TrialContext
from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.origin import Arrays, Origin
from autograder.oracle.slopes import DerivativeTarget
from autograder.oracle.target import target_of

__all__ = ["DIFFERENCES"]

Array = NDArray[np.float64]

_STEPS: Final = {"0.1": 0.1, "0.01": 0.01}
"""Where a step is shorter, the numbers are near the true ones and told their digits."""
_OF_ONE: Final = {"1": 1.0}
"""A step that gives many a polynomial's terms without a factor, as a slip does."""
_SIDES: Final = ((1.0, 0.0), (0.0, -1.0), (1.0, -1.0))
"""Where the function is looked at, in steps from the point: ahead, behind, on both sides."""
_MOST_ENTRIES: Final = 40  # of a variable: each costs six values of the function


def _quotients(steps: Mapping[str, float], subject: Subject) -> Arrays:
    target = target_of(subject.problem, subject.answer)
    if not isinstance(target, DerivativeTarget):
        return
    if target.forward.at(subject.start.values)[1].size <= _MOST_ENTRIES:
        for name, step in steps.items():
            for ahead, behind in _SIDES:
                yield {"scale": name}, partial(_quotient, target, step * ahead, step * behind)


def _quotient(
    target: DerivativeTarget, ahead: float, behind: float, context: TrialContext
) -> Array:
    function, x = target.forward.at(context.values)
    rows = (_moved(function, x, ahead) - _moved(function, x, behind)) / (ahead - behind)
    return target.arrange(np.reshape(rows, (*x.shape, *rows.shape[1:])))


def _moved(function: Callable[[Array], Any], x: Array, step: float) -> Array:
    """Return the function's values with one entry after another moved, ``(n, *y.shape)``."""
    if not step:
        return np.asarray(function(x), dtype=float)[np.newaxis]
    points = x + step * np.eye(x.size).reshape(x.size, *x.shape)
    return np.asarray(values_at(function, points), dtype=float)


_STEP_LEFT: Final = Mistake(
    "difference.step",
    Rank.OTHER,
    "This is a difference quotient with a step of {scale}; the derivative is its limit.",
)
_STEP_OF_ONE: Final = Mistake(_STEP_LEFT.id, Rank.FAR_FETCHED, _STEP_LEFT.words)

DIFFERENCES: Final = (
    Origin(_STEP_LEFT, partial(_quotients, _STEPS)),
    Origin(_STEP_OF_ONE, partial(_quotients, _OF_ONE)),
)
"""What a derivative is the limit of."""
