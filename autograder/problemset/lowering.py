"""Formulas in Python that means the same for real and for complex numbers."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any, Final

from autograder.problemset.functions import COMPARISONS, TAKES_A_LIST, array_literal

__all__ = ["LOWERED", "lowered"]

_LIST: Final = "__array__"


def lowered(source: str, tree: ast.expr) -> str:
    """Write a formula in Python: as it stands, unless something in its tree wants lowering."""
    if any(isinstance(node, (ast.Compare, ast.List)) for node in ast.walk(tree)):
        return ast.unparse(_Lowering().visit(ast.parse(source, mode="eval").body))
    return f"({source}\n)"  # in brackets a line may end anywhere, and a comment ends with it


class _Lowering(ast.NodeTransformer):
    """Turns comparisons and lists into calls, which mean the same for complex numbers."""

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        name = f"__{type(node.ops[0]).__name__}__"
        return _call(name, self.visit(node.left), self.visit(node.comparators[0]))

    def visit_List(self, node: ast.List) -> ast.expr:
        return _call(_LIST, ast.List([self._entry(item) for item in node.elts], ast.Load()))

    def _entry(self, item: ast.expr) -> ast.expr:
        if isinstance(item, ast.List):
            return ast.List([self._entry(inner) for inner in item.elts], ast.Load())
        visited: ast.expr = self.visit(item)
        return visited

    def visit_Call(self, node: ast.Call) -> ast.expr:
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.List(elts=items), *others]) if (
                name in TAKES_A_LIST
            ):
                arguments = [
                    ast.List(list(map(self.visit, items)), ast.Load()),
                    *map(self.visit, others),
                ]
            case _:
                arguments = list(map(self.visit, node.args))
        keywords = [ast.keyword(k.arg, self.visit(k.value)) for k in node.keywords]
        return ast.Call(node.func, arguments, keywords)


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


LOWERED: Final[Mapping[str, Callable[..., Any]]] = {
    _LIST: array_literal,
    **{f"__{name}__": function for name, function in COMPARISONS.items()},
}
"""The functions that what is written in Python calls, beside those of formulas."""
