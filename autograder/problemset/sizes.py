"""The length of an axis in letters, ``m``, ``3`` or ``r*k``, and shapes made of such sizes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from autograder.problemset.formula import FormulaError

__all__ = ["Size", "parse_size", "shape_text", "size_of"]

_MOST_FACTORS: Final = 3
"""How many dimensions a length is tried as a product of; no shape of the bank has more than two."""


class Size(Struct, frozen=True):
    """The length of an axis: a product of dimensions and one integer."""

    factor: int
    names: tuple[str, ...]

    def __str__(self) -> str:
        parts = [*([str(self.factor)] if self.factor != 1 or not self.names else []), *self.names]
        return "*".join(parts)

    def value(self, dims: Mapping[str, int]) -> int:
        """Return the length at given dimensions."""
        return self.factor * math.prod(dims[name] for name in self.names)


def parse_size(text: str | int) -> Size:
    """Parse ``m``, ``3`` or ``r*k``.

    Raises:
        FormulaError: the text is no size.
    """
    factor, names = 1, []
    for part in str(text).split("*"):
        token = part.strip()
        if token.isdigit():
            factor *= int(token)
        elif token.isidentifier():
            names.append(token)
        else:
            raise FormulaError(
                f"the size {str(text)!r}", "a dimension, an integer or a product such as r*k"
            )
    return Size(factor, tuple(names))


def shape_text(sizes: Sequence[object]) -> str:
    """Write a shape as numpy does, from lengths or sizes: ``(m, n)``, ``(n,)``, ``()``."""
    return f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(map(str, sizes))})"


def size_of(lengths: Sequence[int], dims: Sequence[Mapping[str, int]]) -> Size | None:
    """Return the simplest size that has these lengths at these dimensions, one of each a look."""
    looks = list(zip(lengths, dims, strict=True))
    return next(
        (
            size
            for size in _candidates(lengths[0], dims[0])
            if all(size.value(at) == length for length, at in looks)
        ),
        None,
    )


def _candidates(length: int, dims: Mapping[str, int]) -> Iterator[Size]:
    """Yield the sizes that have a length at one look: a dimension first, a product, a number last."""
    products = [
        names
        for count in range(1, _MOST_FACTORS + 1)
        for names in itertools.combinations_with_replacement(dims, count)
    ]
    lengths = [(names, math.prod(dims[name] for name in names)) for names in products]
    yield from (Size(1, names) for names, product in lengths if product == length)
    yield from (
        Size(length // product, names)
        for names, product in lengths
        if 0 < product < length and length % product == 0
    )
    yield Size(length, ())
