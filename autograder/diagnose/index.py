"""Predictions of wrong answers at one trial, among which an answer is looked up.

Each prediction p is stored as one number, its inner product with a fixed random array R of its
shape: a hash. A view V that only moves entries keeps inner products, <V p, V R> = <p, R>; so such
views are applied to the few R rather than to the thousands of p.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Final, Protocol, TypeAlias

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from autograder.diagnose.context import Candidate
from autograder.diagnose.views import Arrangement, View, arrangements_of

__all__ = ["Hypothesis", "Index", "Lookup", "Prediction", "Waiting", "agrees", "direction", "units"]

Array: TypeAlias = NDArray[np.float64]
Shape: TypeAlias = tuple[int, ...]
Hypothesis: TypeAlias = tuple[Candidate, Arrangement]
"""An origin seen through a view."""

_DIRECTION_SEED: Final = 20_240_417  # any number, the same for predictions and answers


class Lookup(Protocol):
    """What an answer is looked up in."""

    def find(
        self, answer: Array, factors: Array, tolerance: float
    ) -> Iterator[tuple[Hypothesis, int]]:
        """Yield each hypothesis that may fit an answer at one trial, with a factor's position."""


class Prediction(Struct, frozen=True, eq=False):
    """What a hypothesis gives at one trial, as a product with the random array of its shape."""

    origin: Candidate
    view: Arrangement
    shape: Shape
    product: float


Waiting: TypeAlias = "tuple[int, Callable[[], Prediction | None]]"
"""What an explanation by a prediction costs at least, and what makes it."""


def agrees(answer: Array, predicted: Array, tolerance: float, floor: float = 0.0) -> bool:
    """Whether two arrays, or single numbers, are equal up to a share of the largest entry.

    Up to ``floor`` they are equal in any case.

    The answer is finite; a prediction that is not agrees with nothing.
    """
    if answer.shape != predicted.shape and not answer.size == predicted.size == 1:
        return False
    off = _largest(answer.ravel() - predicted.ravel())
    if off <= floor or off <= tolerance * _largest(answer):
        return True
    return math.isfinite(off) and off <= tolerance * _largest(predicted)


def _largest(array: Array) -> float:
    """Return the largest size of an entry, without the detour of ``array.max()``."""
    return float(np.maximum.reduce(np.abs(array), axis=None))


@lru_cache(maxsize=4096)
def direction(shape: Shape) -> Array:
    """Return the random array of a shape; it may not be written to."""
    array = np.asarray(np.random.default_rng(_DIRECTION_SEED).standard_normal(shape))
    array.flags.writeable = False
    return array


class _Rows(Struct):
    """The predictions of one shape, in the order of their products."""

    direction: Array
    hypotheses: list[Hypothesis] = []
    products: list[float] = []
    order: list[int] = []
    sorted: Array = field(default_factory=lambda: np.empty(0))
    """The products from the least on; what stands behind them all is no number."""

    def sort(self) -> None:
        products = np.array([*self.products, math.nan])
        order = np.argsort(products, kind="stable")
        self.order, self.sorted = order[:-1].tolist(), products[order]


class _Sight(Struct, frozen=True):
    """The predictions of one shape through a view, and the view of their direction."""

    rows: _Rows
    view: Arrangement
    direction: Array
    reach: float
    """The sum of the direction's sizes: how far an error of 1 in each entry moves a product."""


class Index:
    """Predictions at one trial, found by the answer that they predict after one of some factors."""

    def __init__(
        self,
        predictions: Iterable[Prediction],
        views: Sequence[View] = (),
        directions: dict[Shape, Array] | None = None,
        waiting: Iterable[Waiting] = (),
    ) -> None:
        """Keep predictions, and views to take of each; the views may only move entries.

        Those of ``waiting`` are made when an explanation may cost as much as they do.
        """
        self._views, self._directions = tuple(views), directions or {}
        self._rows: dict[Shape, _Rows] = {}
        self._sights: dict[Shape, list[_Sight]] = {}
        self._waiting = list(waiting)
        self._cheapest = min((cost for cost, _ in self._waiting), default=math.inf)
        self._keep(predictions)

    def upto(self, most: int) -> None:
        """Make what is waiting and costs no more than this."""
        if most < self._cheapest:
            return
        ready = [make for cost, make in self._waiting if cost <= most]
        self._waiting = [one for one in self._waiting if one[0] > most]
        self._cheapest = min((cost for cost, _ in self._waiting), default=math.inf)
        self._keep(filter(None, (make() for make in ready)))

    def _keep(self, predictions: Iterable[Prediction]) -> None:
        for prediction in predictions:
            if prediction.product:
                rows = self._of_shape(prediction.shape)
                rows.hypotheses.append((prediction.origin, prediction.view))
                rows.products.append(prediction.product)
        for rows in self._rows.values():
            rows.sort()
        self._sights.clear()
        self.__dict__.pop("_seen", None)

    def __len__(self) -> int:
        return sum(len(rows.hypotheses) for rows in self._rows.values())

    def _of_shape(self, shape: Shape) -> _Rows:
        if shape not in self._rows:
            along = self._directions[shape] if shape in self._directions else direction(shape)
            self._rows[shape] = _Rows(along)
        return self._rows[shape]

    def find(
        self, answer: Array, factors: Array, tolerance: float
    ) -> Iterator[tuple[Hypothesis, int]]:
        """Yield each hypothesis that may fit an answer, with the position of the factor."""
        slack = tolerance * _largest(answer)
        entries, sizes = answer.ravel(), np.abs(factors)
        for sight in self._sights_of(_key(answer.shape)):
            rows = sight.rows
            wanted, width = (entries @ sight.direction) / factors, slack * sight.reach / sizes
            most = wanted + width
            first = rows.sorted.searchsorted(wanted - width)
            for position in (rows.sorted.take(first, mode="clip") <= most).nonzero()[0].tolist():
                if not math.isfinite(wanted[position]):
                    continue
                last = rows.sorted.searchsorted(most[position], side="right")
                # not by their products, whose last digits are another machine's own
                for place in sorted(rows.order[first[position] : last]):
                    origin, own = rows.hypotheses[place]
                    yield (origin, own if own.step.mistake else sight.view), position

    def _sights_of(self, shape: Shape) -> Sequence[_Sight]:
        """Return what answers of a shape may be, made when one is first asked for."""
        if shape not in self._sights:
            self._sights[shape] = [
                _Sight(rows, view, array.ravel(), float(np.abs(array).sum()))
                for rows, view, array in self._seen.get(shape, ())
            ]
        return self._sights[shape]

    @cached_property
    def _seen(self) -> Mapping[Shape, Sequence[tuple[_Rows, Arrangement, Array]]]:
        """The directions through each view, by the shape that they have there."""
        seen: dict[Shape, list[tuple[_Rows, Arrangement, Array]]] = {}
        for rows in self._rows.values():
            for view in arrangements_of(rows.direction, self._views):
                array = view.apply(rows.direction)
                seen.setdefault(_key(array.shape), []).append((rows, view, array))
        return seen


def _key(shape: Shape) -> Shape:
    """Return the shape by which an array is looked up: that of single numbers is ()."""
    return () if math.prod(shape) == 1 else shape


def units(shape: tuple[int, ...]) -> Iterator[Array]:
    """Yield the arrays of a shape with one entry 1, in the order of the entries."""
    for position in np.ndindex(shape):
        unit = np.zeros(shape)
        unit[position] = 1.0
        yield unit
