"""The value of a formula on paper at every trial, or why it has none; nothing is run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from autograder.notation.errors import NotationError
from autograder.notation.meaning import Scope, evaluate
from autograder.notation.operands import LOOKS
from autograder.notation.tree import Tree, named_in
from autograder.paper.chains import Chain, Sheet
from autograder.paper.worlds import LazyWorld
from autograder.problemset.model import Problem

__all__ = ["Paper", "Values"]

Values: TypeAlias = tuple[NDArray[np.float64] | None, ...]
"""A value for each trial; None where the formula has none."""


class Paper:
    """What one answer's chains mean: names that the student introduced are known below them.

    Each is evaluated once, when a chain below it is asked for.
    """

    def __init__(self, scope: Scope, sheet: Sheet, problem: Problem) -> None:
        self.scope, self.sheet, self.chains = scope, sheet, sheet.of_problem(problem)
        self._above: list[_Above] = [_Above(scope, {})]
        self._places = {id(chain): place for place, chain in enumerate(self.chains)}
        self._evaluated: dict[Tree, _Evaluated] = {}

    def value(self, chain: Chain, side: Tree | None) -> Values:
        """Return the value of one side of a chain at every trial.

        Raises:
            NotationError: it means nothing, or it cannot be read, or what it names has no value.
        """
        if chain.error is not None:
            raise chain.error
        assert side is not None
        above = self._above_of(chain)
        try:
            return self._value_in(above.scope, chain, side)[LOOKS:]
        except NotationError:
            failed = above.failed
            cause = next((failed[name] for name in named_in(side) if name in failed), None)
            if cause is None:
                raise
            raise cause from None

    def scope_before(self, chain: Chain) -> Scope:
        """Return the scope with the names that chains before this one have introduced."""
        return self._above_of(chain).scope

    def _above_of(self, chain: Chain) -> _Above:
        while len(self._above) <= self._places[id(chain)]:
            self._above.append(self._below(self._above[-1], self.chains[len(self._above) - 1]))
        return self._above[self._places[id(chain)]]

    def _below(self, above: _Above, chain: Chain) -> _Above:
        """Return what is known below a chain, which may introduce a name."""
        if not chain.names or not chain.sides or self.scope.names & set(chain.names):
            return above
        name = chain.names[0]
        try:
            values = self._value_in(above.scope, chain, chain.sides[-1])
        except NotationError as error:
            return _Above(above.scope, {**above.failed, name: error.kept()})
        failed = {other: error for other, error in above.failed.items() if other != name}
        worlds = zip(above.scope.worlds, values, strict=True)
        named = tuple(_with(world, name, value) for world, value in worlds)
        return _Above(replace(above.scope, worlds=named), failed)

    def _value_in(self, scope: Scope, chain: Chain, side: Tree) -> Values:
        """Return the value of a side in every world; what a chain may name is always the same."""
        work, known = scope.work, self._evaluated.get(side)
        if known is not None and work.spend_again(known.cost):
            return known.values
        before = work.left
        reading = replace(scope, paper=chain.notation != "python")
        values = evaluate(side, reading, chain.statement.text)
        self._evaluated[side] = _Evaluated(values, before - work.left)
        return values


class _Evaluated(Struct, frozen=True):
    """The value of a side in every world, and what it cost."""

    values: Values
    cost: int


class _Above(Struct, frozen=True):
    """What is known above a chain, and why introduced names have no value that have none.

    Where such a name is needed, the cause is told, and not that it is unknown.
    """

    scope: Scope
    failed: Mapping[str, NotationError]


def _with(world: Mapping[str, Any], name: str, value: Any) -> Mapping[str, Any]:
    assert isinstance(world, LazyWorld)
    return world if value is None else world.with_name(name, value)
