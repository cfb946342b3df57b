"""The dimensions of a problem's trials: a length for each letter, within the set's conditions."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal, TypeAlias
from weakref import WeakKeyDictionary

from autograder.errors import StaffError

if TYPE_CHECKING:
    from autograder.problemset.model import Constraint, Problem

__all__ = ["Lengths", "NoSuchTrialError", "TrialKind", "lengths_of"]

TrialKind: TypeAlias = Literal["ordinary", "equal", "unit", "small step"]
Dims: TypeAlias = dict[str, int]

_POOL: Final = (3, 5, 6, 7)
_MORE: Final = (8, 9, 10, 11, 12)  # for problems with more than four dimensions
_EQUAL: Final = (5, 3, 6, 7)
_COMPARE: Final[Mapping[str, Callable[[int, int], bool]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq,
}  # fmt: skip


class NoSuchTrialError(StaffError):
    """No dimensions or no inputs satisfy the set's conditions in a trial of this kind."""


class Lengths:
    """The dimensions of one problem's trials, those of ordinary ones found one after the other."""

    def __init__(self, problem: Problem) -> None:
        self._name, self._names = f"{problem.set}.{problem.id}", problem.dimensions
        self._conditions = problem.dims
        self._fixed = {
            constraint.dimension: constraint.bound.value({})
            for constraint in problem.dims
            if constraint.comparison == "==" and not constraint.bound.names
        }
        given = (size for given in problem.given.values() for size in given.sizes)
        asked = (size for answer in problem.answers for size in answer.shape)
        self._sizes = tuple(dict.fromkeys(itertools.chain(given, asked)))
        self._free = sum(name not in self._fixed for name in problem.dimensions)
        self._ordinary: list[Dims] = []
        self._special: dict[tuple[TrialKind, int], Dims] = {}

    def of(self, kind: TrialKind, index: int) -> Dims:
        """Return the dimensions of a trial: of an ordinary one, all others than in the one before.

        Raises:
            NoSuchTrialError: no dimensions satisfy the problem's conditions.
        """
        if kind != "ordinary":
            if (kind, index) not in self._special:
                self._special[kind, index] = self._first(self._allowed(kind, index), kind)
            return dict(self._special[kind, index])
        while len(self._ordinary) <= index:
            self._ordinary.append(self._next(len(self._ordinary)))
        return dict(self._ordinary[index])

    def _next(self, index: int) -> Dims:
        """Return the dimensions of the ordinary trial after those found so far."""
        allowed = self._allowed("ordinary", index)
        best = self._first(allowed, "ordinary")
        if index == 0:
            return best
        before = self._ordinary[index - 1]
        most = _changed(before, best)
        while most < self._free:  # those that are fixed change for nobody
            dims = next(allowed, None)
            if dims is None:
                break
            if _changed(before, dims) > most:
                best, most = dims, _changed(before, dims)
        return best

    def _first(self, allowed: Iterator[Dims], kind: TrialKind) -> Dims:
        first = next(allowed, None)
        if first is None:
            raise NoSuchTrialError(
                f"{self._name}: no dimensions satisfy `dims` in the {kind} trial"
            )
        return first

    def _allowed(self, kind: TrialKind, index: int) -> Iterator[Dims]:
        """Yield the dimensions that satisfy the conditions, in the order of preference."""
        for lengths in _candidates(kind, index, len(self._names)):
            dims = dict(zip(self._names, lengths, strict=True)) | self._fixed
            bounded = all(_holds(constraint, dims) for constraint in self._conditions)
            if bounded and all(size.value(dims) >= 1 for size in self._sizes):
                yield dims


_KNOWN: WeakKeyDictionary[Problem, Lengths] = WeakKeyDictionary()


def lengths_of(problem: Problem) -> Lengths:
    """Return the dimensions of a problem's trials, found once: they are the same under any seed."""
    if problem not in _KNOWN:
        _KNOWN[problem] = Lengths(problem)
    return _KNOWN[problem]


def _candidates(kind: TrialKind, index: int, count: int) -> Iterator[Sequence[int]]:
    match kind:
        case "unit":
            return iter([(1,) * count])
        case "equal":
            return iter([(length,) * count for length in _EQUAL])
    pool = (*_POOL, *_MORE)[: max(len(_POOL), count)]
    start = index % len(pool)
    return itertools.permutations(pool[start:] + pool[:start], count)


def _holds(constraint: Constraint, dims: Mapping[str, int]) -> bool:
    bound = constraint.bound.value(dims)
    return _COMPARE[constraint.comparison](dims[constraint.dimension], bound)


def _changed(before: Mapping[str, int], dims: Mapping[str, int]) -> int:
    """Return how many dimensions have another length than before."""
    return sum(dims[name] != before[name] for name in dims)
