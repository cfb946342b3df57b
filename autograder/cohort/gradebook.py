"""A class as a table for a gradebook, and as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from autograder.cohort.clusters import Cluster
from autograder.cohort.model import Student
from autograder.cohort.tally import AnswerTally, Entry, Tally

__all__ = ["SCHEMA", "as_csv", "as_json"]

SCHEMA: Final = 1
"""Version of the JSON form. Fields are added, never renamed."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_PRIVATE: Final = ("message", "output")
"""The texts of a row in which a student's own words may stand."""


def as_csv(tally: Tally) -> str:
    """Return one line for each student, so that the members of a group each have theirs."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    head = ("submission", "name", "sid", "email", "score", "max_score", "late", "attempts", "time")
    writer.writerow([*head, *(answer.name for answer in tally.answers)])
    for entry in tally.entries:
        for student in entry.person.students or (Student(),):
            writer.writerow(_line(tally, entry, student))
    return stream.getvalue()


def _line(tally: Tally, entry: Entry, student: Student) -> list[object]:
    scores = {(row["set"], row["problem"], row["answer"]): row["score"] for row in entry.rows}
    texts = (entry.person.key, student.name, student.sid, student.email)
    facts = (entry.score, entry.max_score, "yes" if entry.late else "", entry.attempts, entry.time)
    return [
        *map(_harmless, texts),
        *facts,
        *(scores.get(answer.place, "") for answer in tally.answers),
    ]


def _harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_json(tally: Tally) -> str:
    """Return everything that is known of a class, the same text for the same class."""
    data = {
        "schema": SCHEMA,
        "made_with": tally.made_with,
        "submissions": list(map(_submission, tally.entries)),
        "answers": [_answer(tally, answer) for answer in tally.answers],
        "unnamed": [_cluster(tally, cluster) for cluster in tally.clusters],
        "same_numbers": [_cluster(tally, cluster) for cluster in tally.shared],
        "missed": tally.missed,
        "failures": [{"submission": label, "error": error} for label, error in tally.failures],
    }
    return json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _submission(entry: Entry) -> dict[str, Any]:
    left_out = _PRIVATE if entry.person.hidden else ()
    students = (
        {name: getattr(student, name) for name in ("name", "sid", "email")}
        for student in entry.person.students
    )
    return {
        "submission": entry.person.key,
        "students": list(students),
        "score": entry.score,
        "max_score": entry.max_score,
        "late": entry.late,
        "attempts": entry.attempts,
        "time": entry.time,
        "rows": [_without(row, left_out) for row in entry.rows],
    }


def _without(row: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _answer(tally: Tally, answer: AnswerTally) -> dict[str, Any]:
    set_name, problem, name = answer.place
    return {
        "set": set_name,
        "problem": problem,
        "answer": name,
        "title": answer.title,
        "outcomes": {outcome: len(members) for outcome, members in answer.by_outcome.items()},
        "mistakes": {name: list(_keys(tally, found)) for name, found in answer.by_mistake.items()},
    }


def _cluster(tally: Tally, cluster: Cluster) -> dict[str, Any]:
    set_name, problem, name = cluster.place
    return {
        "set": set_name,
        "problem": problem,
        "answer": name,
        "shape": list(cluster.shape),
        "submissions": list(_keys(tally, cluster.members)),
        "yaml": cluster.yaml,
        "code": cluster.code,
    }


def _keys(tally: Tally, members: tuple[int, ...]) -> Iterator[str]:
    return (tally.entries[position].person.key for position in members)
