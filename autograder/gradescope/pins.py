"""What the platform installs, by version and hash: the grader's own packages and the course's.

A course lists names in ``course.yaml``. Their versions, and those of what they need, are looked up
once, written beside it as ``packages.lock``, and kept: the same course gives the same zip.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from autograder.errors import StaffError
from autograder.problemset.course import COURSE_LOCK, course_folder, read_course

__all__ = ["course_lock", "normal", "pins", "shipped_lock", "versions"]

_LOCK: Final = Path(__file__).with_name("requirements.lock")
_PIN: Final = re.compile(r"^(([\w.-]+)==([\w.]+)(?: *; *(.*?))?) *\\?$", re.M)
_BLOCK: Final = re.compile(r"^[\w.-]+==.*(?:\n[ \t].*)*", re.M)
"""A package of a lock, with the lines of its hashes."""
_BEFORE: Final = re.compile(r"python_full_version < '3\.(\d+)'")
_FROM: Final = re.compile(r"python_full_version >= '3\.(\d+)'")
_EXACTLY: Final = re.compile(r"python_full_version == '3\.(\d+)\.")
_ELSEWHERE: Final = re.compile(r"(sys_platform|platform_system) == '(win32|darwin|Windows|Darwin)'")
_PATIENCE: Final = 180.0  # seconds; with an empty cache a lookup takes ten
_COMPILE: Final = (
    *("pip", "compile", "-", "--universal", "--generate-hashes", "--only-binary", ":all:"),
    *("--python-version", "3.10", "--no-header", "--no-annotate", "--quiet"),
)


def shipped_lock() -> str:
    """Return the lock of what the grader itself needs."""
    return _LOCK.read_text(encoding="utf-8")


def pins(lock: str) -> list[str]:
    """Return the requirements of a lock without their hashes."""
    return [match[1] for match in _PIN.finditer(lock)]


def versions(lock: str, python: str) -> dict[str, str]:
    """Return the version of each package that a lock installs under a Python such as ``3.10``."""
    minor = int(python.split(".")[1])
    return {match[2]: match[3] for match in _PIN.finditer(lock) if _applies(match[4] or "", minor)}


def _applies(condition: str, minor: int) -> bool:
    """Say whether a pin's condition on the Python holds there."""
    if _ELSEWHERE.search(condition):
        return False
    before, since = _BEFORE.search(condition), _FROM.search(condition)
    exactly = _EXACTLY.search(condition)
    if exactly:
        return minor == int(exactly[1])
    return (not before or minor < int(before[1])) and (not since or minor >= int(since[1]))


def normal(name: str) -> str:
    """Return the name of a package as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def course_lock(problems: Path) -> str:
    """Return the lock of the packages of a course; it is written anew where the list has changed.

    Raises:
        StaffError: the versions have to be looked up and cannot be.
    """
    packages = read_course(problems).packages
    if not packages:
        return ""
    path = course_folder(problems) / COURSE_LOCK
    head = f"# {', '.join(packages)}; beside the grader's own, {_digest()}. Written by `build`."
    if not path.is_file() or path.read_text(encoding="utf-8").partition("\n")[0] != head:
        path.write_text("\n".join([head, *_looked_up(packages)]) + "\n", "utf-8", newline="\n")
    return path.read_text(encoding="utf-8")


def _digest() -> str:
    """Return a hash of what the course's packages have to go along with."""
    return hashlib.sha256("\n".join(pins(shipped_lock())).encode()).hexdigest()[:12]


def _looked_up(packages: Sequence[str]) -> Iterator[str]:
    """Yield the packages with all that they need, each with hashes, but for what is there anyway.

    Raises:
        StaffError: there is no `uv`, or it finds no versions that go together.
    """
    with tempfile.TemporaryDirectory() as folder:
        constraints = Path(folder, "constraints.txt")
        constraints.write_text("\n".join(pins(shipped_lock())), encoding="utf-8")
        done = subprocess.run(  # noqa: S603  # names that have been checked, in no shell
            [*_uv(), *_COMPILE, "--constraints", str(constraints)],
            input="\n".join(packages),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_PATIENCE,
            check=False,
        )
    if done.returncode:
        raise StaffError(
            " ".join(done.stderr.split()) or "no versions",
            f"versions of {', '.join(packages)} that go with the grader's own packages",
            where="course.yaml: packages",
        )
    there = {normal(match[2]) for match in _PIN.finditer(shipped_lock())}
    for block in _BLOCK.findall(done.stdout):
        if normal(block.partition("==")[0]) not in there:
            yield block


def _uv() -> list[str]:
    if found := shutil.which("uv"):
        return [found]
    if importlib.util.find_spec("uv") is not None:
        return [sys.executable, "-m", "uv"]
    raise StaffError(
        f"no {COURSE_LOCK} for these packages, and no `uv` that would write it",
        "either of them",
        "`pip install uv`, then build again; the lock is written once and belongs to the course.",
        where="course.yaml: packages",
    )
