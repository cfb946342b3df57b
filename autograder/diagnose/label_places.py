"""Where a table's labels are: the places that an answer gets wrong alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["labels_of_places"]

Mask: TypeAlias = NDArray[np.bool_]

_LEAST_CLASSES: Final = 3  # with two, what is no label is the other


def labels_of_places(masks: Sequence[Mask], inputs: Sequence[Mapping[str, Any]]) -> str:
    """Return the input of whose labels each mask has places and no others; else nothing.

    There is a mask, and values of the inputs, for each trial. Labels are numbers of columns, one
    for each row, or are marked by 1 in an array of zeros.
    """
    for name in inputs[0]:
        pairs = zip(masks, (values[name] for values in inputs), strict=True)
        if all(any((mask <= at).all() for at in _places(value, mask)) for mask, value in pairs):
            return name
    return ""


def _places(value: Any, mask: Mask) -> Iterator[Mask]:
    """Yield the places of the labels that a value may mean in an array of a mask's shape."""
    array = np.asarray(value)
    if max(mask.shape, default=0) < _LEAST_CLASSES:
        return
    if array.shape == mask.shape and array.dtype.kind == "f":
        marked = array == 1.0
        if (marked | (array == 0.0)).all() and marked.any() and not marked.all():
            yield marked
    if array.dtype.kind not in "iu" or array.ndim > 1:
        return
    for table in (mask, mask.T) if mask.ndim == 2 else ():
        if array.shape == table.shape[:1]:
            found = np.arange(table.shape[1]) == array[:, None]
            yield found if table is mask else found.T
    if array.size == 1 < mask.size == max(mask.shape):
        yield np.reshape(np.arange(mask.size) == int(array), mask.shape)
