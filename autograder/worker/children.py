"""The children of this process, as Linux lists them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

__all__ = ["children", "has_children"]

_PROCESSES = Path("/proc")


def has_children() -> bool:
    """Say whether this process has any child, one that has ended among them."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def children() -> frozenset[int]:
    """Return the ids of this process's children, ended ones that nobody has reaped among them."""
    own = f"{_PROCESSES}/self/task"
    try:  # each thread has a list of the children that it started
        texts = [_read(f"{own}/{thread}/children") for thread in os.listdir(own)]  # noqa: PTH208
    except FileNotFoundError:  # a kernel built without these files
        return frozenset(_listed())
    return frozenset(int(pid) for text in texts for pid in text.split())


def _read(path: str) -> bytes:
    """Read a file without a stream: this is asked after each worker, by a process just forked."""
    file = os.open(path, os.O_RDONLY)
    try:
        parts = iter(lambda: os.read(file, 1 << 12), b"")
        return b"".join(parts)
    finally:
        os.close(file)


def _listed() -> Iterator[int]:
    for process in _PROCESSES.iterdir():
        with contextlib.suppress(OSError):  # it may end between being listed and being read
            if process.name.isdigit() and _parent(process) == os.getpid():
                yield int(process.name)


def _parent(process: Path) -> int:
    # "pid (name) state parent ...", where the name may hold anything, spaces and brackets too.
    return int((process / "stat").read_text(errors="replace").rpartition(")")[2].split()[1])
