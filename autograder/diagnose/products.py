"""Slips of the pen in products: their order, their kind, transposes, what they are taken of."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.slip import Slip
from autograder.diagnose.syntax import applied, binary, called, operand_of, transposed
from autograder.problemset.functions import names_of_kind

__all__ = ["BROADCAST", "CONTRACTED", "NOT_CONTRACTED", "PARENTHESES", "PRODUCTS"]

_PAIRINGS: Final = names_of_kind("pairing")
_JOINS: Final = names_of_kind("join")


def _entry_by_entry(node: ast.AST) -> Iterator[ast.AST]:
    if op := binary(node, ast.MatMult):
        yield ast.BinOp(op.left, ast.Mult(), op.right)
        yield ast.BinOp(op.left, ast.Mult(), transposed(op.right))
        yield ast.BinOp(transposed(op.left), ast.Mult(), op.right)


def _as_matrices(node: ast.AST) -> Iterator[ast.AST]:
    if op := binary(node, ast.Mult):
        yield ast.BinOp(op.left, ast.MatMult(), op.right)
        yield ast.BinOp(op.left, ast.MatMult(), transposed(op.right))


def _not_contracted(node: ast.AST) -> Iterator[ast.AST]:
    """Yield other products for a dot product that is written as a sum or as one entry."""
    if isinstance(node, ast.Call) and called(node) == "sum":
        operand = operand_of(node)
        if operand is not None and (op := binary(operand, ast.Mult)):
            yield ast.BinOp(op.left, ast.MatMult(), transposed(op.right))
            yield ast.BinOp(op.right, ast.MatMult(), transposed(op.left))
            yield ast.BinOp(transposed(op.left), ast.Mult(), op.right)
    if isinstance(node, ast.Subscript) and (op := binary(node.value, ast.MatMult)):
        yield op
        yield ast.BinOp(op.right, ast.MatMult(), op.left)
        yield ast.BinOp(op.left, ast.Mult(), op.right)


def _not_added_up(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the products of entries for a dot product that is written as one entry."""
    if isinstance(node, ast.Subscript) and (op := binary(node.value, ast.MatMult)):
        yield ast.BinOp(transposed(op.left), ast.Mult(), op.right)


def _contracted(node: ast.AST) -> Iterator[ast.AST]:
    """Yield u @ (v @ M), an outer product first, with the inner product v @ u times M instead."""
    if op := binary(node, ast.MatMult):
        yield from _around_number(op.right, op.left)
        yield from _behind_number(op.left, op.right)


def _behind_number(node: ast.expr, row: ast.expr) -> Iterator[ast.expr]:
    """Yield M @ v, times or over numbers, with M times the product of a row and v in its place."""
    if op := binary(node, ast.MatMult):
        yield ast.BinOp(op.left, ast.Mult(), ast.BinOp(row, ast.MatMult(), op.right))
    if op := binary(node, ast.Mult, ast.Div):
        for inner in _behind_number(op.left, row):
            yield ast.BinOp(inner, op.op, op.right)
        for inner in _behind_number(op.right, row) if isinstance(op.op, ast.Mult) else ():
            yield ast.BinOp(op.left, op.op, inner)


def _around_number(node: ast.expr, column: ast.expr) -> Iterator[ast.expr]:
    """Yield v @ M, times or over numbers, with the product of v and a column in the place of v."""
    if op := binary(node, ast.MatMult):
        yield ast.BinOp(ast.BinOp(op.left, ast.MatMult(), column), ast.Mult(), op.right)
    if op := binary(node, ast.Mult, ast.Div):
        for inner in _around_number(op.left, column):
            yield ast.BinOp(inner, op.op, op.right)
        for inner in _around_number(op.right, column) if isinstance(op.op, ast.Mult) else ():
            yield ast.BinOp(op.left, op.op, inner)


