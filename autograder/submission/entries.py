"""The files of a folder or a zip in memory, bounded: what sets ask for first, libraries never.

Links are not followed; a zip within is read as if what it holds lay in its place.
"""

from __future__ import annotations

import io
import lzma
import stat
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import IO, Final, TypeAlias

from autograder.errors import UsageError
from autograder.submission.left_out import folder_left_out
from autograder.submission.naming import source_suffix
from autograder.submission.outputs import without_outputs

__all__ = [
    "Entry",
    "file_entry",
    "folder_entries",
    "is_archive",
    "read_bounded",
    "read_file",
    "zip_entries",
    "zip_file_entries",
]

_MAX_FILE: Final = 10 << 20
"""Bytes of one file; a homework's data are smaller, and source never is as large."""
_MAX_NOTEBOOK: Final = 100 << 20
"""Bytes of a notebook with its outputs, which are dropped while it is read."""
_LIGHT_NOTEBOOK: Final = 1 << 20
"""Bytes up to which a notebook is taken as it is."""
_MAX_TOTAL: Final = 50 << 20
_MAX_FILES: Final = 2000
_MAX_REMARKS: Final = 20
_NESTED: Final = 3
"""Zips within zips: a zip of the zip that a website made of a folder."""
_LONGEST_PATH: Final = 400
_DAMAGED: Final = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    zlib.error,
)
"""What reading a broken, encrypted or unknown zip raises."""

Entry: TypeAlias = "tuple[str, int, bytes | None]"
"""A file's path, its size, and its content unless it is no plain file; a folder left out ends in
``/``.
"""


