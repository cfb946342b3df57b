"""The true answer with a quantity that scales its rows where it belongs to its columns, or so."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.context import Subject, TrialContext, in_words
from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.origin import Arrays, Origin, quantities

__all__ = ["OTHER_AXIS"]

Array = NDArray[np.float64]


def _scaled(subject: Subject) -> Arrays:
    """Scale the rows of a square answer by a quantity that scaled the columns, and the reverse."""
    shape = subject.start.truth.shape
    if len(shape) != 2 or shape[0] != shape[1] or shape[0] == 1:
        return
    for name in quantities(subject):
        if np.size(subject.start.environment[name]) == shape[0]:
            for power in (1.0, -1.0):
                yield {"name": in_words(name)}, partial(_moved, name, power)


def _moved(name: str, power: float, context: TrialContext) -> Array:
    scale = np.ravel(np.asarray(context.environment[name], dtype=float)) ** power
    return np.asarray(scale[:, None] * context.truth / scale)


OTHER_AXIS: Final = (
    Origin(
        Mistake(
            "broadcast.silent",
            Rank.LEFT_OUT,
            "{name} scales the rows of a matrix where it belongs to its columns, or the other way"
            " round.",
        ),
        _scaled,
    ),
)
"""What becomes of the answer by a factor along the other axis."""
