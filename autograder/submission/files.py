"""What a student hands in: a ``.py`` file, a notebook, a folder of them, or a zip of a folder.

Everything is read into memory and bounded; links are not followed; nothing is executed here. A zip
within is read as if what it holds lay in its place.
"""

from __future__ import annotations

import io
import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import IO, Final, TypeAlias

from msgspec import Struct

from autograder.errors import UsageError, nearest, unknown
from autograder.problemset.model import ProblemSet
from autograder.worker.cells import read_cells
from autograder.worker.messages import Bundle, Module

__all__ = [
    "IGNORED",
    "Entry",
    "Submission",
    "choose_sets",
    "collect",
    "file_entry",
    "module_name",
    "open_submission",
    "support_files",
    "zip_entries",
]

_MAX_FILE: Final = 10 << 20
_MAX_TOTAL: Final = 50 << 20
_MAX_FILES: Final = 2000
IGNORED: Final = frozenset(
    {"__pycache__", "__MACOSX", ".git", ".ipynb_checkpoints", ".venv", ".DS_Store"}
)
"""Names of files and folders that systems and tools leave behind: never a part of a submission."""
_SOURCES: Final = (".py", ".ipynb")
_NESTED: Final = 3  # a zip of the zip that a website made of a folder
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
"""A file's path, its size, and its content unless it is no plain file."""


class Submission(Struct, frozen=True):
    """The files of one submission by relative path; ``lone`` when it is a single file."""

    name: str
    files: Mapping[str, bytes]
    lone: bool = False
    remarks: tuple[str, ...] = ()

    def find(self, submit: str) -> str | None:
        """Return the path of the file that answers ``submit``: by name, at the top or in the one folder that has it.

        A notebook ``layers.ipynb`` stands for ``layers.py`` and the other way round.
        """
        stem = PurePosixPath(submit).stem
        for name in (submit, *(stem + suffix for suffix in _SOURCES if stem + suffix != submit)):
            if name in self.files:
                return name
            deeper = sorted(path for path in self.files if PurePosixPath(path).name == name)
            if deeper:
                return min(deeper, key=lambda path: (path.count("/"), path))
        return None

    def suggest(self, submit: str) -> str:
        """Say which file was probably meant, and what there is."""
        sources = [path for path in sorted(self.files) if path.endswith(_SOURCES)]
        if not sources:
            return "Nothing with the ending .py or .ipynb was handed in."
        return f"Handed in: {', '.join(sources[:8])}. {nearest(submit, sources)}".strip()

    def bundle(self, sets: Sequence[ProblemSet], support: Mapping[str, bytes]) -> Bundle:
        """Return what the worker needs: the module of each set that has a file, and every file beside it."""
        modules: dict[str, Module] = {}
        beside: dict[str, bytes] = {}
        for problem_set in sets:
            path = self.path_for(problem_set, sets)
            if path is not None and path.endswith(_SOURCES):
                name = module_name(problem_set)
                modules[name] = Module(
                    name, PurePosixPath(path).name, read_cells(path, self.files[path])
                )
                beside = {**self._seen_from(path), **beside}
        return Bundle(modules, {**support, **beside, **self.files})

    def _seen_from(self, path: str) -> dict[str, bytes]:
        """Return the files below the folder of ``path`` by their paths from there: what it imports lies beside it."""
        folder = PurePosixPath(path).parent
        return {
            PurePosixPath(name).relative_to(folder).as_posix(): content
            for name, content in self.files.items()
            if folder in PurePosixPath(name).parents
        }

    def path_for(self, problem_set: ProblemSet, sets: Sequence[ProblemSet]) -> str | None:
        """Return the file that answers a set; a lone file answers a lone set whatever its name."""
        if self.lone and len(sets) == 1:
            return next(iter(self.files))
        return self.find(problem_set.submit)


def module_name(problem_set: ProblemSet) -> str:
    """Return the name under which a set's file is imported."""
    return PurePosixPath(problem_set.submit).stem


def support_files(sets: Sequence[ProblemSet]) -> dict[str, bytes]:
    """Return the helper modules that the staff ships beside the sets, in ``support/``, for students to import."""
    files = {}
    for folder in sorted({each.path.parent / "support" for each in sets}):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.is_file() and not IGNORED & set(path.parts):
                files[path.relative_to(folder).as_posix()] = path.read_bytes()
    return files


def choose_sets(sets: Sequence[ProblemSet], submission: Submission) -> tuple[ProblemSet, ...]:
    """Return the sets whose file was handed in.

    Raises:
        UsageError: none was.
    """
    chosen = tuple(each for each in sets if submission.path_for(each, sets) is not None)
    if chosen:
        return chosen
    found = sorted(submission.files)
    wanted = sorted({problem_set.submit for problem_set in sets})
    said = unknown(next(iter(found), ""), wanted, ", ".join(found[:8]) or "no file")
    raise UsageError(*said, where=submission.name)


