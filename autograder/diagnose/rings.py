"""Entries and their neighbours, with the last entry joined to the first as if on a ring."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.syntax import Places, Site, called, copied, put_in_place, sites
from autograder.problemset.functions import names_of_kind

__all__ = ["RING", "changing_on_rings", "rings"]

Array: TypeAlias = NDArray[Any]

RING: Final = Mistake(
    "index.shifted",
    Rank.SLIP,
    "The last entry of {name} is joined to the first, as if on a ring: the ends have one neighbour"
    " each.",
)

_FROM: Final = "from_on_ring"
_CHANGING: Final = "changing_on_ring"
_TOTALS: Final = names_of_kind("total")


def rings(
    places: Sequence[Site],
) -> Iterator[tuple[str, Places, Mapping[str, Callable[..., Any]]]]:
    """Yield the places of ``x[1:]`` and ``x[:-1]``, or of slices that leave out more, on a ring."""
    found: dict[str, list[tuple[Site, ast.AST]]] = {}
    left_out: dict[str, set[int]] = {}
    for site in places:
        match site.node:
            case ast.Subscript(value=ast.Name(id=name) as whole, slice=ast.Slice() as part):
                ends = _ends(part)
                if ends is not None and any(ends):
                    first = ast.Constant(ends[0])
                    new = ast.Call(ast.Name(_FROM, ast.Load()), [whole, first], [])
                    found.setdefault(name, []).append((site, new if ends[0] else whole))
                    left_out.setdefault(name, set()).add(sum(ends))
    for name, changed in found.items():
        is_shift = len({ast.unparse(site.node) for site, _ in changed}) > 1
        if is_shift and len(left_out[name]) == 1:
            yield name, changed, {_FROM: _from}


def _ends(part: ast.Slice) -> tuple[int, int] | None:
    """Return how many entries a slice leaves out at either end, if it says so by numbers."""
    lower = part.lower or ast.Constant(0)
    match lower, part.upper, part.step:
        case ast.Constant(value=int() as first), None, None:
            return first, 0
        case (
            ast.Constant(value=int() as first),
            ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as last)),
            None,
        ):
            return first, last
    return None


def changing_on_rings(
    places: Sequence[Site],
) -> Iterator[tuple[str, Places, Mapping[str, Callable[..., Any]]]]:
    """Yield each sum that changes as one on a ring does, and has its own value."""
    for site in places:
        if called(site.node) not in _TOTALS:
            continue
        for name, changed, functions in rings(list(sites(site.node))):
            with put_in_place(changed):
                other = copied(site.node)
            assert isinstance(site.node, ast.expr)
            assert isinstance(other, ast.expr)
            call = ast.Call(ast.Name(_CHANGING, ast.Load()), [site.node, other], [])
            yield name, ((site, call),), {**functions, _CHANGING: _changing}


def _changing(here: Array, there: Array) -> Array:
    """Return a value with the change of another."""
    return np.asarray(np.real(here) + 1j * np.imag(there))


def _from(x: Array, first: int) -> Array:
    """Return the entries of a ring, beginning with one of them."""
    return np.roll(x, -int(np.real(first)), axis=0)
