"""The worker's ends of its pipes, and what a student's code prints to. Runs beside student code."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import Any

from autograder.worker import protocol, requests

__all__ = ["Pipes", "replace_streams"]


def replace_streams() -> None:
    """Give this process no input, and output that goes to descriptors 1 and 2, which are pipes."""
    sys.stdin = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    sys.stdout, sys.stderr = _text_stream(1), _text_stream(2)


def _text_stream(descriptor: int) -> io.TextIOWrapper:
    """Pass lines on at once, so that what a call printed is there even if it is killed."""
    raw = io.FileIO(descriptor, "w", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(raw), "utf-8", "backslashreplace", line_buffering=True
    )


class Pipes:
    """Where requests come from, where replies and the ends of prints go."""

    def __init__(self, requests: int, replies: int, output: int) -> None:
        self._requests, self._replies, self._output = requests, replies, output
        self._pid = os.getpid()

    @classmethod
    def take_over(cls) -> Pipes:
        """Put requests and replies on descriptors of their own, and leave 0, 1 and 2 to others."""
        pipes = cls(os.dup(0), os.dup(1), 2)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        os.dup2(2, 1)
        return pipes

    def receive(self) -> tuple[int, int, Any] | None:
        """Read the next request: kind, id, value. None where there will be no more."""
        head = self._read(protocol.HEADER.size)
        if head is None:
            return None
        kind, ident, length = protocol.parse_header(head)
        data = self._read(length)
        if data is None:
            return None
        read = requests.decode_calls if kind == protocol.Kind.CALL else requests.decode
        return kind, ident, read(data)

    def send(self, kind: protocol.Kind, ident: int, value: object) -> None:
        """Write a reply, after all that the student has printed and the boundary behind it."""
        if os.getpid() != self._pid:  # a fork of the student's, back from the call: no answer
            os._exit(0)
        _flush_output()
        with contextlib.suppress(OSError):  # the student's code may have closed it
            os.write(self._output, protocol.boundary(ident))
        payload = protocol.encode(value)
        data = memoryview(protocol.header(kind, ident, len(payload)) + payload)
        while data:
            data = data[os.write(self._replies, data) :]

    def _read(self, count: int) -> bytes | None:
        data = bytearray()
        while len(data) < count:
            chunk = os.read(self._requests, count - len(data))
            if not chunk:
                return None
            data += chunk
        return bytes(data)


def _flush_output() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:  # noqa: S112 - the stream may be the student's, and raise anything
            continue
