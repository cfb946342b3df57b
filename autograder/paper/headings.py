"""Headings of a text: which of them names the problem or the answer that stands below it.

A heading that names neither is a title: at the top of a file it says nothing, within a problem's
part it is the problem's own, and one as high as the problem's ends its part.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from msgspec import Struct

__all__ = ["NOWHERE", "Heading", "Part", "heading_of", "is_drawn"]

_MARKED: Final = re.compile(r"\s{0,3}(#{1,6})\s+(.+?)\s*#*\s*$")
_LATEX: Final = re.compile(r"\s*\\((?:sub)*)section\*?\{([^{}]*)\}")
_UNDERLINE: Final = re.compile(r"\s{0,3}(?:={2,}|-{2,})\s*$")
_LABEL: Final = re.compile(
    r"(?:(?:problem|exercise|question|task|part)\b\s*)?[\d.():\s]*[`*_]*([A-Za-z]\w*)",
    re.IGNORECASE,
)
"""The first word of a heading that is no number and no "Problem" before one."""
_EQUATION: Final = re.compile(r"[^=]*=|\s*\w+\s*:\s")


class Heading(Struct, frozen=True):
    """What a heading says, and how deep it stands: 1 for the highest."""

    text: str
    depth: int


class Part(Struct, frozen=True):
    """What the lines below a heading belong to: a problem or an answer by name, or nothing."""

    name: str
    depth: int = 0

    def after(self, heading: Heading, names: Collection[str]) -> Part:
        """Return the part that begins at a heading, or goes on below it."""
        label = _LABEL.match(heading.text.strip("`*_ "))
        written = label[1] if label else ""
        alike = [name for name in sorted(names) if name.lower() == written.lower()]
        if alike:
            return Part(written if written in alike else alike[0], heading.depth)
        return self if heading.depth > self.depth else NOWHERE


NOWHERE: Final = Part("")


def is_drawn(line: str) -> bool:
    """Say whether a line is drawn: below a heading, or between parts."""
    return bool(_UNDERLINE.match(line))


def heading_of(line: str, next_line: str) -> Heading | None:
    """Return the heading that a line is, by its own marks or by a line drawn below it."""
    if marked := _MARKED.match(line):
        return Heading(marked[2], len(marked[1]))
    if in_latex := _LATEX.match(line):
        return Heading(in_latex[2], len(in_latex[1]) // len("sub") + 1)
    if is_drawn(next_line) and line.strip() and not _EQUATION.match(line):
        return Heading(line.strip(), 1 if next_line.lstrip().startswith("=") else 2)
    return None
