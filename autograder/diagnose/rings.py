"""Entries and their neighbours, with the last entry joined to the first as if on a ring."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.syntax import Places, Site

__all__ = ["RING", "rings"]

Array: TypeAlias = NDArray[Any]

RING: Final = Mistake(
    "index.shifted",
    Rank.SLIP,
    "The last entry of {name} is joined to the first, as if on a ring: the ends have one neighbour"
    " each.",
)

_NEXT: Final = "next_on_ring"


def rings(
    sites: Sequence[Site],
) -> Iterator[tuple[str, Places, Mapping[str, Callable[..., Any]]]]:
    """Yield the places of ``x[1:]`` and ``x[:-1]`` with the next entry on a ring, and the entry."""
    found: dict[str, list[tuple[Site, ast.AST]]] = {}
    for site in sites:
        match site.node:
            case ast.Subscript(value=ast.Name(id=name) as whole, slice=ast.Slice() as part):
                text = ast.unparse(part)
                if text in ("1:", ":-1"):
                    new = ast.Call(ast.Name(_NEXT, ast.Load()), [whole], [])
                    found.setdefault(name, []).append((site, new if text == "1:" else whole))
    for name, places in found.items():
        if len({ast.unparse(site.node) for site, _ in places}) > 1:
            yield name, places, {_NEXT: _next}


def _next(x: Array) -> Array:
    return np.roll(x, -1, axis=0)
