"""The layer ``seccomp``: of the kernel's calls only those in :mod:`.syscalls` are carried out.

libseccomp, found on every system with ``apt``, compiles the list, with the checks of the
architecture that a filter written by hand forgets: a call through another one (i386, x32) ends the
process. It is compiled once, in the zygote; a worker only puts its own process id in and loads it,
in a tenth of the time. The published binding (pyseccomp) has had no release since 2021 and takes 40
ms to import; six functions are all that is needed of it.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import platform
import socket
import struct
import threading
from collections.abc import Callable
from typing import Any, Final

from autograder.worker import prctl
from autograder.worker.layers.landlock import LANDLOCK, confines
from autograder.worker.layers.layer import IsolationError, Layer, Settings, linux_only
from autograder.worker.layers.syscalls import OWN_PID, Condition, Rule, rules

__all__ = ["SECCOMP", "compile_filter"]

_LIBRARY: Final = "libseccomp.so.2"
_MACHINES: Final = ("x86_64", "aarch64")
"""Where the list is known to be complete enough for Python and numpy."""

# seccomp.h
_ERRNO: Final = 0x0005_0000
_ALLOW: Final = 0x7FFF_0000
_KILL_PROCESS: Final = 0x8000_0000
_BAD_ARCHITECTURE: Final = 2
_EQUAL, _MASKED_EQUAL = 4, 7
_EPERM: Final = 1

_INSTRUCTION: Final = struct.Struct("=HBBI")
_VALUE: Final = struct.Struct("=I")  # the last part of an instruction
_JUMP_IF_EQUAL: Final = 0x15


class _Comparison(ctypes.Structure):
    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


@functools.cache
def compile_filter(*, writing: bool) -> bytes:
    """Return the program for the kernel, with ``OWN_PID`` where a worker's process id belongs.

    Raises:
        OSError: The library is not there, or refuses.
    """
    library = ctypes.CDLL(_LIBRARY)
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(_ERRNO | _EPERM)))
    if context.value is None:
        raise OSError("libseccomp could not be initialised")
    try:
        _granted(
            library.seccomp_attr_set(context, _BAD_ARCHITECTURE, ctypes.c_uint32(_KILL_PROCESS))
        )
        for rule in rules(writing=writing):
            _add(library, context, rule)
        return _exported(lambda descriptor: library.seccomp_export_bpf(context, descriptor))
    finally:
        library.seccomp_release(context)


def _add(library: ctypes.CDLL, context: ctypes.c_void_p, rule: Rule) -> None:
    number = library.seccomp_syscall_resolve_name(rule.name.encode())
    if number < 0:  # not on this architecture, or newer than the library
        return
    comparisons = (_Comparison * len(rule.conditions))(*map(_comparison, rule.conditions))
    action = _ALLOW if rule.answer == "allow" else _ERRNO | rule.answer
    _granted(
        library.seccomp_rule_add_array(
            context, ctypes.c_uint32(action), number, len(comparisons), comparisons
        )
    )


def _comparison(condition: Condition) -> _Comparison:
    if condition.mask is None:
        return _Comparison(condition.argument, _EQUAL, condition.value, 0)
    return _Comparison(condition.argument, _MASKED_EQUAL, condition.mask, condition.value)


def _granted(result: int) -> None:
    if result < 0:
        raise OSError(-result, f"libseccomp: {os.strerror(-result)}")


def _exported(export: Callable[[int], int]) -> bytes:
    reading, writing = os.pipe()  # a program has some 3 KB, a pipe holds 64
    try:
        _granted(export(writing))
        return os.read(reading, 1 << 16)
    finally:
        os.close(reading)
        os.close(writing)


def _with_own_pid(program: bytes) -> bytes:
    """Put this process's id in its place."""
    own, pid = bytearray(program), os.getpid()
    for place in _places_of_pid(program):
        _VALUE.pack_into(own, place, pid)
    return bytes(own)


@functools.cache  # found once, in the zygote
def _places_of_pid(program: bytes) -> tuple[int, ...]:
    """Return where a program compares with ``OWN_PID``."""
    instructions = enumerate(_INSTRUCTION.iter_unpack(program))
    return tuple(
        number * _INSTRUCTION.size + _INSTRUCTION.size - _VALUE.size
        for number, (code, _, _, value) in instructions
        if code == _JUMP_IF_EQUAL and value == OWN_PID
    )


def _obstacle(settings: Settings) -> str:
    unavailable = linux_only(settings)
    if unavailable:
        return unavailable
    if platform.machine() not in _MACHINES:
        known = " and ".join(_MACHINES)
        return f"its list of system calls is kept for {known}, not for {platform.machine()}"
    try:
        # what a worker will most likely want; the other one is compiled by who does
        _places_of_pid(compile_filter(writing=not LANDLOCK.obstacle(settings)))
    except OSError as error:
        return f"{error}; on Debian and Ubuntu: apt-get install libseccomp2"
    return ""


def _apply(_settings: Settings) -> None:
    # Without Landlock a file of one worker's would be there for the next one, so there nothing is
    # written at all.
    prctl.load_filter(_with_own_pid(compile_filter(writing=confines())))


def _check(_settings: Settings) -> None:
    for name, action in _FORBIDDEN.items():
        try:
            action()
        except OSError:  # this filter's, or a limit that was reached before
            continue
        raise IsolationError(f"{name} was still possible")
    with contextlib.suppress(RuntimeError):  # no thread more may be had here, with or without it
        thread = threading.Thread(target=lambda: None)
        thread.start()
        thread.join()


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _signal_parent() -> None:
    os.kill(os.getppid(), 0)


_FORBIDDEN: Final[dict[str, Callable[[], Any]]] = {
    "starting a process": _fork,
    "opening a socket": socket.socket,
    "sending a signal to another process": _signal_parent,
}

SECCOMP = Layer(
    "seccomp",
    frozenset({"processes", "network"}),
    "other processes, programs, sockets, signals to others, memory that outlives the worker",
    _obstacle,
    _apply,
    _check,
)
