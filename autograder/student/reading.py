"""What a check reads: the file, what it imports from beside it, and which set it answers."""

from __future__ import annotations

import ast
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from msgspec import Struct

from autograder.errors import UsageError
from autograder.submission.files import Submission, open_submission
from autograder.submission.naming import TEXT_SUFFIXES, is_text
from autograder.worker.cells import read_cells
from autograder.worker.magics import translate
from autograder.worker.messages import Cell

__all__ = ["Code", "FileRead", "HandedIn", "cells_of", "file_read", "hand_in", "imports_of"]

_SOURCES: Final = (".py", ".ipynb")
OLDEST_YEAR: Final = 1980
"""The oldest that a zip can say, and all that a kit's does, so that it is the same every time."""


class Code(Struct, frozen=True):
    """A function, a class or an assignment of a student's file: where it stands and its lines."""

    title: str
    line: int
    text: str
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign


class FileRead(Struct, frozen=True):
    """One file that answers a set, as it was read."""

    path: str
    modified: float
    size: int
    set: str
    upload_as: str
    beside: tuple[str, ...]
    """The student's own files that it imports, which have to be handed in with it."""
    imports: tuple[str, ...]
    """The top-level names of all that it imports."""
    code: Mapping[str, Code]
    """What the file's top level defines and assigns, by name; the last of each name counts."""
    is_text: bool = False
    """Whether it is read as work on paper, and nothing of it is run."""
    is_whole: bool = True
    """Whether no statement of it has failed, as far as it was run: else an import ends there."""


class HandedIn(Struct, frozen=True):
    """A submission as a check reads it, and the sets that it answers."""

    submission: Submission
    sets: tuple[str, ...]
    files: tuple[FileRead, ...]
    absent: tuple[str, ...]
    """The files of sets that are not there, where a folder was read."""


def hand_in(
    path: Path, submits: Mapping[str, str], leave_out: Collection[str] = (), named: str = ""
) -> HandedIn:
    """Read a file with what it imports from beside it, or a folder, and say which sets it answers.

    Args:
        path: the file or the folder.
        submits: set -> the file that students hand in.
        leave_out: entries of the folder that are no student's.
        named: the set that a file with another name answers; the only one, if there is only one.

    Raises:
        UsageError: nothing is there, or it answers no set.
    """
    if path.is_dir():
        submission, names = _folder(path, leave_out), _answered(path, submits)
    else:
        submission, names = _file(path), _answered_by(path, submits, named)
    names = tuple(name for name in names if not named or name == named)
    if not names:
        wanted = ", ".join(sorted(set(submits.values())))
        present = ", ".join(sorted(submission.files)[:8]) or "no file"
        raise UsageError(
            present,
            f"one of {wanted}",
            "Name the set of another file: --set NAME.",
            where=str(path),
        )
    folder = path if path.is_dir() else path.parent
    files = tuple(file_read(name, submits[name], submission, folder) for name in names)
    absent = (
        tuple(sorted(set(submits.values()) - {submits[name] for name in names}))
        if path.is_dir() and not named
        else ()
    )
    return HandedIn(submission, names, files, absent)


def _folder(path: Path, leave_out: Collection[str]) -> Submission:
    opened = open_submission(path)
    files = {
        name: content
        for name, content in opened.files.items()
        if PurePosixPath(name).parts[0] not in leave_out
    }
    return Submission(opened.name, files, remarks=opened.remarks)


def _answered(path: Path, submits: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for name, submit in submits.items() if _find(path, submit) is not None)


def _find(folder: Path, submit: str) -> Path | None:
    stem = PurePosixPath(submit).stem
    for name in (submit, *(stem + suffix for suffix in (*_SOURCES, *TEXT_SUFFIXES))):
        if (folder / name).is_file():
            return folder / name
    return None


def _file(path: Path) -> Submission:
    opened = open_submission(path)
    if not opened.lone:
        return opened
    own = _own_modules(path)
    return Submission(opened.name, {**opened.files, **own}, lone=True)


