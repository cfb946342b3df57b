"""Requests to a worker and the replies to them, with a deadline in both directions."""

from __future__ import annotations

import contextlib
import os
import select
import selectors
import time
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from autograder.client.pipe_ends import PipeEnd
from autograder.client.prints import Prints
from autograder.worker import protocol
from autograder.worker.messages import Outcome

__all__ = ["MAX_OUTPUT", "BrokenError", "Channel", "ReplyLimits"]

MAX_OUTPUT: Final = 16 << 20
"""Bytes that one call may print: far more than any honest trace, read in a tenth of a second."""
_TICK: Final = 0.25
"""Seconds between two looks at whether the process still lives, where nothing else would tell."""
_LAST_OUTPUT: Final = 64
"""Chunks read after the reply: what the call printed is in the pipe by then, which holds fewer."""
_NEVER: Final = protocol.boundary(0)  # ids of requests are large


class BrokenError(Exception):
    """The exchange failed and the worker is of no more use; ``outcome`` says how it failed."""

    def __init__(self, outcome: Outcome, message: str) -> None:
        super().__init__(message)
        self.outcome = outcome


class ReplyLimits(Struct, frozen=True):
    """What one reply may take: seconds since it is waited for, and bytes."""

    seconds: float
    cap: int


class Channel:
    """The three streams of one worker: requests to it, replies and the student's output from it."""

    def __init__(
        self,
        requests: PipeEnd,
        replies: PipeEnd,
        output: PipeEnd,
        watch: int | None,
        ended: Callable[[], bool],
    ) -> None:
        """Take over the ends of the pipes.

        Args:
            requests: Written to.
            replies: Read from.
            output: Read from, all the time.
            watch: A descriptor that becomes readable when the process has ended, if there is one.
            ended: Says whether the process has ended.
        """
        self._requests, self._replies, self._output = requests, replies, output
        self._watch, self._ended = watch, ended
        self._unsent = memoryview(b"")
        self._received = bytearray()
        self._prints = Prints()
        self._output_open = True
        self._selector = selectors.DefaultSelector()
        for readable in (replies, output, *(() if watch is None else (watch,))):
            self._selector.register(readable, selectors.EVENT_READ)

    def close(self) -> None:
        """Close the grader's ends."""
        self._selector.close()
        for end in (self._requests, self._replies, self._output):
            end.close()

    def take_output(self, folder: str) -> str:
        """Return what was printed before the last reply and after the one before it."""
        return self._prints.take(folder)

    def take_last_output(self, folder: str) -> str:
        """Return everything that was printed since a reply; there will be no other."""
        with contextlib.suppress(BrokenError):  # what floods has been judged already
            self._drain_output(_NEVER)
        return self._prints.take_all(folder)

    def send(self, kind: protocol.Kind, payload: bytes) -> int:
        """Write what the pipe takes of a request at once, nearly always all, and return its id.

        The rest follows while replies are awaited.

        Raises:
            BrokenError: There was a reply before the request.
        """
        if self._received:
            raise BrokenError("protocol", "there was a reply before the request")
        ident = int.from_bytes(os.urandom(8), "big") >> 1  # 63 random bits
        self._unsent = self._write(memoryview(protocol.header(kind, ident, len(payload)) + payload))
        if self._unsent:
            self._selector.register(self._requests, selectors.EVENT_WRITE)
        return ident

    def reply(self, ident: int, expected: protocol.Kind, limits: ReplyLimits) -> bytes:
        """Wait for one reply to a request and return its payload.

        The first has the request's id; each further one, a number more.

        Raises:
            BrokenError: A well-formed reply with this id did not come in time, or is too large.
        """
        try:
            size = self._transfer(ident, expected, limits)
            if self._unsent:
                raise protocol.ProtocolError("a reply came before its request was read")
            self._drain_output(protocol.boundary(ident))
            return self._take_reply(size)
        except protocol.ProtocolError as error:
            raise BrokenError("protocol", str(error)) from error

    def _transfer(self, ident: int, expected: protocol.Kind, limits: ReplyLimits) -> int:
        """Move bytes both ways until the whole reply is there; return its size."""
        deadline = None
        while (size := self._size_of_reply(ident, expected, limits.cap)) is None:
            if deadline is None:
                deadline = time.monotonic() + limits.seconds
            self._step(deadline)
        return size

    def _step(self, deadline: float) -> None:
        """Wait once and move what can be moved."""
        left = deadline - time.monotonic()
        if left <= 0:
            raise BrokenError("timed_out", "the time limit was reached")
        ready = {key.fileobj for key, _ in self._selector.select(min(left, _TICK))}
        ended = self._watch in ready or (not ready and self._ended())
        if self._output in ready:
            self._read_output()
        # What it wrote last is read before its end is believed.
        if (self._replies in ready or ended) and not self._read_reply() and ended:
            raise BrokenError("crashed", "the process ended")
        if self._requests in ready:
            self._unsent = self._write(self._unsent)
            if not self._unsent:
                self._selector.unregister(self._requests)

    def _write(self, request: memoryview) -> memoryview:
        try:
            return request[self._requests.write(request) :]
        except BlockingIOError:
            return request
        except OSError:  # nobody reads any more; the replies will say why
            return request[len(request) :]

    def _read_reply(self) -> bool:
        """Take one chunk of replies; False if there is none yet."""
        try:
            data = self._replies.read()
        except BlockingIOError:
            return False
        if not data:
            raise BrokenError("crashed", "the process ended")
        self._received += data
        return True

    def _size_of_reply(self, ident: int, expected: protocol.Kind, cap: int) -> int | None:
        """Return the size of a reply that is there as a whole; judge its header before that."""
        if len(self._received) < protocol.HEADER.size:
            return None
        kind, answered, length = protocol.parse_header(self._received)
        if length > cap:
            raise BrokenError("flooded", f"the reply is larger than {cap} bytes")
        if answered != ident or kind != expected:
            raise BrokenError("protocol", "the reply does not belong to the request")
        size = protocol.HEADER.size + length
        return size if len(self._received) >= size else None

    def _take_reply(self, size: int) -> bytes:
        """Return the payload of the reply that is there."""
        with memoryview(self._received) as received:
            data = bytes(received[protocol.HEADER.size : size])
        del self._received[:size]
        return data

    # --- output ---

    def _drain_output(self, boundary: bytes) -> None:
        """Take the output up to the boundary, which the worker has written before its reply.

        It is missing where the student's code has got hold of the stream; then what is in the pipe
        counts.
        """
        for _ in range(_LAST_OUTPUT):
            if self._prints.reach(boundary) or not self._read_late_output():
                return

    def _read_late_output(self) -> bool:
        """Take one chunk of what was printed before now; False if there is none."""
        if not self._output_open:
            return False
        if self._output.lag:
            select.select([self._output], [], [], self._output.lag)
        return self._read_output()

    def _read_output(self) -> bool:
        """Take one chunk of output; False if there is none."""
        try:
            data = self._output.read()
        except BlockingIOError:
            return False
        if not data:
            self._output_open = False
            self._selector.unregister(self._output)
        self._prints.add(data)
        if self._prints.size > MAX_OUTPUT:
            raise BrokenError("flooded", f"more than {MAX_OUTPUT >> 20} MiB were printed")
        return bool(data)
