"""What is noted of a call that branches: the margins and the sides taken by every branch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Note", "by_bounds", "by_equality", "by_mask", "by_order", "by_place", "by_sign"]

Note: TypeAlias = tuple[str, NDArray[np.float64], NDArray[np.intp]]
"""A branch: a part of its text, the margins ``(k,)`` from its threshold and the sides ``(k,)``."""


def _of(part: str, margins: ArrayLike, sides: ArrayLike) -> Note:
    both = np.broadcast_arrays(np.asarray(margins, dtype=float), np.asarray(sides, dtype=np.intp))
    return part, both[0].ravel(), both[1].ravel()


def by_sign(x: ArrayLike) -> Iterator[Note]:
    """Note on which side of 0 each entry of ``x``, of any shape, is."""
    yield _of("", x, np.greater(x, 0))


def by_order(a: ArrayLike, b: ArrayLike) -> Iterator[Note]:
    """Note which of two arrays, of shapes that broadcast, is the larger, entry by entry."""
    yield _of("", np.subtract(a, b, dtype=float), np.greater_equal(a, b))


def by_bounds(x: ArrayLike, low: ArrayLike, high: ArrayLike) -> Iterator[Note]:
    """Note the two branches of a ``clip``: at its lower and at its upper end."""
    yield _of(", lower end", np.subtract(x, low), np.greater_equal(x, low))
    yield _of(", upper end", np.subtract(x, high), np.greater_equal(x, high))


def by_mask(condition: ArrayLike, *_: ArrayLike) -> Iterator[Note]:
    """Note a mask of any shape; it has no threshold, so every margin is 1."""
    mask = np.asarray(condition, dtype=bool)
    yield _of("", np.where(mask, 1.0, -1.0), mask)


def by_equality(a: ArrayLike, b: ArrayLike) -> Iterator[Note]:
    """Note equal integers; that floats are equal is an accident, and no side to be taken."""
    if all(np.asarray(side).dtype.kind in "biu" for side in (a, b)):
        yield from by_mask(np.equal(a, b))


def by_place(sign: Literal[1, -1]) -> Callable[..., Iterator[Note]]:
    """Note which entry is the largest or smallest: the first, the last or one between them."""

    def note(x: ArrayLike, axis: Any = None, **_: Any) -> Iterator[Note]:
        array = sign * np.asarray(x, dtype=float)
        if isinstance(axis, tuple):
            return
        rows = array.reshape(1, -1) if axis is None else np.moveaxis(array, axis, -1)
        if rows.shape[-1] < 2:  # there is nothing to choose from
            return
        place = rows.argmax(axis=-1)
        last = place == rows.shape[-1] - 1
        ordered = np.sort(rows, axis=-1)
        yield _of("", ordered[..., -1] - ordered[..., -2], np.where(last, 2, place > 0))

    return note
