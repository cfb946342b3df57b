"""The value of a formula with one node changed, found without repeating what is unchanged."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, TypeAlias

import numpy as np

from autograder.diagnose.syntax import walk
from autograder.problemset.functions import (
    COMPARISONS,
    CONSTANTS,
    FUNCTIONS,
    TAKES_A_LIST,
    array_literal,
)

__all__ = ["Evaluator"]

_BINARY: Final[Mapping[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.MatMult: operator.matmul,
}  # fmt: skip
_MISSING: Final = object()
_At: TypeAlias = "tuple[Mapping[str, Any], Collection[int], Mapping[str, Callable[..., Any]]]"
"""The values of names, the ids under which something has changed, further functions."""


class Evaluator:
    """The value of syntax trees of formulas, which mean here what they mean when compiled."""

    def __init__(
        self, trees: Collection[ast.AST], functions: Mapping[str, Callable[..., Any]]
    ) -> None:
        self.functions = {**FUNCTIONS, **functions}
        self._lasting = {id(node) for tree in trees for node in walk(tree)}
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
        return self.part(node, (names, changed, extra))

    def part(self, node: ast.AST, at: _At) -> Any:
        """Return the same of a node within another one."""
        key = id(node)
        is_lasting = key in self._lasting and key not in at[1]
        found = self._known.get(key, _MISSING) if is_lasting else _MISSING
        if found is not _MISSING:
            return found
        found = _RULES[node.__class__](self, node, at)
        if is_lasting:
            self._known[key] = found
        return found

    def beside(
        self, changed: Collection[int], functions: Mapping[str, Callable[..., Any]]
    ) -> Evaluator:
        """Return one that knows the same but for what stands under the ids in ``changed``.

        It has more functions.
        """
        its = Evaluator((), {**self.functions, **functions})
        its._lasting = self._lasting
        its._known = {key: value for key, value in self._known.items() if key not in changed}
        return its

    def fresh(self) -> Evaluator:
        """Return an evaluator of the same functions that keeps nothing."""
        return _Forgetful(self.functions)


class _Forgetful(Evaluator):
    def __init__(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__((), functions)

    def part(self, node: ast.AST, at: _At) -> Any:
        return _RULES[node.__class__](self, node, at)


# The value of each kind of node, by those of its parts


def _constant(_: Evaluator, node: ast.Constant, __: _At) -> Any:
    return node.value


def _name(_: Evaluator, node: ast.Name, at: _At) -> Any:
    return CONSTANTS[node.id] if node.id in CONSTANTS else at[0][node.id]


def _binary(its: Evaluator, node: ast.BinOp, at: _At) -> Any:
    return _BINARY[node.op.__class__](its.part(node.left, at), its.part(node.right, at))


def _unary(its: Evaluator, node: ast.UnaryOp, at: _At) -> Any:
    operand = its.part(node.operand, at)
    return -operand if isinstance(node.op, ast.USub) else +operand


def _transpose(its: Evaluator, node: ast.Attribute, at: _At) -> Any:
    if node.attr != "T":
        raise TypeError(node.attr)
    return np.transpose(its.part(node.value, at))


def _entry(its: Evaluator, node: ast.Subscript, at: _At) -> Any:
    return its.part(node.value, at)[its.part(node.slice, at)]


def _slice(its: Evaluator, node: ast.Slice, at: _At) -> Any:
    parts = (node.lower, node.upper, node.step)
    return slice(*(None if part is None else its.part(part, at) for part in parts))


def _tuple(its: Evaluator, node: ast.Tuple, at: _At) -> Any:
    return tuple([its.part(item, at) for item in node.elts])


def _list(its: Evaluator, node: ast.List, at: _At) -> Any:
    return array_literal(_nested(its, node.elts, at))


def _nested(its: Evaluator, items: list[ast.expr], at: _At) -> list[Any]:
    return [
        _nested(its, item.elts, at) if isinstance(item, ast.List) else its.part(item, at)
        for item in items
    ]


def _comparison(its: Evaluator, node: ast.Compare, at: _At) -> Any:
    [op], [right] = node.ops, node.comparators
    return COMPARISONS[type(op).__name__](its.part(node.left, at), its.part(right, at))


def _call(its: Evaluator, node: ast.Call, at: _At) -> Any:
    assert isinstance(node.func, ast.Name)
    name = node.func.id
    function = at[2].get(name) or its.functions[name]
    arguments = node.args
    if name in TAKES_A_LIST and arguments and isinstance(arguments[0], ast.List):
        items = [its.part(item, at) for item in arguments[0].elts]
        values = [items, *(its.part(argument, at) for argument in arguments[1:])]
    else:
        values = [its.part(argument, at) for argument in arguments]
    return function(*values, **{str(k.arg): its.part(k.value, at) for k in node.keywords})


_RULES: Final[Mapping[type[ast.AST], Callable[[Evaluator, Any, _At], Any]]] = {
    ast.Constant: _constant, ast.Name: _name, ast.BinOp: _binary, ast.UnaryOp: _unary,
    ast.Attribute: _transpose, ast.Subscript: _entry, ast.Slice: _slice, ast.Tuple: _tuple,
    ast.List: _list, ast.Compare: _comparison, ast.Call: _call,
}  # fmt: skip
