"""What is asked of a whole array, most often a small one: numpy's own methods take longer there.

``mask.all()`` and ``array.max()`` cost as much as three operations on a few entries.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["every", "largest"]


def every(mask: NDArray[np.bool_]) -> bool:
    """Return whether all entries are true."""
    return bool(np.count_nonzero(mask) == mask.size)


def largest(array: NDArray[Any]) -> float:
    """Return the largest entry, NaN where there is one; the array is not empty."""
    return float(array.item(array.argmax()))
