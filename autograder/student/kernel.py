"""The functions of a running kernel as a notebook: what they are now, whatever was run when.

Each function or class is taken from the cell that defined it and stands in the cell of that number,
at its line, so that a message names the place where a student finds it. What it uses of the
kernel's other names goes with it: functions, imports, plain values.
"""

from __future__ import annotations

import ast
import builtins
import json
import linecache
import re
import types
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import numpy as np
from msgspec import Struct

__all__ = ["Gathered", "gather"]

_NUMBER: Final = re.compile(r"In\s*\[(\d+)\]")
_LARGEST: Final = 1000
"""Entries of an array that is carried along: a function that needs more reads it from a file."""
_PLAIN: Final = (int, float, complex, str, bytes, bool, type(None))


class _Piece(Struct, frozen=True):
    """The source of one function or class: the cell and the line where it stands."""

    cell: int
    line: int
    source: str


class Gathered(Struct, frozen=True):
    """A notebook, as JSON, with what was asked for and what that uses; and what was left out."""

    notebook: bytes
    left_out: tuple[str, ...]


def gather(shell: Any, names: Iterable[str]) -> Gathered:
    """Return the functions and classes of some names, as a kernel has them, with all they use."""
    pieces: dict[str, _Piece] = {}
    prelude: dict[str, str] = {}
    left_out: dict[str, None] = {}
    waiting = list(names)
    seen: set[str] = set()
    while waiting:
        name = waiting.pop(0)
        if name in seen or name not in shell.user_ns:
            continue
        seen.add(name)
        value = shell.user_ns[name]
        piece = _piece(shell, name, value)
        if piece is not None:
            pieces[name] = piece
            waiting += sorted(_used(piece.source))
        elif line := _line(name, value):
            prelude[name] = line
        else:
            left_out[name] = None
    return Gathered(_notebook(pieces.values(), prelude.values()), tuple(left_out))


def _piece(shell: Any, name: str, value: object) -> _Piece | None:
    """Return where a function or class of the kernel stands; None for what is none of its own."""
    filename = _filename(value)
    if not filename:
        return None
    text = "".join(linecache.getlines(filename))
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return None
    own = getattr(value, "__name__", name)
    for node in reversed(tree.body):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == own:
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            source = "\n".join(text.split("\n")[first - 1 : node.end_lineno])
            return _Piece(_cell(shell, filename), first, source)
    return None


def _filename(value: object) -> str:
    """Return the name under which the kernel compiled a function, or a class's first method."""
    if getattr(value, "__module__", "") != "__main__":
        return ""
    functions = vars(value).values() if isinstance(value, type) else [value]
    codes = [getattr(function, "__code__", None) for function in functions]
    return next((code.co_filename for code in codes if isinstance(code, types.CodeType)), "")


def _cell(shell: Any, filename: str) -> int:
    """Return the number of the cell that was compiled under a name; 1 where that is unknown."""
    tell = getattr(shell.compile, "format_code_name", None)
    told = tell(filename) if tell else None
    match = _NUMBER.search(" ".join(told)) if told else None
    return int(match[1]) if match else 1


def _used(source: str) -> set[str]:
    """Return the names that a piece of source reads."""
    return {
        node.id
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Name) and not hasattr(builtins, node.id)
    }


def _line(name: str, value: object) -> str:
    """Return a statement that binds a name to an equal value; nothing where there is none."""
    if isinstance(value, types.ModuleType):
        return f"import {value.__name__} as {name}"
    if isinstance(value, np.ndarray) and value.size <= _LARGEST and value.dtype.kind in "biufc":
        return f"import numpy; {name} = numpy.array({value.tolist()!r}, dtype={value.dtype.str!r})"
    if _is_plain(value):
        return f"{name} = {value!r}"
    module, own = getattr(value, "__module__", None), getattr(value, "__qualname__", "")
    if module and module != "__main__" and own.isidentifier():
        return f"from {module} import {own} as {name}"
    return ""


def _is_plain(value: object) -> bool:
    if isinstance(value, (list, tuple, set)):
        return all(map(_is_plain, value))
    if isinstance(value, dict):
        return all(map(_is_plain, [*value.keys(), *value.values()]))
    return type(value) in _PLAIN


def _notebook(pieces: Iterable[_Piece], prelude: Iterable[str]) -> bytes:
    """Write a notebook in which each piece stands in its cell at its line."""
    placed = sorted(pieces, key=lambda piece: (piece.cell, piece.line))
    cells: dict[int, list[str]] = {}
    for piece in placed:
        lines = cells.setdefault(piece.cell, [])
        lines += [""] * (piece.line - 1 - len(lines))
        lines += piece.source.split("\n")
    _put_first(cells, "; ".join(prelude))
    count = max(cells, default=0)
    sources = ["\n".join(cells.get(number, [])) for number in range(1, count + 1)]
    return json.dumps({"cells": list(_code_cells(sources)), "metadata": {}, "nbformat": 4}).encode()


def _put_first(cells: dict[int, list[str]], line: str) -> None:
    """Put the imports and values before the pieces where there is room, else behind them."""
    first = min(cells, default=1)
    if first > 1:
        cells[first - 1] = [line]
    elif cells and not cells[first][0]:
        cells[first][0] = line
    else:
        cells[max(cells, default=0) + 1] = [line]


def _code_cells(sources: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    for source in sources:
        yield {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": source,
        }
