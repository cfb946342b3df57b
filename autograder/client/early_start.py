"""The Python of a zygote, started before anything else is imported.

Whoever grades waits for it longer than for anything else, so this module imports next to nothing:
subprocess and typing alone would put it off by a tenth of the time that it takes.
"""

from __future__ import annotations

import _socket  # socket itself makes hundreds of constants of enumerations first, in 4 ms
import os
import sys

from autograder.client.clean_start import clean_environment, first_lines, zygote_is_possible
from autograder.worker.departure import leave_parent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

__all__ = ["adopt", "start_early", "take"]

_early: Final[list[tuple[int, int, int]]] = []
"""A process, the socket for its settings and orders, and the pipe of its errors."""


def start_early() -> None:
    """Start the Python of the first zygote that will be wanted, where there is one.

    It waits for its settings, and ends with this process if nobody asks for it. Where it cannot be
    started, whoever needs it tries again and says so. A fork that was adopted is there already.
    """
    python = os.path.abspath(sys.executable)  # noqa: PTH100 - it is started in another folder
    closed = None in (sys.stdin, sys.stdout, sys.stderr)  # their numbers are free for other uses
    if _early or closed or not (zygote_is_possible() and os.access(python, os.X_OK)):
        return
    command, environment = first_lines(python, "boot.main()", "zygote"), clean_environment(python)
    control, theirs = _socket.socketpair(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)
    errors, said = os.pipe()
    try:
        pid = os.fork()
    except OSError:
        control.close()
        os.close(errors)
        pid = -1
    if pid == 0:
        try:
            leave_parent(theirs.detach(), said)
            os.execve(python, command, environment)  # noqa: S606 - this interpreter
        finally:
            os._exit(127)
    theirs.close()
    os.close(said)
    if pid > 0:
        adopt(pid, control.detach(), errors)


def adopt(pid: int, control: int, errors: int) -> None:
    """Have :func:`take` return this child."""
    _early.append((pid, control, errors))


def take() -> tuple[int, int, int] | None:
    """Return what was started early or adopted, once; None where there is nothing."""
    return _early.pop() if _early else None
