"""The exports of the platforms as they are: which it is, who handed in what, and the files.

Nothing is unpacked to disk; one submission is read at a time, with the bounds of a single one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final, TypeAlias

from msgspec import Struct

from autograder.cohort.file_names import NamedFile, canvas_file, moodle_file, without_number
from autograder.cohort.gradescope_export import METADATA, read_handed
from autograder.cohort.model import Handed, Kind, Student
from autograder.cohort.tree import Tree, open_tree
from autograder.errors import UsageError
from autograder.submission.files import Entry, Submission, collect
from autograder.submission.naming import TEXT_SUFFIXES

__all__ = ["EXPORT_NAMES", "Export", "open_export", "recognise", "refuse_class"]

_SOURCES: Final = (".py", ".ipynb", ".zip")
_WORK: Final = (*_SOURCES, *TEXT_SUFFIXES)
"""Endings of what may be graded; beside submissions a text is a text about them."""
Named: TypeAlias = Callable[[str], NamedFile | None]
_NAMED: Final[Mapping[Kind, Named]] = {"moodle": moodle_file, "canvas": canvas_file}
"""The platforms that write the student into a file's name; Moodle's names would also fit Canvas'
pattern.
"""
EXPORT_NAMES: Final[Mapping[Kind, str]] = {
    "gradescope": "Gradescope's export",
    "canvas": "Canvas' export",
    "moodle": "Moodle's export",
    "folder": "a folder of submissions",
}
_ONLINE_TEXT: Final = "onlinetext.html"


class Export(Struct, frozen=True):
    """An export that has been recognised."""

    path: Path
    kind: Kind
    _tree: Tree
    _paths: Mapping[str, Sequence[tuple[str, str]]]
    """For each submission its files: path in the export, path as handed in."""
    _handed: Mapping[str, Handed]

    def handed(self) -> Iterator[Handed]:
        """Yield what is known of each submission.

        With a platform's results, so that they are read one by one.
        """
        known = {""}
        if self.kind == "gradescope":
            for work in read_handed(self._tree.text(_metadata(self._tree.paths))):
                known.add(work.key)
                yield work
        yield from (each for key, each in self._handed.items() if key not in known)

    def open(self, key: str) -> Submission:
        """Read the files of a submission; it has none where the export holds none."""
        places = dict(self._paths.get(key, ()))
        entries = self._tree.entries(list(places))
        return collect(key, _renamed(entries, places))


def _renamed(entries: Iterator[Entry], places: Mapping[str, str]) -> Iterator[Entry]:
    return ((places[path], size, content) for path, size, content in entries)


def recognise(path: Path) -> Kind | None:
    """Say whose export lies at a path, as far as that is certain; None for a single submission."""
    try:
        tree = open_tree(path)
    except (UsageError, OSError):
        return None
    if _metadata(tree.paths):
        return "gradescope"
    top = _top(tree.paths)
    for kind, named in _NAMED.items():
        found = _owners(tree.paths, top, named)
        if len({work.user for work in found}) > 1 and len(found) == len(_works(tree.paths)):
            return kind
    return None


def refuse_class(path: Path) -> None:
    """Return if what lies at a path is one submission, as far as can be told.

    Raises:
        UsageError: it is the export of a class, which another command grades.
    """
    kind = recognise(path)
    if kind is not None:
        hint = f"`autograder regrade {path.name} --store class.sqlite` grades a class."
        raise UsageError(EXPORT_NAMES[kind], "one submission", hint, where=str(path))


def open_export(path: Path, expected: Collection[str] = ()) -> Export:
    """Recognise an export, or a folder with one folder, file or zip for each submission.

    Args:
        path: a folder or a zip.
        expected: the names of the files that the problem sets ask for.

    Raises:
        UsageError: there is no submission in it.
    """
    tree = open_tree(path)
    kind = recognise(path) or "folder"
    if kind == "gradescope":
        handed, paths = _gradescope(tree)
    elif kind == "folder":
        handed, paths = _folder(tree)
    else:
        handed, paths = _by_name(tree, _NAMED[kind], expected)
    if not handed and kind != "gradescope":
        raise UsageError(
            "no submission",
            "an export of Gradescope, Canvas or Moodle, or one folder or file for each submission",
            where=str(path),
        )
    return Export(path, kind, tree, paths, handed)


_Found: TypeAlias = "tuple[dict[str, Handed], dict[str, list[tuple[str, str]]]]"


def _gradescope(tree: Tree) -> _Found:
    metadata = _metadata(tree.paths)
    root = PurePosixPath(metadata).parent
    paths = _grouped(tree.paths, "" if root == PurePosixPath() else f"{root}/")
    paths.pop(METADATA, None)
    return {key: Handed(key) for key in sorted(paths)}, paths


def _folder(tree: Tree) -> _Found:
    top = _top(tree.paths)
    deep = any("/" in path.removeprefix(top) for path in tree.paths)
    paths = _grouped(tree.paths, top if deep else "")  # a lone folder of files is one submission
    kept = {
        key: files
        for key, files in paths.items()
        if any(handed.endswith(_SOURCES if handed == key else _WORK) for _, handed in files)
    }
    return {key: Handed(key, (Student(PurePosixPath(key).stem),)) for key in sorted(kept)}, kept


def _grouped(paths: Sequence[str], root: str) -> dict[str, list[tuple[str, str]]]:
    """Return the files below a folder by the first part of their paths: the submission's name."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for path in paths:
        if path.startswith(root):
            key, _, inner = path[len(root) :].partition("/")
            groups.setdefault(key, []).append((path, inner or key))
    return groups


