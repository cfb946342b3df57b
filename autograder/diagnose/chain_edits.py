"""Slips that are made at several places of a derivation at once, for one reason.

Two quantities are exchanged, one is put for another, states are off by a step; what is made of a
matrix or of a length is in :mod:`.matrix_edits`.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from autograder.diagnose.backward import OPERAND
from autograder.diagnose.inverse_edits import INVERSE_EDITS, inverse_edits
from autograder.diagnose.matrix_edits import MATRIX_EDITS, Edit, matrix_edits
from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.syntax import Site, called, named_places, role_of, sites, walk
from autograder.diagnose.tangent_rules import FILLED

__all__ = ["CHAIN_EDITS", "SLOPE_MISSING", "chain_edits"]

SLOPE_MISSING: Final = Mistake(
    "activation.missing",
    Rank.LEFT_OUT,
    "The derivative of the function {name} is missing from the chain.",
)
EXCHANGED: Final = Mistake(
    "operand.exchanged",
    Rank.EXCHANGED,
    "{name} and {other} are exchanged in the derivative: each stands where the other belongs.",
)
EXCHANGED_IN_TERM: Final = Mistake(
    "operand.exchanged",
    Rank.DOUBLED,
    "{name} and {other} are exchanged in one term of the derivative.",
)
EXCHANGED_FACTORS: Final = Mistake(
    "operand.exchanged",
    Rank.FAR_FETCHED,
    "{name} and {other} are exchanged among the factors that the chain rule brings.",
)
OTHER_FACTOR: Final = Mistake(
    "operand.other",
    Rank.FAR_FETCHED,
    "{other} stands where {name} belongs among the factors that the chain rule brings.",
)
OTHER_EVERYWHERE: Final = Mistake(
    "operand.other",
    Rank.DOUBLED,
    "{other} stands where {name} belongs, at several places of the derivative.",
)
OTHER_TOLD_ONCE: Final = Mistake(
    "operand.other", Rank.DOUBLED, "{other} stands where {name} belongs in the derivative."
)
OTHER_IN_CONDITION: Final = Mistake(
    "operand.other", Rank.DOUBLED, "{other} stands where {name} belongs in a condition."
)
SHIFTED: Final = Mistake(
    "index.shifted",
    Rank.WRONG_WAY,
    "The states are off by one step: each stands where that of the step before belongs.",
)

CHAIN_EDITS: Final = (
    SLOPE_MISSING, EXCHANGED, EXCHANGED_IN_TERM, EXCHANGED_FACTORS, OTHER_EVERYWHERE,
    OTHER_TOLD_ONCE, OTHER_IN_CONDITION, OTHER_FACTOR, SHIFTED, *MATRIX_EDITS, *INVERSE_EDITS,
)  # fmt: skip


def chain_edits(
    lines: Mapping[str, ast.Expr],
    made: Mapping[str, ast.Expr],
    alike: Mapping[str, Sequence[str]],
    chain: Sequence[Site],
    own: Sequence[Site],
) -> Iterator[Edit]:
    """Yield what may be wrong at several places of the lines.

    ``made`` are those of the derivative itself, ``chain`` the places in them, ``own`` those in no
    part of the forward; ``alike`` has, for each name, those of its shape.
    """
    yield from _exchanged(chain, EXCHANGED, alike, made)
    for term in _terms(made):
        yield from _exchanged(list(sites(term)), EXCHANGED_IN_TERM, alike, made)
    yield from _exchanged(own, EXCHANGED_FACTORS, alike, made)
    yield from _others(chain, alike, made)
    yield from _other_factors(chain, own, alike, made)
    yield from _shifted(lines, made, alike, chain)
    yield from matrix_edits(lines, made, chain, own)
    yield from inverse_edits(lines, made, chain)


def _names(places: Sequence[Site], made: Mapping[str, ast.Expr]) -> dict[str, list[Site]]:
    """Return the places of each name that is no line of the derivative."""
    return {name: group for name, group in named_places(places).items() if name not in made}


def _name(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _exchanged(
    places: Sequence[Site],
    mistake: Mistake,
    alike: Mapping[str, Sequence[str]],
    made: Mapping[str, ast.Expr],
) -> Iterator[Edit]:
    found = _names(places, made)
    for one, other in itertools.combinations(sorted(found), 2):
        if other in alike.get(one, ()):
            changed = [(site, _name(other)) for site in found[one]]
            changed += [(site, _name(one)) for site in found[other]]
            yield mistake, {"name": one, "other": other}, tuple(changed), {}


def _terms(made: Mapping[str, ast.Expr]) -> Iterator[ast.Expr]:
    """Yield each line and each summand of a line that has several, to be changed in place."""
    for tree in made.values():
        summands = list(_summands(tree.value))
        if len(made) > 1 or len(summands) > 1:
            yield from (ast.Expr(summand) for summand in summands)


def _summands(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.BinOp(left=left, op=(ast.Add() | ast.Sub()), right=right):
            yield from _summands(left)
            yield from _summands(right)
        case _:
            yield node


def _others(
    places: Sequence[Site], alike: Mapping[str, Sequence[str]], made: Mapping[str, ast.Expr]
) -> Iterator[Edit]:
    of_shape = {
        id(part)
        for site in places
        if isinstance(site.node, ast.Call) and called(site.node) in FILLED
        for part in walk(site.node.args[1])
    }
    for name, group in _names(places, made).items():
        told = [site for site in group if id(site.node) not in of_shape]
        for other in alike.get(name, ()) if len(group) > 1 else ():
            if other != name and other not in made:
                changed = tuple((site, _name(other)) for site in group)
                yield _other(told), {"name": name, "other": other}, changed, {}


def _other_factors(
    places: Sequence[Site],
    own: Sequence[Site],
    alike: Mapping[str, Sequence[str]],
    made: Mapping[str, ast.Expr],
) -> Iterator[Edit]:
    """Yield another quantity at several places, but in no part of the forward that has it too."""
    whole = _names(places, made)
    for name, group in _names(own, made).items():
        for other in alike.get(name, ()) if 1 < len(group) < len(whole[name]) else ():
            if other != name and other not in made:
                changed = tuple((site, _name(other)) for site in group)
                yield OTHER_FACTOR, {"name": name, "other": other}, changed, {}


def _other(group: Sequence[Site]) -> Mistake:
    """Return what is said of another quantity at some places, which a student may write once."""
    if all(isinstance(site.parent, ast.Compare) for site in group):
        return OTHER_IN_CONDITION
    texts = {ast.unparse(site.parent) for site in group}
    return OTHER_EVERYWHERE if len(texts) > 1 else OTHER_TOLD_ONCE


def _shifted(
    lines: Mapping[str, ast.Expr],
    made: Mapping[str, ast.Expr],
    alike: Mapping[str, Sequence[str]],
    chain: Sequence[Site],
) -> Iterator[Edit]:
    """Yield each factor of a product taken from the next step of a recurrence, at all steps."""
    following: dict[str, str] = {}
    for name, tree in lines.items():
        if name not in made:
            read = {part.id for part in walk(tree) if isinstance(part, ast.Name)}
            for before in read.intersection(alike.get(name, ())):
                following.setdefault(before, name)
    changed = [
        (site, _name(following[site.node.id]))
        for site in chain
        if isinstance(site.node, ast.Name)
        and site.node.id in following
        and role_of(site.node) == OPERAND
    ]
    if len({site.node.id for site, _ in changed if isinstance(site.node, ast.Name)}) > 1:
        yield SHIFTED, {}, tuple(changed), {}
