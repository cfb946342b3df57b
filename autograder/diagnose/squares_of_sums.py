"""Sums of squares that are differentiated as if the square were that of the sum."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.formula_changes import Change
from autograder.diagnose.mistake import Mistake, Rank, Step
from autograder.diagnose.syntax import Site, binary, walk

__all__ = ["SQUARE_OF_SUM", "as_squares_of_sums"]

Array: TypeAlias = NDArray[Any]

SQUARE_OF_SUM: Final = Mistake(
    "power.rule",
    Rank.RULE_UNUSUAL,
    "A sum of squares, {name}, is differentiated as the square of the sum: each square has a"
    " derivative of its own.",
)

_HELPER: Final = "as_square_of_sum"


def as_squares_of_sums(sites: Sequence[Site]) -> Iterator[Change]:
    """Yield each sum with two squares among its terms that changes as the square of their sum."""
    inside = set[int]()
    for site in sites:
        if binary(site.node, ast.Add) is None or id(site.node) in inside:
            continue
        inside |= {id(node) for node in walk(site.node) if node is not site.node}
        squares = [term for term in _terms(site.node) if _base(term) is not None]
        if len(squares) > 1:
            assert isinstance(site.node, ast.expr)
            bases = [base for term in squares if (base := _base(term)) is not None]
            call = ast.Call(ast.Name(_HELPER, ast.Load()), [site.node, *bases], [])
            name = " + ".join(map(ast.unparse, squares))
            step = Step(SQUARE_OF_SUM, {"name": name})
            yield Change(step, ((site, call),), {_HELPER: _as_square_of_sum})


def _terms(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            yield from _terms(left)
            yield from _terms(right)
        case ast.expr():
            yield node


def _base(node: ast.AST) -> ast.expr | None:
    """Return what a node is the square of, if it is one."""
    match node:
        case ast.BinOp(left=base, op=ast.Pow(), right=ast.Constant(value=2)):
            return base
    return None


def _own(bases: Sequence[Array]) -> Any:
    return sum(np.real(base) * np.imag(base) for base in bases)


def _as_square_of_sum(z: Array, *bases: Array) -> Array:
    """Return a sum in which what the squares of some terms add changes as their sum squared does.

    The change of a square in the sum is 2 u du; that of the sum's square is 2 (u + v) (du + dv).
    """
    total = np.real(np.asarray(sum(bases)))
    change = np.imag(np.asarray(sum(bases)))
    return np.asarray(z + 2j * (total * change - _own(bases)))
