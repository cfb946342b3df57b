"""Loading problem sets for use: read, then proved well posed, unless that was proved before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from autograder.errors import Fault, SpecError, StaffError
from autograder.oracle.within import ExceededError, silent, within
from autograder.problemset.files import find_sets
from autograder.problemset.model import ProblemSet

if TYPE_CHECKING:
    from autograder.problemset.document import Document

__all__ = ["KeptKeys", "load_set", "load_sets"]

_CHECK_SECONDS: Final = 20.0
"""Of processor time, for checking one set: the largest of the bank takes 0.2 s."""


class KeptKeys(Protocol):
    """What earlier runs have kept: a set whose key was computed, or that was checked, is fine."""

    def kept_set(self, path: Path, reference: Path | None) -> ProblemSet | None:
        """Return a set that was read and found well posed before, of the same files; else None."""
        ...

    def remember(self, problem_set: ProblemSet) -> None:
        """Note a set that was read, to be kept for another run."""
        ...

    def vouches_for(self, digest: str, seed: str) -> bool:
        """Say whether a set of this digest was checked, or its key is kept under a seed."""
        ...

    def vouch_for(self, digest: str) -> None:
        """Keep that a set of this digest was checked, whatever the seed, and found well posed."""
        ...


def load_sets(
    problems: Path,
    reference: Path | None = None,
    names: Sequence[str] | None = None,
    *,
    keys: KeptKeys | None = None,
    seed: str = "0",
) -> tuple[ProblemSet, ...]:
    """Load the sets of a folder, all or the named ones, in the order of their file names.

    A set is not checked again where ``keys`` vouches for it under ``seed``.

    Raises:
        UsageError: the folder holds no set, or a name is not among its sets.
        SpecError: a set is malformed or ill-posed; it lists every fault of every set.
    """
    faults: list[Fault] = []
    sets = []
    for path in find_sets(problems, names):
        try:
            sets.append(load_set(path, reference, keys=keys, seed=seed))
        except SpecError as error:
            faults.extend(error.faults)
    if faults:
        raise SpecError(tuple(dict.fromkeys(faults)))
    return tuple(sets)


def load_set(
    path: Path, reference: Path | None = None, *, keys: KeptKeys | None = None, seed: str = "0"
) -> ProblemSet:
    """Load one set; its reference solution is ``reference/<stem>.py`` where that file exists.

    Raises:
        SpecError: the set is malformed or ill-posed.
    """
    kept = keys.kept_set(path, reference) if keys is not None else None
    return kept or _read_and_checked(path, reference, keys, seed)


def _read_and_checked(
    path: Path, reference: Path | None, keys: KeptKeys | None, seed: str
) -> ProblemSet:
    from autograder.problemset.load import read_set  # and YAML: most sets are kept

    read = read_set(path, reference)
    loaded = read.problem_set
    known = loaded is not None and keys is not None and keys.vouches_for(loaded.digest, seed)
    if loaded is not None and not known:
        _check_within_bounds(loaded, read.document)
    if loaded is None or read.document.faults:
        raise SpecError(read.document.faults)
    if keys is not None:
        keys.remember(loaded)
    if keys is not None and not known:
        keys.vouch_for(loaded.digest)
    return loaded


def _check_within_bounds(loaded: ProblemSet, document: Document) -> None:
    from autograder.oracle.check import check_set  # most sets are vouched for

    try:
        with silent():
            within(_CHECK_SECONDS, lambda: check_set(loaded, document))
    except ExceededError:
        raise StaffError(
            f"formulas or companion functions that run for more than {_CHECK_SECONDS:g} s",
            "a set that can be checked in a tenth of it",
            where=str(document.path),
        ) from None
