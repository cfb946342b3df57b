"""Operations on operands, with one and with two, as on paper and as in numpy.

Whether they conform is decided in the looks; what can be read in two ways is refused.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import numpy as np

from autograder.notation.errors import NotationError
from autograder.notation.operands import (
    MOST_ENTRIES,
    Operand,
    Values,
    Words,
    each,
    is_scalar,
    is_square,
    number,
)
from autograder.notation.tree import Operator, Span

__all__ = ["bars", "combined", "conform", "negative", "norm", "transposed"]

# Operations with one operand.


def negative(operand: Operand, span: Span) -> Operand:
    """Return minus an operand."""
    return Operand(each(np.negative, operand), span)


def transposed(operand: Operand, span: Span) -> Operand:
    """Return the transpose: of a column ``(n, 1)`` the row ``(1, n)``; a scalar is its own."""
    return Operand(each(np.transpose, operand), span)


def norm(operand: Operand, span: Span) -> Operand:
    """Return the Euclidean norm of a vector, the Frobenius norm of a matrix."""
    return Operand(each(lambda value: np.sqrt(np.sum(value * value)), operand), span)


def bars(operand: Operand, span: Span, words: Words) -> Operand:
    """Return the absolute value of a scalar, the determinant of a square matrix.

    Raises:
        NotationError: it is neither.
    """
    if is_scalar(operand):
        return Operand(each(np.abs, operand), span)
    if is_square(operand):
        return Operand(each(np.linalg.det, operand), span)
    raise NotationError(
        f"bars around what is {words.shape(operand)}",
        "the absolute value of a scalar or the determinant of a square matrix",
        words.text,
        span,
        hint="A norm has double bars.",
    )


# Operations with two.


def combined(
    operator: Operator, left: Operand, right: Operand, span: Span, words: Words, *, paper: bool
) -> Operand:
    """Return two operands joined by an operator, as on paper or as numpy does.

    Raises:
        NotationError: their shapes do not conform, or it can be read in two ways.
    """
    table = _ON_PAPER if paper else _IN_NUMPY
    may_be_many = left.most_entries * right.most_entries > MOST_ENTRIES
    if may_be_many and any(map(partial(_makes_many, operator), left.values, right.values)):
        raise NotationError(
            "a value of too many entries", f"at most {MOST_ENTRIES}", words.text, span
        )
    return Operand(table[operator](left, right, words), span)


def _makes_many(operator: Operator, left: Any, right: Any) -> bool:
    """Whether two arrays make one of too many entries: asked before it is made."""
    if min(np.size(left), np.size(right)) <= 1:  # where one has none, nothing is made
        return False
    if operator == "kron":
        return bool(np.size(left) * np.size(right) > MOST_ENTRIES)
    if operator in ("beside", "dot", "@"):
        rows, columns = np.size(left) // np.shape(left)[-1], np.size(right) // np.shape(right)[0]
        return bool(rows * columns > MOST_ENTRIES)
    longest = zip(np.shape(left)[::-1], np.shape(right)[::-1], strict=False)
    return bool(math.prod(map(max, longest)) > MOST_ENTRIES)


def _added(sign: float) -> Callable[[Operand, Operand, Words], Values]:
    def add(left: Operand, right: Operand, words: Words) -> Values:
        if not (is_scalar(left) or is_scalar(right) or _same_but_columns(left, right)):
            raise words.clash("two of the same shape", left, right)
        return each(lambda a, b: _broadcast(np.add, a, sign * b), left, right)

    return add


def _same_but_columns(left: Operand, right: Operand) -> bool:
    """Whether two have the same shape, or one is a column that fits every column of the other."""
    return all(
        a == b or (len(a) == len(b) == 2 and a[0] == b[0] and 1 in (a[1], b[1]))
        for a, b in zip(left.shapes, right.shapes, strict=True)
    )


def _broadcast(function: Callable[..., Any], a: Any, b: Any) -> Any:
    """Apply to two arrays; one of a single entry counts as a number, so that it adds no axes."""
    a = number(a) if np.size(a) == 1 and np.size(b) != 1 else a
    b = number(b) if np.size(b) == 1 and np.size(a) != 1 else b
    if np.size(a) == np.size(b) == 1 and np.ndim(a) != np.ndim(b):
        return function(number(a), number(b)).reshape((1,) * max(np.ndim(a), np.ndim(b)))
    return function(a, b)


def _scaled(left: Operand, right: Operand) -> Values | None:
    """Return a multiple where one of two is a scalar; else None."""
    if is_scalar(left):
        return each(lambda a, b: number(a) * b, left, right)
    if is_scalar(right):
        return each(lambda a, b: a * number(b), left, right)
    return None


def conform(left: Operand, right: Operand) -> bool:
    """Whether the matrix product of two is defined: ``(n, m)`` and ``(m, k)``."""
    return all(a and b and a[-1] == b[0] for a, b in zip(left.shapes, right.shapes, strict=True))


def _is_vector(operand: Operand) -> bool:
    return all(1 in shape or len(shape) == 1 for shape in operand.shapes)


def _beside(left: Operand, right: Operand, words: Words) -> Values:
    scaled = _scaled(left, right)
    if scaled is not None:
        return scaled
    if conform(left, right):
        return each(np.matmul, left, right)
    raise words.clash(
        "inner sizes that meet: the columns of the left, the rows of the right", left, right
    )


def _star(left: Operand, right: Operand, words: Words) -> Values:
    """Read a star as typed: a multiple; between two arrays it may be either product."""
    scaled = _scaled(left, right)
    if scaled is not None:
        return scaled
    raise words.clash(
        "the matrix product (@, or side by side) or the entry-wise one (\u2299)",
        left,
        right,
        hint="A star can be read as either.",
    )


def _dot(left: Operand, right: Operand, words: Words) -> Values:
    """Read a dot: a multiple, a matrix product, or of two columns ``(n, 1)`` their dot product."""
    if not is_scalar(left) and left.shapes == right.shapes and _is_vector(left):
        return each(lambda a, b: np.sum(a * b), left, right)
    return _beside(left, right, words)


def _times(left: Operand, right: Operand, words: Words) -> Values:
    scaled = _scaled(left, right)
    if scaled is None:
        raise words.clash(
            "a number times something, or another sign of multiplication", left, right
        )
    return scaled


def _entrywise(function: Callable[..., Any]) -> Callable[[Operand, Operand, Words], Values]:
    def apply(left: Operand, right: Operand, words: Words) -> Values:
        if not (is_scalar(left) or is_scalar(right) or _same_but_columns(left, right)):
            raise words.clash("two of the same shape, entry by entry", left, right)
        return each(lambda a, b: _broadcast(function, a, b), left, right)

    return apply


def _product(left: Operand, right: Operand, words: Words) -> Values:
    """Multiply matrices by Python's ``@``, which takes no scalars."""
    if all(left.shapes) and all(right.shapes) and conform(left, right):
        return each(np.matmul, left, right)
    scalar = "A scalar is multiplied by `*`." if is_scalar(left) or is_scalar(right) else ""
    raise words.clash("inner sizes that meet, as `@` needs them", left, right, hint=scalar)


