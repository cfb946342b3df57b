"""What the operating system is asked to forbid a worker: a table of layers, each probed for real, each reported.

A layer is in force only if, in a throw-away process that applied it, the forbidden thing failed: a version
number or a call that returned without an error proves nothing. Layers are applied in the table's order. To
add one, write its three functions and its entry in :data:`LAYERS`.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import mmap
import os
import select
import signal
import stat
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from autograder.worker import prctl

if sys.platform != "win32":
    import resource

__all__ = ["LAYERS", "IsolationError", "Layer", "Resources", "Settings", "apply", "probe", "probe_here"]

_PROBE_SECONDS: Final = 10.0
"""A probe takes 20 ms; a machine where it takes this long is in trouble."""
_LAZY_MODULES: Final = ("statistics", "numpy.fft", "numpy.polynomial")
"""Modules that nothing has imported yet, as student code may do after the change of user."""


class IsolationError(Exception):
    """A layer is not in force, with the reason; never a student's doing."""


@dataclass(frozen=True, slots=True)
class Resources:
    """Upper bounds for one worker: bytes, seconds of processor time, counts."""

    memory: int = 2 << 30
    cpu: int = 900
    file_size: int = 10 << 20
    open_files: int = 256
    processes: int = 128
    """Processes and threads of the worker's own user; without a user of its own nothing counts them."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the layers need to know about one worker."""

    folder: str
    uid: int | None
    """User and group that this worker alone has; None keeps the grader's."""
    resources: Resources

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Settings:
        """Read what :func:`dataclasses.asdict` wrote; other keys are left alone."""
        return cls(plain["folder"], plain["uid"], Resources(**plain["resources"]))


@dataclass(frozen=True, slots=True)
class Layer:
    """One thing that the operating system forbids."""

    name: str
    stops: str
    obstacle: Callable[[Settings], str]
    """Why it can not even be tried and what to do about it, or nothing."""
    apply: Callable[[Settings], None]
    """Puts it in force for this process; an OSError or ValueError says why not."""
    check: Callable[[Settings], None]
    """Tries what is forbidden now, and raises IsolationError where that works."""


def apply(settings: Settings, names: Collection[str]) -> None:
    """Put this process into a session of its own and the named layers in force.

    Raises:
        IsolationError: A layer that the probe found to work did not.
    """
    if hasattr(os, "setsid"):
        os.setsid()
    prctl.die_with_parent()
    for layer in LAYERS:
        if layer.name not in names:
            continue
        try:
            layer.apply(settings)
        except (OSError, ValueError) as error:
            raise IsolationError(f"{layer.name}: {error}") from error


def probe(settings: Settings) -> dict[str, str]:
    """Try every layer in a child of this process; for each name nothing, or why it is not in force."""
    receiving, sending = os.pipe()
    pid = os.fork()
    if pid == 0:
        _report_and_exit(settings, sending)
    os.close(sending)
    try:
        ready, _, _ = select.select([receiving], [], [], _PROBE_SECONDS)
        text = os.read(receiving, 1 << 16) if ready else b""
    finally:
        os.close(receiving)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    if not text:
        return {layer.name: "the process that tried it died or hung" for layer in LAYERS}
    reasons: dict[str, str] = json.loads(text)
    return reasons


def probe_here(settings: Settings) -> dict[str, str]:
    """Try every layer in this process, which is of no use afterwards."""
    reasons = {layer.name: layer.obstacle(settings) for layer in LAYERS}
    possible = [layer for layer in LAYERS if not reasons[layer.name]]
    reasons.update({layer.name: _reason(layer.apply, settings) for layer in possible})
    applied = [layer for layer in possible if not reasons[layer.name]]
    reasons.update({layer.name: _reason(layer.check, settings) for layer in applied})
    return reasons


def _report_and_exit(settings: Settings, sending: int) -> None:
    try:
        os.write(sending, json.dumps(probe_here(settings)).encode())
    finally:
        os._exit(0)


def _reason(action: Callable[[Settings], None], settings: Settings) -> str:
    try:
        action(settings)
    except (IsolationError, OSError, ValueError) as error:
        return str(error) or type(error).__name__
    return ""


# --- rlimits ---------------------------------------------------------------------------------------------


