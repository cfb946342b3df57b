"""Mutants of a reference solution: the whole file with one slip of the pen in it, ready to be called.

The slips are the registry's (:mod:`autograder.diagnose.mutants`); here they are put into every
function that a problem's call enters, helpers included, and described so that staff can find the
line.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from types import CodeType, FrameType
from typing import Any

from msgspec import Struct

from autograder.diagnose.mutants import mutants_of
from autograder.diagnose.syntax import Site, sites
from autograder.oracle.reference import Solution
from autograder.problemset.model import Problem

__all__ = ["Mutant", "mutants"]


class Mutant(Struct, frozen=True):
    """A wrong solution: the registry's name of the slip, the change in words, what the file then defines."""

    mistake: str
    change: str
    names: Mapping[str, object]


def mutants(problem: Problem, solution: Solution, values: Mapping[str, Any]) -> Iterator[Mutant]:
    """Yield every mutant of the functions that a problem's call enters at some inputs, none twice.

    What does not even compile, or fails while the file is executed, is no mutant.
    """
    module = _Module(solution)
    entered = _entered(problem, solution, values)
    seen: set[tuple[int, str]] = set()
    for position, definition in module.definitions():
        if _first_line(definition) not in entered:
            continue
        variables = _variables(definition)
        for site in list(_sites(definition)):
            for mistake, new in mutants_of(site.node, variables):
                change = (id(site.node), ast.unparse(new))
                if change in seen or change[1] == ast.unparse(site.node):
                    continue
                seen.add(change)
                names = module.names_with(position, site, new)
                if names is not None:
                    yield Mutant(mistake.id, _describe(site.node, new), names)


def _entered(problem: Problem, solution: Solution, values: Mapping[str, Any]) -> frozenset[int]:
    """Return the first lines of the solution's functions that a call of the problem enters."""
    lines: set[int] = set()
    file = solution.names["__file__"]

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename == file:
            lines.add(frame.f_code.co_firstlineno)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        solution.answers(problem, values)
    finally:
        sys.setprofile(before)
    return frozenset(lines)


class _Module:
    """A reference file, statement by statement: executing it again costs no parsing."""

    def __init__(self, solution: Solution) -> None:
        self._path = solution.path
        self.statements = ast.parse(solution.path.read_text(encoding="utf-8-sig")).body
        self._codes = [self._compile(statement) for statement in self.statements]

    def definitions(self) -> Iterator[tuple[int, ast.FunctionDef]]:
        """Yield every function and method, with the position of the statement that it stands in."""
        for position, statement in enumerate(self.statements):
            yield from (
                (position, node)
                for node in ast.walk(statement)
                if isinstance(node, ast.FunctionDef)
            )

    def _compile(self, statement: ast.stmt) -> CodeType:
        return compile(ast.Module([statement], []), str(self._path), "exec", dont_inherit=True)

    def names_with(self, position: int, site: Site, new: ast.AST) -> Mapping[str, object] | None:
        """Return what the file defines with ``new`` at a place of one statement; None where it cannot be run."""
        site.put(new)
        try:
            code = self._compile(self.statements[position])
        except (SyntaxError, ValueError, TypeError):
            return None
        finally:
            site.put(site.node)
        names: dict[str, object] = {
            "__name__": f"autograder_mutant_{self._path.stem}",
            "__file__": str(self._path),
        }
        try:
            for index, statement in enumerate(self._codes):
                exec(code if index == position else statement, names)  # noqa: S102  # the staff's own file
        except Exception:  # a slip in a default or a decorator may raise anything
            return None
        return names


def _first_line(definition: ast.FunctionDef) -> int:
    """Return the line at which Python says a function begins: its first decorator's, if it has one."""
    return min([definition.lineno, *(decorator.lineno for decorator in definition.decorator_list)])


def _sites(definition: ast.FunctionDef) -> Iterator[Site]:
    """Yield the places of a function's own statements: its docstring and its arguments hold no mathematics."""
    for index, statement in enumerate(definition.body):
        if (
            index == 0
            and isinstance(statement, ast.Expr)
            and isinstance(statement.value, ast.Constant)
        ):
            continue
        if isinstance(statement, ast.AugAssign):
            yield Site(definition, "body", index, statement)
        if not isinstance(statement, ast.FunctionDef):  # an inner function is walked by itself
            yield from sites(statement)


def _variables(definition: ast.FunctionDef) -> tuple[str, ...]:
    """Return a function's parameters and the names that it assigns."""
    parameters = [argument.arg for argument in definition.args.args if argument.arg != "self"]
    assigned = [
        node.id
        for node in ast.walk(definition)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return tuple(dict.fromkeys((*parameters, *assigned)))


def _describe(old: ast.AST, new: ast.AST) -> str:
    replaced = "left out" if isinstance(new, ast.Pass) else f"-> `{ast.unparse(new)}`"
    return f"line {getattr(old, 'lineno', 0)}: `{ast.unparse(old)}` {replaced}"
