"""The second derivative of a forward function, with a bound on the error of every entry.

The first derivative is taken by complex steps, exact to rounding where the function is analytic as
written (:mod:`.jacobian` proves that at the point), and its real slopes are measured with their
error as those of any function are. A second derivative by one variable twice is symmetric: both
halves are averaged, and what they differ by is added to the bound.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from autograder.derivative.forward import Function, quiet
from autograder.derivative.jacobian import Derivative, Seed, directional, jacobian
from autograder.derivative.stacked import Stack

__all__ = ["mixed", "mixed_along", "symmetric"]

Array = NDArray[np.float64]
At = Callable[[Array], tuple[Function, Array]]
"""Second variable -> the function of the first variable alone, and where to differentiate it."""

_STEP: Final = 2.0**-100
"""Of a complex step: its square vanishes against 1, and dividing by a power of two is exact."""
_SAME: Final = 1e-12
"""Two ways through the points differ by rounding alone, in units of the largest slope."""


def mixed(at: At, y: Array, *, seed: Seed = 0) -> Derivative:
    """Return the derivative by ``y`` of that by ``x``, of shape ``x.shape + y.shape + out.shape``.

    Raises:
        DerivativeError: as :func:`~autograder.derivative.jacobian.jacobian`.
    """
    slope, rank = _first(at, y, seed)
    outer = jacobian(slope, y, seed=seed)
    order = (*range(y.ndim, y.ndim + rank), *range(y.ndim))
    rest = range(y.ndim + rank, outer.value.ndim)
    axes = (*order, *rest)
    return replace(outer, value=outer.value.transpose(axes), error=outer.error.transpose(axes))


def mixed_along(at: At, y: Array, v: Array, *, seed: Seed = 0) -> Derivative:
    """Return the second derivative times ``v`` over the axes of ``y``: ``x.shape + out.shape``."""
    slope, _ = _first(at, y, seed)
    return directional(slope, y, v, seed=seed)


def symmetric(found: Derivative, rank: int) -> Derivative:
    """Return a second derivative by one variable of ``rank`` axes twice, made symmetric."""
    axes = (*range(rank, 2 * rank), *range(rank), *range(2 * rank, found.value.ndim))
    other = found.value.transpose(axes)
    apart = np.abs(found.value - other) / 2
    error = np.maximum(found.error, found.error.transpose(axes)) + apart
    return replace(found, value=(found.value + other) / 2, error=error)


def _first(at: At, y: Array, seed: Seed) -> tuple[Function, int]:
    """Return the first derivative as a function of ``y``, and how many axes its variable has."""
    function, x = at(y)
    first = jacobian(function, x, seed=seed)
    if first.path == "real":
        return _by(at, lambda f, p: jacobian(f, p, seed=0).value), x.ndim
    one_by_one = _one_by_one(function, x)
    together = _quietly(lambda: _together(function, x))
    close = together is not None and np.allclose(
        together, one_by_one, rtol=0, atol=_SAME * np.abs(one_by_one).max(initial=0.0)
    )
    return _by(at, _together if close else _one_by_one), x.ndim


def _by(at: At, slopes: Callable[[Function, Array], Array]) -> Function:
    """Return the first derivative by a way of taking it; it is a function of real numbers alone."""

    def slope(y: NDArray[Any]) -> Array:
        if np.iscomplexobj(y):
            raise TypeError
        return slopes(*at(y))

    return slope


def _one_by_one(function: Function, x: Array) -> Array:
    rows = [np.asarray(function(point)) for point in _points(x)]
    return np.reshape(np.imag(rows) / _STEP, (*x.shape, *rows[0].shape))


def _together(function: Function, x: Array) -> Array:
    """Take all slopes by one call with a stack of points."""
    result = function(Stack(_points(x)))  # type: ignore[arg-type]  # a stack stands for an array
    each = result.each if isinstance(result, Stack) else np.empty(0)
    if each.shape[:1] != (x.size,):
        raise TypeError
    return np.reshape(each.imag / _STEP, (*x.shape, *each.shape[1:]))


def _points(x: Array) -> NDArray[np.complex128]:
    """Return ``x`` with each entry moved by an imaginary step: shape ``(x.size, *x.shape)``."""
    steps = np.eye(x.size).reshape(x.size, *x.shape)
    return x + 1j * _STEP * steps


def _quietly(slopes: Callable[[], Array]) -> Array | None:
    try:
        with quiet():
            return slopes()
    except Exception:  # the function met something that has no rule for a stack
        return None
