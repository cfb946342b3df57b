"""A file of problems as plain data, with the line of every key, so that an error can say where."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

from msgspec import Struct

from autograder.errors import Fault

__all__ = ["Document", "KeyPath"]

KeyPath = tuple[Hashable, ...]


class Document(Struct):
    """The data of one file and the lines (from 1) at which its keys stand."""

    path: Path
    data: Any = None
    lines: dict[KeyPath, int] = {}
    written: dict[KeyPath, str] = {}
    """Each scalar that is no text, such as ``1.10``, as the file writes it."""
    faults: list[Fault] = []

    def line(self, path: KeyPath) -> int:
        """Return the line of a key, or of the nearest enclosing key that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(self, path: KeyPath, found: str, expected: str, hint: str = "") -> None:
        """Note one fault at a key."""
        key = ".".join(map(str, path)) or "the file"
        self.faults.append(Fault(self.path, self.line(path), key, found, expected, hint))