def read_bounded(entries: Iterable[Entry]) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the files of a submission by path, and remarks on what was left out."""
    files: dict[str, bytes] = {}
    folders: list[str] = []
    remarks: list[str] = []
    total = 0
    for path, size, content in _opened(entries, remarks, _NESTED):
        if path.endswith("/"):
            folders.append(_printable(path))
            continue
        why = _obstacle(path, size, content, files, total)
        if why or content is None:
            remarks.append(f"{_printable(path)} was left out: {why}.")
            continue
        files[path] = content
        total += len(content)
    if folders:
        listed = ", ".join(list(dict.fromkeys(folders))[:_MAX_REMARKS])
        remarks.insert(0, f"Left out, as libraries and not your own code: {listed}.")
    return dict(sorted(files.items())), tuple(remarks[:_MAX_REMARKS])


def _obstacle(
    path: str, size: int, content: bytes | None, files: Mapping[str, bytes], total: int
) -> str:
    """Say why a file can be no part of a submission, or nothing."""
    held = size if content is None else len(content)
    if held > _MAX_FILE or total + held > _MAX_TOTAL or len(files) >= _MAX_FILES:
        return "it is too large, or there is too much beside it"
    if content is None:
        return "it is a link, not a plain file, or damaged"
    if len(path.encode("utf-8", "replace")) > _LONGEST_PATH or not path.isprintable():
        return "its name is too long or odd"
    if path in files or any(parent.as_posix() in files for parent in PurePosixPath(path).parents):
        return "there is another file of that name"
    return ""


def _printable(path: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in path[:100])


def _opened(entries: Iterable[Entry], remarks: list[str], depth: int) -> Iterator[Entry]:
    """Yield the entries, and in the place of every zip what it holds."""
    for path, size, content in entries:
        if content is None or depth == 0 or not path.lower().endswith(".zip"):
            yield path, size, content
            continue
        folder = PurePosixPath(path).parent
        try:
            inner = list(zip_file_entries(io.BytesIO(content)))
        except _DAMAGED as error:
            remarks.append(f"{_printable(path)} can not be read as a zip ({error}).")
            continue
        placed = ((_joined(folder, name), length, data) for name, length, data in inner)
        yield from _opened(placed, remarks, depth - 1)


def _joined(folder: PurePosixPath, name: str) -> str:
    """Return the path of a name below a folder; that of a folder keeps its ``/``."""
    return folder.joinpath(name).as_posix() + ("/" if name.endswith("/") else "")


def _by_importance(paths: Iterable[str], wanted: Collection[str]) -> list[str]:
    """Return paths in the order of reading: names asked for, source, few folders, the alphabet."""
    stems = [PurePosixPath(name).stem.lower() for name in wanted]

    def rank(path: str) -> tuple[bool, bool, int, str]:
        name = PurePosixPath(path).name.lower()
        is_source = source_suffix(name) is not None
        asked_for = any(stem in name for stem in stems)
        return not asked_for, not is_source, path.count("/"), path

    return sorted(paths, key=rank)


# --- a folder ---


def folder_entries(folder: Path, wanted: Collection[str] = ()) -> Iterator[Entry]:
    """Yield the files of a folder; ``wanted`` are the names that sets ask for."""
    found: list[str] = []
    left_out: set[str] = set()
    for path in folder.rglob("*"):
        relative = path.relative_to(folder)
        place = folder_left_out(relative.parts)
        if place is not None:
            left_out.add(place)
        elif not stat.S_ISDIR(path.lstat().st_mode):
            found.append(relative.as_posix())
    yield from ((place, 0, None) for place in sorted(filter(None, left_out)))
    yield from (file_entry(folder / path, folder) for path in _by_importance(found, wanted))


def file_entry(path: Path, folder: Path) -> Entry:
    """Return a file below a folder as an entry: without content where it is no plain file."""
    status = path.lstat()
    plain = stat.S_ISREG(status.st_mode) and status.st_nlink == 1 and not _behind_link(path, folder)
    fits = status.st_size <= _most(path.name)
    content = _lightened(path.name, path.read_bytes()) if plain and fits else None
    return path.relative_to(folder).as_posix(), status.st_size, content


def _behind_link(path: Path, folder: Path) -> bool:
    return any(
        parent.is_symlink()
        for parent in path.parents
        if parent != folder and folder in parent.parents
    )


def _most(name: str) -> int:
    return _MAX_NOTEBOOK if name.lower().endswith(".ipynb") else _MAX_FILE


def _lightened(name: str, content: bytes) -> bytes:
    """Return a file's content, a heavy notebook's without its outputs."""
    heavy = name.lower().endswith(".ipynb") and len(content) > _LIGHT_NOTEBOOK
    return without_outputs(content) if heavy else content


def read_file(path: Path) -> bytes:
    """Read a submission of one file.

    Raises:
        UsageError: it is too large to be one.
    """
    size = path.stat().st_size
    content = _lightened(path.name, path.read_bytes()) if size <= _most(path.name) else b""
    if size > _most(path.name) or len(content) > _MAX_FILE:
        raise UsageError(f"{size} bytes", f"at most {_MAX_FILE}", where=str(path))
    return content


# --- a zip ---


def is_archive(path: Path) -> bool:
    """Say whether a file is to be read as a zip."""
    return source_suffix(path.name) is None and zipfile.is_zipfile(path)


def zip_file_entries(source: Path | IO[bytes], wanted: Collection[str] = ()) -> Iterator[Entry]:
    """Yield the files of a zip; ``wanted`` are the names that sets ask for.

    Raises:
        UsageError: a file that is handed in as such cannot be read as a zip.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            yield from zip_entries(archive, archive.infolist(), wanted)
    except _DAMAGED as error:
        if not isinstance(source, Path):
            raise
        found = f"a zip that cannot be read ({error})"
        raise UsageError(found, "a plain zip", where=str(source)) from None


def zip_entries(
    archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo], wanted: Collection[str] = ()
) -> Iterator[Entry]:
    """Yield members of a zip, bounded as one submission is."""
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
    left = _MAX_TOTAL
    for path in _by_importance(by_path, wanted)[:_MAX_FILES]:
        member = by_path[path]
        fits = member.file_size <= min(_most(path), max(left, _MAX_FILE))
        content = _member(archive, member) if fits and _is_plain(member, path) else None
        content = content if content is None else _lightened(path, content)
        left -= len(content or b"")
        yield path, member.file_size, content


def _is_plain(member: zipfile.ZipInfo, path: str) -> bool:
    parts = path.split("/")
    inside = ".." not in parts and not path.startswith("/") and ":" not in parts[0]
    return inside and not stat.S_ISLNK(member.external_attr >> 16)


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes | None:
    """Return what a member holds, never more than it says; None where it is damaged."""
    try:
        return archive.read(member)
    except (*_DAMAGED, lzma.LZMAError):
        return None
