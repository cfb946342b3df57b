"""The layer ``landlock``: only the Python runtime can be read, only the own folder written.

The kernel's interface has no wrapper in the C library: three system calls, and as many rights as
the running kernel knows (``best effort``; ABI 1 is Linux 5.13). Constants: linux/landlock.h.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import struct
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple, NoReturn

from autograder.worker.layers import paths
from autograder.worker.layers.layer import (
    HELD,
    IsolationError,
    Layer,
    Settings,
    check_imports,
    linux_only,
)

__all__ = ["LANDLOCK", "abi", "confines", "restrict"]

NEWEST_ABI: Final = 7  # the newest whose rights stand below; a newer kernel keeps to them
_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same numbers on every architecture
_VERSION_FLAG: Final = 1
_PATH_BENEATH: Final = 1
_PLACE: Final = struct.Struct("=Qi")  # rights, descriptor

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = (1 << bit for bit in range(4))
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_FIRST_RIGHTS: Final = (1 << 13) - 1  # the thirteen rights of ABI 1
_RIGHTS_SINCE: Final[Mapping[int, int]] = {1: _FIRST_RIGHTS, 2: _REFER, 3: _TRUNCATE, 5: 1 << 15}
"""The rights to files that each ABI brought; what is handled and not allowed is forbidden."""
_NETWORK_SINCE: Final = 4
_NETWORK: Final = 0b11  # bind and connect a TCP socket
_SCOPE_SINCE: Final = 6
_SCOPE: Final = 0b11  # abstract sockets and signals of processes outside

_MAKE_ODD_FILES: Final = (
    1 << 6 | 1 << 9 | 1 << 10 | 1 << 11
)  # character device, socket, FIFO, block device
_READ: Final = _READ_FILE | _READ_DIR
_FILE_RIGHTS: Final = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
_FORBIDDEN: Final = (
    ("/", os.O_RDONLY),
    ("/proc/self/environ", os.O_RDONLY),
    (str(paths.PACKAGE / "__init__.py"), os.O_RDONLY),
    # a file without a name, gone at once
    ("/tmp", os.O_RDWR | getattr(os, "O_TMPFILE", 0)),  # noqa: S108
)
_LAZY_MODULES: Final = ("stringprep", "queue")
"""Modules that nothing has imported yet, as student code may do later; small ones."""


def abi() -> int:
    """Return the version of the running kernel's interface.

    Raises:
        OSError: It has none, or it is switched off.
    """
    return _call(_CREATE, None, 0, _VERSION_FLAG)


def _version() -> int:
    return min(abi(), NEWEST_ABI)


def confines() -> bool:
    """Say whether this layer is in force for this process, by trying."""
    try:
        os.close(os.open("/", os.O_RDONLY | os.O_DIRECTORY))
    except PermissionError:
        return True
    return False


def restrict(folder: str, version: int) -> None:
    """Confine this process to the Python runtime and ``folder``, if any, by the rights of one ABI.

    Raises:
        OSError: The kernel refuses; ``no_new_privs`` must be in force.
    """
    handled = _handled(version)
    network = _NETWORK if version >= _NETWORK_SINCE else 0
    scope = _SCOPE if version >= _SCOPE_SINCE else 0
    attributes = struct.pack("=QQQ", handled, network, scope)
    ruleset = _call(_CREATE, attributes, len(attributes), 0)
    try:
        _allow_held(ruleset, handled)
        for rule in (*_own_rules(folder), *_not_held()):
            _allow(ruleset, rule, handled)
        _call(_RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)


def _handled(version: int) -> int:
    return sum(rights for since, rights in _RIGHTS_SINCE.items() if since <= version)


class _Rule(NamedTuple):
    """What may be done with a place and all below it."""

    path: str
    rights: int
    held: int | None = None
    """A descriptor of the path that forks inherit: opening some 270 paths takes a millisecond."""


def _own_rules(folder: str) -> Iterator[_Rule]:
    if folder:
        yield _Rule(folder, ~(_EXECUTE | _MAKE_ODD_FILES))
    # TensorFlow ends without it; on it stand the user id and the limits of this worker.
    yield _Rule("/proc/self/cmdline", _READ_FILE)


@functools.cache  # the runtime does not move; the zygote's forks share what it found
def _runtime() -> tuple[_Rule, ...]:
    wholes, listed = paths.readable()
    rules = [(str(path), _READ if path.is_dir() else _READ_FILE) for path in wholes]
    rules += [(str(path), _READ_DIR) for path in listed]
    rules += [(os.devnull, _WRITE_FILE)]
    return tuple(_Rule(path, rights, _hold(path)) for path, rights in rules)


def _hold(path: str) -> int | None:
    """Open a place for forks of this process, where it may have so many descriptors."""
    import fcntl  # not on Windows

    place = _open(path)
    if place is None:
        return None
    try:
        held = fcntl.fcntl(place, fcntl.F_DUPFD_CLOEXEC, HELD.start)
    except OSError:
        return None
    finally:
        os.close(place)
    if held in HELD:
        return held
    os.close(held)
    return None


def _open(path: str) -> int | None:
    try:
        return os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # what this user can not reach anyway
        return None


def _allow(ruleset: int, rule: _Rule, handled: int) -> None:
    place = _open(rule.path)
    if place is None:
        return
    try:
        _call(_ADD, ruleset, _PATH_BENEATH, _PLACE.pack(rule.rights & handled, place), 0)
    finally:
        os.close(place)


def _allow_held(ruleset: int, handled: int) -> None:
    """Do the same for all places that are held open, of which there are hundreds."""
    add = functools.partial(_quick_syscall(), *map(ctypes.c_long, (_ADD, ruleset, _PATH_BENEATH)))
    no_flags = ctypes.c_long(0)
    for attributes in _held(handled):
        if add(attributes, no_flags) < 0:
            _call(_ADD, ruleset, _PATH_BENEATH, attributes, 0)  # fails again, and says why


@functools.cache
def _not_held() -> tuple[_Rule, ...]:
    return tuple(rule for rule in _runtime() if rule.held is None)


@functools.cache
def _held(handled: int) -> tuple[bytes, ...]:
    return tuple(
        _PLACE.pack(rule.rights & handled, rule.held)
        for rule in _runtime()
        if rule.held is not None
    )


@functools.cache
def _syscall() -> ctypes._NamedFuncPointer:
    function = ctypes.CDLL(None, use_errno=True).syscall
    function.restype = ctypes.c_long
    return function


@functools.cache
def _quick_syscall() -> ctypes._NamedFuncPointer:
    """Return the same without error numbers or other threads in between: two thirds of the time."""
    function = ctypes.PyDLL(None).syscall
    function.restype = ctypes.c_long
    return function


def _call(number: int, *arguments: bytes | int | None) -> int:
    wide = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    result = int(_syscall()(ctypes.c_long(number), *wide))
    if result < 0:
        _raise()
    return result


def _raise() -> NoReturn:
    error = ctypes.get_errno()
    raise OSError(error, os.strerror(error))


def _obstacle(settings: Settings) -> str:
    unavailable = linux_only(settings)
    if unavailable:
        return unavailable
    try:
        abi()
    except OSError as error:
        reason = error.strerror
        return f"this kernel or container does not offer it ({reason}); it came with Linux 5.13"
    _held(_handled(_version()))
    _not_held()
    _quick_syscall()
    return ""


def _apply(settings: Settings) -> None:
    restrict(settings.folder, _version())


def _check(_settings: Settings) -> None:
    # A file may also be closed for another reason: on a file system that is read-only, or that has
    # no files without a name. What fails in any way is forbidden.
    for path, flags in _FORBIDDEN:
        with contextlib.suppress(OSError):
            os.close(os.open(path, flags))
            raise IsolationError(f"{path} could still be opened")
    check_imports(_LAZY_MODULES)


LANDLOCK = Layer(
    "landlock",
    frozenset({"files"}),
    "reading anything but the Python runtime, writing anything but the worker's own folder, /proc",
    _obstacle,
    _apply,
    _check,
)
