"""What a slip in a derivation is told as, by the values at its place.

A slip is a change of syntax, and one change may be several mistakes: what is a transpose of a
matrix makes of the outer product of two vectors a number. A name that the values do not bear out
is not said.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.arithmetic import SIGN_OF_PART
from autograder.diagnose.backward import SEED
from autograder.diagnose.matrix_edits import (
    SCALED_ALONG_ANOTHER,
    SCALED_OTHERWISE,
    SKEW,
    SYMMETRIC,
)
from autograder.diagnose.mistake import Mistake
from autograder.diagnose.products import CONTRACTED, NOT_CONTRACTED
from autograder.diagnose.syntax import Places, binary, called, reads, walk

__all__ = ["Value", "edit_told_as", "left_out_of", "slip_told_as"]

Value: TypeAlias = Callable[[ast.AST], "NDArray[Any] | None"]
"""The value of a node of the lines, or of one that may stand there; None where it has none."""

_OF_PRODUCTS: Final = frozenset({"transpose.inner", "factors.order"})
"""Slips in products by which the product of two vectors may become one of another kind."""


_ORDERS: Final = frozenset({"flip", "roll"})
"""What puts entries into another order, and as a factor is a matrix of zeros and ones."""


def slip_told_as(mistake: Mistake, old: ast.AST, new: ast.AST, value: Value) -> Mistake | None:
    """Return what a slip at one place is; None where it is not what it would be called."""
    if mistake is CONTRACTED:
        return mistake if _are_numbers(_products_made(old, new), value) else None
    if mistake.id == "product.kind" and reads(old, (SEED,)):
        return None  # the adjoint of the output is no quantity that students multiply by
    if mistake.id == "factor.missing" and isinstance(old, ast.BinOp):
        return _factor_told_as(mistake, left_out_of(old, new), value)
    product, made = binary(old, ast.MatMult), binary(new, ast.MatMult)
    if mistake.id not in _OF_PRODUCTS or product is None or made is None:
        return mistake
    left, right = value(product.left), value(product.right)
    if mistake.id == "factors.order" and (_is_diagonal(left) or _is_diagonal(right)):
        return SCALED_OTHERWISE
    if _is_column(left) and _is_row(right):
        return CONTRACTED if _are_numbers([made], value) else mistake
    if _is_row(left) and _is_column(right):
        return mistake if _are_numbers([made], value) else NOT_CONTRACTED
    return mistake


def left_out_of(old: ast.BinOp, new: ast.AST) -> ast.AST:
    """Return the factor that is left out where a product becomes the other, or that times ones."""
    kept = (new, new.left, new.right) if isinstance(new, ast.BinOp) else (new,)
    return old.right if old.left in kept else old.left if old.right in kept else new


def _factor_told_as(mistake: Mistake, dropped: ast.AST, value: Value) -> Mistake | None:
    """Return what a factor that is left out is told as: -1 is a sign, and a flip no quantity."""
    if called(dropped) in _ORDERS:
        return None
    found = value(dropped)
    return SIGN_OF_PART if found is not None and bool((found == -1.0).all()) else mistake


def edit_told_as(mistake: Mistake, places: Places, value: Value) -> Mistake | None:
    """Return what a slip at several places is: only a square matrix is symmetric or skew."""
    if mistake is not SYMMETRIC and mistake is not SKEW:
        return mistake
    found = value(places[0][0].node)
    if found is None:
        return None
    if found.ndim == 2 and found.shape[0] == found.shape[1] > 1:
        is_sign = mistake is SKEW and bool((found == found.T).all())
        return None if is_sign else mistake
    if mistake is SKEW:
        return None
    is_scale = all(binary(site.parent, ast.Mult, ast.Pow) for site, _ in places)
    return SCALED_ALONG_ANOTHER if is_scale else None


def _products_made(old: ast.AST, new: ast.AST) -> list[ast.AST]:
    """Return the matrix products in a node that are not in the one that it stands for."""
    there = {id(part) for part in walk(old)}
    return [part for part in walk(new) if binary(part, ast.MatMult) and id(part) not in there]


def _are_numbers(nodes: Collection[ast.AST], value: Value) -> bool:
    return all((found := value(node)) is not None and found.size == 1 for node in nodes)


def _is_diagonal(array: NDArray[Any] | None) -> bool:
    if array is None or array.ndim != 2 or not array.shape[0] == array.shape[1] > 1:
        return False
    return bool((array == np.diag(np.diagonal(array))).all())


def _is_column(array: NDArray[Any] | None) -> bool:
    return array is not None and array.ndim == 2 and array.shape[0] > 1 == array.shape[1]


def _is_row(array: NDArray[Any] | None) -> bool:
    return array is not None and array.ndim == 2 and array.shape[1] > 1 == array.shape[0]
