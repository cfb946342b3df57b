"""Where text goes: a terminal of some width and colours, or a file, in which nothing is padded."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from typing import TextIO

from rich.console import Console

__all__ = ["printing"]


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
