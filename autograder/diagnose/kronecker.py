"""Products of matrices whose derivative by stacked columns has its Kronecker factors turned.

vec(A X B) is (B^T kron A) vec(X). With the factors in the other order it is what it would be if
rows were stacked, of X and of the product alike.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.formula_changes import Change
from autograder.diagnose.mistake import Mistake, Rank, Step
from autograder.diagnose.syntax import Site, binary, called, reads

__all__ = ["TURNED_FACTORS", "with_factors_turned"]

Array: TypeAlias = NDArray[Any]

TURNED_FACTORS: Final = Mistake(
    "factors.order",
    Rank.RULE_UNUSUAL,
    "The factors of a Kronecker product are in the wrong order, or its transposes are off: where"
    " columns are stacked, A X B is (B^T kron A) vec(X).",
)

_MOST_PRODUCTS: Final = 4
_HELPER: Final = "factors_turned"


def with_factors_turned(
    sites: Sequence[Site], moving: Collection[str], asked: str
) -> Iterator[Change]:
    """Yield each product of which one factor moves, and all of them, where columns are stacked.

    ``asked`` says by what is differentiated.
    """
    if "vec(" not in asked and not any(called(site.node) == "vec" for site in sites):
        return
    found = [(site, parts) for site in sites if (parts := _parts(site, moving))]
    for of_transposed in (False, True):
        turned = [
            (site, _call(site.node, parts, of_transposed)) for site, parts in found[:_MOST_PRODUCTS]
        ]
        functions = {_HELPER: _turned}
        for place in turned:
            yield Change(Step(TURNED_FACTORS), (place,), functions)
        if len(turned) > 1:
            yield Change(Step(TURNED_FACTORS), turned, functions)


def _parts(site: Site, moving: Collection[str]) -> tuple[ast.expr, ast.expr, ast.expr] | None:
    """Return what stands before the one factor that moves, it, and what stands behind it."""
    if binary(site.node, ast.MatMult) is None or binary(site.parent, ast.MatMult) is not None:
        return None
    factors = list(_factors(site.node))
    places = [place for place, factor in enumerate(factors) if reads(factor, moving)]
    if len(places) != 1:
        return None
    [at] = places
    return _product(factors[:at]), factors[at], _product(factors[at + 1 :])


def _factors(node: ast.AST) -> Iterator[ast.expr]:
    op = binary(node, ast.MatMult)
    if op:
        yield from _factors(op.left)
        yield from _factors(op.right)
    elif isinstance(node, ast.expr):
        yield node


def _product(factors: Sequence[ast.expr]) -> ast.expr:
    """Return a product of matrices; 1 of none."""
    product, *others = factors or (ast.Constant(1.0),)
    for factor in others:
        product = ast.BinOp(product, ast.MatMult(), factor)
    return product


def _call(
    whole: ast.AST, parts: tuple[ast.expr, ast.expr, ast.expr], of_transposed: bool
) -> ast.Call:
    assert isinstance(whole, ast.expr)
    is_turned = of_transposed and isinstance(parts[1], ast.Attribute)
    flag = ast.Constant(float(is_turned))
    return ast.Call(ast.Name(_HELPER, ast.Load()), [whole, *parts, flag], [])


def _turned(whole: Array, before: Array, moving: Array, behind: Array, rows_once: float) -> Array:
    """Return a product that changes as if rows were stacked, not columns.

    Of a transpose, whose rows are the matrix's columns, that may be so of the product alone.

    Raises:
        ValueError: these are no matrices.
    """
    if np.ndim(moving) != 2 or np.ndim(whole) != 2:
        raise ValueError("only columns of matrices are stacked")
    change = np.imag(moving)
    if not rows_once:
        change = np.reshape(np.ravel(change, order="F"), change.shape)
    left, right = np.real(before), np.real(behind)
    found = (left @ change) if np.ndim(left) else left * change
    found = (found @ right) if np.ndim(right) else found * right
    stacked = np.reshape(np.ravel(found), found.shape, order="F")
    return np.asarray(np.real(whole) + 1j * stacked)
