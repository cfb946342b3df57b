"""A handed-in file as cells of source: encodings, notebooks. Nothing is parsed as Python here."""

from __future__ import annotations

import codecs
import io
import json
import tokenize
from collections.abc import Iterator
from typing import Any, Final

from autograder.worker.messages import Cell

__all__ = ["DamagedNotebookError", "notebook_sources", "read_cells"]

_NO_ENCODINGS: Final = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape"})
"""Codecs that Python has, that nobody writes in, and the first of which takes hours for a megabyte.
"""


class DamagedNotebookError(SyntaxError):
    """A file that should be a notebook is no JSON."""


def read_cells(path: str, content: bytes) -> tuple[Cell, ...]:
    """Return a file's source: one cell for ``.py``, one for each code cell of a notebook.

    Raises:
        DamagedNotebookError: the name ends in ``.ipynb``, and the content is no JSON.
    """
    if path.endswith(".ipynb"):
        return tuple(_notebook_cells(content))
    return (Cell(_decode(content)),)


def _decode(content: bytes) -> str:
    """Decode as Python does.

    A file in no declared encoding that is not UTF-8 is taken as Windows-1252.
    """
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        if codecs.lookup(encoding).name.replace("-", "_") in _NO_ENCODINGS:
            raise LookupError(encoding)
        text = content.decode(encoding)
    except (SyntaxError, UnicodeError, LookupError):
        text = _decode_undeclared(content)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode_undeclared(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    return content.removeprefix(codecs.BOM_UTF8).decode("cp1252", errors="replace")


def _notebook_cells(content: bytes) -> Iterator[Cell]:
    for position, source in enumerate(notebook_sources(content, "code"), 1):
        yield Cell(source, f"cell {position}")


def notebook_sources(content: bytes, kind: str) -> Iterator[str]:
    """Yield the source of each cell of a kind, `code` or `markdown`, of nbformat 4 or 3.

    Raises:
        DamagedNotebookError: the content is no JSON.
    """
    try:
        notebook = json.loads(content.decode("utf-8-sig", errors="replace"))
    except (ValueError, RecursionError) as error:  # no JSON, a number of a million digits, too deep
        line = getattr(error, "lineno", 0)
        raise DamagedNotebookError(
            "a notebook that is damaged: it is no JSON" + (f" from line {line} on" if line else "")
        ) from None
    sheets = notebook.get("worksheets", [notebook]) if isinstance(notebook, dict) else []
    for sheet in sheets if isinstance(sheets, list) else []:
        cells = sheet.get("cells", []) if isinstance(sheet, dict) else []
        for cell in cells if isinstance(cells, list) else []:
            if isinstance(cell, dict) and cell.get("cell_type") == kind:
                source = cell.get("source", cell.get("input", ""))
                yield _joined(source) if isinstance(source, list) else str(source)


def _joined(lines: list[Any]) -> str:
    """Join the lines of a cell, which nbformat 3 may keep without their ends."""
    texts = [str(line) for line in lines]
    ended = any(text.endswith("\n") for text in texts)
    return ("" if ended else "\n").join(texts)
