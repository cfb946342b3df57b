"""What modules of the package import, read from their source: for tests of walls between rooms."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import autograder

PACKAGE = Path(autograder.__file__).resolve().parent


def path_of(module: str) -> Path | None:
    """Return the file of a module of the package; None for a name that is no module."""
    base = PACKAGE.parent.joinpath(*module.split("."))
    return next(
        (path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()), None
    )


def imported_by(path: Path) -> Iterator[str]:
    """Yield the names of the package that a file imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.split(".")[0] == "autograder")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "autograder":
            yield from (f"{node.module}.{name.name}" for name in node.names)


def closure(modules: Iterable[str]) -> set[Path]:
    """Return the files of some modules and of all that they import, directly or not."""
    found: set[Path] = set()
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        parts = name.split(".")
        for module in (".".join(parts[:length]) for length in range(1, len(parts) + 1)):
            path = path_of(module)
            if path is not None and path not in found:
                found.add(path)
                waiting.extend(imported_by(path))
    return found
