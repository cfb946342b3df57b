"""Workers as fresh interpreters: where there is no fork, or none that is safe with numpy loaded."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import BinaryIO, Final, cast

from msgspec import to_builtins

from autograder.client.pipe_ends import DirectEnd, PipeEnd, pump_from, pump_to
from autograder.client.python_start import end_python, start_python
from autograder.client.spawner import START_SECONDS
from autograder.errors import GraderError
from autograder.worker.layers.layer import Settings

__all__ = ["EndMaker", "ProcessSpawner", "direct_ends", "pumped_ends"]

EndMaker = Callable[["subprocess.Popen[bytes]"], tuple[PipeEnd, PipeEnd, PipeEnd]]
_KILL_ALL: Final = "import os, signal; os.kill(-1, signal.SIGKILL)"  # of its own user


def direct_ends(process: subprocess.Popen[bytes]) -> tuple[PipeEnd, PipeEnd, PipeEnd]:
    """Wait for the process's own pipes: requests, replies, output."""
    requests, replies, output = _pipes(process)
    return (
        DirectEnd(os.dup(requests.fileno())),
        DirectEnd(os.dup(replies.fileno())),
        DirectEnd(os.dup(output.fileno())),
    )


def pumped_ends(process: subprocess.Popen[bytes]) -> tuple[PipeEnd, PipeEnd, PipeEnd]:
    """Wait for sockets that threads pump from and to the process's pipes."""
    requests, replies, output = _pipes(process)
    return pump_to(_own(requests)), pump_from(_own(replies)), pump_from(_own(output))


def _pipes(process: subprocess.Popen[bytes]) -> tuple[BinaryIO, BinaryIO, BinaryIO]:
    pipes = process.stdin, process.stdout, process.stderr
    return cast("tuple[BinaryIO, BinaryIO, BinaryIO]", pipes)


def _own(pipe: BinaryIO) -> io.FileIO:
    return io.FileIO(os.dup(pipe.fileno()), pipe.mode)


class ProcessSpawner:
    """Starts an interpreter for each worker; a first one tries the layers of isolation."""

    def __init__(self, python: str, settings: Settings, make_ends: EndMaker | None = None) -> None:
        self._python = python
        self._make_ends = make_ends or (pumped_ends if sys.platform == "win32" else direct_ends)
        self._reasons: Mapping[str, str] | None = None
        self._probe = start_python(
            python,
            "probe",
            json.dumps(to_builtins(settings)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
        )

    def reasons(self) -> Mapping[str, str]:
        """Wait for the probe; see :class:`~autograder.client.spawner.Spawner`."""
        if self._reasons is None:
            try:
                text, errors = self._probe.communicate(timeout=START_SECONDS)
                self._reasons = json.loads(text)
            except subprocess.TimeoutExpired as error:
                raise GraderError(
                    f"the worker's Python, {self._python!r}, did not get ready"
                ) from error
            except ValueError as error:
                shown = errors.decode("utf-8", "replace")
                raise GraderError(
                    f"the worker's Python, {self._python!r}, failed: {shown}"
                ) from error
        return self._reasons

    def start(self, uid: int | None) -> _FreshProcess:
        """Start an interpreter that becomes a worker."""
        process = start_python(
            self._python, "worker", stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        return _FreshProcess(process, self._make_ends(process), self._python, uid)

    def close(self) -> None:
        """End the probe, if nobody has asked for it."""
        end_python(self._probe)


class _FreshProcess:
    """One worker; see :class:`~autograder.client.spawner.Process`."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        ends: tuple[PipeEnd, PipeEnd, PipeEnd],
        python: str,
        uid: int | None,
    ) -> None:
        # brings numpy: later than the start of the zygote
        from autograder.client.channel import Channel

        self._process, self._python, self._uid = process, python, uid
        for pipe in _pipes(process):
            pipe.close()
        requests, replies, output = ends
        self.channel = Channel(requests, replies, output, None, lambda: process.poll() is not None)

    def end(self, patience: float) -> int | None:
        """Kill the process, its group, and what else runs as its user."""
        try:
            status: int | None = self._process.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            status = None
        self._process.kill()
        if sys.platform != "win32":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._uid is not None:
            self._kill_user(self._uid)
        return status

    def _kill_user(self, uid: int) -> None:
        command = [self._python, "-I", "-S", "-c", _KILL_ALL]
        subprocess.run(command, user=uid, group=uid, extra_groups=[], check=False)  # noqa: S603
