"""What a store says of a class: scores, each answer's verdicts and mistakes, who is behind them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, Literal, TypeAlias

from msgspec import Struct

from autograder.cohort.clusters import Cluster, clusters_of
from autograder.cohort.model import Place, Student
from autograder.cohort.people import Naming, Person
from autograder.cohort.store import Store
from autograder.errors import UsageError
from autograder.report import Status

__all__ = ["OUTCOMES", "AnswerTally", "Entry", "Outcome", "Tally", "read_tally"]

Outcome: TypeAlias = Literal["right", "named", "unnamed", "raised", "missing", "ended", "staff"]
"""What became of an answer, as coarsely as a chart shows it."""

OUTCOMES: Final[Mapping[Outcome, str]] = {
    "right": "right",
    "named": "wrong, mistake named",
    "unnamed": "wrong, not named",
    "raised": "raised an error",
    "missing": "missing",
    "ended": "timed out, crashed or not run",
    "staff": "a fault of the set",
}
"""Outcome -> how a reader is told, in the order of charts."""

_OF_STATUS: Final[Mapping[str, Outcome]] = {
    Status.CORRECT.value: "right",
    Status.RAISED.value: "raised",
    Status.MISSING.value: "missing",
    Status.TIMED_OUT.value: "ended",
    Status.CRASHED.value: "ended",
    Status.NOT_RUN.value: "ended",
    Status.STAFF_ERROR.value: "staff",
}


class Entry(Struct, frozen=True):
    """One submission, with one outcome and mistake for each answer of the class, in its order."""

    person: Person
    score: float
    max_score: float
    late: bool
    attempts: int
    time: str
    seconds: float
    outcomes: tuple[Outcome | None, ...]
    mistakes: tuple[str | None, ...]
    rows: tuple[dict[str, Any], ...]
    """The rows as the report has them."""


class AnswerTally(Struct, frozen=True):
    """One answer: who got each outcome and each mistake, by the positions of the submissions."""

    place: Place
    title: str
    number: str
    points: float
    by_outcome: Mapping[Outcome, tuple[int, ...]]
    by_mistake: Mapping[str, tuple[int, ...]]
    """The most frequent mistake first."""

    @property
    def name(self) -> str:
        """The answer's name in sentences: of the problem alone where that is enough."""
        return f"{self.place[0]}.{self.short_name}"

    @property
    def short_name(self) -> str:
        """The same without the set."""
        _, problem, answer = self.place
        return problem if problem == answer else f"{problem}.{answer}"

    @property
    def wrong(self) -> int:
        """How many answers were numbers, and wrong."""
        return len(self.by_outcome["named"]) + len(self.by_outcome["unnamed"])


class Tally(Struct, frozen=True, dict=True):
    """A class as a whole."""

    entries: tuple[Entry, ...]
    answers: tuple[AnswerTally, ...]
    clusters: tuple[Cluster, ...]
    shared: tuple[Cluster, ...]
    """The same unnamed wrong numbers of several submissions."""
    failures: tuple[tuple[str, str], ...]
    missed: int
    """Submissions that the last run did not reach: they are not graded, or as they were before."""
    made_with: Mapping[str, Any]

    @cached_property
    def max_score(self) -> float:
        """The points that could be earned."""
        return max((entry.max_score for entry in self.entries), default=0.0)

    def label(self, position: int) -> str:
        """Return what to call a submission."""
        return self.entries[position].person.label


