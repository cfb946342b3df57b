"""The colours of a terminal's report; without rich, which a check does not need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["COLOURS", "STYLES"]

COLOURS: Final[Mapping[str, tuple[int, int, int]]] = {
    "right": (0, 135, 72),
    "wrong": (220, 56, 56),
    "open": (138, 117, 0),
}
"""Red, green, yellow: each has a contrast of 4.5 on black and of 4 on white.

Colour never stands alone.
"""
STYLES: Final[Mapping[str, str]] = {
    name: "#{:02x}{:02x}{:02x}".format(*colour) for name, colour in COLOURS.items()
}
"""The same as styles of rich, which shows the nearest that a terminal has."""
