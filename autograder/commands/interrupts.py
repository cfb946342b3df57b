"""Ctrl-C in a command that runs until it."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

__all__ = ["until_ctrl_c"]


@contextlib.contextmanager
def until_ctrl_c() -> Iterator[threading.Event]:
    """Run the block until Ctrl-C, which ends it quietly; the event is set from then on.

    Python drops an exception that is raised while a finalizer runs, and goes on: whoever waits
    within the block looks at the event as well, so that no Ctrl-C is lost.
    """
    pressed = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        pressed.set()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, end)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            yield pressed
    finally:
        signal.signal(signal.SIGINT, before)