def read_tally(store: Store, naming: Naming) -> Tally:
    """Read a store.

    Raises:
        UsageError: nothing in it is graded.
    """
    submissions = list(store.submissions())
    graded = [submission for submission in submissions if submission["conditions"] is not None]
    if not graded:
        raise UsageError("no graded submission", "some", where=str(store.path))
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in store.rows():
        rows.setdefault(row["key"], []).append(json.loads(row["row"]))
    places = _places(rows)
    people = {
        submission["key"]: naming(submission["key"], _students(submission["students"]))
        for submission in submissions
    }
    graded.sort(key=lambda each: (people[each["key"]].label.casefold(), each["key"]))
    entries = tuple(
        _entry(submission, people[submission["key"]], rows.get(submission["key"], []), list(places))
        for submission in graded
    )
    positions = {each["key"]: position for position, each in enumerate(graded)}
    shown = people[graded[0]["key"]].hidden
    clusters, shared = clusters_of(_unnamed(store, positions, rows, places), hide_code=shown)
    failed = (
        (people[submission["key"]].label, submission["error"])
        for submission in submissions
        if submission["error"]
    )
    return Tally(
        entries,
        tuple(
            _answer(place, row, number, entries)
            for number, (place, row) in enumerate(places.items())
        ),
        clusters,
        shared,
        tuple(failed),
        sum(not submission["present"] for submission in submissions),
        store.conditions()[store.fact("conditions")],
    )


def _students(text: str) -> list[Student]:
    return [Student(**fields) for fields in json.loads(text)]


def _place(row: Mapping[str, Any]) -> Place:
    return row["set"], row["problem"], row["answer"]


def _places(rows: Mapping[str, Sequence[dict[str, Any]]]) -> dict[Place, dict[str, Any]]:
    """Return every answer of the class, in the order of reports, with one row of it."""
    found: dict[Place, dict[str, Any]] = {}
    for own in rows.values():
        for row in own:
            found.setdefault(_place(row), row)
    return found


def _entry(
    submission: Any, person: Person, rows: Sequence[dict[str, Any]], places: list[Place]
) -> Entry:
    by_place = {_place(row): row for row in rows}
    own = [by_place.get(place) for place in places]
    return Entry(
        person,
        submission["score"],
        submission["max_score"],
        bool(submission["late"]),
        submission["attempts"],
        submission["time"],
        submission["seconds"] or 0.0,
        tuple(None if row is None else _outcome(row) for row in own),
        tuple(None if row is None else row["mistake"] for row in own),
        tuple(rows),
    )


def _outcome(row: Mapping[str, Any]) -> Outcome:
    return _OF_STATUS.get(row["status"]) or ("named" if row["mistake"] else "unnamed")


def _answer(
    place: Place, row: Mapping[str, Any], number: int, entries: Sequence[Entry]
) -> AnswerTally:
    by_outcome: dict[Outcome, list[int]] = {outcome: [] for outcome in OUTCOMES}
    by_mistake: dict[str, list[int]] = {}
    for position, entry in enumerate(entries):
        outcome, mistake = entry.outcomes[number], entry.mistakes[number]
        if outcome is not None:
            by_outcome[outcome].append(position)
        if mistake is not None and outcome == "named":
            by_mistake.setdefault(mistake, []).append(position)
    ordered = sorted(by_mistake, key=lambda name: (-len(by_mistake[name]), name))
    return AnswerTally(
        place,
        row["title"],
        row["number"],
        row["max_score"],
        {outcome: tuple(found) for outcome, found in by_outcome.items()},
        {name: tuple(by_mistake[name]) for name in ordered},
    )


def _unnamed(
    store: Store,
    positions: Mapping[str, int],
    rows: Mapping[str, Sequence[dict[str, Any]]],
    places: Mapping[Place, Any],
) -> Iterator[tuple[Place, str, int, Any]]:
    """Yield place, title, submission and numbers of each wrong answer that has no name."""
    unnamed = {
        (key, _place(row)) for key, own in rows.items() for row in own if _outcome(row) == "unnamed"
    }
    for row in store.wrong_numbers():
        place = (row["set_name"], row["problem"], row["answer"])
        if (row["key"], place) in unnamed and row["key"] in positions:
            yield place, places[place]["title"], positions[row["key"]], row


def quantiles(values: Sequence[float], *shares: float) -> list[float]:
    """Return the values below which some shares of all lie; nearest rank."""
    ordered = sorted(values)
    return [ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in shares]
