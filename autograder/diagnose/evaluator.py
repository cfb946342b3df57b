"""The value of a formula with one node changed, found without repeating what is unchanged."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

import numpy as np

from autograder.problemset.functions import COMPARISONS, FUNCTIONS, TAKES_A_LIST, array_literal

__all__ = ["Evaluator"]

_BINARY: Final[Mapping[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.MatMult: operator.matmul,
}  # fmt: skip
_MISSING: Final = object()


class Evaluator:
    """The value of syntax trees of formulas, which mean here what they mean when compiled."""

    def __init__(
        self, trees: Collection[ast.AST], functions: Mapping[str, Callable[..., Any]]
    ) -> None:
        self._functions = {**FUNCTIONS, **functions}
        self._lasting = {id(node) for tree in trees for node in ast.walk(tree)}
        self._known: dict[int, Any] = {}

    def value(
        self,
        node: ast.AST,
        names: Mapping[str, Any],
        changed: Collection[int],
        extra: Mapping[str, Any],
    ) -> Any:
        """Return a node's value; what stands under none of the ids in ``changed`` is computed once.

        Raises:
            Exception: whatever the operation raises on its operands.
        """
        key = id(node)
        keep = key in self._lasting and key not in changed
        found = self._known.get(key, _MISSING) if keep else _MISSING
        if found is _MISSING:
            found = self._compute(
                node, lambda child: self.value(child, names, changed, extra), names, extra
            )
            if keep:
                self._known[key] = found
        return found

    def fresh(self) -> Evaluator:
        """Return an evaluator of the same functions that keeps nothing."""
        return _Forgetful(self._functions)

    def _compute(
        self,
        node: ast.AST,
        value: Callable[[ast.AST], Any],
        names: Mapping[str, Any],
        extra: Mapping[str, Any],
    ) -> Any:
        match node:
            case ast.Constant(value=constant):
                return constant
            case ast.Name(id=name):
                return names[name]
            case ast.BinOp(left=left, op=op, right=right):
                return _BINARY[type(op)](value(left), value(right))
            case ast.UnaryOp(op=op, operand=operand):
                return -value(operand) if isinstance(op, ast.USub) else +value(operand)
            case ast.Attribute(value=inner, attr="T"):
                return np.transpose(value(inner))
            case ast.Subscript(value=inner, slice=index):
                return value(inner)[value(index)]
            case ast.Call():
                return self._called(node, value, extra)
        return self._collected(node, value)

    def _collected(self, node: ast.AST, value: Callable[[ast.AST], Any]) -> Any:
        match node:
            case ast.Slice(lower=lower, upper=upper, step=step):
                return slice(
                    *(None if part is None else value(part) for part in (lower, upper, step))
                )
            case ast.Tuple(elts=items):
                return tuple(map(value, items))
            case ast.List(elts=items):
                return array_literal(self._nested(items, value))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return COMPARISONS[type(op).__name__](value(left), value(right))
        raise TypeError(type(node).__name__)

    def _nested(self, items: list[ast.expr], value: Callable[[ast.AST], Any]) -> list[Any]:
        return [
            self._nested(item.elts, value) if isinstance(item, ast.List) else value(item)
            for item in items
        ]

    def _called(
        self, node: ast.Call, value: Callable[[ast.AST], Any], extra: Mapping[str, Any]
    ) -> Any:
        assert isinstance(node.func, ast.Name)
        name = node.func.id
        function = extra.get(name) or self._functions[name]
        arguments = [
            list(map(value, argument.elts))
            if position == 0 and name in TAKES_A_LIST and isinstance(argument, ast.List)
            else value(argument)
            for position, argument in enumerate(node.args)
        ]
        return function(*arguments, **{str(k.arg): value(k.value) for k in node.keywords})


class _Forgetful(Evaluator):
    def __init__(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__((), functions)
