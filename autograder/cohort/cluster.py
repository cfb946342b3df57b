"""Grading on a Dask cluster: batches of submissions go out, results come back into the same store.

The sets travel with the batches, references included: a cluster is trusted as this machine is. What
a lost worker had is done again by another; each worker grades in a process that has its own workers
and key, as on one machine.
"""

from __future__ import annotations

import atexit
import hashlib
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from autograder.cohort.grader import Course, Grader
from autograder.cohort.model import Graded, Work
from autograder.errors import GraderError, UsageError

__all__ = ["grade_on_cluster"]

_BATCH: Final = 8
"""Submissions in a batch: a third of a second of work, against a few milliseconds to send it."""
_AHEAD: Final = 2
"""Batches for each thread of the cluster at a time: one is graded while the next one travels."""
_CONNECT_SECONDS: Final = 10
_NOT_SENT: Final = frozenset({"__pycache__", ".git"})


class PackedCourse(Struct, frozen=True):
    """A course as it travels: the files of its folders by path, and what is graded of them."""

    problems: Mapping[str, bytes]
    reference: Mapping[str, bytes] | None
    names: tuple[str, ...]
    seed: str
    required: frozenset[str]

    @property
    def digest(self) -> str:
        """A hash by which a worker knows that it has unpacked this course already."""
        digest = hashlib.sha256(repr((self.names, self.seed, sorted(self.required))).encode())
        for folder in (self.problems, self.reference or {}):
            for path, content in sorted(folder.items()):
                digest.update(f"{path}:{len(content)}:".encode() + content)
        return digest.hexdigest()


def grade_on_cluster(
    course: Course, works: Iterable[Work], conditions: Mapping[str, Any], *, address: str
) -> Iterator[Graded]:
    """Yield what becomes of each submission, as it comes, from the workers of a scheduler.

    Raises:
        UsageError: nothing answers at the address, or it has no workers.
        GraderError: a worker grades with another grader or other packages than this machine has.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError(
            "no distributed, which talks to a Dask cluster",
            "it to be installed",
            "`pip install 'matrix-calculus-autograder[cluster]'` installs it.",
        ) from error
    with ExitStack() as stack:
        try:
            client = stack.enter_context(
                Client(address, timeout=_CONNECT_SECONDS)  # type: ignore[no-untyped-call]
            )
        except (OSError, ValueError) as error:
            raise UsageError(
                f"no scheduler ({error})", "the address of a Dask scheduler", where=address
            ) from None
        yield from _Cluster(client, _packed(course), conditions).run(iter(works))


class _Cluster:
    def __init__(self, client: Any, packed: PackedCourse, conditions: Mapping[str, Any]) -> None:
        self._client = client
        self._conditions = conditions
        # A result, not an argument: it travels once to each worker, and is made anew if it is lost.
        self._course = client.submit(_itself, packed, pure=False)
        self._waiting: dict[Any, Sequence[Work]] = {}

    def run(self, works: Iterator[Work]) -> Iterator[Graded]:
        from distributed import as_completed

        threads = sum(self._client.nthreads().values())
        if not threads:
            raise UsageError("a scheduler without workers", "at least one `dask worker`")
        done: Any = as_completed()  # type: ignore[no-untyped-call]  # distributed annotates a part
        for first in islice(_batches(works), _AHEAD * threads):
            done.add(self._submit(first))
        for future in done:
            batch = self._waiting.pop(future)
            if future.status == "finished":
                yield from self._checked(future.result())
                refill = next(_batches(works), None)
                if refill is not None:
                    done.add(self._submit(refill))
            elif len(batch) > 1:  # its workers died, several times: one of the batch is the cause
                for work in batch:
                    done.add(self._submit([work]))
            else:
                yield Graded(batch[0].key, None, error=_reason(future))

    def _submit(self, batch: Sequence[Work]) -> Any:
        future = self._client.submit(_grade_batch, self._course, list(batch), pure=False)
        self._waiting[future] = batch
        return future

    def _checked(self, answer: tuple[Mapping[str, Any], list[Graded]]) -> list[Graded]:
        """Return the results of a batch; they count only if made as this machine would."""
        made_with, graded = answer
        other = [name for name in made_with if made_with[name] != self._conditions.get(name)]
        if other:
            found = "; ".join(f"{name}: {made_with[name]}" for name in other)
            expected = "; ".join(f"{name}: {self._conditions.get(name)}" for name in other)
            raise GraderError(
                f"a worker of the cluster with {found}",
                expected,
                "Install the same versions on every machine.",
            )
        return graded


def _batches(works: Iterator[Work]) -> Iterator[list[Work]]:
    while batch := list(islice(works, _BATCH)):
        yield batch


def _reason(future: Any) -> str:
    """Say why a batch of one failed: the exception's text, or that its workers died.

    Raises:
        GraderError: it did not fail, the scheduler is gone.
    """
    if future.status != "error":
        raise GraderError("that the scheduler was lost", "it to stay", "Start it and go on.")
    error = future.exception()
    return f"on the cluster: {type(error).__name__}: {error}"


def _packed(course: Course) -> PackedCourse:
    reference = None if course.reference is None else _read(course.reference)
    return PackedCourse(
        _read(course.problems), reference, course.names, course.seed, course.required
    )


def _read(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder by their paths."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not _NOT_SENT & set(path.parts)
    }


# On the workers of the cluster


class _Kept(Struct):
    """The grader of a worker's process, kept between batches: its key takes a second."""

    digest: str = ""
    grader: Grader | None = None
    closing: ExitStack = ExitStack()


_KEPT: Final = _Kept()
_ONE_AT_A_TIME: Final = threading.Lock()
"""A process grades one submission at a time; `dask worker --nthreads 1 --nworkers N` uses every
CPU.
"""


def _grade_batch(
    packed: PackedCourse, batch: Sequence[Work]
) -> tuple[Mapping[str, Any], list[Graded]]:
    """Grade a batch in a worker of the cluster; also say what it was graded with."""
    with _ONE_AT_A_TIME:
        grader = _grader(packed)
        return grader.conditions, [grader.grade(work) for work in batch]


def _grader(packed: PackedCourse) -> Grader:
    if _KEPT.grader is None or packed.digest != _KEPT.digest:
        _KEPT.closing.close()
        _KEPT.closing = stack = ExitStack()
        atexit.register(stack.close)
        # The references are read again while it grades: the folder, its owner's alone, stays as
        # long.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="autograder-")))
        _KEPT.grader = stack.enter_context(Grader(_unpacked(packed, folder)))
        _KEPT.digest = packed.digest
    return _KEPT.grader


def _unpacked(packed: PackedCourse, folder: Path) -> Course:
    problems = _write(folder / "problems", packed.problems)
    reference = packed.reference and _write(folder / "reference", packed.reference)
    return Course(problems, reference or None, packed.names, packed.seed, packed.required)


def _write(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def _itself(packed: PackedCourse) -> PackedCourse:
    """Return what is given: a task whose result the workers share."""
    return packed
