"""What one worker is given: a folder with the submission's files and, as root, its own user."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import socket
import stat
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from autograder.errors import GraderError

__all__ = ["FIRST_UID", "PREFIX", "UidClaim", "make_folder", "remove_folder", "scratch_folder"]

FIRST_UID: Final = 61000
"""Above every range that distributions give to people or services, below systemd's 61184."""
_UIDS: Final = 180
"""As many workers can live at once; student code that claims the names takes no more."""
PREFIX: Final = "autograder-worker-"
"""Of the names of workers' folders."""
_LONGEST_NAME: Final = 255
"""Bytes; what file systems allow."""
_DEEPEST: Final = 100  # folders: far more than honest submissions have
_REMOVAL_SECONDS: Final = 1.0
"""In which a folder is removed before its grader goes on; honest ones take a millisecond."""
_AT_ONCE: Final = 200  # entries of a folder that are held
_REMOVE_LATER: Final = (
    "import os, sys; hasattr(os, 'fork') and os.fork() and os._exit(0); "
    "sys.path.insert(0, sys.argv[1]); from autograder.client import staging; "
    "staging.remove_folder(sys.argv[2], float('inf'))"
)
"""Nobody waits for it where there is a fork."""


class UidClaim:
    """A user id that no other grader on this machine uses while the claim is open.

    The claim is an abstract socket's name: the kernel frees it when this process ends, however it
    ends.
    """

    def __init__(self, first: int = FIRST_UID) -> None:
        self.uid: int | None = None
        self._socket: socket.socket | None = None
        if sys.platform == "linux" and os.geteuid() == 0:
            self._claim(first)

    def _claim(self, first: int) -> None:
        claim = socket.socket(socket.AF_UNIX)
        for uid in range(first, first + _UIDS):
            with contextlib.suppress(OSError):  # taken
                claim.bind(f"\0autograder-uid-{uid}")
                self.uid, self._socket = uid, claim
                return
        claim.close()

    def close(self) -> None:
        """Leave the user id to others."""
        if self._socket is not None:
            self._socket.close()


def make_folder(files: Mapping[str, bytes], uid: int | None, scratch: str | None) -> str:
    """Create a worker's folder with ``files`` in it and return its path without symbolic links.

    The worker can add files of its own; with a user of its own it can not change or remove what was
    staged, and no other user can look inside.

    Raises:
        GraderError: The folder or a file could not be written.
    """
    try:
        folder = os.path.realpath(tempfile.mkdtemp(prefix=PREFIX, dir=scratch or scratch_folder()))
    except OSError as error:
        raise GraderError(f"no folder for the student's files could be made: {error}") from error
    try:
        for name in filter(_may_be_staged, files):
            if not any(parent.as_posix() in files for parent in PurePosixPath(name).parents):
                _write(Path(folder), PurePosixPath(name), files[name])
        if uid is not None:
            os.chown(folder, -1, uid)
            Path(folder).chmod(0o1770)  # sticky: only an owner removes a file
    except OSError as error:
        remove_folder(folder)
        raise GraderError(
            f"the student's files could not be staged in {folder}: {error}"
        ) from error
    return folder


def remove_folder(folder: str, seconds: float = _REMOVAL_SECONDS) -> None:
    """Remove a worker's folder and all in it, however deep, as far as the system allows.

    What takes longer than ``seconds`` is left to a process of its own: student code can make files
    as fast as they can be removed, and its time limits are no measure for the grader's.
    """
    if not _remove(folder, time.monotonic() + seconds):
        import subprocess  # nearly no folder takes that long

        package_folder = str(Path(__file__).resolve().parents[2])
        subprocess.run(  # noqa: S603 - this interpreter, this module
            [sys.executable, "-I", "-c", _REMOVE_LATER, package_folder, folder],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=os.sep,
            start_new_session=True,
            check=False,
        )


def _remove(folder: str, deadline: float) -> bool:
    """Remove a folder; False if the time was up before."""
    fresh = (Path(folder, f"{PREFIX}{os.urandom(8).hex()}") for _ in itertools.count())
    try:
        while _flatten(Path(folder), fresh, deadline):
            if time.monotonic() >= deadline:
                return False
        Path(folder).rmdir()
    except OSError:  # something odd, or somebody at work in it still: what else can go, goes
        shutil.rmtree(folder, ignore_errors=True)
    return True


def _flatten(folder: Path, fresh: Iterator[Path], deadline: float) -> bool:
    """Remove the files in ``folder`` and one level of folders; False if there was none.

    What lay in those is moved up, so that neither recursion nor a path grows with the depth.
    """
    found = False
    for entry in _entries(folder):
        if time.monotonic() >= deadline:
            return True
        if not entry.is_dir(follow_symlinks=False):
            os.unlink(entry)  # noqa: PTH108 - a Path for each of 100,000 files takes a second
            continue
        found = True
        if not _is_removed(entry):
            for inner in _entries(entry):
                if inner.is_dir(follow_symlinks=False):
                    Path(inner).chmod(stat.S_IRWXU)  # a folder is moved by who may write into it
                os.rename(inner, next(fresh))  # noqa: PTH104
            os.rmdir(entry)  # noqa: PTH106
    return found


def _is_removed(folder: os.DirEntry[str]) -> bool:
    """Remove a folder that is empty."""
    try:
        os.rmdir(folder)  # noqa: PTH106
    except OSError:
        return False
    return True


def _entries(folder: Path | os.DirEntry[str]) -> Iterator[os.DirEntry[str]]:
    """Yield what is in ``folder``, not all at once: there may be millions.

    Its owner is given back whatever permissions the student took away.
    """
    Path(folder).chmod(stat.S_IRWXU)
    with os.scandir(folder) as found:
        while entries := list(itertools.islice(found, _AT_ONCE)):
            yield from entries


def _may_be_staged(name: str) -> bool:
    path = PurePosixPath(name)
    if not path.parts or path.is_absolute() or ".." in path.parts or not name.isprintable():
        return False
    short = (
        all(len(part.encode()) <= _LONGEST_NAME for part in path.parts)
        and len(path.parts) <= _DEEPEST
    )
    return short and "\\" not in name and path.suffix != ".pyc"


def _write(folder: Path, name: PurePosixPath, data: bytes) -> None:
    place = folder
    for part in name.parts[:-1]:
        place /= part
        place.mkdir(exist_ok=True)
        place.chmod(0o755)  # whatever the umask; the folder above is closed to others
    target = place / name.name
    target.write_bytes(data)
    target.chmod(0o444)


def scratch_folder() -> str:
    """Choose a folder for temporary files that other users can reach."""
    usual = tempfile.gettempdir()
    others = ("/tmp", "/var/tmp")  # noqa: S108 - mkdtemp is used in it
    return next(filter(_reachable, (usual, *others)), usual)


def _reachable(folder: str) -> bool:
    path = Path(folder)
    return path.is_dir() and all(
        place.stat().st_mode & stat.S_IXOTH for place in (path, *path.parents)
    )
