"""What evaluating may cost, and what a sum need not work out again for each of its terms."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, TypeAlias

import numpy as np
from msgspec import Struct

from autograder.notation.operands import Operand, Values
from autograder.notation.tree import Either, Name, Tree, parts

__all__ = ["MOST_WORK", "Known", "Terms", "Work"]

MOST_WORK: Final = 30_000
"""Operations for one answer: a derivation has some hundred, a sum over four indices 10,000."""
_ENTRIES_A_PIECE: Final = 2_000
"""Entries in all worlds that cost as much as an operation on small arrays."""
_MOST_KEPT: Final = 1_000
"""Values of parts that are kept, none of more than `_ENTRIES_A_PIECE`: 16 MB."""


class Work:
    """What may still be evaluated of one answer's text, in small operations in every world.

    Bounds on a line alone would leave sums in sums, and hundreds of lines, to take hours. Counted
    and not timed, so that the same text is refused on every machine.
    """

    def __init__(self) -> None:
        self.left = MOST_WORK

    def spend(self, values: Values) -> bool:
        """Count an operation by the entries of its value; say whether it was still allowed."""
        entries = sum([1 if value is None else value.size for value in values])
        self.left -= 1 + entries // _ENTRIES_A_PIECE
        return self.left > 0

    def spend_again(self, cost: int) -> bool:
        """Count what is known already as if it were worked out; False, and nothing, if too much.

        What a text may hold is not to depend on what was kept of it.
        """
        is_allowed = self.left > cost
        self.left -= cost if is_allowed else 0
        return is_allowed


class Known(Struct, frozen=True):
    """A value that was worked out, and what it cost."""

    operand: Operand
    cost: int


Place: TypeAlias = "tuple[object, ...]"


class Terms:
    """Parts of sums by the indices that they name: in ``a_i b_j``, ``a_i`` is one for all j."""

    def __init__(self) -> None:
        self._names: dict[Tree, frozenset[str]] = {}
        self._kept: dict[Place, Known] = {}

    def place_of(self, tree: Tree, indices: Mapping[str, Collection[float]]) -> Place | None:
        """Return what a part's value depends on; None where that is every index there is."""
        named = [name for name in indices if name in self.names_in(tree)]
        return None if len(named) == len(indices) else (tree, *(indices[name] for name in named))

    def get(self, place: Place) -> Known | None:
        """Return what is known at a place."""
        return self._kept.get(place)

    def keep(self, place: Place, known: Known) -> None:
        """Keep what was worked out, within bounds."""
        entries = sum(map(np.size, known.operand.values))
        if len(self._kept) < _MOST_KEPT and entries <= _ENTRIES_A_PIECE:
            self._kept[place] = known

    def names_in(self, tree: Tree) -> frozenset[str]:
        """Return every spelling of every name in a tree."""
        if tree not in self._names:
            own = tree.name if isinstance(tree, Either) else tree
            spelled = own.spellings if isinstance(own, Name) else ()
            self._names[tree] = frozenset(spelled).union(*map(self.names_in, parts(tree)))
        return self._names[tree]
