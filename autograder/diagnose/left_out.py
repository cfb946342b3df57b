"""Slips that need to know what a name stands for: quantities left out, lengths off by one."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.syntax import Places, Site, called, named_places

__all__ = [
    "AS_IF_ONE",
    "AS_IF_ZERO",
    "IDENTITY_INSTEAD",
    "LESS_ONE",
    "OF_CHAIN",
    "identity_like",
    "left_out",
    "less_one",
]

Array: TypeAlias = NDArray[Any]
Functions: TypeAlias = Mapping[str, Callable[..., Any]]

OF_CHAIN: Final = Mistake(
    "factor.missing",
    Rank.WRONG_WAY,
    "The factor {name} is missing from the chain, at each of its places.",
)
AS_IF_ONE: Final = Mistake(
    "factor.missing", Rank.WRONG_WAY, "{name} is left out wherever it stands, as if it were 1."
)
AS_IF_ZERO: Final = Mistake(
    "term.missing", Rank.WRONG_WAY, "{name} is left out wherever it stands, as if it were 0."
)
IDENTITY_INSTEAD: Final = Mistake(
    "factor.missing", Rank.LEFT_OUT, "{name} is left out of a product, as if it were an identity."
)
LESS_ONE: Final = Mistake(
    "scale.biased",
    Rank.SLIP,
    "A sum is divided by a length less one, where the length belongs, or the other way round.",
)

_IDENTITY: Final = "identity_like"
_UNBIASED: Final = "unbiased"
_STATISTICS: Final = {"mean": 1.0, "var": 1.0, "std": 0.5}
"""Functions that divide by a number of entries -> the power to which they do."""


def left_out(
    places: Sequence[Site], known: Mapping[str, Any], kept: Collection[str]
) -> Iterator[tuple[Mistake, str, Places, Functions]]:
    """Yield the quantities that may be left out, each at all of its places, but for ``kept``.

    ``known`` has their values at a trial. One that stands at a single place is a factor or a term,
    of which other slips speak; but for a matrix that is not as long as wide.
    """
    for name, group in named_places(places).items():
        if name not in known or name in kept:
            continue
        shape = np.shape(known[name])
        if len(shape) == 2 and 1 not in shape and any(map(_is_of_matrix_product, group)):
            if len(group) > 1 or shape[0] != shape[1]:
                eyes = tuple((site, _call(_IDENTITY, site.node)) for site in group)
                yield IDENTITY_INSTEAD, name, eyes, {_IDENTITY: identity_like}
        elif len(group) > 1:
            ones = tuple((site, _of(site.node, ast.Pow())) for site in group)
            yield AS_IF_ONE, name, ones, {}
        if len(group) > 1:
            zeros = tuple((site, _of(site.node, ast.Mult())) for site in group)
            yield AS_IF_ZERO, name, zeros, {}


def less_one(
    places: Sequence[Site], dimensions: Collection[str]
) -> Iterator[tuple[Mistake, Places, Functions]]:
    """Yield each length, and each mean and variance, that may be off by one entry."""
    for site in places:
        node = site.node
        if isinstance(node, ast.Name) and node.id in dimensions:
            less = ast.BinOp(node, ast.Sub(), ast.Constant(1))
            yield LESS_ONE, ((site, less),), {}
        power = _STATISTICS.get(called(node))
        if power is not None and isinstance(node, ast.Call):
            function = ast.Constant(power)
            call = ast.Call(
                ast.Name(_UNBIASED, ast.Load()),
                [node, function, *node.args[:1]],
                [keyword for keyword in node.keywords if keyword.arg == "axis"],
            )
            yield LESS_ONE, ((site, call),), {_UNBIASED: _unbiased}


def _is_of_matrix_product(site: Site) -> bool:
    match site.parent:
        case ast.BinOp(op=ast.MatMult()) | ast.Attribute(attr="T"):
            return True
    return False


def _call(name: str, operand: ast.AST) -> ast.Call:
    assert isinstance(operand, ast.expr)
    return ast.Call(ast.Name(name, ast.Load()), [operand], [])


def _of(node: ast.AST, op: ast.operator) -> ast.BinOp:
    """Return a quantity to the power 0, or times 0: ones and zeros of its shape."""
    assert isinstance(node, ast.expr)
    return ast.BinOp(node, op, ast.Constant(0))


def identity_like(matrix: Array) -> Array:
    """Return ones on the diagonal of a matrix's shape, as long as it goes."""
    return np.eye(*np.shape(matrix))


def _unbiased(value: Array, power: float, entries: Array, axis: int | None = None) -> Array:
    """Return a mean or a variance, or a root, as if divided by one entry less."""
    count = np.size(entries, axis)
    return np.asarray(value * (count / (count - 1)) ** power) if count > 1 else value * np.nan
