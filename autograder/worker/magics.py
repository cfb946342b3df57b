"""A notebook's cell as plain Python: IPython's magics, shell lines and help requests left out.

It runs beside student code: to know whether a cell is Python it has to be parsed, which hostile
source can make a process die of.
"""

from __future__ import annotations

import ast
import re
import warnings
from typing import Final

__all__ = ["without_magics"]

_MAGIC: Final = re.compile(r"^(\s*)([%!?]|[\w.]+\?\??\s*$)")
_ASSIGNED_MAGIC: Final = re.compile(r"^(\s*[A-Za-z_]\w*\s*=\s*)([!%])")  # files = !ls
_PYTHON_CELLS: Final = ("%%time", "%%capture", "%%prun")
"""Magics whose cell is Python all the same."""


def without_magics(source: str) -> str:
    """Replace magics, shell lines and help requests by nothing, so that line numbers hold.

    A cell that is Python as it stands is left alone: a `%` may open the second line of a long
    expression.
    """
    if _parses(source):
        return source
    if source.lstrip().startswith("%%") and not source.lstrip().startswith(_PYTHON_CELLS):
        return ""
    return "\n".join(map(_without_magic, source.split("\n")))


def _without_magic(line: str) -> str:
    return _ASSIGNED_MAGIC.sub(r"\1None  # \2", _MAGIC.sub(r"\1pass  # \2", line))


def _parses(source: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
