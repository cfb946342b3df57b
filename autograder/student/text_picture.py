"""An array's axes drawn with characters, in ASCII, so that every console shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from autograder.student.drawing import Axis

__all__ = ["box_lines", "table_lines"]

_WIDEST: Final = 40
_CELL: Final = 3  # characters across for one column, so that a box looks square
_DIGITS: Final = 4


def box_lines(axes: Sequence[Axis]) -> Iterator[str]:
    """Yield a box for an array of up to two axes, rows and columns named; others in words."""
    shown = axes[-2:]
    for axis in axes[:-2]:
        yield f"for each place along {axis.label}:"
    if not shown:
        yield "a single number"
        return
    rows = shown[0] if len(shown) == 2 else Axis(1, "")  # a matrix
    columns = shown[-1]
    width = min(columns.length * _CELL, _WIDEST)
    margin = " " * (len(rows.label) + 1)
    yield f"{margin} {columns.label}"
    yield f"{margin}+{'-' * width}+"
    middle = (rows.length - 1) // 2
    for row in range(rows.length):
        name = rows.label if row == middle else ""
        yield f"{name:>{len(rows.label)}} |{' ' * width}|"
    yield f"{margin}+{'-' * width}+"


def table_lines(array: NDArray[np.float64]) -> Iterator[str]:
    """Yield the entries of an array of any shape, a matrix for each place of its first axes."""
    if array.ndim < 1:
        yield f"  {float(array):.{_DIGITS}g}"
        return
    matrix = array[None, :] if array.ndim == 1 else array
    texts = [f"{entry:.{_DIGITS}g}" for entry in np.round(array.ravel().astype(float), 10) + 0.0]
    width = max(map(len, texts), default=1)
    cells = iter(texts)
    for place in np.ndindex(matrix.shape[:-2]):
        if place:
            yield f"  at {', '.join(map(str, place))}:"
        for _ in range(matrix.shape[-2]):
            row = [next(cells) for _ in range(matrix.shape[-1])]
            yield "  " + "  ".join(f"{cell:>{width}}" for cell in row)
