"""A function at a point with what measuring its slopes takes: scales, random lines, precision.

An input's scale is ``|x_i|``, or ``0.1 rms(x)`` where it is smaller by chance. Flat arrays are
``(n,)`` for inputs, ``(m,)`` for outputs and ``(n, m)`` for the derivative.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Final, Generic, Literal, TypeAlias, TypeVar

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike, NDArray

from autograder.derivative.forward import Evaluated, axes, line
from autograder.derivative.refine import Measured, Reason, measure
from autograder.derivative.stencil import Precision, Sampler, Slopes
from autograder.derivative.whole import largest
from autograder.errors import DerivativeError

__all__ = [
    "Flat",
    "Path",
    "Scaled",
    "Seed",
    "along",
    "directed",
    "generator",
    "jitters",
    "scales_of_each",
    "weights",
]

Array = NDArray[np.float64]
Path = Literal["complex", "real"]
Around = TypeVar("Around", bound=Evaluated, covariant=True)
Seed: TypeAlias = "int | np.random.Generator"
"""Where directions and jitter come from: a seed of their own, or the next numbers of a generator.

A text, for `numpy.random` takes a tenth of numpy to import, and with a kept key nothing is drawn.
"""

_LEAST_SCALE: Final = (
    0.1  # of the root mean square: a coordinate that happens to be near 0 is not tiny ...
)
_OTHER_SCALE: Final = 1e-6  # ... but one below this is: it has another unit
_JITTER: Final = (0.85, 1.18)  # of every step, so that no lattice in f can hide between the points
_LEAST_WEIGHT: Final = 0.5  # of an input in the random direction: each must show


class Flat(Struct, frozen=True):
    """A derivative before it is given its shape."""

    value: Array
    error: Array
    path: Path
    reason: Reason = ""


class Scaled(Generic[Around]):
    """A function at a point, with what both paths need: scales, random numbers, precision."""

    def __init__(self, forward: Around, random: np.random.Generator) -> None:
        self.forward = forward
        self.scale = _scales(forward.x)
        self.precision = Precision.of(forward.y_eps)
        self.random = random

    def direction(self) -> Array:
        """Draw a direction in which every input moves by half to all of its scale."""
        return directed(self.scale, weights(self.random, len(self.scale)))

    def measure_axes(self) -> Measured:
        """Measure the slopes along every input by itself."""
        return measure(
            self.axes(), self.first_steps(len(self.scale)), self.forward.y, self.precision
        )

    def measure_line(self, u: Array, precision: Precision, first: Slopes | None = None) -> Measured:
        """Measure the slopes along ``u``, from its first stencil where that is known."""
        steps = self.line_steps(u) if first is None else first.step[:, 0]
        return measure(line(self.forward, u), steps, self.forward.y, precision, first)

    def line_steps(self, u: Array) -> Array:
        """Draw the first step ``(1,)`` along ``u``: as far as one input by itself goes."""
        inputs = u / self.scale
        return self.first_steps(1) / math.sqrt(inputs.dot(inputs))

    def axes(self) -> Sampler:
        """Make the lines that move one input each, by its scale."""
        return axes(self.forward, self.scale)

    def first_steps(self, lines: int) -> Array:
        """Draw the first steps ``(k,)`` of some lines."""
        return self.precision.first_step * jitters(self.random, lines)


def generator(seed: Seed) -> np.random.Generator:
    """Return what `numpy.random.default_rng` makes of a seed, in half of its time."""
    if isinstance(seed, np.random.Generator):
        return seed
    return np.random.Generator(np.random.PCG64(_sequence(seed)))


@lru_cache(maxsize=16)
def _sequence(seed: int) -> np.random.SeedSequence:
    return np.random.SeedSequence(seed)


def along(at: Scaled[Evaluated], v: ArrayLike, measure: Callable[[Array], Flat]) -> Flat:
    """Return the derivative along ``v``, of the point's shape, by a way for steps of order 1.

    Raises:
        DerivativeError: ``v`` has another shape or is not finite.
    """
    direction = np.array(v, dtype=float)
    if direction.shape != at.forward.x_shape or not np.isfinite(direction).all():
        raise DerivativeError(
            f"the direction must be finite and of the input's shape {at.forward.x_shape}"
        )
    size = largest(np.abs(direction.ravel()) / at.scale)
    if size == 0:
        zero = np.zeros(at.forward.y.size)
        return Flat(zero, zero, "real")
    flat = measure(direction.ravel() / size)
    return Flat(flat.value * size, flat.error * size, flat.path, flat.reason)


def weights(random: np.random.Generator, inputs: int) -> Array:
    """Draw what a direction is made of, ``(n,)``."""
    return random.uniform(-_LEAST_WEIGHT, _LEAST_WEIGHT, inputs)


def directed(scale: Array, weight: Array) -> Array:
    """Return directions in which every input moves by half to all of its scale, of that shape."""
    return scale * (weight + np.copysign(_LEAST_WEIGHT, weight))


def jitters(random: np.random.Generator, lines: int) -> Array:
    """Draw by how much the first steps of some lines differ from what they should be."""
    return random.uniform(*_JITTER, lines)


def _scales(x: Array) -> Array:
    """Return the scale ``(n,)`` of each input."""
    size = np.abs(x)
    most = largest(size)
    if most == 0:
        return np.ones(len(x))
    parts = size / most  # their squares are never too large
    return _of_size(size, most * math.sqrt(parts.dot(parts) / len(x)))


def scales_of_each(x: Array) -> Array:
    """Return the scale of each input of points ``(k, n)``, of which none is zero throughout."""
    size = np.abs(x)
    most = size.max(axis=1, keepdims=True)
    lengths = np.linalg.norm(size / most, axis=1, keepdims=True)
    return _of_size(size, most * lengths / x.shape[1] ** 0.5)


def _of_size(size: Array, rms: float | Array) -> Array:
    """Return scales, powers of two so that multiplying is exact."""
    scale, tiny = np.maximum(size, _LEAST_SCALE * rms), size < _OTHER_SCALE * rms
    if np.count_nonzero(tiny):
        scale = np.where(tiny & (size > 0), size, scale)
    return np.exp2(np.rint(np.log2(scale)))
