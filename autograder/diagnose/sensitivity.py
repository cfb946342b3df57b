"""How the answer of a derivation depends on each of its parts: reverse mode once more, in numbers.

A derivation is linear in most of its parts. So what an answer becomes by another quantity in the
place of one is told by an inner product, and nothing has to be worked out anew.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.diagnose.adjoints import ARGUMENTS, HELPERS, parsed
from autograder.diagnose.backward import adjoint_rules, operands_of
from autograder.diagnose.evaluator import Evaluator
from autograder.diagnose.syntax import Site, called, sites, walk

__all__ = ["Part", "parts_of"]

Array: TypeAlias = NDArray[np.float64]
Value: TypeAlias = Callable[[ast.AST], Any]

_LINEAR: Final[Mapping[str, tuple[int, ...]]] = {
    "sum": (0,), "mean": (0,), "spread": (0,), "like": (0,), "gathered": (0,), "refilled": (0,),
    "scattered": (0,), "unpicked": (0,), "column": (0,), "row": (0,), "spread_rows": (0,),
    "diag": (0,), "trace": (0,), "tril": (0,), "triu": (0,), "flip": (0,), "cumsum": (0,),
    "reshape": (0,), "vec": (0,), "transpose": (0,), "dot": (0, 1), "outer": (0, 1),
    "solve": (1,), "where": (1, 2), "einsum": (0, 1, 2),
}  # fmt: skip
"""Name of a function -> the arguments that it is linear in; the letters of an einsum are none."""


class Part(Struct, frozen=True, eq=False):
    """A part of a derivation that its answer is linear in."""

    site: Site
    value: Array
    slope: Array
    """Of the answer's product with a fixed array, by each entry of the part."""


def parts_of(
    lines: Mapping[str, ast.Expr], goal: str, value: Value, along: Array
) -> Iterator[Part]:
    """Yield every part of some lines that the last of them is linear in, where it is of numbers.

    ``along`` is the array with which that line's value is multiplied, of its shape.
    """
    slopes: dict[str, Array] = {goal: along}
    unreached = Counter(
        node.id for tree in lines.values() for node in walk(tree) if isinstance(node, ast.Name)
    )
    evaluator = Evaluator((), HELPERS).fresh()
    for name in reversed(list(lines)):
        if name in slopes and not unreached[name]:  # else it acts in another way as well
            tree = lines[name]
            places = {id(site.node): site for site in sites(tree)}
            whole = value(tree.value)
            for node, its, slope in _within(tree.value, whole, slopes[name], value, evaluator):
                if isinstance(node, ast.Name) and node.id in lines:
                    known = slopes.get(node.id)
                    slopes[node.id] = slope if known is None else known + slope
                    unreached[node.id] -= 1
                part = np.asarray(its)
                if id(node) in places and part.dtype.kind == "f":
                    yield Part(places[id(node)], part, slope)


def _within(
    node: ast.expr, its: Any, slope: Array, value: Value, evaluator: Evaluator
) -> Iterator[tuple[ast.expr, Any, Array]]:
    """Yield a part and all within it that it is linear in, each with its value and its slope."""
    yield node, its, slope
    linear = _linear_in(node)
    if not linear:
        return
    operands = operands_of(node)
    values = [value(operand) for operand in operands]
    rules = _SHAPES.get(called(node)) or adjoint_rules(node, [np.ndim(each) for each in values])
    known = dict(zip(ARGUMENTS, values, strict=False))
    axis = next((k.value for k in getattr(node, "keywords", ()) if k.arg == "axis"), None)
    known |= {"g": slope, "a": its, "axis": axis and value(axis)}
    for position, operand in enumerate(operands):
        if position in linear and position < len(rules) and rules[position]:
            try:
                found = np.asarray(evaluator.value(parsed(rules[position]), known, (), {}))
                below = _fitted(found, np.shape(values[position]))
            except Exception:  # noqa: S112 - nonsense by a slip: shapes that do not meet, say
                continue
            yield from _within(operand, values[position], below, value, evaluator)


def _linear_in(node: ast.expr) -> tuple[int, ...]:
    match node:
        case ast.BinOp(op=ast.Div()):
            return (0,)
        case ast.BinOp(op=(ast.Add() | ast.Sub() | ast.Mult() | ast.MatMult())):
            return (0, 1)
        case ast.UnaryOp() | ast.Attribute(attr="T"):
            return (0,)
        case ast.Call():
            return _LINEAR.get(called(node), ())
    return ()


_SHAPES: Final[Mapping[str, tuple[str, ...]]] = {
    "column": ("like(g, x)",),
    "row": ("like(g, x)",),
    "spread_rows": ("gathered(g, x)",),
    "solve": ("", "solve(x.T, g)"),
}
"""Adjoints of what the lines of a derivation call, and forwards do not, or not by these rules."""


def _fitted(slope: Array, shape: tuple[int, ...]) -> Array:
    """Return a slope by a part, added up over the axes along which the part was spread."""
    if slope.size == np.prod(shape, dtype=int):
        return np.reshape(slope, shape)
    while slope.ndim > len(shape):
        slope = slope.sum(axis=0)
    spread = tuple(axis for axis, length in enumerate(shape) if length == 1 < slope.shape[axis])
    slope = slope.sum(axis=spread, keepdims=True) if spread else slope
    return np.broadcast_to(slope, shape) if slope.shape != shape else slope
