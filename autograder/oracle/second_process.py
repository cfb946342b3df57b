"""An answer key computed by two processes: this one from its first problem on, one from its last.

A problem's trials are the same whoever draws them. The second process is a fork of this one, as
trusted as it is, and runs no student's code; what it has finished is taken over before a problem is
begun here, so that the two meet where they meet. What it cannot draw it leaves to this process.
"""

from __future__ import annotations

import contextlib
import os
import pickle
from collections.abc import Iterator, Sequence
from typing import Final

from autograder.errors import StaffError
from autograder.oracle.answer_key import AnswerKey, Drawn
from autograder.oracle.bounded import LENGTH, end_fork, send, start_fork
from autograder.oracle.processors import has_two_processors
from autograder.problemset.model import Problem, ProblemSet

__all__ = ["halved"]

_FEWEST: Final = 12
"""Problems that are worth a fork, which costs what two or three of them do."""
_PIPE_BYTES: Final = 1 << 20
"""What the pipe should hold: the bank's trials take half of it, and nobody waits to read them."""
_SET_PIPE_SIZE: Final = 1031  # F_SETPIPE_SZ, which Python names from 3.10 on, on Linux alone
_CHUNK: Final = 1 << 16


@contextlib.contextmanager
def halved(key: AnswerKey, sets: Sequence[ProblemSet]) -> Iterator[None]:
    """Have the problems of some sets of a key drawn by a second process as well, in this context.

    Nothing is started for a few problems, or where there is no second processor.
    """
    problems = [each for one in sets for each in one.problems if key.share(each) is None]
    if len(problems) < _FEWEST or not has_two_processors():
        yield
        return
    import numpy.random  # noqa: F401 - once, and not in each fork that draws

    import autograder.oracle.draws  # noqa: F401

    helper = _Helper(key, problems)
    key.before_drawing = helper.deliver
    try:
        yield
    finally:
        key.before_drawing = None
        helper.close()


class _Helper:
    """The second process, and what it has sent so far."""

    def __init__(self, key: AnswerKey, problems: Sequence[Problem]) -> None:
        self._key, self._problems = key, problems
        self._received = bytearray()
        self._from, sending = os.pipe()
        _widen(sending)
        self._pid = start_fork(lambda: _draw_from_the_end(key, problems, sending), sending)
        os.close(sending)
        os.set_blocking(self._from, False)

    def deliver(self) -> None:
        """Give the key what has been drawn by now."""
        with contextlib.suppress(BlockingIOError):
            while chunk := os.read(self._from, _CHUNK):
                self._received += chunk
        while (message := self._next_message()) is not None:
            number, drawn = message
            problem = self._problems[number]
            if self._key.share(problem) is None:
                self._key.take_over(problem, drawn)

    def _next_message(self) -> tuple[int, Drawn] | None:
        if len(self._received) < LENGTH.size:
            return None
        (length,) = LENGTH.unpack_from(self._received)
        end = LENGTH.size + length
        if len(self._received) < end:
            return None
        message: tuple[int, Drawn] = pickle.loads(self._received[LENGTH.size : end])  # noqa: S301 - from a fork of our own
        del self._received[:end]
        return message

    def close(self) -> None:
        """End the process."""
        end_fork(self._pid)
        os.close(self._from)


def _widen(pipe: int) -> None:
    import fcntl  # not on Windows

    with contextlib.suppress(OSError):  # the user's share of pipes is used up: it waits, no more
        fcntl.fcntl(pipe, _SET_PIPE_SIZE, _PIPE_BYTES)


def _draw_from_the_end(key: AnswerKey, problems: Sequence[Problem], sending: int) -> None:
    for number in reversed(range(len(problems))):
        with contextlib.suppress(StaffError):
            key.trials(problems[number])
            message = (number, key.share(problems[number]))
            send(sending, pickle.dumps(message, pickle.HIGHEST_PROTOCOL))
