"""Which statements define names without, as a rule, computing anything."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

__all__ = ["is_definition"]

_DEFINITIONS: Final = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Import,
    ast.ImportFrom,
)
_LITERALS: Final = (
    *(ast.Constant, ast.Name, ast.Attribute, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.Starred),
    *(ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare),
    *(ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop),
)


def is_definition(statement: ast.stmt) -> bool:
    """Say whether ``statement`` defines names without, as a rule, computing anything."""
    if isinstance(statement, _DEFINITIONS):
        return True
    if isinstance(statement, (ast.Assign, ast.AnnAssign)):
        return statement.value is None or _is_literal(statement.value)
    if isinstance(statement, ast.If):
        return _is_literal(statement.test) and all(map(is_definition, _blocks(statement)))
    return isinstance(statement, ast.Try) and all(map(is_definition, _blocks(statement)))


def _is_literal(expression: ast.expr) -> bool:
    return all(isinstance(node, _LITERALS) for node in ast.walk(expression))


def _blocks(statement: ast.If | ast.Try) -> Iterator[ast.stmt]:
    yield from (inner for inner in statement.body if not isinstance(inner, ast.Pass))
    yield from (inner for inner in statement.orelse if not isinstance(inner, ast.Pass))
    for handler in getattr(statement, "handlers", ()):
        yield from (inner for inner in handler.body if not isinstance(inner, ast.Pass))
    yield from getattr(statement, "finalbody", ())
