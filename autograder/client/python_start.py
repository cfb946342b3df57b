"""A Python for student code, in one of its roles, with a clean environment.

Grading waits for a zygote longer than for anything else: its Python is started before the command
line, numpy or msgspec are imported here, so this module imports little.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from typing import IO, Any, Final, Literal, Protocol

from autograder.client.clean_start import clean_environment, first_lines, zygote_is_possible

__all__ = [
    "PythonProcess",
    "Role",
    "adopt",
    "end_python",
    "start_early",
    "start_python",
    "start_zygote",
]

Role = Literal["zygote", "worker", "probe"]


class PythonProcess(Protocol):
    """A Python for student code, as :class:`subprocess.Popen` has it or as a fork of this one."""

    @property
    def pid(self) -> int:
        """The id of the process."""
        ...

    @property
    def returncode(self) -> int | None:
        """How it ended, once its end was waited for."""
        ...

    @property
    def stdin(self) -> IO[bytes] | None:
        """A pipe to it, if there is one; likewise the next two."""
        ...

    @property
    def stdout(self) -> IO[bytes] | None: ...  # noqa: D102

    @property
    def stderr(self) -> IO[bytes] | None: ...  # noqa: D102

    def kill(self) -> None:
        """Kill it, if it has not ended."""
        ...

    def wait(self) -> int:
        """Wait for its end and return its status."""
        ...


ZygotePython = tuple[PythonProcess, socket.socket]
"""A process, and the socket over which it takes its settings first and then orders."""

_ERROR_BYTES: Final = 4000  # of what a Python that fails writes: the last frames of a traceback
_early: Final[list[ZygotePython]] = []


def start_early() -> None:
    """Start the Python of the zygote that :func:`start_zygote` returns next, where there is one.

    It waits for its settings, and ends with this process if nobody asks for it. Where it cannot be
    started, whoever needs it tries again and says so. A fork that was adopted is there already.
    """
    if not _early and zygote_is_possible():
        with contextlib.suppress(Exception):  # a GraderError, whose module is not imported yet
            _early.append(_start_zygote(sys.executable))


def adopt(pid: int, control: socket.socket, errors: int) -> None:
    """Have :func:`start_zygote` return a fork of this process: its socket, its errors' pipe."""
    _early.append((_Fork(pid, open(errors, "rb", 0)), control))  # noqa: SIM115 - `end_python` closes


def start_zygote(python: str) -> ZygotePython:
    """Return a Python that becomes a zygote: the one started early, or a new one.

    Raises:
        GraderError: as :func:`start_python`.
    """
    return _early.pop() if _early and python == sys.executable else _start_zygote(python)


def _start_zygote(python: str) -> ZygotePython:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        started = start_python(python, "zygote", stdin=theirs.fileno(), stdout=subprocess.DEVNULL)
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    return started, ours


def start_python(
    python: str, role: Role, *arguments: str, stdin: int | IO[Any], stdout: int
) -> subprocess.Popen[bytes]:
    """Start a Python in one of its roles, without the grader's environment; stderr is a pipe.

    Raises:
        GraderError: ``python`` can not be executed.
    """
    if os.sep in python:  # a relative path is meant from here, not from the folder it is started in
        python = os.path.abspath(python)  # noqa: PTH100 - pathlib alone is a tenth of numpy
    try:
        return subprocess.Popen(  # noqa: S603 - the interpreter that the caller named
            first_lines(python, "boot.main()", role, *arguments),
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            bufsize=0,
            cwd=os.sep,
            env=clean_environment(python),
            # Ctrl-C is for the grader, which then ends the zygote
            start_new_session=role == "zygote",
        )
    except OSError as error:
        from autograder.errors import GraderError

        raise GraderError(
            f"the worker's Python, {python!r}, could not be started: {error}"
        ) from error


class _Fork:
    """A fork of this process; see :class:`PythonProcess`."""

    stdin = stdout = None

    def __init__(self, pid: int, stderr: IO[bytes]) -> None:
        self.pid, self.stderr = pid, stderr
        self.returncode: int | None = None

    def kill(self) -> None:
        if self.returncode is None:
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        if self.returncode is None:
            _, status = os.waitpid(self.pid, 0)
            self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode


def end_python(process: PythonProcess) -> str:
    """End a Python, release its pipes, and return the end of what it wrote to stderr."""
    process.kill()
    process.wait()
    text = b""
    if process.stderr is not None and not process.stderr.closed:
        text = process.stderr.read()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
    return text[-_ERROR_BYTES:].decode("utf-8", "replace").strip()
