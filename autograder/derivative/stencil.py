"""One stencil: the slope of a function along a line from six values, with a bound on its error.

A line is ``x + t*u``; its slope is the derivative in ``t`` at 0. The points ``t = ±h, ±2h, ±3h``
give the central differences D2, D4, D6 of orders 2, 4 and 6 (Fornberg, Mathematics of Computation
51, 1988). Three things are read off the same values: how fast the orders converge, the sixth
difference (noise where the function is smooth, of the order of the kink where it is not), and the
size of the values, whose rounding a small step magnifies. Arrays are ``(k, m)`` throughout: k
lines, m outputs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.derivative.whole import every, largest

__all__ = ["Precision", "Sampler", "Samples", "Slopes", "estimate"]

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Lines = NDArray[np.intp]

# Rows of weights of (f(h) - f(-h)) / h and so on: D6, D6 - D4 and D4 - D2.
_ORDERS: Final = np.array([[3 / 4, -3 / 10, 1 / 20], [1 / 12, -2 / 15, 1 / 20], [1 / 6, -1 / 6, 0]])
_SIXTH_DIFFERENCE: Final = np.array(
    [[15.0, -6.0, 1.0]]
)  # the weights of f(h) + f(-h) - 2 f(0) and so on
_LARGEST: Final = float(np.finfo(float).max) / 64  # of a change: weights and sums multiply it

# |D6 - D4| times _RATIO * |D6 - D4| / |D4 - D2|, clipped, plus _SIXTH * |S6| / h bounds the error
# of D6 wherever a jump, a kink, a kink in the slope or one in the curvature lies within 3h: the
# worst of 200,000 distances uses 90 % of it. On a smooth function the ratio is of order h^2, and
# the lower end of the clip holds.
_RATIO: Final = 50.0
_LEAST_RATIO: Final = 0.02
_LARGEST_RATIO: Final = 40.0
_SIXTH: Final = 0.15
_TINY: Final = 1e-300  # keeps 0/0 at 0

# Noise is measured by the sixth difference: that of independent noise sigma is sqrt(924) sigma.
_NOISE_OF_SIXTH: Final = 2.0 / 924.0**0.5  # doubled: one sample of the noise is often half of it
_NOISE_QUANTILE: Final = 0.9
_NOISE_CAP: Final = 50.0  # rounding units; more is no rounding, and no reason for larger steps
_NOISE_FLOOR: Final = 0.5  # rounding units: half of the last digit
_NOISE_OF_SLOPE: Final = 4.0  # D6 of noise sigma has 1.08 sigma/h: nearly four standard deviations

# An entry's error is measured against its slope, but at least against a tenth of its output's
# largest slope, a part of the largest slope of all (a tenth is how answers are compared), a
# thousandth of the change over the stencil (at an extremum the slope itself is 0), and a trace of
# the value (such a slope is lost in rounding).
_OF_OUTPUT: Final = 0.1
_OF_ALL_TO_GO_ON: Final = 1e-3
_OF_ALL_TO_COMPARE: Final = 0.1
_OF_CHANGE: Final = 1e-3
_OF_VALUE: Final = 1e-8

_CHECK: Final = 10.0  # times the goal: what a check has to reach
_CONTRADICTION: Final = (
    3.0  # times both bounds: two measurements further apart are not of one slope
)
_ALL: Final = (slice(None),)
_SEEN: Final = 0.5  # a slope with a smaller relative error than this has been seen


class Precision(Struct, frozen=True, dict=True):
    """Step and tolerances for functions whose values carry the relative rounding unit ``eps``.

    A slope is refined until its relative error is below ``goal``. float64 gets a first step of 2e-3
    (larger ones lose more to curvature than they gain), a goal of 1e-9 (one stencil reaches it on
    most functions) and a limit of 1e-5, the tolerance that an answer is held to. Coarser values get
    the step that balances a difference of order six, and tolerances that they can meet.
    """

    eps: float
    goal: float

    @staticmethod
    @lru_cache(maxsize=16)
    def of(eps: float) -> Precision:
        """Make the precision of values with the relative rounding unit ``eps``."""
        return Precision(eps, max(1e-9, 10 * eps))

    @cached_property
    def for_check(self) -> Precision:
        """The precision of a check: fewer digits do, and one stencil nearly always has them."""
        return Precision(self.eps, _CHECK * self.goal)

    @cached_property
    def first_step(self) -> float:
        """The first step, in units of the line's own scale."""
        return float(0.35 * self.eps ** (1 / 7))

    @property
    def limit(self) -> float:
        """The relative error above which a slope counts as unresolved."""
        return max(1e-5, 2000 * self.eps)