def _fraction(left: Operand, right: Operand, words: Words) -> Values:
    if is_scalar(right):
        return each(lambda a, b: a / number(b), left, right)
    raise words.clash(
        "a scalar below", left, right, hint="Multiply by the inverse, or divide entry by entry."
    )


def _power(left: Operand, right: Operand, words: Words) -> Values:
    if not is_scalar(right):
        raise words.clash("a number as the exponent", left, right)
    if is_scalar(left):
        return each(lambda a, b: np.power(number(a), number(b)), left, right)
    exponents = {float(number(value)) for value in right.values if value is not None}
    exponent = next(iter(exponents)) if len(exponents) == 1 else np.nan
    if is_square(left) and exponent == int(np.nan_to_num(exponent)) and abs(exponent) <= 16:
        return each(lambda a, _: np.linalg.matrix_power(a, int(exponent)), left, right)
    written = words.text[left.span[0] : left.span[1]].strip()
    raise NotationError(
        f"a power of what is {words.shape(left)}",
        f"each entry's power, {written} \u2299 {written}, or a product with the transpose",
        words.text,
        left.span,
        right.span,
    )


def _numpy(function: Callable[..., Any]) -> Callable[[Operand, Operand, Words], Values]:
    """Mean what numpy means, broadcasting included, in Python's notation."""

    def apply(left: Operand, right: Operand, words: Words) -> Values:
        try:
            return each(function, left, right)
        except ValueError:
            raise words.clash("shapes that broadcast against each other", left, right) from None

    return apply


_ON_PAPER: Final[dict[Operator, Callable[[Operand, Operand, Words], Values]]] = {
    "+": _added(1.0),
    "-": _added(-1.0),
    "beside": _beside,
    "star": _star,
    "dot": _dot,
    "times": _times,
    "@": _product,
    "*": _entrywise(np.multiply),
    "over": _entrywise(np.divide),
    "/": _fraction,
    "fraction": _fraction,
    "^": _power,
    "**": _numpy(np.power),
    "kron": lambda left, right, _: each(np.kron, left, right),
}
_IN_NUMPY: Final = {
    **_ON_PAPER,
    "+": _numpy(np.add),
    "-": _numpy(np.subtract),
    "*": _numpy(np.multiply),
    "over": _numpy(np.divide),
}
