"""The arrays of other data in a derivative: of the training set for those of the validation set."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from autograder.diagnose.matrix_edits import Edit
from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.syntax import Site, named_places

__all__ = ["OTHER_ARRAY", "OTHER_DATA", "other_data"]

OTHER_DATA: Final = Mistake(
    "operand.other",
    Rank.DOUBLED,
    "{other} stand in the derivative where {name} belong, as if it were of the other data.",
)
OTHER_ARRAY: Final = Mistake(
    "operand.other",
    Rank.DOUBLED,
    "{other} stands in the derivative where {name} belongs, which has another number of rows or"
    " columns.",
)

_MATRIX: Final = 2


def other_data(
    inputs: Mapping[str, Any], chain: Sequence[Site], own: Sequence[Site]
) -> Iterator[Edit]:
    """Yield the inputs that have one length with those that have another one in its place.

    Lengths differ from each other at the trial of which ``inputs`` are the values. ``chain`` are
    the places in the lines of the derivative, ``own`` those that are in no part of the forward.
    """
    yield from _of_places(chain, inputs)
    if len(own) < len(chain):
        yield from _of_places(own, inputs)


def _of_places(places: Sequence[Site], inputs: Mapping[str, Any]) -> Iterator[Edit]:
    found = {name: group for name, group in named_places(places).items() if name in inputs}
    shapes = {name: np.shape(value) for name, value in inputs.items()}
    lengths = {length for name in found for length in shapes[name] if length > 1}
    every = {length for shape in shapes.values() for length in shape if length > 1}
    for here, there in itertools.product(sorted(lengths), sorted(every)):
        others = _counterparts(found, shapes, here, there) if here != there else {}
        if any(len(shapes[name]) == _MATRIX for name in others):
            yield from _edits(others, found)


def _counterparts(
    found: Mapping[str, Sequence[Site]],
    shapes: Mapping[str, tuple[int, ...]],
    here: int,
    there: int,
) -> dict[str, str]:
    """Return, for the inputs with one length, the one input of the same shape with another."""
    others = {}
    for name in found:
        shape = tuple(there if length == here else length for length in shapes[name])
        same = [other for other, its in shapes.items() if its == shape and other != name]
        if here in shapes[name] and len(same) == 1:
            others[name] = same[0]
    return others


def _edits(others: Mapping[str, str], found: Mapping[str, Sequence[Site]]) -> Iterator[Edit]:
    """Yield all that have a counterpart put for theirs, and each of several alone."""
    alone = [{name: other} for name, other in others.items()] if len(others) > 1 else []
    for group in (others, *alone):
        told = OTHER_DATA if len(group) > 1 else OTHER_ARRAY
        slots = {"name": " and ".join(group), "other": " and ".join(group.values())}
        changed = [
            (site, ast.Name(other, ast.Load()))
            for name, other in group.items()
            for site in found[name]
        ]
        yield told, slots, tuple(changed), {}
