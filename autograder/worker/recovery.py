"""Source that does not parse, read definition by definition: what can be read, and what is lost.

Runs beside student code: it parses what may be hostile.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from msgspec import Struct

__all__ = ["UNREADABLE", "Piece", "names_in_text", "pieces"]

UNREADABLE: Final = (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError)
"""What compiling hostile or broken source raises."""
_MOST_LINES: Final = 20_000
"""Of a text that does not parse; each piece is parsed a few times, and no homework is longer."""
_MOST_JOINED: Final = 40
"""Beginnings that one statement may seem to have: lines at the margin within a long text or
bracket.
"""

_NO_BEGINNING: Final = re.compile(r"\s|#|$|[)\]}]|(?:else|elif|except|finally)\b")
_DEFINITION: Final = re.compile(r"@|(?:async\s+)?def\b|class\b")
_BOUND: Final = re.compile(
    r"^(?:(?:async\s+)?def\s+(\w+)|class\s+(\w+)|([A-Za-z_]\w*)\s*(?::[^=\n]*)?=(?!=))",
    re.MULTILINE,
)


class Piece(Struct, frozen=True):
    """A part of a text: its statements, or why it cannot be read."""

    text: str
    first_line: int
    statements: tuple[ast.stmt, ...] = ()
    error: BaseException | None = None


Parse = Callable[[str, int], "Sequence[ast.stmt]"]


def pieces(source: str, parse: Parse) -> Iterator[Piece]:
    """Yield the parts of a text, each as much of it as one statement needs.

    Line numbers count from 1.

    Args:
        source: The text, which does not parse as a whole.
        parse: Returns the statements of a text that begins at a line, or raises one of
            :data:`UNREADABLE`.
    """
    lines = source.split("\n")
    begins = _beginnings(lines) if len(lines) <= _MOST_LINES else [0]
    bounds = [*begins, len(lines)]
    position = 0
    while position < len(begins):
        piece, used = _longest(lines, bounds, position, parse)
        yield piece
        position += used


def names_in_text(text: str) -> tuple[str, ...]:
    """Return the names that definitions and assignments at the margin of a text would bind."""
    found = (next(filter(None, match.groups())) for match in _BOUND.finditer(text))
    return tuple(dict.fromkeys(found))


def _beginnings(lines: Sequence[str]) -> list[int]:
    """Return where statements may begin: lines at the margin.

    A decorator's definition is its own.
    """
    begins: list[int] = []
    decorated = False
    for number, line in enumerate(lines):
        if _NO_BEGINNING.match(line):
            continue
        if not decorated:
            begins.append(number)
        decorated = line.startswith("@")
    return begins


def _longest(
    lines: Sequence[str], bounds: Sequence[int], position: int, parse: Parse
) -> tuple[Piece, int]:
    """Return the piece that begins at a bound, and how many bounds it spans."""
    start, first_error = bounds[position], None
    for used in range(1, min(_MOST_JOINED, len(bounds) - 1 - position) + 1):
        end = bounds[position + used]
        text = "\n".join(lines[start:end])
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return Piece(text, start + 1, tuple(parse(text, start + 1))), used
        except UNREADABLE as error:
            first_error = first_error or error
            in_text = isinstance(error, SyntaxError) and "triple-quoted" in str(error.msg)
        if not in_text and end < len(lines) and _DEFINITION.match(lines[end]):
            break  # a definition is the next piece, not a part of this one
    text = "\n".join(lines[start : bounds[position + 1]])
    return Piece(text, start + 1, error=first_error), 1
