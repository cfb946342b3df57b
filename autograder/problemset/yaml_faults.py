"""What to say of a file that is no YAML: what was found, and a tip chosen from the line itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import yaml
from msgspec import Struct

from autograder.errors import Mismatch

__all__ = ["explained"]

_EXPECTED: Final = re.compile(r"(?:did not find expected|could not find expected) (?P<what>.+)")
_GOT: Final = re.compile(r"expected (?P<what>.+), but (?:got|found) (?P<got>.+)")
_BRACKETED: Final = re.compile(
    r"(?P<key>\w+):\s*(?P<value>[^\s\"'\[{,][^\"'\[{,}]*\[[^\]]*\][^,}\"']*)"
)
"""``W: matrix[m, n] scale 2``: a value without quotes that starts as a word and holds brackets."""
_CALLED: Final = re.compile(
    r"(?P<key>\w+):\s*(?P<value>[A-Za-z_][^\s\"'\[{,(]*\([^()]*,[^()]*\)[^,}\"'\[]*)"
)
"""``answer: f(v, B)`` without quotes: a value that starts as a word and holds a call."""
_SECOND_COLON: Final = re.compile(r"^\s*(?P<key>[\w-]+): (?P<value>[^\"'\[{|>].*: .*)$")
_INDICATOR: Final = re.compile(r":\s+(?P<value>[@*&%!`][^\s,}]*)")
"""A value that begins with a character that YAML keeps for itself."""
_WORDS: Final = {
    "mapping values are not allowed in this context": "a `name: value` where none may stand",
    "mapping values are not allowed here": "a `name: value` where none may stand",
    "character that cannot start any token": "a character that begins nothing in YAML",
}
"""The parser's words -> plain ones."""


class _Place(Struct, frozen=True):
    """Where a parser stopped: its words, the file's lines, the row (from 0), and where it began."""

    problem: str
    context: str
    lines: list[str]
    row: int
    start: int

    @property
    def line(self) -> str:
        """The line at which the parser stopped."""
        return self.lines[self.row]


def explained(error: yaml.YAMLError, text: str) -> tuple[int, Mismatch]:
    """Return the line (from 1) at which a file stops being YAML, and what to say of it."""
    place = _placed(error, text)
    tips = (tip(place) for tip in _TIPS)
    row, tip = next((tip for tip in tips if tip is not None), (place.row, _ANY))
    return row + 1, _said(place, tip)


def _placed(error: yaml.YAMLError, text: str) -> _Place:
    lines = text.splitlines() or [""]
    mark: Any = getattr(error, "problem_mark", None)
    start: Any = getattr(error, "context_mark", None) or mark
    problem = str(getattr(error, "problem", None) or error)
    row = mark.line if mark else 0
    if isinstance(error, yaml.reader.ReaderError):  # it counts characters, not lines
        row = text.count("\n", 0, error.position)
        problem = f"the control character U+{ord(text[error.position]):04X}"
    row = min(row, len(lines) - 1)
    return _Place(
        problem=problem,
        context=str(getattr(error, "context", None) or ""),
        lines=lines,
        row=row,
        start=min(start.line, row) if start else row,
    )


def _said(place: _Place, tip: str) -> Mismatch:
    found = place.problem.removeprefix("found ")
    if match := _GOT.fullmatch(found):
        return Mismatch(match["got"], match["what"], tip)
    if match := _EXPECTED.fullmatch(found):
        return Mismatch(f"no {match['what']} where one belongs", "YAML", tip)
    return Mismatch(_WORDS.get(found, found), "YAML", tip)


# Tips: each returns the row of the fault and what to do there, or None.


def _control(place: _Place) -> _Tip:
    if "control character" not in place.problem:
        return None
    return place.row, "Remove it: an editor that shows invisible characters finds it."


def _tab(place: _Place) -> _Tip:
    indent = place.line[: _indent(place.line)]
    if "\t" not in indent and "tab" not in place.problem:
        return None
    return place.row, "Indent with blanks: a tab indents nothing in YAML."


def _backslash(place: _Place) -> _Tip:
    if "escape" not in place.problem:
        return None
    return (
        place.row,
        "In double quotes a backslash begins an escape: write '...', or a block after `|`.",
    )


def _brackets(place: _Place) -> _Tip:
    """Say which value wants quotes: inside braces a word that goes on with brackets is no text."""
    match = _BRACKETED.search(place.line) if "flow" in place.context else None
    if match is None:
        return None
    value = match["value"].strip()
    return (
        place.row,
        f'Inside braces put quotes around `{value}`: {match["key"]}: "{value}".',
    )


def _quotes(place: _Place) -> _Tip:
    opened = place.lines[place.start]
    open_ended = "quoted scalar" in place.context and "unexpected end" in place.problem
    if open_ended or opened.count('"') % 2:
        return place.start, f"A quote is missing in `{opened.strip()}`."
    return None


def _comma(place: _Place) -> _Tip:
    """Say which value wants quotes: inside braces a comma ends a text, within brackets too."""
    match = _CALLED.search(place.line) if "flow mapping" in place.context else None
    if match is None:
        return None
    return (
        place.row,
        f'Inside braces a text with a comma wants quotes: {match["key"]}: "{match["value"]}".',
    )


def _open_bracket(place: _Place) -> _Tip:
    if "flow" not in place.context or place.start == place.row:
        return None
    return (
        place.start,
        f"A bracket is opened in `{place.lines[place.start].strip()}` and not closed.",
    )


def _indicator(place: _Place) -> _Tip:
    match = _INDICATOR.search(place.line)
    if match is None:
        return None
    return place.row, f"A text that begins with `{match['value'][0]}` wants quotes."


def _colon(place: _Place) -> _Tip:
    match = _SECOND_COLON.match(place.line)
    if match is None or "mapping values" not in place.problem:
        return None
    return place.row, f"A text with `: ` in it wants quotes: {match['key']}: '...'."


def _indentation(place: _Place) -> _Tip:
    """Say how far to indent; the line above is at fault where it alone stands further left."""
    said = [row for row in range(place.row) if _says_something(place.lines[row])]
    if not said:
        return None
    here, above = _indent(place.line), _indent(place.lines[said[-1]])
    if here == above:
        return None
    if len(said) > 1 and above < here == _indent(place.lines[said[-2]]):
        return said[-1], f"Indent the line as those around it: {here} blanks, not {above}."
    return place.row, f"Indent the line as the one above it: {above} blanks, not {here}."


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


_Tip = tuple[int, str] | None
_ANY: Final = "A text with `: ` or ` #` in it wants quotes."
_TIPS: Final[tuple[Callable[[_Place], _Tip], ...]] = (
    _control, _tab, _quotes, _backslash, _brackets, _comma, _open_bracket, _indicator, _colon,
    _indentation,
)  # fmt: skip
"""The first tip that has something to say of a line is given."""
