"""What a student hands in: a ``.py`` file, a notebook, a folder of them, or a zip of a folder.

Everything is read into memory and bounded; links are not followed; nothing is executed here.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from autograder.errors import UsageError, nearest
from autograder.source import read_cells
from autograder.spec.model import ProblemSet
from autograder.worker.messages import Bundle, Module

__all__ = ["Submission", "choose_sets", "module_name", "open_submission", "support_files"]

_MAX_FILE: Final = 10 << 20
_MAX_TOTAL: Final = 50 << 20
_MAX_FILES: Final = 2000
_IGNORED: Final = frozenset({"__pycache__", "__MACOSX", ".git", ".ipynb_checkpoints", ".venv", ".DS_Store"})
_SOURCES: Final = (".py", ".ipynb")


@dataclass(frozen=True, slots=True)
class Submission:
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
        hint = nearest(submit, sources)
        return f"Handed in: {', '.join(sources[:8])}. {hint[:1].upper()}{hint[1:]}".strip()

    def bundle(self, sets: Sequence[ProblemSet], support: Mapping[str, bytes]) -> Bundle:
        """Return what the worker needs: the module of each set that has a file, and every file beside it."""
        modules = {}
        for problem_set in sets:
            path = self.path_for(problem_set, sets)
            if path is not None:
                name = module_name(problem_set)
                modules[name] = Module(name, PurePosixPath(path).name, read_cells(path, self.files[path]))
        return Bundle(modules, {**support, **self.files})

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
            if path.is_file() and not _IGNORED & set(path.parts):
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
    wanted = ", ".join(sorted({each.submit for each in sets}))
    names = ", ".join(sorted(submission.files)[:8]) or "no file"
    hint = nearest(next(iter(sorted(submission.files)), ""), [each.submit for each in sets])
    raise UsageError(f"{submission.name}: found {names}; expected one of {wanted}. {hint}".rstrip())


def open_submission(path: Path) -> Submission:
    """Read a submission: a file, a folder or a zip.

    Raises:
        UsageError: there is nothing at the path, or it is too large to be a submission.
    """
    if path.is_dir():
        return _collected(path.resolve().name, _folder_files(path))
    if not path.is_file():
        raise UsageError(f"{path}: found nothing; expected a file, a folder or a zip")
    if zipfile.is_zipfile(path):
        return _collected(path.name, _zip_files(path))
    return Submission(path.name, {path.name: _read(path)}, lone=True)


def _collected(name: str, entries: Iterator[tuple[str, int, bytes | None]]) -> Submission:
    files: dict[str, bytes] = {}
    remarks: list[str] = []
    total = 0
    for path, size, content in entries:
        total += size
        if content is None or size > _MAX_FILE or total > _MAX_TOTAL or len(files) >= _MAX_FILES:
            remarks.append(f"{path} was left out: it is a link, not a plain file, or too large.")
            total -= size
            continue
        files[path] = content
    return Submission(name, dict(sorted(files.items())), remarks=tuple(remarks[:20]))


def _folder_files(folder: Path) -> Iterator[tuple[str, int, bytes | None]]:
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if _IGNORED & set(relative.parts) or path.suffix == ".pyc":
            continue
        status = path.lstat()
        if stat.S_ISDIR(status.st_mode):
            continue
        plain = stat.S_ISREG(status.st_mode) and status.st_nlink == 1 and not _behind_link(path, folder)
        fits = status.st_size <= _MAX_FILE
        yield relative.as_posix(), status.st_size, _read(path) if plain and fits else None


def _behind_link(path: Path, folder: Path) -> bool:
    return any(parent.is_symlink() for parent in path.parents if parent != folder and folder in parent.parents)


def _read(path: Path) -> bytes:
    if path.stat().st_size > _MAX_FILE:
        raise UsageError(f"{path}: found {path.stat().st_size} bytes; expected at most {_MAX_FILE}")
    return path.read_bytes()


def _zip_files(path: Path) -> Iterator[tuple[str, int, bytes | None]]:
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                parts = PurePosixPath(entry.filename).parts
                if entry.is_dir() or _IGNORED & set(parts) or not parts:
                    continue
                inside = ".." not in parts and not entry.filename.startswith("/") and ":" not in parts[0]
                plain = inside and not stat.S_ISLNK(entry.external_attr >> 16) and entry.file_size <= _MAX_FILE
                yield (
                    PurePosixPath(*parts).as_posix(),
                    entry.file_size,
                    archive.read(entry) if plain else None,
                )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise UsageError(f"{path}: found a zip that cannot be read ({error}); expected a plain zip") from None
