"""What IPython puts beside a notebook's code: ``get_ipython()`` and ``display``.

Magics that bind names or bring in files are carried out; all others do nothing and are noted.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import os
import shlex
import sys
import types
from collections.abc import Callable, Mapping
from typing import Any, Final

from autograder.worker.magics import PYTHON_CELLS, parses

__all__ = ["Shell", "builtins_beside", "display", "stand_in_modules"]

RunSource = Callable[[str, str], None]
"""Runs source in the notebook's module, under a title."""
RunFile = Callable[[str], Mapping[str, object]]
"""Runs a file that was handed in and returns the names it binds."""
LeaveOut = Callable[[str], None]


class Nothing:
    """Whatever is asked of it, it does nothing and returns itself."""

    def __init__(self, *_arguments: object, **_options: object) -> None:
        pass

    def __call__(self, *_arguments: object, **_options: object) -> Any:
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __enter__(self) -> Nothing:
        return self

    def __exit__(self, *_error: object) -> None:
        pass


class _Lines(list[str]):
    """What a shell command prints, as IPython gives it: no line at all here."""

    n = s = p = ""

    @property
    def l(self) -> list[str]:  # noqa: E743 - IPython's own name
        return self


class Shell:
    """The object that ``get_ipython()`` returns."""

    def __init__(
        self,
        namespace: dict[str, Any],
        run_source: RunSource,
        run_file: RunFile,
        leave_out: LeaveOut,
    ) -> None:
        self.user_ns = namespace
        self._run_source, self._run_file, self._leave_out = run_source, run_file, leave_out

    def run_line_magic(self, name: str, line: str = "", *_more: object) -> object:
        """Carry out ``%name line``."""
        magic = _LINE_MAGICS.get(name)
        if magic is not None:
            return magic(self, line)
        self._leave_out(f"%{name}")
        return None

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        """Carry out a cell that begins with ``%%name line``."""
        if name in PYTHON_CELLS:
            self._run_source(cell, f"%%{name}")
        elif name in ("writefile", "file"):
            self._write(line, cell)
        else:
            self._leave_out(f"%%{name}")

    def magic(self, text: str) -> object:
        """Carry out a line magic in its old form: ``magic("run helper.py")``."""
        name, _, line = text.lstrip("%").partition(" ")
        return self.run_line_magic(name, line)

    def run_cell(self, source: str, *_more: object, **_options: object) -> None:
        """Run source in the notebook's module."""
        self._run_source(source, "run_cell")

    def getoutput(self, command: str = "", *_more: object, **_options: object) -> list[str]:
        """Return no line: no shell command is run here."""
        self._leave_out(f"!{command.split()[0] if command.split() else ''}")
        return _Lines()

    def system(self, command: str = "", *_more: object) -> None:
        """Do nothing: no shell command is run here."""
        self.getoutput(command)

    def captured(self) -> Nothing:
        """Return what ``%%capture NAME`` binds."""
        return Nothing()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()

    def _run(self, line: str) -> None:
        """Carry out ``%run FILE``: what the file binds, the notebook has."""
        words = [word for word in _split(line) if not word.startswith("-")]
        if words:
            bound = self._run_file(words[0])
            self.user_ns.update({k: v for k, v in bound.items() if not k.startswith("__")})

    def _time(self, line: str) -> object:
        """Run the statement of ``%time``, and return the value of an expression."""
        if not parses(line):
            raise SyntaxError(f"%time {line}")
        try:
            code = compile(ast.parse(line, mode="eval"), "%time", "eval")
        except SyntaxError:
            exec(line, self.user_ns)  # noqa: S102 - a line of the student's own
            return None
        return eval(code, self.user_ns)  # noqa: S307 - a line of the student's own

    def _write(self, line: str, text: str) -> None:
        """Carry out ``%%writefile FILE``, or ``-a FILE``, so that it can be imported."""
        words = _split(line)
        mode = "a" if {"-a", "--append"} & set(words) else "w"
        name = next(word for word in words if not word.startswith("-"))
        with open(os.path.expanduser(name), mode, encoding="utf-8") as file:  # noqa: PTH111, PTH123
            file.write(text if text.endswith("\n") else text + "\n")
        importlib.invalidate_caches()

    def _pylab(self, _line: str) -> None:
        """Bring in numpy's names, as ``%pylab`` does beside those of plots."""
        self._run_source("import numpy\nimport numpy as np\nfrom numpy import *\n", "%pylab")


_LINE_MAGICS: Final[Mapping[str, Callable[[Shell, str], object]]] = {
    "run": Shell._run,
    "time": Shell._time,
    "prun": Shell._time,
    "pylab": Shell._pylab,
}


def _split(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:  # a quote that is not closed
        return line.split()


def display(*values: object, **_options: object) -> None:
    """Print values, as a notebook shows them in its plainest form."""
    for value in values:
        print(repr(value))  # noqa: T201 - that is what is asked


def stand_in_modules() -> dict[str, types.ModuleType]:
    """Return stand-ins for modules that only show things, by name, where they are not installed."""
    made: dict[str, types.ModuleType] = {}
    for name in ("IPython", "IPython.display", "IPython.core.display", "IPython.core", "marimo"):
        made[name] = types.ModuleType(name)
        made[name].__path__ = []
        made[name].__dict__["__getattr__"] = _showing_nothing
    made["IPython.display"].__dict__["display"] = display
    made["IPython.core.display"].__dict__["display"] = display
    made["IPython"].__dict__.update(
        display=made["IPython.display"], core=made["IPython.core"], get_ipython=_caller_shell
    )
    made["marimo"].__dict__["App"] = _MarimoApp
    return made


def _showing_nothing(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    return Nothing


def _caller_shell() -> object:
    """Return the shell of the module that asks for it."""
    frame = sys._getframe(1)
    return frame.f_builtins.get("get_ipython", Nothing)()


class _MarimoApp(Nothing):
    """A marimo notebook's app: its functions and classes are plain ones, its cells are not run."""

    def function(self, definition: Any = None, **_options: object) -> Any:
        """Return a function as it stands."""
        return definition if definition is not None else _as_it_stands

    class_definition = cell = function

    @property
    def setup(self) -> Nothing:
        """The block ``with app.setup:``, whose names are the module's."""
        return Nothing()


def _as_it_stands(definition: Any) -> Any:
    return definition


def builtins_beside(shell: Shell) -> dict[str, object]:
    """Return Python's builtins and the names that IPython has beside them, for one module alone."""
    return {**vars(builtins), "get_ipython": lambda: shell, "display": display}
