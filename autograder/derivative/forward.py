"""Calling a forward function safely: at the point, along real lines through it, at complex points.

The function gets a fresh copy of its argument every time, so it can neither spoil the point nor
return a view of it. At the point itself its faults are errors; beside the point, where it may well
be undefined (the logarithm of a negative number), they are NaN.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from autograder.derivative.stacked import Stack
from autograder.derivative.stencil import Sampler, Samples
from autograder.derivative.whole import every
from autograder.errors import DerivativeError

__all__ = [
    "MULTIPLES",
    "Evaluated",
    "Forward",
    "Function",
    "MutatesInput",
    "NonDeterministic",
    "Pure",
    "Stencils",
    "axes",
    "axis_stencils",
    "line",
    "line_stencil",
    "quiet",
]

Array = NDArray[np.float64]
Complex = NDArray[np.complex128]
Function = Callable[[NDArray[np.float64]], object]
"""A forward function: an array (perhaps without axes, on the complex path complex, or a stack of
those) to an array or a number.
"""

_EPS: Final = float(np.finfo(float).eps)

# Two calls may differ by this multiple of the rounding unit of the largest output: a BLAS may sum
# in another order. Anything more is a forward that is not a function.
_SAME: Final = 4 * _EPS

_MOST: Final = 1 << 16  # entries of one stencil's points that are held at a time

MULTIPLES: Final = np.array(
    [[[1.0], [2.0], [3.0]], [[-1.0], [-2.0], [-3.0]]]
)  # of the step: a stencil


class NonDeterministic(DerivativeError):  # noqa: N818  # the name says what the forward is
    """A forward function gave two different results for the same argument."""


class MutatesInput(DerivativeError):  # noqa: N818  # the name says what the forward does
    """A forward function changed its argument in place."""


_QUIET: Final = ContextVar("quiet", default=False)


_IS_QUIET: Final = nullcontext()


def quiet() -> AbstractContextManager[None]:
    """Keep every warning of a forward function from its caller, whatever the caller's filters."""
    # a problem's trials are drawn within one: setting filters costs what a short formula does
    return _IS_QUIET if _QUIET.get() else _silenced()


@contextmanager
def _silenced() -> Iterator[None]:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        token = _QUIET.set(True)
        try:
            yield
        finally:
            _QUIET.reset(token)


class Pure:
    """A function that is known to depend on its argument alone and to leave that as it is."""

    __slots__ = ("function",)

    def __init__(self, function: Function) -> None:
        self.function = function

    def __call__(self, x: NDArray[Any]) -> object:
        """Return the function's result."""
        return self.function(x)


class Evaluated(Protocol):
    """Anything that has values at and around a point, all of them flat."""

    x_shape: tuple[int, ...]
    x: Array
    y: Array
    y_eps: float

    def at(self, points: Array) -> Array:
        """Return the results at real points ``(..., n)``, as ``(..., m)``; NaN for none."""
        ...


class Forward:
    """A forward function at a point: ``x`` is the point, flat, ``(n,)``.

    ``y`` the result there, flat, ``(m,)``.

    Raises:
        NonDeterministic: two calls at ``x`` differ.
        MutatesInput: a call changed ``x``.
        DerivativeError: ``x`` or the result is empty, not finite (``x`` only) or not real numbers.
    """

    def __init__(self, function: Function, x: Array) -> None:
        if x.size == 0:
            raise DerivativeError(f"the input is empty: its shape is {x.shape}")
        if not every(np.isfinite(x)):
            raise DerivativeError("the input is not finite")
        self._is_pure = isinstance(function, Pure)
        self._function: Callable[[Any], object] = (
            function.function if isinstance(function, Pure) else function
        )
        self.x_shape = x.shape
        self.x = x.ravel()
        self._bytes = b"" if self._is_pure else self.x.tobytes()
        first = self._call_at_x()
        self.y_shape, self.y_eps = first.shape, _eps(first.dtype)
        self.y: Array = first.astype(float).ravel()
        if self.y.size == 0:
            raise DerivativeError(f"the forward's result is empty: its shape is {self.y_shape}")
        self.repeat()

    @property
    def primal(self) -> Array:
        """The result in its own shape."""
        return self.y.reshape(self.y_shape)

    def repeat(self) -> None:
        """Call the function at the point once more and hold the result to the first one.

        Nothing is done where it is known to be pure.
        """
        if self._is_pure:
            return
        again = self._call_at_x()
        self._same_shape(again)
        flat = again.astype(float).ravel()
        if flat.tobytes() != self.y.tobytes() and not _alike(flat, self.y):
            raise NonDeterministic(
                "two calls of the forward with the same argument gave different results"
            )

    def at(self, points: Array) -> Array:
        """Return the results at real points ``(..., n)`` as ``(..., m)``; NaN where there is none.

        Raises:
            DerivativeError: the shape differs from the one at ``x``, or a result is no array of
            numbers.
        """
        # copies: the forward may fill one buffer again and again
        each = points.reshape(-1, *self.x_shape)
        values = np.empty((len(each), *self.y_shape))
        for place in range(len(each)):
            values[place] = self._real(each[place, ...])  # an array, even where it has no axes
        return values.reshape(*points.shape[:-1], self.y.size)

    def at_once(self, points: Array) -> Array:
        """Return the same from one call, as far as that can be had; at the point it is checked."""
        if self._is_pure:
            each = np.concatenate([self.x[np.newaxis], points.reshape(-1, self.x.size)])
            found = self._stacked(each)
            if found is not None and found.dtype == np.float64 and _alike(found[0], self.y):
                return found[1:].reshape(*points.shape[:-1], self.y.size)
        return self.at(points)

    def _real(self, point: Array) -> NDArray[Any] | float:
        try:
            result = self._function(point)
        except Exception:  # the forward may raise anything where it is not defined
            return np.nan
        array = _read(result)
        self._same_shape(array)
        # complex is the root of a negative number, say: no real value here
        return np.nan if array.dtype.kind == "c" else array

    def one_by_one(self, points: Complex) -> Complex | None:
        """Return the results at complex points ``(k, n)`` as ``(k, m)``.

        None where the function has none.
        """
        each = points.reshape(-1, *self.x_shape)
        values = np.empty((len(each), *self.y_shape), complex)
        for place in range(len(each)):
            try:
                result = np.asarray(self._function(each[place, ...]))
            except Exception:  # a function written for real numbers may raise anything
                return None
            if result.dtype != np.complex128 or result.shape != self.y_shape:
                return None
            values[place] = result
        return values.reshape(len(each), -1)

    def together(self, points: Complex) -> Complex | None:
        """Return the results at complex points ``(k, n)`` as ``(k, m)`` from one call.

        None if that cannot be had.
        """
        found = self._stacked(points)
        return found if found is not None and found.dtype == np.complex128 else None

    def _stacked(self, points: NDArray[Any]) -> NDArray[Any] | None:
        """Return the results at points ``(k, n)`` as ``(k, m)`` from one call, if it has them."""
        try:
            result = self._function(Stack(points.reshape(-1, *self.x_shape)))
        except Exception:  # it met something that has no rule for a stack
            return None
        if not isinstance(result, Stack) or result.each.shape != (len(points), *self.y_shape):
            return None
        return result.each.reshape(len(points), -1)

    def _call_at_x(self) -> NDArray[Any]:
        given = self.x if self._is_pure else self.x.copy()
        result = self._function(given.reshape(self.x_shape))
        if not self._is_pure and given.tobytes() != self._bytes:
            raise MutatesInput("the forward changed its argument in place")
        array = _read(result)
        if array.dtype.kind == "c":
            raise DerivativeError("the forward returned complex numbers for a real argument")
        return array

    def _same_shape(self, array: NDArray[Any]) -> None:
        if array.shape != self.y_shape:
            raise DerivativeError(
                f"the forward's result changed its shape from {self.y_shape} to {array.shape}: "
                "it has no derivative of a fixed shape"
            )


