"""The real path: every input moved by itself (:mod:`.stencil`), the sum checked by a random line.

Flat arrays are ``(n,)`` for inputs, ``(m,)`` for outputs and ``(n, m)`` for the derivative.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.derivative.forward import Evaluated
from autograder.derivative.refine import Measured, Reason
from autograder.derivative.scale import Flat, Scaled
from autograder.derivative.stencil import Slopes

__all__ = ["Drawn", "along", "by_axes", "proved"]

Array = NDArray[np.float64]


class Drawn(Struct, frozen=True):
    """A random direction ``(n,)``, and what its first stencil showed if that is known."""

    u: Array
    slopes: Slopes | None = None


def by_axes(at: Scaled[Evaluated]) -> Flat:
    """Return the derivative by moving each input."""
    return proved(at, at.measure_axes())


def proved(at: Scaled[Evaluated], measured: Measured, drawn: Drawn | None = None) -> Flat:
    """Return the derivative of measured axes, unknown where they do not add up along a line.

    ``drawn`` is a line that has been looked at; another one is where it is of no use.
    """
    value = measured.slopes.value
    known = np.where(measured.unresolved, 0.0, value)
    error = measured.slopes.bound(np.linalg.norm(known, axis=0), at.precision.eps)
    error[measured.unresolved] = np.inf
    refuted, reason = _refuted(at, value, error, drawn)
    error[:, refuted] = np.inf
    scale = at.scale[:, np.newaxis]
    return Flat(value / scale, error / scale, "real", measured.reason or reason)


def _refuted(
    at: Scaled[Evaluated], slope: Array, error: Array, drawn: Drawn | None
) -> tuple[NDArray[np.bool_], Reason]:
    """Mark the outputs ``(m,)`` whose slopes ``(n, m)`` do not add up along a line, and say why."""
    usable = np.isfinite(error).all(axis=1)
    if not usable.any():
        return np.zeros(error.shape[1], bool), ""
    if drawn is None or not usable.all():
        drawn = Drawn(np.where(usable, at.direction(), 0.0))
    u = drawn.u
    measured = at.measure_line(u, at.precision.for_check, drawn.slopes)
    weight = (u / at.scale)[usable]
    reach = np.abs(weight) @ np.abs(slope[usable])
    allowed = measured.slopes.bound(reach, at.precision.eps)[0] + np.abs(weight) @ error[usable]
    apart = np.abs(weight @ slope[usable] - measured.slopes.value[0]) > allowed
    refuted = measured.unresolved[0] | apart
    return refuted, measured.reason or ("noise" if refuted.any() else "")


def along(at: Scaled[Evaluated], u: Array) -> Flat:
    """Measure the slope along ``u`` twice, at unrelated steps, and believe it where the two agree.

    A third line, in a random direction, shows how large the terms are that may cancel along ``u``.
    """
    first, second = (at.measure_line(u, at.precision) for _ in range(2))
    other = at.measure_line(at.direction(), at.precision.for_check)
    first.slopes.confirm(np.arange(1), second.slopes)
    value = first.slopes.value[0]
    error = first.slopes.bound(np.abs(value) + np.abs(other.slopes.value[0]), at.precision.eps)[0]
    error[(first.unresolved | second.unresolved)[0]] = np.inf
    reason = first.reason or second.reason or ("" if np.isfinite(error).all() else "noise")
    return Flat(value, error, "real", reason)
