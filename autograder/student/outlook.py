"""What may differ between a check and the platform, and which protection is missing here."""

from __future__ import annotations

import platform
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from autograder.report import counted
from autograder.student.kit_file import Platform
from autograder.student.reading import FileRead

__all__ = ["cautions", "unprotected"]

_IMPORTED_AS: Final = {"pyyaml": "yaml", "gradescope-utils": "gradescope_utils"}
"""Packages that are imported under another name."""


def cautions(
    place: Platform,
    files: Sequence[FileRead],
    unjudged: Sequence[str],
    unseen: int,
    unnamed: Sequence[str],
    supported: Collection[str] = (),
) -> tuple[str, ...]:
    """Return, one sentence each, what Gradescope may judge otherwise.

    Args:
        place: what the platform runs.
        files: what was read.
        unjudged: the numbers of the answers that were judged by their shape alone.
        unnamed: the numbers of the answers that are wrong by a mistake that was not named.
        unseen: how many answers Gradescope shows later.
        supported: the modules that the staff ships for students.
    """
    return (
        *_versions(place),
        *_packages(place, files, supported),
        *_by_shape_alone(unjudged),
        *_unnamed(unnamed),
        *_unseen(unseen),
    )


def _versions(place: Platform) -> Iterator[str]:
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    if here != place.python:
        yield (
            f"Gradescope runs Python {place.python}; this check ran on {platform.python_version()}."
        )
    there = place.packages.get("numpy", "")
    if there and _minor(there) != _minor(np.__version__):
        yield f"Gradescope runs numpy {there}; this check ran on {np.__version__}."


def _minor(version: str) -> list[str]:
    return version.split(".")[:2]


def _packages(
    place: Platform, files: Sequence[FileRead], supported: Collection[str]
) -> Iterator[str]:
    known = {_IMPORTED_AS.get(name, name) for name in place.packages}
    for file in files:
        own = {name.removesuffix(".py") for name in file.beside}
        for name in file.imports:
            if name not in known and name not in own and name not in supported:
                yield (
                    f"{file.upload_as} imports {name}, which Gradescope does not have: what "
                    f"needs it "
                    "will not run there."
                )


def _by_shape_alone(numbers: Sequence[str]) -> Iterator[str]:
    if numbers:
        yield (
            f"{', '.join(numbers)}: only the shape was judged here. Gradescope judges the numbers."
        )


def _unnamed(numbers: Sequence[str]) -> Iterator[str]:
    if numbers:
        yield f"{', '.join(numbers)}: Gradescope may name the mistake, for it knows a solution."


def _unseen(count: int) -> Iterator[str]:
    if count:
        what = f"{counted(count, 'answer')} {'is' if count == 1 else 'are'}"
        yield f"{what} not judged here: Gradescope shows the verdict later."


def unprotected(missing: Mapping[str, str], stops: Mapping[str, str]) -> str:
    """Say which protection from student code is missing here; nothing where all is in force."""
    if not missing:
        return ""
    names = ", ".join(f"{name} ({stops[name]})" for name in missing if name in stops)
    return f"Your code ran as a plain process of yours, with time limits, without: {names}."
