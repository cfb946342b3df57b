"""Old against new: what differs from a baseline, row by row, and what may have caused it.

A baseline is another store, or an export with the results that the platform holds: what students
see now.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import msgspec
from msgspec import Struct

from autograder.cohort.exports import open_export
from autograder.cohort.model import Handed, Place, Recorded
from autograder.cohort.store import Store, is_store
from autograder.errors import UsageError
from autograder.report import counted

__all__ = [
    "UNEXPLAINED",
    "Baseline",
    "Difference",
    "Seen",
    "as_values",
    "compare",
    "of_store",
    "read_baseline",
    "summary",
]

Kind: TypeAlias = Literal["status", "score", "mistake", "new row", "no row"]

UNEXPLAINED: Final = "nothing known changed"
"""The cause of a difference between two verdicts on the same work by the same sets, grader and
packages.
"""
_PACKAGES: Final = ("numpy", "python", "msgspec", "yaml", "machine")
_SCORE_STEP: Final = 1e-6
"""Points that are the same: platforms round, and a sum of tenths ends in dust."""


class Seen(Struct, frozen=True):
    """What one row says: the part that a baseline is compared by."""

    status: str
    score: float | None
    mistake: str | None


class Baseline(Struct, frozen=True):
    """What a class got before."""

    by_key: Mapping[str, Mapping[Place, Seen]]
    """For each submission its rows; none where another grader wrote them."""
    scores: Mapping[str, float | None]
    works: Mapping[str, str]
    """The hash of each submission's files, where it is known."""
    made_with: Mapping[str, Mapping[str, Any]]
    """By submission what it was graded with; what is not known is left out."""


class Difference(Struct, frozen=True):
    """One row that differs, or the score of a submission where ``place`` is empty."""

    key: str
    place: Place
    kind: Kind
    old: Seen | None
    new: Seen | None
    cause: str


def read_baseline(path: Path) -> Baseline:
    """Read a store, or the results in an export.

    Raises:
        UsageError: it is neither, or the export holds no results.
    """
    if path.is_file() and is_store(path):
        with Store(path) as store:
            return of_store(store)
    return _of_export(path)


def of_store(store: Store) -> Baseline:
    """Return what a store holds, as something to compare with."""
    submissions = list(store.submissions())
    conditions = store.conditions()
    graded = [submission for submission in submissions if submission["conditions"] is not None]
    rows: dict[str, dict[Place, Seen]] = {}
    for row in store.rows():
        seen = Seen(row["status"], row["score"], row["mistake"])
        place = (row["set_name"], row["problem"], row["answer"])
        rows.setdefault(row["key"], {})[place] = seen
    return Baseline(
        rows,
        {submission["key"]: submission["score"] for submission in graded},
        {submission["key"]: submission["work"] for submission in graded},
        {submission["key"]: conditions[submission["conditions"]] for submission in graded},
    )


def _of_export(path: Path) -> Baseline:
    recorded = [work for work in open_export(path).handed() if work.recorded is not None]
    if not recorded:
        raise UsageError(
            "no results", "a store, or Gradescope's export with results", where=str(path)
        )
    return Baseline(
        {work.key: dict(_recorded_rows(work)) for work in recorded},
        {work.key: work.recorded.score for work in recorded if work.recorded},
        {},
        {work.key: _recorded_conditions(work.recorded) for work in recorded if work.recorded},
    )


def _recorded_rows(handed: Handed) -> Iterator[tuple[Place, Seen]]:
    recorded = handed.recorded
    for row in recorded.rows if recorded else ():
        if all(row.place):
            yield row.place, Seen(row.status, row.score, row.mistake)


def _recorded_conditions(recorded: Recorded) -> dict[str, Any]:
    known = {
        "digest": recorded.sets,
        "seed_id": recorded.seed_id,
        "version": recorded.autograder,
        "packages": {"numpy": recorded.numpy} if recorded.numpy else {},
    }
    return {name: value for name, value in known.items() if value}


def compare(old: Baseline, new: Baseline) -> list[Difference]:
    """Return every difference, in order, of the submissions that both hold."""
    found = []
    for key in sorted(old.scores.keys() & new.scores.keys()):
        rows = list(_of_submission(key, old, new))
        found += rows or list(_of_score(key, old, new))
    return found


def _of_submission(key: str, old: Baseline, new: Baseline) -> Iterator[Difference]:
    before, after = old.by_key.get(key, {}), new.by_key.get(key, {})
    if not before:  # another grader's results, which have no rows of ours
        return
    for place in sorted(before.keys() | after.keys()):
        one, two = before.get(place), after.get(place)
        kind = _kind(one, two)
        if kind is not None:
            yield Difference(key, place, kind, one, two, _cause(key, place[0], old, new))


