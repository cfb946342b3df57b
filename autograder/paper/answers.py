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
from autograder.notation.operations import LOOKS
from autograder.notation.tree import Tree
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
            NotationError: it means nothing, or it cannot be read.
        """
        if chain.error is not None:
            raise chain.error
        assert side is not None
        scope = replace(self.scope_before(chain), paper=chain.notation != "python")
        return evaluate(side, scope, chain.statement.text)[LOOKS:]

    def scope_before(self, chain: Chain) -> Scope:
        """Return the scope with the names that chains before this one have introduced."""
        before = self.chains[: self.chains.index(chain)]
        scope = self.scope
        for name, earlier in introduced(before, self.scope.names):
            values = self._value_in(scope, earlier)
            if values is not None:
                worlds = zip(scope.worlds, values, strict=True)
                scope = replace(
                    scope, worlds=tuple(_with(world, name, value) for world, value in worlds)
                )
        return scope

    def _value_in(self, scope: Scope, chain: Chain) -> Values | None:
        try:
            reading = replace(scope, paper=chain.notation != "python")
            return evaluate(chain.sides[-1], reading, chain.statement.text)
        except NotationError:  # it is told where it stands; what needs the name finds none
            return None


def _with(world: Mapping[str, Any], name: str, value: Any) -> Mapping[str, Any]:
    if value is None:
        return world
    return LazyWorld({name: value}, {known: partial(world.__getitem__, known) for known in world})
