"""Which further trials a forward with branches needs, so that every side of every branch is tried.

A wrong mask or a moved threshold shows only where some entry lies on the side that it gets wrong.
From many draws, which cost no derivative, those are taken that the trials so far lack: several on
each side of each branch, near its threshold and far from it, and every pair of sides that occurs.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.oracle.branches import Branches, Seen

__all__ = ["LARGEST_POOL", "POOL", "choose", "sides_of"]

POOL: Final = 64
"""Draws to choose from: among 64 the nearest fifth of a rare side, 1 in 10, has an entry or two."""
LARGEST_POOL: Final = 256
"""Draws after which a side counts as out of reach: one of probability 1 % shows 92 times of 100."""
_MORE: Final = 12  # further trials at most: two branches on scalars need about six

_ON_EACH_SIDE: Final = 3  # as many as no hand-written wrong answer survived, of ordinary trials
_NEAR: Final = 2  # of them near the threshold: one could lie where a moved threshold agrees
_FAR: Final = 1
_NEAR_QUANTILE: Final = 0.2  # the nearest fifth of the margins that occur on a side is near
_FAR_QUANTILE: Final = 0.8
_TOO_NEAR: Final = 0.01  # of the median margin: a student's own difference quotient would cross it

Feature: TypeAlias = tuple[str, ...]
"""What a trial shows: a side of a branch, near or far or at all, or two sides together."""
Ends: TypeAlias = Mapping[tuple[str, int], tuple[float, float]]
"""Branch and side -> the margin up to which an entry is near, and that from which it is far."""


def sides_of(all_seen: Sequence[Branches]) -> Mapping[str, frozenset[int]]:
    """Return the sides of each branch that any of some trials takes."""
    taken: dict[str, frozenset[int]] = {}
    for branches in all_seen:
        for text, seen in _own(branches):
            taken[text] = taken.get(text, frozenset()) | frozenset(seen.sides.tolist())
    return taken


def choose(taken: Sequence[Branches], pool: Sequence[Branches]) -> tuple[int, ...]:
    """Return the positions in ``pool`` of the draws that the trials so far lack, the best first."""
    typical = _typical(pool)
    usable = [place for place, branches in enumerate(pool) if _is_clear(branches, typical)]
    ends = _ends([*taken, *(pool[position] for position in usable)])
    features = {position: _features(pool[position], ends) for position in usable}
    had = Counter(feature for branches in taken for feature in _features(branches, ends))
    lacking = {
        feature: _wanted(feature) - had[feature]
        for feature in frozenset().union(*features.values())
        if _wanted(feature) > had[feature]
    }
    return tuple(_greedy(lacking, features))


def _greedy(lacking: dict[Feature, int], features: Mapping[int, frozenset[Feature]]) -> list[int]:
    """Return positions that have what is lacking, each time the one that has most of it."""
    chosen: list[int] = []
    left = dict(features)
    while lacking and left and len(chosen) < _MORE:
        best = max(left, key=lambda position: (len(left[position] & lacking.keys()), -position))
        shown = left.pop(best) & lacking.keys()
        if not shown:
            break
        chosen.append(best)
        lacking = {
            feature: count - (feature in shown)
            for feature, count in lacking.items()
            if count > (feature in shown)
        }
    return chosen


def _wanted(feature: Feature) -> int:
    """Return how many trials are to show a feature."""
    return {"near": _NEAR, "far": _FAR, "side": _ON_EACH_SIDE, "pair": 1}[feature[0]]


def _ends(all_seen: Sequence[Branches]) -> Ends:
    """Return what is near and what is far on each side of a branch, by the margins that occur."""
    margins: dict[tuple[str, int], list[NDArray[np.float64]]] = {}
    for branches in all_seen:
        for text, seen in _own(branches):
            for side in _taken(seen):
                margins.setdefault((text, side), []).append(_sizes(seen, side))
    return {
        place: (
            _quantile(np.concatenate(found), _NEAR_QUANTILE),
            _quantile(np.concatenate(found), _FAR_QUANTILE),
        )
        for place, found in margins.items()
    }


def _taken(seen: Seen) -> Sequence[int]:
    """Return the sides that are taken, once each and in order; np.unique would import numpy.ma."""
    return sorted(set(map(int, seen.sides.tolist())))


def _sizes(seen: Seen, side: int) -> NDArray[np.float64]:
    """Return the margins ``(k,)`` of the decisions for one side, without their sign."""
    return np.asarray(np.abs(seen.margins[seen.sides == side]))


def _features(branches: Branches, ends: Ends) -> frozenset[Feature]:
    """Return what one trial shows."""
    found: set[Feature] = set()
    for text, seen in _own(branches):
        for side in _taken(seen):
            sizes = _sizes(seen, side)
            near, far = ends[text, side]
            found.add(("side", text, str(side)))
            if (sizes <= near).any():
                found.add(("near", text, str(side)))
            if (sizes >= far).any():
                found.add(("far", text, str(side)))
    return frozenset(found | _pairs(branches))


def _pairs(branches: Branches) -> set[Feature]:
    """Return the sides that two branches take together, entry by entry where they are alike."""
    found: set[Feature] = set()
    for (text, seen), (other, also) in itertools.combinations(branches.items(), 2):
        if seen.sides.shape == also.sides.shape and not (seen.rival and also.rival):
            together = set(zip(seen.sides.tolist(), also.sides.tolist(), strict=True))
            found |= {("pair", text, other, f"{a} {b}") for a, b in together}
    return found


def _is_clear(branches: Branches, typical: Mapping[str, float]) -> bool:
    """Whether no entry of a draw is so near to a threshold that a small step would cross it."""
    return all(
        np.abs(seen.margins).min() >= _TOO_NEAR * typical[text] for text, seen in _own(branches)
    )


def _typical(pool: Sequence[Branches]) -> Mapping[str, float]:
    """Return the median size of each branch's margins over the draws."""
    margins: dict[str, list[NDArray[np.float64]]] = {}
    for branches in pool:
        for text, seen in _own(branches):
            margins.setdefault(text, []).append(np.abs(seen.margins))
    return {text: _quantile(np.concatenate(found), 0.5) for text, found in margins.items()}


def _quantile(values: NDArray[np.float64], share: float) -> float:
    """Return what `np.quantile` gives of one axis; that one imports numpy.ma, a tenth of numpy."""
    ordered, place = np.sort(values), share * (values.size - 1)
    low = int(place)
    high = min(low + 1, values.size - 1)
    return float(ordered[low] + (place - low) * (ordered[high] - ordered[low]))


def _own(branches: Branches) -> Iterator[tuple[str, Seen]]:
    """Yield the forward's own branches."""
    return ((text, seen) for text, seen in branches.items() if not seen.rival)
