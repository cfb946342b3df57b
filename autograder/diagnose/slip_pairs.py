"""Two slips at once in different terms of an answer: their deviations from the true one add up.

So nothing new is worked out: among the deviations that single slips make, two are looked for whose
sum is an answer's own. Both are slips in the same working, at places that have nothing in common.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final, TypeAlias

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from autograder.diagnose.context import Candidate, Subject, TrialContext
from autograder.diagnose.index import Hypothesis, Prediction
from autograder.diagnose.mistake import Step
from autograder.diagnose.syntax import Places, walk
from autograder.diagnose.views import products_along

__all__ = ["Placed", "SlipPairs", "beside", "both_deviations", "nodes_of"]

Array = NDArray[np.float64]

_MOST_SLIPS: Final = 700  # of one working, whose deviations are added two at a time


Placed: TypeAlias = tuple[Prediction, Places]
"""What a slip predicts, and where it is."""


def nodes_of(places: Places) -> frozenset[int]:
    """Return the identities of all expressions at some places and within them."""
    parts = (part for site, _ in places for part in walk(site.node))
    return frozenset(id(part) for part in parts if isinstance(part, ast.expr))


def beside(step: Step, first: Places, then: Places) -> Step:
    """Return the second of two slips, with its place where that is no other place for the first's.

    In a working of one's own a quantity stands at several places that are one to a student.
    """
    one, other = (", ".join(ast.unparse(site.node) for site, _ in at) for at in (first, then))
    return step if one == other else replace(step, where=other)


class SlipPairs:
    """The sums of two deviations from the true answer."""

    def __init__(
        self, subject: Subject, slips: Iterable[Placed], along: Array, dearest: int
    ) -> None:
        """Keep what slips in one working predict of the shape of the true answer, as ``along`` is.

        The products of predictions are those with ``along``. Of several that predict the same the
        cheapest is kept, and none that costs more than ``dearest``.
        """
        truth = subject.start.truth
        self._along, self._subject = along, subject
        self._true = float(np.sum(truth * along))
        key = () if truth.size == 1 else truth.shape
        told: dict[float, Placed] = {}
        likely = (one for one in slips if one[0].shape == key and _cost(one) <= dearest)
        for slip in sorted(likely, key=_cost):
            told.setdefault(float(f"{slip[0].product:.9e}"), slip)
        told.pop(float(f"{self._true:.9e}"), None)
        kept = list(told.values())[:_MOST_SLIPS]
        self._slips = sorted(kept, key=lambda slip: slip[0].product)
        self._products = np.array([slip[0].product - self._true for slip in self._slips])

    def find(
        self,
        answer: Array,
        factors: Array,  # noqa: ARG002  # as of every look-up
        tolerance: float,
    ) -> Iterator[tuple[Hypothesis, int]]:
        """Yield each pair that may fit an answer at the first trial."""
        for view, product, width in products_along(self._along, answer, tolerance):
            for origin in self._pairs(product - self._true, width):
                yield (origin, view), 0

    def _pairs(self, wanted: float, width: float) -> Iterator[Candidate]:
        rest = wanted - self._products
        first = np.searchsorted(self._products, rest - width, side="left")
        last = np.searchsorted(self._products, rest + width, side="right")
        found = [
            (row, column)
            for row in np.flatnonzero(last > first).tolist()
            for column in range(first[row], last[row])
            if row < column
        ]
        slips = self._slips
        pairs = [sorted((slips[row], slips[column]), key=_cost) for row, column in found]
        apart = [
            (one, other) for one, other in pairs if nodes_of(one[1]).isdisjoint(nodes_of(other[1]))
        ]
        for one, other in sorted(apart, key=lambda pair: _cost(pair[0]) + _cost(pair[1])):
            told, then = one[0].origin, other[0].origin
            also = beside(then.step, one[1], other[1])
            yield Candidate(told.step, partial(both_deviations, told, then), (also,))


def both_deviations(first: Candidate, second: Candidate, context: TrialContext) -> Array | None:
    """Return the true answer with the deviations of two others; None where one has none."""
    one, other = context.value(first), context.value(second)
    if one is None or other is None or one.shape != other.shape:
        return None
    return one + other - context.truth


def _cost(slip: Placed) -> int:
    return slip[0].origin.step.cost
