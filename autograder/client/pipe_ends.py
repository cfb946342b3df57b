"""The grader's ends of the pipes to a worker, none of which ever blocks.

On POSIX a pipe can be waited for by itself. Elsewhere a thread pumps between the pipe and a socket,
which can be waited for everywhere, so that one loop serves all systems.
"""

from __future__ import annotations

import io
import os
import socket
import threading
from typing import Final, Protocol

__all__ = ["CHUNK", "DirectEnd", "PipeEnd", "PumpedEnd", "pump_from", "pump_to"]

CHUNK: Final = 1 << 16  # bytes: what a pipe of Linux holds


class PipeEnd(Protocol):
    """One end of a one-way stream of bytes."""

    lag: float
    """Seconds that bytes may be on their way without being here."""

    def fileno(self) -> int:
        """Return what can be waited for."""
        ...

    def read(self) -> bytes:
        """Return what has arrived; nothing at the end of the stream.

        Raises:
            BlockingIOError: Nothing has arrived yet.
        """
        ...

    def write(self, data: memoryview) -> int:
        """Send what can be sent now and return how many bytes that was."""
        ...

    def close(self) -> None:
        """End this end."""
        ...


class DirectEnd:
    """A pipe's descriptor, made non-blocking and owned."""

    lag = 0.0

    def __init__(self, descriptor: int) -> None:
        os.set_blocking(descriptor, False)
        self._descriptor = descriptor

    def fileno(self) -> int:  # noqa: D102 - see PipeEnd
        return self._descriptor

    def read(self) -> bytes:  # noqa: D102
        return os.read(self._descriptor, CHUNK)

    def write(self, data: memoryview) -> int:  # noqa: D102
        return os.write(self._descriptor, data)

    def close(self) -> None:  # noqa: D102
        os.close(self._descriptor)


class PumpedEnd:
    """A socket that a thread pumps from or to a pipe."""

    lag = 0.02

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)
        self._end = end

    def fileno(self) -> int:  # noqa: D102 - see PipeEnd
        return self._end.fileno()

    def read(self) -> bytes:  # noqa: D102
        try:
            return self._end.recv(CHUNK)
        except ConnectionError:  # how some systems say that the other end is gone
            return b""

    def write(self, data: memoryview) -> int:  # noqa: D102
        return self._end.send(data)

    def close(self) -> None:  # noqa: D102
        self._end.close()


def pump_from(pipe: io.FileIO) -> PumpedEnd:
    """Return an end from which ``pipe`` can be read; the pipe is closed when it ends."""
    ours, theirs = socket.socketpair()

    def pump() -> None:
        with theirs, pipe:
            try:
                while chunk := os.read(pipe.fileno(), CHUNK):
                    theirs.sendall(chunk)
            except OSError:  # our end was closed
                return

    threading.Thread(target=pump, daemon=True).start()
    return PumpedEnd(ours)


def pump_to(pipe: io.FileIO) -> PumpedEnd:
    """Return an end through which ``pipe`` can be written; the pipe is closed with it."""
    ours, theirs = socket.socketpair()

    def pump() -> None:
        with theirs, pipe:
            try:
                while chunk := theirs.recv(CHUNK):
                    view = memoryview(chunk)
                    while view:
                        view = view[os.write(pipe.fileno(), view) :]
            except OSError:  # the worker is gone
                return

    threading.Thread(target=pump, daemon=True).start()
    return PumpedEnd(ours)
