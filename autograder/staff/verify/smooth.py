"""Whether the forward function has a derivative where one is asked for, and one that is not nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from autograder.derivative.jacobian import Function
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.target import Forward, output_formula
from autograder.problemset.model import Problem, Slope
from autograder.staff.verify.judging import quiet

__all__ = ["kinks"]

Array = NDArray[np.float64]

_STEP: Final = 1e-6
"""A kink nearer than this would decide the verdict on a student's finite differences."""
_APART: Final = 1e-3
"""Slopes to the left and to the right of a smooth point differ by the step times the curvature, far
less.
"""
_CLOSER: Final = 10.0
"""A step so many times smaller makes the gap of a strong curvature as much smaller, and leaves a
kink's.
"""


def kinks(key: AnswerKey, problem: Problem) -> Iterator[str]:
    """Yield the trials at which a forward function has a kink in one of its inputs."""
    with quiet():
        for answer in problem.answers:
            if isinstance(answer.asks, Slope):
                yield from _kinks_of(key, problem, answer.id, answer.asks)


def _kinks_of(key: AnswerKey, problem: Problem, name: str, asks: Slope) -> Iterator[str]:
    forward = Forward(problem, asks.wrt, output_formula(problem, asks))
    for keyed in key.trials(problem):
        function, x = forward.at(keyed.trial.values)
        middle = np.asarray(function(x), dtype=float)
        gaps, size = _gaps(function, x, middle, _STEP)
        nearer, _ = _gaps(function, x, middle, _STEP / _CLOSER)
        apart = np.where(nearer > gaps / 2, gaps, 0.0).max(initial=0.0)
        if apart > _APART * max(size, _APART):
            where = f"{keyed.trial.kind} trial {keyed.trial.index}"
            yield (
                f"{name}: the slopes to both sides of {asks.wrt.text} differ by {apart:.2g} at "
                f"the {where}"
            )
            return


def _gaps(
    function: Function, x: Array, middle: Array, relative: float
) -> tuple[NDArray[np.float64], float]:
    """Return by how much slopes to both sides differ, entry by entry, and the largest slope."""
    slopes = np.array(
        [_slopes(function, x, position, middle, relative) for position in range(x.size)]
    )
    return np.abs(slopes[:, 0] - slopes[:, 1]), float(np.abs(slopes).max(initial=0.0))


def _slopes(
    function: Function, x: Array, position: int, middle: Array, relative: float
) -> list[Array]:
    step = relative * max(1.0, abs(float(x.flat[position])))
    slopes = []
    for signed in (-step, step):
        moved = x.copy()
        moved.flat[position] += signed
        slopes.append((np.asarray(function(moved), dtype=float) - middle) / signed)
    return slopes
