"""The second derivative of a forward function, with a bound on the error of every entry.

The first derivative is taken by complex steps, exact to rounding where the function is analytic as
written (:mod:`.complex_steps` proves that at the point), and its real slopes are measured with
their error as those of any function are, at all points in one call (:mod:`.at_once`). A second
derivative by one variable twice is symmetric: both halves are averaged, and what they differ by is
added to the bound.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from autograder.derivative import real_steps
from autograder.derivative.at_once import At, FirstDerivative, sampled
from autograder.derivative.forward import Function, axis_stencils, line_stencil, quiet
from autograder.derivative.jacobian import (
    Derivative,
    Seed,
    check_size,
    directional,
    jacobian,
    shaped,
)
from autograder.derivative.refine import measure
from autograder.derivative.scale import Flat, Scaled, along, generator
from autograder.derivative.stencil import estimate

__all__ = ["mixed", "mixed_along", "symmetric"]

Array = NDArray[np.float64]

_WIDE: Final = 256.0
"""Times the first step: half of an input. A polynomial has its last digits there."""


def mixed(at: At, y: Array, *, seed: Seed = 0) -> Derivative:
    """Return the derivative by ``y`` of that by ``x``, of shape ``x.shape + y.shape + out.shape``.

    Raises:
        DerivativeError: as :func:`~autograder.derivative.jacobian.jacobian`.
    """
    random = generator(seed)
    slopes, first = _first(at, y, random)
    check_size(y.shape, first.value.shape)
    if slopes is None:
        outer = jacobian(_by_real_steps(at), y, seed=random)
    else:
        with quiet():
            work = Scaled(slopes, random)
            flat = _measured(work)
        outer = shaped(flat, y.shape + first.value.shape, first.value)
    rank = first.value.ndim - first.primal.ndim
    order = (*range(y.ndim, y.ndim + rank), *range(y.ndim))
    axes = (*order, *range(y.ndim + rank, outer.value.ndim))
    return replace(outer, value=outer.value.transpose(axes), error=outer.error.transpose(axes))


def mixed_along(at: At, y: Array, v: Array, *, seed: Seed = 0) -> Derivative:
    """Return the second derivative times ``v`` over the axes of ``y``: ``x.shape + out.shape``."""
    random = generator(seed)
    slopes, first = _first(at, y, random)
    if slopes is None:
        return directional(_by_real_steps(at), y, v, seed=random)
    with quiet():
        work = Scaled(slopes, random)
        flat = along(work, v, partial(real_steps.along, work))
    return shaped(flat, first.value.shape, first.value)


def symmetric(found: Derivative, rank: int) -> Derivative:
    """Return a second derivative by one variable of ``rank`` axes twice, made symmetric."""
    axes = (*range(rank, 2 * rank), *range(rank), *range(2 * rank, found.value.ndim))
    other = found.value.transpose(axes)
    apart = np.abs(found.value - other) / 2
    error = np.maximum(found.error, found.error.transpose(axes)) + apart
    return replace(found, value=(found.value + other) / 2, error=error)


def _first(
    at: At, y: Array, random: np.random.Generator
) -> tuple[FirstDerivative | None, Derivative]:
    """Return the first derivative at ``y``, and around it where complex steps are valid."""
    function, x = at(y)
    first = jacobian(function, x, seed=random)
    if first.path == "real":
        return None, first
    return FirstDerivative(at, y, x, first.value, first.error), first


def _by_real_steps(at: At) -> Function:
    """Return the first derivative by real steps; it is a function of real numbers alone."""

    def slope(y: NDArray[Any]) -> Array:
        if np.iscomplexobj(y):
            raise TypeError
        function, x = at(y)
        return jacobian(function, x, seed=0).value

    return slope


def _measured(work: Scaled[FirstDerivative]) -> Flat:
    """Measure the slopes along every input by a small stencil and by a wide one, and prove them.

    What is a polynomial in an input has more digits in the wide one. The bound stays that of the
    small one, with what the two differ by. All points share one call, those of the line that proves
    the slopes included.
    """
    slopes, scale = work.forward, work.scale
    count = len(scale)
    steps, u = work.first_steps(count), work.direction()
    twice = np.arange(2 * count) % count
    samples = sampled(
        slopes,
        axis_stencils(slopes.x, scale, twice, np.concatenate([steps, _WIDE * steps])),
        line_stencil(slopes.x, u, work.line_steps(u)),
    )
    groups = [slice(count), slice(count, 2 * count), slice(2 * count, None)]
    found = estimate(samples, slopes.y, work.precision.eps, groups)
    small, far, line = map(found.part, groups)
    measured = measure(work.axes(), steps, slopes.y, work.precision, small)
    near = measured.slopes
    apart = np.abs(far.value - near.value)
    better = (far.error < near.error) & (apart <= near.error)
    near.value[better] = far.value[better]
    near.error[better] += apart[better]
    return real_steps.proved(work, measured, real_steps.Drawn(u, line))
