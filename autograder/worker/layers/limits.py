"""The layer ``rlimits``: the kernel bounds memory, files and processor time."""

from __future__ import annotations

import contextlib
import mmap
import sys
from collections.abc import Mapping

from autograder.worker.layers.layer import IsolationError, Layer, Settings

if sys.platform != "win32":
    import resource

__all__ = ["RLIMITS"]


def _obstacle(_settings: Settings) -> str:
    return (
        ""
        if sys.platform != "win32"
        else "Windows has no resource limits; only time limits are in force"
    )


def _apply(settings: Settings) -> None:
    if sys.platform == "win32":  # the obstacle above; said again for the type checker
        return
    for name, wanted in _limits(settings).items():
        _, hard = resource.getrlimit(getattr(resource, name))
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(getattr(resource, name), (allowed, allowed))


def _limits(settings: Settings) -> Mapping[str, int]:
    bounds = settings.resources
    limits = {
        "RLIMIT_DATA": bounds.memory,
        "RLIMIT_AS": bounds.memory + bounds.mapped,
        "RLIMIT_CPU": bounds.cpu,
        "RLIMIT_FSIZE": bounds.file_size,
        "RLIMIT_NOFILE": bounds.open_files,
        "RLIMIT_CORE": 0,
    }
    return limits if settings.uid is None else {**limits, "RLIMIT_NPROC": bounds.processes}


def _check(settings: Settings) -> None:
    if sys.platform == "win32":  # the obstacle above; said again for the type checker
        return
    private = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
    size = settings.resources.memory
    with contextlib.suppress(OSError, MemoryError), mmap.mmap(-1, size, private):
        raise IsolationError(
            "more memory than allowed could be had; only time limits bound this worker"
        )


RLIMITS = Layer(
    "rlimits",
    frozenset({"memory"}),
    "memory, disk, open files and core dumps without end",
    _obstacle,
    _apply,
    _check,
)
