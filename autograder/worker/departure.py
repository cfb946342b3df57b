"""What a process leaves of the one that it was forked from, before it is anything of its own."""

from __future__ import annotations

import os

__all__ = ["leave_parent"]


def leave_parent(control: int, said: int) -> None:
    """Leave the parent's session, its folder and its descriptors.

    Standard input becomes ``control``, errors go to ``said``, and what is printed nowhere; both are
    3 or more.
    """
    os.setsid()  # Ctrl-C is for the grader, which then ends this process
    os.chdir("/")
    null = os.open(os.devnull, os.O_WRONLY)
    for number, descriptor in enumerate((control, null, said)):
        os.dup2(descriptor, number)
    _close_from(3)


def _close_from(first: int) -> None:
    """Close every descriptor from a number on."""
    try:
        last = max(map(int, os.listdir("/proc/self/fd")))  # noqa: PTH208 - a tenth of numpy
    except OSError:  # no such file system: whatever may be open
        last = os.sysconf("SC_OPEN_MAX")
    os.closerange(first, last + 1)
