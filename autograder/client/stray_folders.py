"""Folders of workers whose grader was killed: found by a lock that nobody holds any more."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from autograder.client.staging import PREFIX, remove_folder, scratch_folder

if sys.platform != "win32":
    import fcntl

__all__ = ["hold", "sweep"]

_YOUNGEST: Final = 60.0
"""Seconds for which a folder is left alone: its grader may not have got to lock it."""
_SECONDS: Final = 1.0  # of one sweep


def hold(folder: str) -> ExitStack:
    """Mark a folder as in use until what is returned is closed, or until this process ends."""
    held = ExitStack()
    with contextlib.suppress(OSError):  # a file system without locks: nothing is swept there
        held.callback(os.close, _locked(folder, exclusive=False))
    return held


def sweep(scratch: str | None) -> None:
    """Remove the folders that killed graders of this user have left."""
    deadline = time.monotonic() + _SECONDS
    for folder in _old_folders(Path(scratch or scratch_folder())):
        with contextlib.suppress(OSError):
            descriptor = _locked(folder, exclusive=True)
            try:
                remove_folder(folder, max(deadline - time.monotonic(), 0.0))
            finally:
                os.close(descriptor)


def _old_folders(scratch: Path) -> Iterator[str]:
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError), os.scandir(scratch) as found:
        for entry in found:
            if not entry.name.startswith(PREFIX) or not entry.is_dir(follow_symlinks=False):
                continue
            status = entry.stat(follow_symlinks=False)
            if status.st_uid == os.geteuid() and time.time() - status.st_mtime > _YOUNGEST:
                yield entry.path


def _locked(folder: str, *, exclusive: bool) -> int:
    """Open a folder and lock it; the lock goes with the descriptor.

    Raises:
        OSError: another process holds it, or there are no locks.
    """
    if sys.platform == "win32":
        raise OSError("folders cannot be locked here")
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        mode = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
        fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
