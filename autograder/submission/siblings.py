"""What a single file asks for beside it, so that it is graded as its folder would be.

Only what the file names is taken, and only from its own folder: the rest of the folder may be
anybody's. Nothing is parsed as Python here; lines that look like imports are enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from autograder.submission.bounds import MAX_FILE, MAX_TOTAL
from autograder.worker.cells import DamagedNotebookError, read_cells

__all__ = ["siblings"]

_FROM: Final = re.compile(r"^[ \t]*from[ \t]+\.?(\w+)(?:\.[\w.]*)?[ \t]+import\b", re.MULTILINE)
_FROM_HERE: Final = re.compile(r"^[ \t]*from[ \t]+\.[ \t]+import[ \t]+([\w ,]+)", re.MULTILINE)
_IMPORT: Final = re.compile(r"^[ \t]*import[ \t]+([\w., ]+)", re.MULTILINE)
_RUN: Final = re.compile(
    r"^[ \t]*%run[ \t]+(?:-\w[ \t]+)*['\"]?(?:\./)?([\w-]+(?:\.\w+)?)", re.MULTILINE
)
_DATA: Final = re.compile(
    r"['\"](?:\./)?([\w-][\w. -]*\.(?:csv|dat|json|mat|npy|npz|pkl|tsv|txt))['\"]"
)
_SUFFIXES: Final = (".py", ".ipynb", "")
_MOST_FILES: Final = 200


def siblings(path: Path) -> dict[str, bytes]:
    """Return the files in the folder of ``path`` that it imports, runs or opens, by relative path.

    Modules that those import are taken as well; a package needs its ``__init__.py``.
    """
    folder, found, left = path.parent, dict[str, bytes](), MAX_TOTAL
    waiting = [path]
    while waiting:
        for wanted in _wanted(waiting.pop(), folder):
            name = wanted.relative_to(folder).as_posix()
            if name in found or wanted == path or len(found) >= _MOST_FILES:
                continue
            if wanted.stat().st_size > left:
                continue
            found[name] = wanted.read_bytes()
            left -= len(found[name])
            if wanted.suffix in (".py", ".ipynb"):
                waiting.append(wanted)
    return found


def _wanted(path: Path, folder: Path) -> Iterator[Path]:
    """Yield the plain files below a folder that a file names."""
    try:
        text = "\n".join(cell.source for cell in read_cells(path.name, path.read_bytes()))
    except DamagedNotebookError:
        return
    for name in _named(text):
        for suffix in _SUFFIXES:
            file = folder / (name + suffix)
            if _is_plain(file):
                yield file
                break
        package = folder / name
        if _is_plain(package / "__init__.py") and not package.is_symlink():
            yield from (file for file in sorted(package.rglob("*.py")) if _is_plain(file))


def _named(text: str) -> Iterator[str]:
    yield from _FROM.findall(text)
    yield from (_module(part) for line in _FROM_HERE.findall(text) for part in line.split(","))
    yield from (_module(part) for line in _IMPORT.findall(text) for part in line.split(","))
    yield from _RUN.findall(text)
    yield from _DATA.findall(text)


def _module(text: str) -> str:
    """Return the first part of ``package.module as name``."""
    return text.strip().partition(" ")[0].partition(".")[0] or "."


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and path.stat().st_size <= MAX_FILE
