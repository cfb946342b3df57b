"""Mutants of a forward: masks left out or turned, thresholds moved, terms of sums left out.

They need no reference: the derivative of a wrong forward is what a student with that slip hands in.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from autograder.oracle.branches import Branches
from autograder.problemset.formula import Formula, FormulaError, Program, parse_formula
from autograder.problemset.model import Change, Derivative, Problem, Value

__all__ = ["ForwardMutant", "Moves", "forward_mutants", "moves_of"]

Moves: TypeAlias = Mapping[str, tuple[float, float]]
"""Text of a branch -> how far its threshold is moved down and up."""
Slip: TypeAlias = tuple[str, str]
"""The id of a slip, and the formula that stands in the place of a part."""

LEFT_OUT: Final = "mask.left-out"
TURNED: Final = "mask.turned"
MOVED: Final = "threshold.moved"
TERM: Final = "term.left-out"

_TURNED_ORDER: Final[Mapping[type[ast.cmpop], str]] = {
    ast.Lt: ">=", ast.LtE: ">", ast.Gt: "<=", ast.GtE: "<",
}  # fmt: skip
_OTHER: Final = {"maximum": "minimum", "minimum": "maximum", "max": "min", "min": "max"}


class ForwardMutant(Struct, frozen=True):
    """A problem with a slip in its forward: the slip's id, and the change in words."""

    mistake: str
    change: str
    problem: Problem


def moves_of(pool: Sequence[Branches]) -> Moves:
    """Return for each branch the median margin on either side, over many draws.

    A threshold moved so far changes the side of half of the entries that lie there. Where only one
    side occurs the other is moved as far.
    """
    margins: dict[str, list[np.ndarray]] = {}
    for branches in pool:
        for text, seen in branches.items():
            margins.setdefault(text, []).append(seen.margins)
    return {text: _medians(np.concatenate(found)) for text, found in margins.items()}


def _medians(margins: np.ndarray) -> tuple[float, float]:
    below, above = -margins[margins < 0], margins[margins > 0]
    every = float(np.median(np.abs(margins)))
    return (
        float(np.median(below)) if below.size else every,
        float(np.median(above)) if above.size else every,
    )


def forward_mutants(problem: Problem, moves: Moves) -> Iterator[ForwardMutant]:
    """Yield a problem's mutants by one slip in a line of the forward, or in what is asked of it."""
    for position, (name, formula) in enumerate(problem.forward.lines):
        for mistake, change, new in _slipped(formula, moves):
            lines = list(problem.forward.lines)
            lines[position] = (name, new)
            yield ForwardMutant(mistake, change, replace(problem, forward=Program(tuple(lines))))
    for position, answer in enumerate(problem.answers):
        match answer.asks:
            case Derivative(of=Formula() as formula) | Change(of=Formula() as formula):
                field = "of"
            case Value(formula=formula):
                field = "formula"
            case _:
                continue
        for mistake, change, new in _slipped(formula, moves):
            answers = list(problem.answers)
            answers[position] = replace(answer, asks=replace(answer.asks, **{field: new}))
            yield ForwardMutant(mistake, change, replace(problem, answers=tuple(answers)))


def _slipped(formula: Formula, moves: Moves) -> Iterator[tuple[str, str, Formula]]:
    """Yield each slip in a formula: its id, the change in words, the formula with it."""
    text = ast.unparse(formula.tree)
    for node in ast.walk(ast.parse(text, mode="eval").body):
        if not isinstance(node, ast.expr):
            continue
        old = ast.unparse(node)
        for mistake, new in _slips(node, moves.get(old) or moves.get(f"{old}, lower end")):
            whole = f"{text[: node.col_offset]}({new}){text[node.end_col_offset :]}"
            try:
                yield mistake, f"`{old}` -> `{new}`", parse_formula(whole)
            except FormulaError:  # such as a list where an array stood
                continue


def _slips(node: ast.AST, move: tuple[float, float] | None) -> Iterator[Slip]:
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
            yield TERM, ast.unparse(left)
            sign = "-" if isinstance(op, ast.Sub) else ""
            yield TERM, f"{sign}({ast.unparse(right)})"
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _TURNED_ORDER:
            yield from _of_comparison(ast.unparse(left), op, ast.unparse(right), move)
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in _CALLS:
            texts = [ast.unparse(argument) for argument in arguments]
            options = [f"{k.arg}={ast.unparse(k.value)}" for k in node.keywords]
            yield from _CALLS[name](name, [*texts, *options], move)


