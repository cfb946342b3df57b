"""What can be done to all the entries of an array: moved, thinned out, added up.

Each function looks at the array at one trial, where all dimensions differ, and yields functions
that do the same to the array of any trial. :mod:`.views` says which mistake each of them is.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Apply",
    "Array",
    "axes_exchanged",
    "condensed",
    "diagonal_expanded",
    "diagonal_only",
    "diagonal_taken",
    "first_only",
    "flat",
    "last_only",
    "lone_axes",
    "merged",
    "reduced",
    "refilled",
    "repeated",
    "shifted",
    "stacked",
    "transposed",
    "turned_round",
    "without_zeros",
    "zeros_beside",
]

Array: TypeAlias = NDArray[np.float64]
Apply: TypeAlias = Callable[[Array], Array]
Order: TypeAlias = Literal["C", "F"]
_ORDERS: Final[tuple[Order, ...]] = ("C", "F")


def _real(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(axis for axis, length in enumerate(shape) if length > 1)


# Layout


def transposed(array: Array) -> Iterator[Apply]:
    """Yield the transpose of a matrix ``(m, n)``: ``(n, m)``."""
    if array.ndim == 2:
        yield np.transpose


def axes_exchanged(array: Array) -> Iterator[Apply]:
    """Yield the other orders of three or four axes."""
    if 3 <= array.ndim <= 4:
        identity = tuple(range(array.ndim))
        yield from (
            partial(np.transpose, axes=p) for p in itertools.permutations(identity) if p != identity
        )


def refilled(array: Array) -> Iterator[Apply]:
    """Take the entries out in another order than that in which they are put back."""
    if len(_real(array.shape)) < 2 or array.ndim > 4:
        return
    yield lambda a: a.ravel(order="F").reshape(a.shape)
    yield lambda a: a.ravel().reshape(a.shape, order="F")
    if array.ndim == 2:
        yield lambda a: a.ravel(order="F").reshape(a.shape[::-1])
        yield lambda a: a.reshape(a.shape[::-1])
    if array.ndim == 3:
        for p in itertools.permutations(range(3)):
            yield partial(_transposed_and_filled, p)
    if array.ndim == 4:
        yield lambda a: a.transpose(1, 0, 3, 2).reshape(a.shape)


def _transposed_and_filled(order: tuple[int, ...], array: Array) -> Array:
    return np.reshape(array.transpose(order), array.shape)


# Shape


def _reshaped(shape: tuple[int, ...], order: Order, array: Array) -> Array:
    return array.reshape(shape, order=order)


def flat(array: Array) -> Iterator[Apply]:
    """Yield all entries ``(m, n, ...)`` on one axis, row by row and column by column."""
    if array.ndim > 1:
        for order in _ORDERS:
            yield partial(np.ravel, order=order)


def stacked(array: Array) -> Iterator[Apply]:
    """Put all entries into one column or one row."""
    if len(_real(array.shape)) < 2 and array.ndim == 2:
        return
    for order in _ORDERS:
        yield from (partial(_reshaped, shape, order) for shape in ((-1, 1), (1, -1)))


def merged(array: Array) -> Iterator[Apply]:
    """Merge neighbouring axes into one."""
    for order in _ORDERS:
        if array.ndim == 4:
            yield partial(_merged_in_pairs, order)
        if array.ndim == 3:
            yield from (partial(_merged_to_two, order, kept) for kept in (0, 2))


def _merged_to_two(order: Order, kept: int, array: Array) -> Array:
    length = array.shape[kept]
    return array.reshape((length, -1) if kept == 0 else (-1, length), order=order)


def _merged_in_pairs(order: Order, array: Array) -> Array:
    first, second, third, fourth = array.shape
    return array.reshape((first * second, third * fourth), order=order)


def lone_axes(array: Array) -> Iterator[Apply]:
    """Add or drop an axis of length 1."""
    for axis in range(array.ndim + 1):
        yield partial(_taken_at, (*(slice(None),) * axis, np.newaxis))
    if array.ndim > 2:
        yield from (
            partial(np.squeeze, axis=axis) for axis in range(array.ndim) if array.shape[axis] == 1
        )


def _taken_at(index: tuple[slice | None, ...], array: Array) -> Array:
    return array[index]


# Adding up


def _subsets(array: Array) -> Iterator[tuple[int, ...]]:
    axes = _real(array.shape) or tuple(range(array.ndim))
    for count in range(1, len(axes) + 1):
        yield from itertools.combinations(axes, count)


def _laid_out(reduce: Callable[..., Any], axes: tuple[int, ...], left: int) -> Iterator[Apply]:
    """Yield a reduction with its axes kept, dropped, and as a column, a row or one axis."""
    yield partial(reduce, axis=axes, keepdims=True)
    if left == 0:
        yield partial(reduce, axis=None)
        return
    yield partial(reduce, axis=axes)
    if left == 1:
        for shape in ((-1, 1), (1, -1), (-1,)):
            yield partial(_reduced_to, reduce, axes, shape)


def _reduced_to(
    reduce: Callable[..., Any], axes: tuple[int, ...], shape: tuple[int, ...], array: Array
) -> Array:
    return np.reshape(reduce(array, axis=axes), shape)


def reduced(reduce: Callable[..., Any], array: Array) -> Iterator[Apply]:
    """Yield the array reduced over some of its axes, laid out in the usual ways."""
    for axes in _subsets(array):
        yield from _laid_out(reduce, axes, len(_real(array.shape)) - len(axes))


def repeated(array: Array) -> Iterator[Apply]:
    """Add up over axes and write the sum into every entry along them."""
    for axes in _subsets(array):
        yield partial(_spread, axes=axes)


def _spread(array: Array, axes: tuple[int, ...]) -> Array:
    return np.broadcast_to(array.sum(axis=axes, keepdims=True), array.shape)


def without_zeros(array: Array) -> Iterator[Apply]:
    """Yield the same where the array has zeros: what stood in one place now stands in all."""
    if _is_sparse(array):
        yield from repeated(array)


def _is_sparse(array: Array) -> bool:
    return array.ndim >= 2 and float(np.mean(array == 0)) >= 0.5


def condensed(array: Array) -> Iterator[Apply]:
    """Keep one axis of a sparse array and merge the equal copies along the others."""
    if not _is_sparse(array):
        return
    for axis in _real(array.shape):
        for shape in ((-1, 1), (1, -1), (-1,)):
            yield partial(_copies_merged, axis, shape)


def _copies_merged(axis: int, shape: tuple[int, ...], array: Array) -> Array:
    slices = np.moveaxis(array, axis, 0).reshape(array.shape[axis], -1)
    return np.reshape(slices.sum(axis=1) / np.maximum((slices != 0).sum(axis=1), 1), shape)


def first_only(array: Array) -> Iterator[Apply]:
    """Yield the first index of an axis alone, as it is cut, on one axis and as a column or row."""
    return _one_only(array, 0)


def last_only(array: Array) -> Iterator[Apply]:
    """Yield the last index of an axis alone in the same ways."""
    return _one_only(array, -1)


def _one_only(array: Array, index: int) -> Iterator[Apply]:
    if array.ndim > 3:
        return
    for axis in _real(array.shape):
        for shape in (None, (-1,), (-1, 1), (1, -1)):
            yield partial(_take_one, index=index, axis=axis, shape=shape)


def _take_one(array: Array, index: int, axis: int, shape: tuple[int, ...] | None) -> Array:
    one = np.take(array, [index], axis=axis)
    return one if shape is None else one.reshape(shape)


def zeros_beside(array: Array) -> Iterator[Apply]:
    """Yield an array with one or two more indices of an axis, at which there are zeros."""
    for axis in _real(array.shape):
        for before, after in ((1, 1), (0, 1), (1, 0), (0, 2), (2, 0)):
            yield partial(_padded, axis=axis, width=(before, after))


def _padded(array: Array, axis: int, width: tuple[int, int]) -> Array:
    widths = [(0, 0)] * array.ndim
    widths[axis] = width
    return np.pad(array, widths)


# Diagonals


def _square(array: Array) -> bool:
    return array.ndim == 2 and array.shape[0] == array.shape[1] > 1


def diagonal_taken(array: Array) -> Iterator[Apply]:
    """Yield the diagonal of a matrix ``(n, n)`` as a column, as a row and on one axis."""
    if _square(array):
        for shape in ((-1, 1), (1, -1), (-1,)):
            yield partial(_diagonal_as, shape)


def _diagonal_as(shape: tuple[int, ...], array: Array) -> Array:
    return np.diag(array).reshape(shape)


def diagonal_expanded(array: Array) -> Iterator[Apply]:
    """Yield the matrix ``(n, n)`` that has ``n`` entries on its diagonal."""
    if len(_real(array.shape)) == 1:
        yield lambda a: np.diag(a.ravel())


def diagonal_only(array: Array) -> Iterator[Apply]:
    """Yield a matrix ``(n, n)`` with zeros off its diagonal."""
    if _square(array) and not _is_sparse(array):
        yield lambda a: np.diag(np.diag(a))


# Entries


def shifted(array: Array) -> Iterator[Apply]:
    """Yield the entries moved on by one place along an axis, around or with a zero at the end."""
    for axis in _real(array.shape):
        for by in (-1, 1):
            yield partial(np.roll, shift=by, axis=axis)
            yield partial(_off_the_end, by, axis)


def _off_the_end(by: int, axis: int, array: Array) -> Array:
    moved = np.roll(array, by, axis)
    np.moveaxis(moved, axis, 0)[min(by, 0)] = 0.0  # the first where it moves on, else the last
    return moved


def turned_round(array: Array) -> Iterator[Apply]:
    """Yield the entries along an axis in reverse order."""
    yield from (partial(np.flip, axis=axis) for axis in _real(array.shape))
