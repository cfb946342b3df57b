"""What one submission may hold, however it is packed, and which of its files are read first."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import PurePosixPath
from typing import Final, TypeAlias

from autograder.submission.naming import source_suffix

__all__ = [
    "LIGHT_NOTEBOOK",
    "LONGEST_PATH",
    "MAX_FILE",
    "MAX_FILES",
    "MAX_READ",
    "MAX_TOTAL",
    "MOST_NAMES",
    "MOST_TOKENS",
    "Entry",
    "importance",
    "is_notebook",
    "largest",
]

MAX_FILE: Final = 10 << 20
"""Bytes of one file; a homework's data are smaller, and source never is as large."""
MAX_NOTEBOOK: Final = 100 << 20
"""Bytes of a notebook with its outputs, which are dropped when it is read."""
LIGHT_NOTEBOOK: Final = 1 << 20
"""Bytes up to which a notebook is taken as it is."""
MAX_TOTAL: Final = 50 << 20
"""Bytes of all files that are kept."""
MAX_READ: Final = 200 << 20
"""Bytes read or unpacked in all: what is kept, archives and outputs of notebooks; under a second.
"""
MAX_FILES: Final = 2000
MOST_NAMES: Final = 50_000
"""Names looked at, in folders and archives together: a submission with its environment has fewer.
"""
MOST_TOKENS: Final = 2_000_000
"""Read of all heavy notebooks together: about a second. Real ones have thousands."""
LONGEST_PATH: Final = 400  # bytes

Entry: TypeAlias = "tuple[str, int, Callable[[], bytes | None] | None]"
"""A file's path, its size, and what reads it, unless it is no plain file.

Nothing of a file is read before it is known to fit; None instead of its content where it is
damaged. A folder that is left out ends in ``/``.
"""


def is_notebook(path: str) -> bool:
    """Say whether a file is one whose outputs are dropped."""
    return path.lower().endswith(".ipynb")


def largest(path: str) -> int:
    """Return the bytes that a file of this name may have before it is read."""
    return MAX_NOTEBOOK if is_notebook(path) else MAX_FILE


def importance(wanted: Collection[str]) -> Callable[[str], tuple[bool, bool, int, str]]:
    """Return the key by which paths are read: asked for, source, few folders, the alphabet."""
    stems = [PurePosixPath(name).stem.lower() for name in wanted]

    def rank(path: str) -> tuple[bool, bool, int, str]:
        name = path.rpartition("/")[2].lower()
        asked_for = any(stem in name for stem in stems)
        return not asked_for, source_suffix(name) is None, path.count("/"), path

    return rank
