"""What the index of a sum runs over: from its bounds, or along the axis that it counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from autograder.notation.entries import lengths
from autograder.notation.evaluates import Evaluates
from autograder.notation.operands import refuse
from autograder.notation.tree import Entry, Name, Total, Tree, walk

__all__ = ["Range", "decided_by", "range_of"]

Range: TypeAlias = tuple[Sequence[int], Sequence[int]]
"""The first and the last value of a sum's index in each world."""


def range_of(tree: Total, evaluation: Evaluates) -> Range:
    """Return what a sum's index runs over.

    Raises:
        NotationError: its bounds are no whole numbers, or it has none and counts nothing.
    """
    if tree.low is not None and tree.high is not None:
        return _whole_numbers(tree.low, evaluation), _whole_numbers(tree.high, evaluation)
    entry, position = _counted(tree, evaluation.text)
    last = lengths(evaluation.of(entry.of), position, len(entry.indices))
    return [1] * len(last), last


def decided_by(tree: Total, text: str) -> Sequence[Tree]:
    """Return the trees that decide what a sum's index runs over.

    Raises:
        NotationError: it has no bounds and counts nothing.
    """
    if tree.low is not None and tree.high is not None:
        return tree.low, tree.high
    return (_counted(tree, text)[0].of,)


def _whole_numbers(tree: Tree, evaluation: Evaluates) -> list[int]:
    numbers = []
    for value in evaluation.of(tree).values:
        if value is None or value.size != 1 or float(value.reshape(())) != int(value.reshape(())):
            found, expected = "the bound of a sum", "a whole number or a dimension"
            raise refuse(found, expected, evaluation.text, tree)
        numbers.append(int(value.reshape(())))
    return numbers


def _counted(tree: Total, text: str) -> tuple[Entry, int]:
    """Return the entry in a sum's body whose axis its index counts, and which index it is."""
    for part in walk(tree.body):
        if isinstance(part, Entry):
            names = [index.spellings[0] for index in part.indices if isinstance(index, Name)]
            if tree.index in names and len(names) == len(part.indices):
                return part, names.index(tree.index)
    raise refuse(f"a sum over {tree.index}, which counts nothing in it", "its bounds", text, tree)
