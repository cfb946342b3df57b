"""What a sum and its range ask of whatever evaluates their parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from autograder.notation.operands import Operand, Values
from autograder.notation.tree import Either, Name, Tree
from autograder.notation.work import Work

__all__ = ["Evaluates"]


class Evaluates(Protocol):
    """Evaluates trees in every world, with the indices of sums as names for a while."""

    text: str
    bound: dict[str, Values]
    """The indices of sums that are names now."""

    @property
    def work(self) -> Work:
        """What may still be evaluated."""
        ...

    def of(self, tree: Tree) -> Operand:
        """Return the value of a tree in every world."""
        ...

    def names_in(self, tree: Tree) -> frozenset[str]:
        """Return every spelling of every name that a tree's value may depend on."""
        ...

    def spelling(self, name: Name) -> str:
        """Return the spelling of a name that is known here; nothing where none is."""
        ...

    def chosen(self, tree: Either) -> Tree:
        """Return what a name with two meanings stands for here."""
        ...

    def split(self, indices: Sequence[Tree], whole: Operand) -> Sequence[Tree]:
        """Return the indices of an entry: ``12`` of a matrix are 1 and 2."""
        ...

    def is_base_e(self, tree: Tree) -> bool:
        """Whether a tree is the base of the natural logarithm."""
        ...
