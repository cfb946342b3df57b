"""A soft time limit inside a process: an exception in the midst of code that runs too long."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType
from typing import Final

__all__ = ["Cutoff", "OutOfTimeError"]

_AGAIN: Final = 0.1
"""Seconds until the exception is raised once more, where a bare ``except:`` has swallowed it."""


class OutOfTimeError(BaseException):
    """The time is up. No ``Exception``, so that a student's ``except Exception`` lets it pass."""


class Cutoff:
    """Runs actions that together may take ``seconds``.

    Without a timer (Windows) they take what they take.

    The parent's hard limit stands behind it: this one keeps what a file had defined, that one is
    sure.
    """

    def __init__(self) -> None:
        self._armed = False

    def start(self, seconds: float) -> None:
        """Let the time run from now on; a second start replaces the first."""
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, self._ring)
            signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-3), _AGAIN)

    def stop(self) -> None:
        """Take the time no longer."""
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)

    def run(self, action: Callable[[], None]) -> None:
        """Do ``action``.

        Raises:
            OutOfTimeError: The time was up before the action was done.
        """
        before, self._armed = self._armed, True  # an action may run another within it
        try:
            action()
        finally:
            self._armed = before

    def _ring(self, _number: int, frame: FrameType | None) -> None:
        # Within `run` itself the exception could escape from the `finally`; the next ring is not
        # far.
        if self._armed and frame is not None and frame.f_code is not Cutoff.run.__code__:
            raise OutOfTimeError
