"""Staff code, and what is made from it, run within limits of time and memory.

It runs in a fork of this process, which has all that it needs and no code of a student's in it.
What it prints is dropped. On systems without a fork that is safe beside numpy it runs in this
process, bounded as far as a timer can (:mod:`.within`).
"""

from __future__ import annotations

import contextlib
import gc
import io
import math
import os
import pickle
import select
import signal
import struct
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Generic, NoReturn, TypeVar

from msgspec import Struct

from autograder.errors import AutograderError, GraderError
from autograder.oracle.within import ExceededError, silent, within
from autograder.worker import prctl

__all__ = [
    "FORKS",
    "LENGTH",
    "Bounds",
    "Fork",
    "address_space",
    "end_fork",
    "run_bounded",
    "send",
    "start_fork",
]

Argument = TypeVar("Argument")
Result = TypeVar("Result")

LENGTH: Final = struct.Struct("<Q")
"""In front of each message in a pipe: its bytes."""
_WALL_FACTOR: Final = 3.0
"""Seconds by the clock for each of processor time: a host may give half a processor, and less."""
_WALL_FLOOR: Final = 1.0  # by the clock, for a fork on a busy machine
_CHUNK: Final = 1 << 16
FORKS: Final = sys.platform == "linux"  # elsewhere libraries of linear algebra break in a fork
_LARGE_PROCESS: Final = 2 << 30  # bytes of addresses: numpy and what OpenBLAS sets aside take less
_HIGHEST_DESCRIPTOR: Final = 4096  # a grader holds some dozens


class Bounds(Struct, frozen=True):
    """What one run may take: seconds of processor time, and bytes beyond what is in use."""

    seconds: float
    memory: int = 256 << 20


def run_bounded(action: Callable[[], Result], bounds: Bounds) -> Result:
    """Return what ``action`` returns, computed within bounds.

    Raises:
        ExceededError: it takes more, or ends its process.
        AutograderError: as ``action`` does.
    """
    fork: Fork[None, Result] = Fork(lambda _: action(), bounds)
    try:
        return fork(None)
    finally:
        fork.close()


class Fork(Generic[Argument, Result]):
    """A fork of this process that calls one function, each time within bounds.

    It sees what this process knew when it was made; arguments and results are pickled.
    """

    def __init__(self, function: Callable[[Argument], Result], bounds: Bounds) -> None:
        self._function, self._bounds = function, bounds
        self._process: int | None = None
        self.deadline = math.inf
        """When what was asked for has to be there, as :func:`time.monotonic` counts."""
        if FORKS:
            self._start()

    def __call__(self, argument: Argument) -> Result:
        """Return what the function returns; raises as :meth:`answer` does."""
        self.ask(argument)
        return self.answer()

    def ask(self, argument: Argument) -> None:
        """Hand over an argument; :meth:`answer` waits for what the function returns."""
        self._asked = argument
        self.deadline = time.monotonic() + _WALL_FLOOR + _WALL_FACTOR * self._bounds.seconds
        if self._process is not None:
            try:
                send(self._to, pickle.dumps(argument, pickle.HIGHEST_PROTOCOL))
            except OSError:  # it has ended
                self.close()

    def answer(self) -> Result:
        """Return what the function returns for the argument that was handed over.

        Raises:
            ExceededError: it took more than it may, or ended the process; others will, too.
            AutograderError: as the function does; GraderError for what else it raises.
        """
        if not FORKS:
            with silent():
                return within(self._bounds.seconds, lambda: self._function(self._asked))
        if self._process is None:
            raise ExceededError
        try:
            kind, value = _receive(self._from, self.deadline)
        except (OSError, EOFError) as error:
            self.close()
            raise ExceededError from error
        if kind == "exceeded":
            raise ExceededError
        if kind == "raised":
            raise value
        result: Result = value
        return result

    @property
    def is_open(self) -> bool:
        """Whether the fork has not ended; one that has will give no answer."""
        return self._process is not None

    def fileno(self) -> int:
        """Return the descriptor that can be read once there is an answer."""
        return self._from

    def close(self) -> None:
        """End the fork."""
        if self._process is None:
            return
        end_fork(self._process)
        self._process = None
        os.close(self._to)
        os.close(self._from)

    def _start(self) -> None:
        (requests, self._to), (self._from, replies) = os.pipe(), os.pipe()
        self._process = start_fork(
            lambda: _serve(requests, replies, self._function, self._bounds), requests, replies
        )
        os.close(requests)
        os.close(replies)


