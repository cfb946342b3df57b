"""Parts of a forward times or over a number of the problem: a temperature twice, a rate left in."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np

from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.syntax import Places, Site, binary, called, reads, walk
from autograder.problemset.functions import names_of_kind

__all__ = ["SCALED_PARTS", "scaled_parts"]

Edit: TypeAlias = tuple[Mistake, Mapping[str, str], Places]

MULTIPLIED: Final = Mistake(
    "factor.extra",
    Rank.EXCHANGED,
    "{name} is a factor of {other} once too often, or a division by it is missing there.",
)
DIVIDED: Final = Mistake(
    "factor.extra",
    Rank.EXCHANGED,
    "{other} is divided by {name} once too often, or lacks it as a factor.",
)
SCALED_PARTS: Final = (MULTIPLIED, DIVIDED)

_MOST_PARTS: Final = 10
_MOST_NUMBERS: Final = 6
_CURVED: Final = names_of_kind("entrywise") | names_of_kind("along")


def scaled_parts(
    places: Sequence[Site],
    lines: Mapping[str, ast.Expr],
    known: Mapping[str, Any],
    moving: Collection[str],
) -> Iterator[Edit]:
    """Yield what a function is of, and each line but the last, times and over each number.

    ``known`` has the values of names at a trial, of which ``moving`` depend on the variable.
    """
    numbers = list(_numbers(places, known, moving))[:_MOST_NUMBERS]
    parts = [site for site in places if reads(site.node, moving) and _is_curved(site, lines)]
    for site in parts[:_MOST_PARTS]:
        assert isinstance(site.node, ast.expr)
        for number in numbers:
            slots = {"name": ast.unparse(number), "other": _name_of(site, lines)}
            for mistake, kind in ((MULTIPLIED, ast.Mult()), (DIVIDED, ast.Div())):
                yield mistake, slots, ((site, ast.BinOp(site.node, kind, number)),)


def _numbers(
    places: Sequence[Site], known: Mapping[str, Any], moving: Collection[str]
) -> Iterator[ast.expr]:
    """Yield the numbers among the names, and the sums of such, that stay as they are."""
    seen = set[str]()
    for site in places:
        node = site.node
        if not isinstance(node, (ast.Name, ast.BinOp)) or ast.unparse(node) in seen:
            continue
        names = [part for part in walk(node) if isinstance(part, ast.Name)]
        is_sum = isinstance(node, ast.Name) or binary(node, ast.Add, ast.Sub)
        if is_sum and names and not any(isinstance(part, ast.Call) for part in walk(node)):
            values = [np.asarray(known.get(name.id, np.ones(2))) for name in names]
            is_number = all(value.size == 1 and value.dtype.kind == "f" for value in values)
            if is_number and not reads(node, moving):
                seen.add(ast.unparse(node))
                yield node


def _is_curved(site: Site, lines: Mapping[str, ast.Expr]) -> bool:
    """Whether a factor there is more than a factor of the answer."""
    if called(site.parent) in _CURVED:
        return site.field == "args" and site.index == 0
    if binary(site.parent, ast.Pow):
        return site.field == "left"
    return any(site.parent is tree for tree in list(lines.values())[:-1])


def _name_of(site: Site, lines: Mapping[str, ast.Expr]) -> str:
    names = [name for name, tree in lines.items() if site.parent is tree]
    return names[0] if names else ast.unparse(site.node)
