"""One request to a worker and the replies that are expected to it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Final, Generic, TypeVar

from msgspec import Raw, Struct
from msgspec.structs import replace

from autograder.client import replies
from autograder.client.channel import ReplyLimits
from autograder.errors import GraderError
from autograder.worker import protocol
from autograder.worker.messages import GRACE, Failure, Loaded, Module, Outcome, Reply, Request
from autograder.worker.requests import encode, encode_call, encode_calls

__all__ = [
    "HURRY",
    "Call",
    "Exchange",
    "Expected",
    "Received",
    "Returned",
    "call_exchange",
    "load_exchange",
    "reply",
]

_SLACK: Final = 1.0
"""Seconds from the soft limit of a load, which keeps what was defined, to the hard one."""
HURRY: Final = 1.0
"""Seconds for a call in a process that others have used; it is made again where none was."""
_LOADED_ROOM: Final = (
    16 * replies.TEXT_ROOM
)  # names, parameters, remarks, what was lost; each bounded
_MOST_KINDS: Final = 1024
"""Limits, sizes and names of replies that are kept: those of all problems of a large course."""

_Value = TypeVar("_Value")


class Call(Struct, frozen=True):
    """A request as it is sent: what is the same for a whole class is written once."""

    request: Request
    """Without its inputs, which are only in what is written."""
    written: Raw

    @property
    def size(self) -> int:
        """Bytes of the call in a message."""
        return len(memoryview(self.written))

    @classmethod
    def of(cls, request: Request) -> Call:
        """Write a request.

        Raises:
            GraderError: One of its inputs is not carried.
        """
        try:
            return cls(replace(request, inputs={}), encode_call(request))
        except protocol.ProtocolError as error:
            raise GraderError(
                f"an input can not be sent to the worker: {error}", where=request.label
            ) from error


class Returned(Struct, frozen=True):
    """What a call gave."""

    values: Mapping[str, object]
    failure: Failure | None
    deprecated: replies.Places
    imported: replies.Places

    @property
    def ends(self) -> bool:
        """Whether the worker makes no more calls of the same group."""
        return self.failure is not None and not self.values


class Expected(Struct, Generic[_Value], frozen=True):
    """One reply of an exchange: what it may take, what to say if it is late, how it is read."""

    limits: ReplyLimits
    late: str
    read: Callable[[bytes, int, str], _Value]
    """Reads a payload that may have so many bytes, of a worker in some folder."""


class Exchange(Struct, Generic[_Value], frozen=True):
    """One request to a worker and the replies that are expected, in groups.

    Within a group one reply may be the last.
    """

    kind: protocol.Kind
    payload: bytes
    reply_kind: protocol.Kind
    groups: Sequence[Sequence[Expected[_Value]]]
    ends: Callable[[_Value], bool] = lambda _value: False


class Received(Struct, Generic[_Value], frozen=True):
    """What came of one expected reply: a value, or an outcome and the failure behind it."""

    value: _Value | None
    outcome: Outcome
    failure: Failure | None
    output: str


def load_exchange(module: Module, budget: float, *, may_draw: bool) -> Exchange[Loaded]:
    """Return the request to import a module within some seconds.

    ``may_draw`` says whether any of the code that it comes with may draw random numbers.
    """
    payload = {
        "name": module.name,
        "filename": module.filename,
        "cells": [(cell.source, cell.label, cell.first_line) for cell in module.cells],
        "folders": module.folders,
        "budget": float(budget),
        "may_draw": may_draw,
    }
    limits = ReplyLimits(budget + GRACE + _SLACK, _LOADED_ROOM)
    expected = Expected(limits, "the time limit was reached", replies.read_loaded)
    kind, reply_kind = protocol.Kind.LOAD, protocol.Kind.LOADED
    return Exchange(kind, encode(payload), reply_kind, [[expected]])


def call_exchange(
    groups: Sequence[Sequence[Call]], seconds: float, hurried: int | None = None
) -> Exchange[Returned]:
    """Return the request to make groups of calls; ``seconds`` for one that has no own limit.

    From the group ``hurried`` on, if any, they have no more than :data:`HURRY`.
    """
    payload = encode_calls([[call.written for call in group] for group in groups])
    first = len(groups) if hurried is None else hurried
    expected = [
        [
            _expected_of(call.request, seconds, HURRY if number >= first else math.inf)
            for call in group
        ]
        for number, group in enumerate(groups)
    ]
    kind, reply_kind = protocol.Kind.CALL, protocol.Kind.RETURNED
    return Exchange(kind, payload, reply_kind, expected, lambda returned: returned.ends)


def _expected_of(request: Request, seconds: float, most: float) -> Expected[Returned]:
    limit = min(seconds if request.limit is None else request.limit, most)
    return _expected(limit, request.reply_cap + replies.TEXT_ROOM, tuple(request.names))


@lru_cache(maxsize=_MOST_KINDS)
def _expected(limit: float, cap: int, names: tuple[str, ...]) -> Expected[Returned]:
    return Expected(
        limits=ReplyLimits(limit, cap),
        late=f"it took longer than {limit:g} s",
        read=lambda payload, cap, folder: Returned(
            *replies.read_returned(payload, cap, names, folder)
        ),
    )


def reply(received: Received[Returned]) -> Reply:
    """Return what became of a request as callers see it."""
    if received.value is None:
        return Reply(received.outcome, {}, received.failure, received.output)
    returned = received.value
    outcome: Outcome = "raised" if returned.failure else "done"
    return Reply(
        outcome,
        returned.values,
        returned.failure,
        received.output,
        returned.deprecated,
        returned.imported,
    )
