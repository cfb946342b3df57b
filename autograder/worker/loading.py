"""Importing a real student's file: one statement at a time, keeping whatever can be kept.

A missing plotting package, a course helper that is not there or a demo at the bottom costs its own
statement and a remark; the definitions around it stand. Modules beside the file are read likewise
(:mod:`.imports`). Runs beside student code.
"""

from __future__ import annotations
import __future__

import ast
import contextlib
import inspect
import re
import sys
import types
import warnings
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from autograder.worker.bindings import bound_names, definitions_within, star_imports
from autograder.worker.cells import read_cells
from autograder.worker.cutoff import Cutoff, OutOfTimeError
from autograder.worker.failures import register_source
from autograder.worker.findings import OWN_PACKAGE, Findings, one_line
from autograder.worker.magics import parses, split_script, take_tree, translate, uncommented
from autograder.worker.messages import GRACE, KEPT, STILL_READ, Cell, Lost, Module
from autograder.worker.recovery import UNREADABLE, Piece, names_in_text, pieces
from autograder.worker.selection import is_definition
from autograder.worker.shell import Shell, builtins_beside

__all__ = ["ModuleRead", "Reading", "load_module"]

_WHOLE: Final = re.compile(r"\b(?:global|__future__)\b")
"""What makes a statement right or wrong by those before it: such a text is compiled whole, too."""
_MOST_FUNCTIONS: Final = 500
_MOST_PARAMETERS: Final = 20
_LONGEST_NAME: Final = 50
"""What a reply says of a file's functions is bounded: far more than homework has."""
_DEFINES: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_IMPORTS: Final = (ast.Import, ast.ImportFrom)


class ModuleRead(Struct, frozen=True):
    """A module as far as it could be read; ``failure`` is set where none of it could be parsed."""

    module: types.ModuleType
    remarks: tuple[str, ...]
    failure: BaseException | None
    lost: tuple[Lost, ...] = ()
    parameters: Mapping[str, tuple[str, ...]] = {}


def load_module(module: Module, budget: float | None = None) -> ModuleRead:
    """Execute a module statement by statement, as ``sys.modules[module.name]``; say what failed.

    Args:
        module: The source. Its ``__name__`` is never ``"__main__"``.
        budget: Seconds for all of it, where None sets no limit; what follows the statement that
            used them up is read for its definitions only. 0 or less reads definitions only, from
            the start.
    """
    made = types.ModuleType(module.name)
    made.__file__ = module.filename
    made.__package__ = OWN_PACKAGE if OWN_PACKAGE in sys.modules else ""
    # A student's "random.py" must not take the place of the library's module for everybody else.
    sys.modules.setdefault(module.name, made)
    with Reading(budget) as reading:
        reader = ModuleReader(reading, module, made)
        reader.read()
    failure = reader.failure
    remarks = () if failure else reading.findings.texts(module.filename)
    return ModuleRead(made, remarks, failure, tuple(reading.findings.lost), _parameters(made))


class Reading:
    """What the modules of one submission share while they are read: the time, and what is noted."""

    current: Reading | None = None
    """The reading that is going on in this process, which imports on the way join."""

    def __init__(self, budget: float | None = None) -> None:
        self.findings = Findings()
        self.cutoff = Cutoff()
        self.selected: Callable[[ast.stmt], bool] = lambda _statement: True
        self._budget = budget

    def __enter__(self) -> Reading:
        Reading.current = self
        if self._budget is not None and self._budget > 0:
            self.cutoff.start(self._budget)
        elif self._budget is not None:
            self.definitions_only()
        return self

    def __exit__(self, *_error: object) -> None:
        Reading.current = None
        if self._budget is not None:
            self.cutoff.stop()

    def definitions_only(self) -> None:
        """Read definitions only from now on, within a time of grace."""
        self.selected = is_definition
        self.cutoff.start(GRACE)


