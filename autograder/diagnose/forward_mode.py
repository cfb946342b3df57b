"""The chain rule from the variable on, line by line: what its two forms have in common."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from autograder.diagnose.adjoints import ARGUMENTS, as_one_function, filled_in
from autograder.diagnose.backward import OPERAND, NoDerivationError, operands_of
from autograder.diagnose.by_hand import without_cancelling
from autograder.diagnose.evaluator import Evaluator
from autograder.diagnose.syntax import called, copied
from autograder.diagnose.tangent_rules import (
    BRANCHES,
    FILLED,
    FIXED,
    FORWARD_HELPERS,
    minus,
    sum_of,
)
from autograder.problemset.functions import RECORDS

__all__ = ["Forward"]

_MOST_LINES: Final = 60  # beyond, the slips are too many to be tried
_NAMES: Final = ("slope", "derivative")
"""What the lines are called: each line's derivative, and the answer."""


class Forward:
    """The lines of a forward and of their derivatives, as far as they are written."""

    def __init__(
        self,
        lines: Mapping[str, ast.expr],
        variable: str,
        values: Mapping[str, Any],
        functions: Mapping[str, Callable[..., Any]],
        seed: ast.expr,
    ) -> None:
        self._lines, self._seed = dict(lines), seed
        self._evaluator = Evaluator((), {**functions, **FORWARD_HELPERS}).fresh()
        self._values = dict(values)
        self._slopes: dict[str, ast.expr] = {variable: seed}
        self._roots = {id(tree): name for name, tree in lines.items()}
        self._made: dict[str, ast.expr] = {}

    def of(self, goal: str) -> dict[str, ast.expr]:
        """Return the lines of the forward up to a line, and those of its derivative.

        Raises:
            NoDerivationError: it does not move, or has an operation without a rule.
        """
        name, answer = _NAMES
        if {name, answer} & self._lines.keys():
            raise NoDerivationError(goal)
        for line, tree in self._lines.items():
            self._values[line] = self._value(tree)
            slope = self._slope(tree)
            if line == goal:
                if slope is None or len(self._made) > _MOST_LINES:
                    break
                return {**self._lines, **self._made, answer: self._shorter(slope)}
            if slope is not None:
                self._slopes[line] = self._named(self._shorter(slope))
        raise NoDerivationError(goal)

    def _named(self, tree: ast.expr) -> ast.expr:
        """Return a tree's name, which it gets by a line of its own; a short one has none."""
        if isinstance(tree, (ast.Name, ast.Constant)):
            return tree
        name = f"{_NAMES[0]}{len(self._made) + 1}"
        self._made[name] = tree
        self._values[name] = self._value(tree)
        return ast.Name(name, ast.Load())

    def _value(self, node: ast.AST) -> Any:
        return self._evaluator.value(node, self._values, (), {})

    def _again(self, node: ast.expr) -> ast.expr:
        """Return a part of the forward, to be read in the derivative: by name if it has one."""
        name = self._roots.get(id(node))
        return ast.Name(name, ast.Load()) if name else copied(node)

    def _slope(self, node: ast.expr) -> ast.expr | None:
        """Return the derivative of a part of the forward; None where it does not move."""
        if isinstance(node, ast.Name):
            found = self._slopes.get(node.id)
            return copied(found) if found is not None else None
        if isinstance(node, ast.List):
            slopes = [self._slope(entry) for entry in node.elts]
            return self._joined(node, slopes) if any(slopes) else None
        whole = as_one_function(node)
        if whole is not None:
            text, inner = whole
            return self._scaled(text, {"x": self._again(inner)}, self._slope(inner), "log")
        operands = operands_of(node)
        slopes = [self._slope(operand) for operand in operands]
        if called(node) in FILLED:
            slopes[1:] = [None] * (len(slopes) - 1)
        if called(node) in FIXED or all(slope is None for slope in slopes):
            return None
        written = self._of(node, operands, slopes)
        if written is None:
            raise NoDerivationError(ast.unparse(node))
        return self._fitted(written, node)

    def _of(
        self, node: ast.expr, operands: Sequence[ast.expr], slopes: Sequence[ast.expr | None]
    ) -> ast.expr | None:
        """Return the derivative of an operation of which a part moves; None without a rule."""
        parts = dict(zip(ARGUMENTS, map(self._again, operands), strict=False))
        parts["a"] = self._again(node)
        match node:
            case ast.BinOp():
                return self._of_two(node, parts, slopes)
            case ast.UnaryOp(op=op):
                return minus(slopes[0]) if isinstance(op, ast.USub) else slopes[0]
            case ast.Attribute(attr="T"):
                return self._transposed(slopes[0])
            case ast.Subscript():
                return self._entry(node, parts, slopes[0])
            case ast.Call():
                return self._called(node, parts, slopes)
        return None

    def _of_two(
        self,
        node: ast.BinOp,
        parts: Mapping[str, ast.expr],
        slopes: Sequence[ast.expr | None],
    ) -> ast.expr | None:
        terms: list[ast.expr | None] = []
        match node:
            case ast.BinOp(op=ast.Add()):
                terms = list(slopes)
            case ast.BinOp(op=ast.Sub()):
                terms = [slopes[0], minus(slopes[1])]
            case ast.BinOp(op=ast.Mult()):
                terms = [self._scaled("y", parts, slopes[0]), self._scaled("x", parts, slopes[1])]
            case ast.BinOp(op=ast.Div()):
                below = self._scaled("x / y**2", parts, slopes[1])
                terms = [self._scaled("1 / y", parts, slopes[0]), minus(below)]
            case ast.BinOp(op=ast.Pow(), right=ast.Constant(value=int() | float() as exponent)):
                text = "2 * x" if exponent == 2 else f"{exponent} * x ** {exponent - 1}"
                terms = [self._scaled(text, parts, slopes[0])]
            case ast.BinOp(op=ast.MatMult()):
                terms = [self._product(parts, slopes, place) for place in (0, 1)]
        return sum_of(terms)

    def _called(
        self, node: ast.Call, parts: dict[str, ast.expr], slopes: Sequence[ast.expr | None]
    ) -> ast.expr | None:
        name = called(node)
        record = RECORDS.get(name)
        if record and record.kind == "entrywise":
            return self._scaled(record.by_value or record.slope, parts, slopes[0], name)
        branches = BRANCHES.get(name)
        if branches:
            moving = [slope or ast.Constant(0.0) for slope in slopes]
            parts |= dict(zip(("t", "u", "v"), moving, strict=False))
            return filled_in(branches if name != "where" else "where(x, u, v)", self._wide(parts))
        axis = next((k.value for k in node.keywords if k.arg == "axis"), ast.Constant(None))
        keep = next((k.value for k in node.keywords if k.arg == "keepdims"), ast.Constant(False))
        parts |= {"axis": axis, "keep": keep}
        return self._by_rule(node, parts, slopes)

    def _shorter(self, tree: ast.expr) -> ast.expr:
        """Return a slope as it is written by hand; the variable's own is 1 or an identity."""
        return without_cancelling(tree)

    # What the two forms do each in its own way

    def _fitted(self, slope: ast.expr, node: ast.expr) -> ast.expr:
        """Return a slope as large as that of a node is, of which all entries may move alike."""
        raise NotImplementedError

    def _wide(self, parts: dict[str, ast.expr]) -> dict[str, ast.expr]:
        return parts

    def _scaled(
        self,
        factor: str,
        parts: Mapping[str, ast.expr],
        slope: ast.expr | None,
        role: str = OPERAND,
    ) -> ast.expr | None:
        """Return a slope times a quantity of some role, entry by entry."""
        raise NotImplementedError

    def _product(
        self, parts: Mapping[str, ast.expr], slopes: Sequence[ast.expr | None], place: int
    ) -> ast.expr | None:
        """Return the term of a matrix product in which one factor moves."""
        raise NotImplementedError

    def _joined(self, node: ast.List, slopes: Sequence[ast.expr | None]) -> ast.expr:
        """Return the derivative of an array literal of which an entry moves."""
        raise NotImplementedError

    def _transposed(self, slope: ast.expr | None) -> ast.expr | None:
        raise NotImplementedError

    def _entry(
        self, node: ast.Subscript, parts: Mapping[str, ast.expr], slope: ast.expr | None
    ) -> ast.expr | None:
        raise NotImplementedError

    def _by_rule(
        self, node: ast.Call, parts: dict[str, ast.expr], slopes: Sequence[ast.expr | None]
    ) -> ast.expr | None:
        raise NotImplementedError
