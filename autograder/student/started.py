"""Whether an answer has been started: a stub says nothing yet, and is no mistake."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Final

from autograder.problemset.model import Problem
from autograder.report import Row, Status
from autograder.student.reading import Code

__all__ = ["is_not_started"]

_NOT_IMPLEMENTED: Final = "NotImplementedError"
_FROM_A_STUB: Final = (Status.RAISED, Status.NOT_NUMERIC)
"""What comes of calling a stub: an exception, or None."""


def is_not_started(problem: Problem, row: Row, code: Mapping[str, Code]) -> bool:
    """Say whether nothing stands yet where the answer of a row belongs."""
    own = [code[name].node for name in problem.call.needs if name in code]
    if not own:
        return False
    if all(map(_is_stub, own)):
        return row.status is not Status.CORRECT
    if row.status not in _FROM_A_STUB:
        return False
    started = not any(_has_stub(node) for node in own)
    return not started or row.message.partition("\n")[2].startswith(_NOT_IMPLEMENTED)


def _is_stub(node: ast.AST) -> bool:
    """Say whether a function does nothing, or a class has no method that does something."""
    if isinstance(node, ast.Assign):
        return _is_blank(node.value)
    if isinstance(node, ast.ClassDef):
        methods = _methods(node)
        return all(map(_is_stub, methods)) if methods else all(map(_does_nothing, node.body))
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and all(
        map(_does_nothing, node.body)
    )


def _is_blank(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value in (None, ...)


def _has_stub(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and any(map(_is_stub, _methods(node)))


def _methods(node: ast.ClassDef) -> Sequence[ast.AST]:
    return [
        statement
        for statement in node.body
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]


def _does_nothing(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass():
            return True
        case ast.Expr(value=ast.Constant()):  # a docstring, or `...`
            return True
        case ast.Return(value=None) | ast.Return(value=ast.Constant(value=None)):
            return True
        case ast.Return(value=ast.Constant(value=value)) if value is ...:
            return True
        case ast.Raise(exc=ast.Name(id=name)) | ast.Raise(exc=ast.Call(func=ast.Name(id=name))):
            return name == _NOT_IMPLEMENTED
    return False
