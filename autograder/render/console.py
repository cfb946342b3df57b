"""Where text goes: a terminal of some width and colours, or a file, in which nothing is padded."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Mapping
from typing import Final, TextIO

from rich.console import Console

__all__ = ["COLOURS", "STYLES", "printing"]

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


@contextlib.contextmanager
def printing(stream: TextIO, width: int) -> Iterator[Console]:
    """Give a console that prints to a stream; ``width`` columns where it is no terminal.

    There no line ends in spaces: they are lines of a file, or the input of another program.
    """
    if stream.isatty():
        console = Console(file=stream)
        if console.width < 1:  # COLUMNS=0, as some shells export it
            console.width = width
        yield console
        return
    text = io.StringIO()
    yield Console(file=text, width=width)
    stream.write("".join(f"{line.rstrip()}\n" for line in text.getvalue().splitlines()))
