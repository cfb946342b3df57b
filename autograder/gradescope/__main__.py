"""``python -m autograder.gradescope``: what ``run_autograder`` starts."""

import sys
from typing import NoReturn

from autograder.client.restart import restart_command


def _grade() -> None:
    from autograder.client.early_start import start_early

    start_early()  # before the imports below, which take as long as its own
    from autograder.client.collector import rarely_collected

    with rarely_collected():
        from autograder.gradescope.run import main

        sys.exit(main())


def run() -> NoReturn:
    """Grade, and end this process."""
    from autograder.client.process_end import end_with

    end_with(_grade)


if __name__ == "__main__":
    restart_command("autograder.gradescope", "autograder.gradescope.__main__:run")
    run()
