"""The value of a formula on paper at every trial, or why it has none; nothing is run."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from autograder.notation.errors import NotationError
from autograder.notation.meaning import Scope, evaluate
from autograder.notation.operands import LOOKS
from autograder.notation.tree import Tree, named_in
from autograder.paper.chains import Chain, introduced
from autograder.paper.worlds import LazyWorld

__all__ = ["Paper", "Values"]

Values: TypeAlias = tuple[NDArray[np.float64] | None, ...]
"""A value for each trial; None where the formula has none."""


class Paper(Struct, frozen=True):
    """What one answer's chains mean: names that the student introduced are known below them."""

    scope: Scope
    chains: tuple[Chain, ...]
    answers: frozenset[str]
    """The ids of all answers of the set: a chain that names another one is no part of this."""

    def value(self, chain: Chain, side: Tree | None) -> Values:
        """Return the value of one side of a chain at every trial.

        Raises:
            NotationError: it means nothing, or it cannot be read, or what it names has no value.
        """
        if chain.error is not None:
            raise chain.error
        assert side is not None
        scope, failed = self._before(chain)
        try:
            return self._value_in(scope, chain, side)[LOOKS:]
        except NotationError:
            cause = next((failed[name] for name in named_in(side) if name in failed), None)
            if cause is None:
                raise
            raise cause from None

    def scope_before(self, chain: Chain) -> Scope:
        """Return the scope with the names that chains before this one have introduced."""
        return self._before(chain)[0]

    def _before(self, chain: Chain) -> tuple[Scope, Mapping[str, NotationError]]:
        """Return the scope before a chain, and why introduced names have no value that have none.

        Where such a name is needed, the cause is told, and not that it is unknown.
        """
        before = self.chains[: self.chains.index(chain)]
        scope, failed = self.scope, dict[str, NotationError]()
        for name, earlier in introduced(before, self.scope.names):
            try:
                values = self._value_in(scope, earlier, earlier.sides[-1])
            except NotationError as error:
                failed[name] = error
                continue
            failed.pop(name, None)
            worlds = zip(scope.worlds, values, strict=True)
            scope = replace(
                scope, worlds=tuple(_with(world, name, value) for world, value in worlds)
            )
        return scope, failed

    def _value_in(self, scope: Scope, chain: Chain, side: Tree) -> Values:
        reading = replace(scope, paper=chain.notation != "python")
        return evaluate(side, reading, chain.statement.text)


def _with(world: Mapping[str, Any], name: str, value: Any) -> Mapping[str, Any]:
    if value is None:
        return world
    return LazyWorld({name: value}, {known: partial(world.__getitem__, known) for known in world})