class ModuleReader:
    """The state of reading one module."""

    def __init__(
        self, reading: Reading, source: Module, module: types.ModuleType, *, folder: str = ""
    ) -> None:
        """Take a module to be filled.

        ``folder`` is the submission's for a module beside the graded file.
        """
        self._reading, self._findings = reading, reading.findings
        self._source, self._module = source, module
        self._folder = folder
        self._flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        self._compiled: dict[ast.stmt, types.CodeType] = {}
        """Statements of the part that is being read, each compiled once."""
        self._broken: list[BaseException] = []
        self._has_read = False
        self._defined: dict[str, tuple[object, int]] = {}
        """Functions and classes with the line that defined them last."""
        self._kept: dict[str, object] = {}
        """Those whose name was taken for something else."""
        shell = Shell(vars(module), self._run_source, self._run_file, self._leave_out)
        module.__dict__["__builtins__"] = builtins_beside(shell)

    @property
    def failure(self) -> BaseException | None:
        """Why nothing of the module could be read, or None where something could."""
        return self._broken[0] if self._broken and not self._has_read else None

    def read(self) -> None:
        """Execute the module, cell by cell, as long as there is time."""
        for cell in self._source.cells:
            if not all(self._read_part(part) for part in _parts(cell)):
                break
        vars(self._module).update(self._kept)

    def _read_part(self, part: Cell) -> bool:
        """Execute the statements of one part of the source; False if the time is up for good."""
        title = self._source.title(part)
        translation = translate(part.source)
        for kind, line in translation.left_out:
            self._leave_out(kind, f"{title}, line {part.first_line + line - 1}")
        skipped = names_in_text(translation.skipped)
        self._findings.hide(skipped, title, "it stands in a cell that is not Python's")
        register_source(self._filename(title), part.source, part.first_line)
        statements = self._statements(translation.source, part, title)
        return all(self._execute(statement, title) for statement in statements)

    def _statements(self, source: str, part: Cell, title: str) -> Iterator[ast.stmt]:
        """Yield the statements of a part; where it does not parse, those of the pieces that do."""
        parse = partial(self._parse, title=title, first_line=part.first_line)
        try:
            yield from parse(source, 1)
            return
        except UNREADABLE as error:
            self._broken.append(error)
        for piece in pieces(source, parse):
            if piece.error is None:
                yield from piece.statements
            else:
                self._unread(piece, part, title)

    def _parse(self, text: str, line: int, *, title: str, first_line: int) -> list[ast.stmt]:
        above = first_line + line - 2
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "invalid escape sequence" is no failure
            tree = take_tree(text)
            if tree is None or _WHOLE.search(text):
                return self._parse_whole("\n" * above + text, title)
            if above:
                ast.increment_lineno(tree, above)
            try:
                compiled = {each: self._compile(each, title, self._flags) for each in tree.body}
            except UNREADABLE:
                return self._parse_whole("\n" * above + text, title)
        self._compiled.update(compiled)
        return tree.body

    def _parse_whole(self, source: str, title: str) -> list[ast.stmt]:
        """Compile first: a stray `return` or a misplaced `nonlocal` is found only then."""
        compile(source, self._filename(title), "exec", self._flags, dont_inherit=True)
        return ast.parse(source, self._filename(title)).body

    def _compile(self, statement: ast.stmt, title: str, flags: int) -> types.CodeType:
        unit = ast.Module([statement], type_ignores=[])
        code: types.CodeType = compile(
            unit, self._filename(title), "exec", flags, dont_inherit=True
        )
        return code

    def _unread(self, piece: Piece, part: Cell, title: str) -> None:
        assert piece.error is not None
        line = getattr(piece.error, "lineno", None) or part.first_line + piece.first_line - 1
        place = f"{title}, line {line}"
        said = one_line(piece.error)
        self._findings.remark(place, said, "this part was not read", urgent=True)
        self._findings.lose(names_in_text(piece.text), place, piece.error)

    def _execute(self, statement: ast.stmt, title: str) -> bool:
        """Execute one statement if it is wanted; False if the time is up for good."""
        self._has_read |= not _is_empty(statement)
        for name, line, where in definitions_within(statement):
            self._findings.hide([name], f"{title}, line {line}", where)
        if not self._reading.selected(statement):
            return True
        try:
            self._reading.cutoff.run(partial(self._run_statement, statement, title))
        except OutOfTimeError as error:
            if self._folder:
                raise  # the import that reads this module is what was cut off
            return self._cut(statement, title, error)
        except BaseException as error:  # SystemExit and KeyboardInterrupt end a statement only
            self._failed(statement, title, error)
        return True

    def _run_statement(self, statement: ast.stmt, title: str) -> None:
        """Execute a statement; one whose annotations fail is executed with them unread."""
        try:
            self._exec(statement, title, self._flags)
        except Exception:
            if not _is_annotated(statement):
                raise
            self._exec(statement, title, self._flags | __future__.annotations.compiler_flag)
        self._note_names(statement, title)

    def _exec(self, statement: ast.stmt, title: str, flags: int) -> None:
        code = self._compiled.pop(statement, None)
        if code is None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                code = self._compile(statement, title, flags)
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            self._flags |= _future_flags(statement)
        if code.co_flags & inspect.CO_COROUTINE:
            _await(eval(code, vars(self._module)))  # noqa: S307 - as below
        else:
            exec(code, vars(self._module))  # noqa: S102 - this process is for that

    def _note_names(self, statement: ast.stmt, title: str) -> None:
        """Keep a function or class whose name a later statement takes for another thing."""
        names = vars(self._module)
        if isinstance(statement, _DEFINES):
            self._defined[statement.name] = names.get(statement.name), statement.lineno
            self._kept.pop(statement.name, None)
            return
        for name in filter(self._defined.__contains__, bound_names(statement)):
            value, (before, line) = names.get(name), self._defined[name]
            if not _takes_the_place(value, before):
                self._kept.pop(name, None)
                continue
            self._kept[name] = before
            self._findings.remark(
                f"{title}, line {statement.lineno}",
                f"{name} becomes a value of type {type(value).__name__[:100]}",
                f"what line {line} defines is graded",
            )

    def _failed(self, statement: ast.stmt, title: str, error: BaseException) -> None:
        line = _line_of(error, self._filename(title)) or statement.lineno
        defines = isinstance(statement, _DEFINES)
        self._findings.remark(f"{title}, line {line}", one_line(error), STILL_READ, urgent=defines)
        names = (*bound_names(statement), *("*" if star_imports(statement) else ()))
        self._findings.lose(names, f"{title}, line {statement.lineno}", error)

    def _cut(self, statement: ast.stmt, title: str, error: BaseException) -> bool:
        where = f"{title}, line {statement.lineno}"
        self._findings.lose(bound_names(statement), where, error)
        if self._reading.selected is is_definition:
            self._findings.remark(
                where, "this, too, took too long", "the rest of the file was not read"
            )
            return False
        self._findings.remark(
            where, "this was still running when the time for reading the file was up", KEPT
        )
        self._reading.definitions_only()
        # An import is tried again, now that of the module, too, only the definitions are read.
        return not isinstance(statement, _IMPORTS) or self._execute(statement, title)

    def _filename(self, title: str) -> str:
        """Return the name that code is compiled under: a path where there is a file."""
        return str(Path(self._folder, title)) if self._folder else title

    def _leave_out(self, kind: str, place: str = "") -> None:
        self._findings.leave_out(kind, place or self._source.filename)

    def _run_source(self, source: str, title: str) -> None:
        """Execute source that a magic holds, in this module."""
        part = Cell(source, title)
        for statement in self._statements(translate(source).source, part, self._source.title(part)):
            self._execute(statement, self._source.title(part))

    def _run_file(self, name: str) -> Mapping[str, object]:
        """Execute a file that was handed in and return what it binds."""
        path = Path(name) if Path(name).is_file() else Path(name + ".py")
        if not path.is_file():
            raise FileNotFoundError(f"%run {name}: there is no such file")
        module = types.ModuleType(path.stem)
        module.__package__ = self._module.__package__
        source = Module(path.stem, path.name, read_cells(path.name, path.read_bytes()))
        ModuleReader(self._reading, source, module).read()
        return vars(module)


