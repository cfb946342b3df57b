"""Problem sets as the records that they were read to, in bytes: YAML stays the truth.

Reading the bank's YAML and its formulas takes a third of what importing numpy does, and a run
needs few of the formulas. A record is used where nothing has changed that it was read from.
"""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import Any

from msgspec import Struct, msgpack

from autograder.problemset.course import COURSE_FILE, Course, course_folder, read_course
from autograder.problemset.formula_check import check_name
from autograder.problemset.model import ProblemSet

__all__ = ["Kept", "packed", "unpacked"]


class Kept(Struct, frozen=True):
    """A set, its course, and digests of the files beside the set that both were read from."""

    problem_set: ProblemSet
    course: Course
    beside: dict[str, str]

    @property
    def is_as_read(self) -> bool:
        """Whether the files beside the set are what they were."""
        return all(_digest(Path(path)) == digest for path, digest in self.beside.items())


def packed(problem_set: ProblemSet) -> bytes | None:
    """Return a set in bytes; None where it holds functions of a companion, or is no plain data."""
    if any(problem.companion for problem in problem_set.problems):
        return None
    folder = problem_set.path.parent
    read_from = {course_folder(folder) / COURSE_FILE, *filter(None, [problem_set.book])}
    beside = {str(path): _digest(path) for path in sorted(read_from)}
    try:
        kept = Kept(problem_set, read_course(folder), beside)
        return msgpack.encode(kept, enc_hook=_plain, order="deterministic")
    except (TypeError, ValueError, OverflowError):  # YAML has dates, and numbers of any length
        return None


def unpacked(content: bytes) -> Kept:
    """Return what :func:`packed` wrote; its formulas are checked when they are parsed.

    Raises:
        ValueError: it is nothing of the kind.
    """
    kept = _decoder().decode(content)
    for problem in kept.problem_set.problems:
        for name in (*problem.forward.assigned, *problem.let.assigned):
            check_name(name)
            if not name.isidentifier():
                raise ValueError(name)
    return kept


@functools.cache
def _decoder() -> msgpack.Decoder[Kept]:
    return msgpack.Decoder(Kept, dec_hook=_path)


@functools.lru_cache(maxsize=32)  # the sets of a course share its files
def _hashed(path: Path, _size: int, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _digest(path: Path) -> str:
    """Return a digest of a file, nothing where there is none."""
    if not path.is_file():
        return ""
    found = path.stat()
    return _hashed(path, found.st_size, found.st_mtime_ns)


def _plain(value: Any) -> str:
    if isinstance(value, Path):
        return str(value)
    raise TypeError(type(value).__name__)


def _path(kind: type, value: Any) -> Path:
    if kind is Path:
        return Path(value)
    raise TypeError(kind.__name__)
