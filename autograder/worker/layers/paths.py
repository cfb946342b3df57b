"""What a worker may read: the Python runtime and packages, without this package's folder."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Final

__all__ = ["PACKAGE", "hidden", "other_installations", "readable", "split"]

PACKAGE: Final = Path(__file__).resolve().parents[2]
"""Where this package lies: installed, the shipped problem bank with its solutions lies in it."""

_LIBRARIES: Final = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib")
"""Where the system's dynamic loader looks."""
_PACKAGE_FOLDERS: Final = ("python3*/*-packages", "*/lib/python3*/site-packages")
"""Where packages lie below them: the system's Python's own, and environments."""
_FACTS: Final = (
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/usr/share/zoneinfo",
    "/sys/devices/system/cpu",
    "/dev/null",
    "/dev/zero",
    "/dev/random",
    "/dev/urandom",
)
"""What libraries ask about the machine; nothing in them is about the grader."""


def hidden() -> frozenset[Path]:
    """Return every folder of this package: an editable install has one that holds only the bank."""
    beside = (Path(entry).resolve() / PACKAGE.name for entry in sys.path if entry)
    return frozenset({PACKAGE, *beside, *other_installations()})


def other_installations() -> frozenset[Path]:
    """Return the folders of this package that other Pythons of this system have."""
    found = (
        package.resolve()
        for library in map(Path, _LIBRARIES)
        for pattern in _PACKAGE_FOLDERS
        for package in library.glob(f"{pattern}/{PACKAGE.name}")
    )
    return frozenset(found) - {PACKAGE}


def readable() -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Return what a worker may read with all below it; this package lies below none of it.

    And the folders that Python lists to find modules, but may not read as wholes.
    """
    out, roots = hidden(), _roots()
    above = _above(out)
    parts = tuple(part for root in roots for part in _parts(root, out, above))
    return parts, tuple(root for root in roots if root in above)


def split(root: Path, out: Collection[Path]) -> Iterator[Path]:
    """Yield ``root``, or if a folder of ``out`` lies in it, every part that holds none of them."""
    return _parts(root, out, _above(out))


def _parts(root: Path, out: Collection[Path], above: Collection[Path]) -> Iterator[Path]:
    if root in out:
        return
    if root not in above:
        yield root
        return
    for entry in sorted(root.iterdir()):
        yield from _parts(entry, out, above)


def _above(folders: Collection[Path]) -> frozenset[Path]:
    """Return every folder in which one that exists lies."""
    return frozenset(place for folder in folders if folder.exists() for place in folder.parents)


def _roots() -> Sequence[Path]:
    """List what is needed, links resolved, what lies in another one left out."""
    wanted = {*_LIBRARIES, *_FACTS, f"{sys.base_prefix}/lib", *filter(None, sys.path)}
    resolved = {path.resolve() for path in map(Path, wanted) if path.exists()}
    return sorted(path for path in resolved if not resolved & set(path.parents))
