"""What one layer of isolation is, and what the layers need to know about one worker."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Literal

from msgspec import Struct

__all__ = [
    "HELD",
    "Guard",
    "IsolationError",
    "Layer",
    "Resources",
    "Settings",
    "check_imports",
    "linux_only",
]

Guard = Literal["files", "processes", "memory", "network", "privileges"]
"""What a layer keeps from student code; a guard is up where at least one layer with it is in force.

``files``: the grader's own, which hold references and results. ``processes``: those of others, and
starting some without end. ``memory``: more of it than allowed. ``network``: every socket.
``privileges``: those of set-user-id programs.
"""

HELD: Final = range(512, 1024)
"""Descriptors that layers may hold open in the zygote for all of its forks.

They are closed once all layers are in force. A worker's own are below: it may have 256.
"""


class IsolationError(Exception):
    """A layer is not in force, with the reason; never a student's doing."""


class Resources(Struct, frozen=True):
    """Upper bounds for one worker: bytes, seconds of processor time, counts."""

    memory: int = 2 << 30
    """Private memory that can be written to: what a program uses, whatever else it maps."""
    most_memory: int = 1 << 46
    """What a problem set may ask for at most in its place: what the machine has to give."""
    mapped: int = 6 << 30
    """Addresses beyond that, which libraries map from files: PyTorch's and CUDA's take four."""
    cpu: int = 900
    file_size: int = 10 << 20
    open_files: int = 256
    processes: int = 128
    """Processes and threads of the worker's own user; nothing counts them where it has none."""


class Settings(Struct, frozen=True):
    """What the layers need to know about one worker."""

    folder: str
    """The worker's own folder; empty where the layers are only tried."""
    uid: int | None
    """User and group that this worker alone has; None keeps the grader's."""
    resources: Resources

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Settings:
        """Read what :func:`msgspec.to_builtins` made; other keys are left alone."""
        return cls(plain["folder"], plain["uid"], Resources(**plain["resources"]))


class Layer(Struct, frozen=True):
    """One thing that the operating system forbids."""

    name: str
    guards: frozenset[Guard]
    stops: str
    """The same in words, for who reads a list of layers."""
    obstacle: Callable[[Settings], str]
    """Why it can not be tried and what to do, or nothing; every fork shares what it prepares."""
    apply: Callable[[Settings], None]
    """Puts it in force for this process; an OSError or ValueError says why not."""
    check: Callable[[Settings], None]
    """Tries what is forbidden now, and raises IsolationError where that works."""


def check_imports(names: Iterable[str], whose: str = "") -> None:
    """Import modules that nothing has imported yet, as student code may do later.

    Raises:
        IsolationError: One can not be read, with ``whose`` rights said first.
    """
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError as error:
            raise IsolationError(f"{whose}Python can not read its own library ({error})") from error


def linux_only(_settings: Settings) -> str:
    """Say what stands in the way of a layer that only Linux has."""
    return "" if sys.platform == "linux" else "only Linux has it; grade other people's code there"
