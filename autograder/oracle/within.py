"""Staff code run in this process within a limit of time, and without what it prints.

A reference may be trusted with every secret and still not end: a loop that converges for the right
formula may not for a changed one. Only Python code is interrupted; what compiled code and memory
may take is bounded in a process of its own (:mod:`.bounded`).
"""

from __future__ import annotations

import contextlib
import io
import signal
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Final, TypeVar

__all__ = ["ExceededError", "in_turn", "renew", "silent", "within"]

Result = TypeVar("Result")

_AGAIN: Final = 0.02
"""Seconds until the exception is raised once more, where a bare ``except:`` has swallowed it."""
_LEFT_ALONE: Final = ("hypothesis", "weakref", "_weakrefset")
"""Modules with callbacks of the garbage collector, in which an exception is swallowed; as it is in
any ``__del__``."""
_SPENT: Final = 0.1  # of a limit, until it is worth counting anew


class ExceededError(BaseException):
    """What was run took more than it may; no ``Exception``, so that staff code lets it pass."""


_is_heard = False
"""Whether the timer's signal is this module's own already."""
_depth = 0
"""How many calls of :func:`within` lie in each other; the outermost has the timer."""
_begun = 0.0
"""When the timer was set, by the clock: processor time goes by no faster."""


def within(seconds: float, action: Callable[[], Result]) -> Result:
    """Return what ``action`` returns, if it takes no more than these seconds of processor time.

    Only Python code is interrupted, in the main thread of a system that has timers. Within itself
    the outer limit holds for both.

    Raises:
        ExceededError: it takes longer.
    """
    global _depth, _begun
    if not _can_be_timed():
        return action()
    if _depth:
        return _deeper(action)
    with contextlib.nullcontext() if _is_heard else in_turn():
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)
        _depth, _begun = 1, time.perf_counter()
        try:
            return action()
        finally:
            _depth = 0
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _can_be_timed() -> bool:
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


@contextlib.contextmanager
def in_turn() -> Iterator[None]:
    """Prepare for many calls of :func:`within`, so that none has to set a handler of its own."""
    global _is_heard
    if _is_heard or not _can_be_timed():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _ring)
    _is_heard = True
    try:
        yield
    finally:
        _is_heard = False
        signal.signal(signal.SIGVTALRM, before)


def _deeper(action: Callable[[], Result]) -> Result:
    global _depth
    _depth += 1
    try:
        return action()
    finally:
        _depth -= 1


def renew(seconds: float) -> None:
    """Count the seconds of :func:`within` anew, in what runs within no other limit.

    Nothing is done before a tenth of them has gone by: setting a timer costs more than short calls.
    """
    global _begun
    now = time.perf_counter()
    if now - _begun < _SPENT * seconds:
        return
    if _depth == 1 and threading.current_thread() is threading.main_thread():
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)
        _begun = now


def _ring(_number: int, frame: FrameType | None) -> None:
    # Within `within` itself the exception could escape from the `finally`. It is raised again soon.
    if not _depth or frame is None or frame.f_code is within.__code__:
        return
    if not _is_swallowed(frame):
        raise ExceededError


def _is_swallowed(frame: FrameType | None) -> bool:
    """Say whether what is raised in a frame ends in what runs where an object is thrown away."""
    while frame is not None and frame.f_code is not within.__code__:
        module = str(frame.f_globals.get("__name__", ""))
        if frame.f_code.co_name == "__del__" or module.startswith(_LEFT_ALONE):
            return True
        frame = frame.f_back
    return False


@contextlib.contextmanager
def silent() -> Iterator[None]:
    """Drop what Python code prints: standard output is for reports."""
    with contextlib.redirect_stdout(io.StringIO()):
        yield
