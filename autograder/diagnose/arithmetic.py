"""Slips of the pen in sums, products and powers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.products import PRODUCTS
from autograder.diagnose.slip import Slip
from autograder.diagnose.syntax import applied, binary, called, is_one, operand_of, transposed
from autograder.problemset.functions import names_of_kind

__all__ = ["ARITHMETIC", "DOUBLED", "SIGN_OF_PART"]

_TOTALS: Final = names_of_kind("total")
_ENTRYWISE: Final = names_of_kind("entrywise")
_PAIRINGS: Final = names_of_kind("pairing")
_JOINS: Final = names_of_kind("join")


def _term_missing(node: ast.AST) -> Iterator[ast.AST]:
    if op := binary(node, ast.Add, ast.Sub):
        yield op.left
        yield ast.UnaryOp(ast.USub(), op.right) if isinstance(op.op, ast.Sub) else op.right
    if isinstance(node, ast.AugAssign):
        yield ast.Pass()


def _term_missing_and_sign(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is subtracted, by itself and without its minus."""
    if op := binary(node, ast.Sub):
        yield op.right


def _term_doubled(node: ast.AST) -> Iterator[ast.AST]:
    if op := binary(node, ast.Add, ast.Sub):
        yield ast.BinOp(op.left, op.op, ast.BinOp(ast.Constant(2), ast.Mult(), op.right))


def _term_for_another(node: ast.AST) -> Iterator[ast.AST]:
    if op := binary(node, ast.Add, ast.Sub):
        for term in (op.left, op.right):
            if not isinstance(term, ast.Constant):  # 1 + 1 is no term of a derivative
                yield ast.BinOp(term, ast.Add(), term)


def _sign(node: ast.AST) -> Iterator[ast.AST]:
    if op := binary(node, ast.Add):
        yield ast.BinOp(op.left, ast.Sub(), op.right)
    if op := binary(node, ast.Sub):
        yield ast.BinOp(op.left, ast.Add(), op.right)
        yield ast.BinOp(op.right, ast.Sub(), op.left)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand
    op = binary(node, ast.Mult, ast.MatMult, ast.Div)
    if op and isinstance(op.left, ast.UnaryOp) and isinstance(op.left.op, ast.USub):
        yield ast.BinOp(op.left.operand, op.op, op.right)
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield ast.UnaryOp(ast.USub(), node)
    if not _is_gate(node):
        yield from _of_minus_input(node)
    if isinstance(node, ast.AugAssign):
        yield ast.AugAssign(
            node.target, ast.Add() if isinstance(node.op, ast.Sub) else ast.Sub(), node.value
        )


def _of_minus_input(node: ast.AST) -> Iterator[ast.AST]:
    """Yield an entrywise function of minus its input."""
    if called(node) in _ENTRYWISE and isinstance(node, ast.Call):
        operand = operand_of(node)
        if operand is not None:
            yield applied(node, ast.UnaryOp(ast.USub(), operand))


def _gate_turned(node: ast.AST) -> Iterator[ast.AST]:
    if _is_gate(node):
        yield from _of_minus_input(node)


def _is_gate(node: ast.AST) -> bool:
    """Whether a node is a sigmoid of what has no minus that a slip of its own is about."""
    if not isinstance(node, ast.Call) or called(node) != "sigmoid":
        return False
    operand = operand_of(node)
    if operand is None or isinstance(operand, ast.UnaryOp):
        return False
    return binary(operand, ast.Sub) is None


def _factor_missing(node: ast.AST) -> Iterator[ast.AST]:
    if op := binary(node, ast.Mult, ast.MatMult):
        yield op.left
        yield op.right
    if op := binary(node, ast.Div):
        yield ast.BinOp(ast.Constant(1), ast.Div(), op.right)
    if called(node) in _PAIRINGS and isinstance(node, ast.Call):
        yield from node.args


def _division_missing(node: ast.AST) -> Iterator[ast.AST]:
    if op := binary(node, ast.Div):
        yield op.left


