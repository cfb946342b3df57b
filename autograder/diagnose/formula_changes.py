"""What may be wrong at one place of a problem's formulas: a slip, or a rule of calculus."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from msgspec import Struct

from autograder.diagnose.context import Subject
from autograder.diagnose.mistake import LESS_LIKELY, Mistake, Rank, Step
from autograder.diagnose.operations import (
    APPEARANCE,
    EQUAL_TERMS,
    HELD_FIXED,
    LINK,
    POWER,
    PRODUCT,
    QUOTIENT,
    appearance_rules,
    constant,
    doubled,
    link_left_out,
    power_rules,
    product_rules,
    quotient_rules,
    slopes_divided,
    slopes_multiplied,
)
from autograder.diagnose.rules import rules_of
from autograder.diagnose.slips import (
    AXIS,
    BROADCAST,
    TRANSPOSED_PART,
    changes_of,
    elsewhere,
    holds_a_square,
)
from autograder.diagnose.syntax import Places, Site, binary, called
from autograder.problemset.functions import names_of_kind

__all__ = ["SCALED", "Change", "scaled_terms", "slips", "surcharge_of_slips", "wrong_rules"]

_HELPER: Final = "wrong_rule"
"""What a function with a wrong rule is called in a changed formula."""
_HELD: Final = "held_fixed"
"""What holding a part fixed is called there, where two functions are needed."""
_MOST_APPEARANCES: Final = 4
"""Appearances of the variable that are taken for each other, two at a time."""
_STATISTICS: Final = names_of_kind("statistic") | {"mean"}
"""What is held fixed together: a student takes the statistics of a batch for constants."""

_MOST_PAIRS: Final = 8
"""Products and quotients whose factors' derivatives are combined entry by entry of the variable."""

SCALED: Final = Mistake("scale.part", Rank.SLIP, "One term is {scale} times what it should be.")


class Change(Struct, frozen=True):
    """Nodes put in places of the formulas, and the functions that they call."""

    step: Step
    places: Places
    functions: Mapping[str, Callable[..., Any]] = {}
    by_entry: bool = False
    """Whether the answer has to be worked out for each entry of the variable by itself."""


def surcharge_of_slips(subject: Subject) -> int:
    """Return what a slip in the formulas costs beyond one in the answer that is handed in.

    In a forward that is differentiated it is less likely: the forward is printed in the problem.
    """
    return LESS_LIKELY if subject.slope is not None else 0


def slips(subject: Subject, sites: Sequence[Site]) -> Iterator[Change]:
    """Yield every slip of the pen at some places."""
    alike, square = _interchangeable(subject), holds_a_square(subject)
    step = partial(Step, surcharge=surcharge_of_slips(subject), setting="value")
    for site in sites:
        names = alike.get(site.node.id, ()) if isinstance(site.node, ast.Name) else ()
        for mistake, new in changes_of(site.node, names):
            said = TRANSPOSED_PART if mistake is BROADCAST and square else mistake
            yield Change(step(said), ((site, new),))
        for scale, new in scaled_terms(site.node, subject.problem.dimensions):
            yield Change(step(SCALED, {"scale": scale}), ((site, new),))
    for changed in elsewhere(sites):
        yield Change(step(AXIS), changed)


def _interchangeable(subject: Subject) -> Mapping[str, tuple[str, ...]]:
    """Return, for each input or line, those of its shape; dimensions differ at the first trial."""
    environment = subject.start.environment
    shapes = {name: getattr(value, "shape", ()) for name, value in environment.items()}
    return {
        name: tuple(other for other, its in shapes.items() if its == shape)
        for name, shape in shapes.items()
    }


def scaled_terms(node: ast.AST, dimensions: Sequence[str]) -> Iterator[tuple[str, ast.AST]]:
    """Yield a sum with its last term times or over a dimension, and that number in words."""
    match node:
        case ast.BinOp(left=left, op=(ast.Add() | ast.Sub()) as op, right=right):
            for name in dimensions:
                for kind, scale in ((ast.Div(), f"1/{name}"), (ast.Mult(), name)):
                    term = ast.BinOp(right, kind, ast.Name(name, ast.Load()))
                    yield scale, ast.BinOp(left, op, term)


def wrong_rules(sites: Sequence[Site], variable: str, moving: Collection[str]) -> Iterator[Change]:
    """Yield every wrong rule of differentiation at some places, where what is there moves."""
    changing = [site for site in sites if _reads(site.node, moving)]
    for site in changing:
        for step, rule, call in _rules_at(site.node, variable, moving):
            yield Change(step, ((site, call),), {_HELPER: rule})
    yield from _everywhere(changing)
    yield from _slopes_alone(changing, moving)
    yield from _of_appearances([site for site in changing if _is_name(site.node, variable)])
    statistics = [site for site in changing if called(site.node) in _STATISTICS]
    if len(statistics) > 1:
        together = tuple((site, _helped(site.node)) for site in statistics)
        yield Change(Step(HELD_FIXED), together, {_HELPER: constant})


