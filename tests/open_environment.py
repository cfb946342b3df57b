"""A virtual environment that every user may enter, as on the platform, made without a network."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
SYSTEM = "/usr/bin/python3"
VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"


def python() -> str:
    """The tests' own Python, or the system's equal where the own one lies in a closed home folder.

    From there a worker could not run as a user of its own, and the tests about that would be
    skipped.
    """
    own = sys._base_executable
    return SYSTEM if is_closed(own) and Path(SYSTEM).resolve().name == VERSION else own


def is_closed(path: str) -> bool:
    """Tell whether a folder above a file cannot be entered by every user."""
    return any(not parent.stat().st_mode & stat.S_IXOTH for parent in Path(path).resolve().parents)


def refuses_a_class() -> bool:
    """Tell whether the grader rightly refuses here: root, and no Python that others may run."""
    return os.geteuid() == 0 and is_closed(python())


@contextlib.contextmanager
def open_environment() -> Iterator[tuple[Path, Path]]:
    """Make the environment; yield its folder and that of its packages.

    The package is copied into it; what it depends on is taken from where the tests run.
    """
    with tempfile.TemporaryDirectory(prefix="autograder-venv-") as name:
        Path(name).chmod(0o755)
        folder = Path(name) / "venv"
        subprocess.run([python(), "-m", "venv", "--without-pip", folder], check=True)
        [packages] = folder.glob("lib/python3*/site-packages")
        shutil.copytree(
            CHECKOUT / "autograder",
            packages / "autograder",
            ignore=shutil.ignore_patterns("__pycache__"),
        )
        borrowed = dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))
        (packages / "borrowed.pth").write_text("\n".join(borrowed))
        yield folder, packages
