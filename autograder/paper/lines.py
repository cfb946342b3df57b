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

__all__ = ["Statement", "statements"]

_MOST_STATEMENTS: Final = 400
_NOISE: Final = re.compile(
    r"^\s*(?:[-*+]\s+|\d+[.)]\s+|>\s*)?|\\(?:begin|end)\s*\{(?:align|aligned|equation|gather|split|eqnarray)\*?\}"
)
_FENCE: Final = re.compile(
    r"^\s*\\(?:\[|\])\s*$|\\(?:begin|end)\s*\{(?:align|equation|gather|eqnarray)\*?\}"
)
"""What opens or closes a block of LaTeX on a line of its own."""
_REASON: Final = re.compile(
    r"\s*(?:(?<!\\)[#%].*|\\(?:quad|qquad)?\s*\\text\{[^{}]*\}\s*|\s--\s.*|\((?:by|since|because)\s[^()]*\)\s*)$"
)
_KEY: Final = re.compile(r"^\s*([A-Za-z_][\w.]*)\s*:\s+(\S.*)$")


class Statement(Struct, frozen=True):
    """A chain of equalities as it was written, where, and what was said beside its parts."""

    text: str
    line: int
    """The number of its first line, from 1."""
    section: str
    """What the heading above names, or nothing."""
    reasons: tuple[str, ...] = ()
    """What stood beside its lines in words; kept, and not judged."""


def statements(text: str, names: Collection[str] = ()) -> tuple[Statement, ...]:
    """Return the statements of a text, in order; what is no equation is prose.

    ``names`` are those that a heading may begin with: of problems and of answers.
    """
    found: list[Statement] = []
    for number, section, written, reason in _equations(text, names):
        reasons = (reason,) if reason else ()
        if written.lstrip("$ ").startswith("=") and found and found[-1].section == section:
            last = found[-1]
            joined = f"{last.text} {written.lstrip('$ ')}"
            found[-1] = Statement(joined, last.line, section, (*last.reasons, *reasons))
        elif "=" in written and len(found) < _MOST_STATEMENTS:
            found.append(Statement(written, number, section, reasons))
    return tuple(found)


def _equations(text: str, names: Collection[str]) -> Iterator[tuple[int, str, str, str]]:
    """Yield number, section, mathematics and reason of each line that may hold an equation."""
    section, in_block = NOWHERE, False
    lines = text.splitlines()
    for number, (line, next_line) in enumerate(zip(lines, [*lines[1:], ""], strict=True), 1):
        heading = heading_of(line, next_line)
        if heading is not None:
            section = section.after(heading, names)
        if heading is not None or is_drawn(line):
            continue
        opened = in_block
        in_block ^= line.count("$$") % 2 == 1 or bool(_FENCE.search(line))
        for piece in line.split("\\\\"):
            plain, reason = _without_reason(_unmarked(piece))
            if plain.strip("$[]\\ "):
                written = f"${plain}" if opened and "$" not in plain else plain
                yield number, section.name, written, reason


def _unmarked(line: str) -> str:
    """Return a line without what marks it as a list, a quotation or a formula."""
    plain = _NOISE.sub(" ", line).strip().strip("`").strip()
    key = _KEY.match(plain)
    if key and "=" not in plain.split(":")[0]:
        plain = f"{key[1]} = {key[2]}"
    return plain.replace("&", " ").strip()


def _without_reason(line: str) -> tuple[str, str]:
    reason = _REASON.search(line)
    if reason is None:
        return line, ""
    return line[: reason.start()].rstrip(), reason[0].strip(" #%()-\\")
