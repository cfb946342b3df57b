"""How far an answer may be from what is expected, and on which scale: one rule for all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from autograder.derivative.whole import every, largest

__all__ = [
    "ERRORS",
    "NEAR",
    "RIGHT",
    "distance",
    "distances",
    "entry_scale",
    "surely",
    "surely_not",
    "worst_bound",
    "worst_bounds",
]

Array = NDArray[np.float64]

RIGHT: Final = 1e-5
"""Largest distance of a right answer. Right float64 answers come within 4e-7, finite differences
included; the nearest of 11,800 hand-written wrong ones is 0.13 away.
"""
NEAR: Final = 1e-3
"""Largest distance of which an answer is told its right digits, and that anything may explain."""
ERRORS: Final = 3.0
"""How many of its own error bounds the expected value may be off."""
_FLOOR: Final = 0.1  # of the largest entry: rounding would decide entries much smaller than that


def entry_scale(expected: Array) -> Array:
    """Return the scale of each entry of an expected array, of the same shape.

    It is the entry's size, at least a tenth of the largest; 1 where all entries are 0.
    """
    size = np.abs(expected)
    scale = np.maximum(size, _FLOOR * size.max(initial=0.0))
    return scale if every(scale) else np.ones_like(scale)


def surely(expected: Array) -> float:
    """Return how far every entry may be off on any scale: an answer no further off is right."""
    return 0.9 * RIGHT * _FLOOR * float(np.abs(expected).max(initial=0.0))


def surely_not(expected: Array, error: Array) -> float:
    """Return how far an entry may be off at most in an answer that is right or near to it."""
    size = float(np.abs(expected).max(initial=0.0)) or 1.0
    return 1.1 * NEAR * size + ERRORS * float(error.max(initial=0.0))


def distance(array: Array, value: Array, error: Array) -> float:
    """Return the largest error of an entry on its scale, beyond the expected value's own.

    ``array`` and ``value`` are of one shape, to which ``error`` broadcasts.
    """
    if not array.size:
        return 0.0
    with np.errstate(over="ignore"):
        excess = np.maximum(np.abs(array - value) - ERRORS * error, 0.0)
    return largest(excess / entry_scale(value))


def distances(arrays: Sequence[Array], values: Sequence[Array], errors: Sequence[Array]) -> Array:
    """Return :func:`distance` for each of ``k`` triples, ``(k,)``, in a fraction of its time.

    None of the arrays is empty.
    """
    sizes = [value.size for value in values]
    starts = [0, *accumulate(sizes[:-1])]
    size = np.abs(want := _joined(values))
    with np.errstate(over="ignore"):
        excess = np.maximum(np.abs(_joined(arrays) - want) - ERRORS * _spread(errors, values), 0.0)
    most = np.maximum.reduceat(size, starts)
    scale = np.maximum(size, np.repeat(_FLOOR * most, sizes))
    for one in np.split(scale, starts[1:]) if not every(scale) else ():
        if not every(one):
            one[:] = 1.0
    found: Array = np.maximum.reduceat(excess / scale, starts)
    return found


def _joined(arrays: Sequence[Array]) -> Array:
    return np.concatenate([array.ravel() for array in arrays])


def _spread(errors: Sequence[Array], values: Sequence[Array]) -> Array:
    """Return the errors of all entries of some values, to which each broadcasts, in a row."""
    return np.concatenate(
        [
            (error if error.shape == value.shape else np.broadcast_to(error, value.shape)).ravel()
            for error, value in zip(errors, values, strict=True)
        ]
    )


def worst_bounds(value: Array, error: Array) -> Array:
    """Return :func:`worst_bound` of each row of ``(k, n)``, as ``(k,)``."""
    size = np.abs(value)
    scale = np.maximum(size, _FLOOR * size.max(axis=1, keepdims=True))
    scale[~scale.any(axis=1)] = 1.0
    return np.asarray((ERRORS * error / (RIGHT * scale)).max(axis=1))


def worst_bound(value: Array, error: Array) -> float:
    """Return the largest allowance for error bounds, in units of what an answer is held to.

    ``value`` and ``error`` are of one shape. Above 1 the bound would be a licence: an answer could
    be wrong by more than the tolerance and pass.
    """
    if not value.size:
        return 0.0
    return largest(ERRORS * error / (RIGHT * entry_scale(value)))
