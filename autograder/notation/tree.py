"""The tree that all notations are read to: what stands there, and where in the text it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from msgspec import Struct

__all__ = [
    "Apply",
    "Call",
    "Either",
    "Entry",
    "Equation",
    "Fence",
    "Group",
    "Name",
    "Negative",
    "Number",
    "Operation",
    "Operator",
    "Span",
    "Total",
    "Tree",
    "named_in",
    "parts",
    "walk",
]

Span: TypeAlias = tuple[int, int]
"""Where something stands in the text: from the first character to before the last."""

Operator: TypeAlias = Literal[
    "+", "-", "@", "*", "/", "over", "**", "^", "beside", "star", "dot", "times", "kron", "fraction"
]  # fmt: skip
"""`beside` is juxtaposition, `star`, `dot` and `times` the signs of multiplication on paper; `*`
and `over` go entry by entry, as Python's `*` and `/` and the circled signs do; `**` and `^` are
powers, of each entry in Python, of the whole on paper.
"""

Fence: TypeAlias = Literal["bars", "double bars"]
"""What stands between ``|`` and ``|`` or between ``||`` and ``||``."""


class Number(Struct, frozen=True, eq=False):
    """A number as written."""

    value: float
    span: Span


class Name(Struct, frozen=True, eq=False):
    """A name: the spellings that it may stand for, the likeliest first."""

    spellings: tuple[str, ...]
    span: Span


class Entry(Struct, frozen=True, eq=False):
    """An entry, a row or a column: what stands before the indices, then one tree for each index."""

    of: Tree
    indices: tuple[Tree, ...]
    first: int
    """What the first index is called: 1 on paper, 0 in Python."""
    span: Span


class Either(Struct, frozen=True, eq=False):
    """A name where one of its spellings is known, and something else where none is.

    ``W_1`` is the matrix W1 where there is one, else the entry 1 of W; ``dZ`` a step, else d times
    Z.
    """

    name: Name
    otherwise: Tree
    span: Span
    known: Tree | None = None
    """What it is where the name is known, if that is more than its value."""


class Group(Struct, frozen=True, eq=False):
    """What stands in brackets: one tree, or a function's arguments."""

    parts: tuple[Tree, ...]
    span: Span


class Negative(Struct, frozen=True, eq=False):
    """A minus sign before something."""

    of: Tree
    span: Span


class Operation(Struct, frozen=True, eq=False):
    """Two operands and what stands between them."""

    operator: Operator
    left: Tree
    right: Tree
    span: Span


class Apply(Struct, frozen=True, eq=False):
    """A mark on something: its transpose, a prime (a transpose or a slope), fences around it."""

    mark: Literal["transpose", "prime"] | Fence
    of: Tree
    span: Span


class Call(Struct, frozen=True, eq=False):
    """A function of arguments, by the spelling of its name; options such as ``axis`` by theirs."""

    function: str
    arguments: tuple[Tree, ...]
    options: tuple[tuple[str, Tree], ...]
    span: Span
    bare: bool = False
    """Whether its argument stands without brackets."""


class Total(Struct, frozen=True, eq=False):
    """A sum over an index from a first to a last number, both included.

    Without them it runs over all that the index counts in the body.
    """

    index: str
    low: Tree | None
    high: Tree | None
    body: Tree
    span: Span


Tree: TypeAlias = (
    Number | Name | Either | Entry | Group | Negative | Operation | Apply | Call | Total
)


class Equation(Struct, frozen=True, eq=False):
    """A chain of equalities ``a = b = c`` in one text; a lone expression is a chain of one."""

    sides: tuple[Tree, ...]
    text: str


def parts(tree: Tree) -> Iterator[Tree]:
    """Yield a tree's own parts, from left to right."""
    match tree:
        case Negative(of=of) | Apply(of=of):
            yield of
        case Group(parts=inner):
            yield from inner
        case Either(otherwise=otherwise):
            yield otherwise
        case Operation(left=left, right=right):
            yield from (left, right)
        case Entry(of=of, indices=indices):
            yield from (of, *indices)
        case Call(arguments=arguments, options=options):
            yield from (*arguments, *(value for _, value in options))
        case Total(low=low, high=high, body=body):
            yield from (part for part in (low, high, body) if part is not None)


def walk(tree: Tree) -> Iterator[Tree]:
    """Yield a tree and all its parts, in no order that matters; it takes no stack."""
    waiting = [tree]
    while waiting:
        yield (found := waiting.pop())
        waiting.extend(parts(found))


def named_in(tree: Tree) -> frozenset[str]:
    """Return every spelling of every name in a tree."""
    names = (part.name if isinstance(part, Either) else part for part in walk(tree))
    return frozenset(
        spelling for name in names if isinstance(name, Name) for spelling in name.spellings
    )
