"""A sum worked out for all values of its indices at once, where its terms are numbers.

The operations are those of one term after the other, and the terms are added in their order: the
value is the same bit for bit, and the same is counted as work. What is no number, has no value
somewhere or could be refused is left to be worked out term by term.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.notation.entries import counted_axes
from autograder.notation.errors import NotationError
from autograder.notation.evaluates import Evaluates
from autograder.notation.operands import Values
from autograder.notation.ranges import Range, decided_by, range_of
from autograder.notation.tree import (
    Call,
    Either,
    Entry,
    Group,
    Name,
    Negative,
    Operation,
    Total,
    Tree,
)

__all__ = ["MOST_TERMS", "Sums"]

MOST_TERMS: Final = 1_000
"""Terms of one sum: dimensions are at most 12, so two indices have 144."""

Numbers: TypeAlias = NDArray[np.float64]


class _OneByOneError(Exception):
    """Terms have to be worked out one after the other."""


class _Terms(Struct, frozen=True):
    """The values of a part at all values of the indices, in each world, and what one costs."""

    values: Sequence[Numbers]
    """Axes from the last to the first stand for the indices, from the outermost sum inwards."""
    cost: int


class Sums:
    """Works sums out for one evaluation; what did not go together is not tried again."""

    def __init__(self, evaluation: Evaluates) -> None:
        self._evaluation = evaluation
        self._refused: set[Tree] = set()

    def together(self, tree: Total, limits: Range) -> Values | None:
        """Return the value of a sum in each world, counted as work; None where it has to wait."""
        if tree in self._refused:
            return None
        work = self._evaluation.work
        left = work.left
        try:
            found = _Together(self._evaluation).added(tree, limits)
        except (_OneByOneError, NotationError, ArithmeticError, LookupError, ValueError):
            self._refused.add(tree)
            return None
        finally:
            work.left = left
        return tuple(found.values) if work.spend_again(found.cost) else None


class _Together:
    """Works out one sum and those in it."""

    def __init__(self, evaluation: Evaluates) -> None:
        self._evaluation, self._work = evaluation, evaluation.work
        self._indices: dict[str, Sequence[Numbers]] = {}
        self._terms = 1

    def _of(self, tree: Tree) -> _Terms:
        if self._is_constant(tree):
            operand, cost = self._measured(lambda: self._evaluation.of(tree))
            if any(value is None or np.ndim(value) for value in operand.values):
                raise _OneByOneError
            return _Terms(operand.values, cost)
        if type(tree) not in _METHODS:
            raise _OneByOneError
        return _METHODS[type(tree)](self, tree)

    def _is_constant(self, tree: Tree) -> bool:
        return self._evaluation.names_in(tree).isdisjoint(self._indices)

    def _measured(self, work_out: Callable[[], Any]) -> tuple[Any, int]:
        """Return what is worked out and what it costs, which is not spent yet."""
        before = self._work.left
        found = work_out()
        cost, self._work.left = before - self._work.left, before
        return found, cost

    def _name(self, tree: Name) -> _Terms:
        return _Terms(self._indices[self._evaluation.spelling(tree)], 1)

    def _either(self, tree: Either) -> _Terms:
        found = self._of(self._evaluation.chosen(tree))
        return _Terms(found.values, found.cost + 1)

    def _group(self, tree: Group) -> _Terms:
        [part] = tree.parts
        found = self._of(part)
        return _Terms(found.values, found.cost + 1)

    def _negative(self, tree: Negative) -> _Terms:
        found = self._of(tree.of)
        return _Terms([np.negative(value) for value in found.values], found.cost + 1)

    def _operation(self, tree: Operation) -> _Terms:
        left, right = tree.left, tree.right
        if tree.operator == "*" and "beside" in (_operator(left), _operator(right)):
            raise _OneByOneError  # which may be read in two orders
        if isinstance(left, Call):
            raise _OneByOneError  # whose argument may stand without brackets
        if tree.operator == "^" and self._evaluation.is_base_e(left):
            raise _OneByOneError
        return self._each(_OPERATIONS[tree.operator], left, right)

    def _call(self, tree: Call) -> _Terms:
        if tree.function != "same" or tree.options:
            raise _OneByOneError
        one, other = tree.arguments
        return self._each(lambda i, j: np.asarray(i == j, dtype=float), one, other)

    def _each(self, function: Callable[..., Numbers], one: Tree, other: Tree) -> _Terms:
        first, second = self._of(one), self._of(other)
        values = [function(a, b) for a, b in zip(first.values, second.values, strict=True)]
        return _Terms(values, first.cost + second.cost + 1)

    def _entry(self, tree: Entry) -> _Terms:
        if not self._is_constant(tree.of):
            raise _OneByOneError
        whole, cost = self._measured(lambda: self._evaluation.of(tree.of))
        if any(value is None for value in whole.values):
            raise _OneByOneError
        indices = self._evaluation.split(tree.indices, whole)
        axes = counted_axes(whole)
        if len(indices) not in (len(axes), len(whole.shapes[0])):
            raise _OneByOneError
        places = [self._of(index) for index in indices]
        values = [
            _taken(array, [place.values[world] for place in places], axes, tree.first)
            for world, array in enumerate(whole.values)
        ]
        return _Terms(values, cost + sum(place.cost for place in places) + 1)

    def _total(self, tree: Total) -> _Terms:
        if not all(map(self._is_constant, decided_by(tree, self._evaluation.text))):
            raise _OneByOneError
        limits, cost = self._measured(lambda: range_of(tree, self._evaluation))
        found = self.added(tree, limits)
        return _Terms(found.values, cost + found.cost + 1)

    def added(self, tree: Total, limits: Range) -> _Terms:
        """Return the sum of a body, for all values of the indices further out."""
        counts = [high - low + 1 for low, high in zip(*limits, strict=True)]
        bound, depth = self._evaluation.bound, len(self._indices)
        self._terms *= max(counts)
        if tree.index in bound or min(counts) < 1 or self._terms > self._work.left:
            raise _OneByOneError
        if max(counts) > MOST_TERMS:
            raise _OneByOneError
        bound[tree.index] = ()  # a name like any other to what does not depend on it
        self._indices[tree.index] = [
            np.arange(low, high + 1, dtype=float).reshape(-1, *[1] * depth)
            for low, high in zip(*limits, strict=True)
        ]
        try:
            body = self._of(tree.body)
        finally:
            del bound[tree.index], self._indices[tree.index]
        pairs = zip(body.values, counts, strict=True)
        return _Terms([_sum(value, n, depth) for value, n in pairs], max(counts) * body.cost)


def _sum(terms: Numbers, number: int, depth: int) -> Numbers:
    """Add terms along the axis of the innermost index, one after the other."""
    total = np.zeros(())
    for term in np.broadcast_to(terms, np.broadcast_shapes(terms.shape, (number, *[1] * depth))):
        total = total + term
    return total


def _taken(
    array: Any, places: Sequence[Numbers], axes: Sequence[int], first: int
) -> NDArray[np.float64]:
    """Return entries of an array, whose indices count from ``first``."""
    used = range(array.ndim) if len(places) == array.ndim else axes
    full: list[Any] = [0] * array.ndim
    for axis, place in zip(used, places, strict=True):
        at = np.trunc(place) - first
        if not ((at >= 0) & (at < array.shape[axis])).all():
            raise _OneByOneError
        full[axis] = at.astype(int)
    taken: NDArray[np.float64] = np.asarray(array[tuple(full)], dtype=float)
    return taken


def _operator(tree: Tree) -> str:
    return tree.operator if isinstance(tree, Operation) else ""


def _power(a: Numbers, b: Numbers) -> Numbers:
    """Return powers, each by itself: of many at once some processors round in another way."""
    bases, exponents = np.broadcast_arrays(a, b)
    pairs = zip(bases.ravel(), exponents.ravel(), strict=True)
    return np.array([np.power(base, exponent) for base, exponent in pairs]).reshape(bases.shape)


_OPERATIONS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "over": np.divide,
    "/": np.divide,
    "fraction": np.divide,
    "beside": np.multiply,
    "star": np.multiply,
    "dot": np.multiply,
    "times": np.multiply,
    "^": _power,
    "**": _power,
}
"""What operators mean between numbers."""
_METHODS: Final[dict[type, Callable[[_Together, Any], _Terms]]] = {
    Name: _Together._name,
    Either: _Together._either,
    Group: _Together._group,
    Negative: _Together._negative,
    Operation: _Together._operation,
    Call: _Together._call,
    Entry: _Together._entry,
    Total: _Together._total,
}
