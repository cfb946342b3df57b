"""Slips of the pen in what is called, and in indices.

A row's ``make`` looks at one node of a syntax tree and yields what may stand in its place.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from functools import partial
from typing import Final

from autograder.diagnose.mistake import Mistake
from autograder.diagnose.syntax import applied, binary, called, operand_of, renamed, transposed

__all__ = ["CALLS"]

_ENTRYWISE: Final = frozenset(
    {"tanh", "sigmoid", "softplus", "exp", "log", "sin", "cos", "sqrt", "square", "sign"}
)
_ACTIVATIONS: Final = _ENTRYWISE | {"softmax", "relu"}
_TOTALS: Final = frozenset({"sum", "mean"})
_OTHER: Final = {
    "sin": ("cos",), "cos": ("sin",), "tanh": ("sigmoid",), "sigmoid": ("tanh",), "exp": ("log",), "log": ("exp",),
    "maximum": ("minimum",), "minimum": ("maximum",), "relu": ("abs", "sign"),
    "var": ("std",), "std": ("var",), "hstack": ("vstack",), "vstack": ("hstack",), "max": ("min",),
    "softplus": ("relu", "sigmoid"),
}  # fmt: skip


def _subscripts(node: ast.AST) -> Iterator[ast.AST]:
    """Yield an einsum with axes exchanged, kept or confused."""
    if (
        called(node) != "einsum"
        or not isinstance(node, ast.Call)
        or not isinstance(node.args[0], ast.Constant)
    ):
        return
    inputs, _, output = str(node.args[0].value).partition("->")
    *first, last = inputs.split(",")
    letters = sorted(set(inputs) - {","})
    for one, other in itertools.combinations(letters, 2):
        swap = str.maketrans({one: other, other: one})
        for changed in ((last.translate(swap), output), (last, output.translate(swap)),
                        (last.translate(swap), output.translate(swap))):  # fmt: skip
            yield _einsum(node, ",".join([*first, changed[0]]), changed[1], node.args[1:])
    for letter in letters:
        if letter not in output:
            yield _einsum(node, inputs, output + letter, node.args[1:])
    if first:
        yield _einsum(
            node,
            ",".join(first),
            "".join(x for x in output if x in "".join(first)),
            node.args[1:-1],
        )


def _einsum(call: ast.Call, inputs: str, output: str, arrays: list[ast.expr]) -> ast.Call:
    return ast.Call(call.func, [ast.Constant(f"{inputs}->{output}"), *arrays], call.keywords)


def _logistic_missing(node: ast.AST) -> Iterator[ast.AST]:
    """Yield z for 1 / (1 + exp(-z)) and for exp(z) / sum(exp(z))."""
    if op := binary(node, ast.Div):
        for inner in ast.walk(op.right):
            if (
                isinstance(inner, ast.Call)
                and called(inner) == "exp"
                and (operand := operand_of(inner))
            ):
                yield operand
                if isinstance(operand, ast.UnaryOp):
                    yield operand.operand
                match operand:  # exp(-X @ theta): the sign belongs to X
                    case ast.BinOp(left=ast.UnaryOp(operand=plain), op=kind, right=right):
                        yield ast.BinOp(plain, kind, right)


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
        yield renamed(node, "mean" if called(node) == "sum" else "sum")


def _axis(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the same reduction over another axis, and over all."""
    if not isinstance(node, ast.Call):
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


def _function_other(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Call):
        for name in _OTHER.get(called(node), ()):
            yield renamed(node, name)
        if called(node) == "softmax":
            for name in ("sigmoid", "exp"):
                yield ast.Call(renamed(node, name).func, node.args[:1], [])


