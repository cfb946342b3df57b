"""The lines of a text that are mathematics: prose, Markdown's marks and reasons left out.

A file may be plain text, Markdown with ``$$`` blocks and fences, LaTeX's align, or ``name:
formula`` as YAML has it. A heading names the problem or the answer that what follows belongs to;
one that names none is a title. A line that begins with ``=`` goes on with the chain of equalities
before it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from msgspec import Struct

from autograder.paper.headings import NOWHERE, heading_of, is_drawn
from autograder.paper.places import Lines, Place

__all__ = ["Piece", "Statement", "statements"]

_MOST_STATEMENTS: Final = 400
_INDENTED: Final = 4  # spaces: less is a list's or a quotation's
_OPERATORS: Final = frozenset("+-\u2212\u00b7\u22c5\u2299\u2297\u2218@*")
"""With what an indented line begins that goes on with the formula above it."""
_ENVIRONMENT: Final = r"\\(?:begin|end)\s*\{(?:align|aligned|equation|gather|split|eqnarray)\*?\}"
_LATEX_MARK: Final = re.compile(_ENVIRONMENT)
_NOISE: Final = re.compile(rf"^\s*(?:[-*+]\s+|\d+[.)]\s+|>\s*)?|{_ENVIRONMENT}")
_OPENS: Final = re.compile(r"\\begin\s*\{(?:align|equation|gather|eqnarray)\*?\}|^\s*\\\[")
_CLOSES: Final = re.compile(r"\\end\s*\{(?:align|equation|gather|eqnarray)\*?\}|\\\]\s*$")
_REASON: Final = re.compile(
    r"\s*(?:[,;]?\s(?:since|because|where|using|by the|from the)\s.*"
    r"|(?<!\\)[#%].*|\\(?:quad|qquad)?\s*\\text\{[^{}]*\}\s*|\s--\s.*"
    r"|\((?:by|since|because)\s[^()]*\)\s*)$"
)
_KEY: Final = re.compile(r"^\s*([A-Za-z_][\w.]*)\s*:\s+(\S.*)$")
_SHORT_NAME: Final = re.compile(r"d[A-Za-z]\w*|[A-Za-z]\d?")
"""A name that a line may introduce with a colon: a step, or a single letter."""
_DEFINED: Final = re.compile(r":=|[\u2254\u2261\u225c]")
_FORMULA: Final = re.compile(r"(?<!\\)\$[^$]+\$")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_TAG: Final = re.compile(r"</?(?:b|br|code|em|i|p|strong|u)\s*/?>", re.IGNORECASE)
_EMPHASIS: Final = re.compile(r"^(\*\*|__|\*)([^\s*=]+)\1(?=\s*[:=])")
_CELL: Final = re.compile(r"^\|\s+([^|]*[^|\s])\s+\|$")
_THEREFORE: Final = re.compile(
    r"^(?:(?:therefore|thus|hence|so|then|finally|and|answer|result|solution|i\.e\.|this gives"
    r"|we (?:get|have|find|obtain)|=>|[\u21d2\u2234\u2192\u27f9]"
    r"|\\(?:Rightarrow|implies|therefore)(?![a-zA-Z]))\s*[,:]?\s+)+(?=[^=\s:])",
    re.IGNORECASE,
)
"""What leads over to a formula; an answer's own name stands before its equality sign."""


class Piece(Struct, frozen=True):
    """What one line gave to a statement: where it begins in the text, and what stood beside it."""

    start: int
    place: Place
    row: int
    """The position of the line among all."""
    reason: str = ""
    """What stood beside it in words; kept, and not judged."""


class Statement(Struct, frozen=True):
    """A chain of equalities as it was written, and where."""

    text: str
    section: str
    """What the heading above names, or nothing."""
    pieces: tuple[Piece, ...]
    """The lines that it was written on, in order."""
    block: int = 0
    """The block of LaTeX that it stands in, from 1; 0: in none."""

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.pieces[0].place

    def piece_at(self, position: int) -> Piece:
        """Return what stands at a place of the text."""
        return [piece for piece in self.pieces if piece.start <= position][-1]

    def written_in(self, piece: Piece) -> str:
        """Return the text of one of its lines."""
        ends = [other.start for other in self.pieces if other.start > piece.start]
        return self.text[piece.start : min(ends, default=len(self.text))].strip(" $")


class _Written(Struct, frozen=True):
    """The mathematics of a line, or of a part of it."""

    place: Place
    row: int
    text: str
    section: str
    reason: str
    block: int
    indent: int


def statements(
    lines: Lines, names: Collection[str] = (), posed: Collection[str] = ()
) -> tuple[Statement, ...]:
    """Return the statements of a text's lines, in order; what is no equation is prose.

    ``names`` are those that a heading may begin with: of problems and of answers. ``posed`` are
    the lines of the problems' own text, which a starter repeats: they are nobody's work.
    """
    found: list[Statement] = []
    above: _Written | None = None
    for written in _equations(lines, names, posed):
        if above is not None and _is_left_side(above, written):
            found.append(_joined(_begun(above), written))
        elif found and _goes_on(found[-1], written):
            found[-1] = _joined(found[-1], written)
        elif "=" in written.text and len(found) < _MOST_STATEMENTS:
            found.append(_begun(written))
        above = written if "=" not in written.text else None
    return tuple(found)


