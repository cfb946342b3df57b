"""A derivative computed in single precision, to learn what that loses; never to judge by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["slope_in_single", "slopes_in_single"]

_STEP: Final = 2.0**-64
"""A complex step whose square is far below the rounding of single precision, and no underflow."""

Array = NDArray[np.float64]
Function = Callable[[NDArray[Any]], Any]


def slopes_in_single(function: Function, x: Array) -> Array:
    """Return the derivative at ``x`` by complex steps in single precision, unchecked.

    Its shape is ``x.shape + y.shape``.

    Raises:
        Exception: whatever the function raises for complex numbers.
    """
    units = np.eye(x.size).reshape(x.size, *x.shape)
    slopes = [slope_in_single(function, x, unit) for unit in units]
    return np.array(slopes).reshape(*x.shape, *slopes[0].shape)


def slope_in_single(function: Function, x: Array, v: Array) -> Array:
    """Return the derivative at ``x`` along ``v``, of the output's shape, as above."""
    moved = x.astype(np.complex64)
    moved.imag = v * _STEP
    return np.asarray(np.imag(function(moved)), dtype=float) / _STEP
