"""Slips that are made at several places of a derivation at once, for one reason.

Two quantities are exchanged, one is put for another, states are off by a step, a matrix is taken as
symmetric or for its diagonal, a length for its square.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.backward import OPERAND
from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.syntax import Places, Site, called, role_of, sites, transposed

__all__ = ["CHAIN_EDITS", "SLOPE_MISSING", "chain_edits"]

Array: TypeAlias = NDArray[Any]
Functions: TypeAlias = Mapping[str, Callable[..., Any]]
Edit: TypeAlias = tuple[Mistake, Mapping[str, str], Places, Functions]
"""A mistake with its particulars, the places, and what functions the new nodes call."""

SLOPE_MISSING: Final = Mistake(
    "activation.missing",
    Rank.LEFT_OUT,
    "The derivative of the function {name} is missing from the chain.",
)
EXCHANGED: Final = Mistake(
    "operand.exchanged",
    Rank.EXCHANGED,
    "{name} and {other} are exchanged in the derivative: each stands where the other belongs.",
)
EXCHANGED_IN_TERM: Final = Mistake(
    "operand.exchanged",
    Rank.DOUBLED,
    "{name} and {other} are exchanged in one term of the derivative.",
)
OTHER_EVERYWHERE: Final = Mistake(
    "operand.other",
    Rank.DOUBLED,
    "{other} stands where {name} belongs, at several places of the derivative.",
)
SHIFTED: Final = Mistake(
    "index.shifted",
    Rank.WRONG_WAY,
    "The states are off by one step: each stands where that of the step before belongs.",
)
SYMMETRIC: Final = Mistake(
    "transpose.inner",
    Rank.WRONG_WAY,
    "{name} is taken as symmetric: it stands where its transpose belongs, or the other way round.",
)
DIAGONAL: Final = Mistake(
    "diagonal.only", Rank.EXCHANGED, "Only the diagonal of {name} is used; all its entries count."
)
DIAGONAL_OF_PRODUCT: Final = Mistake(
    "diagonal.only",
    Rank.LEFT_OUT,
    "Of a product only the diagonal is kept, such as squares without the mixed products.",
)
ROOT: Final = Mistake(
    "power.wrong", Rank.WRONG_WAY, "The square root of {name} stands where {name} itself belongs."
)
SQUARE: Final = Mistake(
    "power.wrong", Rank.WRONG_WAY, "The square of {name} stands where {name} itself belongs."
)

CHAIN_EDITS: Final = (
    SLOPE_MISSING, EXCHANGED, EXCHANGED_IN_TERM, OTHER_EVERYWHERE, SHIFTED, SYMMETRIC, DIAGONAL,
    DIAGONAL_OF_PRODUCT, ROOT, SQUARE,
)  # fmt: skip

_DIAGONAL_OF: Final = "diagonal_of"


def chain_edits(
    lines: Mapping[str, ast.Expr],
    made: Mapping[str, ast.Expr],
    alike: Mapping[str, Sequence[str]],
) -> Iterator[Edit]:
    """Yield what may be wrong at several places of the lines.

    ``made`` are those of the derivative itself; ``alike`` has, for each name, those of its shape.
    """
    chain = [site for tree in made.values() for site in sites(tree)]
    yield from _exchanged(chain, EXCHANGED, alike, made)
    for term in _terms(made):
        yield from _exchanged(list(sites(term)), EXCHANGED_IN_TERM, alike, made)
    yield from _others(chain, alike, made)
    yield from _shifted(lines, made, alike, chain)
    every = [site for tree in lines.values() for site in sites(tree)]
    yield from _symmetric(every, alike)
    yield from _diagonal(every)
    for site in chain:
        if isinstance(site.node, ast.BinOp) and isinstance(site.node.op, ast.MatMult):
            yield DIAGONAL_OF_PRODUCT, {}, ((site, _diagonal_call(site.node)),), _DIAGONALS
    yield from _powers(lines, made, every)


def _names(places: Sequence[Site], made: Mapping[str, ast.Expr]) -> dict[str, list[Site]]:
    """Return the places of each name that is no line of the derivative."""
    found: dict[str, list[Site]] = {}
    for site in places:
        if isinstance(site.node, ast.Name) and site.node.id not in made:
            found.setdefault(site.node.id, []).append(site)
    return found


def _name(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _exchanged(
    places: Sequence[Site],
    mistake: Mistake,
    alike: Mapping[str, Sequence[str]],
    made: Mapping[str, ast.Expr],
) -> Iterator[Edit]:
    found = _names(places, made)
    for one, other in itertools.combinations(sorted(found), 2):
        if other in alike.get(one, ()):
            changed = [(site, _name(other)) for site in found[one]]
            changed += [(site, _name(one)) for site in found[other]]
            yield mistake, {"name": one, "other": other}, tuple(changed), {}


def _terms(made: Mapping[str, ast.Expr]) -> Iterator[ast.Expr]:
    """Yield each line and each summand of a line that has several, to be changed in place."""
    for tree in made.values():
        summands = list(_summands(tree.value))
        if len(made) > 1 or len(summands) > 1:
            yield from (ast.Expr(summand) for summand in summands)


def _summands(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.BinOp(left=left, op=(ast.Add() | ast.Sub()), right=right):
            yield from _summands(left)
            yield from _summands(right)
        case _:
            yield node


def _others(
    places: Sequence[Site], alike: Mapping[str, Sequence[str]], made: Mapping[str, ast.Expr]
) -> Iterator[Edit]:
    for name, group in _names(places, made).items():
        for other in alike.get(name, ()) if len(group) > 1 else ():
            if other != name and other not in made:
                changed = tuple((site, _name(other)) for site in group)
                yield OTHER_EVERYWHERE, {"name": name, "other": other}, changed, {}


def _shifted(
    lines: Mapping[str, ast.Expr],
    made: Mapping[str, ast.Expr],
    alike: Mapping[str, Sequence[str]],
    chain: Sequence[Site],
) -> Iterator[Edit]:
    """Yield each factor of a product taken from the next step of a recurrence, at all steps."""
    following: dict[str, str] = {}
    for name, tree in lines.items():
        if name not in made:
            read = {part.id for part in ast.walk(tree) if isinstance(part, ast.Name)}
            for before in read.intersection(alike.get(name, ())):
                following.setdefault(before, name)
    changed = [
        (site, _name(following[site.node.id]))
        for site in chain
        if isinstance(site.node, ast.Name)
        and site.node.id in following
        and role_of(site.node) == OPERAND
    ]
    if len({site.node.id for site, _ in changed if isinstance(site.node, ast.Name)}) > 1:
        yield SHIFTED, {}, tuple(changed), {}


def _symmetric(every: Sequence[Site], alike: Mapping[str, Sequence[str]]) -> Iterator[Edit]:
    """Yield each matrix that is transposed in places with the transposes left out, or all there."""
    turned: dict[str, list[Site]] = {}
    plain: dict[str, list[Site]] = {}
    inside = {id(site.node.value) for site in every if isinstance(site.node, ast.Attribute)}
    for site in every:
        match site.node:
            case ast.Attribute(value=ast.Name(id=name), attr="T"):
                turned.setdefault(name, []).append(site)
            case ast.Name(id=name) if id(site.node) not in inside:
                plain.setdefault(name, []).append(site)
    for name, group in turned.items():
        if name in alike and len(group) > 1:
            yield SYMMETRIC, {"name": name}, tuple((s, _name(name)) for s in group), {}
        others = plain.get(name, ())
        if name in alike and len(others) > 1:
            yield SYMMETRIC, {"name": name}, tuple((s, transposed(_name(name))) for s in others), {}


def _diagonal(every: Sequence[Site]) -> Iterator[Edit]:
    by_name = _names(every, {})
    for name, group in by_name.items():
        if any(isinstance(site.parent, ast.BinOp) for site in group):
            places = tuple((site, _diagonal_call(_name(name))) for site in group)
            yield DIAGONAL, {"name": name}, places, _DIAGONALS


def _diagonal_call(node: ast.expr) -> ast.Call:
    return ast.Call(_name(_DIAGONAL_OF), [node], [])


def _diagonal_of(matrix: Array) -> Array:
    """Return a square matrix without what is beside its diagonal.

    Raises:
        ValueError: it is none.
    """
    if np.ndim(matrix) != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError("only a square matrix has a diagonal")
    return np.diag(np.diag(matrix))


_DIAGONALS: Final[Functions] = {_DIAGONAL_OF: _diagonal_of}


def _powers(
    lines: Mapping[str, ast.Expr], made: Mapping[str, ast.Expr], every: Sequence[Site]
) -> Iterator[Edit]:
    """Yield the root and the square of each line of the forward, and of sums and lengths in it."""
    groups: dict[str, list[Site]] = {}
    for name, tree in lines.items():
        if name not in made:
            groups[name] = [Site(tree, "value", None, tree.value)]
    for site in every:
        if called(site.node) in ("sum", "norm", "dot"):
            groups.setdefault(ast.unparse(site.node), []).append(site)
    for name, group in groups.items():
        for mistake, text in ((ROOT, 0.5), (SQUARE, 2)):
            changed = tuple((site, _power(site.node, text)) for site in group)
            yield mistake, {"name": name}, changed, {}


def _power(node: ast.AST, exponent: float) -> ast.BinOp:
    assert isinstance(node, ast.expr)
    return ast.BinOp(node, ast.Pow(), ast.Constant(exponent))
