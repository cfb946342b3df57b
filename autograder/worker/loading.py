"""Importing a real student's file: one statement at a time, keeping whatever can be kept.

A missing plotting package, a course helper that is not there or a demo at the bottom costs its own
statement and a remark; the definitions around it stand. Runs beside student code; the grader uses
it for its own reference files too.
"""

from __future__ import annotations
import __future__

import ast
import sys
import types
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from msgspec import Struct

from autograder.worker.cutoff import Cutoff, OutOfTimeError
from autograder.worker.failures import register_source, type_and_message
from autograder.worker.magics import without_magics
from autograder.worker.messages import GRACE, Cell, Module

__all__ = ["KEPT", "ModuleRead", "as_package", "load_module"]

KEPT: Final = "of the rest only functions, classes, imports and constants were read."
MAX_REMARKS: Final = 20
_PACKAGE: Final = "handed_in"
_REMARK_MESSAGE: Final = 200

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
_UNREADABLE: Final = (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError)
"""What compiling hostile or broken source raises."""


class ModuleRead(Struct, frozen=True):
    """A module as far as it could be read; ``failure`` is set where none of it could be parsed."""

    module: types.ModuleType
    remarks: tuple[str, ...]
    failure: BaseException | None


def as_package(folder: str) -> None:
    """Let modules loaded from now on import what lies in ``folder`` relatively, too: ``from .helper import f``."""
    package = types.ModuleType(_PACKAGE)
    package.__path__ = [folder]
    sys.modules[_PACKAGE] = package


def load_module(module: Module, budget: float | None = None) -> ModuleRead:
    """Execute ``module`` statement by statement as ``sys.modules[module.name]`` and say what failed.

    Args:
        module: The source. Its ``__name__`` is never ``"__main__"``.
        budget: Seconds for all of it, where None sets no limit; what follows the statement that
            used them up is read for its definitions only. 0 or less reads definitions only, from
            the start.
    """
    return _Loading(module, budget).run()


