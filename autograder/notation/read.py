"""Reading a line in whichever notation it is written: Python's, as typed, or LaTeX."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from autograder.notation.errors import NotationError
from autograder.notation.python_text import read_python
from autograder.notation.tree import Equation
from autograder.notation.typed import read_typed

__all__ = ["Line", "Notation", "notations_of", "read_line"]

Notation: TypeAlias = Literal["python", "typed", "latex"]

_LATEX: Final = re.compile(r"\\[A-Za-z,|]|^\s*(?:\$|\\\[|\\\()")
"""What only LaTeX has; between dollars letters that stand together are names of one letter."""
_NO_PYTHON: Final = re.compile(r"[^\x00-\x7f]|[\^'|]|[\w)\]]\s+[\w(]|\)[\w(]")
"""What a formula in Python has nowhere: other signs, powers by a hat, two factors side by side."""


def _read_latex(text: str) -> Equation:
    from autograder.notation.latex import read_latex  # its patterns are for those who write it

    return read_latex(text)


_READERS: Final[dict[Notation, Callable[[str], Equation]]] = {
    "python": read_python,
    "typed": read_typed,
    "latex": _read_latex,
}


class Line(Struct, frozen=True):
    """A line that was read: its chain of equalities, and the notation that it is in."""

    equation: Equation
    notation: Notation


def read_line(text: str) -> Line:
    """Read a line; a backslash makes it LaTeX, and what is Python is read as Python.

    Raises:
        NotationError: it is a formula in no notation, with the place where the best reading ends.
    """
    errors = []
    for notation in notations_of(text):
        try:
            return Line(_READERS[notation](text), notation)
        except NotationError as error:
            errors.append(error)
    raise max(errors, key=_reached)


def notations_of(text: str) -> tuple[Notation, ...]:
    """Return the notations a text may be in, likeliest first: a reading that fails takes time."""
    if _LATEX.search(text):
        return ("latex",)
    if _NO_PYTHON.search(text):
        return ("typed", "latex", "python")
    return ("python", "typed", "latex")


def _reached(error: NotationError) -> int:
    return error.places[0][0] if error.places else 0