def open_submission(path: Path) -> Submission:
    """Read a submission: a file, a folder or a zip.

    Raises:
        UsageError: there is nothing at the path, or it is too large to be a submission.
    """
    if path.is_dir():
        return collect(path.resolve().name, _folder_files(path))
    if not path.is_file():
        raise UsageError("nothing", "a file, a folder or a zip", where=str(path))
    if path.suffix not in _SOURCES and zipfile.is_zipfile(path):
        return collect(path.name, _archive(path))
    return Submission(path.name, {path.name: _read(path)}, lone=True)


def collect(name: str, entries: Iterator[Entry]) -> Submission:
    """Return a submission of these entries, bounded; what is left out is said in its remarks."""
    files: dict[str, bytes] = {}
    remarks: list[str] = []
    total = 0
    for path, size, content in _opened(entries, remarks, _NESTED):
        why = _obstacle(path, size, content, files, total)
        if why or content is None:
            remarks.append(f"{_printable(path)} was left out: {why}.")
            continue
        files[path] = content
        total += size
    return Submission(name, dict(sorted(files.items())), remarks=tuple(remarks[:20]))


def _obstacle(
    path: str, size: int, content: bytes | None, files: Mapping[str, bytes], total: int
) -> str:
    """Say why a file can be no part of a submission, or nothing."""
    if size > _MAX_FILE or total + size > _MAX_TOTAL or len(files) >= _MAX_FILES:
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


def _opened(entries: Iterator[Entry], remarks: list[str], depth: int) -> Iterator[Entry]:
    """Yield the entries, and in the place of every zip what it holds."""
    for path, size, content in entries:
        if content is None or depth == 0 or not path.lower().endswith(".zip"):
            yield path, size, content
            continue
        folder = PurePosixPath(path).parent
        try:
            inner = list(_zip_files(io.BytesIO(content)))
        except _DAMAGED as error:
            remarks.append(f"{_printable(path)} can not be read as a zip ({error}).")
            continue
        placed = ((folder.joinpath(name).as_posix(), length, data) for name, length, data in inner)
        yield from _opened(placed, remarks, depth - 1)


def _folder_files(folder: Path) -> Iterator[Entry]:
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if IGNORED & set(relative.parts) or path.suffix == ".pyc":
            continue
        if not stat.S_ISDIR(path.lstat().st_mode):
            yield file_entry(path, folder)


def file_entry(path: Path, folder: Path) -> Entry:
    """Return a file below a folder as an entry: without content where it is no plain file."""
    status = path.lstat()
    plain = stat.S_ISREG(status.st_mode) and status.st_nlink == 1 and not _behind_link(path, folder)
    content = _read(path) if plain and status.st_size <= _MAX_FILE else None
    return path.relative_to(folder).as_posix(), status.st_size, content


def _behind_link(path: Path, folder: Path) -> bool:
    return any(
        parent.is_symlink()
        for parent in path.parents
        if parent != folder and folder in parent.parents
    )


def _read(path: Path) -> bytes:
    if path.stat().st_size > _MAX_FILE:
        raise UsageError(f"{path.stat().st_size} bytes", f"at most {_MAX_FILE}", where=str(path))
    return path.read_bytes()


def _archive(path: Path) -> Iterator[Entry]:
    try:
        yield from _zip_files(path)
    except _DAMAGED as error:
        raise UsageError(
            f"a zip that cannot be read ({error})", "a plain zip", where=str(path)
        ) from None


def _zip_files(source: Path | IO[bytes]) -> Iterator[Entry]:
    with zipfile.ZipFile(source) as archive:
        yield from zip_entries(archive, archive.infolist())


def zip_entries(archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo]) -> Iterator[Entry]:
    """Yield members of a zip, bounded as one submission is."""
    left = _MAX_TOTAL
    for entry in members[:_MAX_FILES]:
        parts = PurePosixPath(entry.filename).parts
        if entry.is_dir() or IGNORED & set(parts) or not parts or entry.filename.endswith(".pyc"):
            continue
        fits = entry.file_size <= min(_MAX_FILE, left)
        content = _member(archive, entry) if fits and _is_plain(entry, parts) else None
        left -= len(content or b"")
        yield PurePosixPath(*parts).as_posix(), entry.file_size, content


def _is_plain(entry: zipfile.ZipInfo, parts: Sequence[str]) -> bool:
    inside = ".." not in parts and not entry.filename.startswith("/") and ":" not in parts[0]
    return inside and not stat.S_ISLNK(entry.external_attr >> 16)


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | None:
    """Return what a member holds, never more than it says; None where it is damaged."""
    try:
        return archive.read(entry)
    except (*_DAMAGED, lzma.LZMAError):
        return None
