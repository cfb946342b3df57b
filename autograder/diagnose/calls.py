"""Slips of the pen in what is called, and with what."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial
from typing import Final

from autograder.diagnose.index_sums import operand_left_out, subscripts, summed_alone
from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.slip import Slip
from autograder.diagnose.syntax import (
    applied,
    binary,
    called,
    is_one,
    operand_of,
    renamed,
    sum_of_squares,
    transposed,
    walk,
)
from autograder.problemset.functions import RECORDS, names_of_kind

__all__ = ["CALLS", "MEAN"]

_TOTALS: Final = names_of_kind("total")
_ACTIVATIONS: Final = names_of_kind("entrywise") | {"softmax"}
_CHOICES: Final = names_of_kind("choice")
_USUAL: Final = ("exp", "log", "sigmoid", "tanh", "relu")
"""Functions that are written for any other."""
_OF_ONE: Final = names_of_kind("entrywise") | names_of_kind("along")
"""Functions of one array that return one of its shape."""
_ORDERS: Final = frozenset({"flip"})
"""What turns elements round along an axis, and adds nothing up."""
_DIAGONALS: Final = frozenset({"diag", "eye", *RECORDS["diag"].numpy})


def _logistic_missing(node: ast.AST) -> Iterator[ast.AST]:
    """Yield z for 1 / (1 + exp(-z)) and for exp(z) / sum(exp(z))."""
    for divisor in _divisors(node):
        for inner in walk(divisor):
            if isinstance(inner, ast.Call) and called(inner) == "exp":
                yield from _without_sign(operand_of(inner))


def _divisors(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what a quotient divides by; `1 / b * a` is one as well."""
    if op := binary(node, ast.Div):
        yield op.right
    if op := binary(node, ast.Mult):
        for factor in (op.left, op.right):
            quotient = binary(factor, ast.Div)
            if quotient and is_one(quotient.left):
                yield quotient.right


def _without_sign(operand: ast.expr | None) -> Iterator[ast.expr]:
    """Yield an operand, and the same without the minus that it begins with."""
    match operand:
        case None:
            return
        case ast.UnaryOp(operand=plain):
            yield plain
        case ast.BinOp(left=ast.UnaryOp(operand=plain), op=kind, right=right):
            yield ast.BinOp(plain, kind, right)  # exp(-X @ theta): the sign belongs to X
    yield operand


def _dropped(names: frozenset[str], node: ast.AST) -> Iterator[ast.AST]:
    """Yield the operand of a call of one of some functions."""
    if (
        isinstance(node, ast.Call)
        and called(node) in names
        and (operand := operand_of(node)) is not None
    ):
        yield operand


def _twice(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Call) and called(node) in _ACTIVATIONS:
        yield applied(node, node)