class Samples(Struct, frozen=True):
    """Values at ``+-r*h``, r = 1, 2, 3, as ``(2, 3, k, m)``, and the ``r*h`` taken, ``(3, k)``."""

    values: Array
    taken: Array


Sampler = Callable[[Lines, Array], Samples]
"""Evaluates the stencils of the lines with these numbers ``(k,)`` at these steps ``(k,)``."""


class Slopes(Struct, frozen=True):
    """Slopes with their error bounds; unknown where ``error`` is infinite.

    ``rounding`` is the noise that larger steps would lessen, ``sixth`` the sixth difference,
    ``change`` the largest change over the stencil, ``step`` the h of each entry.
    """

    value: Array
    error: Array
    rounding: Array
    sixth: Array
    change: Array
    step: Array

    def improve(self, lines: Lines, other: Slopes) -> None:
        """Take over, entry by entry, what ``other`` knows better about ``lines``.

        A function that rounds its argument is constant to a small stencil: that is no better than
        what a larger one saw of its slope.
        """
        value, error = self.value[lines], self.error[lines]
        denied = (other.change == 0) & (error < _SEEN * np.abs(value))
        better = (other.error < error) & ~denied
        for name in ("value", "error", "sixth", "change", "step"):
            mine = getattr(self, name)
            mine[lines] = np.where(better, getattr(other, name), mine[lines])

    def confirm(self, lines: Lines, other: Slopes) -> None:
        """Hold ``lines`` to a measurement at other steps: noise, difference, no contradiction."""
        value, error, sixth, step = (
            array[lines] for array in (self.value, self.error, self.sixth, self.step)
        )
        noise = _SIXTH * np.maximum(other.sixth - sixth, 0.0) / step
        apart, bounds = np.abs(value - other.value), error + other.error
        held = error + noise + np.where(apart > bounds, apart, 0.0)
        self.error[lines] = np.where(apart <= _CONTRADICTION * bounds, held, np.inf)

    def part(self, lines: slice) -> Slopes:
        """Return the slopes of some lines, as views."""
        return Slopes(
            self.value[lines],
            self.error[lines],
            self.rounding[lines],
            self.sixth[lines],
            self.change[lines],
            self.step[lines],
        )

    def within(self, goal: float) -> bool:
        """Whether every entry is known, with a relative error of at most ``goal``."""
        return every(self.error <= goal * np.abs(self.value))

    def finished(self, y: Array, goal: float) -> bool:
        """Whether nothing is left to measure where it matters, and every entry is resolved."""
        return every(np.isfinite(y)) and every(self.unfinished(y) <= goal)

    @property
    def rounded(self) -> Mask:
        """Where rounding makes up most of the error: larger steps would lessen it."""
        mostly: Mask = _NOISE_OF_SLOPE * self.rounding > 0.5 * self.error * self.step
        return mostly

    def unfinished(self, y: Array) -> Array:
        """Return each error bound in units of the scale that decides whether to go on measuring."""
        return np.where(np.isfinite(y), self._relative(_OF_ALL_TO_GO_ON, y), 0.0)

    def unresolved(self, y: Array, precision: Precision) -> Mask:
        """Mark the entries that are not known at the scale at which answers are compared."""
        known: Mask = self._relative(_OF_ALL_TO_COMPARE, y) <= precision.limit
        return ~known  # so that NaN is unresolved

    def bound(self, reach: Array, eps: float) -> Array:
        """Return the error bounds ``(k, m)``, with rounding of sums of size ``reach`` ``(m,)``."""
        return self.error + _NOISE_OF_SLOPE * _NOISE_FLOOR * eps * reach / self.step

    def _relative(self, of_all: float, y: Array) -> Array:
        size = np.abs(self.value)
        of_output = size.max(axis=0)
        shared = np.maximum(_OF_OUTPUT * of_output, of_all * of_output.max())
        least = np.maximum(shared, _OF_VALUE * np.abs(y))
        # nothing is to be refined where the function is constant
        floor = np.where(self.change == 0, np.inf, _OF_CHANGE * self.change / self.step)
        scale: Array = np.maximum(np.maximum(size, floor), least) + _TINY
        return np.where(np.isinf(self.error), np.inf, self.error / scale)


