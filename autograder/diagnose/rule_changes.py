"""The wrong rules of differentiation that may be at work at one place of a problem's formulas."""

from __future__ import annotations

import ast
import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import Any, Final

from autograder.diagnose.formula_changes import Change
from autograder.diagnose.mistake import Mistake, Step
from autograder.diagnose.operations import (
    APPEARANCE,
    COUNTED,
    EQUAL_TERMS,
    HELD_FIXED,
    IDENTITY_OF_ONES,
    LINK,
    LINK_SUMMED,
    OUTER,
    PART_MISSING,
    PART_SQUARED,
    PART_TWICE,
    PART_VALUE,
    POWER,
    POWER_LOST,
    PRODUCT,
    PRODUCT_SIGN,
    QUOTIENT,
    SOFTPLUS,
    appearance_rules,
    constant,
    doubled,
    first_term_negated,
    matrices_multiplied,
    multiplied,
    ones_for_identity,
    ones_for_link,
    outer_entry_by_entry,
    power_lost,
    power_not_chained,
    power_rules,
    product_rules,
    quotient_rules,
    second_term_negated,
    slope_at_value,
    slope_left_out,
    slope_of_one,
    slopes_divided,
    slopes_divided_through,
    slopes_multiplied,
    slopes_multiplied_through,
    square_for_slope,
    value_for_slope,
)
from autograder.diagnose.rules import rules_of
from autograder.diagnose.syntax import Site, binary, called, is_one, reads, walk
from autograder.problemset.formula import Program, parse_formula
from autograder.problemset.functions import FUNCTIONS, names_of_kind

__all__ = ["held_parts", "rules_at", "wrong_rules"]

_HELPER: Final = "wrong_rule"
"""What a function with a wrong rule is called in a changed formula."""
_HELD: Final = "held_fixed"
"""What holding a part fixed is called there, where two functions are needed."""
_MOST_PARTS: Final = 12
"""Parts of a forward that are taken for functions of one name."""
_MOST_APPEARANCES: Final = 4
"""Appearances of the variable that are taken for each other, two at a time."""
_MOST_PAIRS: Final = 8
"""Products and quotients whose factors' derivatives are combined entry by entry of the variable."""
_ENTRYWISE: Final = names_of_kind("entrywise")
_STATISTICS: Final = names_of_kind("statistic") | {"mean"}
"""What is held fixed together: a student takes the statistics of a batch for constants."""


def wrong_rules(
    sites: Sequence[Site],
    variable: str,
    moving: Collection[str],
    *,
    sums: bool,
    is_second: bool,
) -> Iterator[Change]:
    """Yield every wrong rule of differentiation at some places, where what is there moves.

    ``sums`` says whether a link that is left out leaves a sum over its entries, ``is_second``
    whether the places are those of a first derivative.
    """
    of_ones = LINK_SUMMED if sums else LINK
    changing = [site for site in sites if reads(site.node, moving)]
    softplus = {id(inner) for site in changing if (inner := _inside_softplus(site.node))}
    for site in changing:
        for step, rule, call in rules_at(site.node, variable, moving, of_ones):
            mistake = step.mistake
            if id(site.node) in softplus and mistake and mistake.id == SOFTPLUS.id:
                step = Step(SOFTPLUS, step.slots)
            yield Change(step, ((site, call),), {_HELPER: rule})
    yield from _everywhere(changing)
    yield from _slopes_alone(changing, variable, moving)
    yield from _of_parts(changing, moving)
    if is_second:
        yield from _of_first_derivatives(changing, moving)
    yield from _of_appearances([site for site in changing if _is_name(site.node, variable)])
    statistics = [site for site in changing if called(site.node) in _STATISTICS]
    if len(statistics) > 1:
        together = tuple((site, _helped(site.node)) for site in statistics)
        yield Change(Step(HELD_FIXED), together, {_HELPER: constant})


def held_parts(
    sites: Sequence[Site], variable: str, moving: Collection[str]
) -> Iterator[tuple[str, Change]]:
    """Yield each of several parts that an operation is of, or appearances, held fixed by itself.

    With it comes its formula, empty for an appearance of the variable.
    """
    changing = [site for site in sites if reads(site.node, moving)]
    beside = Counter(id(site.parent) for site in changing)
    for site in changing:
        is_variable = _is_name(site.node, variable)
        if is_variable or beside[id(site.parent)] > 1:
            change = Change(Step(HELD_FIXED), ((site, _helped(site.node)),), {_HELPER: constant})
            yield "" if is_variable else ast.unparse(site.node), change


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _inside_softplus(node: ast.AST) -> ast.Call | None:
    """Return exp(u) of log(1 + exp(u)), whichever way the sum is written."""
    match node:
        case ast.Call(args=[ast.BinOp(left=left, op=ast.Add(), right=right)]):
            pairs = ((left, right), (right, left)) if called(node) == "log" else ()
            for one, power in pairs:
                if is_one(one) and isinstance(power, ast.Call) and called(power) == "exp":
                    return power
        case ast.Call(args=[ast.Call() as power]):
            return power if called(node) == "log1p" and called(power) == "exp" else None
    return None


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


