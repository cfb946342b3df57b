"""Two slips at once in factors of one term of a derivation, where their deviations do not add up.

With one slip made, the answer is linear in the other parts as before, with other slopes
(:mod:`.sensitivity`). So for each of some likely first slips, every second one costs one inner
product of what it makes of its part and that part's slope.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from autograder.diagnose.context import Candidate, Subject
from autograder.diagnose.derivation import Derivation
from autograder.diagnose.formula_changes import Change
from autograder.diagnose.index import Hypothesis
from autograder.diagnose.mistake import Rank, Step
from autograder.diagnose.sensitivity import Part
from autograder.diagnose.slip_pairs import beside
from autograder.diagnose.slips import changes_of
from autograder.diagnose.syntax import Site
from autograder.diagnose.views import products_along

__all__ = ["CrossPairs"]

Array: TypeAlias = NDArray[np.float64]

_MOST_FIRST: Final = 16
"""Slips with which each second one is tried: each takes half a millisecond."""
_SAME: Final = 1e-9


class _Second(Struct, frozen=True, eq=False):
    """A slip in one part: what is put there, and how it changes the part."""

    step: Step
    new: ast.AST
    change: Array


class _Pair(Struct, frozen=True, eq=False):
    first: Change
    second: _Second
    site: Site
    """Where the second slip is while the first is made."""


class CrossPairs:
    """The answers with two slips in one derivation, of which one changes what the other does."""

    def __init__(self, subject: Subject, derivations: Sequence[Derivation], along: Array) -> None:
        """Work out the product with ``along``, of the true answer's shape, of each pair."""
        self._along, shape = along, subject.start.truth.shape
        self._candidates: dict[int, Candidate] = {}
        found = [
            (product, derivation, pair)
            for derivation in derivations
            for pair, product in _pairs(derivation, shape)
        ]
        products = np.array([product for product, _, _ in found])
        order = np.argsort(products, kind="stable")
        self._pairs = [found[place][1:] for place in order.tolist()]
        self._products = products[order]

    def find(
        self,
        answer: Array,
        factors: Array,  # noqa: ARG002  # as of every look-up
        tolerance: float,
    ) -> Iterator[tuple[Hypothesis, int]]:
        """Yield each pair that may fit an answer at the first trial."""
        if not self._pairs:
            return
        for view, product, slack in products_along(self._along, answer, tolerance):
            width = slack + _SAME * abs(product)
            first = self._products.searchsorted(product - width, side="left")
            last = self._products.searchsorted(product + width, side="right")
            for place in range(int(first), int(last)):
                yield (self._candidate(place), view), 0

    def _candidate(self, place: int) -> Candidate:
        if place not in self._candidates:
            derivation, pair = self._pairs[place]
            places = (*pair.first.places, (pair.site, pair.second.new))
            second = beside(pair.second.step, pair.first.places, places[-1:])
            both = sorted((pair.first.step, second), key=_order)
            found = derivation.predicted_by(both[0], places, pair.first.functions)
            self._candidates[place] = replace(found, also=(both[1],))
        return self._candidates[place]


def _order(step: Step) -> tuple[int, str]:
    return step.cost, step.mistake.id if step.mistake else ""


def _pairs(derivation: Derivation, shape: tuple[int, ...]) -> Iterator[tuple[_Pair, float]]:
    parts = derivation.linear_parts
    seconds = {key: found for key, part in parts.items() if (found := _seconds(derivation, part))}
    stacked = {
        key: np.array([second.change.ravel() for second in found]) for key, found in seconds.items()
    }
    dearest = Rank.SLIP + derivation.surcharge
    for first, product in derivation.likeliest(_MOST_FIRST, dearest, shape):
        for part in derivation.parts_under(first):
            key = id(part.site.node)
            if key not in seconds or part.slope.shape != parts[key].slope.shape:
                continue
            if _are_same(part.slope, parts[key].slope):
                continue  # where slopes stay the same, deviations add up: those are told elsewhere
            if np.array_equal(part.value, parts[key].value):
                totals = product + stacked[key] @ part.slope.ravel()
                yield from _told(first, part.site, seconds[key], totals)


def _are_same(slope: Array, other: Array) -> bool:
    """Whether two slopes are equal but for rounding; ``np.allclose`` takes ten times as long."""
    return bool((np.abs(slope - other) <= _SAME * np.abs(other)).all())


def _told(
    first: Change, site: Site, seconds: Sequence[_Second], totals: Array
) -> Iterator[tuple[_Pair, float]]:
    for second, total in zip(seconds, totals.tolist(), strict=True):
        if math.isfinite(total):
            yield _Pair(first, second, site), total


def _seconds(derivation: Derivation, part: Part) -> list[_Second]:
    """Return the likely slips in one part that keep its shape, of equal ones the first."""
    found: dict[bytes, _Second] = {}
    for mistake, new in changes_of(part.site.node, ()):
        if mistake.rank <= Rank.SLIP:
            value = derivation.value_of(new)
            if value is None or value.shape != part.value.shape:
                continue
            change = value - part.value
            if np.isfinite(change).all() and change.any():
                step = derivation.step_of(mistake, part.site.node, new)
                if step is not None:
                    found.setdefault(change.tobytes(), _Second(step, new, change))
    return list(found.values())