def _broadcast(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a sum or difference with a row where a column belongs."""
    if op := binary(node, ast.Add, ast.Sub):
        yield ast.BinOp(op.left, op.op, transposed(op.right))
        yield ast.BinOp(transposed(op.left), op.op, op.right)


def _transposed_factor(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a product entry by entry with one of its factors transposed."""
    if op := binary(node, ast.Mult):
        yield ast.BinOp(op.left, op.op, transposed(op.right))


def _order(node: ast.AST) -> Iterator[ast.AST]:
    if op := binary(node, ast.MatMult):
        yield ast.BinOp(op.right, op.op, op.left)
        yield ast.BinOp(transposed(op.right), op.op, op.left)
        yield ast.BinOp(op.right, op.op, transposed(op.left))
        if inner := binary(op.left, ast.MatMult):  # (a @ b) @ c -> a @ c @ b and b @ a @ c
            yield ast.BinOp(ast.BinOp(inner.left, op.op, op.right), op.op, inner.right)
            yield ast.BinOp(ast.BinOp(inner.right, op.op, inner.left), op.op, op.right)
    if called(node) in _PAIRINGS | _JOINS and isinstance(node, ast.Call):
        if len(node.args) == 2:
            yield ast.Call(node.func, node.args[::-1], node.keywords)
        if isinstance(node.args[0], ast.List):
            yield ast.Call(
                node.func, [ast.List(node.args[0].elts[::-1], ast.Load())], node.keywords
            )


def _upside_down(node: ast.AST) -> Iterator[ast.AST]:
    if op := binary(node, ast.Div, ast.Pow):
        yield ast.BinOp(op.right, op.op, op.left)


def _parentheses(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a product entry by entry taken before the function or matrix that stands before it."""
    if op := binary(node, ast.Mult, ast.Div):
        if inner := binary(op.left, ast.MatMult):
            yield ast.BinOp(inner.left, inner.op, ast.BinOp(inner.right, op.op, op.right))
        if isinstance(op.left, ast.Call) and (operand := operand_of(op.left)) is not None:
            yield applied(op.left, ast.BinOp(operand, op.op, op.right))
    if (op := binary(node, ast.MatMult)) and (inner := binary(op.right, ast.Mult, ast.Div)):
        yield ast.BinOp(ast.BinOp(op.left, op.op, inner.left), inner.op, inner.right)
    yield from _of_one_term(node)


_IDENTITIES: Final = frozenset({"eye", "identity"})
"""Nobody means them by a factor that is put behind a sum."""


def _of_whole_sum(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a sum with a factor behind it that stands behind one of its terms alone."""
    total = binary(node, ast.Add, ast.Sub)
    for term, is_first in ((total.left, True), (total.right, False)) if total else ():
        part = binary(term, ast.Mult, ast.MatMult, ast.Div)
        if total and part and called(part.right) not in _IDENTITIES:
            first, last = (part.left, total.right) if is_first else (total.left, part.left)
            yield ast.BinOp(ast.BinOp(first, total.op, last), part.op, part.right)


def _of_one_term(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a sum of which one term alone has the factor that stands before or behind it."""
    op = binary(node, ast.Mult, ast.MatMult, ast.Div)
    if op is None:
        return
    if total := binary(op.left, ast.Add, ast.Sub):
        first, second = (ast.BinOp(term, op.op, op.right) for term in (total.left, total.right))
        yield ast.BinOp(first, total.op, total.right)
        yield ast.BinOp(total.left, total.op, second)
    total = binary(op.right, ast.Add, ast.Sub)
    if total and not isinstance(op.op, ast.Div):
        first, second = (ast.BinOp(op.left, op.op, term) for term in (total.left, total.right))
        yield ast.BinOp(first, total.op, total.right)
        yield ast.BinOp(total.left, total.op, second)


def _transpose(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    if op := binary(node, ast.MatMult):
        yield ast.BinOp(transposed(op.left), op.op, op.right)
        yield ast.BinOp(op.left, op.op, transposed(op.right))
        yield ast.BinOp(transposed(op.left), op.op, transposed(op.right))
    if called(node) == "kron" and isinstance(node, ast.Call):
        first, second = node.args
        yield ast.Call(node.func, [transposed(first), second], [])
        yield ast.Call(node.func, [first, transposed(second)], [])


BROADCAST: Final = Mistake(
    "broadcast.silent",
    Rank.EXCHANGED,
    "A row was broadcast against a column and made a matrix; check the shapes of both.",
)

NOT_CONTRACTED: Final = Mistake(
    "product.outer",
    Rank.SLIP,
    "Two vectors were multiplied entry by entry or pair by pair; their dot product is needed: the"
    " inner dimensions have to meet and disappear.",
)
CONTRACTED: Final = Mistake(
    "product.outer",
    Rank.WRONG_WAY,
    "The dot product of two vectors, a number, stands where their outer product, a matrix, is"
    " needed.",
)

PARENTHESES: Final = Mistake(
    "factors.order",
    Rank.WRONG_WAY,
    "A factor is on the wrong side of a sum or of a matrix product: check the parentheses.",
)

PRODUCTS: Final = (
    Slip(
        Mistake(
            "transpose.inner",
            Rank.SLIP,
            "A transpose inside your expression is missing, is one too many or is on the wrong"
            " factor.",
        ),
        _transpose,
        (ast.Attribute, ast.MatMult, ast.Call),
    ),
    Slip(
        Mistake(
            "factors.order",
            Rank.WRONG_WAY,
            "The factors of a product are in the wrong order: matrices do not commute.",
            otherwise={"value": "The operands are in the wrong order."},
        ),
        _order,
        (ast.MatMult, ast.Call),
    ),
    Slip(
        Mistake(
            "factors.order",
            Rank.WRONG_WAY,
            "A quotient or a power is the wrong way round: its two parts are exchanged.",
        ),
        _upside_down,
        (ast.Div, ast.Pow),
    ),
    Slip(
        PARENTHESES,
        _parentheses,
        (ast.Mult, ast.MatMult, ast.Div),
    ),
    Slip(
        Mistake(
            "factors.order",
            Rank.EXCHANGED,
            "A factor of one term of a sum is applied to the whole sum: check the parentheses.",
        ),
        _of_whole_sum,
        (ast.Add, ast.Sub),
    ),
    Slip(
        Mistake(
            "transpose.inner",
            Rank.EXCHANGED,
            "A factor is transposed, or lacks its transpose.",
        ),
        _transposed_factor,
        (ast.Mult,),
    ),
    Slip(
        Mistake(
            "product.kind",
            Rank.EXCHANGED,
            "Entries are multiplied one by one, as '*' does, where a matrix product, '@', belongs.",
        ),
        _entry_by_entry,
        (ast.MatMult,),
    ),
    Slip(
        Mistake(
            "product.kind",
            Rank.EXCHANGED,
            "A matrix product, '@', adds up where entries are to be multiplied one by one, as '*'"
            " does.",
        ),
        _as_matrices,
        (ast.Mult,),
    ),
    Slip(NOT_CONTRACTED, _not_contracted, (ast.Call, ast.Subscript)),
    Slip(
        Mistake(
            "sum.missing",
            Rank.SLIP,
            "A sum is missing: what it should add up stands there entry by entry.",
        ),
        _not_added_up,
        (ast.Subscript,),
    ),
    Slip(CONTRACTED, _contracted, (ast.MatMult,)),
    Slip(BROADCAST, _broadcast, (ast.Add, ast.Sub)),
)
"""Slips in products."""
