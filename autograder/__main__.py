"""``python -m autograder``, and the command ``autograder``."""

from __future__ import annotations

import atexit
import os
import sys
import threading
from typing import Final

from autograder.client.collector import rarely_collected
from autograder.client.python_start import start_early

__all__ = ["main"]

_WITH_WORKERS: Final = ("grade", "check")
"""Commands that run student code in processes of one zygote, which their user waits for."""


def main() -> None:
    """Run the command line; where workers will be needed, their Python is started first."""
    with rarely_collected():
        if sys.argv[1:2] and sys.argv[1] in _WITH_WORKERS and not {"-h", "--help"} & {*sys.argv}:
            start_early()
        from autograder.cli import main as command_line  # imports click meanwhile

        try:
            command_line(prog_name="autograder")
        except SystemExit as ended:
            _end_at_once(ended.code)
            raise


def _end_at_once(status: object) -> None:
    """End as Python would, without taking apart what was loaded: the system frees all at once.

    What is to be said beyond a number, or cannot be written, is left to Python, and threads that
    are still at work.
    """
    if not (status is None or isinstance(status, int)) or threading.active_count() > 1:
        return
    try:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):  # nobody reads, or a stream is closed
        return
    os._exit(status or 0)


if __name__ == "__main__":
    main()