def _begun(written: _Written) -> Statement:
    piece = Piece(0, written.place, written.row, written.reason)
    return Statement(written.text, written.section, (piece,), written.block)


def _is_left_side(above: _Written, written: _Written) -> bool:
    """Whether the line above is what a line that begins with an equality sign is equal to."""
    is_one_thing = "\\" in above.text or " " not in above.text.strip("$ ")
    is_next = above.row + 1 == written.row and above.section == written.section
    return written.text.lstrip("$ ").startswith("=") and is_next and is_one_thing


def _goes_on(last: Statement, written: _Written) -> bool:
    """Whether a line goes on with the statement above it."""
    plain = written.text.lstrip("$ ")
    if last.section != written.section:
        return False
    if plain.startswith("="):
        return True
    begins = plain[0] in _OPERATORS
    if "=" in plain and not begins:
        return False
    if written.block and written.block == last.block:
        return True
    if written.row > last.pieces[-1].row + 1:
        return False
    return last.text.endswith("=") or (written.indent >= _INDENTED and begins)


def _joined(last: Statement, written: _Written) -> Statement:
    piece = Piece(len(last.text), written.place, written.row, written.reason)
    text = f"{last.text} {written.text.lstrip('$ ')}"
    return Statement(text, last.section, (*last.pieces, piece), last.block)


class _Blocks:
    """Where in a text LaTeX stands in blocks: between double dollars, or in an environment."""

    def __init__(self) -> None:
        self._dollars, self._depth, self._count = False, 0, 0

    def block_of(self, line: str) -> tuple[int, bool]:
        """Return the block of the next line, 0 for none, and whether it was open before."""
        was_open = self._dollars or self._depth > 0
        self._dollars ^= line.count("$$") % 2 == 1
        opened = len(_OPENS.findall(line))
        self._depth = max(self._depth + opened - len(_CLOSES.findall(line)), 0)
        is_open = self._dollars or self._depth > 0
        self._count += is_open and not was_open
        return (self._count if was_open or is_open else 0), was_open


def _equations(lines: Lines, names: Collection[str], posed: Collection[str]) -> Iterator[_Written]:
    """Yield the mathematics of each line that may hold an equation, or go on with one."""
    section, blocks = NOWHERE, _Blocks()
    below = [*(line for _, line in lines[1:]), ""]
    for row, ((place, line), next_line) in enumerate(zip(lines, below, strict=True)):
        heading = heading_of(line, next_line)
        if heading is not None:
            section = section.after(heading, names)
        if heading is not None or is_drawn(line):
            continue
        block, was_open = blocks.block_of(line)
        if _is_posed(line, next_line, posed) or (not block and _is_prose(line)):
            continue
        indent = len(line) - len(line.lstrip())
        is_part = was_open or (indent >= _INDENTED and "=" not in line)
        for piece in line.split("\\\\"):
            plain, reason = _without_reason(_unmarked(piece, names, is_part=is_part))
            if plain.strip("$[]\\ "):
                written = f"${plain}" if was_open and "$" not in plain else plain
                yield _Written(place, row, written, section.name, reason, block, indent)


def _is_posed(line: str, next_line: str, posed: Collection[str]) -> bool:
    """Whether a line is the problem's, and not one that the student copied to go on from."""
    follows = next_line.strip() not in posed and next_line.lstrip(" $&").startswith("=")
    return line.strip() in posed and not follows


def _is_prose(line: str) -> bool:
    """Whether a line is a sentence with several formulas in it, none of them its subject."""
    between, formulas = _FORMULA.subn(" ", line)
    return formulas > 1 and "=" not in between and bool(_WORD.search(between))


def _unmarked(line: str, names: Collection[str], *, is_part: bool) -> str:
    """Return a line without what marks it as a list, a quotation or a formula, and leads to it.

    What is part of something larger begins with a sign of its own, and with no bullet.
    """
    plain = (_LATEX_MARK if is_part else _NOISE).sub(" ", _TAG.sub("", line)).strip()
    plain = _EMPHASIS.sub(r"\2", _CELL.sub(r"\1", plain.strip("`").strip()))
    plain = _DEFINED.sub("=", _THEREFORE.sub("", plain))
    key = _KEY.match(plain)
    if key and (key[1] in names or ("=" not in key[2] and _SHORT_NAME.fullmatch(key[1]))):
        plain = f"{key[1]} = {key[2]}"
    elif key and "=" in key[2]:
        plain = key[2]
    return plain.replace("&", " ").strip()


def _without_reason(line: str) -> tuple[str, str]:
    reason = _REASON.search(line)
    if reason is None:
        return line.rstrip(" .,;"), ""
    return line[: reason.start()].rstrip(" .,;"), reason[0].strip(" #%()-\\,;")
