"""How the process of a command ends: at once, when everything has been written."""

from __future__ import annotations

import atexit
import os
import sys
import threading
from collections.abc import Callable
from typing import NoReturn

__all__ = ["end_with"]


def end_with(work: Callable[[], object]) -> NoReturn:
    """Do the work of a process, then end it with the status that the work exits with.

    Exit handlers run and streams are flushed, but the interpreter does not take itself apart object
    by object: that takes longer than to import yaml, and the system takes all of it back at once.
    Where threads still run, something of this fails, or the status is a text, the interpreter ends
    as it always does.
    """
    try:
        work()
        status: object = 0
    except SystemExit as ended:
        status = ended.code or 0
    if not isinstance(status, int) or threading.active_count() > 1:
        sys.exit(status)  # type: ignore[arg-type]  # what was given to it before
    try:
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    except Exception:  # an exit handler fails; a stream is closed, or nobody reads it
        sys.exit(status)
    os._exit(status & 0xFF)
