"""The small language of ``forward:``, ``let:`` and ``expected:``: parsed, checked, compiled once.

A formula is Python's expression syntax cut down to arithmetic, comparisons, ``.T``, indexing, array
literals and calls of a documented table of functions (:mod:`autograder.problemset.functions`). The
syntax tree is checked node by node and only then compiled; nothing outside the table can be
reached. One compiled program serves real and complex input alike.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Collection, Mapping
from types import CodeType
from typing import Any, Final

from msgspec import Struct

from autograder.errors import nearest
from autograder.problemset.formula_check import (
    TOO_LONG,
    FormulaError,
    check,
    check_depth,
    check_name,
)
from autograder.problemset.formula_faults import parse_advice, unknown_function
from autograder.problemset.functions import CONSTANTS, FUNCTIONS
from autograder.problemset.lowering import LOWERED, lowered

__all__ = ["Formula", "FormulaError", "Program", "parse_formula", "parse_program"]

_OUTPUT: Final = "__output__"
_PROGRAM: Final = "__program__"


class Formula(Struct, frozen=True, eq=False, dict=True):
    """One checked expression: its text, the variables it reads, the functions it calls."""

    source: str
    names: frozenset[str]
    calls: frozenset[str]

    @functools.cached_property
    def tree(self) -> ast.expr:
        """Its syntax, checked: whoever compiles a formula reads it.

        Raises:
            FormulaError: there is something in it that no formula has.
        """
        tree = ast.parse(self.source, mode="eval").body
        check(tree, self.source)
        return tree

    @staticmethod
    def of(tree: ast.expr, source: str, names: frozenset[str], calls: frozenset[str]) -> Formula:
        """Return the formula of a tree, which is what its source is parsed to."""
        formula = Formula(source, names, calls)
        vars(formula)["tree"] = tree
        return formula

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Formula) and self.source == other.source

    def __hash__(self) -> int:
        return hash(self.source)

    def check_calls(self, functions: Collection[str]) -> None:
        """Refuse a call of what neither the table nor ``functions`` has, by a FormulaError."""
        known = {*FUNCTIONS, *functions}
        for name in sorted(self.calls - known):
            hint = unknown_function(name, nearest(name, known))
            raise FormulaError(f"the function {name!r}", "a function that formulas know", hint)


class Program(Struct, frozen=True):
    """Lines ``name = formula`` in order; a later line may read the names of earlier ones."""

    lines: tuple[tuple[str, Formula], ...]

    @property
    def assigned(self) -> tuple[str, ...]:
        """The names that the lines assign, in order."""
        return tuple(name for name, _ in self.lines)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """The right-hand sides, in order."""
        return tuple(formula for _, formula in self.lines)

    @property
    def reads(self) -> frozenset[str]:
        """The names that some line reads before any line assigns them."""
        seen: set[str] = set()
        free: set[str] = set()
        for name, formula in self.lines:
            free |= formula.names - seen
            seen.add(name)
        return frozenset(free)

    def without(self, name: str) -> Program:
        """Cut the program at a line: ``name`` becomes one of the names it reads."""
        return Program(tuple(line for line in self.lines if line[0] != name))

    def compile(
        self, output: Formula, functions: Mapping[str, Callable[..., Any]]
    ) -> Callable[..., Any]:
        """Compile to a Python function of the names that are read, in order or by keyword.

        It returns ``output``.
        """
        space: dict[str, Any] = {
            "__builtins__": {},
            **CONSTANTS,
            **LOWERED,
            **FUNCTIONS,
            **functions,
        }
        exec(_compiled(self, output), space)  # noqa: S102  # every formula was checked node by node
        function: Callable[..., Any] = space[_PROGRAM]
        return function


def parse_formula(text: str) -> Formula:
    """Parse and check one expression.

    Raises:
        FormulaError: the text is no formula.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError) as error:
        raise FormulaError(repr(text), "a formula", _reason(error, text)) from None
    except (RecursionError, MemoryError):
        raise FormulaError(*TOO_LONG) from None
    return _checked(tree, text.strip(), text.strip())


def parse_program(text: str) -> Program:
    """Parse and check lines ``name = formula``; a last line without a name is called ``out``.

    Raises:
        FormulaError: a line is no formula, or a name is assigned twice.
    """
    try:
        statements = ast.parse(text.strip()).body
    except (SyntaxError, ValueError) as error:
        raise FormulaError(repr(text), "lines `name = formula`", _reason(error, text)) from None
    except (RecursionError, MemoryError):
        raise FormulaError(*TOO_LONG) from None
    for statement in statements:
        check_depth(statement, text)
    lines: list[tuple[str, Formula]] = []
    for position, statement in enumerate(statements, 1):
        name, value = _line(statement, last=position == len(statements))
        if name in dict(lines):
            raise FormulaError(f"a second line `{name} = ...`", "each name assigned once")
        lines.append((name, _checked(value, ast.unparse(value), text.strip())))
    return Program(tuple(lines))


def _line(statement: ast.stmt, *, last: bool) -> tuple[str, ast.expr]:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            check_name(name)
            return name, value
        case ast.Expr(value=value) if last:
            return "out", value
    raise FormulaError(
        f"the line `{ast.unparse(statement)}`",
        "`name = formula` (the last line may be a bare formula)",
    )


def _reason(error: SyntaxError | ValueError, text: str) -> str:
    """Say what to write instead, or at least what Python says of it."""
    at = error.lineno if isinstance(error, SyntaxError) and error.lineno else 1
    lines = text.strip().splitlines() or [""]
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    hint = parse_advice(lines[min(at, len(lines)) - 1])
    place = f" in line {at}" if len(lines) > 1 else ""
    return f"It cannot be parsed{place}: {said}. {hint}".strip()


def _checked(tree: ast.expr, source: str, text: str) -> Formula:
    names, calls = check(tree, text)
    return Formula.of(tree, source, names, calls)


@functools.lru_cache(maxsize=1024)  # of programs with one change, most lines are as they were
def _lowered(formula: Formula) -> str:
    return lowered(formula.source, formula.tree)


@functools.lru_cache(maxsize=1024)  # the answers of one problem share most of its programs
def _compiled(program: Program, output: Formula) -> CodeType:
    """Compile the definition of the function that :meth:`Program.compile` returns."""
    parameters = sorted(Program((*program.lines, (_OUTPUT, output))).reads)
    body = [
        *(f"{name} = {_lowered(formula)}" for name, formula in program.lines),
        f"return {_lowered(output)}",
    ]
    header = f"def {_PROGRAM}({', '.join(parameters)}):"
    return compile("\n    ".join([header, *body]), f"<formula {output.source}>", "exec")
