"""Ways to arrange, thin out or add up the entries of an array: the `view` of *answer = scale . view . source*.

A row's ``make`` looks at the array at one trial, where all dimensions differ, and yields functions
that do the same to the array of any trial.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final, Literal, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.diagnose.mistake import NOTHING, Mistake, Step

__all__ = ["IDENTITY", "REDUCED", "SIMPLE", "VIEWS", "View", "views_of"]

Array: TypeAlias = NDArray[np.float64]
Apply: TypeAlias = Callable[[Array], Array]
Order: TypeAlias = Literal["C", "F"]
_ORDERS: Final[tuple[Order, ...]] = ("C", "F")


class View(Struct, frozen=True, eq=False):
    """One rearrangement."""

    step: Step
    apply: Apply


IDENTITY: Final = View(NOTHING, lambda array: array)


def _real(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(axis for axis, length in enumerate(shape) if length > 1)


# Layout


def _transposed(array: Array) -> Iterator[Apply]:
    if array.ndim == 2:
        yield np.transpose


def _axes_exchanged(array: Array) -> Iterator[Apply]:
    if 3 <= array.ndim <= 4:
        identity = tuple(range(array.ndim))
        yield from (
            partial(np.transpose, axes=p) for p in itertools.permutations(identity) if p != identity
        )


def _refilled(array: Array) -> Iterator[Apply]:
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


def _flat(array: Array) -> Iterator[Apply]:
    if array.ndim > 1:
        for order in _ORDERS:
            yield partial(np.ravel, order=order)


def _stacked(array: Array) -> Iterator[Apply]:
    """Put all entries into one column or one row."""
    if len(_real(array.shape)) < 2 and array.ndim == 2:
        return
    for order in _ORDERS:
        yield from (partial(_reshaped, shape, order) for shape in ((-1, 1), (1, -1)))


def _merged(array: Array) -> Iterator[Apply]:
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


def _lone_axes(array: Array) -> Iterator[Apply]:
    """Add or drop an axis of length 1."""
    for axis in range(array.ndim + 1):
        yield partial(np.expand_dims, axis=axis)
    if array.ndim > 2:
        yield from (
            partial(np.squeeze, axis=axis) for axis in range(array.ndim) if array.shape[axis] == 1
        )


# Adding up


def _subsets(array: Array) -> Iterator[tuple[int, ...]]:
    axes = _real(array.shape) or tuple(range(array.ndim))
    for count in range(1, len(axes) + 1):
        yield from itertools.combinations(axes, count)


def _laid_out(reduce: Callable[..., Any], axes: tuple[int, ...], left: int) -> Iterator[Apply]:
    """Yield a reduction with its axes kept, dropped, and what is left as a column, a row or one axis."""
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


def _reduced(reduce: Callable[..., Any], array: Array) -> Iterator[Apply]:
    for axes in _subsets(array):
        yield from _laid_out(reduce, axes, len(_real(array.shape)) - len(axes))


def _repeated(array: Array) -> Iterator[Apply]:
    """Add up over axes and write the sum into every entry along them."""
    for axes in _subsets(array):
        yield partial(_spread, axes=axes)


def _spread(array: Array, axes: tuple[int, ...]) -> Array:
    return np.broadcast_to(array.sum(axis=axes, keepdims=True), array.shape)


def _without_zeros(array: Array) -> Iterator[Apply]:
    """Yield the same where the array has zeros: what stood in one place now stands in all."""
    if _is_sparse(array):
        yield from _repeated(array)


def _is_sparse(array: Array) -> bool:
    return array.ndim >= 2 and float(np.mean(array == 0)) >= 0.5


def _condensed(array: Array) -> Iterator[Apply]:
    """Keep one axis of a sparse array and merge the equal copies along the others."""
    if not _is_sparse(array):
        return
    for axis in _real(array.shape):
        for shape in ((-1, 1), (1, -1), (-1,)):
            yield partial(_copies_merged, axis, shape)


def _copies_merged(axis: int, shape: tuple[int, ...], array: Array) -> Array:
    slices = np.moveaxis(array, axis, 0).reshape(array.shape[axis], -1)
    return np.reshape(slices.sum(axis=1) / np.maximum((slices != 0).sum(axis=1), 1), shape)


def _first_only(array: Array) -> Iterator[Apply]:
    if array.ndim > 3:
        return
    for axis in _real(array.shape):
        for shape in (None, (-1, 1), (1, -1)):
            yield partial(_take_first, axis=axis, shape=shape)


def _take_first(array: Array, axis: int, shape: tuple[int, int] | None) -> Array:
    first = np.take(array, [0], axis=axis)
    return first if shape is None else first.reshape(shape)


# Diagonals


def _square(array: Array) -> bool:
    return array.ndim == 2 and array.shape[0] == array.shape[1] > 1


def _diagonal_taken(array: Array) -> Iterator[Apply]:
    if _square(array):
        for shape in ((-1, 1), (1, -1), (-1,)):
            yield partial(_diagonal_as, shape)


def _diagonal_as(shape: tuple[int, ...], array: Array) -> Array:
    return np.diag(array).reshape(shape)


def _diagonal_expanded(array: Array) -> Iterator[Apply]:
    if len(_real(array.shape)) == 1:
        yield lambda a: np.diag(a.ravel())


def _diagonal_only(array: Array) -> Iterator[Apply]:
    if _square(array) and not _is_sparse(array):
        yield lambda a: np.diag(np.diag(a))


# Entries


def _shifted(array: Array) -> Iterator[Apply]:
    for axis in _real(array.shape):
        for by in (-1, 1):
            yield partial(np.roll, shift=by, axis=axis)


def _reversed(array: Array) -> Iterator[Apply]:
    yield from (partial(np.flip, axis=axis) for axis in _real(array.shape))


_TRANSPOSED = Mistake(
    "layout.transposed", 1.0,
    "You used the transposed convention. In these notes the input runs down the rows and the output along the columns.",
    "Clarification 10, Definitions 9 to 18", _transposed,
    {
        "numerator": "You used the transposed convention. Here the output runs down the rows and the input along the"
        " columns.",
        "value": "This is the transpose of what is asked: rows and columns are exchanged.",
    },
)  # fmt: skip

SIMPLE: Final = (
    _TRANSPOSED,
    Mistake(
        "layout.axes", 1.0,
        "All the entries are there but on other axes. Read the layout that is asked for: it says which index each axis"
        " runs over.",
        "Concept 20, Clarification 25", _axes_exchanged,
    ),
    Mistake(
        "shape.flat", 1.0,
        "Your answer has only one numpy axis; the distinction of rows and columns is part of the answer.",
        "A.1, Definitions 9 and 11", _flat,
    ),
    Mistake(
        "shape.axes", 1.1,
        "An axis of length 1 is too many or too few.",
        "Concept 20", _lone_axes,
    ),
)  # fmt: skip
"""The views that any source is looked at through."""

VIEWS: Final = (
    *SIMPLE,
    Mistake(
        "shape.stacked", 1.2,
        "All entries stand in one line; the answer has more axes than one.",
        "Concept 20", _stacked,
    ),
    Mistake(
        "shape.merged", 1.3,
        "Axes were flattened into one; each has to stay an axis of its own.",
        "Concept 20, A.58", _merged,
    ),
    Mistake(
        "order.rows", 1.4,
        "All the entries are there but in another order: reshaping is not transposing, and numpy fills row by row where"
        " the notes stack columns.",
        "A.58", _refilled,
    ),
    Mistake(
        "axis.summed", 1.5,
        "You summed over an axis that belongs in the answer: every pair of an input's and an output's element counts.",
        "Concept 4", partial(_reduced, np.sum),
        {"value": "You summed over an axis that belongs in the answer."},
    ),
    Mistake(
        "axis.averaged", 1.7,
        "You took a mean over an axis that belongs in the answer: every pair of an input's and an output's element"
        " counts.",
        "Concept 4", partial(_reduced, np.mean),
        {"value": "You took a mean over an axis that belongs in the answer."},
    ),
    Mistake(
        "zeros.missing", 1.4,
        "The zeros are missing: an input that does not reach an output has the derivative 0 there.",
        "Concepts 28 and 32", _without_zeros,
    ),
    Mistake(
        "axis.repeated", 1.9,
        "Every entry along an axis holds the same sum; each needs its own value.",
        "Concept 4", _repeated,
    ),
    Mistake(
        "tensor.condensed", 1.3,
        "This is the condensed form, a shorthand for the chain rule. Here every pair of elements counts, zeros and"
        " repeats included.",
        "Concept 29, Notation 30, A.76", _condensed,
    ),
    Mistake(
        "diagonal.compressed", 1.2,
        "This is the diagonal alone, the element-wise compressed form; the full matrix is asked for.",
        "A.90, Notation 33", _diagonal_taken,
    ),
    Mistake(
        "diagonal.full", 1.2,
        "This is the full diagonal matrix; the compressed column is asked for.",
        "Notation 33, A.90", _diagonal_expanded,
    ),
    Mistake(
        "diagonal.only", 1.4,
        "You kept only the entries where input and output index agree; the others are not zero here.",
        "Concept 4, Definition 13", _diagonal_only,
    ),
    Mistake(
        "index.first", 2.2,
        "Only the first index of an axis is there; every one is asked for.",
        "Concept 4", _first_only,
    ),
    Mistake(
        "index.shifted", 1.9,
        "The entries are shifted by one place along an axis: the notes count from 1, numpy from 0.",
        "Notation 14", _shifted,
    ),
    Mistake(
        "index.reversed", 1.85,
        "The entries along an axis are in reverse order.",
        "Notation 14", _reversed,
    ),
)  # fmt: skip
"""All views; the true answer and the inputs are looked at through every one of them."""

REDUCED: Final = tuple(
    view for view in VIEWS if view in SIMPLE or view.id in ("axis.summed", "diagonal.compressed")
)
"""The views of other derivatives: a part of a chain is often cut to a shape that fits."""


def views_of(array: Array, table: tuple[Mistake, ...]) -> Iterator[View]:
    """Yield the views of a table that mean something for an array, itself first."""
    yield IDENTITY
    if array.size == 1:  # the axes of a single number do not count
        return
    for mistake in table:
        assert mistake.make is not None
        for apply in mistake.make(array):
            yield View(Step(mistake), apply)
