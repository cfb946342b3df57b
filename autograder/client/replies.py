"""What a worker says, checked and cleaned: it may have been written by a student's code.

Small values that are equal byte for byte are read once: most of a class answers most calls with the
very same numbers.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import numpy as np

from autograder.client.output_text import clean, clean_line
from autograder.worker import protocol
from autograder.worker.messages import MAX_NAMES, Failure, Frame, Loaded, Lost
from autograder.worker.protocol import ProtocolError

__all__ = ["TEXT_ROOM", "read_failure", "read_loaded", "read_returned"]

TEXT_ROOM: Final = 1 << 16
"""Bytes of a reply beside its values: type, message and frames of a failure."""
# Characters that are kept of each text, and how many of them. A message may be a page, as those of
# sympy are; the rest is shown in one line each.
_MESSAGE: Final = 2000
_NAME: Final = 100
_SOURCE_LINE: Final = 200
_REMARK: Final = 500
_LAST_LINE: Final = 10**7  # beyond any file; numbers of lines come from the student's process
_MAX_FRAMES: Final = 10  # the worker sends the first two and the last six
_MAX_REMARKS: Final = 40  # the worker sends 22 at most
_MAX_LOST: Final = 300  # the worker sends no more
_MAX_NOTED: Final = 10  # likewise
_SHARED_BYTES: Final = 1 << 12
_MOST_SHARED: Final = 2048
"""Replies that are kept, 16 MB at the very most with what is read of them."""
Places = tuple[tuple[str, str], ...]
"""Places in the student's files, each with what is to be said of it."""


def read_returned(
    payload: bytes, cap: int, names: Collection[str], folder: str
) -> tuple[Mapping[str, object], Failure | None, Places, Places]:
    """Return the values, the failure, the deprecations and the imports that a reply holds.

    Arrays that are shared with equal replies cannot be written to.

    Raises:
        ProtocolError: It is no such reply.
    """
    read = _shared_parts if len(payload) <= _SHARED_BYTES else _parts
    values, failure, deprecated, imported = read(payload, _most_items(cap), tuple(names))
    if failure is None and not deprecated and not imported:
        return values, None, (), ()
    places = _places(deprecated, folder), _places(imported, folder)
    return values, read_failure(failure, folder), *places


def _most_items(cap: int) -> int:
    return min(cap // protocol.ITEM_BYTES, protocol.MAX_ITEMS)


def _parts(
    payload: bytes, max_items: int, names: tuple[str, ...]
) -> tuple[Mapping[str, object], object, list[object], list[object]]:
    """Read the parts of a reply, of which the values are checked."""
    parts = _is(tuple, protocol.decode(payload, max_items))
    if len(parts) != 4:
        raise ProtocolError("a reply has other parts than it should")
    values, failure, deprecated, imported = parts
    if not all(name in names for name in _is(dict, values)):
        raise ProtocolError("a name was returned that was not asked for")
    return values, failure, _is(list, deprecated), _is(list, imported)


@functools.lru_cache(maxsize=_MOST_SHARED)
def _shared_parts(
    payload: bytes, max_items: int, names: tuple[str, ...]
) -> tuple[Mapping[str, object], object, list[object], list[object]]:
    parts = _parts(payload, max_items, names)
    _seal(parts)
    return parts


def _seal(value: object) -> None:
    """Close the arrays in a value to writing."""
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    elif isinstance(value, (list, tuple)):
        for item in value:
            _seal(item)
    elif isinstance(value, dict):
        _seal(list(value.values()))
    elif isinstance(value, protocol.Foreign):
        _seal(value.array)


def _places(pairs: Sequence[object], folder: str) -> Places:
    return tuple(_noted(pair, folder) for pair in pairs[:_MAX_NOTED])


def _noted(value: object, folder: str) -> tuple[str, str]:
    parts = _is(tuple, value)
    if [type(part) for part in parts] != [str, str]:
        raise ProtocolError("what was noted at a place is malformed")
    place, text = parts
    return clean_line(place, _NAME, folder), clean_line(text, _REMARK, folder)


def read_loaded(payload: bytes, cap: int, folder: str) -> Loaded:
    """Return what a reply to a load says: ``raised`` where there is a failure, else ``done``.

    Raises:
        ProtocolError: It is no such reply.
    """
    value = protocol.decode(payload, _most_items(cap))
    fields = _fields(value, "names", "remarks", "failure", "lost", "parameters")
    remarks = _is(list, fields["remarks"])[:_MAX_REMARKS]
    failure = read_failure(fields["failure"], folder)
    return Loaded(
        outcome="raised" if failure else "done",
        names=_names(_is(list, fields["names"]), folder),
        remarks=tuple(clean_line(_is(str, remark), _REMARK, folder) for remark in remarks),
        output="",
        failure=failure,
        lost=tuple(_lost(lost, folder) for lost in _is(list, fields["lost"])[:_MAX_LOST]),
        parameters={
            name[:_NAME]: _names(_is(tuple, names), folder)
            for name, names in _is(dict, fields["parameters"]).items()
        },
    )


def _names(names: Sequence[object], folder: str) -> tuple[str, ...]:
    return tuple(clean_line(_is(str, name), _NAME, folder) for name in names[:MAX_NAMES])


def _lost(value: object, folder: str) -> Lost:
    parts = _is(tuple, value)
    if [type(part) for part in parts] != [str] * 5:
        raise ProtocolError("a lost name is malformed")
    return Lost(*(clean_line(part, _REMARK, folder) for part in parts))


def read_failure(value: object, folder: str) -> Failure | None:
    """Return the failure that ``value`` describes, as bounded and printable text.

    Raises:
        ProtocolError: It describes none.
    """
    if value is None:
        return None
    fields = _fields(value, "type", "message", "frames")
    kind = clean_line(_is(str, fields["type"]), _NAME, folder)
    message = clean(_is(str, fields["message"]), _MESSAGE, folder)
    frames = [_frame(frame, folder) for frame in _is(list, fields["frames"])[:_MAX_FRAMES]]
    return Failure(kind, message, tuple(frames))


def _frame(value: object, folder: str) -> Frame:
    parts = _is(tuple, value)
    if [type(part) for part in parts] != [str, int, str, str]:
        raise ProtocolError("a line of a traceback is malformed")
    file, line, function, source = parts
    return Frame(
        clean_line(file, _NAME, folder),
        min(max(line, 0), _LAST_LINE),
        clean_line(function, _NAME, folder),
        clean_line(source, _SOURCE_LINE, folder),
    )


def _fields(value: object, *names: str) -> dict[str, Any]:
    fields: dict[str, Any] = _is(dict, value)
    if fields.keys() != set(names):
        raise ProtocolError("a reply has other parts than it should")
    return fields


def _is(kind: type, value: object) -> Any:
    if type(value) is not kind:
        raise ProtocolError(f"a reply holds a {type(value).__name__} in place of a {kind.__name__}")
    return value
