"""Which axis of a derivative runs over which axis of input and output.

One rule gives the notes' five definitions (9, 11, 13, 17, 18), the *denominator* layout: the
input's axes in order, then the output's axes in reverse order; a lone axis of the output lies along
a row ``(1, n)``. The *numerator* layout is its transpose. A scalar's derivative by a row or a
one-axis array keeps that input's shape in both. Three axes and more have no convention
(Clarification 25) and have to be spelled out.

The *jacobian* layout is that of automatic differentiation: the output's axes in order, then the
input's, at any rank; a gradient has the shape of its variable, and the derivative of an array by a
number that of the array.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.errors import StaffError

__all__ = [
    "OUTPUT",
    "SINGLETON",
    "Convention",
    "Layout",
    "LayoutError",
    "axis_names",
    "default_axes",
    "real_axes",
    "resolve",
    "second_layout",
    "settled",
]

OUTPUT: Final = "out"
"""What the output is called in an axis: ``out.0``."""
SINGLETON: Final = "1"
"""The axis of length 1 that makes a column or a row of a lone axis."""

Convention = Literal["denominator", "numerator", "jacobian"]


class LayoutError(StaffError, ValueError):
    """The axes of a derivative are not what its input and output have."""


class Layout(Struct, frozen=True):
    """The axes of a derivative in order, resolved against the raw axes: input's, then output's."""

    axes: tuple[str, ...]
    kept: tuple[int, ...]
    """The raw axes that are real, in raw order."""
    order: tuple[int, ...]
    """Positions in ``kept``, in the layout's order."""
    index: tuple[Any, ...]
    """The index that puts the axes of length 1 between the others."""

    def arrange(self, raw: NDArray[Any]) -> NDArray[Any]:
        """Return ``raw``, of shape input axes + output axes, in this layout."""
        squeezed = raw.reshape([raw.shape[axis] for axis in self.kept])
        arranged: NDArray[Any] = squeezed.transpose(self.order)[self.index]
        return arranged


def real_axes(shape: Sequence[int]) -> tuple[int, ...]:
    """Return the axes that count, those longer than 1.

    Call it with a settled shape, every dimension at least 3; then ``(n, 1)`` has the axis 0 and
    ``(1, 1)`` has none.
    """
    return tuple(axis for axis, length in enumerate(shape) if length != 1)


