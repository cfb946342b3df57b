"""What a student's own lines do that later versions refuse. Runs beside student code."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Final, TextIO

__all__ = ["Deprecations"]

_MOST: Final = 10
_LONGEST: Final = 300


class Deprecations:
    """Takes the deprecation warnings of student code; those of libraries are dropped."""

    def __init__(self, own_name: Callable[[str], str | None]) -> None:
        """Listen; ``own_name`` returns how a file of the student's is shown, or None."""
        self._own_name = own_name
        self._seen: dict[tuple[str, str], None] = {}
        self._show = warnings.showwarning
        warnings.filterwarnings("always", category=DeprecationWarning)
        warnings.showwarning = self._take

    def take(self) -> list[tuple[str, str]]:
        """Return the places and texts of the warnings since this was asked last."""
        seen, self._seen = list(self._seen), {}
        return seen

    def _take(
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        if not issubclass(category, DeprecationWarning):
            self._show(message, category, filename, lineno, file, line)
            return
        shown = self._own_name(filename)
        if shown is not None and len(self._seen) < _MOST:
            text = " ".join(str(message).split())[:_LONGEST]
            self._seen[f"{shown}, line {lineno}", text] = None