def estimate(
    samples: Samples, y: Array, eps: float, groups: Sequence[slice] = _ALL, *, alone: bool = False
) -> Slopes:
    """Return the slopes that one stencil per line shows of a function with value ``y`` ``(m,)``.

    ``groups`` part the lines into those that share their noise; all do where none is given. Lines
    that stand ``alone`` share nothing, each with its own value: ``y`` is then ``(k, m)``.
    """
    lines, outputs = samples.values.shape[2:]
    change = np.abs(samples.values - y).reshape(6, lines, outputs).max(axis=0)
    plus, minus = samples.values
    odd, even = plus - minus, plus + minus - 2 * y
    all_known = largest(change) <= _LARGEST
    if not all_known:  # the others shall spoil no line
        known = change <= _LARGEST
        odd[:, ~known] = even[:, ~known] = change[~known] = 0.0
    odd /= samples.taken[..., np.newaxis]
    orders = _ORDERS.dot(odd.reshape(3, -1)).reshape(3, lines, outputs)
    slope, last, before = np.abs(orders)
    sixth = np.abs(_SIXTH_DIFFERENCE.dot(even.reshape(3, -1))).reshape(lines, outputs)
    step = np.empty_like(change)
    step[:] = samples.taken[0][:, np.newaxis]

    size = np.abs(y)
    if alone or lines == 1:
        rounding = noise = _noise_of_one(sixth, slope, change, size, eps)
    else:
        parts = [_noise(sixth[part], slope[part], change[part], size, eps) for part in groups]
        rounding, noise = (
            parts[0] if len(parts) == 1 else map(np.concatenate, zip(*parts, strict=True))
        )
    error = _truncation(last, before) + (_SIXTH * sixth + _NOISE_OF_SLOPE * noise) / step
    if not all_known:
        error[~known] = sixth[~known] = np.inf
    return Slopes(orders[0], error, rounding, sixth, change, step)


def _truncation(last: Array, before: Array) -> Array:
    ratio = _RATIO * last / (before + _TINY)
    return last * np.minimum(np.maximum(ratio, _LEAST_RATIO), _LARGEST_RATIO)


def _noise(sixth: Array, slope: Array, change: Array, y: Array, eps: float) -> tuple[Array, Array]:
    """Return the noise of each value that rounding explains, and all that sixth differences show.

    Each output's noise is pooled over the lines. Lines with kinks or much curvature spoil a high
    quantile, hence its cap; the middle one needs no cap, but three lines. The argument is rounded
    like the value: one unit of it moves the value by that part of the slope.
    """
    if len(sixth) == 1:
        rounding = _noise_of_one(sixth, slope, change, y, eps)
        return rounding, rounding
    pooled = np.sort(_NOISE_OF_SIXTH * sixth, axis=0)
    last = len(pooled) - 1
    cap = _NOISE_CAP * eps * np.maximum(y, slope.max(axis=0))
    high = np.minimum(pooled[int(_NOISE_QUANTILE * last + 0.5)], cap)
    rounding = np.maximum(high, _NOISE_FLOOR * eps * np.maximum(y + change, slope))
    return rounding, np.maximum(rounding, pooled[last // 2]) if last > 1 else rounding


def _noise_of_one(sixth: Array, slope: Array, change: Array, y: Array, eps: float) -> Array:
    """Return what :func:`_noise` does of lines that are each the only one."""
    cap = _NOISE_CAP * eps * np.maximum(y, slope)
    least = _NOISE_FLOOR * eps * np.maximum(y + change, slope)
    return np.maximum(np.minimum(_NOISE_OF_SIXTH * sixth, cap), least)
