"""Slopes of functions that are put elsewhere in a derivative than they belong."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.calculus import STEP
from autograder.diagnose.formula_changes import Change
from autograder.diagnose.mistake import Mistake, Rank, Step
from autograder.diagnose.operations import PRODUCT, ones_for_identity
from autograder.diagnose.syntax import Site, binary, called, reads
from autograder.problemset.functions import FUNCTIONS, names_of_kind

__all__ = ["ALONG_ROWS", "spread_changes"]

Array: TypeAlias = NDArray[Any]

ALONG_ROWS: Final = Mistake(
    "identity.ones",
    Rank.WRONG_WAY,
    "The slopes of {name} stand along every row, where they belong on the diagonal: each of its"
    " entries moves with one entry alone.",
)

_HELPER: Final = "spread_change"
_ENTRYWISE: Final = names_of_kind("entrywise")


def spread_changes(sites: Sequence[Site], moving: Collection[str]) -> Iterator[Change]:
    """Yield functions whose slopes stand along rows, and products of a slope and a derivative."""
    for site in sites:
        if called(site.node) in _ENTRYWISE or binary(site.node, ast.Pow):
            assert isinstance(site.node, ast.expr)
            call = ast.Call(ast.Name(_HELPER, ast.Load()), [site.node], [])
            step = Step(ALONG_ROWS, {"name": ast.unparse(site.node)})
            yield Change(step, ((site, call),), {_HELPER: ones_for_identity})
        product = binary(site.node, ast.Mult)
        if product and reads(product.left, moving) and reads(product.right, moving):
            for function, other in ((product.left, product.right), (product.right, product.left)):
                found = _as_function(function)
                if found:
                    inner, compiled = found
                    call = ast.Call(ast.Name(_HELPER, ast.Load()), [inner, other], [])
                    rule = partial(_slope_times_derivative, compiled)
                    yield Change(Step(PRODUCT), ((site, call),), {_HELPER: rule})


def _as_function(node: ast.expr) -> tuple[ast.expr, Callable[[Array], Array]] | None:
    """Return what an entrywise function or a power is of, and the function."""
    match node:
        case ast.Call(args=[operand]) if called(node) in _ENTRYWISE:
            return operand, FUNCTIONS[called(node)]
        case ast.BinOp(left=base, op=ast.Pow(), right=ast.Constant(value=int() | float() as power)):
            return base, lambda x: x**power
    return None


def _slope_times_derivative(
    function: Callable[[Array], Array], inner: Array, other: Array
) -> Array:
    """Return f(u) g with f'(u) g' believed to be its derivative, the slope for all of g's change.

    Raises:
        ValueError: f(u) is not a function of u entry by entry, or of another shape than g.
    """
    moved = function(np.real(inner) + 1j * STEP)
    if np.shape(moved) != np.shape(inner) or np.shape(moved) != np.shape(other):
        raise ValueError("a slope is needed for each entry")
    value = np.real(moved) * np.real(other)
    return np.asarray(value + 1j * np.imag(other) * np.imag(moved) / STEP)
