"""A softmax in the derivative for the sigmoid of the forward, or the other way round."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.matrix_edits import Edit
from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.syntax import Site, called
from autograder.problemset.functions import FUNCTIONS

__all__ = ["OTHER_ACTIVATIONS", "other_activations"]

SOFTMAX: Final = Mistake(
    "function.other",
    Rank.DOUBLED,
    "A softmax stands in the derivative where sigmoid belongs, which is of each entry by itself.",
)
SIGMOID: Final = Mistake(
    "function.other",
    Rank.DOUBLED,
    "A sigmoid of each entry stands in the derivative where softmax belongs.",
)
OTHER_ACTIVATIONS: Final = (SOFTMAX, SIGMOID)

_SHARED: Final = "shared_out"
_BY_ITSELF: Final = "by_itself"


def other_activations(chain: Sequence[Site]) -> Iterator[Edit]:
    """Yield every sigmoid at the places of a derivative as a softmax, and the reverse."""
    for name, told, function in (
        ("sigmoid", SOFTMAX, _SHARED),
        ("softmax", SIGMOID, _BY_ITSELF),
    ):
        places = [
            (site, _instead(function, site.node.args[0]))
            for site in chain
            if called(site.node) == name and isinstance(site.node, ast.Call)
        ]
        if places:
            yield told, {}, tuple(places), _FUNCTIONS


def _instead(function: str, operand: ast.expr) -> ast.expr:
    """Return a call, of minus something 1 less that of it, as it is of a sigmoid."""
    match operand:
        case ast.UnaryOp(op=ast.USub(), operand=inner) if function == _SHARED:
            return ast.BinOp(ast.Constant(1.0), ast.Sub(), _instead(function, inner))
    return ast.Call(ast.Name(function, ast.Load()), [operand], [])


def _shared_out(x: NDArray[Any]) -> NDArray[Any]:
    """Return a softmax along the last axis that has several entries.

    Raises:
        ValueError: there is none.
    """
    axes = [axis for axis, length in enumerate(np.shape(x)) if length > 1]
    if not axes:
        raise ValueError("one entry has all of it")
    return np.asarray(FUNCTIONS["softmax"](x, axis=axes[-1]))


_FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    _SHARED: _shared_out,
    _BY_ITSELF: FUNCTIONS["sigmoid"],
}
