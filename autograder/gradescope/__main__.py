"""``python -m autograder.gradescope``: what ``run_autograder`` starts."""

import sys

from autograder.client.collector import rarely_collected
from autograder.client.process_end import end_with
from autograder.client.python_start import start_early


def _grade() -> None:
    with rarely_collected():
        start_early()  # before the imports below, which take as long as its own
        from autograder.gradescope.run import main

        sys.exit(main())


if __name__ == "__main__":
    end_with(_grade)
