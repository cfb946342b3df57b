"""Values and frames on a pipe: tagged, with lengths, bounded, and nothing in them can execute.

A frame is a header (magic, kind, request id, length) and a payload; a payload is one value. The
decoder trusts nothing: every count is compared with the bytes that were really received before
anything is built, and it either returns plain data or raises :class:`ProtocolError`. Numbers are
little-endian.
"""

from __future__ import annotations

import enum
import math
import re
import struct
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

__all__ = [
    "BOUNDARY",
    "HEADER",
    "ITEM_BYTES",
    "MAX_DEPTH",
    "MAX_EXTENT",
    "MAX_INT_BITS",
    "MAX_ITEMS",
    "MAX_NDIM",
    "MAX_TYPE_NAME",
    "Foreign",
    "Kind",
    "ProtocolError",
    "array_of",
    "array_parts",
    "boundary",
    "decode",
    "encode",
    "header",
    "parse_header",
    "wire_dtype",
]

MAX_DEPTH: Final = 16
"""Containers within containers: more than any answer needs, far below Python's recursion limit."""
MAX_ITEMS: Final = 200_000
ITEM_BYTES: Final = 16
"""What the honest encoder counts for an item at least: a tag, a count or a number."""
"""Values in one payload: bounds the objects that a few bytes each can make the grader build."""
MAX_INT_BITS: Final = 4096  # beyond any float64, and printed in no time
MAX_NDIM: Final = 32
"""The most axes that numpy 1.26 knows."""
MAX_EXTENT: Final = 1 << 40
"""Bounds the shape of an *empty* array, whose bytes bound nothing; numpy refuses larger extents."""
MAX_TYPE_NAME: Final = 200  # characters, with the reason why a value was not carried

MAGIC: Final = b"AGW1"
HEADER: Final = struct.Struct("<4sBQQ")
_IDENT: Final = struct.Struct("<Q")
_COUNT: Final = struct.Struct("<I")
_FLOAT: Final = struct.Struct("<d")
_COMPLEX: Final = struct.Struct("<dd")

_DTYPES: Final = tuple(
    np.dtype(code)
    for code in (
        "?",
        "i1",
        "<i2",
        "<i4",
        "<i8",
        "u1",
        "<u2",
        "<u4",
        "<u8",
        "<f2",
        "<f4",
        "<f8",
        "<c8",
        "<c16",
    )
)
_DTYPE_CODES: Final = {dtype: code for code, dtype in enumerate(_DTYPES)}
_SHAPES: Final = tuple(struct.Struct(f"<BB{ndim}Q") for ndim in range(MAX_NDIM + 1))
"""Of an array with so many axes: its dtype's code, their number, their lengths."""
_WIRE_DTYPES: Final = {
    **{(dtype.kind, dtype.itemsize): dtype for dtype in _DTYPES},
    # long doubles, which have 10 bytes and some that fill up
    **{("f", size): np.dtype("<f8") for size in (10, 12, 16)},
    **{("c", size): np.dtype("<c16") for size in (20, 24, 32)},
}


class ProtocolError(Exception):
    """Bytes that are no frame or no value of this protocol, or a value that it does not carry."""


class Kind(enum.IntEnum):
    """What a frame is for: a request, or one of its replies, as many as there are calls in it."""

    START = 1
    READY = 2
    LOAD = 3
    LOADED = 4
    CALL = 5
    RETURNED = 6


class Foreign(Struct, frozen=True):
    """A value of another type: the type's name, and its numbers where it has any."""

    type_name: str
    array: npt.NDArray[Any] | None


def header(kind: Kind, ident: int, length: int) -> bytes:
    """Write the header of a frame whose payload has ``length`` bytes."""
    return HEADER.pack(MAGIC, kind, ident, length)


BOUNDARY: Final = re.compile(rb"\x00" + MAGIC + rb"[\x00-\xff]{%d}" % _IDENT.size)
"""Any boundary, see :func:`boundary`."""


def boundary(ident: int) -> bytes:
    """Return what ends a call's prints; ``ident`` is random, and in no print by accident."""
    return b"\x00" + MAGIC + _IDENT.pack(ident)


def parse_header(data: bytes | bytearray) -> tuple[int, int, int]:
    """Read ``(kind, ident, length)`` from bytes that begin with a header."""
    magic, kind, ident, length = HEADER.unpack_from(data)
    if magic != MAGIC:
        raise ProtocolError("the bytes received are no frame")
    return kind, ident, length


