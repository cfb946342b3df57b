"""What Gradescope runs, read from the versions that are installed there."""

from __future__ import annotations

from typing import Final

from autograder.gradescope.pins import shipped_lock, versions
from autograder.student.kit_file import Platform

__all__ = ["platform_packages"]

_PYTHON: Final = "3.10"
"""The Python of Ubuntu 22.04, the platform's default image."""


def platform_packages(lock: str = "") -> Platform:
    """Return the Python and the packages that student code finds on the platform.

    ``lock`` is the course's, for what it has installed beside the grader.
    """
    return Platform(_PYTHON, versions(shipped_lock() + lock, _PYTHON))
