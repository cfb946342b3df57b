"""The members of a zip, in the order in which to read them; nothing is unpacked before it is asked.

A zip is opened at no more cost than its list of members may have: the list is refused by its size,
and of a member no more is unpacked than it says.
"""

from __future__ import annotations

import functools
import io
import stat
import zipfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from autograder.errors import UsageError
from autograder.submission.bounds import MOST_NAMES, Entry, importance
from autograder.submission.left_out import folder_left_out

__all__ = ["DAMAGED", "Packed", "is_archive", "zip_entries", "zip_file_entries"]

DAMAGED: Final = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    zlib.error,
)
"""What reading a broken, encrypted or unknown zip raises."""
_LISTED: Final = 46
"""Bytes of a member in the list of members, beside its name."""
_MAX_LIST: Final = 5 << 20
"""Bytes of that list: enough for 50,000 files of an environment."""
_CHUNK: Final = 1 << 20
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""Ways of packing that are unpacked piece by piece; the others make any number of bytes of few."""


def is_archive(path: Path) -> bool:
    """Say whether a file whose name is no source's is to be read as a zip."""
    return zipfile.is_zipfile(path)


def zip_file_entries(path: Path, wanted: Collection[str] = ()) -> Iterator[Entry]:
    """Yield the files of a zip; ``wanted`` are the names that sets ask for.

    Raises:
        UsageError: it cannot be read as a zip.
    """
    try:
        with _OnDisk(path) as file, zipfile.ZipFile(file) as archive:
            yield from zip_entries(archive, archive.infolist(), wanted)
    except DAMAGED as error:
        found = f"a zip that cannot be read ({error})"
        raise UsageError(found, "a plain zip", where=str(path)) from None


class Packed(io.BytesIO):
    """A zip within a submission, as a file that says how many members were listed from it."""

    listed = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """Read as a file does; what asks for more than a list may have is refused."""
        _refuse_long_list(size)
        self.listed = max(self.listed, (size or 0) // _LISTED)
        return super().read(size)


def zip_entries(
    archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo], wanted: Collection[str] = ()
) -> Iterator[Entry]:
    """Yield members of a zip; each is unpacked when it is read."""
    by_path: dict[str, zipfile.ZipInfo] = {}
    left_out: set[str] = set()
    for member in members:
        # Some programs of Windows write backslashes, which are folders all the same.
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        place = folder_left_out(parts) if parts else ""
        if place is not None:
            left_out.add(place)
        elif not member.is_dir():
            by_path.setdefault("/".join(parts), member)
    yield from ((place, 0, None) for place in sorted(filter(None, left_out)))
    for path in sorted(by_path, key=importance(wanted)):
        member = by_path[path]
        read = functools.partial(_unpacked, archive, member) if _is_plain(member, path) else None
        yield path, member.file_size, read


def _is_plain(member: zipfile.ZipInfo, path: str) -> bool:
    parts = path.split("/")
    inside = ".." not in parts and not path.startswith("/") and ":" not in parts[0]
    known = member.compress_type in _METHODS
    return inside and known and not stat.S_ISLNK(member.external_attr >> 16)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes | None:
    """Return what a member holds, never more than it says; None where it is damaged."""
    content = bytearray()
    try:
        with archive.open(member) as packed:
            # a read without a bound would unpack everything and then cut it
            while chunk := packed.read(_CHUNK):
                content += chunk
    except DAMAGED:
        return None
    return bytes(content)


def _refuse_long_list(size: int | None) -> None:
    """Refuse to read at once what only a list of members can be: members are read in pieces."""
    if size is not None and size > _MAX_LIST:
        raise zipfile.BadZipFile(f"it lists far more than {MOST_NAMES} files")


class _OnDisk(io.FileIO):
    def read(self, size: int | None = -1, /) -> bytes:
        _refuse_long_list(size)
        return super().read(-1 if size is None else size) or b""
