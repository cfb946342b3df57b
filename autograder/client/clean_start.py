"""How a Python for student code starts: with nothing of the grader's environment or words.

Imported before anything else is, so this module imports next to nothing.
"""

from __future__ import annotations

import os
import site
import sys

from autograder.client.threads import ONE_THREAD

TYPE_CHECKING = False  # typing is imported by checkers alone: it takes half as long as yaml
if TYPE_CHECKING:
    from typing import Final

__all__ = ["NEEDED", "clean_environment", "first_lines", "package_folder", "zygote_is_possible"]

NEEDED: Final = ("numpy", "msgspec")
"""What a worker imports of others."""
# What is imported is kept: the search for garbage meanwhile, 10 ms, would find nothing.
# numpy comes first, while the package's folder (a checkout's root, perhaps) is not on the path.
_FIRST_LINES: Final = (
    "import gc, sys; gc.disable(); sys.path[:] = filter(None, sys.path); import numpy; "
    "sys.path.insert(0, sys.argv[1]); "
    "from autograder.worker import boot; "
)
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


def zygote_is_possible() -> bool:
    """Say whether this system forks safely with numpy loaded and can hand over descriptors."""
    if sys.platform != "linux" or not hasattr(os, "pidfd_open"):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:  # a kernel before 5.3
        return False
    return True


def first_lines(python: str, then: str, *words: str) -> list[str]:
    """Return the command that has a Python import numpy and then run a statement.

    The flags are those of ``-I`` but for ``-E``, with which the hash seed could not be fixed.
    """
    return [python, "-s", "-c", _FIRST_LINES + then, package_folder(), *words]


def package_folder() -> str:
    """Return the folder in which this package lies."""
    folder = os.path.realpath(__file__)
    for _ in ("client", "autograder", "the folder of the package"):
        folder = os.path.dirname(folder)  # noqa: PTH120 - pathlib alone is a tenth of numpy
    return folder


def clean_environment(python: str) -> dict[str, str]:
    """Return the environment of a Python for student code."""
    windows = {name: os.environ[name] for name in ("SYSTEMROOT",) if sys.platform == "win32"}
    own = _user_packages() if python == sys.executable else {}
    return {**_ENVIRONMENT, **windows, **own}


def _user_packages() -> dict[str, str]:
    """Return what lets a worker find packages that are installed for this user alone.

    ``pip install`` puts them there where the system's folder is closed: on many students' machines.
    """
    if not site.ENABLE_USER_SITE:
        return {}
    import importlib.util

    folder = site.getusersitepackages()
    found = [importlib.util.find_spec(name) for name in NEEDED]
    if not any(spec and spec.origin and spec.origin.startswith(folder) for spec in found):
        return {}
    return {"PYTHONPATH": folder}
