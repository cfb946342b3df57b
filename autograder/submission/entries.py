"""The files of a submission in memory, within one budget for all that it is packed into.

Links are not followed; a zip within is read as if what it holds lay in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from typing import Final

from autograder.submission.bounds import (
    LIGHT_NOTEBOOK,
    LONGEST_PATH,
    MAX_FILE,
    MAX_FILES,
    MAX_READ,
    MAX_TOTAL,
    MOST_NAMES,
    MOST_TOKENS,
    Entry,
    is_notebook,
    largest,
)

__all__ = ["read_bounded"]

_MAX_REMARKS: Final = 20
_NESTED: Final = 3
"""Zips within zips: a zip of the zip that a website made of a folder."""
_TOO_MUCH: Final = "it is too large, or there is too much beside it"


def read_bounded(entries: Iterable[Entry]) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the files of a submission by path, and remarks on what was left out."""
    reading = _Reading()
    reading.take(entries, _NESTED)
    return dict(sorted(reading.files.items())), reading.remarks()


class _Reading:
    """What has been read of one submission, and what may still be, over all its archives."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self._folders: dict[str, None] = {}
        self._refused: list[str] = []
        self._kept = 0  # bytes
        self._names, self._unread, self._tokens = MOST_NAMES, MAX_READ, MOST_TOKENS

    def remarks(self) -> tuple[str, ...]:
        """Say what was left out, the folders of libraries first."""
        listed = ", ".join(list(self._folders)[:_MAX_REMARKS])
        libraries = [f"Left out, as libraries and not your own code: {listed}."] if listed else []
        full = ["All further files were left out: there are too many."] if self._is_full() else []
        return (*libraries, *full, *self._refused[:_MAX_REMARKS])

    def _is_full(self) -> bool:
        return len(self.files) >= MAX_FILES or self._names <= 0

    def take(self, entries: Iterable[Entry], depth: int) -> None:
        """Read entries as far as the budget goes, zips among them at most ``depth`` deep."""
        for path, size, read in entries:
            if self._is_full():
                return
            self._names -= 1
            if path.endswith("/"):
                self._folders[_printable(path)] = None
            elif why := self._obstacle(path, size, read, depth):
                self._refused.append(f"{_printable(path)} {why}.")

    def _obstacle(
        self, path: str, size: int, read: Callable[[], bytes | None] | None, depth: int
    ) -> str:
        """Read one entry; say why it is no part of the submission, or nothing."""
        is_zip = depth > 0 and path.lower().endswith(".zip")
        why = "" if is_zip and read is not None else self._unfit(path)
        fits = size <= min(largest(path), self._unread)
        if not fits or not (is_zip or is_notebook(path) or self._has_room(size)):
            return f"was left out: {_TOO_MUCH}"
        content = read() if read is not None and not why else None
        if content is None:
            return f"was left out: {why or 'it is a link, not a plain file, or damaged'}"
        self._unread -= len(content)
        return self._unpack(path, content, depth) if is_zip else self._keep(path, content)

    def _has_room(self, size: int) -> bool:
        return size <= MAX_FILE and self._kept + size <= MAX_TOTAL

    def _unfit(self, path: str) -> str:
        """Say why no file of this path can be kept, or nothing."""
        if len(path.encode("utf-8", "replace")) > LONGEST_PATH or not path.isprintable():
            return "its name is too long or odd"
        above = (parent.as_posix() for parent in PurePosixPath(path).parents)
        if path in self.files or any(parent in self.files for parent in above):
            return "there is another file of that name"
        return ""

    def _keep(self, path: str, content: bytes) -> str:
        if is_notebook(path) and len(content) > LIGHT_NOTEBOOK:
            from autograder.submission.outputs import without_outputs

            content, walked = without_outputs(content, self._tokens)
            self._tokens -= walked
        if not self._has_room(len(content)):
            return f"was left out: {_TOO_MUCH}"
        self.files[path] = content
        self._kept += len(content)
        return ""

    def _unpack(self, path: str, content: bytes, depth: int) -> str:
        """Take what a zip holds in its place; say why it cannot be read, or nothing."""
        import zipfile

        from autograder.submission.zips import DAMAGED, Packed, zip_entries

        folder, packed = PurePosixPath(path).parent, Packed(content)
        try:
            with zipfile.ZipFile(packed) as archive:
                members = archive.infolist()
                if len(members) <= self._names:
                    self.take(_placed(folder, zip_entries(archive, members)), depth - 1)
                    return ""
        except DAMAGED as error:
            self._names -= packed.listed
            return f"can not be read as a zip ({error})"
        self._names -= len(members)  # what it took to list them is spent
        return f"was left out: {_TOO_MUCH}"


def _placed(folder: PurePosixPath, entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield entries below a folder; the path of a folder keeps its ``/``."""
    for name, size, read in entries:
        yield folder.joinpath(name).as_posix() + ("/" if name.endswith("/") else ""), size, read


def _printable(path: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in path[:100])