def _branch_taken(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the branches of a choice, each taken everywhere; of a clip what it bounds."""
    if isinstance(node, ast.Call) and called(node) in _CHOICES:
        branches = {"where": node.args[1:], "clip": node.args[:1]}
        yield from branches.get(called(node), node.args)


def _inverse_missing(node: ast.AST) -> Iterator[ast.AST]:
    yield from _dropped(frozenset({"inv"}), node)
    if (
        isinstance(node, ast.Call)
        and called(node) == "inv"
        and (operand := operand_of(node)) is not None
    ):
        yield transposed(operand)


def _mean(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Call) and called(node) in _TOTALS:
        yield from (renamed(node, other) for other in sorted(_TOTALS - {called(node)}))


def _axis(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the same reduction over another axis, and over all."""
    if not isinstance(node, ast.Call) or called(node) in _ORDERS:
        return
    for position, keyword in enumerate(node.keywords):
        if keyword.arg == "axis":
            others = [k for k in node.keywords if k.arg not in ("axis", "keepdims")]
            yield ast.Call(node.func, node.args, others)
            for axis in (0, 1, 2):
                changed = list(node.keywords)
                changed[position] = ast.keyword("axis", ast.Constant(axis))
                yield ast.Call(node.func, node.args, changed)
                kept = [k for k in changed if k.arg != "keepdims"]
                yield ast.Call(
                    node.func, node.args, [*kept, ast.keyword("keepdims", ast.Constant(True))]
                )


def _sum_of_all(node: ast.AST) -> Iterator[ast.AST]:
    """Yield, for a running sum, the sum of all at each of its places."""
    operand = operand_of(node) if isinstance(node, ast.Call) and called(node) == "cumsum" else None
    if operand is not None:
        assert isinstance(node, ast.Call)
        whole = renamed(node, "sum")
        whole.keywords = [*node.keywords, ast.keyword("keepdims", ast.Constant(True))]
        yield ast.BinOp(whole, ast.Add(), ast.BinOp(ast.Constant(0), ast.Mult(), operand))


def _shift(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a roll by another number of places, and what is rolled."""
    match node:
        case ast.Call(args=[rolled, ast.Constant(value=int() as by), *rest]):
            for other in (by - 1, by + 1) if called(node) == "roll" else ():
                shift = [ast.Constant(other), *rest]
                yield ast.Call(node.func, [rolled, *shift], node.keywords) if other else rolled


def _inside_out(node: ast.AST) -> Iterator[ast.AST]:
    """Yield two functions, one of the other, in the other order."""
    match node:
        case ast.Call(func=ast.Name(), args=[ast.Call(func=ast.Name()) as inner]):
            if called(node) != called(inner) and {called(node), called(inner)} <= _OF_ONE:
                yield applied(inner, applied(node, inner.args[0]))


def _function_other(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Call) and (record := RECORDS.get(called(node))):
        usual = _USUAL if record.kind == "entrywise" else ()
        for name in dict.fromkeys((*record.confused_with, *usual)):
            if name != called(node):
                yield _as_if(node, name)
    if isinstance(node, ast.Call) and called(node) == "log":
        for base in (2, 10):
            yield ast.BinOp(node, ast.Div(), ast.Call(node.func, [ast.Constant(base)], []))


def _as_if(call: ast.Call, name: str) -> ast.Call:
    """Return the call of another function, which of its arguments gets those that it takes."""
    if RECORDS[name].kind == "entrywise":
        return ast.Call(renamed(call, name).func, call.args[:1], [])
    return renamed(call, name)


def _length_squared(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the square of a norm, and a norm that is squared without its square."""
    if called(node) == "norm" and isinstance(node, ast.Call):
        yield ast.BinOp(node, ast.Pow(), ast.Constant(2))
    power = binary(node, ast.Pow)
    if power and called(power.left) == "norm":
        yield power.left


def _length_for_square(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the length for a sum of squares."""
    squares = sum_of_squares(node)
    if squares is not None and isinstance(node, ast.expr):
        yield ast.BinOp(node, ast.Div(), ast.BinOp(squares, ast.Pow(), ast.Constant(0.5)))


MEAN: Final = Mistake("scale.mean", Rank.LEFT_OUT, "Check where a sum and where a mean is meant.")

CALLS: Final = (
    Slip(
        Mistake(
            "sum.missing",
            Rank.LEFT_OUT,
            "A sum is missing: what it should add up stands there entry by entry.",
        ),
        partial(_dropped, _TOTALS),
        (ast.Call,),
    ),
    Slip(
        Mistake(
            "layout.subscripts",
            Rank.WRONG_WAY,
            "An axis is summed or placed that should not be: read which index each axis runs over.",
        ),
        subscripts,
        (ast.Call,),
    ),
    Slip(
        Mistake(
            "factor.missing", Rank.LEFT_OUT, "A factor is missing from a sum over indices (einsum)."
        ),
        operand_left_out,
        (ast.Call,),
    ),
    Slip(
        Mistake(
            "sums.multiplied",
            Rank.SLIP,
            "Sums are multiplied where products belong in a sum over indices (einsum): each array"
            " is added up by itself.",
        ),
        summed_alone,
        (ast.Call,),
    ),
    Slip(
        Mistake("activation.missing", Rank.SLIP, "A function is left out."),
        _logistic_missing,
        (ast.Mult, ast.Div),
    ),
    Slip(MEAN, _mean, (ast.Call,)),
    Slip(
        Mistake("activation.missing", Rank.LEFT_OUT, "A function, or its derivative, is left out."),
        partial(_dropped, _ACTIVATIONS),
        (ast.Call,),
    ),
    Slip(
        Mistake("activation.twice", Rank.SLIP, "A function is applied twice."), _twice, (ast.Call,)
    ),
    Slip(
        Mistake(
            "mask.missing",
            Rank.LEFT_OUT,
            "A maximum, a minimum or a condition is left out: all entries are treated alike.",
        ),
        _branch_taken,
        (ast.Call,),
    ),
    Slip(
        Mistake("inverse.rule", Rank.LEFT_OUT, "An inverse is missing."),
        _inverse_missing,
        (ast.Call,),
    ),
    Slip(
        Mistake(
            "diagonal.compressed",
            Rank.SLIP,
            "A column stands where the diagonal matrix is needed; numpy broadcasts it.",
        ),
        partial(_dropped, _DIAGONALS),
        (ast.Call,),
    ),
    Slip(
        Mistake("axis.other", Rank.SLIP, "A sum or mean runs over the wrong axis."),
        _axis,
        (ast.Call,),
    ),
    Slip(
        Mistake(
            "sum.running",
            Rank.SLIP,
            "The elements are taken in the other order: a flip is missing, so that what runs over"
            " them runs from the other end.",
        ),
        partial(_dropped, _ORDERS),
        (ast.Call,),
    ),
    Slip(
        Mistake(
            "norm.squared",
            Rank.SLIP,
            "The square of a length stands where the length itself belongs, or the other way"
            " round.",
        ),
        _length_squared,
        (ast.Call, ast.Pow),
    ),
    Slip(
        Mistake("norm.squared", Rank.EXCHANGED, "A length stands where its square belongs."),
        _length_for_square,
        (ast.Call, ast.MatMult),
    ),
    Slip(
        Mistake(
            "sum.running",
            Rank.SLIP,
            "The sum of all entries stands where a running sum belongs.",
        ),
        _sum_of_all,
        (ast.Call,),
    ),
    Slip(
        Mistake(
            "index.shifted",
            Rank.SLIP,
            "The entries of something stand one place off: a shift along an axis is left out, or"
            " is by another number of places.",
        ),
        _shift,
        (ast.Call,),
    ),
    Slip(
        Mistake("factors.order", Rank.SLIP, "Two functions are applied in the wrong order."),
        _inside_out,
        (ast.Call,),
    ),
    Slip(
        Mistake(
            "function.other",
            Rank.FAR_FETCHED,
            "Another function stands where the right one belongs.",
        ),
        _function_other,
        (ast.Call,),
    ),
)
"""Slips in calls."""
