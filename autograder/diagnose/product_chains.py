"""Slips in a chain of matrix products of a derivation, which students see as a row of factors.

The lines of a derivation take a chain apart: what stands beside what in it is seen only when the
lines that are read once are written out again.
"""

from __future__ import annotations

import ast
import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.matrix_edits import DIAGONAL_OF, DIAGONAL_OF_PRODUCT, DIAGONALS
from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.syntax import Places, binary, matrix_factors, sites, walk

__all__ = ["PRODUCT_CHAINS", "product_chains"]

Edit: TypeAlias = tuple[Mistake, Places, Mapping[str, Callable[..., Any]]]

TWO_MISSING: Final = Mistake(
    "factor.missing", Rank.WRONG_WAY, "Two factors are missing from a matrix product."
)
FROM_THE_OTHER_END: Final = Mistake(
    "factors.order",
    Rank.WRONG_WAY,
    "A factor stands at the beginning of a matrix product and belongs at its end, or the other way"
    " round.",
)
SEVERAL_FROM_THE_OTHER_END: Final = Mistake(
    "factors.order",
    Rank.EXCHANGED,
    "Several factors stand at the beginning of a matrix product and belong at its end, or the other"
    " way round.",
)
OUTER_TURNED: Final = Mistake(
    "factors.order",
    Rank.EXCHANGED,
    "An outer product in the derivative is transposed: u v^T stands where v u^T belongs.",
)
EXCHANGED: Final = Mistake(
    "factors.order", Rank.WRONG_WAY, "Two factors of a matrix product have changed places."
)
PRODUCT_CHAINS: Final = (
    TWO_MISSING, FROM_THE_OTHER_END, SEVERAL_FROM_THE_OTHER_END, OUTER_TURNED, EXCHANGED,
    DIAGONAL_OF_PRODUCT,
)  # fmt: skip

_LEAST: Final = 3  # factors, below which slips at one place say the same
_MOST: Final = 6
_MOST_CHAINS: Final = 6


def product_chains(made: Mapping[str, ast.Expr]) -> Iterator[Edit]:
    """Yield what may be wrong in the chains of the lines of a derivative."""
    once = _read_once(made)
    chains = [
        (site, factors)
        for tree in made.values()
        for site in sites(tree)
        if binary(site.node, ast.MatMult) and not binary(site.parent, ast.MatMult)
        if _LEAST <= len(factors := list(matrix_factors(site.node, once))) <= _MOST
    ]
    for site, factors in chains[:_MOST_CHAINS]:
        for place in range(len(factors) - 1):
            kept = [*factors[:place], *factors[place + 2 :]]
            yield TWO_MISSING, ((site, _product(kept)),), {}
            pair = _product(factors[place : place + 2])
            alone = ast.Call(ast.Name(DIAGONAL_OF, ast.Load()), [pair], [])
            changed = [*factors[:place], alone, *factors[place + 2 :]]
            yield DIAGONAL_OF_PRODUCT, ((site, _product(changed)),), DIAGONALS
            turned = ast.Call(ast.Name("outer_turned", ast.Load()), factors[place : place + 2], [])
            changed = [*factors[:place], turned, *factors[place + 2 :]]
            yield OUTER_TURNED, ((site, _product(changed)),), _OUTER
        for moved in ([*factors[1:], factors[0]], [factors[-1], *factors[:-1]]):
            yield FROM_THE_OTHER_END, ((site, _product(moved)),), {}
        for place in range(2, len(factors) - 1):
            moved = [*factors[place:], *factors[:place]]
            yield SEVERAL_FROM_THE_OTHER_END, ((site, _product(moved)),), {}
        for one, other in itertools.combinations(range(len(factors)), 2):
            changed = list(factors)
            changed[one], changed[other] = factors[other], factors[one]
            yield EXCHANGED, ((site, _product(changed)),), {}


def _outer_turned(left: NDArray[Any], right: NDArray[Any]) -> NDArray[Any]:
    """Return the transpose of a column times a row as long.

    Raises:
        ValueError: they are not that.
    """
    if left.ndim != 2 or left.shape[1] != 1 or right.shape != left.shape[::-1] or left.size == 1:
        raise ValueError("no outer product")
    return np.asarray((left @ right).T)


_OUTER: Final[Mapping[str, Callable[..., Any]]] = {"outer_turned": _outer_turned}


def _read_once(made: Mapping[str, ast.Expr]) -> Mapping[str, ast.expr]:
    """Return the lines that are read at one place."""
    reads = Counter(
        part.id
        for tree in made.values()
        for part in walk(tree)
        if isinstance(part, ast.Name) and part.id in made
    )
    return {name: tree.value for name, tree in made.items() if reads[name] == 1}


def _product(factors: Sequence[ast.expr]) -> ast.expr:
    first, *others = factors
    found = first
    for factor in others:
        found = ast.BinOp(found, ast.MatMult(), factor)
    return found
