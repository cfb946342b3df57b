"""Constants in what is taken back through a softmax, which cancel there.

The derivative of softmax is a (g - sum(a g)), and the a add up to 1: a number that is added to
every entry of g changes nothing. By the rules the derivative of p log p brings such a 1, which is
left away by hand.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import numpy as np
from msgspec import Struct

from autograder.diagnose.by_hand import is_sum_of_one
from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.syntax import Places, Site, binary, called, sites

__all__ = ["LEFT_OVER", "cancelling", "is_shorter_by_hand", "left_over"]

LEFT_OVER: Final = Mistake(
    "softmax.term",
    Rank.UNUSUAL,
    "A constant is left over that cancels in the derivative of softmax: what is added to all"
    " entries alike changes nothing.",
)

_ROUNDING: Final = 1e-12


class Cancelling(Struct, frozen=True, eq=False):
    """An adjoint of which a part is the same number at all entries of a softmax."""

    name: str
    kept: ast.expr
    """The adjoint without that part."""
    sums: tuple[Site, ...]
    """Where it is added up, each of its entries times its value of softmax."""


def cancelling(
    lines: Mapping[str, ast.expr], value: Callable[[ast.AST], Any]
) -> Iterator[Cancelling]:
    """Yield the adjoints among some lines that are read for a softmax alone, and have such a part.

    ``value`` gives the value of a node at a point.
    """
    every = [site for tree in lines.values() for site in sites(ast.Expr(tree))]
    for name, tree in lines.items():
        uses = sum(isinstance(site.node, ast.Name) and site.node.id == name for site in every)
        sums = tuple(total for site in every if (total := _sum_of_softmax(site, name)))
        if sums and uses == 2 * len(sums):
            axis = _axis_of(sums[0].node)
            terms = list(_summands(tree))
            kept = [term for term in terms if not _is_constant(value(term[0]), value(tree), axis)]
            if 0 < len(kept) < len(terms):
                yield Cancelling(name, _added(kept), sums)


def is_shorter_by_hand(lines: Mapping[str, ast.expr], value: Callable[[ast.AST], Any]) -> bool:
    """Whether some lines have sums that are 1 or -1, or constants that cancel."""
    parts = (site.node for tree in lines.values() for site in sites(ast.Expr(tree)))
    is_one = any(is_sum_of_one(node, value) for node in parts)
    return is_one or any(True for _ in cancelling(lines, value))


def left_over(found: Cancelling) -> Places:
    """Return the places at which only what is kept of an adjoint is added up."""
    return tuple((site, _with_kept(site.node, found)) for site in found.sums)


def _sum_of_softmax(site: Site, name: str) -> Site | None:
    """Return the sum in ``a * (g - sum(a * g))`` for an adjoint g of some name, if a node is it."""
    product = binary(site.node, ast.Mult)
    difference = binary(product.right, ast.Sub) if product else None
    if product is None or difference is None or called(difference.right) != "sum":
        return None
    total = difference.right
    assert isinstance(total, ast.Call)
    inner = binary(total.args[0], ast.Mult)
    is_it = inner and ast.unparse(inner.left) == ast.unparse(product.left)
    names = [difference.left, inner.right] if is_it and inner else []
    if not names or any(not isinstance(one, ast.Name) or one.id != name for one in names):
        return None
    return Site(difference, "right", None, total)


def _axis_of(total: ast.AST) -> int | None:
    assert isinstance(total, ast.Call)
    axis = next((k.value for k in total.keywords if k.arg == "axis"), None)
    return axis.value if isinstance(axis, ast.Constant) and isinstance(axis.value, int) else None


def _summands(tree: ast.expr, sign: int = 1) -> Iterator[tuple[ast.expr, int]]:
    match tree:
        case ast.BinOp(left=left, op=(ast.Add() | ast.Sub()) as op, right=right):
            yield from _summands(left, sign)
            yield from _summands(right, -sign if isinstance(op, ast.Sub) else sign)
        case _:
            yield tree, sign


def _is_constant(term: Any, whole: Any, axis: int | None) -> bool:
    spread = np.broadcast_to(np.asarray(term, dtype=float), np.shape(whole))
    return bool((np.ptp(spread, axis=axis) <= _ROUNDING * np.abs(spread).max(initial=0.0)).all())


def _added(terms: list[tuple[ast.expr, int]]) -> ast.expr:
    (total, sign), *others = terms
    if sign < 0:
        total = ast.UnaryOp(ast.USub(), total)
    for term, its in others:
        total = ast.BinOp(total, ast.Add() if its > 0 else ast.Sub(), term)
    return total


def _with_kept(total: ast.AST, found: Cancelling) -> ast.AST:
    assert isinstance(total, ast.Call)
    product = total.args[0]
    assert isinstance(product, ast.BinOp)
    return ast.Call(
        total.func, [ast.BinOp(product.left, product.op, found.kept)], list(total.keywords)
    )
