"""The first derivative of a function as a function of a second variable, many points in one call.

The slopes by ``x`` at many values of ``y`` are those of one stack (:mod:`.stacked`): each value of
``y`` as often as ``x`` has entries, each time with another entry of ``x`` moved by an imaginary
step. The slopes at the point itself, which :mod:`.jacobian` vouches for, are among them in every
call: what a stack gets wrong shows there, and the points are taken one by one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from autograder.derivative.complex_steps import STEP
from autograder.derivative.forward import Evaluated, NonDeterministic, Stencils
from autograder.derivative.stacked import Stack
from autograder.derivative.stencil import Samples

__all__ = ["At", "FirstDerivative", "sampled"]

Array = NDArray[np.float64]
Complex = NDArray[np.complex128]
At = Callable[[Any], tuple[Callable[[Any], Any], Any]]
"""Second variable -> the function of the first variable alone, and where to differentiate it.

It may be given a stack, and then returns a function of stacks; where to differentiate is a stack
too where that depends on the second variable.
"""

_SAME: Final = 1e-12  # of the largest slope: two ways through the points differ by rounding alone
_MOST: Final = 1 << 17  # complex numbers in the stack of one call


def sampled(forward: Evaluated, *asked: Stencils) -> Samples:
    """Return the samples of some stencils, evaluated together."""
    points, taken = zip(*asked, strict=True)
    values = forward.at(np.concatenate(points, axis=2))
    return Samples(values, np.concatenate(taken, axis=1))


class FirstDerivative:
    """The slopes of a function by ``x`` around a value of ``y``, as values of a function of ``y``.

    ``first`` are those at ``y`` itself, of shape ``x.shape + out.shape``, with their bounds
    ``error``; complex steps must be valid there. In this class's own ``x`` stand, as for any
    function, the entries of what is moved: those of ``y``.
    """

    def __init__(self, at: At, y: Array, x: Array, first: Array, error: Array) -> None:
        self._at, self._inner, self._entries = at, x.shape, x.size
        self.x_shape, self.x = y.shape, y.ravel()
        self.y, self.y_eps = first.ravel(), float(np.finfo(float).eps)
        self._allowed = error.ravel() + _SAME * np.abs(self.y).max()
        self._block = max(1, _MOST // (x.size * max(x.size, y.size, first.size // x.size)))

    def at(self, points: Array) -> Array:
        """Return the slopes at real points ``(..., n)`` as ``(..., m)``; NaN where there are none.

        Raises:
            NonDeterministic: those at the point itself are not what they were.
        """
        flat = points.reshape(-1, self.x.size)
        values = np.empty((len(flat), self.y.size))
        for start in range(0, len(flat), self._block):
            some = slice(start, start + self._block)
            values[some] = self._slopes(np.concatenate([self.x[np.newaxis], flat[some]]))[1:]
        return values.reshape(*points.shape[:-1], self.y.size)

    def _slopes(self, points: Array) -> Array:
        """Return the slopes ``(k, m)`` at points ``(k, n)``, the first of them the point itself."""
        found = self._together(points)
        if found is None:
            found = np.array([self._one_by_one(point) for point in points])
            if not self._agree(found):
                raise NonDeterministic(
                    "two calls of the forward with the same argument gave different results"
                )
        return found

    def _agree(self, found: Array) -> bool:
        """Whether the first of these are the slopes at the point itself, but for rounding."""
        return bool((np.abs(found[0] - self.y) <= self._allowed).all())

    def _together(self, points: Array) -> Array | None:
        """Return the slopes from one call; None if they cannot be had so."""
        each = np.repeat(points, self._entries, axis=0).reshape(-1, *self.x_shape)
        try:
            function, x = self._at(Stack(each))
            where = (
                x.each.reshape(len(points), self._entries, -1)
                if isinstance(x, Stack)
                else x.ravel()
            )
            result = function(Stack(self._stepped(where, len(points))))
        except Exception:  # the function met something that has no rule for a stack
            return None
        if not isinstance(result, Stack) or result.each.size != len(points) * self.y.size:
            return None
        found: Array = np.imag(result.each).reshape(len(points), -1) / STEP
        return found if self._agree(found) else None

    def _one_by_one(self, point: Array) -> Array:
        """Return the slopes ``(m,)`` at a point ``(n,)`` by plain calls; NaN where it has none."""
        try:
            function, x = self._at(point.reshape(self.x_shape))
            results = [np.asarray(function(moved)) for moved in self._stepped(x.ravel(), 1)]
        except Exception:  # the forward may raise anything where it is not defined
            return np.full(self.y.size, np.nan)
        return np.imag(results).ravel() / STEP

    def _stepped(self, x: Array, points: int) -> Complex:
        """Return ``x`` with one entry after another moved by an imaginary step, for each point.

        ``x`` is ``(entries,)``, or ``(points, entries, entries)`` where it is another at each.
        """
        moved = np.empty((points, self._entries, self._entries), complex)
        moved[:] = x
        every = np.arange(self._entries)
        moved.imag[:, every, every] = STEP
        return moved.reshape(-1, *self._inner)
