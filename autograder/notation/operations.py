"""Operations on operands that have a value in every world.

Whether they conform is decided in the looks.

Shapes follow the notes: a vector is a column ``(n, 1)``; what has one entry in both looks is a
scalar.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.notation.errors import NotationError
from autograder.notation.tree import Operator, Span, Tree

__all__ = [
    "LOOKS",
    "Operand",
    "Values",
    "Words",
    "alike",
    "bars",
    "combined",
    "each",
    "entry",
    "is_scalar",
    "lengths",
    "negative",
    "norm",
    "refuse",
    "transposed",
]

Array: TypeAlias = NDArray[np.float64]
Values: TypeAlias = tuple[Any, ...]
"""A value for each world: an array, or None where there is none."""

LOOKS: Final = 2
"""Worlds in which shapes are decided: at one, two dimensions might agree by accident."""
MOST_ENTRIES: Final = 100_000
"""Entries of one value: the largest expected answer of the shipped sets has 1,260."""
_ALIKE: Final = 1e-9  # of the largest entry: two ways to compute one value differ by rounding alone


class Operand(Struct, frozen=True):
    """A value in every world, and where in the text it stands."""

    values: Values
    span: Span

    @property
    def shapes(self) -> list[tuple[int, ...]]:
        """Its shapes in the looks."""
        return [np.shape(value) for value in self.values[:LOOKS]]


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
    return all(int(np.prod(shape)) == 1 for shape in operand.shapes)


def is_square(operand: Operand) -> bool:
    """Whether an operand is a square matrix in both looks."""
    return all(len(shape) == 2 and shape[0] == shape[1] > 1 for shape in operand.shapes)


def each(function: Callable[..., Any], *operands: Operand) -> Values:
    """Return a function's value in each world.

    None where an operand has none or it fails, in no look.

    Raises:
        ValueError, numpy.linalg.LinAlgError: it fails in a look.
    """
    found: list[Any] = []
    for world in range(len(operands[0].values)):
        values = [operand.values[world] for operand in operands]
        if any(value is None for value in values):
            found.append(None)
            continue
        try:
            found.append(np.asarray(function(*values), dtype=float))
        except (ValueError, IndexError, TypeError, np.linalg.LinAlgError, OverflowError):
            if world < LOOKS:
                raise
            found.append(None)
    return tuple(found)


def _number(value: Any) -> Any:
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
    values = table[operator](left, right, words)
    if any(np.size(value) > MOST_ENTRIES for value in values if value is not None):
        raise NotationError(
            "a value of too many entries", f"at most {MOST_ENTRIES}", words.text, span
        )
    return Operand(values, span)


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
    a = _number(a) if np.size(a) == 1 and np.size(b) != 1 else a
    b = _number(b) if np.size(b) == 1 and np.size(a) != 1 else b
    if np.size(a) == np.size(b) == 1 and np.ndim(a) != np.ndim(b):
        return function(_number(a), _number(b)).reshape((1,) * max(np.ndim(a), np.ndim(b)))
    return function(a, b)


def _scaled(left: Operand, right: Operand) -> Values | None:
    """Return a multiple where one of two is a scalar; else None."""
    if is_scalar(left):
        return each(lambda a, b: _number(a) * b, left, right)
    if is_scalar(right):
        return each(lambda a, b: a * _number(b), left, right)
    return None


def _conform(left: Operand, right: Operand) -> bool:
    """Whether the matrix product of two is defined: ``(n, m)`` and ``(m, k)``."""
    return all(a and b and a[-1] == b[0] for a, b in zip(left.shapes, right.shapes, strict=True))


def _is_vector(operand: Operand) -> bool:
    return all(1 in shape or len(shape) == 1 for shape in operand.shapes)


def _beside(left: Operand, right: Operand, words: Words) -> Values:
    scaled = _scaled(left, right)
    if scaled is not None:
        return scaled
    if _conform(left, right):
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
    if all(left.shapes) and all(right.shapes) and _conform(left, right):
        return each(np.matmul, left, right)
    scalar = "A scalar is multiplied by `*`." if is_scalar(left) or is_scalar(right) else ""
    raise words.clash("inner sizes that meet, as `@` needs them", left, right, hint=scalar)


def _fraction(left: Operand, right: Operand, words: Words) -> Values:
    if is_scalar(right):
        return each(lambda a, b: a / _number(b), left, right)
    raise words.clash(
        "a scalar below", left, right, hint="Multiply by the inverse, or divide entry by entry."
    )


def _power(left: Operand, right: Operand, words: Words) -> Values:
    if not is_scalar(right):
        raise words.clash("a number as the exponent", left, right)
    if is_scalar(left):
        return each(lambda a, b: np.power(_number(a), _number(b)), left, right)
    exponents = {float(_number(value)) for value in right.values if value is not None}
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


def _kron(left: Operand, right: Operand, words: Words) -> Values:
    largest = max(np.size(a) * np.size(b) for a, b in zip(left.values, right.values, strict=True))
    if largest > MOST_ENTRIES:
        raise words.clash(f"a Kronecker product of at most {MOST_ENTRIES} entries", left, right)
    return each(np.kron, left, right)


def _numpy(function: Callable[..., Any]) -> Callable[[Operand, Operand, Words], Values]:
    """Mean what numpy means, broadcasting included, in Python's notation."""

    def apply(left: Operand, right: Operand, words: Words) -> Values:
        sizes = [np.size(a) * np.size(b) for a, b in zip(left.values, right.values, strict=True)]
        if max(sizes) > MOST_ENTRIES**2:
            raise words.clash("smaller arrays", left, right)
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
    "kron": _kron,
}
_IN_NUMPY: Final = {
    **_ON_PAPER,
    "+": _numpy(np.add),
    "-": _numpy(np.subtract),
    "*": _numpy(np.multiply),
    "over": _numpy(np.divide),
}


# Entries.


def entry(
    whole: Operand, places: Sequence[Operand], first: int, span: Span, words: Words
) -> Operand:
    """Return one entry; an index counts from ``first``.

    Raises:
        NotationError: there are too many or too few indices, or one is not a whole number in range.
    """
    axes = _counted_axes(whole)
    if len(places) not in (len(axes), len(whole.shapes[0])):
        row_or_column = "an entry needs both indices; a row or a column is not written so"
        found = f"{len(places)} index of what is {words.shape(whole)}"
        raise NotationError(found, row_or_column, words.text, span)

    def taken(value: Any, *positions: Any) -> Any:
        index = [int(_number(position)) - first for position in positions]
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


def _counted_axes(whole: Operand) -> list[int]:
    """Return the axes of an operand that are longer than 1 in the looks."""
    shape = whole.shapes[0]
    return [axis for axis, length in enumerate(shape) if length > 1]


def lengths(whole: Operand, position: int, indices: int) -> list[int]:
    """Return, for each world, the length of the axis that an index at a position counts."""
    axes = _counted_axes(whole)
    used = list(range(len(whole.shapes[0]))) if indices == len(whole.shapes[0]) else axes
    axis = used[position] if position < len(used) else 0
    return [int(np.shape(value)[axis]) if value is not None else 0 for value in whole.values]
