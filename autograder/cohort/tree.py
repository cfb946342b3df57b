"""The files of an export by their paths, whether it is a folder or a zip.

Read one submission at a time.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from autograder.errors import UsageError
from autograder.submission.files import IGNORED, Entry, file_entry
from autograder.submission.zips import zip_entries

__all__ = ["Tree", "open_tree"]

_NOISE: Final = (".pyc", "Thumbs.db", "desktop.ini")
_METADATA_LIMIT: Final = 1 << 30
"""Bytes of the largest file of metadata: a class of 100,000 with its results stays below a
gigabyte.
"""


class Tree(Protocol):
    """Files by relative path with ``/``, sorted, without what systems and tools leave behind."""

    paths: Sequence[str]

    def entries(self, paths: Sequence[str]) -> Iterator[Entry]:
        """Yield the files at some paths with their content."""
        ...

    def text(self, path: str) -> str:
        """Return one file as text."""
        ...


def open_tree(path: Path) -> Tree:
    """Return the files of a folder or a zip.

    Raises:
        UsageError: it is neither.
    """
    if path.is_dir():
        return _Folder(path)
    if path.is_file() and zipfile.is_zipfile(path):
        return _Zip(path)
    found = "a file that is no zip" if path.exists() else "nothing"
    raise UsageError(found, "an export: a folder or a zip", where=str(path))


def _is_noise(path: PurePosixPath) -> bool:
    hidden = path.name.startswith(("._", ".~")) or path.name.endswith(_NOISE)
    return hidden or bool(IGNORED & set(path.parts))


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        found = (path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())
        relative = [path.relative_to(folder).as_posix() for path in found]
        for path in relative:
            _refuse_undecodable(path)
        self.paths: Sequence[str] = sorted(
            path for path in relative if not _is_noise(PurePosixPath(path))
        )

    def entries(self, paths: Sequence[str]) -> Iterator[Entry]:
        return (file_entry(self._folder / path, self._folder) for path in paths)

    def text(self, path: str) -> str:
        file = self._folder / path
        _refuse_large(file, file.stat().st_size)
        return file.read_text(encoding="utf-8", errors="replace")


class _Zip:
    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as error:
            found = f"a zip that cannot be read ({error})"
            raise UsageError(found, "a zip as it was downloaded", where=str(path)) from None
        self._members = {
            PurePosixPath(member.filename).as_posix(): member
            for member in self._archive.infolist()
            if not member.is_dir() and not _is_noise(PurePosixPath(member.filename))
        }
        self.paths: Sequence[str] = sorted(self._members)

    def entries(self, paths: Sequence[str]) -> Iterator[Entry]:
        return zip_entries(self._archive, [self._members[path] for path in paths])

    def text(self, path: str) -> str:
        _refuse_large(self._path / path, self._members[path].file_size)
        return self._archive.read(self._members[path]).decode("utf-8", "replace")


def _refuse_undecodable(path: str) -> None:
    """Refuse a name that no store and no report could hold: whose work it is would be lost."""
    try:
        path.encode()
    except UnicodeEncodeError:
        shown = ascii(path)
        raise UsageError(f"the name {shown}", "names in UTF-8", "Rename the file.") from None


def _refuse_large(path: Path, size: int) -> None:
    if size > _METADATA_LIMIT:
        raise UsageError(f"{size} bytes", f"at most {_METADATA_LIMIT}", where=str(path))