def _read(result: object) -> NDArray[Any]:
    """Read what a forward returned as an array of numbers.

    Raises:
        DerivativeError: it is none.
    """
    try:
        array = np.asarray(result)
    except ValueError:  # a ragged list
        array = np.empty((), object)
    if array.dtype.kind not in "biufc":
        raise DerivativeError(
            f"the forward returned no array of numbers but {type(result).__name__}"
        )
    return array


@lru_cache(maxsize=16)
def _eps(dtype: np.dtype[Any]) -> float:
    """Return the relative rounding unit of a result.

    Integers are exact, and differentiated in float64.
    """
    return max(float(np.finfo(dtype).eps), _EPS) if dtype.kind == "f" else _EPS


def _alike(a: Array, b: Array) -> bool:
    if not np.array_equal(np.isfinite(a), np.isfinite(b)):
        return False
    finite = np.isfinite(a)
    size = float(np.max(np.abs(a[finite]), initial=0.0))
    rest = np.array_equal(a[~finite], b[~finite], equal_nan=True)
    return rest and bool(np.all(np.abs(a[finite] - b[finite]) <= _SAME * size))


Stencils = tuple[Array, Array]
"""The points ``(2, 3, k, n)`` of the stencils of some lines, and the steps taken ``(3, k)``."""


def axis_stencils(x: Array, scale: Array, lines: NDArray[np.intp], steps: Array) -> Stencils:
    """Return the stencils that move one input each, by steps times its scale ``(n,)``."""
    places = x[lines] + MULTIPLES * (steps * scale[lines])
    points = np.empty((*places.shape, len(x)))
    points[:] = x
    points[..., np.arange(len(lines)), lines] = places
    # x + h is rounded: what counts is the step that was really taken
    return points, (places[0] - places[1]) / (2 * scale[lines])


def line_stencil(x: Array, u: Array, steps: Array) -> Stencils:
    """Return the stencil of the one line ``x + t*u``, for a direction ``u`` ``(n,)``."""
    moves = MULTIPLES * steps
    return x + moves[..., np.newaxis] * u, moves[0]


def axes(forward: Evaluated, scale: Array, at: Callable[[Array], Array] | None = None) -> Sampler:
    """Make the lines that move one input each, by ``t`` times its scale ``(n,)``.

    ``at`` is another way to the values than one point after another.
    """
    at = at or forward.at
    block = max(1, _MOST // forward.x.size)

    def sample(lines: NDArray[np.intp], steps: Array) -> Samples:
        values = np.empty((*MULTIPLES.shape[:2], len(lines), forward.y.size))
        taken = np.empty((MULTIPLES.shape[1], len(lines)))
        for start in range(0, len(lines), block):
            some = slice(start, start + block)
            points, taken[:, some] = axis_stencils(forward.x, scale, lines[some], steps[some])
            values[..., some, :] = at(points)
        return Samples(values, taken)

    return sample


def line(forward: Evaluated, u: Array) -> Sampler:
    """Make the one line ``x + t*u``, for a direction ``u`` ``(n,)``."""

    def sample(_lines: NDArray[np.intp], steps: Array) -> Samples:
        points, taken = line_stencil(forward.x, u, steps)
        return Samples(forward.at(points), taken)

    return sample
