"""A reference of one's own in forward mode: the chain rule from the variable on, line by line.

The lines of the forward come first, then one for the derivative of each line that moves. They are
what is written for an output with several entries: of a variable with one axis, Jacobians, a row
for each entry of the line and a column for each of the variable; of a number, or along a step,
derivatives in the shape of the line itself.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.diagnose.adjoints import filled_in
from autograder.diagnose.backward import OPERAND, NoDerivationError, operands_of
from autograder.diagnose.forward_mode import Forward
from autograder.diagnose.syntax import called, copied, marked
from autograder.diagnose.tangent_rules import (
    BY_NUMBER,
    BY_VECTOR,
    LINEAR,
    MULTILINEAR,
    along_last,
    sum_of,
    terms_of,
    with_slope,
)

__all__ = ["tangents"]


def tangents(
    lines: Mapping[str, ast.expr],
    goal: str,
    variable: str,
    values: Mapping[str, Any],
    functions: Mapping[str, Callable[..., Any]],
    step: str = "",
) -> dict[str, ast.expr]:
    """Return the lines of the derivative of ``goal`` by ``variable``; the last is the answer.

    ``values`` are those of the inputs and of the variable at a point: shapes decide what is
    written. Along the input ``step``, if one is given, the answer has the shape of ``goal``, as it
    has for a variable that is one number; else it has two axes, entries of ``goal`` first.

    Raises:
        NoDerivationError: there is none.
        Exception: whatever an operation raises at the point.
    """
    point = np.asarray(values[variable])
    if step or point.size == 1:
        seed: ast.expr = ast.Name(step, ast.Load()) if step else ast.Constant(1.0)
        if step and np.shape(values[step]) != point.shape:
            seed = filled_in("like(x, y)", {"x": seed, "y": ast.Name(variable, ast.Load())})
        return _Natural(lines, variable, values, functions, seed).of(goal)
    if sum(length > 1 for length in point.shape) > 1:
        raise NoDerivationError(variable)
    seed = filled_in("eye(count(x))", {"x": ast.Name(variable, ast.Load())})
    return _Jacobians(lines, variable, values, functions, seed).of(goal)


class _Natural(Forward):
    """Derivatives by a number or along a step, each in the shape of its line."""

    def _fitted(self, slope: ast.expr, node: ast.expr) -> ast.expr:
        if np.shape(self._value(slope)) == np.shape(self._value(node)):
            return slope
        return filled_in("spread(t, x)", {"t": slope, "x": self._again(node)})

    def _scaled(
        self,
        factor: str,
        parts: Mapping[str, ast.expr],
        slope: ast.expr | None,
        role: str = OPERAND,
    ) -> ast.expr | None:
        if slope is None:
            return None
        if isinstance(slope, ast.Constant):
            return filled_in(factor, parts)
        if factor.startswith("1 / "):
            return filled_in(f"t / {factor[4:]}", {**parts, "t": slope})
        quantity = marked(filled_in(factor, parts), role)
        return ast.BinOp(slope, ast.Mult(), quantity)

    def _product(
        self, parts: Mapping[str, ast.expr], slopes: Sequence[ast.expr | None], place: int
    ) -> ast.expr | None:
        slope = slopes[place]
        return slope and filled_in("x @ t" if place else "t @ y", {**parts, "t": slope})

    def _transposed(self, slope: ast.expr | None) -> ast.expr | None:
        return slope and ast.Attribute(slope, "T", ast.Load())

    def _entry(
        self,
        node: ast.Subscript,
        parts: Mapping[str, ast.expr],  # noqa: ARG002  # of the other form
        slope: ast.expr | None,
    ) -> ast.expr | None:
        return slope and ast.Subscript(slope, copied(node.slice), ast.Load())

    def _joined(self, node: ast.List, slopes: Sequence[ast.expr | None]) -> ast.expr:
        if any(isinstance(entry, ast.List) for entry in node.elts) and None in slopes:
            raise NoDerivationError(ast.unparse(node))
        return ast.List([slope or ast.Constant(0.0) for slope in slopes], ast.Load())

    def _by_rule(
        self, node: ast.Call, parts: dict[str, ast.expr], slopes: Sequence[ast.expr | None]
    ) -> ast.expr | None:
        name, moving = called(node), slopes[0]
        if name in LINEAR and moving is not None and all(slope is None for slope in slopes[1:]):
            if isinstance(moving, ast.Constant):
                moving = filled_in("t * x ** 0", {**parts, "t": moving})
            return ast.Call(node.func, [moving, *map(copied, node.args[1:])], node.keywords)
        if name in MULTILINEAR:
            return sum_of([with_slope(node, place, slope) for place, slope in enumerate(slopes)])
        rules = BY_NUMBER.get(name, ())
        return terms_of(rules, parts, slopes)


class _Jacobians(Forward):
    """Derivatives by an array of one axis, a row for each entry of the line."""

    def _fitted(self, slope: ast.expr, node: ast.expr) -> ast.expr:
        self._shape(node)
        if np.shape(self._value(slope))[0] == np.size(self._value(node)):
            return slope
        return filled_in("spread_rows(t, x)", {"t": slope, "x": self._again(node)})

    def _shape(self, node: ast.expr) -> tuple[int, ...]:
        shape: tuple[int, ...] = np.shape(self._value(node))
        if sum(length > 1 for length in shape) > 1:
            raise NoDerivationError(ast.unparse(node))
        return shape

    def _shorter(self, tree: ast.expr) -> ast.expr:
        found: ast.expr = _Shorter(ast.unparse(self._seed), self._value).visit(tree)
        return super()._shorter(found)

    def _column(self, tree: ast.expr) -> ast.expr:
        shape = self._shape(tree)
        if not shape or (len(shape) == 2 and shape[1] == 1):
            return tree
        return filled_in("column(x)", {"x": tree})

    def _is_number(self, tree: ast.expr) -> bool:
        return np.size(self._value(tree)) == 1

    def _is_identity(self, tree: ast.expr) -> bool:
        return ast.unparse(tree) == ast.unparse(self._seed)

    def _wide(self, parts: dict[str, ast.expr]) -> dict[str, ast.expr]:
        return {
            name: tree if name in "tuv" or self._is_number(tree) else self._column(tree)
            for name, tree in parts.items()
        }

    def _scaled(
        self,
        factor: str,
        parts: Mapping[str, ast.expr],
        slope: ast.expr | None,
        role: str = OPERAND,
    ) -> ast.expr | None:
        if slope is None:
            return None
        tree = marked(filled_in(factor, parts), role)
        if self._is_identity(slope) and not self._is_number(tree):
            return filled_in("diag(x)", {"x": tree})
        if self._is_number(tree) or np.shape(self._value(slope))[0] > 1:
            if factor.startswith("1 / ") and self._is_number(tree):
                return filled_in(f"t / {factor[4:]}", {**parts, "t": slope})
            return ast.BinOp(self._column(tree), ast.Mult(), slope)
        return ast.BinOp(self._column(tree), ast.MatMult(), slope)

    def _product(
        self, parts: Mapping[str, ast.expr], slopes: Sequence[ast.expr | None], place: int
    ) -> ast.expr | None:
        slope, other = slopes[place], parts["xy"[1 - place]]
        if slope is None:
            return None
        if all(length > 1 for length in np.shape(self._value(other))) and (
            np.ndim(self._value(other)) == 2
        ):
            factor = copied(other) if place else filled_in("x.T", {"x": other})
        elif np.size(self._value(parts["a"])) > 1 and not self._is_number(other):
            raise NoDerivationError("an outer product has two axes")
        else:
            factor = filled_in("row(x)", {"x": other})
            shape = np.shape(self._value(other))
            if len(shape) == 2:
                factor = copied(other) if shape[0] == 1 else filled_in("x.T", {"x": other})
        return factor if self._is_identity(slope) else ast.BinOp(factor, ast.MatMult(), slope)

    def _joined(self, node: ast.List, slopes: Sequence[ast.expr | None]) -> ast.expr:
        moving = [slope for slope in slopes if slope is not None]
        if len(moving) < len(slopes):
            raise NoDerivationError(ast.unparse(node))
        return filled_in("vstack(t)", {"t": ast.List(moving, ast.Load())})

    def _transposed(self, slope: ast.expr | None) -> ast.expr | None:
        return slope

    def _entry(
        self, node: ast.Subscript, parts: Mapping[str, ast.expr], slope: ast.expr | None
    ) -> ast.expr | None:
        return slope and filled_in("rows_at(t, x, i)", {**parts, "t": slope, "i": node.slice})

    def _by_rule(
        self, node: ast.Call, parts: dict[str, ast.expr], slopes: Sequence[ast.expr | None]
    ) -> ast.expr | None:
        name = called(node)
        if name == "einsum":
            return along_last(node, slopes, np.ndim(self._value(node)))
        for operand in operands_of(node):
            self._shape(operand)
        rules = BY_VECTOR.get(name, ())
        found = terms_of(rules, parts, slopes)
        if name == "softmax" and isinstance(found, ast.BinOp):
            marked(found.left, name)
        if found is not None and np.shape(self._value(found))[0] != np.size(self._value(node)):
            return None
        return found


class _Shorter(ast.NodeTransformer):
    """Writes products with an identity, and sums of scaled rows, as they are written by hand."""

    def __init__(self, identity: str, value: Callable[[ast.AST], Any]) -> None:
        self._identity, self._value = identity, value

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        is_product = isinstance(node.op, ast.MatMult)
        return node.left if is_product and ast.unparse(node.right) == self._identity else node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        options = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
        if called(node) == "sum" and options == {"axis": "0", "keepdims": "1"}:
            return self._added_up(node.args[0]) or node
        return node

    def _added_up(self, operand: ast.expr) -> ast.expr | None:
        match operand:
            case ast.Call(func=ast.Name(id="diag"), args=[entries]):
                return filled_in("row(x)", {"x": entries})
            case ast.BinOp(left=factor, op=ast.Mult(), right=slope):
                shape, parts = np.shape(self._value(factor)), {"x": factor, "y": slope}
                if len(shape) == 2 and shape[1] == 1 < shape[0]:
                    is_called = called(factor) == "column" and isinstance(factor, ast.Call)
                    if is_called:
                        assert isinstance(factor, ast.Call)
                        parts["x"] = factor.args[0]
                    return filled_in("row(x) @ y", parts)
        return None
