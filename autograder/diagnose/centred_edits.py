"""Slips with the means that a derivation subtracts: too early, or one too many."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from autograder.diagnose.matrix_edits import Edit
from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.syntax import Site, binary, called

__all__ = ["CENTRED_EDITS", "centred_edits"]

TOO_EARLY: Final = Mistake(
    "factors.order",
    Rank.EXCHANGED,
    "A mean is subtracted before a factor is multiplied on, such as a slope: in the derivative it"
    " is the mean of the product.",
)
SUBTRACTED: Final = Mistake(
    "term.extra",
    Rank.DOUBLED,
    "From a factor of the derivative its mean is subtracted, as if that had been centred.",
)
CENTRED_EDITS: Final = (TOO_EARLY, SUBTRACTED)

_AXES: Final = (0, 1)
_MOST: Final = 24  # factors that are centred


def centred_edits(made: Mapping[str, ast.Expr], chain: Sequence[Site]) -> Iterator[Edit]:
    """Yield what may be wrong with means in the lines of a derivative, at the places ``chain``."""
    for site in chain:
        found = _spread_mean(site.node)
        if found:
            yield from _too_early(site, found, made)
    factors = [site for site in chain if _is_factor(site)]
    for site in factors[:_MOST]:
        assert isinstance(site.node, ast.expr)
        for axis in _AXES:
            centred = ast.BinOp(site.node, ast.Sub(), _mean(site.node, axis))
            yield SUBTRACTED, {}, ((site, centred),), {}


def _spread_mean(node: ast.AST) -> ast.Call | None:
    """Return the sum of a mean that is spread over the shape of something else."""
    quotient = binary(node, ast.Div)
    if quotient is None or called(quotient.right) != "count":
        return None
    match quotient.left:
        case ast.Call(args=[ast.Call(args=[_]) as total, *_]) as spread:
            if called(spread) == "spread" and called(total) == "sum":
                return total
    return None


def _mean(operand: ast.expr, axis: int | None) -> ast.Call:
    over = [ast.keyword("axis", ast.Constant(axis)), ast.keyword("keepdims", ast.Constant(True))]
    return ast.Call(ast.Name("mean", ast.Load()), [operand], over)


def _too_early(site: Site, total: ast.Call, made: Mapping[str, ast.Expr]) -> Iterator[Edit]:
    """Yield a mean of a product as that of one factor, times the other."""
    operand = total.args[0]
    given = [word.value for word in total.keywords if word.arg == "axis"]
    axis = given[0].value if given and isinstance(given[0], ast.Constant) else None
    assert axis is None or isinstance(axis, int)
    inner = operand.operand if isinstance(operand, ast.UnaryOp) else operand
    if isinstance(inner, ast.Name) and inner.id in made:
        inner = made[inner.id].value
    product = binary(inner, ast.Mult)
    if product is None:
        return
    for first, last in itertools.permutations((product.left, product.right)):
        mean: ast.expr = _mean(first, axis)
        if isinstance(operand, ast.UnaryOp):
            mean = ast.UnaryOp(operand.op, mean)
        yield TOO_EARLY, {}, ((site, ast.BinOp(mean, ast.Mult(), last)),), {}


def _is_factor(site: Site) -> bool:
    """Whether a place is that of a factor, and not of a mean or of a number."""
    product = binary(site.parent, ast.Mult, ast.MatMult, ast.Div)
    return product is not None and isinstance(site.node, (ast.Name, ast.BinOp))
