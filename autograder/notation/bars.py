"""Bars around something: which of them open and which close, told by what stands open before."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["CLOSE_BAR", "CLOSE_DOUBLE", "OPEN_BAR", "OPEN_DOUBLE", "told_apart"]

OPEN_DOUBLE, CLOSE_DOUBLE, OPEN_BAR, CLOSE_BAR = "\ue000", "\ue001", "\ue002", "\ue003"
"""Characters of the private use area, which no homework holds."""

_DOUBLE: Final = "||"
_OPENING: Final = {_DOUBLE: OPEN_DOUBLE, "|": OPEN_BAR}
_CLOSING: Final = {_DOUBLE: CLOSE_DOUBLE, "|": CLOSE_BAR}
_BARS: Final = re.compile(
    r"\\left\s*\\\||\\right\s*\\\||\\[lr]?Vert(?![A-Za-z])|\\\||\u2016|\|\||"
    r"\\left\s*\||\\right\s*\||\\[lr]?vert(?![A-Za-z])|\||[({\[]|[)}\]]"
)


def told_apart(text: str) -> str:
    """Return the text, as long as before, with each bar as one that opens or one that closes.

    A bar closes where one of its kind is the last thing that stands open, unless it says which it
    is.
    """
    open_now: list[str] = []

    def replaced(match: re.Match[str]) -> str:
        found = match[0]
        if found in "({[":
            open_now.append(found)
            return found
        if found in ")}]":
            while open_now and open_now.pop() not in "({[":
                pass
            return found
        return _bar(found, open_now)

    return _BARS.sub(replaced, text)


def _bar(found: str, open_now: list[str]) -> str:
    kind = _DOUBLE if "V" in found or found.endswith(("\\|", "\u2016", "||")) else "|"
    closes = "right" in found or found.startswith(("\\rV", "\\rv"))
    opens = "left" in found or found.startswith(("\\lV", "\\lv"))
    is_open = bool(open_now) and open_now[-1] == kind
    if closes or (not opens and is_open):
        if is_open:
            open_now.pop()
        return _CLOSING[kind].ljust(len(found))
    open_now.append(kind)
    return _OPENING[kind].ljust(len(found))
