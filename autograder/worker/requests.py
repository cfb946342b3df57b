"""Requests on their way to a worker, as MessagePack: calls, the same bytes for a whole class.

What comes back is written by student code and has a format of its own (:mod:`.protocol`); this
direction is the grader's, so a library may read it, in a tenth of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from msgspec import Raw, msgpack

from autograder.worker import protocol
from autograder.worker.messages import Request
from autograder.worker.protocol import ProtocolError

__all__ = [
    "PlainCall",
    "decode",
    "decode_calls",
    "encode",
    "encode_call",
    "encode_calls",
]

PlainCall: TypeAlias = tuple[str, str, dict[str, Any], tuple[str, ...], str, int, int]
"""Module, code, inputs, names, label, seed, room: the parameters of the worker's call."""

_ARRAY: Final = 1
_PLAIN: Final = frozenset({type(None), bool, int, float, str})


def encode(value: object) -> bytes:
    """Write plain data; lone surrogates, which a notebook may hold, become escapes."""
    try:
        return msgpack.encode(value)
    except UnicodeEncodeError:
        return msgpack.encode(protocol.decode(protocol.encode(value)))


def decode(data: bytes) -> Any:
    """Read what :func:`encode` wrote; tuples have become lists."""
    return msgpack.decode(data)


def encode_call(request: Request) -> Raw:
    """Write one call.

    Raises:
        ProtocolError: an input is not carried.
    """
    inputs = {name: _plain(value) for name, value in request.inputs.items()}
    parts = (
        request.module,
        request.code,
        inputs,
        request.names,
        request.label,
        request.seed,
        request.reply_cap,
    )
    try:
        return Raw(msgpack.encode(parts))
    except (OverflowError, UnicodeEncodeError) as error:
        raise ProtocolError(str(error)) from error


def encode_calls(groups: Sequence[Sequence[Raw]]) -> bytes:
    """Write groups of calls, each written before."""
    return msgpack.encode(groups)


def decode_calls(data: bytes) -> list[list[PlainCall]]:
    """Read groups of calls; arrays are fresh, writable and C-contiguous."""
    return _DECODER.decode(data)


def _plain(value: object) -> object:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if isinstance(value, list) and kind is list:
        return list(map(_plain, value))
    if isinstance(value, np.ndarray) and kind is np.ndarray:
        return msgpack.Ext(_ARRAY, b"".join(protocol.array_parts(value)))
    raise ProtocolError(f"a {kind.__name__} is not carried")


def _array(_code: int, content: memoryview) -> np.ndarray[Any, Any]:
    return protocol.array_of(content)


_DECODER: Final = msgpack.Decoder(list[list[PlainCall]], ext_hook=_array)
