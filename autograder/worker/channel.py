"""One request to a worker and the reply to it, with a deadline in both directions."""

from __future__ import annotations

import contextlib
import os
import select
import selectors
import time
from collections.abc import Callable
from typing import Final

from autograder.worker import protocol
from autograder.worker.messages import Outcome
from autograder.worker.ports import CHUNK, Port
from autograder.worker.text import OutputTail

__all__ = ["MAX_OUTPUT", "BrokenError", "Channel", "nothing"]

MAX_OUTPUT: Final = 16 << 20
"""Bytes that one call may print: far more than any honest trace, read in a tenth of a second."""
_TICK: Final = 0.25
"""Seconds between two looks at whether the process still lives, where nothing else would tell."""
_LAST_OUTPUT: Final = 64
"""Chunks read after the reply; what the call itself printed is in the pipe by then, and a pipe holds fewer."""


class BrokenError(Exception):
    """The exchange failed and the worker is of no more use; ``outcome`` says how it failed."""

    def __init__(self, outcome: Outcome, message: str) -> None:
        super().__init__(message)
        self.outcome = outcome


def nothing() -> None:
    """Have nothing to do while a worker works."""


class Channel:
    """The three streams of one worker: requests to it, replies and the student's output from it."""

    def __init__(
        self, requests: Port, replies: Port, output: Port, watch: int | None, ended: Callable[[], bool]
    ) -> None:
        """Take over the ports.

        Args:
            requests: Written to.
            replies: Read from.
            output: Read from, all the time.
            watch: A descriptor that becomes readable when the process has ended, if there is one.
            ended: Says whether the process has ended.
        """
        self._requests, self._replies, self._output = requests, replies, output
        self._watch, self._ended = watch, ended
        self._received = bytearray()
        self._printed = OutputTail()
        self._output_open = True
        self._selector = selectors.DefaultSelector()
        for readable in (replies, output, *(() if watch is None else (watch,))):
            self._selector.register(readable, selectors.EVENT_READ)

    def close(self) -> None:
        """Close the grader's ends."""
        self._selector.close()
        for port in (self._requests, self._replies, self._output):
            port.close()

    def take_output(self, folder: str) -> str:
        """Return what was printed since this was last asked."""
        with contextlib.suppress(BrokenError):  # what floods has been judged already
            self._drain_output()
        printed, self._printed = self._printed, OutputTail()
        return printed.text(folder)

    def exchange(
        self,
        kind: protocol.Kind,
        payload: bytes,
        expected: protocol.Kind,
        seconds: float,
        cap: int,
        meanwhile: Callable[[], None] = nothing,
    ) -> object:
        """Send a request, do something ``meanwhile``, and return the value of the request's reply.

        Raises:
            BrokenError: No well-formed reply of at most ``cap`` bytes to this very request came in time.
        """
        ident = int.from_bytes(os.urandom(8), "big") >> 1  # 63 random bits
        request = memoryview(protocol.header(kind, ident, len(payload)) + payload)
        try:
            unsent = self._send(request)
            meanwhile()
            self._transfer(unsent, ident, expected, time.monotonic() + seconds, cap)
            self._drain_output()
            data = bytes(self._received[protocol.HEADER.size :])
            self._received.clear()
            return protocol.decode(data)
        except protocol.ProtocolError as error:
            raise BrokenError("protocol", str(error)) from error

    def _transfer(self, request: memoryview, ident: int, expected: protocol.Kind, deadline: float, cap: int) -> None:
        """Move bytes both ways until the whole reply is there."""
        while not self._complete(ident, expected, cap):
            request = self._step(request, deadline)

    def _step(self, request: memoryview, deadline: float) -> memoryview:
        """Wait once and move what can be moved; return what is left of the request."""
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
            request = self._write(request)
            if not request:
                self._selector.unregister(self._requests)
        return request

    def _send(self, request: memoryview) -> memoryview:
        """Write what the pipe takes at once, which is nearly always all; see to it that the rest follows."""
        unsent = self._write(request)
        if unsent:
            self._selector.register(self._requests, selectors.EVENT_WRITE)
        return unsent

    def _write(self, request: memoryview) -> memoryview:
        try:
            return request[self._requests.write(request) :]
        except BlockingIOError:
            return request
        except OSError:  # nobody reads any more; the replies will say why
            return request[len(request) :]

    def _read_reply(self) -> bool:
        """Take one chunk of the reply; False if there is none yet."""
        try:
            data = self._replies.read()
        except BlockingIOError:
            return False
        if not data:
            raise BrokenError("crashed", "the process ended")
        self._received += data
        return True

    def _read_output(self) -> None:
        if not self._read_printed():
            self._close_output()

    def _close_output(self) -> None:
        self._output_open = False
        self._selector.unregister(self._output)

    def _read_printed(self) -> bool:
        """Take one chunk of output; False at its end."""
        try:
            data = self._output.read()
        except BlockingIOError:
            return True
        self._printed.add(data)
        if self._printed.size > MAX_OUTPUT:
            raise BrokenError("flooded", f"more than {MAX_OUTPUT >> 20} MiB were printed")
        return bool(data)

    def _drain_output(self) -> None:
        """Take what is in the pipe now, and no more: somebody may go on writing for ever."""
        for _ in range(_LAST_OUTPUT if self._output_open else 0):
            before = self._printed.size
            if self._output.lag:
                select.select([self._output], [], [], self._output.lag)
            if not self._read_printed():
                self._close_output()
                return
            if self._printed.size - before < CHUNK:
                return

    def _complete(self, ident: int, expected: protocol.Kind, cap: int) -> bool:
        """Say whether the whole reply is there; judge its header as soon as that is."""
        size = protocol.HEADER.size
        if len(self._received) < size:
            return False
        kind, answered, length = protocol.parse_header(bytes(self._received[:size]))
        if length > cap:
            raise BrokenError("flooded", f"the reply is larger than {cap} bytes")
        if answered != ident or kind != expected:
            raise BrokenError("protocol", "the reply does not belong to the request")
        if len(self._received) > size + length:
            raise BrokenError("protocol", "bytes were left over after the reply")
        return len(self._received) == size + length
