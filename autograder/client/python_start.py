"""A Python for student code, in one of its roles, with a clean environment."""

from __future__ import annotations

import os
import signal
import socket
import sys
from typing import IO, TYPE_CHECKING, Any, Final, Literal, Protocol

from autograder.client import early_start
from autograder.client.clean_start import clean_environment, first_lines

if TYPE_CHECKING:
    import subprocess

__all__ = [
    "PythonProcess",
    "Role",
    "end_python",
    "start_python",
    "start_zygote",
]

Role = Literal["zygote", "worker", "probe"]


class PythonProcess(Protocol):
    """A Python for student code, as :class:`subprocess.Popen` has it or started early."""

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


def start_zygote(python: str) -> ZygotePython:
    """Return a Python that becomes a zygote: the one started early, or a new one.

    Raises:
        GraderError: as :func:`start_python`.
    """
    early = early_start.take() if python == sys.executable else None
    if early is not None:
        pid, control, errors = early
        return _Child(pid, os.fdopen(errors, "rb", 0)), socket.socket(fileno=control)
    import subprocess  # most commands have what was started early

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
    import subprocess

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


class _Child:
    """A child that was started without subprocess; see :class:`PythonProcess`."""

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
