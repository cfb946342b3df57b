"""The derivatives of one formula at several points, its other inputs another at each, in one go.

What :mod:`.complex_steps` does at one point is done at all of them by two calls: one with the real
points, one with the complex ones, each a stack (:mod:`.stacked`) in which every input is a stack,
too. The same steps, checks and bounds hold, by the same random numbers. What a stack gets wrong
shows at the points themselves, where it is held to plain calls; a point at which anything is amiss,
or more than the first stencil is needed, is left to :mod:`.jacobian`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.derivative.complex_steps import ROUNDING, SAME_VALUE, STEP
from autograder.derivative.forward import MULTIPLES, Function, quiet
from autograder.derivative.scale import directed, jitters, scales_of_each, weights
from autograder.derivative.size import too_large
from autograder.derivative.stacked import Stack
from autograder.derivative.stencil import Precision, Samples, Slopes, estimate

__all__ = ["Beside", "SideBySide", "jacobians"]

Array = NDArray[np.float64]
Owners = NDArray[np.intp]
SideBySide = Callable[[Stack, Owners], object]
"""A stack of points, and whose other inputs go with each, to a stack of results."""

_EPS: Final = float(np.finfo(float).eps)
_SAME: Final = 1e-12  # of a value: a sum of many terms in another order
_MOST: Final = 1 << 20  # complex numbers among the points and results of one call


class Beside(Struct, frozen=True):
    """Derivatives ``value`` at k points, ``(k, *x.shape, *y.shape)``, and bounds on their errors.

    They count only where ``known``, of shape ``(k,)``, says so.
    """

    value: Array
    error: Array
    known: NDArray[np.bool_]


def jacobians(
    together: SideBySide,
    functions: Sequence[Function],
    x: Array,
    random: Sequence[np.random.Generator],
) -> Beside | None:
    """Return the derivatives of functions at points ``x`` ``(k, *shape)``, one at each.

    ``together`` is all the functions, which depend on their argument alone. None where it cannot be
    evaluated so.

    Raises:
        Exception: whatever a function raises at its point.
    """
    with quiet():
        at = _Points(together, x)
        y = at.values(functions)
        if y is None:
            return None
        scale = scales_of_each(at.x)
        steps = STEP * scale
        rows = at.imaginary(steps, y)
        if rows is None:
            return None
        value = rows / steps[:, :, np.newaxis]
        u, taken = _lines(scale, random)
        size = np.abs(value)
        slope = np.einsum("kn,knm->km", u, value)
        checked = at.checked(u, taken, y, slope, np.einsum("kn,knm->km", scale, size))
        if checked is None:
            return None
        doubt, borne_out = checked
        error = ROUNDING * size + doubt[:, np.newaxis] / np.abs(u)[:, :, np.newaxis]
        known = borne_out & at.same(y, rows)
    shape = (*x.shape, *at.y_shape)
    return Beside(value.reshape(shape), error.reshape(shape), known)


def _lines(scale: Array, random: Sequence[np.random.Generator]) -> tuple[Array, Array]:
    """Draw a direction and a step for each point, in the order of :mod:`.complex_steps`."""
    drawn = [(weights(own, scale.shape[1]), jitters(own, 1)) for own in random]
    u = directed(scale, np.array([weight for weight, _ in drawn]))
    first = Precision.of(_EPS).first_step * np.array([jitter for _, [jitter] in drawn])
    return u, first / np.linalg.norm(u / scale, axis=1)


class _Points:
    """The points, flat, ``(k, n)``, and the calls that go through all of them."""

    def __init__(self, together: SideBySide, x: Array) -> None:
        self._together, self._shape = together, x.shape[1:]
        self.x = x.reshape(len(x), -1)
        self.y_shape: tuple[int, ...] = ()
        self._real: Array | None = None

    def values(self, functions: Sequence[Function]) -> Array | None:
        """Return the results of plain calls, flat, ``(k, m)``; None where stacks would not do."""
        if not self.x.size or not np.isfinite(self.x).all() or not self.x.any(axis=1).all():
            return None
        points = self.x.reshape(-1, *self._shape)
        results = [
            np.asarray(function(points[place, ...])) for place, function in enumerate(functions)
        ]
        shapes = {result.shape for result in results}
        if len(shapes) != 1 or any(result.dtype != np.float64 for result in results):
            return None
        [self.y_shape] = shapes
        y = np.array(results).reshape(len(results), -1)
        small = y.size and self.x.size * max(self.x.shape[1], y.shape[1]) <= _MOST
        if not small or too_large((self._shape, self.y_shape)):
            return None
        return y if np.isfinite(y).all() else None

    def imaginary(self, steps: Array, y: Array) -> Array | None:
        """Return the imaginary parts ``(k, n, m)`` with one input after another moved."""
        number, inputs = self.x.shape
        points = np.empty((number, inputs, inputs), complex)
        points[:] = self.x[:, np.newaxis]
        every = np.arange(inputs)
        points.imag[:, every, every] = steps
        results = self._call(points.reshape(-1, inputs), np.repeat(np.arange(number), inputs))
        if results is None or results.dtype != np.complex128:
            return None
        rows = results.reshape(number, inputs, y.shape[1])
        self._real = rows.real
        return rows.imag

    def same(self, y: Array, rows: Array) -> NDArray[np.bool_]:
        """Say for each point whether complex steps kept the real parts and gave numbers."""
        assert self._real is not None
        size = np.abs(y)
        allowed = SAME_VALUE * (size + size.max(axis=1, keepdims=True))
        kept = np.abs(self._real - y[:, np.newaxis]) <= allowed[:, np.newaxis]
        found: NDArray[np.bool_] = (kept & np.isfinite(rows)).all(axis=(1, 2))
        return found

    def checked(
        self, u: Array, steps: Array, y: Array, slope: Array, reach: Array
    ) -> tuple[Array, NDArray[np.bool_]] | None:
        """Return by how much slopes ``(k, m)`` along ``u`` may be off, and which are borne out."""
        number, inputs = self.x.shape
        moves = MULTIPLES * steps
        points = np.empty((7, number, inputs))
        points[0] = self.x
        points[1:] = (self.x + moves[..., np.newaxis] * u).reshape(6, number, inputs)
        results = self._call(points.reshape(-1, inputs), np.tile(np.arange(number), 7))
        if results is None or results.dtype != np.float64:
            return None
        values = results.reshape(7, number, -1)
        here = np.abs(values[0] - y) <= _SAME * np.abs(y).max(axis=1, keepdims=True)
        precision = Precision.of(_EPS).for_check
        measured = estimate(
            Samples(values[1:].reshape(2, 3, number, -1), moves[0]), y, _EPS, alone=True
        )
        bound = measured.bound(reach, _EPS)
        off = np.abs(slope - measured.value)
        agrees = off <= bound + ROUNDING * reach
        return bound + off, (here & agrees).all(axis=1) & _finished(measured, y, precision)

    def _call(self, points: NDArray[Any], owners: Owners) -> NDArray[Any] | None:
        """Return the results at points ``(j, n)`` as ``(j, *y.shape)``, from one call."""
        try:
            result = self._together(Stack(points.reshape(-1, *self._shape)), owners)
        except Exception:  # it met something that has no rule for a stack
            return None
        if not isinstance(result, Stack) or result.each.shape != (len(points), *self.y_shape):
            return None
        return result.each


def _finished(slopes: Slopes, y: Array, precision: Precision) -> NDArray[np.bool_]:
    """Say for each line whether its first stencil was enough."""
    close = slopes.error <= precision.goal * np.abs(slopes.value)
    done: NDArray[np.bool_] = np.asarray(close.all(axis=1))
    for line in np.flatnonzero(~done).tolist():
        done[line] = slopes.part(slice(line, line + 1)).finished(y[line], precision.goal)
    return done
