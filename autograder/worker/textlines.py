"""Where a statement can begin in source that need not be Python: by brackets and quotes alone."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["Scanner"]

_NEXT: Final = re.compile(r'"""|\'\'\'|["\'#]|[\[({]|[\])}]')
_ENDS: Final = {quote: re.compile(r"\\.|" + quote) for quote in ('"""', "'''", '"', "'")}


class Scanner:
    """What is open at the end of the lines fed so far: brackets, a string, a backslash."""

    def __init__(self) -> None:
        self._depth = 0
        self._quote = ""
        self._continued = False

    @property
    def inside(self) -> bool:
        """Whether the next line continues a statement rather than beginning one."""
        return self._depth > 0 or bool(self._quote) or self._continued

    def feed(self, line: str) -> None:
        """Take the next line."""
        comment = self._read(line)
        escaped = line.endswith("\\") and not comment
        if len(self._quote) == 1 and not escaped:
            self._quote = ""  # a string in single quotes ends with its line, closed or not
        self._continued = escaped and not self._quote

    def ends_outside(self, line: str) -> bool:
        """Say whether a line that begins a statement ends outside of strings and comments."""
        other = Scanner()
        return not other._read(line) and not other._quote

    def _read(self, line: str) -> bool:
        """Follow one line; True if it ends in a comment."""
        position = 0
        while position < len(line):
            pattern = _ENDS[self._quote] if self._quote else _NEXT
            found = pattern.search(line, position)
            if found is None:
                return False
            position, text = found.end(), found.group()
            if self._quote:
                self._quote = "" if text == self._quote else self._quote
            elif text == "#":
                return True
            elif text in "([{":
                self._depth += 1
            elif text in ")]}":
                self._depth = max(self._depth - 1, 0)
            else:
                self._quote = text
        return False