def _serve(requests: int, replies: int, function: Callable[[Any], Any], bounds: Bounds) -> NoReturn:
    while True:
        argument = _receive(requests, None)
        send(replies, _pickled(_outcome(function, argument, bounds)))


def start_fork(serve: Callable[[], None], *kept: int) -> int:
    """Start a fork of this process that keeps some descriptors and serves by them.

    Returns:
        Its process id; the fork itself ends here.
    """
    for stream in filter(None, (sys.stdout, sys.stderr)):
        stream.flush()  # or the fork might write it once more
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of threads: those of OpenBLAS survive a fork
        process = os.fork()
    if process:
        return process
    try:
        gc.freeze()  # what the parent made stays: looking through it would copy all its pages
        prctl.die_with_parent()
        _leave_streams(*kept)
        serve()
    finally:
        os._exit(0)


def end_fork(process: int) -> None:
    """End a fork and wait until it has ended."""
    os.kill(process, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):  # all children have been reaped already
        os.waitpid(process, 0)


def _leave_streams(*kept: int) -> None:
    """Close every descriptor of the parent's but these: a pipe must end with who made it."""
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(null, number)
    low = 3
    for number in sorted(kept):
        os.closerange(low, number)
        low = number + 1
    os.closerange(low, _HIGHEST_DESCRIPTOR)
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), "utf-8", "replace")


def _outcome(function: Callable[[Any], Any], argument: Any, bounds: Bounds) -> tuple[str, Any]:
    import resource  # not on Windows

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = address_space() + bounds.memory
    allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, most))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # which ends the process, in C code, too
    signal.setitimer(signal.ITIMER_PROF, bounds.seconds)
    try:
        return "done", function(argument)
    except AutograderError as error:
        return "raised", error
    except (ExceededError, MemoryError):
        return "exceeded", None
    except Exception:
        return "raised", _untold()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _untold() -> GraderError:
    """Return what an exception that nobody expected says, with its traceback."""
    import traceback

    return GraderError(traceback.format_exc())


def address_space() -> int:
    """Return the bytes of this process's address space, more where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return _LARGE_PROCESS
    return pages * os.sysconf("SC_PAGE_SIZE")


def _pickled(outcome: tuple[str, Any]) -> bytes:
    try:
        return pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL)
    except Exception:  # what pickling raises is the value's own
        return pickle.dumps(("raised", _untold()))


def send(descriptor: int, data: bytes) -> None:
    """Write one message to a pipe, its length in front."""
    left = memoryview(LENGTH.pack(len(data)) + data)
    while left:
        left = left[os.write(descriptor, left) :]


def _receive(descriptor: int, deadline: float | None) -> Any:
    """Read one value.

    Raises:
        TimeoutError: it did not come in time.
        EOFError: the other end is closed.
    """
    (length,) = LENGTH.unpack(_read(descriptor, LENGTH.size, deadline))
    return pickle.loads(_read(descriptor, length, deadline))  # noqa: S301 - from a fork of our own


def _read(descriptor: int, count: int, deadline: float | None) -> bytes:
    data = bytearray()
    while len(data) < count:
        if deadline is not None:
            left = max(deadline - time.monotonic(), 0)
            if not select.select([descriptor], [], [], left)[0]:
                raise TimeoutError
        chunk = os.read(descriptor, min(count - len(data), _CHUNK))
        if not chunk:
            raise EOFError
        data += chunk
    return bytes(data)
