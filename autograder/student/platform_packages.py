"""What Gradescope runs, read from the versions that are installed there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import autograder
from autograder.student.kit_file import Platform

__all__ = ["platform_packages"]

_PYTHON: Final = "3.10"
"""The Python of Ubuntu 22.04, the platform's default image."""
_LOCK: Final = Path(autograder.__file__).with_name("gradescope") / "requirements.lock"
_PIN: Final = re.compile(r"^([\w.-]+)==([\w.]+)(?: *; *(.*?))? *\\?$", re.M)
_BEFORE: Final = re.compile(r"python_full_version < '3\.(\d+)'")
_FROM: Final = re.compile(r"python_full_version >= '3\.(\d+)'")
_EXACTLY: Final = re.compile(r"python_full_version == '3\.(\d+)\.")


def platform_packages() -> Platform:
    """Return the Python and the packages that student code finds on the platform."""
    pins = _PIN.findall(_LOCK.read_text(encoding="utf-8"))
    found = {name: version for name, version, condition in pins if _applies(condition)}
    return Platform(_PYTHON, found)


def _applies(condition: str) -> bool:
    """Say whether a pin's condition on the Python holds there."""
    minor = int(_PYTHON.split(".")[1])
    before, since = _BEFORE.search(condition), _FROM.search(condition)
    exactly = _EXACTLY.search(condition)
    if exactly:
        return minor == int(exactly[1])
    return (not before or minor < int(before[1])) and (not since or minor >= int(since[1]))
