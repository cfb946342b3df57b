"""Operands: what has a value in every world, and what is said of its shape.

In the looks it is decided whether operands conform. Shapes follow the notes: a vector is a column
``(n, 1)``; what has one entry in both looks is a scalar.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from types import NoneType
from typing import Any, Final, TypeAlias

import numpy as np
from msgspec import Struct

from autograder.notation.errors import NotationError
from autograder.notation.tree import Span, Tree

__all__ = [
    "LOOKS",
    "MOST_ENTRIES",
    "Operand",
    "Values",
    "Words",
    "alike",
    "each",
    "is_scalar",
    "is_square",
    "number",
    "refuse",
]

Values: TypeAlias = tuple[Any, ...]
"""A value for each world: an array, or None where there is none."""

LOOKS: Final = 2
"""Worlds in which shapes are decided: at one, two dimensions might agree by accident."""
MOST_ENTRIES: Final = 25_000
"""Entries of one value: the Kronecker product of two matrices of 12 by 12 has 20,736."""
_FAILURES: Final = ValueError, IndexError, TypeError, np.linalg.LinAlgError, OverflowError
_ALIKE: Final = 1e-9  # of the largest entry: two ways to compute one value differ by rounding alone


class Operand(Struct, frozen=True):
    """A value in every world, and where in the text it stands."""

    values: Values
    span: Span

    @property
    def shapes(self) -> list[tuple[int, ...]]:
        """Its shapes in the looks."""
        return [value.shape for value in self.values[:LOOKS]]

    @property
    def most_entries(self) -> int:
        """The entries of its largest value."""
        sizes: list[int] = [value.size for value in self.values if value is not None]
        return max(sizes)


class Words(Struct, frozen=True):
    """What sentences about shapes need: the text, and how a shape is said in letters."""

    text: str
    in_letters: Callable[[Sequence[tuple[int, ...]]], str]

    def of(self, operand: Operand) -> str:
        """Say an operand as written, with its shape."""
        written = self.text[operand.span[0] : operand.span[1]].strip()
        if is_scalar(operand):
            return f"`{written}`, a scalar"
        return f"`{written}` of shape {self.shape(operand)}"

    def shape(self, operand: Operand) -> str:
        """Say the shape of an operand."""
        return "a scalar" if is_scalar(operand) else self.in_letters(operand.shapes)

    def clash(self, what: str, left: Operand, right: Operand, hint: str = "") -> NotationError:
        """Return the error for two operands whose shapes do not conform."""
        found = f"{self.of(left)} beside {self.of(right)}"
        return NotationError(found, what, self.text, left.span, right.span, hint=hint)


def refuse(found: str, expected: str, text: str, tree: Tree, hint: str = "") -> NotationError:
    """Return the error for one place."""
    return NotationError(found, expected, text, tree.span, hint=hint)


def is_scalar(operand: Operand) -> bool:
    """Whether an operand has one entry in both looks, whatever its axes."""
    return all(value.size == 1 for value in operand.values[:LOOKS])


def is_square(operand: Operand) -> bool:
    """Whether an operand is a square matrix in both looks."""
    return all(len(shape) == 2 and shape[0] == shape[1] > 1 for shape in operand.shapes)


def each(function: Callable[..., Any], *operands: Operand) -> Values:
    """Return a function's value in each world.

    None where an operand has none or it fails, in no look.

    Raises:
        ValueError, numpy.linalg.LinAlgError: it fails in a look.
    """
    worlds = list(zip(*(one.values for one in operands), strict=True))
    if not any(NoneType in map(type, one.values) for one in operands):
        with suppress(*_FAILURES):  # it may have none in some world
            return tuple([np.asarray(function(*values), dtype=float) for values in worlds])
    found: list[Any] = []
    for world, values in enumerate(worlds):
        if any(value is None for value in values):
            found.append(None)
            continue
        try:
            found.append(np.asarray(function(*values), dtype=float))
        except _FAILURES:
            if world < LOOKS:
                raise
            found.append(None)
    return tuple(found)


def number(value: Any) -> Any:
    """Return an array of one entry without axes."""
    return np.reshape(value, ())


def alike(one: Operand, other: Operand) -> bool:
    """Whether two operands have the same value in both looks, up to rounding."""
    pairs = zip(one.values[:LOOKS], other.values[:LOOKS], strict=True)
    return all(
        np.shape(a) == np.shape(b)
        and np.abs(a - b).max(initial=0) <= _ALIKE * np.abs(a).max(initial=1)
        for a, b in pairs
    )
