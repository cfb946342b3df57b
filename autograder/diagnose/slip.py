"""A row of the tables of slips: a mistake, and what it makes of one node of a syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from autograder.diagnose.mistake import Mistake

__all__ = ["Slip", "by_kind"]


class Slip(Struct, frozen=True, eq=False):
    """A slip of the pen in an expression, in a formula and in Python alike."""

    mistake: Mistake
    changes: Callable[[ast.AST], Iterator[ast.AST]]
    """Looks at one node and yields what may stand in its place."""
    of: tuple[type[ast.AST], ...] = ()
    """The kinds of node that it says anything of, as by :func:`kind_of`; any where none is said."""


def kind_of(node: ast.AST) -> type[ast.AST]:
    """Return the kind of a node: of an operation on two operands its operator's."""
    return type(node.op) if isinstance(node, ast.BinOp) else type(node)


def by_kind(
    slips: Sequence[Slip], node: ast.AST, known: dict[type[ast.AST], Sequence[Slip]]
) -> Sequence[Slip]:
    """Return the slips that may say anything of a node, ``known`` being those of earlier nodes."""
    kind = kind_of(node)
    if kind not in known:
        known[kind] = tuple(slip for slip in slips if kind in slip.of or not slip.of)
    return known[kind]
