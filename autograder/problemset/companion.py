"""The Python file beside a set: functions too long for a formula, called by name in formulas."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import inspect
import io
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.errors import StaffError
from autograder.problemset.functions import FUNCTIONS

if TYPE_CHECKING:
    from autograder.problemset.section import Section

__all__ = ["ChangesInput", "import_file", "load_companion"]


def load_companion(path: Path, root: Section) -> Mapping[str, Callable[..., Any]]:
    """Return the public functions of a set's companion file; none where there is no file."""
    if not path.is_file():
        return {}
    try:
        module = import_file(path, f"autograder_companion_{path.stem}")
    except Exception as error:  # staff code may raise anything while it is imported
        root.fault(
            (),
            f"{path.name}, which fails to import ({type(error).__name__}: {error})",
            "a companion file that imports",
        )
        return {}
    functions = {
        name: value
        for name, value in vars(module).items()
        if inspect.isfunction(value)
        and value.__module__ == module.__name__
        and not name.startswith("_")
    }
    for name in functions:
        if name in FUNCTIONS:
            root.fault(
                (),
                f"the companion function {name!r} in {path.name}",
                "a name that formulas do not know yet",
            )
    return {name: _watched(name, function) for name, function in functions.items()}


def _watched(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a companion function that raises where it changes an array that it was given.

    A change in place would reach the trial's own inputs: those that a student is sent, and those at
    which later derivatives are taken.
    """
    signature = inspect.signature(function)

    @functools.wraps(function)
    def watched(*arguments: Any, **options: Any) -> Any:
        given = signature.bind(*arguments, **options).arguments
        before = {
            parameter: value.tobytes()
            for parameter, value in given.items()
            if isinstance(value, np.ndarray)
        }
        result = function(*arguments, **options)
        for parameter, content in before.items():
            if given[parameter].tobytes() != content:
                raise ChangesInput(f"the companion function {name}", parameter)
        return result

    return watched


class ChangesInput(StaffError):  # noqa: N818  # the name says what the function does
    """A function of the staff changed an array that it was given, in place."""

    def __init__(self, function: str, name: str) -> None:
        super().__init__(
            f"{function}, which changes its input {name} in place",
            "a function that leaves its inputs as they are",
            f"Work on a copy: {name} = {name}.copy()",
        )


def import_file(path: Path, name: str) -> ModuleType:
    """Import a trusted Python file under a name, without writing bytecode beside it."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.origin is not None
    module = importlib.util.module_from_spec(spec)
    code = _compiled(path.read_bytes(), spec.origin)
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # standard output is for reports
            exec(code, vars(module))  # noqa: S102  # the staff's own file
    finally:
        sys.dont_write_bytecode = writes
    return module


@functools.lru_cache(maxsize=64)
def _compiled(source: bytes, path: str) -> CodeType:
    """Compile a file once, however often it is imported anew: for every answer key, say."""
    return compile(source, path, "exec", dont_inherit=True)
