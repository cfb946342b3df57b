"""Whether a submission is a class: as many folders side by side, each with the file asked for.

Such a folder is graded as one person's, never as parts of several.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Final

__all__ = ["class_folders", "of_first"]

_MANY: Final = 3
"""Files of one name in as many folders are a class's; two may be a student's two versions."""


def class_folders(files: Iterable[str], submits: Sequence[str]) -> tuple[str, ...]:
    """Return the folders that hold a file of the same name each, the most there are, or none."""
    by_name: dict[str, list[str]] = {PurePosixPath(submit).name: [] for submit in submits}
    for path in files:
        name = path.rpartition("/")[2]
        if name in by_name:
            by_name[name].append(path)
    return max((tuple(_side_by_side(paths)) for paths in by_name.values()), key=len, default=())


def of_first(files: Iterable[str], folders: Sequence[str]) -> tuple[str, ...]:
    """Return the files without those of all folders beside the first."""
    first, above = f"{folders[0]}/", folders[0].rpartition("/")[0]
    root = f"{above}/" if above else ""
    return tuple(
        path
        for path in files
        if path.startswith(first) or not path.startswith(root) or "/" not in path[len(root) :]
    )


def _side_by_side(paths: Sequence[str]) -> Iterator[str]:
    """Yield the folders of one parent, in order, of which each holds one of the paths."""
    parts = [PurePosixPath(path).parent.parts for path in sorted(paths)]
    shared = 0
    while parts and all(len(each) > shared for each in parts):
        tops = {each[shared] for each in parts}
        if len(tops) > 1:
            if len(tops) == len(parts) >= _MANY:
                yield from ("/".join(each[: shared + 1]) for each in parts)
            return
        shared += 1
