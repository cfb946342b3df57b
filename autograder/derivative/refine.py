"""Slopes along lines, each measured at the steps that suit it, and the reason where none does.

One stencil (:mod:`.stencil`) is enough for most lines. The others are measured again: at smaller
steps while the stencil's own error dominates, at larger ones while rounding does. What was chosen
as the best of several measurements is then held to one more, for it may be luck, or an illusion of
one step.

Values are taken to be right to some fifty rounding units. Where they are rounded far more coarsely
than their type says (float32 inside, float64 outside), many points are refused, and of the
derivatives that are not, about one in 400 is off by more than 1e-6 beyond its bound.
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.derivative.stencil import Precision, Sampler, Samples, Slopes, estimate

__all__ = ["Measured", "Reason", "breaks", "measure"]

Array = NDArray[np.float64]
Lines = NDArray[np.intp]
Reason = Literal["", "kink", "jump", "domain edge", "noise"]

# Nine rounds by 16 reach from 2e-3 down to 3e-14 of an input, where rounding leaves nothing.
_ROUNDS: Final = 9
_FACTOR: Final = 16.0
_LARGEST_STEP: Final = 10.0  # beyond, the stencil says nothing about the function at the point
_NARROW: Final = 4.0  # a bracket of steps narrower than this is not worth halving
_CONFIRM: Final = 0.6  # of a step: near enough to be as good, far enough to be another sample
_CLIMB: Final = (8.0, 64.0, 512.0)  # times the first step: up to the input itself

# Telling a kink from a jump from noise: both sides of the point, at two steps apart by _FACTOR.
_LOOK: Final = 0.05  # of the first step
_JUMP: Final = (
    0.5  # of the difference across a step is left at a 16th of the step: a jump, not a slope
)
_BREAK: Final = 1e-3  # of the change over the step: a smooth function bends by its fourth power
_BREAK_ROUNDING: Final = 100.0  # rounding units of the value: several times what differences gather
_BREAK_ROUGH: Final = 0.25  # noise is as rough at a smaller step, a kink at most a 16th as much
_BREAK_AGAIN: Final = (0.9, 0.7, 0.55, 0.4)  # of the smaller step: noise may be small once by luck
_ROUGH: Final = 0.05  # one side alone is that rough against the break: noise


class Measured(Struct, frozen=True):
    """Slopes ``(k, m)``, which of them are unresolved, and why."""

    slopes: Slopes
    unresolved: NDArray[np.bool_]
    reason: Reason = ""


def measure(
    sample: Sampler, steps: Array, y: Array, precision: Precision, first: Slopes | None = None
) -> Measured:
    """Measure the slopes ``(k, m)`` along ``k`` lines of a function with value ``y`` at the point.

    ``steps`` ``(k,)`` are the first steps, ``first`` what they showed where that is known. An entry
    keeps the best of its measurements; its ``error`` is infinite where none had finite values, or
    where two exclude each other.
    """
    best = first or estimate(sample(np.arange(len(steps)), steps), y, precision.eps)
    if best.within(precision.goal) or best.finished(y, precision.goal):  # nearly always
        return Measured(best, np.zeros(best.value.shape, bool))
    refined = _refine(sample, steps, y, precision, best)
    if refined.size:
        smaller = _CONFIRM * best.step[refined].min(axis=1)
        best.confirm(refined, estimate(sample(refined, smaller), y, precision.eps))
        _climb(sample, steps, y, precision, best)
    unresolved = best.unresolved(y, precision)
    return Measured(
        best, unresolved, _explain(sample, unresolved, y, precision) if unresolved.any() else ""
    )


def _refine(sample: Sampler, steps: Array, y: Array, precision: Precision, best: Slopes) -> Lines:
    """Improve ``best`` until the goal is reached or no step promises more.

    Return the lines measured again.
    """
    search, current, todo = _Search(steps), best, np.arange(len(steps))
    refined = todo[:0]
    for number in range(_ROUNDS):
        unfinished = best.unfinished(y)[todo]
        if (unfinished <= precision.goal).all():
            break
        todo = search.choose(todo, current, unfinished, precision.goal)
        if not todo.size:
            break
        current = estimate(sample(todo, search.step[todo]), y, precision.eps)
        best.improve(todo, current)
        if not number:  # later rounds go on with some of these lines
            refined = todo
    return refined


class _Search:
    """The next step of every line, between one where rounding dominated and one where not."""

    def __init__(self, steps: Array) -> None:
        self.step = steps.copy()
        self._low = np.zeros(len(steps))
        self._high = np.full(len(steps), np.inf)

    def choose(self, lines: Lines, current: Slopes, unfinished: Array, goal: float) -> Lines:
        """Choose the step of each line by its worst entry; return the lines that go on."""
        rows, worst = np.arange(len(lines)), unfinished.argmax(axis=1)
        rounded = current.rounded[rows, worst]
        low = np.where(rounded, self.step[lines], self._low[lines])
        high = np.where(rounded, self._high[lines], self.step[lines])
        self._low[lines], self._high[lines] = low, high
        self.step[lines] = step = _between(low, high)
        going_on = (
            (unfinished[rows, worst] > goal) & (step <= _LARGEST_STEP) & (high > _NARROW * low)
        )
        chosen: Lines = lines[going_on]
        return chosen


def _between(low: Array, high: Array) -> Array:
    """Return a step between the bounds where both are known, else one beyond the bound that is."""
    bounded = np.isfinite(high)
    middle = np.sqrt(low * np.where(bounded, high, 0.0))
    return np.where(low == 0, high / _FACTOR, np.where(bounded, middle, low * _FACTOR))


def _climb(sample: Sampler, steps: Array, y: Array, precision: Precision, best: Slopes) -> None:
    """Measure with large stencils what small ones could not: smooth but for coarse noise."""
    lines = np.flatnonzero((best.unresolved(y, precision) & np.isfinite(y)).any(axis=1))
    if not lines.size:
        return
    for factor in _CLIMB:
        large, smaller = (
            estimate(sample(lines, step * steps[lines]), y, precision.eps)
            for step in (factor, _CONFIRM * factor)
        )
        large.confirm(np.arange(len(lines)), smaller)
        best.improve(lines, large)


def breaks(sample: Sampler, lines: int, step: float, y: Array, precision: Precision) -> bool:
    """Return whether some of the lines has a kink or a jump within ``step`` of the point.

    Both sides of the point then lie on no one slope, by more than rounding, while each side by
    itself is smooth at a step so small that it lies before the kink. ``y`` is ``(m,)``.
    """
    every = np.arange(lines)
    far = sample(every, np.full(lines, step))
    near = sample(every, np.full(lines, step / _FACTOR))
    (bend, gap, _), (_, _, rough) = _sides(far, y), _sides(near, y)
    slope = np.abs(far.values[0, 0] - far.values[1, 0]).max(axis=0) / 2
    rounding = _BREAK_ROUNDING * precision.eps * (np.abs(y) + gap)
    seen = (bend > _BREAK * slope + rounding) & (rough < _BREAK_ROUGH * bend)
    # a value near zero may be a difference of large ones, whose rounding it does not show
    for factor in _BREAK_AGAIN:
        if not seen.any():
            return False
        again = sample(every, np.full(lines, factor * step / _FACTOR))
        small_bend, _, rough = _sides(again, y)
        seen &= np.maximum(small_bend, rough) < _BREAK_ROUGH * bend
    return bool(seen.any())


def _explain(
    sample: Sampler, unresolved: NDArray[np.bool_], y: Array, precision: Precision
) -> Reason:
    """Say why the marked entries ``(k, m)`` have no slope, by the most definite reason shown."""
    lines = np.flatnonzero(unresolved.any(axis=1))
    step = np.full(len(lines), _LOOK * precision.first_step)
    far, near = sample(lines, step), sample(lines, step / _FACTOR)
    marked = unresolved[lines]
    if not np.isfinite((near.values + y).sum(axis=(0, 1))[marked]).all():
        return "domain edge"
    (bend, gap, rough), (_, far_gap, _) = _sides(near, y), _sides(far, y)
    if (marked & (gap > _JUMP * far_gap) & (rough < _ROUGH * gap)).any():
        return "jump"
    return "kink" if (marked & (rough < _ROUGH * bend)).any() else "noise"


def _sides(samples: Samples, y: Array) -> tuple[Array, Array, Array]:
    """Return how far both sides ``(k, m)`` are from one slope and from the value, how rough."""
    even = samples.values.sum(axis=0) - 2 * y
    bend = np.abs(4 * even[0] - even[1])
    gap = np.abs(samples.values[:, 0] - y).max(axis=0)
    second = samples.values[:, 0] - 2 * samples.values[:, 1] + samples.values[:, 2]
    return bend, gap, np.abs(second).max(axis=0)
