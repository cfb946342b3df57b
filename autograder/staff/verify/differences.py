"""How far apart two sets of answers are that both get full marks, and why nobody saw it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from autograder.oracle.answer_key import KeyedTrial
from autograder.oracle.compare import NotNumeric, read_numeric
from autograder.oracle.tolerance import RIGHT
from autograder.problemset.model import Problem

__all__ = ["advice", "largest_difference"]

_ROUNDING: Final = 1e-10
"""Of an entry: two ways to compute it differ by less, even through an inverse of condition 1e5."""
_OF_LARGEST: Final = 1e-12
"""Of the largest entry: what is left where terms cancel that are no larger than that."""
_SMALL: Final = 0.1  # inputs are of order 1 where nothing else is asked for
_LARGE: Final = 10.0


def largest_difference(
    trials: Sequence[KeyedTrial],
    values: Mapping[str, Sequence[Any]],
    others: Mapping[str, Sequence[Any]],
    bounds: Mapping[str, Sequence[NDArray[np.float64]]] | None = None,
) -> float:
    """Return the largest difference beyond rounding, by the answer's largest entry; 0 if none.

    Both give each answer's value at the first trials; ``bounds`` are what errors of both allow, of
    the answers' shapes. The trial where every dimension is 1 decides
    nothing and is left out.
    """
    worst = 0.0
    for name, own in values.items():
        allowed = bounds[name] if bounds else [np.zeros(())] * len(own)
        for trial, one, other, bound in zip(trials, own, others[name], allowed, strict=False):
            if trial.trial.kind != "unit":
                worst = max(worst, _difference(one, other, bound))
    return worst


def _difference(one: Any, other: Any, bound: NDArray[np.float64]) -> float:
    first, second = read_numeric(one), read_numeric(other)
    if isinstance(first, NotNumeric) or isinstance(second, NotNumeric):
        return 0.0
    a, b = first.array.ravel(), second.array.ravel()
    if a.shape != b.shape or not a.size:
        return 0.0
    largest = float(np.abs(b).max())
    rounding = _ROUNDING * np.abs(b) + _OF_LARGEST * largest
    apart = np.abs(a - b)
    beyond = apart > rounding + np.ravel(bound)
    return float((apart / (largest or 1.0))[beyond].max(initial=0.0))


def advice(problem: Problem, trials: Sequence[KeyedTrial], difference: float) -> str:
    """Say why a difference is not seen, and which inputs to draw otherwise."""
    sizes = {
        name: float(np.median([np.abs(keyed.trial.values[name]).max() for keyed in trials]))
        for name, given in problem.given.items()
        if given.differentiable
    }
    small = [name for name, size in sizes.items() if size < _SMALL]
    large = [name for name, size in sizes.items() if size > _LARGE]
    changes = [
        *([f"{' and '.join(small)} of order 1"] if small else []),
        *([f"{' and '.join(large)} smaller"] if large else []),
    ]
    mend = f"make {', or '.join(changes)}" if changes else "make it an input of order 1"
    return (
        f"what it changes is too small to be seen: {difference:.0e} of the largest entry, where an "
        f"answer is held to {RIGHT:.0e}; {mend}"
    )
