"""Slips at several places of a derivation that take an inverse or a matrix for something else.

A matrix stands for its inverse or its trace for the matrix, an inverse is the first terms of its
series, or is taken term by term.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.matrix_edits import Edit, Functions
from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.syntax import Places, Site, as_text, binary, called, sites

__all__ = ["INVERSE_EDITS", "inverse_edits"]

Array: TypeAlias = NDArray[Any]

NOT_INVERTED: Final = Mistake(
    "inverse.rule", Rank.WRONG_WAY, "{name} itself stands where its inverse belongs."
)
INVERTED: Final = Mistake(
    "inverse.rule", Rank.EXCHANGED, "The inverse of {name} stands where {name} itself belongs."
)
FIRST_TERMS: Final = Mistake(
    "inverse.rule",
    Rank.WRONG_WAY,
    "The inverse of {name} is cut off after the first terms of its series.",
)
TERM_BY_TERM: Final = Mistake(
    "inverse.rule",
    Rank.WRONG_WAY,
    "The inverse of {name} is taken as the sum of the inverses of its terms.",
)
TRACE: Final = Mistake(
    "trace.split",
    Rank.EXCHANGED,
    "The trace of {name}, a number, stands in a product where the matrix itself belongs.",
)
INVERSE_EDITS: Final = (NOT_INVERTED, INVERTED, FIRST_TERMS, TERM_BY_TERM, TRACE)

_INVERSE: Final = "inverse_instead"
_TRACE: Final = "trace_instead"


def inverse_edits(
    lines: Mapping[str, ast.Expr], made: Mapping[str, ast.Expr], chain: Sequence[Site]
) -> Iterator[Edit]:
    """Yield what may stand for an inverse, or for a matrix, at all places of the lines.

    ``made`` are those of the derivative itself, ``chain`` the places in them.
    """
    every = [site for tree in lines.values() for site in sites(tree)]
    for name, group in _inverses(chain).items():
        places = [(site, _with_inverse(site.node, _itself)) for site in group]
        yield NOT_INVERTED, {"name": name}, tuple(places), {}
        for place in places if len(places) > 1 else ():
            yield NOT_INVERTED, {"name": name}, (place,), {}
    for name, group in _inverses(every).items():
        yield from _approximated(name, group, lines)
    yield from _matrices(chain, made)


def _inverses(places: Sequence[Site]) -> dict[str, list[Site]]:
    """Return where a matrix, or its transpose, is inverted or solved with."""
    found: dict[str, list[Site]] = {}
    for site in places:
        if called(site.node) in ("inv", "solve") and isinstance(site.node, ast.Call):
            found.setdefault(as_text(_untransposed(site.node.args[0])), []).append(site)
    return found


def _untransposed(node: ast.expr) -> ast.expr:
    match node:
        case ast.Attribute(value=matrix, attr="T"):
            return _untransposed(matrix)
    return node


def _itself(matrix: ast.expr) -> ast.expr:
    return matrix


def _with_inverse(node: ast.AST, inverse: Callable[[ast.expr], ast.expr]) -> ast.AST:
    """Return an inverse, or the solution of a system, with something else for the inverse."""
    assert isinstance(node, ast.Call)
    instead = inverse(node.args[0])
    return instead if called(node) == "inv" else ast.BinOp(instead, ast.MatMult(), node.args[1])


def _approximated(
    name: str, group: Sequence[Site], lines: Mapping[str, ast.Expr]
) -> Iterator[Edit]:
    """Yield the inverse of a sum as the first terms of a series, and taken term by term."""
    matrix = _written_out(group[0].node, lines)
    two = binary(matrix, ast.Add, ast.Sub)
    if two is None:
        return
    for function, rule in _SERIES.items() if _has_eye(two) else ():
        places = _all(group, partial(_call, function))
        yield FIRST_TERMS, {"name": name}, places, {function: rule}
    by_terms = ast.BinOp(_call("inv", two.left), two.op, _call("inv", two.right))
    turned = ast.Attribute(by_terms, "T", ast.Load())
    places = _all(group, lambda m: by_terms if _untransposed(m) is m else turned)
    yield TERM_BY_TERM, {"name": name}, places, {"inv": np.linalg.inv}


def _all(group: Sequence[Site], inverse: Callable[[ast.expr], ast.expr]) -> Places:
    return tuple((site, _with_inverse(site.node, inverse)) for site in group)


def _written_out(node: ast.AST, lines: Mapping[str, ast.Expr]) -> ast.expr:
    assert isinstance(node, ast.Call)
    matrix = _untransposed(node.args[0])
    if isinstance(matrix, ast.Name) and matrix.id in lines:
        return lines[matrix.id].value
    return matrix


def _has_eye(two: ast.BinOp) -> bool:
    return "eye" in (called(two.left), called(two.right))


def _matrices(chain: Sequence[Site], made: Mapping[str, ast.Expr]) -> Iterator[Edit]:
    """Yield each factor of a matrix product as its inverse, and as its trace times an identity."""
    found: dict[str, list[Site]] = {}
    for site in chain:
        match site.node:
            case ast.Name(id=name) if name not in made and isinstance(
                site.parent, (ast.BinOp, ast.Attribute)
            ):
                found.setdefault(name, []).append(site)
            case ast.Call() if called(site.node) == "inv":
                found.setdefault(as_text(site.node), []).append(site)
    products = {
        id(part) for site in chain if binary(site.node, ast.MatMult) for part in _factors(site.node)
    }
    for name, group in found.items():
        if not any(id(site.node) in products for site in group):
            continue
        yield TRACE, {"name": name}, _called_at(group, _TRACE), {_TRACE: _trace_instead}
        if isinstance(group[0].node, ast.Name):
            yield INVERTED, {"name": name}, _called_at(group, _INVERSE), {_INVERSE: np.linalg.inv}


def _factors(node: ast.AST) -> Iterator[ast.expr]:
    assert isinstance(node, ast.BinOp)
    return map(_untransposed, (node.left, node.right))


def _called_at(group: Sequence[Site], function: str) -> Places:
    return tuple((site, _call(function, site.node)) for site in group)


def _call(name: str, node: ast.AST) -> ast.Call:
    assert isinstance(node, ast.expr)
    return ast.Call(ast.Name(name, ast.Load()), [node], [])


def _one_term(matrix: Array) -> Array:
    """Return ``I - E`` for the inverse of ``I + E``."""
    return 2 * np.eye(len(matrix)) - matrix


def _two_terms(matrix: Array) -> Array:
    """Return ``I - E + E E`` for the inverse of ``I + E``."""
    rest = matrix - np.eye(len(matrix))
    return np.asarray(np.eye(len(matrix)) - rest + rest @ rest)


def _trace_instead(matrix: Array) -> Array:
    """Return the trace of a square matrix times the identity.

    Raises:
        ValueError: it is none.
    """
    if np.ndim(matrix) != 2 or matrix.shape[0] != matrix.shape[1] or len(matrix) == 1:
        raise ValueError("only a square matrix has a trace")
    return np.asarray(np.trace(matrix) * np.eye(len(matrix)))


_SERIES: Final[Functions] = {"first_terms": _one_term, "second_terms": _two_terms}
