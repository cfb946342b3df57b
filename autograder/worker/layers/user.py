"""The layer ``uid``: a user and group that one worker alone has, without a way back."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from pathlib import Path
from typing import Final

import numpy as np

from autograder.worker import prctl
from autograder.worker.layers.layer import IsolationError, Layer, Settings, check_imports

__all__ = ["UID"]

_LAZY_MODULES: Final = ("colorsys", "numpy.fft")
"""Modules that nothing has imported yet, as student code may do after the change of user.

Small ones, which every grading waits for: the standard library's and a package's, in Python and in
C.
"""


def _obstacle(settings: Settings) -> str:
    if not hasattr(os, "setresuid"):
        return "this system can not give a process another user for good"
    if os.geteuid() != 0:
        return (
            "the grader does not run as root; "
            "run it as root in a container to give student code its own user"
        )
    if settings.uid is None:
        return "every user id set aside for workers is taken; end other graders on this machine"
    return next(filter(None, map(_closed_to_others, _needed_folders())), "")


def _needed_folders() -> list[Path]:
    """List what the worker reads later; the grader's own folder may be closed to it."""
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


def _apply(settings: Settings) -> None:
    uid = settings.uid
    if sys.platform == "win32" or uid is None:
        raise IsolationError("a worker without a user id can not change to it")
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    prctl.die_with_parent()  # the change of user has undone it


def _check(settings: Settings) -> None:
    if os.getgroups() or {*os.getresuid(), *os.getresgid()} != {settings.uid}:
        raise IsolationError("something of the grader's own user remained")
    for regain in (os.setuid, os.seteuid, os.setgid, os.setegid):
        with contextlib.suppress(PermissionError):
            regain(0)
            raise IsolationError("the worker could become root again")
    check_imports(_LAZY_MODULES, "as another user, ")


UID = Layer(
    "uid",
    frozenset({"files", "processes"}),
    "reading and changing the grader's files, signals to its processes, processes without end",
    _obstacle,
    _apply,
    _check,
)
