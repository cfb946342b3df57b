"""Wrong answers without a name, grouped by likeness: the next mistake to write down."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.cohort.model import Place

__all__ = ["Cluster", "clusters_of"]

_ALIKE: Final = 1 - 1e-6
"""Cosine of two answers that are the same up to a factor: rounding to nine digits costs less."""
_SAME: Final = 6
"""Significant digits to which the same numbers agree: the order of a sum shows behind them."""
_HINT: Final = "Say what went wrong, and where the notes explain it."


class Cluster(Struct, frozen=True):
    """Submissions whose wrong answers to a problem are alike, the most usual as an example."""

    place: Place
    title: str
    members: tuple[int, ...]
    """Positions of the submissions."""
    shape: tuple[int, ...]
    variants: int
    """How many different numbers, equal up to a factor."""
    code: str
    yaml: str
    """A draft for ``mistakes:`` of the problem."""


class _Group(Struct):
    """Submissions with the same numbers."""

    numbers: NDArray[np.float64]
    shape: tuple[int, ...]
    members: list[int]
    code: str
    formula: str


_Wrong = tuple[Place, str, int, Any]


def clusters_of(
    wrong: Iterable[_Wrong], *, hide_code: bool
) -> tuple[tuple[Cluster, ...], tuple[Cluster, ...]]:
    """Return each answer's clusters, and the groups of submissions with the very same numbers.

    The largest come first. ``hide_code`` leaves students' functions out: they are their writers'
    own.
    """
    groups: dict[tuple[Place, str], dict[tuple[Any, ...], _Group]] = {}
    for place, title, position, each in wrong:
        own = groups.setdefault((place, title), {})
        numbers = json.loads(each["numbers"])
        key = (each["shape"], *(f"{number:.{_SAME - 1}e}" for number in numbers))
        group = own.get(key)
        if group is None:
            shape = tuple(json.loads(each["shape"]))
            own[key] = group = _Group(np.array(numbers), shape, [], each["code"], each["formula"])
        group.members.append(position)
    clusters, shared = [], []
    for (place, title), own in groups.items():
        ordered = sorted(own.values(), key=lambda group: (-len(group.members), group.members))
        for number, alike in enumerate(_alike(ordered), 1):
            clusters.append(_cluster(place, title, number, alike, hide_code=hide_code))
        shared += [
            _cluster(place, title, 0, [group], hide_code=True)
            for group in ordered
            if len(group.members) > 1
        ]
    return _largest_first(clusters), _largest_first(shared)


def _largest_first(clusters: Sequence[Cluster]) -> tuple[Cluster, ...]:
    return tuple(sorted(clusters, key=lambda each: (-len(each.members), each.place, each.members)))


def _alike(groups: Sequence[_Group]) -> list[list[_Group]]:
    """Put each group to the first one that it is like, or by itself."""
    found: list[list[_Group]] = []
    for group in groups:
        for cluster in found:
            if _cosine(cluster[0], group) >= _ALIKE:
                cluster.append(group)
                break
        else:
            found.append([group])
    return found


def _cosine(one: _Group, two: _Group) -> float:
    """Return how parallel two answers are, whatever their sign; 0 where they cannot be compared."""
    if one.shape != two.shape or one.numbers.shape != two.numbers.shape:
        return 0.0
    lengths = float(np.linalg.norm(one.numbers) * np.linalg.norm(two.numbers))
    return abs(float(one.numbers @ two.numbers)) / lengths if lengths else 0.0


def _cluster(
    place: Place, title: str, number: int, groups: Sequence[_Group], *, hide_code: bool
) -> Cluster:
    members = sorted(position for group in groups for position in group.members)
    usual = groups[0]
    name = f"wrong_{place[1]}_{number}"
    code = "" if hide_code else _renamed(usual.code, name)
    return Cluster(
        place,
        title,
        tuple(members),
        usual.shape,
        len(groups),
        code,
        _draft(place, number, usual.formula or name),
    )


def _draft(place: Place, number: int, answer: str) -> str:
    """Return an entry for ``mistakes:``; JSON's text is YAML's, whatever stands in a formula."""
    return (
        f"# problems/{place[0]}.yaml, problem {place[1]}\n"
        "mistakes:\n"
        f"  - id: {place[1].replace('_', '-')}-{number}\n"
        f"    answer: {json.dumps(answer)}\n"
        f"    hint: {_HINT}\n"
    )


def _renamed(code: str, name: str) -> str:
    """Return a function under another name, to stand beside the right one in a reference."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):  # cut at its limit
        return code
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            node.name = name
    return ast.unparse(tree)