def _by_name(tree: Tree, named: Named, expected: Collection[str]) -> _Found:
    top = _top(tree.paths)
    groups: dict[str, list[tuple[str, NamedFile]]] = {}
    for path in tree.paths:
        own = named(path.removeprefix(top))
        if own is not None and own.file != _ONLINE_TEXT:
            groups.setdefault(_key(own), []).append((path, own))
    handed = {key: _by_one(key, groups[key]) for key in sorted(groups)}
    return handed, {key: _newest(files, expected) for key, files in groups.items()}


def _key(own: NamedFile) -> str:
    return "_".join(filter(None, (own.student, own.user)))


def _by_one(key: str, files: Sequence[tuple[str, NamedFile]]) -> Handed:
    own = files[0][1]
    student = Student(own.student, own.user)
    return Handed(key, (student,), late=any(each.late for _, each in files))


def _newest(
    files: Sequence[tuple[str, NamedFile]], expected: Collection[str]
) -> list[tuple[str, str]]:
    """Return for each file that a student handed in its last version, under its own name."""
    newest: dict[str, tuple[int, str]] = {}
    for path, own in files:
        name, number = without_number(own.file, expected)
        newest[name] = max(newest.get(name, (-1, "")), (number, path))
    return [(path, name) for name, (_, path) in newest.items()]


def _metadata(paths: Sequence[str]) -> str:
    """Return the path of the shallowest file of Gradescope's metadata, or nothing."""
    found = [path for path in paths if PurePosixPath(path).name == METADATA]
    return min(found, key=lambda path: (path.count("/"), path)) if found else ""


def _top(paths: Sequence[str]) -> str:
    """Return the one folder that holds everything, with ``/``, or nothing: zips often have one."""
    folders = {path.partition("/")[0] for path in paths if "/" in path}
    alone = len(folders) == 1 and all("/" in path for path in paths)
    return f"{folders.pop()}/" if alone and moodle_file(paths[0]) is None else ""


def _works(paths: Sequence[str]) -> list[str]:
    return [path for path in paths if path.endswith((*_WORK, _ONLINE_TEXT))]


def _owners(paths: Sequence[str], top: str, named: Named) -> list[NamedFile]:
    """Return what the names of all files say that may be graded."""
    found = (named(path.removeprefix(top)) for path in _works(paths))
    return [work for work in found if work is not None]
