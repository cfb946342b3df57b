"""Slips of the pen in indices, in the order of entries and in the length that is meant."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Final

from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.slip import Slip
from autograder.diagnose.syntax import called, transposed
from autograder.problemset.functions import RECORDS

__all__ = ["INDICES"]

_RESHAPES: Final = frozenset({"reshape", *RECORDS["reshape"].numpy})


def _indexed(node: ast.Subscript, entries: Sequence[ast.expr]) -> ast.Subscript:
    return ast.Subscript(node.value, ast.Tuple(list(entries), ast.Load()), ast.Load())


def _neighbours(entry: ast.expr) -> list[ast.expr]:
    """Return an index one less and one more, where it is a name or a place from the front."""
    match entry:
        case ast.Name():
            return [ast.BinOp(entry, by, ast.Constant(1)) for by in (ast.Sub(), ast.Add())]
        case ast.Constant(value=int() as place):
            return [ast.Constant(other) for other in (place - 1, place + 1) if other >= 0]
    return []


def _one_off(node: ast.AST) -> Iterator[ast.AST]:
    """Yield an entry with one index off by one."""
    match node:
        case ast.Subscript(slice=ast.Tuple(elts=entries)):
            for position, entry in enumerate(entries):
                for other in _neighbours(entry):
                    yield _indexed(node, [*entries[:position], other, *entries[position + 1 :]])
        case ast.Subscript(value=ast.Attribute(attr="shape")):
            return
        case ast.Subscript(slice=(ast.Name() | ast.Constant()) as entry):
            for other in _neighbours(entry):
                yield ast.Subscript(node.value, other, ast.Load())
        case ast.Subscript(slice=ast.Slice(lower=lower, upper=upper, step=None)):
            for by in (ast.Sub(), ast.Add()):
                moved = ast.Slice(_moved(lower, by), _moved(upper, by), None)
                yield ast.Subscript(node.value, moved, ast.Load())
            if (lower is None) != (upper is None):  # x[1:] and x[:-1] are as long
                yield ast.Subscript(node.value, _other_end(lower, upper), ast.Load())


def _moved(bound: ast.expr | None, by: ast.operator) -> ast.expr | None:
    return None if bound is None else ast.BinOp(bound, by, ast.Constant(1))


def _other_end(lower: ast.expr | None, upper: ast.expr | None) -> ast.Slice:
    """Return as many entries at the other end as a slice with one bound leaves out at its own."""
    bound = upper if lower is None else lower
    assert bound is not None
    turned = bound.operand if isinstance(bound, ast.UnaryOp) else ast.UnaryOp(ast.USub(), bound)
    return ast.Slice(None, turned, None) if lower is not None else ast.Slice(turned, None, None)


def _counted_from_one(node: ast.AST) -> Iterator[ast.AST]:
    """Yield an entry with one taken from every index that is a name."""
    match node:
        case ast.Subscript(slice=ast.Tuple(elts=entries)):
            names = [isinstance(entry, ast.Name) for entry in entries]
            less = [_moved(entry, ast.Sub()) or entry for entry in entries]
            pairs = zip(names, less, entries, strict=True)
            yield _indexed(node, [one if name else entry for name, one, entry in pairs])


def _index_order(node: ast.AST) -> Iterator[ast.AST]:
    """Yield an entry with the first index put last."""
    match node:
        case ast.Subscript(slice=ast.Tuple(elts=[first, *rest])):
            yield _indexed(node, [*rest, first])


def _whole_line(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a whole row or column for an entry, as numpy cuts it."""
    match node:
        case ast.Subscript(slice=ast.Tuple(elts=entries)):
            for position, entry in enumerate(entries):
                if isinstance(entry, (ast.Name, ast.Constant)):
                    others = list(map(_as_slice, entries))
                    others[position] = ast.Slice(None, None, None)
                    yield _indexed(node, others)


def _as_slice(entry: ast.expr) -> ast.expr:
    if isinstance(entry, ast.Slice):
        return entry
    return ast.Slice(entry, ast.BinOp(entry, ast.Add(), ast.Constant(1)), None)


def _fill_order(node: ast.AST) -> Iterator[ast.AST]:
    if not isinstance(node, ast.Call):
        return
    if called(node) in _RESHAPES:
        plain = [keyword for keyword in node.keywords if keyword.arg != "order"]
        order = "C" if len(plain) < len(node.keywords) else "F"
        if isinstance(node.func, ast.Attribute):  # a formula's reshape has no order
            yield ast.Call(
                node.func, node.args, [*plain, ast.keyword("order", ast.Constant(order))]
            )
    if called(node) == "unvec":
        operand, rows, count = node.args
        yield ast.Attribute(ast.Call(node.func, [operand, count, rows], []), "T", ast.Load())
    if called(node) == "vec":
        yield ast.Call(node.func, [transposed(node.args[0])], [])


def _length(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the length of another axis for ``X.shape[0]``."""
    match node:
        case ast.Subscript(
            value=ast.Attribute(attr="shape") as shape, slice=ast.Constant(value=int() as axis)
        ):
            yield ast.Subscript(shape, ast.Constant(1 - axis), ast.Load())
            yield ast.Constant(1)


_INDEX: Final = Mistake(
    "index.shifted",
    Rank.WRONG_WAY,
    "An index is wrong: row i belongs to the input, column j to the output, from 0.",
    otherwise={"value": "An index is wrong: it is off by one, or two are exchanged."},
)

INDICES: Final = (
    Slip(
        Mistake(
            "order.rows",
            Rank.WRONG_WAY,
            "The entries are taken row by row where columns are stacked, or the other way round.",
        ),
        _fill_order,
        (ast.Call,),
    ),
    Slip(
        Mistake("scale.count", Rank.SLIP, "A sum is divided by the wrong length."),
        _length,
        (ast.Subscript,),
    ),
    *(
        Slip(_INDEX, changes, (ast.Subscript,))
        for changes in (_one_off, _counted_from_one, _index_order, _whole_line)
    ),
)
"""Slips in indices."""
