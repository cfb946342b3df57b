"""What every way to new workers offers and shares: a Python with a clean environment."""

from __future__ import annotations

import importlib.util
import json
import os
import site
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Literal, Protocol

from msgspec import Struct, to_builtins
from msgspec.structs import replace

from autograder.client.threads import ONE_THREAD
from autograder.errors import GraderError
from autograder.worker.layers.layer import Resources, Settings

if TYPE_CHECKING:
    from autograder.client.channel import Channel

__all__ = [
    "START_SECONDS",
    "Process",
    "Role",
    "Spawner",
    "WorkerSetup",
    "end_python",
    "start_python",
]

Role = Literal["zygote", "worker", "probe"]

START_SECONDS: Final = 60.0
"""For a Python to import numpy: a tenth of a second, or ten on a cold and busy machine."""

# numpy comes first, while the package's folder (a checkout's root, perhaps) is not on the path.
_FIRST_LINES: Final = (
    "import sys; sys.path[:] = filter(None, sys.path); import numpy; "
    "sys.path.insert(0, sys.argv[1]); "
    "from autograder.worker import boot; boot.main()"
)
_NEEDED: Final = ("numpy", "msgspec")
"""What a worker imports of others."""
_ENVIRONMENT: Final = {
    "PATH": os.defpath,
    "HOME": "/",
    "PYTHONHASHSEED": "0",
    "PYTHONSAFEPATH": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUTF8": "1",
    **ONE_THREAD,  # a process with threads must not be forked, and one worker is one core
    "MPLBACKEND": "Agg",
}
_ERROR_BYTES: Final = 4000  # of what a Python that fails writes: the last frames of a traceback


class Process(Protocol):
    """A worker's process and all that it has started."""

    channel: Channel

    def end(self, patience: float) -> int | None:
        """End it with every descendant that can be found; return how it ended by itself, if it did.

        Args:
            patience: Seconds in which it may still end by itself.

        Returns:
            The exit status, negative for a signal; None if it had to be killed.
        """
        ...


class Spawner(Protocol):
    """A way to new workers."""

    def reasons(self) -> Mapping[str, str]:
        """Return for every layer of isolation nothing, or why it is not in force.

        Raises:
            GraderError: No Python that can serve as a worker could be started.
        """
        ...

    def start(self, uid: int | None) -> Process:
        """Start a process that waits for its first request; ``uid`` is the user it will change to.

        Raises:
            GraderError: None could be started.
        """
        ...

    def close(self) -> None:
        """End whatever this spawner keeps running."""
        ...


class WorkerSetup(Struct, frozen=True):
    """Where workers come from, and what each of them gets."""

    spawner: Spawner
    resources: Resources
    scratch: str | None
    left_out: frozenset[str] = frozenset()
    """Layers that are not to be used, though they work."""

    def bounds(self, memory: int | None) -> Resources:
        """Return the bounds of one worker that is to have some bytes of memory, or the usual."""
        if memory is None:
            return self.resources
        return replace(self.resources, memory=min(memory, self.resources.most_memory))

    def layers(self) -> tuple[str, ...]:
        """Name the layers of isolation in force, in the order in which they are applied."""
        return tuple(name for name, reason in self.reasons().items() if not reason)

    def reasons(self) -> Mapping[str, str]:
        """Return for every layer nothing, or why it is not in force."""
        reasons = self.spawner.reasons()
        return {
            name: reason or ("left out" if name in self.left_out else "")
            for name, reason in reasons.items()
        }


def start_python(
    python: str, role: Role, settings: Settings, *, stdin: int | IO[Any], stdout: int
) -> subprocess.Popen[bytes]:
    """Start a Python in one of its roles, without the grader's environment; stderr is a pipe.

    The flags are those of ``-I`` but for ``-E``, with which the hash seed could not be fixed.

    Raises:
        GraderError: ``python`` can not be executed.
    """
    package_folder = str(Path(__file__).resolve().parents[2])
    plain = json.dumps(to_builtins(settings))
    if os.sep in python:  # a relative path is meant from here, not from the folder it is started in
        python = str(Path(python).absolute())
    try:
        return subprocess.Popen(  # noqa: S603 - the interpreter that the caller named
            [python, "-s", "-c", _FIRST_LINES, package_folder, role, plain],
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            bufsize=0,
            cwd=os.sep,
            env=_environment(python),
            # Ctrl-C is for the grader, which then ends the zygote
            start_new_session=role == "zygote",
        )
    except OSError as error:
        raise GraderError(
            f"the worker's Python, {python!r}, could not be started: {error}"
        ) from error


def end_python(process: subprocess.Popen[bytes]) -> str:
    """End a Python, release its pipes, and return the end of what it wrote to stderr."""
    process.kill()
    process.wait()
    text = b""
    if process.stderr is not None and not process.stderr.closed:
        text = process.stderr.read()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
    return text[-_ERROR_BYTES:].decode("utf-8", "replace").strip()


def _environment(python: str) -> dict[str, str]:
    windows = {name: os.environ[name] for name in ("SYSTEMROOT",) if sys.platform == "win32"}
    own = _user_packages() if python == sys.executable else {}
    return {**_ENVIRONMENT, **windows, **own}


def _user_packages() -> dict[str, str]:
    """Return what lets a worker find packages that are installed for this user alone.

    ``pip install`` puts them there where the system's folder is closed: on many students' machines.
    """
    if not site.ENABLE_USER_SITE:
        return {}
    folder = site.getusersitepackages()
    found = [importlib.util.find_spec(name) for name in _NEEDED]
    if not any(spec and spec.origin and spec.origin.startswith(folder) for spec in found):
        return {}
    return {"PYTHONPATH": folder}
