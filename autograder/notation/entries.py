"""Entries of operands, and the axes that indices count; on paper an index counts from 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.notation.errors import NotationError
from autograder.notation.operands import Operand, Words, each, number
from autograder.notation.tree import Span

__all__ = ["counted_axes", "entry", "lengths"]


def entry(
    whole: Operand, places: Sequence[Operand], first: int, span: Span, words: Words
) -> Operand:
    """Return one entry; an index counts from ``first``.

    Raises:
        NotationError: there are too many or too few indices, or one is not a whole number in range.
    """
    axes = counted_axes(whole)
    if len(places) not in (len(axes), len(whole.shapes[0])):
        row_or_column = "an entry needs both indices; a row or a column is not written so"
        found = f"{len(places)} index of what is {words.shape(whole)}"
        raise NotationError(found, row_or_column, words.text, span)

    def taken(value: Any, *positions: Any) -> Any:
        index = [int(number(position)) - first for position in positions]
        used = list(range(value.ndim)) if len(index) == value.ndim else axes
        full = [0] * value.ndim
        for axis, at in zip(used, index, strict=True):
            if not 0 <= at < value.shape[axis]:
                raise IndexError
            full[axis] = at
        return value[tuple(full)]

    try:
        return Operand(each(taken, whole, *places), span)
    except (IndexError, ValueError):
        found = f"an index outside of what is {words.shape(whole)}"
        raise NotationError(found, f"one from {first} on", words.text, span) from None


def counted_axes(whole: Operand) -> list[int]:
    """Return the axes of an operand that are longer than 1 in the looks."""
    shape = whole.shapes[0]
    return [axis for axis, length in enumerate(shape) if length > 1]


def lengths(whole: Operand, position: int, indices: int) -> list[int]:
    """Return, for each world, the length of the axis that an index at a position counts."""
    axes = counted_axes(whole)
    used = list(range(len(whole.shapes[0]))) if indices == len(whole.shapes[0]) else axes
    axis = used[position] if position < len(used) else 0
    return [int(np.shape(value)[axis]) if value is not None else 0 for value in whole.values]
