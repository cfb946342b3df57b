"""The Python file beside a set: functions too long for a formula, callable by name in its formulas."""

from __future__ import annotations

import importlib.util
import inspect
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.problemset.functions import FUNCTIONS
from autograder.problemset.section import Section

__all__ = ["import_file", "load_companion"]


def load_companion(path: Path, root: Section) -> Mapping[str, Callable[..., Any]]:
    """Return the public functions of a set's companion file, or none where there is no such file."""
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
    return functions


def import_file(path: Path, name: str) -> ModuleType:
    """Import a trusted Python file under a name, without writing bytecode beside it."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = writes
    return module