def _index(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name):
        for by in (ast.Sub(), ast.Add()):
            yield ast.Subscript(node.value, ast.BinOp(node.slice, by, ast.Constant(1)), ast.Load())
    if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Tuple):
        return
    shifted = [
        ast.BinOp(e, ast.Sub(), ast.Constant(1)) if isinstance(e, ast.Name) else e
        for e in node.slice.elts
    ]
    yield ast.Subscript(node.value, ast.Tuple(shifted, ast.Load()), ast.Load())
    first, *rest = node.slice.elts
    yield ast.Subscript(node.value, ast.Tuple([*rest, first], ast.Load()), ast.Load())
    for position, entry in enumerate(node.slice.elts):
        if isinstance(entry, ast.Name):
            for by in (ast.Sub(), ast.Add()):
                elements = list(node.slice.elts)
                elements[position] = ast.BinOp(entry, by, ast.Constant(1))
                yield ast.Subscript(node.value, ast.Tuple(elements, ast.Load()), ast.Load())
    for position in range(len(node.slice.elts)):  # a whole row or column, as numpy cuts it
        elements = list(node.slice.elts)
        entry = elements[position]
        if isinstance(entry, (ast.Name, ast.Constant)):
            elements[position] = ast.Slice(None, None, None)
            others = [_as_slice(each) for each in elements]
            yield ast.Subscript(node.value, ast.Tuple(others, ast.Load()), ast.Load())


def _as_slice(entry: ast.expr) -> ast.expr:
    if isinstance(entry, ast.Slice):
        return entry
    return ast.Slice(entry, ast.BinOp(entry, ast.Add(), ast.Constant(1)), None)


def _fill_order(node: ast.AST) -> Iterator[ast.AST]:
    if not isinstance(node, ast.Call):
        return
    if called(node) in ("reshape", "ravel"):
        plain = [keyword for keyword in node.keywords if keyword.arg != "order"]
        order = "C" if len(plain) < len(node.keywords) else "F"
        if isinstance(node.func, ast.Attribute):  # a formula's reshape has no order
            yield ast.Call(
                node.func, node.args, [*plain, ast.keyword("order", ast.Constant(order))]
            )
    if called(node) == "unvec":
        operand, rows, count = node.args
        yield ast.Attribute(ast.Call(node.func, [operand, count, rows], []), "T", ast.Load())
    if called(node) == "vec":
        yield ast.Call(node.func, [transposed(node.args[0])], [])


def _length(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the length of another axis for ``X.shape[0]``."""
    match node:
        case ast.Subscript(
            value=ast.Attribute(attr="shape") as shape, slice=ast.Constant(value=int() as axis)
        ):
            yield ast.Subscript(shape, ast.Constant(1 - axis), ast.Load())
            yield ast.Constant(1)


CALLS: Final = (
    Mistake("sum.missing", 2.2, "You have the separate components but did not add them up.",
            "Definitions 3 and 8, A.15", partial(_dropped, frozenset({"sum", "mean"}))),
    Mistake("layout.subscripts", 2.3, "An axis is summed or placed that should not be: read which index each axis runs"
            " over.", "Clarification 24", _subscripts),
    Mistake("activation.missing", 2.2, "The activation function is left out.", "A.84", _logistic_missing),
    Mistake("scale.mean", 2.2, "Check where a sum and where a mean is meant.", "", _mean),
    Mistake("activation.missing", 2.1, "A function is left out.", "A.84",
            partial(_dropped, _ACTIVATIONS)),
    Mistake("activation.twice", 2.3, "A function is applied twice.", "A.5", _twice),
    Mistake("inverse.rule", 2.2, "An inverse is missing.", "Definition 18", _inverse_missing),
    Mistake("diagonal.compressed", 2.3, "A column stands where the diagonal matrix is needed; numpy broadcasts it.",
            "Notation 33, A.90", partial(_dropped, frozenset({"diag", "diagflat", "eye"}))),
    Mistake("axis.other", 2.3, "A sum or mean runs over the wrong axis.", "Concept 20", _axis),
    Mistake("order.rows", 2.3, "The entries are taken row by row where columns are stacked, or the other way round.",
            "A.58", _fill_order),
    Mistake("scale.count", 2.35, "A sum is divided by the wrong length.", "", _length),
    Mistake("index.shifted", 2.4, "An index is wrong: row i belongs to the input, column j to the output, from 0.",
            "Notation 14", _index),
    Mistake("function.other", 2.6, "Another function stands where the right one belongs.", "A.88", _function_other),
)  # fmt: skip
"""Slips in calls and indices."""
