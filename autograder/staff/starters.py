"""Which form a set's starter file has: by the ending of what students hand in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

from autograder.problemset.notes import NONE, Notes
from autograder.staff.starter import starter, starter_notebook
from autograder.staff.starter_text import starter_text, starter_yaml
from autograder.submission.naming import TEXT_SUFFIXES

__all__ = ["starter_file"]

_WRITERS: Final[Mapping[str, Callable[[Mapping[str, Any], Notes, Sequence[str]], str]]] = {
    ".ipynb": starter_notebook,
    **dict.fromkeys(TEXT_SUFFIXES, starter_text),
    **dict.fromkeys((".yaml", ".yml"), starter_yaml),
}
"""Ending -> what writes the file; any other is Python."""


def starter_file(
    name: str, public: Mapping[str, Any], notes: Notes = NONE, packages: Sequence[str] = ()
) -> str:
    """Return the starter file of a set's public part, in the form that its name asks for.

    ``packages`` are those that the course has installed beside numpy.

    Raises:
        StaffError: a problem calls a name that no stub defines, or two stubs define the same name.
    """
    return _WRITERS.get(PurePosixPath(name).suffix, starter)(public, notes, packages)
