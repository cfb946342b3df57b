"""What is asked of a whole array, most often a small one: numpy's own methods take longer there.

``mask.all()`` and ``array.max()`` cost as much as three operations on a few entries.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["every", "largest"]


def every(array: NDArray[Any]) -> bool:
    """Return whether all entries are true, or other than 0."""
    return bool(np.count_nonzero(array) == array.size)


def largest(array: NDArray[Any]) -> float:
    """Return the largest entry, NaN where there is one; the array is not empty."""
    return float(array.item(array.argmax()))
