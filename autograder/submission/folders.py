"""The files of a folder, found without following links and in the order in which to read them."""

from __future__ import annotations

import heapq
import os
import stat
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from autograder.errors import UsageError
from autograder.submission.bounds import (
    LIGHT_NOTEBOOK,
    LONGEST_PATH,
    MAX_FILE,
    MAX_FILES,
    MOST_TOKENS,
    Entry,
    importance,
    is_notebook,
    largest,
)
from autograder.submission.left_out import folder_left_out
from autograder.submission.outputs import without_outputs

__all__ = ["file_entry", "folder_entries", "read_file"]

_MOST_FOUND: Final = 5 * MAX_FILES
"""Names of a folder that are held: some of them may be links, or too large to be kept."""


def folder_entries(folder: Path, wanted: Collection[str] = ()) -> Iterator[Entry]:
    """Yield the files of a folder; ``wanted`` are the names that sets ask for.

    Of more files than a submission can have, the ones that come first in the order of reading.
    """
    left_out: set[str] = set()
    found = _names(folder, left_out)
    first = heapq.nsmallest(_MOST_FOUND, found, key=importance(wanted))
    yield from ((place, 0, None) for place in sorted(filter(None, left_out)))
    yield from (file_entry(folder / path, folder) for path in first)


def _names(folder: Path, left_out: set[str]) -> Iterator[str]:
    """Yield the paths of files below ``folder``; what is left out is named and not entered."""
    waiting = [""]
    while waiting:
        above = waiting.pop()
        try:
            with os.scandir(folder / above) as entries:
                found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
        except OSError:  # closed to this user, or gone
            continue
        for name, is_folder in found:
            path = f"{above}{name}"
            place = folder_left_out(path.split("/"))
            if place is not None:
                left_out.add(place)
            elif not is_folder:
                yield path
            elif len(path) <= LONGEST_PATH:
                waiting.append(f"{path}/")


def file_entry(path: Path, folder: Path) -> Entry:
    """Return a file below a folder as an entry: without content where it is no plain file."""
    status = path.lstat()
    plain = stat.S_ISREG(status.st_mode) and status.st_nlink == 1 and not _behind_link(path, folder)
    read = path.read_bytes if plain else None
    return path.relative_to(folder).as_posix(), status.st_size, read


def _behind_link(path: Path, folder: Path) -> bool:
    return any(
        parent.is_symlink()
        for parent in path.parents
        if parent != folder and folder in parent.parents
    )


def read_file(path: Path) -> bytes:
    """Read a submission of one file, a heavy notebook without its outputs.

    Raises:
        UsageError: it is too large to be one.
    """
    size = path.stat().st_size
    content = path.read_bytes() if size <= largest(path.name) else b""
    if is_notebook(path.name) and len(content) > LIGHT_NOTEBOOK:
        content, _ = without_outputs(content, MOST_TOKENS)
    if size > largest(path.name) or len(content) > MAX_FILE:
        raise UsageError(f"{size} bytes", f"at most {MAX_FILE}", where=str(path))
    return content