def _factor_ones(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the product with ones in the place of one factor, which keep its shape."""
    if op := binary(node, ast.Mult, ast.MatMult):
        yield ast.BinOp(op.left, op.op, ast.BinOp(op.right, ast.Pow(), ast.Constant(0)))
        yield ast.BinOp(ast.BinOp(op.left, ast.Pow(), ast.Constant(0)), op.op, op.right)


def _factor_doubled(node: ast.AST) -> Iterator[ast.AST]:
    if op := binary(node, ast.Mult):
        yield ast.BinOp(op, ast.Mult(), op.right)
    if op := binary(node, ast.Mult, ast.Div):
        yield ast.BinOp(op.left, ast.Mult(), op)


def _divided_again(node: ast.AST) -> Iterator[ast.AST]:
    if op := binary(node, ast.Div):
        yield ast.BinOp(op, ast.Div(), op.right)


def _multiplied_instead(node: ast.AST) -> Iterator[ast.AST]:
    if op := binary(node, ast.Div):
        yield ast.BinOp(op.left, ast.Mult(), op.right)


def _sums_multiplied(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a product of sums for a sum of products."""
    if isinstance(node, ast.Call) and called(node) in _TOTALS:
        operand = operand_of(node)
        if operand is not None and (op := binary(operand, ast.Mult)):
            yield ast.BinOp(applied(node, op.left), ast.Mult(), applied(node, op.right))
    if op := binary(node, ast.MatMult):
        rows = _total(op.left, 1)
        yield ast.BinOp(rows, ast.Mult(), _total(op.right, 0))


def _total(node: ast.expr, axis: int) -> ast.expr:
    """Return the sum over one axis, kept, as a matrix product: formulas and Python have that."""
    ones = ast.BinOp(transposed(node) if axis else node, ast.Pow(), ast.Constant(0))
    if axis:
        return ast.BinOp(node, ast.MatMult(), _first_of(ones, axis))
    return ast.BinOp(_first_of(transposed(ones), 0), ast.MatMult(), node)


def _first_of(node: ast.expr, axis: int) -> ast.expr:
    whole, first = ast.Slice(None, None, None), ast.Slice(None, ast.Constant(1), None)
    index = [whole, first] if axis else [first, whole]
    return ast.Subscript(node, ast.Tuple(list(index), ast.Load()), ast.Load())


def _summed_early(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a matrix product with the columns of its right factor added up first."""
    if op := binary(node, ast.MatMult):
        how = [ast.keyword("axis", ast.Constant(1)), ast.keyword("keepdims", ast.Constant(True))]
        method = ast.Attribute(op.right, "sum", ast.Load())
        yield ast.BinOp(op.left, op.op, ast.Call(method, [], how))
        yield ast.BinOp(op.left, op.op, ast.Call(ast.Name("sum", ast.Load()), [op.right], how))


def _power(node: ast.AST) -> Iterator[ast.AST]:
    if op := binary(node, ast.Pow):
        yield op.left
        if isinstance(op.right, ast.Constant) and isinstance(op.right.value, (int, float)):
            for by in (-1, 1):
                yield ast.BinOp(op.left, ast.Pow(), ast.Constant(op.right.value + by))
    if called(node) == "sqrt" and isinstance(node, ast.Call):
        operand = operand_of(node)
        if operand is not None:
            yield operand


def _value_for_slope(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a for 1 - a^2, and for a * (1 - a)."""
    if (op := binary(node, ast.Sub)) and (power := binary(op.right, ast.Pow)) and is_one(op.left):
        yield power.left
    if (
        (op := binary(node, ast.Mult))
        and (inner := binary(op.right, ast.Sub))
        and is_one(inner.left)
        and ast.unparse(inner.right) in map(ast.unparse, _factors(op.left))
    ):
        yield op.left


def _factors(node: ast.expr) -> Iterator[ast.expr]:
    """Yield a product's factors, itself where it is none."""
    op = binary(node, ast.Mult)
    if op is None:
        yield node
        return
    yield from _factors(op.left)
    yield op.right


def _slope_at_value(node: ast.AST) -> Iterator[ast.AST]:
    """Yield 1 - tanh(a)^2 for 1 - a^2, in Python: formulas have wrong rules for that."""
    if (op := binary(node, ast.Sub)) and (power := binary(op.right, ast.Pow)) and is_one(op.left):
        tanh = ast.Attribute(ast.Name("np", ast.Load()), "tanh", ast.Load())
        again = ast.BinOp(ast.Call(tanh, [power.left], []), ast.Pow(), power.right)
        yield ast.BinOp(op.left, ast.Sub(), again)


def _constant(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        value = node.value
        assert isinstance(value, (int, float))
        others = dict.fromkeys((value + 1, value - 1, 2 * value, value / 2))
        # with 0 in its place it is no wrong number: a term or a whole product is gone
        yield from (ast.Constant(other) for other in others if other not in (value, -value, 0))


DOUBLED: Final = Mistake(
    "scale.part",
    Rank.DOUBLED,
    "One term is 2 times what it should be: it stands twice, or a factor 1/2 of it is missing.",
)

SIGN_OF_PART: Final = Mistake("sign.inner", Rank.SLIP, "The sign of one part is wrong.")

ARITHMETIC: Final = (
    Slip(
        Mistake(
            "term.missing",
            Rank.SLIP,
            "A term is missing from a sum.",
        ),
        _term_missing,
        (ast.Add, ast.Sub, ast.AugAssign),
    ),
    Slip(
        Mistake(
            "term.missing",
            Rank.WRONG_WAY,
            "A term is missing from a difference, and what is left of it has the other sign.",
        ),
        _term_missing_and_sign,
        (ast.Sub,),
    ),
    Slip(
        Mistake(
            "factor.missing",
            Rank.LEFT_OUT,
            "A factor is missing from a product.",
        ),
        _factor_missing,
        (ast.Mult, ast.MatMult, ast.Div, ast.Call),
    ),
    Slip(
        Mistake("factor.missing", Rank.LEFT_OUT, "A division is missing."),
        _division_missing,
        (ast.Div,),
    ),
    Slip(
        Mistake(
            "factor.missing",
            Rank.SLIP,
            "A factor is missing from a product.",
        ),
        _factor_ones,
        (ast.Mult, ast.MatMult),
    ),
    Slip(
        SIGN_OF_PART,
        _sign,
        (
            ast.Add,
            ast.Sub,
            ast.UnaryOp,
            ast.Constant,
            ast.Call,
            ast.AugAssign,
            ast.Mult,
            ast.MatMult,
            ast.Div,
        ),
    ),
    Slip(
        Mistake(
            "sign.inner",
            Rank.WRONG_WAY,
            "The sign of the input of sigmoid is wrong, or its value s and 1 - s are exchanged: the"
            " two are the same.",
        ),
        _gate_turned,
        (ast.Call,),
    ),
    *PRODUCTS,
    Slip(
        Mistake("activation.value", Rank.LEFT_OUT, "You used f where f' is needed."),
        _value_for_slope,
        (ast.Sub, ast.Mult),
    ),
    Slip(
        Mistake(
            "activation.twice",
            Rank.LEFT_OUT,
            "The derivative is evaluated at f(z) as if it were z, but it depends on the position.",
        ),
        _slope_at_value,
        (ast.Sub,),
    ),
    Slip(
        Mistake(
            "axis.summed",
            Rank.EXCHANGED,
            "You summed over an axis too early; it belongs in the answer.",
        ),
        _summed_early,
        (ast.MatMult,),
    ),
    Slip(
        Mistake(
            "sums.multiplied",
            Rank.SLIP,
            "This is a product of sums where a sum of products is needed.",
        ),
        _sums_multiplied,
        (ast.Call, ast.MatMult),
    ),
    Slip(Mistake("power.wrong", Rank.WRONG_WAY, "A power is wrong."), _power, (ast.Pow, ast.Call)),
    Slip(DOUBLED, _term_doubled, (ast.Add, ast.Sub)),
    Slip(
        Mistake(
            "term.doubled",
            Rank.DOUBLED,
            "A term stands twice: the two paths do not give equal terms.",
        ),
        _term_for_another,
        (ast.Add, ast.Sub),
    ),
    Slip(
        Mistake("factor.extra", Rank.DOUBLED, "There is a factor too many."),
        _factor_doubled,
        (ast.Mult, ast.Div),
    ),
    Slip(
        Mistake(
            "factor.extra",
            Rank.DOUBLED,
            "A part is divided by something once too often, or lacks it as a factor.",
        ),
        _divided_again,
        (ast.Div,),
    ),
    Slip(
        Mistake(
            "factor.extra", Rank.DOUBLED, "A part is multiplied by what it should be divided by."
        ),
        _multiplied_instead,
        (ast.Div,),
    ),
    Slip(
        Mistake("constant.wrong", Rank.FAR_FETCHED, "A constant is wrong."),
        _constant,
        (ast.Constant,),
    ),
)
"""Slips in sums, products and powers."""
