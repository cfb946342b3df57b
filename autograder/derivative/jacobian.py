"""The numeric derivative of a forward function, with a bound on the error of every entry.

One rule for both paths: no number is returned that was not checked, and what cannot be vouched for
is said.

* **Complex path.** ``Im f(x + ih) / h`` is exact to rounding for a function that is analytic as
  written (Squire and Trapp, SIAM Review 40, 1998), and wrong without a sign for one that is not
  (``abs``, ``conj``, ``norm`` ...). It is believed only if one real six-point derivative along a
  random direction agrees; its error bound is what that check could have overlooked. The points may
  share one call (:mod:`.stacked`); the check is always by calls at one point.
* **Real path.** Otherwise every input is moved by itself (:mod:`.stencil`), and one random
  direction checks the sum.

An input's scale is ``|x_i|``, or ``0.1 rms(x)`` where it is smaller by chance. Flat arrays are
``(n,)`` for inputs, ``(m,)`` for outputs and ``(n, m)`` for the derivative.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Final, Literal, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike, NDArray

from autograder.derivative.forward import (
    Forward,
    Function,
    MutatesInput,
    NonDeterministic,
    axes,
    line,
    quiet,
)
from autograder.derivative.refine import Measured, Reason, breaks, measure
from autograder.derivative.stencil import Precision
from autograder.errors import DerivativeError

__all__ = [
    "Derivative",
    "Function",
    "MutatesInput",
    "NonDeterministic",
    "Seed",
    "breaks_near",
    "directional",
    "jacobian",
]

Array = NDArray[np.float64]
Complex = NDArray[np.complex128]
Evaluate = Callable[[Complex], Complex | None]
Path = Literal["complex", "real"]
Seed: TypeAlias = int | np.random.Generator
"""Where directions and jitter come from: a seed of their own, or the next numbers of a generator.
"""

_EPS: Final = float(np.finfo(float).eps)
_COMPLEX_STEP: Final = (
    2.0**-100
)  # its square underflows against 1; a power of two divides without rounding
_COMPLEX_ROUNDING: Final = 16 * _EPS  # what a few chained operations lose
_BLOCK: Final = (
    64  # points in one call: enough that the call does not count, few enough for the memory
)
_SAME_VALUE: Final = (
    1e-6  # the real part may differ by the rounding of another LAPACK routine, not by a branch
)
_LEAST_SCALE: Final = (
    0.1  # of the root mean square: a coordinate that happens to be near 0 is not tiny ...
)
_OTHER_SCALE: Final = 1e-6  # ... but one below this is: it has another unit
_JITTER: Final = (0.85, 1.18)  # of every step, so that no lattice in f can hide between the points
_LEAST_WEIGHT: Final = 0.5  # of an input in the random direction: each must show


class Derivative(Struct, frozen=True):
    """A derivative at a point: ``value`` has the input's axes, then the output's, in order.

    ``error`` bounds ``|value - exact|`` entry by entry. It is infinite, and ``value`` NaN, where
    nothing can be vouched for; ``reason`` then says why. ``primal`` is the function's result,
    ``path`` how the numbers came.
    """

    value: Array
    error: Array
    primal: Array
    path: Path
    reason: Reason

    @property
    def resolved(self) -> bool:
        """Whether every entry is known."""
        return bool(np.isfinite(self.error).all())


def jacobian(f: Function, x: ArrayLike, *, seed: Seed = 0) -> Derivative:
    """Return the derivative of ``f`` at ``x``, of shape ``x.shape + y.shape``.

    The same bits for the same seed.

    Raises:
        NonDeterministic, MutatesInput: ``f`` is no function of its argument.
        DerivativeError: an array is empty, ``x`` is not finite, or ``f`` returns no real array of
        one shape.
        Exception: whatever ``f`` raises at ``x`` itself.
    """
    with quiet():
        work = _Work(f, x, seed)
        flat = _complex_jacobian(work) or _real_jacobian(work)
        work.forward.repeat()
    return work.wrap(flat, work.forward.x_shape + work.forward.y_shape)


def directional(f: Function, x: ArrayLike, v: ArrayLike, *, seed: Seed = 0) -> Derivative:
    """Return the derivative of ``f`` at ``x`` along ``v``, of the output's shape: J times v.

    Raises:
        DerivativeError: as :func:`jacobian`, and where ``v`` has not the shape of ``x`` or is not
        finite.
    """
    with quiet():
        work = _Work(f, x, seed)
        along = np.array(v, dtype=float)
        if along.shape != work.forward.x_shape or not np.isfinite(along).all():
            raise DerivativeError(
                f"the direction must be finite and of the input's shape {work.forward.x_shape}"
            )
        flat = _along(work, along.ravel())
        work.forward.repeat()
    return work.wrap(flat, work.forward.y_shape)


def breaks_near(f: Function, x: ArrayLike, reach: float) -> bool:
    """Return whether ``f`` has a kink or a jump within ``reach`` of ``x``, of any shape.

    Inputs are moved one by one, by ``reach`` times each one's own scale.

    Raises:
        DerivativeError: as :func:`jacobian`.
    """
    with quiet():
        work = _Work(f, x, 0)
        sample = axes(work.forward, work.scale)
        return breaks(sample, len(work.scale), reach, work.forward.y, work.precision)


class _Flat(Struct, frozen=True):
    """A derivative before it is given its shape."""

    value: Array
    error: Array
    path: Path
    reason: Reason = ""


class _Work:
    """A function at a point, with what both paths need: scales, random numbers, precision."""

    def __init__(self, f: Function, x: ArrayLike, seed: Seed) -> None:
        self.forward = Forward(f, np.array(x, dtype=float))
        self.scale = _scales(self.forward.x)
        self.precision = Precision.of(self.forward.y_eps)
        self.random = np.random.default_rng(seed)

    def direction(self) -> Array:
        """Draw a direction in which every input moves by half to all of its scale."""
        weight = self.random.uniform(-_LEAST_WEIGHT, _LEAST_WEIGHT, len(self.scale))
        return self.scale * (weight + np.copysign(_LEAST_WEIGHT, weight))

    def measure_axes(self) -> Measured:
        """Measure the slopes along every input by itself."""
        steps = self._first_steps(len(self.scale))
        return measure(axes(self.forward, self.scale), steps, self.forward.y, self.precision)

    def measure_line(self, u: Array, precision: Precision) -> Measured:
        """Measure the slopes along ``u``, going as far as for one input by itself."""
        steps = self._first_steps(1) / float(np.linalg.norm(u / self.scale))
        return measure(line(self.forward, u), steps, self.forward.y, precision)

    def _first_steps(self, lines: int) -> Array:
        return self.precision.first_step * self.random.uniform(*_JITTER, lines)

    def wrap(self, flat: _Flat, shape: tuple[int, ...]) -> Derivative:
        """Give a derivative its shape, and NaN to what is not known."""
        value = np.where(np.isfinite(flat.error), flat.value, np.nan)
        primal = self.forward.y.reshape(self.forward.y_shape)
        return Derivative(
            value.reshape(shape), flat.error.reshape(shape), primal, flat.path, flat.reason
        )


def _scales(x: Array) -> Array:
    """Return the scale ``(n,)`` of each input, a power of two so that multiplying is exact."""
    size = np.abs(x)
    largest = float(size.max())
    if largest == 0:
        return np.ones(len(x))
    rms = largest * float(np.linalg.norm(size / largest)) / len(x) ** 0.5
    tiny = (size > 0) & (size < _OTHER_SCALE * rms)
    return np.exp2(np.rint(np.log2(np.where(tiny, size, np.maximum(size, _LEAST_SCALE * rms)))))


# The complex path


def _complex_jacobian(work: _Work) -> _Flat | None:
    """Return the derivative by complex steps, or None where the real check does not bear it out.

    All points go through the function in one call, as a stack, or one by one where it takes none. A
    stack is believed no more than a point: shape and real parts must be those at ``x``, and the
    slopes are checked by plain calls, along a direction in which every input moves. What a stack
    gets wrong either shows there, and the points are taken one by one, or lies within the error
    bound.
    """
    forward = work.forward
    stacked = _complex_steps(work, forward.together) if len(forward.x) > 1 else None
    return stacked or _complex_steps(work, forward.one_by_one)


def _complex_steps(work: _Work, evaluate: Evaluate) -> _Flat | None:
    """Return the derivative by one way of evaluating the points, or None where that fails."""
    steps = _COMPLEX_STEP * work.scale
    rows = _imaginary(work.forward, evaluate, _stepped(work.forward.x, steps))
    if rows is None:
        return None
    value = rows / steps[:, np.newaxis]
    u, size = work.direction(), np.abs(value)
    doubt = _doubt(work, u, u @ value, work.scale @ size)
    if doubt is None:
        return None
    return _Flat(value, _COMPLEX_ROUNDING * size + doubt / np.abs(u)[:, np.newaxis], "complex")


def _complex_along(work: _Work, u: Array) -> _Flat | None:
    """Return the derivative along ``u`` by one complex step, None where the real check disagrees.

    Another step, in a random direction, shows how large the terms are that may cancel along ``u``.
    """
    points = work.forward.x + 1j * _COMPLEX_STEP * np.array([u, work.direction()])
    rows = _imaginary(work.forward, work.forward.one_by_one, [points])
    if rows is None:
        return None
    slope, other = rows / _COMPLEX_STEP
    doubt = _doubt(work, u, slope, np.abs(slope) + np.abs(other))
    return (
        None
        if doubt is None
        else _Flat(slope, _COMPLEX_ROUNDING * np.abs(slope) + doubt, "complex")
    )


def _stepped(x: Array, steps: Array) -> Iterator[Complex]:
    """Yield ``x`` with one input after another moved by an imaginary step, in blocks ``(k, n)``."""
    for start in range(0, len(x), _BLOCK):
        moved = np.arange(start, min(start + _BLOCK, len(x)))
        points = np.repeat(x.astype(complex)[np.newaxis], len(moved), axis=0)
        points.imag[moved - start, moved] = steps[moved]
        yield points


def _imaginary(forward: Forward, evaluate: Evaluate, blocks: Iterable[Complex]) -> Array | None:
    """Return the imaginary parts ``(n, m)`` at points whose real parts are ``x``.

    None if the function drops them.
    """
    found = []
    with warnings.catch_warnings():
        # numpy warns where it drops an imaginary part: that is the derivative
        warnings.simplefilter("error", np.exceptions.ComplexWarning)
        for points in blocks:
            results = evaluate(points)
            if results is None:
                return None
            found.append(results)
    values, size = np.concatenate(found), np.abs(forward.y)
    close = np.abs(values.real - forward.y) <= _SAME_VALUE * (size + size.max())
    return values.imag if close.all() and np.isfinite(values.imag).all() else None


def _doubt(work: _Work, u: Array, slope: Array, reach: Array) -> Array | None:
    """Return by how much a slope ``(m,)`` along ``u`` may be off by real steps; None if it is.

    ``reach`` ``(m,)`` is the sum of the sizes of the terms that make up the slope.
    """
    measured = work.measure_line(u, work.precision.for_check)
    if measured.reason:
        return None
    bound = measured.slopes.bound(reach, work.precision.eps)[0]
    off = np.abs(slope - measured.slopes.value[0])
    agrees = off <= bound + _COMPLEX_ROUNDING * reach
    return bound + off if agrees.all() else None


# The real path


def _real_jacobian(work: _Work) -> _Flat:
    """Return the derivative by moving each input, unknown where they do not add up along a line."""
    measured = work.measure_axes()
    value = measured.slopes.value
    known = np.where(measured.unresolved, 0.0, value)
    error = measured.slopes.bound(np.linalg.norm(known, axis=0), work.precision.eps)
    error[measured.unresolved] = np.inf
    refuted, reason = _refuted(work, value, error)
    error[:, refuted] = np.inf
    scale = work.scale[:, np.newaxis]
    return _Flat(value / scale, error / scale, "real", measured.reason or reason)


def _refuted(work: _Work, slope: Array, error: Array) -> tuple[NDArray[np.bool_], Reason]:
    """Mark the outputs ``(m,)`` whose slopes ``(n, m)`` do not add up along a line, and say why."""
    usable = np.isfinite(error).all(axis=1)
    if not usable.any():
        return np.zeros(error.shape[1], bool), ""
    u = np.where(usable, work.direction(), 0.0)
    measured = work.measure_line(u, work.precision.for_check)
    weight = (u / work.scale)[usable]
    reach = np.abs(weight) @ np.abs(slope[usable])
    allowed = measured.slopes.bound(reach, work.precision.eps)[0] + np.abs(weight) @ error[usable]
    apart = np.abs(weight @ slope[usable] - measured.slopes.value[0]) > allowed
    refuted = measured.unresolved[0] | apart
    return refuted, measured.reason or ("noise" if refuted.any() else "")


def _along(work: _Work, v: Array) -> _Flat:
    """Return the derivative along ``v``, by either path."""
    size = float(np.max(np.abs(v) / work.scale))
    if size == 0:
        zero = np.zeros(work.forward.y.size)
        return _Flat(zero, zero, "real")
    u = v / size
    flat = _complex_along(work, u) or _real_along(work, u)
    return _Flat(flat.value * size, flat.error * size, flat.path, flat.reason)


def _real_along(work: _Work, u: Array) -> _Flat:
    """Measure the slope along ``u`` twice, at unrelated steps, and believe it where the two agree.

    A third line, in a random direction, shows how large the terms are that may cancel along ``u``.
    """
    first, second = (work.measure_line(u, work.precision) for _ in range(2))
    other = work.measure_line(work.direction(), work.precision.for_check)
    first.slopes.confirm(np.arange(1), second.slopes)
    value = first.slopes.value[0]
    error = first.slopes.bound(np.abs(value) + np.abs(other.slopes.value[0]), work.precision.eps)[0]
    error[(first.unresolved | second.unresolved)[0]] = np.inf
    reason = first.reason or second.reason or ("" if np.isfinite(error).all() else "noise")
    return _Flat(value, error, "real", reason)