def settled(shapes: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """Return the greatest length of each axis of an array at several sets of dimensions.

    An axis of length ``n - 2`` has 1 by accident where ``n`` is 3, and more elsewhere.
    """
    if len({len(shape) for shape in shapes}) > 1:
        return shapes[0]
    return tuple(map(max, zip(*shapes, strict=True)))


def axis_names(name: str, axes: Sequence[int]) -> tuple[str, ...]:
    """Return the axes' names, such as ``W.0`` and ``W.1``."""
    return tuple(f"{name}.{axis}" for axis in axes)


def default_axes(
    convention: Convention, name: str, input_shape: Sequence[int], output_shape: Sequence[int]
) -> tuple[str, ...] | None:
    """Return the convention's axes for a derivative, or None where no convention covers it."""
    inputs = axis_names(name, real_axes(input_shape))
    outputs = axis_names(OUTPUT, real_axes(output_shape))
    if convention == "jacobian":
        return _jacobian_axes(name, input_shape, output_shape)
    if len(inputs) + len(outputs) > 2:
        return None
    if not outputs and inputs and not _is_column(input_shape):
        keeps = (
            len(input_shape) == 1 or len(inputs) == 1
        )  # a row or a one-axis array keeps its shape
        own = _own_axes(name, input_shape)
        return own if keeps or convention == "denominator" else own[::-1]
    axes = _with_singleton(inputs, tuple(reversed(outputs)))
    return axes if convention == "denominator" else axes[::-1]


def second_layout(
    convention: Convention,
    names: tuple[str, str],
    shapes: tuple[Sequence[int], Sequence[int], Sequence[int]],
) -> Layout:
    """Return the layout of a second derivative, of raw shape first + second variable + output.

    By the same rule as a first one: the inputs' axes in order, then the output's in reverse order;
    the numerator layout is its transpose, the jacobian layout has the output's axes first.

    Raises:
        LayoutError: there are three axes or more, which only the jacobian layout covers.
    """
    first, second, output = _raw_axes(shapes)
    kept = (*first, *second, *output)
    if len(kept) > 2 and convention != "jacobian":
        raise LayoutError(
            f"a second derivative with {len(kept)} axes", "`convention: jacobian`, which covers it"
        )
    wanted: Mapping[Convention, tuple[int, ...]] = {
        "denominator": (*first, *second, *output[::-1]),
        "numerator": (*output, *second[::-1], *first[::-1]),
        "jacobian": (*output, *first, *second),
    }
    order = tuple(kept.index(axis) for axis in wanted[convention])
    labels = [
        label
        for label, shape in zip((*names, OUTPUT), shapes, strict=True)
        for label in axis_names(label, real_axes(shape))
    ]
    alone = [shape for shape in shapes if real_axes(shape)]
    lengths = alone[0] if len(alone) == 1 else [0] * len(kept)  # alone: the shape of its variable
    index = (*(np.newaxis if length == 1 else slice(None) for length in lengths), ...)
    return Layout(tuple(labels[position] for position in order), kept, order, index)


def _raw_axes(shapes: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    """Return the real axes of each part of a raw array, counted through all of it."""
    starts = itertools.accumulate((len(shape) for shape in shapes), initial=0)
    return [
        tuple(start + axis for axis in real_axes(shape))
        for start, shape in zip(starts, shapes, strict=False)
    ]


def _jacobian_axes(
    name: str, input_shape: Sequence[int], output_shape: Sequence[int]
) -> tuple[str, ...]:
    if not real_axes(output_shape):
        return _own_axes(name, input_shape) if real_axes(input_shape) else ()
    if not real_axes(input_shape):
        return _own_axes(OUTPUT, output_shape)
    return (
        *axis_names(OUTPUT, real_axes(output_shape)),
        *axis_names(name, real_axes(input_shape)),
    )


def _is_column(shape: Sequence[int]) -> bool:
    return len(shape) == 2 and shape[1] == 1


def _own_axes(name: str, shape: Sequence[int]) -> tuple[str, ...]:
    return tuple(
        SINGLETON if length == 1 else f"{name}.{axis}" for axis, length in enumerate(shape)
    )


def _with_singleton(inputs: tuple[str, ...], outputs: tuple[str, ...]) -> tuple[str, ...]:
    if len(inputs) == 1 and not outputs:
        return (*inputs, SINGLETON)
    if len(outputs) == 1 and not inputs:
        return (SINGLETON, *outputs)
    return (*inputs, *outputs)


def resolve(
    axes: Sequence[str], name: str, input_shape: Sequence[int], output_shape: Sequence[int]
) -> Layout:
    """Resolve axes by name against the shapes of input and output (every dimension at least 3).

    Raises:
        LayoutError: an axis is unknown, missing, or named twice.
    """
    real_inputs, real_outputs = real_axes(input_shape), real_axes(output_shape)
    known = (*axis_names(name, real_inputs), *axis_names(OUTPUT, real_outputs))
    named = [axis for axis in axes if axis != SINGLETON]
    if sorted(named) != sorted(known):
        raise LayoutError(
            f"axes [{', '.join(axes)}]",
            f"each of {', '.join(known) or 'no axis'} once, and `1` for a lone axis",
        )
    kept = (*real_inputs, *(len(input_shape) + axis for axis in real_outputs))
    order = tuple(known.index(axis) for axis in named)
    index = (
        *(np.newaxis if axis == SINGLETON else slice(None) for axis in axes),
        ...,
    )  # an array even without axes
    return Layout(tuple(axes), kept, order, index)