def wire_dtype(array: npt.NDArray[Any]) -> np.dtype[Any] | None:
    """Find the little-endian dtype that carries ``array`` (long doubles lose digits), or None."""
    own = array.dtype
    dtype = _WIRE_DTYPES.get((own.kind, own.itemsize))
    # where an axis is empty, the others may be of any length
    if dtype is None or array.ndim > MAX_NDIM or (array.size or _extent(array.shape)) > MAX_EXTENT:
        return None
    return dtype


def _extent(shape: Sequence[int]) -> int:
    """Multiply the axes' lengths, empty ones as 1, in Python integers, which do not overflow."""
    return math.prod(length or 1 for length in shape)


def encode(value: object) -> bytes:
    """Write plain data as bytes.

    Raises:
        ProtocolError: A part of ``value`` is of a type that is not carried.
    """
    parts: list[bytes] = []
    _write_each((value,), parts, 0)
    return b"".join(parts)


def decode(data: bytes, max_items: int = MAX_ITEMS) -> object:
    """Read the value that ``data`` holds; arrays are fresh, writable and C-contiguous.

    Raises:
        ProtocolError: Anything about the bytes is wrong, trailing ones included, or it has more
        parts than ``max_items``.
    """
    reader = _Reader(data, max_items)
    value = reader.value(0)
    if reader.position != len(data):
        raise ProtocolError("bytes were left over after the value")
    return value


# --- writing ---


def _write_each(values: Iterable[object], parts: list[bytes], depth: int) -> None:
    for value in values:
        writer = _WRITERS.get(type(value))
        if writer is None or depth > MAX_DEPTH:
            raise ProtocolError(f"a {type(value).__name__} at depth {depth} is not carried")
        writer(value, parts, depth)


def _write_none(_value: object, parts: list[bytes], _depth: int) -> None:
    parts.append(b"N")


def _write_bool(value: bool, parts: list[bytes], _depth: int) -> None:
    parts.append(b"T" if value else b"F")


def _write_int(value: int, parts: list[bytes], _depth: int) -> None:
    data = value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)
    parts += [b"i", _COUNT.pack(len(data)), data]


def _write_float(value: float, parts: list[bytes], _depth: int) -> None:
    parts += [b"f", _FLOAT.pack(value)]


def _write_complex(value: complex, parts: list[bytes], _depth: int) -> None:
    parts += [b"c", _COMPLEX.pack(value.real, value.imag)]


def _write_text(value: str, parts: list[bytes], _depth: int) -> None:
    parts.append(b"s")
    _write_bare_text(value, parts)


def _write_bare_text(value: str, parts: list[bytes]) -> None:
    data = value.encode("utf-8", "backslashreplace")
    parts += [_COUNT.pack(len(data)), data]


def _write_list(value: list[Any], parts: list[bytes], depth: int) -> None:
    parts += [b"l", _COUNT.pack(len(value))]
    _write_each(value, parts, depth + 1)


def _write_tuple(value: tuple[Any, ...], parts: list[bytes], depth: int) -> None:
    parts += [b"t", _COUNT.pack(len(value))]
    _write_each(value, parts, depth + 1)


def _write_dict(value: dict[str, Any], parts: list[bytes], depth: int) -> None:
    parts += [b"d", _COUNT.pack(len(value))]
    for key, item in value.items():
        if type(key) is not str:
            raise ProtocolError("a key that is no string is not carried")
        _write_bare_text(key, parts)
        _write_each((item,), parts, depth + 1)


def _write_array(value: npt.NDArray[Any], parts: list[bytes], _depth: int) -> None:
    parts += [b"a", *array_parts(value)]


def array_parts(value: npt.NDArray[Any]) -> tuple[bytes, bytes]:
    """Write an array as bytes: what it is, and its numbers in C's order.

    Raises:
        ProtocolError: Its dtype or its number of axes is not carried.
    """
    dtype = wire_dtype(value)
    if dtype is None:
        raise ProtocolError(f"an array of dtype {value.dtype} and {value.ndim} axes is not carried")
    ndim = value.ndim
    numbers = value if value.dtype == dtype else value.astype(dtype)
    return _SHAPES[ndim].pack(_DTYPE_CODES[dtype], ndim, *value.shape), numbers.tobytes()


def array_of(parts: memoryview) -> npt.NDArray[Any]:
    """Read what :func:`array_parts` wrote; nobody else may have."""
    shapes = _SHAPES[parts[1]]
    code, _, *shape = shapes.unpack_from(parts)
    array: npt.NDArray[Any] = np.ndarray(shape, _DTYPES[code], parts, shapes.size).copy()
    return array


