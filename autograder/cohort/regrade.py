"""Grading a class into a store: what changed since it was graded last, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from autograder.cohort.conditions import conditions_of, hash_files
from autograder.cohort.exports import Export, open_export
from autograder.cohort.grader import Course
from autograder.cohort.model import Graded, Handed, Kind, Work
from autograder.cohort.store import Store
from autograder.errors import UsageError, nearest
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.key_store import KeyStore, user_folder
from autograder.oracle.sets import load_sets
from autograder.problemset.model import ProblemSet
from autograder.worker import prctl

__all__ = ["Engine", "Outcome", "Progress", "regrade"]

Engine: TypeAlias = Callable[[Course, Iterable[Work], Mapping[str, Any]], Iterator[Graded]]
"""Yields what becomes of each submission, as it comes: :mod:`.pool` here, :mod:`.cluster`
elsewhere.

The last argument says what the verdicts depend on here, and have to elsewhere.
"""

Progress: TypeAlias = Callable[[str, int, int | None], None]
"""Is told what is being done, how many are done, and of how many where that is known."""

_NOTED_TOGETHER: Final = 100
"""Submissions that are noted in one transaction: noting is cheap and is done anew by each run."""
_SHOWN_NAMES: Final = 8


class Outcome(Struct, frozen=True):
    """What a run did."""

    kind: Kind
    total: int
    graded: int
    conditions: str
    failures: tuple[tuple[str, str], ...]
    """Submissions on which the grader itself failed, and why."""


def regrade(
    path: Path, course: Course, store: Store, engine: Engine, progress: Progress
) -> Outcome:
    """Bring a store up to date with an export.

    Args:
        path: the export.
        course: the problem sets; without names every set whose file anybody handed in is graded.
        store: holds what every submission got before, and gets what is new.
        engine: grades.
        progress: is told how far it is.

    Raises:
        UsageError: the path is no export, or nobody handed in a file that a set asks for.
        StaffError: a set is wrong.
        GraderError: the machine failed; what was graded is in the store.
    """
    prctl.hide_memory()  # student code may run as the same user, and references are loaded here
    keys = KeyStore(user_folder())
    sets = load_sets(
        course.problems, course.reference, course.names or None, keys=keys, seed=course.seed
    )
    export = open_export(path, {problem_set.submit for problem_set in sets})
    chosen = _note(export, sets, store, progress, every_set=bool(course.names))
    made_with = conditions_of(AnswerKey(chosen, course.seed))
    conditions = store.add_conditions(made_with)
    total = sum(1 for _ in store.submissions())
    due = store.due(conditions)
    failures = []
    named = replace(course, names=_names(chosen))
    works = (Work(key, export.open(key)) for key in due)
    progress("grading", 0, len(due))
    for done, graded in enumerate(engine(named, works, made_with) if due else (), 1):
        store.keep(graded, conditions)
        if graded.report is None:
            failures.append((graded.key, graded.error))
        progress("grading", done, len(due))
    return Outcome(export.kind, total, len(due), conditions, tuple(failures))


def _names(sets: Sequence[ProblemSet]) -> tuple[str, ...]:
    return tuple(problem_set.name for problem_set in sets)


def _note(
    export: Export, sets: Sequence[ProblemSet], store: Store, progress: Progress, *, every_set: bool
) -> Sequence[ProblemSet]:
    """Note who handed in what; return the sets to grade."""
    number, handed_in, names = store.next_export(), set[str](), set[str]()
    handed, done = export.handed(), 0
    while batch := list(islice(handed, _NOTED_TOGETHER)):
        noted: list[tuple[Handed, str]] = []
        for work in batch:
            submission = export.open(work.key)
            noted.append((work, hash_files(submission)))
            names.update(submission.files)
            matched = submission.matches(sets)
            handed_in |= {one.name for one in sets if one.submit in matched}
        store.note(noted, number)
        done += len(batch)
        progress("reading", done, None)
    if not done:
        raise UsageError("no submission", "some", where=str(export.path))
    chosen = sets if every_set else [one for one in sets if one.name in handed_in]
    if not chosen:
        wanted = sorted({problem_set.submit for problem_set in sets})
        found = ", ".join(sorted(names)[:_SHOWN_NAMES]) or "no file"
        hint = nearest(min(names, default=""), wanted)
        raise UsageError(found, f"one of {', '.join(wanted)}", hint, where=str(export.path))
    store.end_export(number)
    return chosen