class _Loading:
    """The state of reading one module."""

    def __init__(self, source: Module, budget: float | None) -> None:
        self._source = source
        self._budget = budget
        self._module = types.ModuleType(source.name)
        self._module.__file__ = source.filename
        self._module.__package__ = _PACKAGE if _PACKAGE in sys.modules else ""
        self._flags = 0
        self._remarks: list[str] = []
        self._broken: list[BaseException] = []
        self._cutoff = Cutoff()
        self._selected: Callable[[ast.stmt], bool] = lambda _statement: True

    def run(self) -> ModuleRead:
        # A student's "random.py" must not take the place of the library's module for everybody
        # else.
        sys.modules.setdefault(self._source.name, self._module)
        if self._budget is not None and self._budget > 0:
            self._cutoff.start(self._budget)
        elif self._budget is not None:
            self._definitions_only()
        try:
            for cell in self._source.cells:
                if not self._read_cell(cell):
                    break
        finally:
            if self._budget is not None:
                self._cutoff.stop()
        nothing_read = len(self._broken) == len(self._source.cells) > 0
        failure = self._broken[0] if nothing_read else None
        return ModuleRead(self._module, () if failure else self._bounded_remarks(), failure)

    def _definitions_only(self) -> None:
        self._selected = _is_definition
        self._cutoff.start(GRACE)

    def _read_cell(self, cell: Cell) -> bool:
        """Execute the statements of one cell; False if the time is up for good."""
        title = self._source.title(cell)
        try:
            statements = self._parse(cell, title)
        except _UNREADABLE as error:
            self._broken.append(error)
            line = getattr(error, "lineno", None) or cell.first_line
            self._remark(f"{title}, line {line}: {_one_line(error)}; this cell was not read.")
            return True
        return all(self._execute(statement, title) for statement in statements)

    def _parse(self, cell: Cell, title: str) -> list[ast.stmt]:
        source = cell.source.removeprefix("\ufeff")
        if cell.label:  # a notebook's
            source = without_magics(source)
        register_source(title, source, cell.first_line)
        padded = "\n" * (cell.first_line - 1) + source
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "invalid escape sequence" is no failure
            # Compiled whole first: a stray `return` or a misplaced `nonlocal` is found only then.
            compile(padded, title, "exec", self._flags, dont_inherit=True)
            return ast.parse(padded, title).body

    def _execute(self, statement: ast.stmt, title: str) -> bool:
        """Execute one statement if it is wanted; False if the time is up for good."""
        if not self._selected(statement):
            return True
        try:
            self._cutoff.run(partial(self._run_statement, statement, title))
        except OutOfTimeError:
            return self._cut(statement, title)
        except (
            BaseException
        ) as error:  # SystemExit and KeyboardInterrupt end a statement, not the grading
            line = _line_of(error, title) or statement.lineno
            self._remark(
                f"{title}, line {line}: {_one_line(error)}; the rest of the file was still read."
            )
        return True

    def _run_statement(self, statement: ast.stmt, title: str) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            unit = ast.Module([statement], type_ignores=[])
            code = compile(unit, title, "exec", self._flags, dont_inherit=True)
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            self._flags |= _future_flags(statement)
        exec(code, self._module.__dict__)  # noqa: S102 - running a student's file is what this process is for

    def _cut(self, statement: ast.stmt, title: str) -> bool:
        where = f"{title}, line {statement.lineno}"
        if self._selected is _is_definition:
            self._remark(f"{where}: this, too, took too long; the rest of the file was not read.")
            return False
        self._remark(
            f"{where}: this was still running when the time for reading the file was up; {KEPT}"
        )
        self._definitions_only()
        return True

    def _remark(self, text: str) -> None:
        self._remarks.append(text)

    def _bounded_remarks(self) -> tuple[str, ...]:
        more = len(self._remarks) - MAX_REMARKS
        if more <= 0:
            return tuple(self._remarks)
        return (
            *self._remarks[:MAX_REMARKS],
            f"{self._source.filename}: and {more} more such remarks.",
        )


def _is_definition(statement: ast.stmt) -> bool:
    """Say whether ``statement`` defines names without, as a rule, computing anything."""
    if isinstance(statement, _DEFINITIONS):
        return True
    if isinstance(statement, (ast.Assign, ast.AnnAssign)):
        return statement.value is None or _is_literal(statement.value)
    if isinstance(statement, ast.If):
        return _is_literal(statement.test) and all(map(_is_definition, _blocks(statement)))
    return isinstance(statement, ast.Try) and all(map(_is_definition, _blocks(statement)))


def _is_literal(expression: ast.expr) -> bool:
    return all(isinstance(node, _LITERALS) for node in ast.walk(expression))


def _blocks(statement: ast.If | ast.Try) -> Iterator[ast.stmt]:
    yield from (inner for inner in statement.body if not isinstance(inner, ast.Pass))
    yield from (inner for inner in statement.orelse if not isinstance(inner, ast.Pass))
    for handler in getattr(statement, "handlers", ()):
        yield from (inner for inner in handler.body if not isinstance(inner, ast.Pass))
    yield from getattr(statement, "finalbody", ())


def _future_flags(statement: ast.ImportFrom) -> int:
    features: list[Any] = [getattr(__future__, alias.name, None) for alias in statement.names]
    return sum(feature.compiler_flag for feature in features if feature is not None)


def _line_of(error: BaseException, title: str) -> int | None:
    """Find the line at the file's top level that ``error`` passed through."""
    traceback = error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == title:
            return traceback.tb_lineno
        traceback = traceback.tb_next
    return None


def _one_line(error: BaseException) -> str:
    kind, message = type_and_message(error)
    message = str(error.msg) if isinstance(error, SyntaxError) else message
    text = " ".join(message.split())[:_REMARK_MESSAGE]
    return f"{kind}: {text}" if text else kind
