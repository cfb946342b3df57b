"""Mutants of a forward: masks left out or turned, thresholds moved, terms of sums left out.

They need no reference: the derivative of a wrong forward is what a student with that slip hands in.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from autograder.oracle.branches import Branches
from autograder.problemset.formula import Formula, FormulaError, Program, parse_formula
from autograder.problemset.model import Change, Derivative, Problem, Value

__all__ = ["ForwardMutant", "Moves", "forward_mutants", "moves_of"]

Moves: TypeAlias = Mapping[str, tuple[float, float]]
"""Text of a branch -> how far its threshold is moved down and up."""


class Slip(NamedTuple):
    """The id of a slip, what stands in the place of a part, and how far a threshold is moved."""

    mistake: str
    new: str
    shift: float = 0.0


LEFT_OUT: Final = "mask.left-out"
TURNED: Final = "mask.turned"
MOVED: Final = "threshold.moved"
TERM: Final = "term.left-out"

_TURNED_ORDER: Final[Mapping[type[ast.cmpop], str]] = {
    ast.Lt: ">=", ast.LtE: ">", ast.Gt: "<=", ast.GtE: "<",
}  # fmt: skip
_OTHER: Final = {"maximum": "minimum", "minimum": "maximum", "max": "min", "min": "max"}


class ForwardMutant(Struct, frozen=True):
    """A problem with a slip in its forward: the slip's id, and the change in words.

    ``branch`` is the part that is changed; its threshold is moved by ``shift``, unless that is 0.
    """

    mistake: str
    change: str
    problem: Problem
    branch: str
    shift: float


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
        for old, slip, new in _slipped(formula, moves):
            lines = list(problem.forward.lines)
            lines[position] = (name, new)
            yield _mutant(old, slip, replace(problem, forward=Program(tuple(lines))))
    for position, answer in enumerate(problem.answers):
        match answer.asks:
            case Derivative(of=Formula() as formula) | Change(of=Formula() as formula):
                field = "of"
            case Value(formula=formula):
                field = "formula"
            case _:
                continue
        for old, slip, new in _slipped(formula, moves):
            answers = list(problem.answers)
            answers[position] = replace(answer, asks=replace(answer.asks, **{field: new}))
            yield _mutant(old, slip, replace(problem, answers=tuple(answers)))


def _mutant(old: str, slip: Slip, problem: Problem) -> ForwardMutant:
    change = f"`{old}` -> `{slip.new}`"
    return ForwardMutant(slip.mistake, change, problem, old, slip.shift)


def _slipped(formula: Formula, moves: Moves) -> Iterator[tuple[str, Slip, Formula]]:
    """Yield each slip in a formula: the part it is made in, the slip, the formula with it."""
    text = ast.unparse(formula.tree)
    for node in ast.walk(ast.parse(text, mode="eval").body):
        if not isinstance(node, ast.expr):
            continue
        old = ast.unparse(node)
        for slip in _slips(node, moves.get(old) or moves.get(f"{old}, lower end")):
            whole = f"{text[: node.col_offset]}({slip.new}){text[node.end_col_offset :]}"
            try:
                yield old, slip, parse_formula(whole)
            except FormulaError:  # such as a list where an array stood
                continue


def _slips(node: ast.AST, move: tuple[float, float] | None) -> Iterator[Slip]:
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
            yield Slip(TERM, ast.unparse(left))
            sign = "-" if isinstance(op, ast.Sub) else ""
            yield Slip(TERM, f"{sign}({ast.unparse(right)})")
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
    yield Slip(LEFT_OUT, f"0 * ({left}) < 1 + 0 * ({right})")
    yield Slip(LEFT_OUT, f"0 * ({left}) > 1 + 0 * ({right})")
    yield Slip(TURNED, f"({left}) {_TURNED_ORDER[type(op)]} ({right})")
    yield from _moved(lambda shift: f"({left}) {sign} ({right}) + {shift}", move)


def _moved(write: Callable[[str], str], move: tuple[float, float] | None) -> Iterator[Slip]:
    """Yield what is written with a threshold moved, by few digits: down, then up."""
    for text in () if move is None else (f"({-move[0]:.4g})", f"{move[1]:.4g}"):
        yield Slip(MOVED, write(text), float(text.strip("()")))


def _of_relu(_: str, arguments: Sequence[str], move: tuple[float, float] | None) -> Iterator[Slip]:
    [x] = arguments
    yield Slip(LEFT_OUT, x)
    yield Slip(TURNED, f"-relu(-({x}))")
    yield from _moved(lambda shift: f"where(({x}) > {shift}, {x}, 0 * ({x}))", move)


def _of_abs(_: str, arguments: Sequence[str], move: tuple[float, float] | None) -> Iterator[Slip]:
    [x] = arguments
    yield Slip(LEFT_OUT, x)
    yield Slip(TURNED, f"-abs({x})")
    yield from _moved(lambda shift: f"where(({x}) > {shift}, {x}, -({x}))", move)


def _of_sign(_: str, arguments: Sequence[str], move: tuple[float, float] | None) -> Iterator[Slip]:
    [x] = arguments
    yield Slip(LEFT_OUT, f"1 + 0 * ({x})")
    yield Slip(TURNED, f"-sign({x})")
    yield from _moved(lambda shift: f"sign(({x}) - {shift})", move)


def _of_two(
    name: str, arguments: Sequence[str], move: tuple[float, float] | None
) -> Iterator[Slip]:
    a, b = arguments
    yield Slip(LEFT_OUT, f"({a}) + 0 * ({b})")
    yield Slip(LEFT_OUT, f"({b}) + 0 * ({a})")
    yield Slip(TURNED, f"{_OTHER[name]}({a}, {b})")
    sign = ">" if name == "maximum" else "<"
    yield from _moved(lambda shift: f"where(({a}) {sign} ({b}) + {shift}, {a}, {b})", move)


def _of_clip(_: str, arguments: Sequence[str], move: tuple[float, float] | None) -> Iterator[Slip]:
    x, low, high = arguments
    yield Slip(LEFT_OUT, x)
    yield Slip(LEFT_OUT, f"maximum({x}, {low})")
    yield Slip(LEFT_OUT, f"minimum({x}, {high})")
    yield from _moved(lambda shift: f"clip({x}, ({low}) + {shift}, ({high}) + {shift})", move)


def _of_where(_: str, arguments: Sequence[str], _move: object) -> Iterator[Slip]:
    mask, a, b = arguments
    yield Slip(LEFT_OUT, f"({a}) + 0 * ({b})")
    yield Slip(LEFT_OUT, f"({b}) + 0 * ({a})")
    yield Slip(TURNED, f"where({mask}, {b}, {a})")


def _of_entries(name: str, arguments: Sequence[str], _move: object) -> Iterator[Slip]:
    given = ", ".join(arguments)
    yield Slip(LEFT_OUT, f"mean({given})")
    yield Slip(TURNED, f"{_OTHER[name]}({given})")


_CALLS: Final[
    Mapping[str, Callable[[str, Sequence[str], tuple[float, float] | None], Iterator[Slip]]]
] = {
    "relu": _of_relu, "abs": _of_abs, "sign": _of_sign, "clip": _of_clip, "where": _of_where,
    "maximum": _of_two, "minimum": _of_two, "max": _of_entries, "min": _of_entries,
}  # fmt: skip
"""Function that branches -> its slips."""
