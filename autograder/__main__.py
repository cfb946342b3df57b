"""``python -m autograder``, and the command ``autograder``."""

from __future__ import annotations

import sys
from typing import Final, NoReturn

from autograder.client.collector import rarely_collected
from autograder.client.process_end import end_with
from autograder.client.python_start import start_early

__all__ = ["main", "program"]

_WITH_WORKERS: Final = ("grade", "check")
"""Commands that run student code in processes of one zygote, which their user waits for."""


def main() -> None:
    """Run the command line; where workers will be needed, their Python is started first."""
    with rarely_collected():
        if sys.argv[1:2] and sys.argv[1] in _WITH_WORKERS and not {"-h", "--help"} & {*sys.argv}:
            start_early()
        from autograder.cli import main as command_line  # imports click meanwhile

        command_line(prog_name="autograder")


def program() -> NoReturn:
    """Be the command: run the command line and end this process."""
    end_with(main)


if __name__ == "__main__":
    program()
