"""The source that was handed in, as syntax trees with the places that students know.

Parsing a text that somebody else has written may take long or end in no tree: whoever calls this
bounds it (:mod:`autograder.oracle.bounded`). Nothing is run.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from msgspec import Struct

from autograder.worker.cells import DamagedNotebookError, read_cells
from autograder.worker.magics import translate
from autograder.worker.messages import Bundle, Cell, Module
from autograder.worker.recovery import UNREADABLE, pieces

__all__ = ["Code", "Statement", "read_bundle", "read_source"]

_MOST_FILES: Final = 200
"""Files beside the graded one that are read; homework has a few."""


class Statement(Struct, frozen=True):
    """One statement at the top of a file, and where it stands."""

    node: ast.stmt
    title: str
    """The file, or the notebook's cell."""
    before: int
    """Lines of the file above the text that the node's own lines count from."""

    def place(self, node: ast.AST) -> str:
        """Return where a part of it stands: ``a.py, line 3``."""
        return f"{self.title}, line {self.before + getattr(node, 'lineno', 1)}"


Code = Mapping[str, Sequence[Statement]]
"""Name under which a file is imported -> its statements."""


def read_bundle(bundle: Bundle, module: str) -> Code:
    """Return the statements of a graded file and of all Python files beside it."""
    code = {module: read_source(bundle.modules[module])}
    for path in sorted(bundle.files)[:_MOST_FILES]:
        place = PurePosixPath(path)
        if place.suffix not in (".py", ".ipynb"):
            continue
        name = ".".join(place.with_suffix("").parts).removesuffix(".__init__")
        try:
            cells = read_cells(path, bundle.files[path])
        except DamagedNotebookError:
            continue
        code.setdefault(name, read_source(Module(name, path, cells)))
    return code


def read_source(module: Module) -> list[Statement]:
    """Return the statements of one file; what cannot be parsed is left out."""
    return [
        Statement(node, module.title(cell), cell.first_line - 1)
        for cell in module.cells
        for node in _statements(cell)
    ]


def _statements(cell: Cell) -> Iterator[ast.stmt]:
    source = translate(cell.source.removeprefix("\ufeff")).source
    try:
        yield from _parse(source, 1)
    except UNREADABLE:
        for piece in pieces(source, _parse):
            yield from piece.statements


def _parse(text: str, line: int) -> list[ast.stmt]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse("\n" * (line - 1) + text).body
