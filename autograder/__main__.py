"""``python -m autograder``, and the command ``autograder``."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # typing is imported by checkers alone: it takes half as long as yaml
if TYPE_CHECKING:
    from typing import Final, NoReturn

__all__ = ["main", "program", "run"]

_WITH_WORKERS: Final = ("grade", "check")
"""Commands that run student code in processes of one zygote, which their user waits for."""


def main() -> None:
    """Run the command line; where workers will be needed, their Python is started first."""
    if _needs_workers():
        from autograder.client.early_start import start_early

        start_early()
    from autograder.client.collector import rarely_collected

    with rarely_collected():
        from autograder.cli import main as command_line  # imports click meanwhile

        command_line(prog_name="autograder")


def program() -> NoReturn:
    """Be the command, started anew where its workers gain by it, and end this process."""
    if _needs_workers():
        from autograder.client.restart import restart_command

        restart_command("autograder", "autograder.__main__:run")
    run()


def run() -> NoReturn:
    """Run the command line and end this process."""
    from autograder.client.process_end import end_with

    end_with(main)


def _needs_workers() -> bool:
    return (
        bool(sys.argv[1:2]) and sys.argv[1] in _WITH_WORKERS and not {"-h", "--help"} & {*sys.argv}
    )


if __name__ == "__main__":
    program()
