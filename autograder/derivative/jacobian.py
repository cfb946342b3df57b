"""The numeric derivative of a forward function, with a bound on the error of every entry.

One rule for both paths: no number is returned that was not checked, and what cannot be vouched for
is said. Complex steps (:mod:`.complex_steps`) give 14 digits where they are valid; real ones
(:mod:`.real_steps`) give 10 elsewhere.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike, NDArray

from autograder.derivative import complex_steps, real_steps
from autograder.derivative.forward import (
    Forward,
    Function,
    MutatesInput,
    NonDeterministic,
    axes,
    quiet,
)
from autograder.derivative.refine import Reason, breaks
from autograder.derivative.scale import Flat, Path, Scaled, Seed, along, generator
from autograder.derivative.size import too_large
from autograder.derivative.whole import every
from autograder.errors import DerivativeError

__all__ = [
    "Derivative",
    "Function",
    "MutatesInput",
    "NonDeterministic",
    "Seed",
    "breaks_near",
    "check_size",
    "directional",
    "jacobian",
    "shaped",
]

Array = NDArray[np.float64]


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
        return every(np.isfinite(self.error))


def jacobian(f: Function, x: ArrayLike, *, seed: Seed = 0) -> Derivative:
    """Return the derivative of ``f`` at ``x``, of shape ``x.shape + y.shape``.

    The same bits for the same seed.

    Raises:
        NonDeterministic, MutatesInput: ``f`` is no function of its argument.
        DerivativeError: an array is empty, ``x`` is not finite, ``f`` returns no real array of
        one shape, or the derivative has too many entries.
        Exception: whatever ``f`` raises at ``x`` itself.
    """
    with quiet():
        at = _scaled(f, x, seed)
        check_size(at.forward.x_shape, at.forward.y_shape)
        flat = complex_steps.by_axes(at) or real_steps.by_axes(at)
        at.forward.repeat()
    forward = at.forward
    return shaped(flat, forward.x_shape + forward.y_shape, forward.primal)


def directional(f: Function, x: ArrayLike, v: ArrayLike, *, seed: Seed = 0) -> Derivative:
    """Return the derivative of ``f`` at ``x`` along ``v``, of the output's shape: J times v.

    Raises:
        DerivativeError: as :func:`jacobian`, and where ``v`` has not the shape of ``x`` or is not
        finite.
    """
    with quiet():
        at = _scaled(f, x, seed)
        flat = along(at, v, lambda u: complex_steps.along(at, u) or real_steps.along(at, u))
        at.forward.repeat()
    return shaped(flat, at.forward.y_shape, at.forward.primal)


def breaks_near(f: Function, x: ArrayLike, reach: float) -> bool:
    """Return whether ``f`` has a kink or a jump within ``reach`` of ``x``, of any shape.

    Inputs are moved one by one, by ``reach`` times each one's own scale.

    Raises:
        DerivativeError: as :func:`jacobian`.
    """
    with quiet():
        at = _scaled(f, x, 0)
        lines = axes(at.forward, at.scale, at.forward.at_once)
        return breaks(lines, len(at.scale), reach, at.forward.y, at.precision)


def shaped(flat: Flat, shape: tuple[int, ...], primal: Array) -> Derivative:
    """Return a derivative in its shape, with NaN for what is not known."""
    value = np.where(np.isfinite(flat.error), flat.value, np.nan)
    return Derivative(
        value.reshape(shape), flat.error.reshape(shape), primal, flat.path, flat.reason
    )


def check_size(*shapes: tuple[int, ...]) -> None:
    """Refuse a derivative with these axes that has too many entries, by a DerivativeError."""
    mismatch = too_large(shapes)
    if mismatch:
        raise DerivativeError(*mismatch)


def _scaled(f: Function, x: ArrayLike, seed: Seed) -> Scaled[Forward]:
    return Scaled(Forward(f, np.array(x, dtype=float)), generator(seed))
