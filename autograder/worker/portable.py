"""Any value as plain data that the protocol carries; beside student code no object is trusted.

Exact types only (``type(x)``, never ``isinstance``): a class that lies about itself gains nothing.
Whatever is not carried becomes a :class:`~autograder.worker.protocol.Foreign` that names it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from autograder.worker.foreign import REAL, numbers_of, objects_as_numbers
from autograder.worker.protocol import (
    ITEM_BYTES,
    MAX_DEPTH,
    MAX_INT_BITS,
    MAX_ITEMS,
    MAX_TYPE_NAME,
    Foreign,
    wire_dtype,
)

__all__ = ["Portable"]

_NUMBERS: Final = frozenset(np.dtype(code).type for code in "?bhilqBHILQefdgFDG")


class _NotCarriedError(Exception):
    """A value does not fit; the message follows the value's type name."""


class Portable:
    """Converts the values of one reply, which share ``room`` bytes."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._items = 0

    def convert(self, value: object) -> object:
        """Return ``value`` as plain data, or a ``Foreign`` in its place, which takes no room.

        Arrays are copied: C-contiguous, native, without aliases. A numpy scalar becomes an array of
        shape ``()``; a named tuple becomes a tuple. A container that can not be carried is
        ``Foreign`` as a whole.
        """
        before = self._room, self._items
        try:
            return self._plain(value, 0)
        except _NotCarriedError as reason:
            self._room, self._items = before
            return self._name(value, str(reason))
        except MemoryError:
            self._room, self._items = before
            return self._name(value, ", too large for the memory")

    def _name(self, value: object, reason: str) -> Foreign:
        return Foreign((_type_name(value) + reason)[:MAX_TYPE_NAME], None)

    def _take(self, count: int) -> None:
        self._room -= count
        if self._room < 0:
            raise _NotCarriedError(", too large to be sent")

    def _plain(self, value: Any, depth: int) -> object:
        self._items += 1
        if depth > MAX_DEPTH:
            raise _NotCarriedError(f" nested more than {MAX_DEPTH} deep")
        if self._items > MAX_ITEMS:
            raise _NotCarriedError(f" with more than {MAX_ITEMS} items")
        self._take(ITEM_BYTES)
        kind = type(value)
        converter = _CONVERTERS.get(kind)
        if converter is not None:
            return converter(self, value, depth)
        if kind in _NUMBERS:
            return self._array(np.asarray(value), depth)
        bases = type.__dict__["__mro__"].__get__(kind)
        if np.ndarray in bases:
            return self._foreign(value, np.ndarray.view(value, np.ndarray))
        if str in bases:
            return self._text(str.__str__(value), depth)
        if tuple in bases:
            return self._tuple(tuple.__getitem__(value, slice(None)), depth)
        return self._foreign(value, numbers_of(value))

    def _same(self, value: object, _depth: int) -> object:
        return value

    def _integer(self, value: int, _depth: int) -> int:
        if value.bit_length() > MAX_INT_BITS:
            raise _NotCarriedError(f" of more than {MAX_INT_BITS} bits")
        self._take(value.bit_length() // 8)
        return value

    def _text(self, value: str, _depth: int) -> str:
        self._take(len(value))
        data = value.encode("utf-8", "backslashreplace")
        self._take(len(data) - len(value))
        return data.decode("utf-8")

    def _list(self, value: list[Any], depth: int) -> list[object]:
        return list(self._each(value, depth))

    def _tuple(self, value: tuple[Any, ...], depth: int) -> tuple[object, ...]:
        return tuple(self._each(value, depth))

    def _each(self, values: Iterable[Any], depth: int) -> Iterable[object]:
        return (self._plain(item, depth + 1) for item in values)

    def _dict(self, value: dict[Any, Any], depth: int) -> dict[str, object]:
        if any(type(key) is not str for key in value):
            raise _NotCarriedError(" with keys that are not all strings")
        return {self._text(key, depth): self._plain(item, depth + 1) for key, item in value.items()}

    def _objects(self, value: npt.NDArray[Any], depth: int) -> object:
        """Read an array of objects: real numbers by their values, a row of arrays as a list."""
        kinds = {type(item) for item in value.flat}
        if value.ndim == 1 and np.ndarray in kinds and kinds <= {np.ndarray, *REAL}:
            return self._list(list(value), depth)
        numbers = objects_as_numbers(value) if kinds else None
        carried = None if numbers is None else self._array(numbers, depth)
        name = f"numpy.ndarray of dtype {value.dtype.name}"[:MAX_TYPE_NAME]
        return Foreign(name, carried if type(carried) is np.ndarray else None)

    def _array(self, value: npt.NDArray[Any], depth: int) -> object:
        dtype = wire_dtype(value)
        if dtype is None and value.dtype.kind in "OV" and value.size <= MAX_ITEMS:
            return self._objects(value, depth)
        if dtype is None:
            return Foreign(f"numpy.ndarray of dtype {value.dtype.name}"[:MAX_TYPE_NAME], None)
        if value.size * dtype.itemsize > self._room:
            raise _NotCarriedError(f" of shape {value.shape}, too large to be sent")
        self._take(value.size * dtype.itemsize + 8 * value.ndim)
        if dtype == value.dtype:
            return value.copy()
        with np.errstate(all="ignore"):  # a long double beyond float64 becomes inf
            return value.astype(dtype, order="C", copy=True)

    def _foreign(self, value: object, array: npt.NDArray[Any] | None) -> Foreign:
        name = _type_name(value)
        self._take(len(name.encode()))
        numbers = None if array is None else self._array(array, 0)
        if type(numbers) is Foreign:  # an array of objects, which may be numbers
            numbers = numbers.array
        return Foreign(name, numbers if type(numbers) is np.ndarray else None)


_CONVERTERS: Final[dict[type, Callable[[Portable, Any, int], object]]] = {
    type(None): Portable._same,
    bool: Portable._same,
    float: Portable._same,
    complex: Portable._same,
    int: Portable._integer,
    str: Portable._text,
    list: Portable._list,
    tuple: Portable._tuple,
    dict: Portable._dict,
    np.ndarray: Portable._array,
}


def _type_name(value: object) -> str:
    """Name the type of ``value`` with its module, asking neither the value nor its metaclass."""
    kind = type(value)
    name = type.__dict__["__qualname__"].__get__(kind)
    module = type.__dict__["__module__"].__get__(kind)
    full = name if type(module) is not str or module == "builtins" else f"{module}.{name}"
    return "".join(
        character if character.isprintable() else "?" for character in full[:MAX_TYPE_NAME]
    )
