"""Workers as forks of the zygote, seen from the grader."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import threading
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from autograder.client.pipe_ends import DirectEnd
from autograder.client.python_start import PythonProcess, end_python, start_zygote
from autograder.client.spawner import START_SECONDS
from autograder.errors import GraderError
from autograder.worker.layers.layer import Settings
from autograder.worker.messages import MESSAGE_BYTES

__all__ = ["ZygoteSpawner"]

_CONTROL_SECONDS: Final = 10.0
"""An order takes milliseconds; a zygote that needs this long has been stopped or is dead."""

_CURES: Final[Mapping[str, str]] = {
    "Resource temporarily unavailable": "Allow more processes: `ulimit -u`, `pids.max`.",
    "Cannot allocate memory": "Give the grader more memory.",
    "MemoryError": "Give the grader more memory.",
}
"""What a Python that could not start says -> what it lacks."""


def _cure(reason: str) -> str:
    """Say what a machine has to give for what could not be started."""
    return next((cure for sign, cure in _CURES.items() if sign in reason), "")


class _ZygoteLostError(Exception):
    """The zygote is dead or does not answer."""


class ZygoteSpawner:
    """A zygote that is started at once, asked when it is needed, and replaced when it is lost."""

    def __init__(self, python: str, settings: Settings) -> None:
        self._python, self._settings = python, settings
        self._lock = threading.Lock()
        self._reasons: Mapping[str, str] | None = None
        self._launch()

    def _launch(self) -> None:
        self._process, self._control = start_zygote(self._python)
        with contextlib.suppress(OSError):  # it is dead: the greeting will not come, and says so
            self._control.send(msgspec.json.encode(self._settings))
        self._reasons = None

    def reasons(self) -> Mapping[str, str]:
        """Wait until the zygote is ready; see :class:`~autograder.client.spawner.Spawner`."""
        with self._lock:
            if self._reasons is None:
                self._reasons = self._greet()
            return self._reasons

    def _greet(self) -> Mapping[str, str]:
        try:
            self._control.settimeout(START_SECONDS)
            reasons: Mapping[str, str] = self._receive()[0]["reasons"]
        except (_ZygoteLostError, OSError) as error:
            text = end_python(self._process)
            last = next(reversed(text.splitlines()), "it ended without a word")
            raise GraderError(
                f"the worker's Python, {self._python!r}, did not get ready: {last}",
                hint=_cure(last),
            ) from error
        return reasons

    def start(self, uid: int | None) -> _ForkedProcess:
        """Fork a worker, from a new zygote if the old one is lost."""
        try:
            return self._fork(uid)
        except _ZygoteLostError:
            self.relaunch()
        try:
            return self._fork(uid)
        except _ZygoteLostError as error:
            raise GraderError("the process that starts workers died twice in a row") from error

    def _fork(self, uid: int | None) -> _ForkedProcess:
        self.reasons()
        (requests, to_worker), (from_worker, replies), (printed, output) = (
            os.pipe() for _ in range(3)
        )
        ours = (to_worker, from_worker, printed)
        theirs = (requests, replies, output)
        try:
            answer, (handle,) = self.order({"do": "start"}, theirs)
        except BaseException:
            for descriptor in ours:
                os.close(descriptor)
            raise
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        return _ForkedProcess(self, self._process, ours, answer["pid"], handle, uid)

    def order(
        self, message: Mapping[str, object], pipes: tuple[int, ...] = ()
    ) -> tuple[dict[str, Any], list[int]]:
        """Have the zygote carry out an order; return its reply and descriptors."""
        with self._lock:
            try:
                self._control.settimeout(_CONTROL_SECONDS)
                socket.send_fds(self._control, [msgspec.json.encode(message)], pipes)
            except OSError as error:
                raise _ZygoteLostError from error
            return self._receive()

    def _receive(self) -> tuple[dict[str, Any], list[int]]:
        try:
            data, handles, _, _ = socket.recv_fds(
                self._control, MESSAGE_BYTES, 1, socket.MSG_CMSG_CLOEXEC
            )
        except OSError as error:
            raise _ZygoteLostError from error
        if not data:
            raise _ZygoteLostError
        return msgspec.json.decode(data), handles

    def relaunch(self) -> None:
        """Replace the zygote; its workers die with it.

        Raises:
            GraderError: a layer of isolation that was in force is not any more.
        """
        before = self._reasons or {}
        self._control.close()
        end_python(self._process)
        self._launch()
        for name, reason in self.reasons().items():
            if reason and not before.get(name, reason):
                raise GraderError(f"the layer {name} is not in force any more: {reason}")

    def end_worker(self, zygote: PythonProcess, pid: int, uid: int | None) -> int | None:
        """Reap a killed worker and its descendants; return its status, None if that is lost."""
        if zygote is self._process:
            with contextlib.suppress(_ZygoteLostError):
                return int(self.order({"do": "end", "pid": pid, "uid": uid})[0]["status"])
            self.relaunch()
        if uid is not None:
            with contextlib.suppress(_ZygoteLostError):
                self.order({"do": "sweep", "uid": uid})
        return None

    def close(self) -> None:
        """End the zygote, which ends its workers."""
        self._control.close()
        if self._process.returncode is None:
            handle = os.pidfd_open(self._process.pid)
            _wait_for_end(handle, _CONTROL_SECONDS)  # Popen.wait would look, sleep and look again
            os.close(handle)
        end_python(self._process)


class _ForkedProcess:
    """One worker; see :class:`~autograder.client.spawner.Process`."""

    def __init__(
        self,
        spawner: ZygoteSpawner,
        zygote: PythonProcess,
        pipes: tuple[int, int, int],
        pid: int,
        handle: int,
        uid: int | None,
    ) -> None:
        # brings numpy: later than the start of the zygote
        from autograder.client.channel import Channel

        self._spawner, self._zygote = spawner, zygote
        self._pid, self._handle, self._uid = pid, handle, uid
        to_worker, from_worker, printed = map(DirectEnd, pipes)
        self.channel = Channel(to_worker, from_worker, printed, handle, lambda: self._has_ended(0))

    def _has_ended(self, seconds: float) -> bool:
        return _wait_for_end(self._handle, seconds)

    def end(self, patience: float) -> int | None:
        """Kill by handle, which is right even if the id is used again; reap through the zygote."""
        by_itself = self._has_ended(patience)
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._pid, signal.SIGKILL)
        os.close(self._handle)
        status = self._spawner.end_worker(self._zygote, self._pid, self._uid)
        return os.waitstatus_to_exitcode(status) if by_itself and status is not None else None


def _wait_for_end(handle: int, seconds: float) -> bool:
    """Wait for the end of the process that a handle is of, and say whether it has come."""
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    return bool(poll.poll(1000 * seconds))
