"""How many entries a derivative may have: more are refused before any is computed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain
from typing import Final

from autograder.errors import Mismatch

__all__ = ["MOST_ENTRIES", "too_large"]

MOST_ENTRIES: Final = 1_000_000
"""Of one derivative. With their bounds and at seven trials, an answer key of so many takes 400 MB.
"""
_BYTES: Final = 16  # of an entry and its bound


def too_large(shapes: Sequence[tuple[int, ...]]) -> Mismatch | None:
    """Say that a derivative with the axes of all these shapes has too many entries; None if not."""
    lengths = list(chain.from_iterable(shapes))
    entries = math.prod(lengths)
    if entries <= MOST_ENTRIES:
        return None
    product = " x ".join(map(str, lengths))
    return Mismatch(
        f"a derivative of {product} = {entries:,} entries, "
        f"{_BYTES * entries / 1e9:.2g} GB at each trial",
        f"at most {MOST_ENTRIES:,} entries",
        "Layouts and mistakes show at dimensions from 3 to 7: let `dims` leave them free, or set "
        "smaller ones; the change `along` a step has the output's entries alone.",
    )
