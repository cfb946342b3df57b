"""``python -m autograder.gradescope``: what ``run_autograder`` starts."""

import sys

from autograder.gradescope.run import main

sys.exit(main())
