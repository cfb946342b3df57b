"""At which sizes an answer is right and at which it is not, in words."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial

from autograder.oracle.answer_key import KeyedTrial
from autograder.oracle.compare import Look
from autograder.problemset.sizes import shape_text

__all__ = ["about_sizes", "listed"]

_RIGHT = ("right", "single")


def about_sizes(looks: Sequence[Look], trials: Sequence[KeyedTrial], position: int) -> str:
    """Say where an answer is right, and the sizes at ``position``, where it is not; or nothing.

    Args:
        looks: what each trial showed, up to the last that has a value.
        trials: the trials, one at least for ``position``.
        position: the trial that decided.
    """
    seen_at = [(trials[n].trial.dims, seen.finding in _RIGHT) for n, seen in enumerate(looks)]
    right = [dims for dims, is_right in seen_at if is_right]
    here = trials[position].trial.dims
    wrong = [*(dims for dims, is_right in seen_at if not is_right), here]
    if not right or not here or any(dims in right for dims in wrong):
        return ""
    if all(dims == right[0] for dims in right) and _keeps_its_shape(looks, position):
        return (
            f"It is right for {_equations(right[0])} only: sizes are written as numbers where the "
            "inputs' own are wanted, such as `W.shape` or `len(v)`."
        )
    is_of_values = position < len(looks) and looks[position].finding != "wrong_shape"
    if is_of_values and not _are_told_apart(right, wrong):
        return ""
    letters = list(here)
    points = list(dict.fromkeys(shape_text(list(dims.values())) for dims in right))
    where = f"{letters[0]} = " if len(letters) == 1 else f"{shape_text(letters)} = "
    return f"It is right at {where}{listed(_without_comma(points))}; here {_sizes_here(here)}."


def _are_told_apart(right: Sequence[Mapping[str, int]], wrong: Sequence[Mapping[str, int]]) -> bool:
    """Say whether all sizes at which it is right have in common what none of the others has.

    Else it may be the numbers that decide, as of a mask: each size has few trials.
    """
    pairs = itertools.combinations(right[0], 2)
    traits: list[Callable[[Mapping[str, int]], Hashable]] = [
        *(operator.itemgetter(name) for name in right[0]),
        *(partial(_order, first, second) for first, second in pairs),
        lambda dims: len(set(dims.values())) == 1,
    ]
    for trait in traits:
        its, others = set(map(trait, right)), set(map(trait, wrong))
        if its.isdisjoint(others) and len(its) == 1:
            return True
    return False


def _order(first: str, second: str, dims: Mapping[str, int]) -> int:
    """Return which of two sizes is larger: -1, 0 or 1."""
    return (dims[first] > dims[second]) - (dims[first] < dims[second])


def _keeps_its_shape(looks: Sequence[Look], position: int) -> bool:
    """Say whether an answer has the same shape where it is right and where its shape is wrong."""
    if position >= len(looks) or looks[position].finding != "wrong_shape":
        return False
    right = next(seen for seen in looks if seen.finding in _RIGHT)
    return looks[position].shape == right.shape


def _without_comma(points: Sequence[str]) -> list[str]:
    return [point[1:-2] if point.endswith(",)") else point for point in points]


def _equations(dims: Mapping[str, int]) -> str:
    return ", ".join(f"{name} = {size}" for name, size in dims.items())


def _sizes_here(dims: Mapping[str, int]) -> str:
    if set(dims.values()) == {1}:
        return "every dimension is 1"
    if len(set(dims.values())) == 1 < len(dims):
        return f"every dimension is {next(iter(dims.values()))}"
    return _equations(dims)


def listed(words: Sequence[str]) -> str:
    """Return ``a, b and c``."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""
