"""Where problem sets and references are: in the working folder, the checkout or the package."""

from __future__ import annotations

from pathlib import Path

from autograder.errors import UsageError

__all__ = ["problems_folder", "reference_folder"]

_PACKAGE = Path(__file__).resolve().parents[1]
_BANK = _PACKAGE / "bank"
"""Where a wheel carries the shipped sets; a checkout has them beside the package instead."""


def problems_folder(given: Path | None = None) -> Path:
    """Return the folder of problem sets: the given one, ``./problems``, or the shipped bank.

    Raises:
        UsageError: the given folder does not exist.
    """
    return _folder(given, "problems")


def reference_folder(given: Path | None = None) -> Path:
    """Return the folder of reference solutions, found as the problem sets are.

    Raises:
        UsageError: the given folder does not exist.
    """
    return _folder(given, "reference")


def _folder(given: Path | None, name: str) -> Path:
    if given is not None:
        if not given.is_dir():
            raise UsageError("no such folder", f"a folder of {name}", where=f"--{name} {given}")
        return given
    candidates = (Path.cwd() / name, _PACKAGE.parent / name, _BANK / name)
    return next((folder for folder in candidates if folder.is_dir()), _BANK / name)
