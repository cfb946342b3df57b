"""A Python for student code, in one of its roles, with a clean environment.

Grading waits for a zygote longer than for anything else: its Python is started before the command
line, numpy or msgspec are imported here, so this module imports little.
"""

from __future__ import annotations

import contextlib
import os
import signal
import site
import socket
import subprocess
import sys
from typing import IO, Any, Final, Literal

from autograder.client.threads import ONE_THREAD

__all__ = [
    "Role",
    "end_python",
    "start_early",
    "start_python",
    "start_zygote",
    "zygote_is_possible",
]

Role = Literal["zygote", "worker", "probe"]
ZygotePython = tuple["subprocess.Popen[bytes]", socket.socket]
"""A process, and the socket over which it takes its settings first and then orders."""

# What is imported is kept: the search for garbage meanwhile, 10 ms, would find nothing.
# numpy comes first, while the package's folder (a checkout's root, perhaps) is not on the path.
_FIRST_LINES: Final = (
    "import gc, sys; gc.disable(); sys.path[:] = filter(None, sys.path); import numpy; "
    "sys.path.insert(0, sys.argv[1]); "
    "from autograder.worker import boot; boot.main()"
)
_NEEDED: Final = ("numpy", "msgspec")
"""What a worker imports of others."""
_ENVIRONMENT: Final = {
    "PATH": os.defpath,
    "HOME": "/",
    "PYTHONHASHSEED": "0",
    "PYTHONSAFEPATH": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUTF8": "1",
    **ONE_THREAD,  # a process with threads must not be forked, and one worker is one core
    "MPLBACKEND": "Agg",
}
_ERROR_BYTES: Final = 4000  # of what a Python that fails writes: the last frames of a traceback
_early: Final[list[ZygotePython]] = []


def zygote_is_possible() -> bool:
    """Say whether this system forks safely with numpy loaded and can hand over descriptors."""
    if (
        sys.platform != "linux"
        or not hasattr(os, "pidfd_open")
        or not hasattr(signal, "pidfd_send_signal")
    ):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:  # a kernel before 5.3
        return False
    return True


def start_early() -> None:
    """Start the Python of the zygote that :func:`start_zygote` returns next, where there is one.

    It waits for its settings, and ends with this process if nobody asks for it. Where it cannot be
    started, whoever needs it tries again and says so.
    """
    if zygote_is_possible():
        with contextlib.suppress(Exception):  # a GraderError, whose module is not imported yet
            _early.append(_start_zygote(sys.executable))


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

    The flags are those of ``-I`` but for ``-E``, with which the hash seed could not be fixed.

    Raises:
        GraderError: ``python`` can not be executed.
    """
    if os.sep in python:  # a relative path is meant from here, not from the folder it is started in
        python = os.path.abspath(python)  # noqa: PTH100 - pathlib alone is a tenth of numpy
    try:
        return subprocess.Popen(  # noqa: S603 - the interpreter that the caller named
            [python, "-s", "-c", _FIRST_LINES, _package_folder(), role, *arguments],
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            bufsize=0,
            cwd=os.sep,
            env=_environment(python),
            # Ctrl-C is for the grader, which then ends the zygote
            start_new_session=role == "zygote",
        )
    except OSError as error:
        from autograder.errors import GraderError

        raise GraderError(
            f"the worker's Python, {python!r}, could not be started: {error}"
        ) from error


def end_python(process: subprocess.Popen[bytes]) -> str:
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


def _package_folder() -> str:
    folder = os.path.realpath(__file__)
    for _ in ("client", "autograder", "the folder of the package"):
        folder = os.path.dirname(folder)  # noqa: PTH120
    return folder


def _environment(python: str) -> dict[str, str]:
    windows = {name: os.environ[name] for name in ("SYSTEMROOT",) if sys.platform == "win32"}
    own = _user_packages() if python == sys.executable else {}
    return {**_ENVIRONMENT, **windows, **own}


def _user_packages() -> dict[str, str]:
    """Return what lets a worker find packages that are installed for this user alone.

    ``pip install`` puts them there where the system's folder is closed: on many students' machines.
    """
    if not site.ENABLE_USER_SITE:
        return {}
    import importlib.util

    folder = site.getusersitepackages()
    found = [importlib.util.find_spec(name) for name in _NEEDED]
    if not any(spec and spec.origin and spec.origin.startswith(folder) for spec in found):
        return {}
    return {"PYTHONPATH": folder}
