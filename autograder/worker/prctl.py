"""What this room asks of Linux by ``prctl``.

The first three functions say whether it was granted, and do nothing on another system.
"""

from __future__ import annotations

import ctypes
import functools
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, Final

__all__ = [
    "adopt_orphans",
    "die_with_parent",
    "forbid_new_privileges",
    "has_no_new_privileges",
    "hide_memory",
    "load_filter",
]

# The options' numbers, from linux/prctl.h.
_SET_PDEATHSIG: Final = 1
_SET_DUMPABLE: Final = 4
_SET_SECCOMP: Final = 22
_SECCOMP_FILTER: Final = 2
_INSTRUCTION_BYTES: Final = 8
_SET_CHILD_SUBREAPER: Final = 36
_SET_NO_NEW_PRIVS: Final = 38
_GET_NO_NEW_PRIVS: Final = 39


def die_with_parent() -> bool:
    """Have this process killed when its parent dies; a change of user undoes it."""
    return sys.platform == "linux" and _granted(_SET_PDEATHSIG, signal.SIGKILL)


def hide_memory() -> bool:
    """Make this process's memory and environment unreadable for others of the same user."""
    return sys.platform == "linux" and _granted(_SET_DUMPABLE, 0)


def adopt_orphans() -> bool:
    """Become the parent of every descendant whose parent dies, so that each can be ended."""
    return sys.platform == "linux" and _granted(_SET_CHILD_SUBREAPER, 1)


def forbid_new_privileges() -> None:
    """Make set-user-id programs run without their privileges, for good.

    Raises:
        OSError: The kernel refuses.
    """
    _prctl(_SET_NO_NEW_PRIVS, 1)


def has_no_new_privileges() -> bool:
    """Say whether :func:`forbid_new_privileges` is in force."""
    return _prctl(_GET_NO_NEW_PRIVS, 0) == 1


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def load_filter(program: bytes) -> None:
    """Have the kernel judge this process's system calls by a compiled filter, for good.

    Raises:
        OSError: The kernel refuses; ``no_new_privs`` must be in force.
    """
    loaded = _Program(len(program) // _INSTRUCTION_BYTES, program)
    _prctl(_SET_SECCOMP, _SECCOMP_FILTER, ctypes.addressof(loaded))


@functools.lru_cache(maxsize=1)
def _function() -> Callable[..., Any]:
    function = ctypes.CDLL(None, use_errno=True).prctl
    function.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
    return function


def _granted(option: int, value: int) -> bool:
    try:
        _prctl(option, value)
    except OSError:  # a kernel, or a container's filter, that refuses
        return False
    return True


def _prctl(option: int, value: int, more: int = 0) -> int:
    result = int(_function()(option, value, more, 0, 0))
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
