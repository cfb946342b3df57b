"""Which modules a student's own lines have Python load, however they say so.

Runs beside student code. A finder that finds nothing hears of all of them; the audit event
``import`` does not come for ``importlib.import_module``.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

__all__ = ["Imports"]

_MOST: Final = 10
_LONGEST: Final = 100


class Imports:
    """Takes the imports that student code makes; those that a library makes are its own affair."""

    def __init__(self, own_name: Callable[[str], str | None], hear: Callable[[], None]) -> None:
        """Listen; ``own_name`` returns how a file of the student's is shown, or None.

        ``hear`` is called before any module is loaded, whoever asks for it.
        """
        self._own_name, self._hear = own_name, hear
        self._seen: dict[tuple[str, str], None] = {}
        sys.meta_path.insert(0, self)

    def take(self) -> list[tuple[str, str]]:
        """Return the places and names of the imports since this was asked last."""
        seen, self._seen = list(self._seen), {}
        return seen

    def find_spec(self, fullname: str, _path: object, _target: Any = None) -> None:
        """Note who asks for a module that is not loaded yet, and leave it to the others."""
        self._hear()
        if len(self._seen) >= _MOST:
            return
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and _is_machinery(frame.f_code.co_filename):
            frame = frame.f_back
        shown = self._own_name(frame.f_code.co_filename) if frame is not None else None
        if frame is not None and shown is not None:
            self._seen[f"{shown}, line {frame.f_lineno}", fullname[:_LONGEST]] = None


def _is_machinery(filename: str) -> bool:
    """Whether a frame is the import system's own, or of a text that another frame had executed."""
    return filename.startswith("<") or filename == importlib.__file__
