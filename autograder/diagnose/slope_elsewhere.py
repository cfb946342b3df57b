"""Slopes of functions, and conditions of choices, that leave out a term of what they are of.

Or a function of it: its value is that of its argument, and its own derivative is in the chain.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.calculus import STEP
from autograder.diagnose.formula_changes import Change
from autograder.diagnose.mistake import Mistake, Rank, Step
from autograder.diagnose.rule import slope_of
from autograder.diagnose.syntax import Site, called, copied, walk
from autograder.problemset.functions import RECORDS, Function

__all__ = [
    "AT_ANOTHER",
    "TERM_LEFT_OUT",
    "VALUE_LEFT_OUT",
    "at_other_quantities",
    "without_a_term",
    "without_their_values",
]

Array: TypeAlias = NDArray[Any]

TERM_LEFT_OUT: Final = Mistake(
    "evaluated.elsewhere",
    Rank.RULE_UNUSUAL,
    "The derivative of {name} is taken without {other}, at {here} alone: it depends on all of"
    " what {name} is of.",
)

VALUE_LEFT_OUT: Final = Mistake(
    "evaluated.elsewhere",
    Rank.RULE_UNUSUAL,
    "What {name} is of stands where its value belongs in the derivative: {name} is left out there.",
)

AT_ANOTHER: Final = Mistake(
    "evaluated.elsewhere",
    Rank.SLIP,
    "In the derivative of {name}, {here} stands where its own argument or value belongs.",
)

_MOST_QUANTITIES: Final = 8  # at which a slope is tried, of each function

_HELPER: Final = "slope_elsewhere"


def without_a_term(sites: Sequence[Site]) -> Iterator[Change]:
    """Yield each function of a sum with its slope at one term, each choice by one term of each."""
    for site in sites:
        name = called(site.node)
        if name not in RECORDS or not isinstance(site.node, ast.Call):
            continue
        record, args = RECORDS[name], site.node.args
        if record.kind == "entrywise" and len(args) == 1:
            rule: Callable[..., Array] = partial(_entry_by_entry, record)
        elif name in ("maximum", "minimum"):
            rule = partial(_by_another_condition, record)
        else:
            continue
        for kept, left_out in _halves(args):
            call = ast.Call(ast.Name(_HELPER, ast.Load()), [*args, *kept], [])
            slots = {"name": name, "other": _listed(left_out), "here": _listed(kept)}
            yield Change(Step(TERM_LEFT_OUT, slots), ((site, call),), {_HELPER: rule})


def without_their_values(sites: Sequence[Site]) -> Iterator[Change]:
    """Yield each function with its argument for its value, and with its own derivative."""
    for site in sites:
        record = RECORDS.get(called(site.node))
        if record is None or not isinstance(site.node, ast.Call):
            continue
        if record.kind == "entrywise" or (record.kind == "along" and record.change):
            plain = ast.Call(ast.Name(_HELPER, ast.Load()), [site.node, site.node.args[0]], [])
            step = Step(VALUE_LEFT_OUT, {"name": called(site.node)})
            yield Change(step, ((site, plain),), {_HELPER: _at_argument})


def at_other_quantities(
    sites: Sequence[Site], lines: Mapping[str, ast.Expr], known: Mapping[str, Any]
) -> Iterator[Change]:
    """Yield each function with its slope at what it is a part of, and at names of its shape.

    ``lines`` are those of the formulas, ``known`` the values at a trial of what students see.
    """
    parents = {id(site.node): site.parent for site in sites}
    for site in sites:
        record = RECORDS.get(called(site.node))
        if record is None or record.kind != "entrywise" or not isinstance(site.node, ast.Call):
            continue
        own = {ast.unparse(part) for part in (site.node, site.node.args[0])}
        line = next((name for name, tree in lines.items() if tree.value is site.node), "")
        around = (part for part in _around(site, parents) if _names(part) <= known.keys())
        others: dict[str, ast.expr] = {ast.unparse(part): part for part in around}
        others |= {name: ast.Name(name, ast.Load()) for name in known if np.ndim(known[name])}
        quantities = [(text, part) for text, part in others.items() if text not in {*own, line}]
        for text, part in quantities[:_MOST_QUANTITIES]:
            for slope in filter(None, (record.slope, record.by_value)):
                call = ast.Call(ast.Name(_HELPER, ast.Load()), [*site.node.args, copied(part)], [])
                step = Step(AT_ANOTHER, {"name": called(site.node), "here": text})
                yield Change(step, ((site, call),), {_HELPER: partial(_at, record, slope)})


def _names(node: ast.AST) -> set[str]:
    calls = {called(part) for part in walk(node)}
    return {part.id for part in walk(node) if isinstance(part, ast.Name)} - calls


def _around(site: Site, parents: Mapping[int, ast.AST]) -> Iterator[ast.expr]:
    """Yield the operations that the node at a place is a part of, from the inside out."""
    above: ast.AST | None = site.parent
    while isinstance(above, ast.expr):
        if isinstance(above, (ast.BinOp, ast.Call)):
            yield above
        above = parents.get(id(above))


def _at(record: Function, slope: str, z: Array, here: Array) -> Array:
    """Return a function that changes with a slope that is written with another quantity.

    Raises:
        ValueError: it has another shape.
    """
    if np.shape(here) != np.shape(z):
        raise ValueError("a slope is needed for each entry")
    x = np.real(here)
    return np.asarray(record.value(np.real(z)) + 1j * np.imag(z) * slope_of(slope)(x, x))


def _at_argument(value: Array, z: Array) -> Array:
    return np.asarray(np.real(z) + 1j * np.imag(value))


def _halves(args: Sequence[ast.expr]) -> Iterator[tuple[list[ast.expr], list[ast.expr]]]:
    """Yield the first and the last term of all arguments, where each is a sum, with the others."""
    pairs = [
        (arg.left, arg.right)
        for arg in args
        if isinstance(arg, ast.BinOp) and isinstance(arg.op, ast.Add)
    ]
    if len(pairs) == len(args):
        first, last = [left for left, _ in pairs], [right for _, right in pairs]
        yield first, last
        yield last, first


def _listed(parts: Sequence[ast.expr]) -> str:
    return " and ".join(map(ast.unparse, parts))


def _entry_by_entry(record: Function, z: Array, here: Array) -> Array:
    """Return a function that changes with the slope that it has elsewhere.

    Raises:
        ValueError: elsewhere has another shape.
    """
    if np.shape(here) != np.shape(z):
        raise ValueError("a slope is needed for each entry")
    slope = np.imag(record.value(np.real(here) + 1j * STEP)) / STEP
    return np.asarray(record.value(np.real(z)) + 1j * np.imag(z) * slope)


def _by_another_condition(
    record: Function, z: Array, bound: Array, here: Array, other: Array
) -> Array:
    """Return a choice that changes as the branch does that other quantities choose."""
    first = record.value(np.real(here), np.real(other)) == np.real(here)
    change = np.where(first, np.imag(z), np.imag(bound))
    return np.asarray(record.value(np.real(z), np.real(bound)) + 1j * change)
