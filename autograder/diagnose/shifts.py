"""Entries that are shifted the other way round, in the values or in the derivative alone.

A filter that is turned round is one: a convolution where a correlation belongs.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.syntax import Places, Site, called

__all__ = ["SHIFTED_BACK", "TURNED", "changing_shifted_back", "shifted_back"]

Array: TypeAlias = NDArray[Any]

SHIFTED_BACK: Final = Mistake(
    "index.shifted",
    Rank.SLIP,
    "The entries of {name} are shifted the other way round: a place before stands where the one"
    " after belongs, and the reverse.",
)
TURNED: Final = Mistake(
    "index.shifted",
    Rank.LEFT_OUT,
    "In the derivative the entries of {name} are shifted the other way round, as where a filter is"
    " not turned.",
)

_CHANGING: Final = "changing_shifted"


def shifted_back(places: Sequence[Site]) -> Iterator[tuple[str, Places]]:
    """Yield the places of each array that is rolled, or of which slices are taken, turned round."""
    for name, changed in _turned(places).items():
        yield name, tuple(changed)


def changing_shifted_back(
    places: Sequence[Site],
) -> Iterator[tuple[str, Places, Mapping[str, Callable[..., Any]]]]:
    """Yield the same where the values stay as they are and what changes does not."""
    for name, changed in _turned(places).items():
        calls = tuple((site, _changing(site.node, new)) for site, new in changed)
        yield name, calls, {_CHANGING: _with_change}


def _turned(places: Sequence[Site]) -> Mapping[str, list[tuple[Site, ast.expr]]]:
    found: dict[str, list[tuple[Site, ast.expr]]] = {}
    for site in places:
        match site.node:
            case ast.Call(args=[array, places_on, *_]) as call if called(call) == "roll":
                back = ast.Call(call.func, [array, _minus(places_on)], call.keywords)
                found.setdefault(ast.unparse(array), []).append((site, back))
            case ast.Subscript(
                value=ast.Name(id=name) as whole, slice=ast.Slice(step=None) as part
            ):
                mirrored = ast.Slice(_other(part.upper), _other(part.lower), None)
                new = ast.Subscript(whole, mirrored, ast.Load())
                if ast.unparse(new) != ast.unparse(site.node):
                    found.setdefault(name, []).append((site, new))
    return found


def _minus(number: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.USub(), number)


def _other(bound: ast.expr | None) -> ast.expr | None:
    """Return the bound as far from the other end."""
    match bound:
        case None:
            return None
        case ast.UnaryOp(op=ast.USub(), operand=plain):
            return plain
    return _minus(bound)


def _changing(node: ast.AST, there: ast.expr) -> ast.Call:
    assert isinstance(node, ast.expr)
    return ast.Call(ast.Name(_CHANGING, ast.Load()), [node, there], [])


def _with_change(here: Array, there: Array) -> Array:
    """Return a value with the change of another.

    Raises:
        ValueError: the two have different shapes.
    """
    if np.shape(here) != np.shape(there):
        raise ValueError("a change is needed for each entry")
    return np.asarray(np.real(here) + 1j * np.imag(there))