def _reads(node: ast.AST, names: Collection[str]) -> bool:
    return any(isinstance(part, ast.Name) and part.id in names for part in ast.walk(node))


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _everywhere(sites: Sequence[Site]) -> Iterator[Change]:
    """Yield every wrong rule for a function that is called at several places, at all of them."""
    calls: dict[str, list[Site]] = {}
    for site in sites:
        if isinstance(site.node, ast.Call):
            calls.setdefault(called(site.node), []).append(site)
    for name, places in calls.items():
        together = tuple((site, _helped_call(site.node)) for site in places)
        for mistake, rule in rules_of(name) if len(places) > 1 else ():
            yield Change(Step(mistake, {"name": name}), together, {_HELPER: rule})


def _helped_call(call: ast.AST) -> ast.Call:
    assert isinstance(call, ast.Call)
    return _helped(*call.args, keywords=call.keywords)


def _slopes_alone(sites: Sequence[Site], moving: Collection[str]) -> Iterator[Change]:
    """Yield f' g' for the derivative of each product, and f' / g' for that of each quotient."""
    pairs = [(site, two) for site in sites if (two := _two_moving(site.node, moving))]
    for site, two in pairs[:_MOST_PAIRS]:
        product = isinstance(two.op, ast.Mult)
        rule = slopes_multiplied if product else slopes_divided
        step = Step(PRODUCT if product else QUOTIENT)
        yield Change(step, ((site, _helped(two.left, two.right)),), {_HELPER: rule}, by_entry=True)


def _two_moving(node: ast.AST, moving: Collection[str]) -> ast.BinOp | None:
    """Return a product or a quotient of two parts that both move, else None."""
    two = binary(node, ast.Mult, ast.Div)
    return two if two and _reads(two.left, moving) and _reads(two.right, moving) else None


def _of_appearances(sites: Sequence[Site]) -> Iterator[Change]:
    """Yield another coefficient for the term of each appearance, where there are several."""
    for site in sites if len(sites) > 1 else ():
        for words, rule in appearance_rules():
            step = Step(APPEARANCE, {"scale": words})
            yield Change(step, ((site, _helped(site.node)),), {_HELPER: rule})
    for twice, never in itertools.permutations(sites[:_MOST_APPEARANCES], 2):
        places = ((twice, _helped(twice.node)), (never, _helped(never.node, name=_HELD)))
        yield Change(Step(EQUAL_TERMS), places, {_HELPER: doubled, _HELD: constant})


def _rules_at(
    node: ast.AST, variable: str, moving: Collection[str]
) -> Iterator[tuple[Step, Callable[..., Any], ast.Call]]:
    """Yield the wrong rules for one node: the deviation, the function, the call of it."""
    if isinstance(node, ast.Call):
        name = called(node)
        for mistake, rule in rules_of(name):
            yield Step(mistake, {"name": name}), rule, _helped_call(node)
    match node:
        case ast.BinOp(
            left=base, op=ast.Pow(), right=ast.Constant(value=int() | float() as exponent)
        ):
            for rule in power_rules(exponent):
                yield Step(POWER), rule, _helped(base)
    if two := _two_moving(node, moving):
        product = isinstance(two.op, ast.Mult)
        step = Step(PRODUCT if product else QUOTIENT)
        for rule in product_rules() if product else quotient_rules():
            yield step, rule, _helped(two.left, two.right)
    if _is_link(node, variable, moving):
        step = Step(LINK, {"name": ast.unparse(node)})
        yield step, link_left_out, _helped(node, ast.Name(variable, ast.Load()))
    if isinstance(node, (ast.Name, ast.BinOp, ast.Call, ast.Attribute)):
        yield Step(HELD_FIXED), constant, _helped(node)


def _is_link(node: ast.AST, variable: str, moving: Collection[str]) -> bool:
    """Whether a node is a link of the chain that no other rule and no part of it stands for."""
    match node:
        case ast.BinOp(left=left, op=(ast.Add() | ast.Sub()), right=right):
            return _reads(left, moving) and _reads(right, moving)
        case ast.Call(args=[operand, *_]):
            return not _is_name(operand, variable)
    return isinstance(node, ast.BinOp)


def _helped(
    *operands: ast.AST, keywords: Sequence[ast.keyword] = (), name: str = _HELPER
) -> ast.Call:
    arguments = [operand for operand in operands if isinstance(operand, ast.expr)]
    return ast.Call(ast.Name(name, ast.Load()), arguments, list(keywords))
