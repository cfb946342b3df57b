"""Sums of squares, which are squared lengths, and the lengths that are taken for them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.formula_changes import Change
from autograder.diagnose.mistake import Step
from autograder.diagnose.replacements import AS_ROOT
from autograder.diagnose.syntax import Places, Site, sum_of_squares

__all__ = ["as_lengths"]

Array: TypeAlias = NDArray[Any]

_HELPER: Final = "as_length"


def as_lengths(sites: Sequence[Site]) -> Iterator[Change]:
    """Yield each sum of squares, and all together, that is differentiated as its square root is."""
    squares = [(site, found) for site in sites if (found := sum_of_squares(site.node)) is not None]
    every = [*([one] for one in squares), *([squares] if len(squares) > 1 else [])]
    for together in every:
        places: Places = tuple((site, _helped(site.node, found)) for site, found in together)
        name = " and ".join(ast.unparse(found) for _, found in together)
        yield Change(Step(AS_ROOT, {"name": name}), places, {_HELPER: _as_length})


def _helped(node: ast.AST, squares: ast.expr) -> ast.Call:
    assert isinstance(node, ast.expr)
    return ast.Call(ast.Name(_HELPER, ast.Load()), [node, squares], [])


def _as_length(z: Array, squares: Array) -> Array:
    """Return squares of lengths, times a number, that change as the lengths do.

    Raises:
        ValueError: it is a table of products, some of them negative.
    """
    if np.any(np.real(squares) <= 0.0):
        raise ValueError("no length has such a square")
    return np.asarray(np.real(z) + 1j * np.imag(z) / (2.0 * np.sqrt(np.real(squares))))