def _slopes_alone(
    sites: Sequence[Site], variable: str, moving: Collection[str]
) -> Iterator[Change]:
    """Yield f' g' for the derivative of each product, and f' / g' for that of each quotient."""
    of_matrices = [
        (site, both)
        for site in sites
        if (both := binary(site.node, ast.MatMult))
        and reads(both.left, moving)
        and reads(both.right, moving)
    ]
    for site, both in of_matrices[:_MOST_PAIRS]:
        made = ((site, _helped(both.left, both.right)),)
        yield Change(Step(PRODUCT), made, {_HELPER: matrices_multiplied}, by_entry=True)
    pairs = [(site, two) for site in sites if (two := _two_moving(site.node, moving))]
    for site, two in pairs[:_MOST_PAIRS]:
        product = isinstance(two.op, ast.Mult)
        rule = slopes_multiplied if product else slopes_divided
        step = Step(PRODUCT if product else QUOTIENT)
        yield Change(step, ((site, _helped(two.left, two.right)),), {_HELPER: rule}, by_entry=True)
        call = _helped(two.left, two.right, ast.Name(variable, ast.Load()))
        outer = partial(outer_entry_by_entry, not product)
        yield Change(Step(OUTER), ((site, call),), {_HELPER: outer}, by_entry=True)


def _two_moving(node: ast.AST, moving: Collection[str]) -> ast.BinOp | None:
    """Return a product or a quotient of two parts that both move, else None."""
    two = binary(node, ast.Mult, ast.Div)
    return two if two and reads(two.left, moving) and reads(two.right, moving) else None


def _of_first_derivatives(sites: Sequence[Site], moving: Collection[str]) -> Iterator[Change]:
    """Yield the square of what is a function of one other, entry by entry, for its slope."""
    for site in sites:
        inner: ast.AST | None = None
        if isinstance(site.parent, ast.Expr):
            inner = _inner(site.node, moving)
        elif isinstance(site.node, ast.Call) and called(site.node) in _ENTRYWISE:
            inner = site.node.args[0]
        if inner:
            call = _helped(site.node, inner)
            yield Change(Step(PART_SQUARED), ((site, call),), {_HELPER: square_for_slope})


def _of_parts(sites: Sequence[Site], moving: Collection[str]) -> Iterator[Change]:
    """Yield wrong rules for parts that are functions of one other, and no plain call of it."""
    parts = [
        (site, inner)
        for site in sites
        if (inner := _inner(site.node, moving)) and not _is_multiple(site.node, moving)
    ]
    for site, inner in parts[:_MOST_PARTS]:
        rules = [(PART_VALUE, value_for_slope)]
        if _reads_only(site.node, inner.id):
            function = _function_of(site.node, inner.id)
            rules += [(PART_MISSING, partial(slope_left_out, function))]
            rules += [(PART_TWICE, partial(slope_at_value, function))]
        for mistake, rule in rules:
            step = Step(mistake, {"name": ast.unparse(site.node)})
            yield Change(step, ((site, _helped(site.node, inner)),), {_HELPER: rule})


def _inner(node: ast.AST, moving: Collection[str]) -> ast.Name | None:
    """Return the one moving name that a part with two operations or more is a function of."""
    names = {part.id: part for part in walk(node) if isinstance(part, ast.Name)}
    found = [part for name, part in names.items() if name in moving]
    steps = sum(isinstance(part, (ast.Call, ast.BinOp)) for part in walk(node))
    return found[0] if len(found) == 1 and steps > 1 else None


def _is_multiple(node: ast.AST, moving: Collection[str]) -> bool:
    """Whether a part is another such part times or over something that does not move."""
    two = binary(node, ast.Mult, ast.Div)
    sides = (two.left, two.right) if two and not _two_moving(two, moving) else ()
    return any(_inner(side, moving) for side in sides)


def _reads_only(node: ast.AST, name: str) -> bool:
    """Whether a part reads one name, and calls functions of the table only."""
    calls = {called(part) for part in walk(node) if isinstance(part, ast.Call)}
    names = {part.id for part in walk(node) if isinstance(part, ast.Name)}
    return calls <= FUNCTIONS.keys() and names - calls == {name}


def _function_of(node: ast.AST, name: str) -> Callable[[Any], Any]:
    assert isinstance(node, ast.expr)
    formula = parse_formula(ast.unparse(node))
    made: list[Callable[..., Any]] = []

    def function(value: Any) -> Any:
        if not made:
            made.append(Program(()).compile(formula, {}))
        return made[0](**{name: value})

    return function


