"""The complex path: slopes by imaginary steps, believed only where real ones bear them out.

``Im f(x + ih) / h`` is exact to rounding for a function that is analytic as written (Squire and
Trapp, SIAM Review 40, 1998), and wrong without a sign for one that is not (``abs``, ``conj``,
``norm`` ...). It is believed only if one real six-point derivative along a random direction agrees;
its error bound is what that check could have overlooked. The points may share one call
(:mod:`.stacked`); the check is always by calls at one point. Flat arrays are ``(n,)`` for inputs,
``(m,)`` for outputs and ``(n, m)`` for the derivative.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from autograder.derivative.forward import Forward
from autograder.derivative.scale import Flat, Scaled
from autograder.derivative.whole import every, largest

__all__ = ["ROUNDING", "SAME_VALUE", "STEP", "along", "by_axes"]

Array = NDArray[np.float64]
Complex = NDArray[np.complex128]
Block = tuple[int, Complex]
"""The place of the first point, and points ``(k, n)``: they are held by blocks alone."""
Evaluate = Callable[[Complex], Complex | None]

_EPS: Final = float(np.finfo(float).eps)
STEP: Final = 2.0**-100
"""Of a complex step: its square vanishes against 1, and dividing by a power of two is exact."""
ROUNDING: Final = 16 * _EPS  # what a few chained operations lose
_BLOCK: Final = (
    64  # points in one call: enough that the call does not count, few enough for the memory
)
SAME_VALUE: Final = (
    1e-6  # the real part may differ by the rounding of another LAPACK routine, not by a branch
)


def by_axes(at: Scaled[Forward]) -> Flat | None:
    """Return the derivative by complex steps, or None where the real check does not bear it out.

    All points go through the function in one call, as a stack, or one by one where it takes none. A
    stack is believed no more than a point: shape and real parts must be those at ``x``, and the
    slopes are checked by plain calls, along a direction in which every input moves. What a stack
    gets wrong either shows there, and the points are taken one by one, or lies within the error
    bound.
    """
    forward = at.forward
    stacked = _steps(at, forward.together) if len(forward.x) > 1 else None
    return stacked or _steps(at, forward.one_by_one)


def _steps(at: Scaled[Forward], evaluate: Evaluate) -> Flat | None:
    """Return the derivative by one way of evaluating the points, or None where that fails."""
    steps = STEP * at.scale
    rows = _imaginary(at.forward, evaluate, len(steps), _stepped(at.forward.x, steps))
    if rows is None:
        return None
    value = rows / steps[:, np.newaxis]
    u, size = at.direction(), np.abs(value)
    doubt = _doubt(at, u, u @ value, at.scale @ size)
    if doubt is None:
        return None
    return Flat(value, ROUNDING * size + doubt / np.abs(u)[:, np.newaxis], "complex")


def along(at: Scaled[Forward], u: Array) -> Flat | None:
    """Return the derivative along ``u`` by one complex step, None where the real check disagrees.

    Another step, in a random direction, shows how large the terms are that may cancel along ``u``.
    """
    points = at.forward.x + 1j * STEP * np.array([u, at.direction()])
    rows = _imaginary(at.forward, at.forward.one_by_one, len(points), [(0, points)])
    if rows is None:
        return None
    slope, other = rows / STEP
    doubt = _doubt(at, u, slope, np.abs(slope) + np.abs(other))
    return None if doubt is None else Flat(slope, ROUNDING * np.abs(slope) + doubt, "complex")


def _stepped(x: Array, steps: Array) -> Iterator[Block]:
    """Yield ``x`` with one input after another moved by an imaginary step, in blocks."""
    for start in range(0, len(x), _BLOCK):
        moved = steps[start : start + _BLOCK]
        points = np.empty((len(moved), len(x)), complex)
        points[:] = x
        points.reshape(-1)[start :: len(x) + 1].imag = moved
        yield start, points


def _imaginary(
    forward: Forward, evaluate: Evaluate, number: int, blocks: Iterable[Block]
) -> Array | None:
    """Return the imaginary parts ``(k, m)`` at ``k`` points whose real parts are ``x``.

    None if the function drops them.
    """
    found = np.empty((number, forward.y.size))
    size = np.abs(forward.y)
    allowed = SAME_VALUE * (size + largest(size))
    with warnings.catch_warnings():
        # numpy warns where it drops an imaginary part: that is the derivative
        warnings.simplefilter("error", np.exceptions.ComplexWarning)
        for first, points in blocks:
            results = evaluate(points)
            if results is None or not every(np.abs(results.real - forward.y) <= allowed):
                return None
            found[first : first + len(points)] = results.imag
    return found if every(np.isfinite(found)) else None


def _doubt(at: Scaled[Forward], u: Array, slope: Array, reach: Array) -> Array | None:
    """Return by how much a slope ``(m,)`` along ``u`` may be off by real steps; None if it is.

    ``reach`` ``(m,)`` is the sum of the sizes of the terms that make up the slope.
    """
    measured = at.measure_line(u, at.precision.for_check)
    if measured.reason:
        return None
    bound = measured.slopes.bound(reach, at.precision.eps)[0]
    off = np.abs(slope - measured.slopes.value[0])
    agrees = off <= bound + ROUNDING * reach
    return bound + off if every(agrees) else None
