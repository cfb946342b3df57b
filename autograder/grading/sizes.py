"""At which sizes an answer is right and at which it is not, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
    right = [dims for dims, is_right in seen_at if is_right and (dims, False) not in seen_at]
    here = trials[position].trial.dims
    if not right or not here or here in right:
        return ""
    if all(dims == right[0] for dims in right) and _keeps_its_shape(looks, position):
        return (
            f"It is right for {_equations(right[0])} only: sizes are written as numbers where the "
            "inputs' own are wanted, such as `W.shape` or `len(v)`."
        )
    letters = list(here)
    points = list(dict.fromkeys(shape_text(list(dims.values())) for dims in right))
    where = f"{letters[0]} = " if len(letters) == 1 else f"{shape_text(letters)} = "
    return f"It is right at {where}{listed(_without_comma(points))}; here {_sizes_here(here)}."


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
