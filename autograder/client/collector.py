"""When a command looks for garbage: rarely, for what it loads stays to its end."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

__all__ = ["rarely_collected"]

_COLLECT_AFTER: Final = 100_000
"""New objects before garbage is looked for, some 20 MB; imports alone make as many."""


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Look for garbage rarely in this context, which ends with the process."""
    gc.set_threshold(_COLLECT_AFTER)
    try:
        yield
    finally:
        gc.freeze()  # or an interpreter that ends would look through everything once more
