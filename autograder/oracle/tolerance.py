"""How far an answer may be from what is expected, and on which scale: one rule for all."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["ERRORS", "NEAR", "RIGHT", "entry_scale", "worst_bound"]

Array = NDArray[np.float64]

RIGHT: Final = 1e-5
"""Largest distance of a right answer. Right float64 answers come within 4e-7, finite differences
included; the nearest of 11,800 hand-written wrong ones is 0.13 away.
"""
NEAR: Final = 1e-3
"""Largest distance that single precision may explain: measured float32 answers reach 5e-4."""
ERRORS: Final = 3.0
"""How many of its own error bounds the expected value may be off."""
_FLOOR: Final = 0.1  # of the largest entry: rounding would decide entries much smaller than that


def entry_scale(expected: Array) -> Array:
    """Return the scale of each entry of an expected array, of the same shape.

    It is the entry's size, at least a tenth of the largest; 1 where all entries are 0.
    """
    size = np.abs(expected)
    scale = np.maximum(size, _FLOOR * size.max(initial=0.0))
    return scale if scale.all() else np.ones_like(scale)


def worst_bound(value: Array, error: Array) -> float:
    """Return the largest allowance for error bounds, in units of what an answer is held to.

    ``value`` and ``error`` are of one shape. Above 1 the bound would be a licence: an answer could
    be wrong by more than the tolerance and pass.
    """
    if not value.size:
        return 0.0
    return float((ERRORS * error / (RIGHT * entry_scale(value))).max())
