"""Derivatives that are wrong on the diagonal of a square matrix alone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.context import Subject, TrialContext
from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.origin import Arrays, Origin
from autograder.oracle.slopes import DerivativeTarget
from autograder.oracle.target import target_of

__all__ = ["ON_DIAGONALS"]

Array = NDArray[np.float64]

_SCALES: Final[Mapping[str, float]] = {"1/2": 0.5, "2": 2.0}


def _on_diagonals(subject: Subject) -> Arrays:
    slope, target = subject.slope, target_of(subject.problem, subject.answer)
    if slope is None or not isinstance(target, DerivativeTarget) or target.batch:
        return
    function, x = target.forward.at(subject.start.values)
    out = np.shape(function(x))
    places = {"the output": (out, len(x.shape)), slope.wrt.text: (x.shape, 0)}
    for name, (shape, first) in places.items():
        if len(shape) == 2 and shape[0] == shape[1] > 1:
            for scale, factor in _SCALES.items():
                yield {"name": name, "scale": scale}, partial(_scaled, target, first, factor)


def _scaled(
    target: DerivativeTarget, first: int, factor: float, context: TrialContext
) -> Array | None:
    """Return the true answer times a factor where two axes of the raw derivative agree."""
    raw = target.raw_shape(context.values)
    rows, columns = np.ogrid[: raw[first], : raw[first + 1]]
    lengths = [1] * len(raw)
    lengths[first : first + 2] = raw[first : first + 2]
    where = np.where(rows == columns, factor, 1.0).reshape(lengths)
    return np.asarray(context.truth * target.arrange(np.broadcast_to(where, raw)))


ON_DIAGONALS: Final = (
    Origin(
        Mistake(
            "scale.part",
            Rank.LEFT_OUT,
            "Where the two indices of {name} agree, your entries are {scale} times what they should"
            " be; all others are right.",
        ),
        _on_diagonals,
    ),
)
"""What is right but on a diagonal."""
