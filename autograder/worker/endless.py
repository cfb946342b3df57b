"""A call that can never end is ended as soon as that is seen, and the loop is named.

After some processor time the loops that the student's code is in are looked at while it runs on: if
one that :mod:`.loops` can judge comes round with all its variables as they were before, it will do
so for ever. Anything else, be it slow or endless, is left to the time limit. Runs beside student
code, which can switch it off, and then waits for the limit itself.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Collection, Iterable, Iterator
from types import FrameType
from typing import Any, Final, NoReturn

from autograder.worker.loops import PlainLoop, plain_loops
from autograder.worker.messages import ENDLESS
from autograder.worker.pictures import NotPlainError, picture

__all__ = ["EndlessLoopError", "EndlessWatch"]

_FIRST: Final = 0.1
_AGAIN: Final = 1.0
"""Seconds of processor time until the first look, and between two later ones."""
_LOOK: Final = 0.01
"""Seconds that a look may take, once a loop has come round a few times."""
_FEW, _MANY = 4, 500
"""Rounds of a loop in a look: so many whatever they take, and at most."""


class EndlessLoopError(BaseException):
    """A loop never ends. No ``Exception``: a student's ``except Exception`` lets it pass."""


assert EndlessLoopError.__name__ == ENDLESS


class EndlessWatch:
    """Watches one call at a time. Where there is no timer (Windows) it sees nothing."""

    def __init__(self, own_files: Collection[str], first: float = _FIRST) -> None:
        """Take the names of the student's files, which may become more."""
        self._own_files, self._first = own_files, first
        self._watching = False
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGVTALRM, self._ring)

    def start(self) -> None:
        """Watch from now on, with every timer stopped that an earlier call has set."""
        if hasattr(signal, "setitimer"):
            for timer in (signal.ITIMER_REAL, signal.ITIMER_PROF):
                signal.setitimer(timer, 0)
            self._watching = True
            signal.setitimer(signal.ITIMER_VIRTUAL, self._first, _AGAIN)

    def stop(self) -> None:
        """Watch no longer."""
        self._watching = False
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    def _ring(self, _number: int, frame: FrameType | None) -> None:
        if self._watching and not _may_be_changed_from_outside():
            _Look(plain_loops(self._own_frames(frame))).begin()

    def _own_frames(self, frame: FrameType | None) -> Iterator[FrameType]:
        """Yield the frames of the student's functions, innermost first."""
        while frame is not None:
            if frame.f_code.co_filename in self._own_files:
                yield frame
            frame = frame.f_back


def _may_be_changed_from_outside() -> bool:
    """Say whether another thread, a timer or a tracer of the student's may change a variable."""
    timers = (signal.getitimer(timer)[0] for timer in (signal.ITIMER_REAL, signal.ITIMER_PROF))
    return len(sys._current_frames()) > 1 or sys.gettrace() is not None or any(timers)


class _Look:
    """Follows one loop after another, each for some rounds."""

    def __init__(self, loops: Iterable[PlainLoop]) -> None:
        self._left = list(loops)
        self._place: tuple[int, int] | None = None
        self._before: tuple[object, ...] | None = None
        self._rounds = 0
        self._began = 0.0

    def begin(self) -> None:
        """Follow the first loop that is left, if any."""
        self._place, self._before, self._rounds = None, None, 0
        self._began = time.process_time()
        if self._left and self._left[0].is_empty:  # a tracer may be told of no line of it
            self._say_endless(self._left[0])
        sys.settrace(_pass_by if self._left else None)
        if self._left:
            self._left[0].frame.f_trace = self._follow

    def _go_on(self) -> None:
        """Leave the loop; the one around it is next."""
        self._left.pop(0).frame.f_trace = None
        self.begin()

    def _follow(self, frame: FrameType, event: str, _argument: Any) -> Any:
        """Be told of a line of the loop's frame; compare the values at one place of the loop."""
        loop = self._left[0]
        if event != "line" or not loop.first <= frame.f_lineno <= loop.last:
            self._go_on()
        elif frame.f_lineno in loop.places:
            here = (frame.f_lineno, frame.f_lasti)
            self._place = self._place or here
            if self._place == here:
                self._come_round(loop)
        return frame.f_trace

    def _come_round(self, loop: PlainLoop) -> None:
        try:
            now = picture(loop.values())
        except NotPlainError:
            self._go_on()
            return
        if now == self._before:
            self._say_endless(loop)
        # the values of rounds 1, 2, 4, 8 ... are kept, so that a cycle of any length is found
        if self._rounds & (self._rounds - 1) == 0:
            self._before = now
        self._rounds += 1
        is_long = time.process_time() - self._began > _LOOK
        if self._rounds > _MANY or (is_long and self._rounds > _FEW):
            self._go_on()

    def _say_endless(self, loop: PlainLoop) -> NoReturn:
        sys.settrace(None)
        raise EndlessLoopError(_in_words(loop))


def _pass_by(_frame: FrameType, _event: str, _argument: Any) -> None:
    """Trace no function that is called meanwhile."""


def _in_words(loop: PlainLoop) -> str:
    said = f"The loop in line {loop.first} never ends:"
    if not loop.names:
        return f"{said} nothing in it changes."
    return f"{said} it comes round with the same {' and '.join(_listed(sorted(loop.names)))}."


def _listed(names: list[str]) -> list[str]:
    return [", ".join(names[:-1]), names[-1]] if len(names) > 1 else names