def _parts(cell: Cell) -> Sequence[Cell]:
    """Return a script's cells, where it is one of cells and does not parse as a whole.

    Else the cell.
    """
    text = cell.source.removeprefix("\ufeff")
    if cell.label:
        return (Cell(text, cell.label, cell.first_line),)
    whole = Cell(uncommented(text), cell.label, cell.first_line)
    return (whole,) if parses(whole.source) else split_script(whole)


def _is_empty(statement: ast.stmt) -> bool:
    """Say whether a statement is no more than a text or ``pass``."""
    text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return text or isinstance(statement, ast.Pass)


def _is_annotated(statement: ast.stmt) -> bool:
    if not isinstance(statement, (*_DEFINES, ast.AnnAssign)):
        return False
    return any(
        getattr(node, "annotation", None) or getattr(node, "returns", None)
        for node in ast.walk(statement)
    )


def _takes_the_place(value: object, before: object) -> bool:
    """Say whether a name that was a function's or a class's is one no more."""
    if issubclass(type(before), type):
        return not issubclass(type(value), type)
    return callable(before) and not callable(value)


def _await(coroutine: Coroutine[object, None, object]) -> None:
    """Run what awaits something to its end, without a loop: asyncio's wants sockets."""
    with contextlib.suppress(StopIteration):
        while True:
            coroutine.send(None)


def _future_flags(statement: ast.ImportFrom) -> int:
    features: list[Any] = [getattr(__future__, alias.name, None) for alias in statement.names]
    return sum(feature.compiler_flag for feature in features if feature is not None)


def _line_of(error: BaseException, filename: str) -> int | None:
    """Find the line at the file's top level that ``error`` passed through."""
    traceback = error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == filename:
            return traceback.tb_lineno
        traceback = traceback.tb_next
    return None


def _parameters(module: types.ModuleType) -> dict[str, tuple[str, ...]]:
    """Return the names of the positional parameters of each function in a module."""
    functions = [
        (name, value.__code__)
        for name, value in list(vars(module).items())
        if type(name) is str and type(value) is types.FunctionType
    ]
    return {
        name[:_LONGEST_NAME]: tuple(
            parameter[:_LONGEST_NAME]
            for parameter in code.co_varnames[: min(code.co_argcount, _MOST_PARAMETERS)]
        )
        for name, code in functions[:_MOST_FUNCTIONS]
    }
