"""The names that a statement binds, known before it is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator

__all__ = ["bound_names", "definitions_within", "star_imports"]

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_OPAQUE = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def bound_names(statement: ast.stmt) -> tuple[str, ...]:
    """Return the names that ``statement`` binds in its own scope; a star import's are not known."""
    return tuple(dict.fromkeys(_bound(statement)))


def _bound(node: ast.AST) -> Iterator[str]:
    if isinstance(node, _SCOPES):
        yield node.name
        return
    if isinstance(node, _OPAQUE):
        return
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        names = (alias.asname or alias.name.partition(".")[0] for alias in node.names)
        yield from (name for name in names if name != "*")
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    for child in ast.iter_child_nodes(node):
        yield from _bound(child)


def star_imports(statement: ast.stmt) -> bool:
    """Say whether ``statement`` is ``from module import *``."""
    return isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*"


def definitions_within(statement: ast.stmt) -> Iterator[tuple[str, int, str]]:
    """Yield each function or class that ``statement`` keeps to itself: name, line, and where."""
    if isinstance(statement, _SCOPES):
        kind = "class" if isinstance(statement, ast.ClassDef) else "function"
        inner, where = statement.body, f"inside the {kind} {statement.name}"
    elif isinstance(statement, ast.If) and _is_main_guard(statement.test):
        inner, where = statement.body, 'under `if __name__ == "__main__":`, which is not run here'
    else:
        return
    for child in inner:
        if isinstance(child, _SCOPES):
            yield child.name, child.lineno, where


def _is_main_guard(test: ast.expr) -> bool:
    names = {node.id for node in ast.walk(test) if isinstance(node, ast.Name)}
    return names == {"__name__"}
