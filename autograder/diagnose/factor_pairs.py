"""Two factors at once by which a whole answer is off, each with a name of its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.context import Candidate, Subject, TrialContext
from autograder.diagnose.index import Hypothesis
from autograder.diagnose.scales import ONE, SIGN, Scale, scales_of
from autograder.diagnose.views import SIMPLE, arrangements_of

__all__ = ["FactorPairs"]

Array = NDArray[np.float64]

_NEAR: Final = 1e-6
"""Of a factor: near enough to a product of two with names to be tried at all trials."""


class FactorPairs:
    """The true answer times two factors, in each of the simple forms."""

    def __init__(self, subject: Subject) -> None:
        """Multiply the named factors of a subject with each other."""
        self._truth = subject.start.truth
        named = [scale for scale in scales_of(subject) if scale is not ONE]
        self._scales = [scale for scale in named if scale.step.mistake is not SIGN]
        values = np.array([scale.at(subject.start) for scale in self._scales])
        self._products = np.multiply.outer(values, values)

    def find(
        self,
        answer: Array,
        factors: Array,  # noqa: ARG002  # as of every look-up
        tolerance: float,
    ) -> Iterator[tuple[Hypothesis, int]]:
        """Yield each pair of factors that may fit an answer at the first trial."""
        for view in arrangements_of(self._truth, SIMPLE):
            seen = view.apply(self._truth)
            if seen.shape == answer.shape:
                for origin in self._pairs(seen.ravel(), answer.ravel(), tolerance):
                    yield (origin, view), 0

    def _pairs(self, truth: Array, answer: Array, tolerance: float) -> Iterator[Candidate]:
        number = float(truth @ answer) / float(truth @ truth)
        slack = tolerance * float(np.abs(answer).max())
        if np.abs(answer - number * truth).max() > slack:
            return
        near = np.abs(self._products - number) <= max(_NEAR, tolerance) * abs(number)
        for row, column in np.argwhere(near).tolist():
            first, second = self._scales[row], self._scales[column]
            if row < column and not _is_negative(first) and _are_two(first, second):
                times = partial(_times_both, first, second)
                yield Candidate(first.step, times, (second.step,))


def _are_two(first: Scale, second: Scale) -> bool:
    """Whether two factors are of different kinds, or of different quantities; 2 times 3 is one."""
    numbers = ("scale.factor", "scale.mean", "scale.count", "scale.root", "scale.biased")
    kinds = [scale.step.mistake.id for scale in (first, second) if scale.step.mistake]
    return kinds[0] != kinds[1] or kinds[0] not in numbers


def _is_negative(scale: Scale) -> bool:
    return scale.step.slots["scale"].startswith("-")


def _times_both(first: Scale, second: Scale, context: TrialContext) -> Array:
    return np.asarray(first.at(context) * second.at(context) * context.truth)