def _own_modules(path: Path) -> dict[str, bytes]:
    """Return the files beside ``path`` that it imports, and what these import, by relative path."""
    found: dict[str, bytes] = {}
    waiting = [] if is_text(path.name) else [(path.name, path.read_bytes())]
    while waiting:
        name, content = waiting.pop()
        for module in imports_of(cells_of(name, content)):
            for beside in _files_of(path.parent, module):
                relative = beside.relative_to(path.parent).as_posix()
                if relative != path.name and relative not in found:
                    found[relative] = beside.read_bytes()
                    waiting.append((relative, found[relative]))
    return dict(sorted(found.items()))


def _files_of(folder: Path, module: str) -> Iterator[Path]:
    if (folder / f"{module}.py").is_file():
        yield folder / f"{module}.py"
    elif (folder / module / "__init__.py").is_file():
        yield from sorted((folder / module).rglob("*.py"))


def _answered_by(path: Path, submits: Mapping[str, str], named: str) -> tuple[str, ...]:
    """Return the sets that a lone file answers: those of its name, else the one that is meant."""
    if named:
        return (named,)
    stem = path.stem
    found = tuple(name for name, submit in submits.items() if PurePosixPath(submit).stem == stem)
    return found or (tuple(submits) if len(submits) == 1 else ())


def file_read(name: str, submit: str, submission: Submission, folder: Path) -> FileRead:
    """Return what is said of the file that answers a set; it may lie in ``folder``."""
    inner = next(iter(submission.files)) if submission.lone else submission.find(submit)
    assert inner is not None
    content = submission.files[inner]
    place = folder / inner
    cells = () if is_text(inner) else cells_of(inner, content)
    imports = imports_of(cells)
    suffix = PurePosixPath(inner).suffix
    present = {PurePosixPath(path).parts[0] for path in submission.files}
    beside = sorted(
        f"{module}.py" if f"{module}.py" in present else module
        for module in imports
        if (f"{module}.py" in present and f"{module}.py" != inner) or module in present
    )
    return FileRead(
        path=str(place),
        modified=_saved(place),
        size=len(content),
        set=name,
        upload_as=PurePosixPath(submit).stem + suffix,
        beside=tuple(beside),
        imports=imports,
        code=_definitions(PurePosixPath(inner).name, cells),
        is_text=is_text(inner),
    )


def _saved(place: Path) -> float:
    """Return when a file was saved, in seconds; 0.0 where it is as the kit's zip had it."""
    saved = place.stat().st_mtime if place.is_file() else 0.0
    return saved if time.localtime(saved).tm_year > OLDEST_YEAR else 0.0


# Python source, as far as it can be read without running it.


def cells_of(name: str, content: bytes) -> tuple[Cell, ...]:
    """Return a file's cells, a notebook's without its magics."""
    cells = read_cells(name, content)
    return tuple(
        Cell(translate(cell.source).source, cell.label) if cell.label else cell for cell in cells
    )


def imports_of(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Return the top-level names of the modules that some cells import anywhere, sorted."""
    found: set[str] = set()
    for tree in filter(None, map(_tree, cells)):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found |= {name.name.split(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
    return tuple(sorted(found - set(sys.stdlib_module_names)))


def _definitions(filename: str, cells: Sequence[Cell]) -> dict[str, Code]:
    found: dict[str, Code] = {}
    for cell in cells:
        tree = _tree(cell)
        for node in tree.body if tree else ():
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign)):
                title = f"{filename}, {cell.label}" if cell.label else filename
                lines = cell.source.split("\n")[node.lineno - 1 : node.end_lineno]
                for name in _names_of(node):
                    found[name] = Code(title, node.lineno, "\n".join(lines), node)
    return found


def _names_of(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign,
) -> list[str]:
    if not isinstance(node, ast.Assign):
        return [node.name]
    return [target.id for target in node.targets if isinstance(target, ast.Name)]


def _tree(cell: Cell) -> ast.Module | None:
    try:
        return ast.parse(cell.source.removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None  # what is wrong with it is said when it is run
