"""Loading problem sets for use: read, then proved well posed, unless that was proved before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from msgspec import Struct

from autograder.errors import Fault, SpecError, StaffError
from autograder.oracle.within import ExceededError, silent, within
from autograder.problemset.files import find_sets
from autograder.problemset.model import ProblemSet

if TYPE_CHECKING:
    from autograder.problemset.document import Document

__all__ = ["KeptKeys", "Offered", "load_offered", "load_set", "load_sets", "offered_sets"]

One = TypeVar("One")
Loaded = TypeVar("Loaded")

_CHECK_SECONDS: Final = 20.0
"""Of processor time, for checking one set: the largest of the bank takes 0.2 s."""


class KeptKeys(Protocol):
    """What earlier runs have kept: a set whose key was computed, or that was checked, is fine."""

    def kept_set(self, path: Path, reference: Path | None) -> ProblemSet | None:
        """Return a set that was read and found well posed before, of the same files; else None."""
        ...

    def asks_for(self, path: Path, reference: Path | None) -> str | None:
        """Return the file that a set asks for, if that and that it is fine are known unread."""
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


class Offered(Struct, frozen=True):
    """A set that may be graded, and the file that it asks for."""

    path: Path
    submit: str
    problem_set: ProblemSet | None
    """None where it was not read yet."""


def offered_sets(
    problems: Path,
    reference: Path | None = None,
    names: Sequence[str] | None = None,
    *,
    keys: KeptKeys,
    seed: str = "0",
) -> tuple[Offered, ...]:
    """Return the sets of a folder, all or the named ones, to choose from.

    Those that are known to be fine are not read before they are chosen.

    Raises:
        UsageError, SpecError: as :func:`load_sets`.
    """

    def offered(path: Path) -> Offered:
        submit = keys.asks_for(path, reference)
        if submit is not None:
            return Offered(path, submit, None)
        loaded = load_set(path, reference, keys=keys, seed=seed)
        return Offered(path, loaded.submit, loaded)

    return _of_each(find_sets(problems, names), offered)


def load_offered(
    chosen: Sequence[Offered], reference: Path | None, *, keys: KeptKeys, seed: str = "0"
) -> tuple[ProblemSet, ...]:
    """Load the sets that were chosen.

    Raises:
        SpecError: one is malformed; it lists every fault of every set.
    """

    def loaded(one: Offered) -> ProblemSet:
        return one.problem_set or load_set(one.path, reference, keys=keys, seed=seed)

    return _of_each(chosen, loaded)


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
    load = partial(load_set, reference=reference, keys=keys, seed=seed)
    return _of_each(find_sets(problems, names), load)


def _of_each(sets: Iterable[One], load: Callable[[One], Loaded]) -> tuple[Loaded, ...]:
    """Return what is loaded of each of some sets.

    Raises:
        SpecError: some are malformed or ill-posed; it lists every fault of all.
    """
    faults: list[Fault] = []
    found = []
    for one in sets:
        try:
            found.append(load(one))
        except SpecError as error:
            faults.extend(error.faults)
    if faults:
        raise SpecError(tuple(dict.fromkeys(faults)))
    return tuple(found)


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
