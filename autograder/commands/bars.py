"""The bar that a long command shows while it works."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn

__all__ = ["progress"]


@contextmanager
def progress(*columns: ProgressColumn) -> Iterator[Progress]:
    """Yield a bar on standard error; it is drawn, and taken away, only where that is a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    bar = Progress(*columns, console=console, transient=True)
    if not console.is_interactive:  # a bar that ends there leaves an empty line
        yield bar
        return
    with bar:
        yield bar