def _rlimits_obstacle(_settings: Settings) -> str:
    return "" if sys.platform != "win32" else "Windows has no resource limits; only time limits are in force"


def _apply_rlimits(settings: Settings) -> None:
    if sys.platform == "win32":  # the obstacle above; said again for the type checker
        return
    for name, wanted in _rlimits(settings).items():
        _, hard = resource.getrlimit(getattr(resource, name))
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(getattr(resource, name), (allowed, allowed))


def _rlimits(settings: Settings) -> Mapping[str, int]:
    bounds = settings.resources
    limits = {
        "RLIMIT_AS": bounds.memory,
        "RLIMIT_CPU": bounds.cpu,
        "RLIMIT_FSIZE": bounds.file_size,
        "RLIMIT_NOFILE": bounds.open_files,
        "RLIMIT_CORE": 0,
    }
    return limits if settings.uid is None else {**limits, "RLIMIT_NPROC": bounds.processes}


def _check_rlimits(settings: Settings) -> None:
    with contextlib.suppress(OSError, MemoryError), mmap.mmap(-1, settings.resources.memory):
        raise IsolationError("more memory than allowed could be had; only time limits bound this worker")


# --- uid -------------------------------------------------------------------------------------------------


def _uid_obstacle(settings: Settings) -> str:
    if not hasattr(os, "setresuid"):
        return "this system can not give a process another user for good"
    if os.geteuid() != 0:
        return "the grader does not run as root; run it as root in a container to give student code its own user"
    if settings.uid is None:
        return "every user id set aside for workers is taken; end other graders on this machine"
    return next(filter(None, map(_closed_to_others, _needed_folders())), "")


def _needed_folders() -> list[Path]:
    """List what the worker reads later. The grader's own folder is not among them, and may be closed."""
    return [Path(sys.base_prefix), Path(sys.prefix), Path(np.__file__).parent]


def _closed_to_others(folder: Path) -> str:
    for place in (folder, *folder.parents):
        needed = stat.S_IXOTH | (stat.S_IROTH if place == folder else 0)
        if place.stat().st_mode & needed != needed:
            return (
                f"another user could not read this Python, because {place} is closed to others; "
                f"use a Python outside it, or: chmod o+rx {place}"
            )
    return ""


def _drop_uid(settings: Settings) -> None:
    uid = settings.uid
    if sys.platform == "win32" or uid is None:
        raise IsolationError("a worker without a user id can not change to it")
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    prctl.die_with_parent()  # the change of user has undone it


def _check_uid(settings: Settings) -> None:
    if os.getgroups() or {*os.getresuid(), *os.getresgid()} != {settings.uid}:
        raise IsolationError("something of the grader's own user remained")
    for regain in (os.setuid, os.seteuid, os.setgid, os.setegid):
        with contextlib.suppress(PermissionError):
            regain(0)
            raise IsolationError("the worker could become root again")
    for name in _LAZY_MODULES:
        try:
            importlib.import_module(name)
        except ImportError as error:
            raise IsolationError(f"as another user, Python can not read its own library ({error})") from error


# --- no_new_privs ----------------------------------------------------------------------------------------


def _linux_obstacle(_settings: Settings) -> str:
    return "" if sys.platform == "linux" else "only Linux has it; grade other people's code there"


def _forbid_new_privileges(_settings: Settings) -> None:
    prctl.forbid_new_privileges()


def _check_no_new_privileges(_settings: Settings) -> None:
    if not prctl.has_no_new_privileges():
        raise IsolationError("the kernel did not keep it")


LAYERS: Final[tuple[Layer, ...]] = (
    Layer(
        "rlimits",
        "memory, disk, open files and core dumps without end",
        _rlimits_obstacle,
        _apply_rlimits,
        _check_rlimits,
    ),
    Layer(
        "uid",
        "reading and changing the grader's files, signals to its processes, processes without end",
        _uid_obstacle,
        _drop_uid,
        _check_uid,
    ),
    Layer(
        "no_new_privs",
        "set-user-id programs",
        _linux_obstacle,
        _forbid_new_privileges,
        _check_no_new_privileges,
    ),
)
"""In the order in which they are applied: each must leave possible what the next one needs."""
