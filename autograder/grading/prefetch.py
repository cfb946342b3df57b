"""Expected answers, computed while the worker is at work: the grader has the other processor."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Iterable, Sequence

from autograder.errors import StaffError
from autograder.oracle.answer_key import AnswerKey
from autograder.problemset.model import Problem

__all__ = ["Prefetch"]


class Prefetch:
    """A queue of the problems that have still to be asked."""

    def __init__(self, key: AnswerKey, problems: Iterable[Problem]) -> None:
        self._key = key
        self._problems = deque(problems)

    def keep(self, problems: Iterable[Problem]) -> None:
        """Have only these in the queue: others will not be asked."""
        self._problems = deque(problems)

    def take(self) -> Problem:
        """Take the next problem off the queue: it is asked now."""
        return self._problems.popleft()

    @property
    def queue(self) -> Sequence[Problem]:
        """The problems that have still to be asked, in order."""
        return tuple(self._problems)

    def compute_next(self) -> None:
        """Compute what is expected of the next problem of which it is not known yet.

        An error is met again when that problem is asked.
        """
        unknown = next((each for each in self._problems if self._key.share(each) is None), None)
        if unknown is not None:
            with contextlib.suppress(StaffError):
                self._key.trials(unknown)
