"""The length of an axis in letters, ``m``, ``r*k``, ``n - k + 1``, and shapes of such sizes."""

from __future__ import annotations

import ast
import functools
import itertools
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from msgspec import Struct

from autograder.problemset.formula import FormulaError

__all__ = ["ONE", "Size", "parse_size", "shape_text", "size_of"]

Names: TypeAlias = tuple[str, ...]

_MOST_FACTORS: Final = 3
"""How many dimensions a length is tried as a product of; no shape of the bank has more than two."""


class Size(Struct, frozen=True):
    """The length of an axis: products of dimensions, each with an integer before it, added up."""

    terms: tuple[tuple[int, Names], ...]

    def __str__(self) -> str:
        texts = [_term(factor, names) for factor, names in self.terms] or ["0"]
        return " + ".join(texts).replace("+ -", "- ")

    @property
    def names(self) -> Names:
        """The dimensions that it is made of."""
        return tuple(dict.fromkeys(name for _, names in self.terms for name in names))

    def value(self, dims: Mapping[str, int]) -> int:
        """Return the length at given dimensions."""
        total = 0
        for factor, names in self.terms:
            product = factor
            for name in names:
                product *= dims[name]
            total += product
        return total


def _term(factor: int, names: Names) -> str:
    if not names:
        return str(factor)
    product = "*".join(names)
    return {1: product, -1: f"-{product}"}.get(factor, f"{factor}*{product}")


@functools.lru_cache(maxsize=1024, typed=True)  # most shapes are of the same few
def parse_size(text: str | int) -> Size:
    """Parse ``m``, ``3``, ``r*k`` or ``n - k + 1``.

    Raises:
        FormulaError: the text is no size.
    """
    try:
        return _size(_sum(ast.parse(str(text).strip(), mode="eval").body))
    except (SyntaxError, ValueError):
        raise FormulaError(
            f"the size {str(text)!r}",
            "dimensions and integers with `*`, `+` and `-`, such as r*k or n - k + 1",
        ) from None


def _size(terms: Mapping[Names, int]) -> Size:
    """Make a size of its terms in the order in which they were written, a number last."""
    ordered = sorted(terms.items(), key=lambda term: not term[0])
    return Size(tuple((factor, names) for names, factor in ordered if factor))


def _sum(node: ast.expr) -> Counter[Names]:
    """Return the terms of a sum of products, by the dimensions of each."""
    match node:
        case ast.Name(id=name):
            return Counter({(name,): 1})
        case ast.Constant(value=int(number)):
            return Counter({(): number})
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _times(_sum(left), _sum(right))
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as sign, right=right):
            total = _sum(left)
            total.update(_times(_sum(right), Counter({(): _SIGNS[type(sign)]})))
            return total
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _times(_sum(operand), Counter({(): -1}))
    raise ValueError


_SIGNS: Final[Mapping[type[ast.operator], int]] = {ast.Add: 1, ast.Sub: -1}


def _times(first: Counter[Names], second: Counter[Names]) -> Counter[Names]:
    terms: Counter[Names] = Counter()
    for (names, factor), (others, other) in itertools.product(first.items(), second.items()):
        terms[names + others] += factor * other
    return terms


ONE: Final = parse_size(1)
"""The length of an axis that makes a column or a row."""


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
    """Yield sizes with a length at one look: a dimension, a product, a number, a sum at last."""
    products = [
        (names, math.prod(dims[name] for name in names))
        for count in range(1, _MOST_FACTORS + 1)
        for names in itertools.combinations_with_replacement(dims, count)
    ]
    yield from (_size({names: 1}) for names, product in products if product == length)
    yield from (
        _size({names: length // product})
        for names, product in products
        if 0 < product < length and length % product == 0
    )
    yield _size({(): length})
    yield from _sums(length, dims)


def _sums(length: int, dims: Mapping[str, int]) -> Iterator[Size]:
    """Yield ``n + 1``, ``n - k + 1``, ``n + k - 1``: one or two dimensions and a number."""
    for name in dims:
        yield _size({(name,): 1, (): length - dims[name]})
    for first, second in itertools.permutations(dims, 2):
        for sign in (1, -1):
            rest = length - dims[first] - sign * dims[second]
            yield _size({(first,): 1, (second,): sign, (): rest})