def _write_foreign(value: Foreign, parts: list[bytes], depth: int) -> None:
    parts.append(b"x")
    _write_bare_text(value.type_name, parts)
    _write_each((value.array,), parts, depth + 1)


_WRITERS: Final[dict[type, Callable[[Any, list[bytes], int], None]]] = {
    type(None): _write_none,
    bool: _write_bool,
    int: _write_int,
    float: _write_float,
    complex: _write_complex,
    str: _write_text,
    list: _write_list,
    tuple: _write_tuple,
    dict: _write_dict,
    np.ndarray: _write_array,
    Foreign: _write_foreign,
}


# --- reading ---


class _Reader:
    """A position in bytes that somebody hostile may have written."""

    def __init__(self, data: bytes, max_items: int) -> None:
        self._data, self._max_items = data, max_items
        self._values = 0
        self.position = 0

    def value(self, depth: int) -> object:
        self._values += 1
        if depth > MAX_DEPTH or self._values > self._max_items:
            raise ProtocolError("a value is nested too deeply or has too many parts")
        reader = _READERS.get(self._take(1))
        if reader is None:
            raise ProtocolError("a value of no known type")
        return reader(self, depth)

    def _take(self, count: int) -> bytes:
        end = self.position + count
        if end > len(self._data):
            raise ProtocolError("a value is longer than the bytes received")
        taken = self._data[self.position : end]
        self.position = end
        return taken

    def _count(self) -> int:
        (count,) = _COUNT.unpack(self._take(4))
        if (
            count > len(self._data) - self.position
        ):  # every byte and every item takes a byte at least
            raise ProtocolError("a count is larger than the bytes received")
        return int(count)

    def integer(self, _depth: int) -> int:
        count = self._count()
        if count > MAX_INT_BITS // 8 + 1:
            raise ProtocolError("an integer is too long")
        return int.from_bytes(self._take(count), "little", signed=True)

    def real(self, _depth: int) -> float:
        return float(_FLOAT.unpack(self._take(8))[0])

    def plane(self, _depth: int) -> complex:
        return complex(*_COMPLEX.unpack(self._take(16)))

    def text(self, _depth: int) -> str:
        try:
            return self._take(self._count()).decode("utf-8")
        except UnicodeDecodeError as error:
            raise ProtocolError("a text is not UTF-8") from error

    def items(self, depth: int) -> list[object]:
        return [self.value(depth + 1) for _ in range(self._count())]

    def frozen(self, depth: int) -> tuple[object, ...]:
        return tuple(self.items(depth))

    def mapping(self, depth: int) -> dict[str, object]:
        count = self._count()
        result = {self.text(depth): self.value(depth + 1) for _ in range(count)}
        if len(result) != count:
            raise ProtocolError("a key occurs twice")
        return result

    def array(self, _depth: int) -> npt.NDArray[Any]:
        code, ndim = self._take(2)
        if code >= len(_DTYPES) or ndim > MAX_NDIM:
            raise ProtocolError("an array of no known dtype or with too many axes")
        shape = struct.unpack(f"<{ndim}Q", self._take(8 * ndim))
        if _extent(shape) > MAX_EXTENT:
            raise ProtocolError("an array is too large")
        data = self._take(math.prod(shape) * _DTYPES[code].itemsize)
        array: npt.NDArray[Any] = np.frombuffer(data, _DTYPES[code]).reshape(shape).copy()
        if code == 0 and (array.view(np.uint8) > 1).any():
            raise ProtocolError("a truth value is neither 0 nor 1")
        return array

    def foreign(self, depth: int) -> Foreign:
        name, array = self.text(depth), self.value(depth + 1)
        if len(name) > MAX_TYPE_NAME or not name.isprintable():
            raise ProtocolError("a type's name is not fit to be shown")
        if not (array is None or type(array) is np.ndarray):
            raise ProtocolError("a foreign value is malformed")
        return Foreign(name, array)


_READERS: Final[dict[bytes, Callable[[_Reader, int], object]]] = {
    b"N": lambda _reader, _depth: None,
    b"T": lambda _reader, _depth: True,
    b"F": lambda _reader, _depth: False,
    b"i": _Reader.integer,
    b"f": _Reader.real,
    b"c": _Reader.plane,
    b"s": _Reader.text,
    b"l": _Reader.items,
    b"t": _Reader.frozen,
    b"d": _Reader.mapping,
    b"a": _Reader.array,
    b"x": _Reader.foreign,
}