def _of_appearances(sites: Sequence[Site]) -> Iterator[Change]:
    """Yield wrong terms of each appearance; other coefficients where there are several."""
    for site in sites:
        yield Change(
            Step(IDENTITY_OF_ONES), ((site, _helped(site.node)),), {_HELPER: ones_for_identity}
        )
    for site in sites if len(sites) > 1 else ():
        for words, rule in appearance_rules():
            step = Step(APPEARANCE, {"scale": words})
            yield Change(step, ((site, _helped(site.node)),), {_HELPER: rule})
    yield from _counted(sites)
    for twice, never in itertools.permutations(sites[:_MOST_APPEARANCES], 2):
        places = ((twice, _helped(twice.node)), (never, _helped(never.node, name=_HELD)))
        yield Change(Step(EQUAL_TERMS), places, {_HELPER: doubled, _HELD: constant})


def _counted(sites: Sequence[Site]) -> Iterator[Change]:
    """Yield each of several appearances counted for all of them, from three on."""
    count = len(sites)
    for one in sites if 2 < count <= _MOST_APPEARANCES else ():
        places = [
            (site, _helped(site.node, name=_HELPER if site is one else _HELD)) for site in sites
        ]
        rules: dict[str, Callable[..., Any]] = {
            _HELPER: partial(multiplied, float(count)),
            _HELD: constant,
        }
        yield Change(Step(COUNTED, {"scale": str(count)}), places, rules)


def rules_at(
    node: ast.AST, variable: str, moving: Collection[str], of_ones: Mistake
) -> Iterator[tuple[Step, Callable[..., Any], ast.Call]]:
    """Yield the wrong rules for one node: the deviation, the function, the call of it."""
    if isinstance(node, ast.Call):
        name = called(node)
        for mistake, rule in rules_of(name):
            yield Step(mistake, {"name": name}), rule, _helped_call(node)
    yield from _rules_of_power(node, moving)
    if two := _two_moving(node, moving):
        yield from _rules_of_two(two, moving)
    if _is_link(node, variable, moving):
        for mistake, rule in ((LINK, slope_of_one), (of_ones, ones_for_link)):
            step = Step(mistake, {"name": ast.unparse(node)})
            yield step, rule, _helped(node, ast.Name(variable, ast.Load()))
    if isinstance(node, (ast.Name, ast.BinOp, ast.Call, ast.Attribute)):
        yield Step(HELD_FIXED), constant, _helped(node)


def _rules_of_power(
    node: ast.AST, moving: Collection[str]
) -> Iterator[tuple[Step, Callable[..., Any], ast.Call]]:
    """Yield wrong rules for a power with an exponent that does not move."""
    power = binary(node, ast.Pow)
    if power is None or reads(power.right, moving):
        return
    call = _helped(power.left, power.right)
    for rule in power_rules():
        yield Step(POWER), rule, call
    yield Step(POWER_LOST), power_lost, call
    yield Step(LINK, {"name": ast.unparse(node)}), power_not_chained, call


def _rules_of_two(
    two: ast.BinOp, moving: Collection[str]
) -> Iterator[tuple[Step, Callable[..., Any], ast.Call]]:
    product = isinstance(two.op, ast.Mult)
    step = Step(PRODUCT if product else QUOTIENT)
    for rule in product_rules() if product else quotient_rules():
        yield step, rule, _helped(two.left, two.right)
    negated = ((two.left, first_term_negated), (two.right, second_term_negated))
    for part, rule in negated if product else ():
        step_of_part = Step(PRODUCT_SIGN, {"name": ast.unparse(part)})
        yield step_of_part, rule, _helped(two.left, two.right)
    if inner := _inner(two, moving):
        through = slopes_multiplied_through if product else slopes_divided_through
        yield step, through, _helped(two.left, two.right, inner)


def _is_link(node: ast.AST, variable: str, moving: Collection[str]) -> bool:
    """Whether a node is a link of the chain that no other rule and no part of it stands for."""
    match node:
        case ast.BinOp(left=left, op=(ast.Add() | ast.Sub()), right=right):
            return reads(left, moving) and reads(right, moving)
        case ast.Call(args=[operand, *_]) | ast.UnaryOp(operand=operand):
            return not _is_name(operand, variable)
    return isinstance(node, ast.BinOp)


def _helped(
    *operands: ast.AST, keywords: Sequence[ast.keyword] = (), name: str = _HELPER
) -> ast.Call:
    arguments = [operand for operand in operands if isinstance(operand, ast.expr)]
    return ast.Call(ast.Name(name, ast.Load()), arguments, list(keywords))