def _of_score(key: str, old: Baseline, new: Baseline) -> Iterator[Difference]:
    """Yield the score of a submission whose rows are the same, or not known."""
    one, two = old.scores[key], new.scores[key]
    if not _same_score(one, two):
        nowhere = ("", "", "")
        cause = _cause(key, "", old, new)
        before, after = Seen("", one, None), Seen("", two, None)
        yield Difference(key, nowhere, "score", before, after, cause)


def _kind(one: Seen | None, two: Seen | None) -> Kind | None:
    if one is None:
        return "new row"
    if two is None:
        return "no row"
    if one.status != two.status:
        return "status"
    if not _same_score(one.score, two.score):
        return "score"
    return None if one.mistake == two.mistake else "mistake"


def _same_score(one: float | None, two: float | None) -> bool:
    if one is None or two is None:
        return one is two
    return abs(one - two) < _SCORE_STEP


# Causes


def _cause(key: str, set_name: str, old: Baseline, new: Baseline) -> str:
    """Say all that changed between two verdicts and may have changed them."""
    before, after = old.made_with.get(key, {}), new.made_with.get(key, {})
    changes = [*_other_work(key, old, new), *_other_conditions(set_name, before, after)]
    return ", ".join(changes) or UNEXPLAINED


def _other_work(key: str, old: Baseline, new: Baseline) -> Iterator[str]:
    one, two = old.works.get(key), new.works.get(key)
    if one and two and one != two:
        yield "other files handed in"


def _other_conditions(
    set_name: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[str]:
    yield from _other_sets(set_name, before, after)
    if _differ(before, after, "support"):
        yield "files in support/ changed"
    if _differ(before, after, "seed_id"):
        yield "another seed"
    if _differ(before, after, "grader" if "grader" in before else "version"):
        yield "the grader changed"
    one, two = before.get("packages", {}), after.get("packages", {})
    for name in _PACKAGES:
        if _differ(one, two, name):
            yield f"{name} {one[name]} -> {two[name]}"


def _other_sets(
    set_name: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[str]:
    if "sets" not in before or "sets" not in after:
        if _differ(before, after, "digest"):
            yield "a set changed"
        return
    one, two = before["sets"], after["sets"]
    for name in sorted({set_name} if set_name else one.keys() | two.keys()):
        if one.get(name) != two.get(name):
            yield f"set {name} changed"


def _differ(one: Mapping[str, Any], two: Mapping[str, Any], name: str) -> bool:
    """Whether two records say different things under a name.

    What one does not say differs in nothing.
    """
    return name in one and name in two and one[name] != two[name]


# Kept and shown


def as_values(difference: Difference) -> tuple[str, ...]:
    """Return a difference as the store keeps it."""
    seen = (msgspec.json.encode(state).decode() for state in (difference.old, difference.new))
    return (difference.key, *difference.place, difference.cause, difference.kind, *seen)


def summary(differences: list[Difference], baseline: str) -> Iterator[str]:
    """Yield the lines that say what differs: by cause, then what students would see."""
    if not differences:
        yield f"No difference from {baseline}."
        return
    keys = {difference.key for difference in differences}
    rows, work = counted(len(differences), "row"), counted(len(keys), "submission")
    yield f"{rows} of {work} {'differs' if len(differences) == 1 else 'differ'} from {baseline}."
    causes = Counter(difference.cause for difference in differences)
    for cause, count in sorted(causes.items(), key=lambda pair: (-pair[1], pair[0])):
        fault = ", which is a fault of the grader" if cause == UNEXPLAINED else ""
        yield f"\n{cause}{fault}: {count}"
        yield from (_line(difference) for difference in differences if difference.cause == cause)
    yield ""
    yield _on_the_platform(differences)


def _line(difference: Difference) -> str:
    place = ".".join(difference.place) if any(difference.place) else "score"
    return f"  {difference.key} {place}: {_text(difference.old)} -> {_text(difference.new)}"


def _text(seen: Seen | None) -> str:
    if seen is None:
        return "no row"
    score = "" if seen.score is None else f"{seen.score:g}"
    named = f"({seen.mistake})" if seen.mistake else ""
    return " ".join(filter(None, (seen.status, score, named)))


def _points(seen: Seen | None) -> float:
    return 0.0 if seen is None or seen.score is None else seen.score


def _on_the_platform(differences: list[Difference]) -> str:
    change: dict[str, float] = defaultdict(float)
    for difference in differences:
        change[difference.key] += _points(difference.new) - _points(difference.old)
    more = sum(points > _SCORE_STEP for points in change.values())
    less = sum(points < -_SCORE_STEP for points in change.values())
    verdicts = sum(difference.kind == "status" for difference in differences)
    words = sum(difference.kind == "mistake" for difference in differences)
    return (
        f"If these were published: {counted(more, 'submission')} would show more points and {less}"
        f" fewer; {counted(verdicts, 'row')} another verdict, {words} only another mistake named."
    )