def _of_comparison(
    left: str, op: ast.cmpop, right: str, move: tuple[float, float] | None
) -> Iterator[Slip]:
    sign = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}[type(op)]
    yield LEFT_OUT, f"0 * ({left}) < 1 + 0 * ({right})"
    yield LEFT_OUT, f"0 * ({left}) > 1 + 0 * ({right})"
    yield TURNED, f"({left}) {_TURNED_ORDER[type(op)]} ({right})"
    for shift in _shifts(move):
        yield MOVED, f"({left}) {sign} ({right}) + {shift}"


def _shifts(move: tuple[float, float] | None) -> Iterator[str]:
    """Yield by how much a threshold is moved, in few digits: down, then up."""
    if move is not None:
        yield f"({-move[0]:.4g})"
        yield f"{move[1]:.4g}"


def _of_relu(_: str, arguments: Sequence[str], move: tuple[float, float] | None) -> Iterator[Slip]:
    [x] = arguments
    yield LEFT_OUT, x
    yield TURNED, f"-relu(-({x}))"
    for shift in _shifts(move):
        yield MOVED, f"where(({x}) > {shift}, {x}, 0 * ({x}))"


def _of_abs(_: str, arguments: Sequence[str], move: tuple[float, float] | None) -> Iterator[Slip]:
    [x] = arguments
    yield LEFT_OUT, x
    yield TURNED, f"-abs({x})"
    for shift in _shifts(move):
        yield MOVED, f"where(({x}) > {shift}, {x}, -({x}))"


def _of_sign(_: str, arguments: Sequence[str], move: tuple[float, float] | None) -> Iterator[Slip]:
    [x] = arguments
    yield LEFT_OUT, f"1 + 0 * ({x})"
    yield TURNED, f"-sign({x})"
    for shift in _shifts(move):
        yield MOVED, f"sign(({x}) - {shift})"


def _of_two(
    name: str, arguments: Sequence[str], move: tuple[float, float] | None
) -> Iterator[Slip]:
    a, b = arguments
    yield LEFT_OUT, f"({a}) + 0 * ({b})"
    yield LEFT_OUT, f"({b}) + 0 * ({a})"
    yield TURNED, f"{_OTHER[name]}({a}, {b})"
    sign = ">" if name == "maximum" else "<"
    for shift in _shifts(move):
        yield MOVED, f"where(({a}) {sign} ({b}) + {shift}, {a}, {b})"


def _of_clip(_: str, arguments: Sequence[str], move: tuple[float, float] | None) -> Iterator[Slip]:
    x, low, high = arguments
    yield LEFT_OUT, x
    yield LEFT_OUT, f"maximum({x}, {low})"
    yield LEFT_OUT, f"minimum({x}, {high})"
    for shift in _shifts(move):
        yield MOVED, f"clip({x}, ({low}) + {shift}, ({high}) + {shift})"


def _of_where(_: str, arguments: Sequence[str], _move: object) -> Iterator[Slip]:
    mask, a, b = arguments
    yield LEFT_OUT, f"({a}) + 0 * ({b})"
    yield LEFT_OUT, f"({b}) + 0 * ({a})"
    yield TURNED, f"where({mask}, {b}, {a})"


def _of_entries(name: str, arguments: Sequence[str], _move: object) -> Iterator[Slip]:
    given = ", ".join(arguments)
    yield LEFT_OUT, f"mean({given})"
    yield TURNED, f"{_OTHER[name]}({given})"


_CALLS: Final[
    Mapping[str, Callable[[str, Sequence[str], tuple[float, float] | None], Iterator[Slip]]]
] = {
    "relu": _of_relu, "abs": _of_abs, "sign": _of_sign, "clip": _of_clip, "where": _of_where,
    "maximum": _of_two, "minimum": _of_two, "max": _of_entries, "min": _of_entries,
}  # fmt: skip
"""Function that branches -> its slips."""
