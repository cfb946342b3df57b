"""Labelled submissions: folders of handed-in work whose name says what should become of it.

``submissions/partial/ada/`` holds a submission that should earn part of the points;
``submissions/timed_out/loop.py`` one whose every lost answer should have timed out. An
``expected.json`` inside such a folder (``loop.expected.json`` beside a file) pins each row as well:
status, mistake, score.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from autograder.client.workers import Workers
from autograder.errors import AutograderError, UsageError, unknown
from autograder.grading.grade import grade
from autograder.oracle.answer_key import AnswerKey
from autograder.problemset.model import ProblemSet
from autograder.report import Report, Row, Status, counted
from autograder.submission.files import Submission, choose_sets, open_submission

__all__ = [
    "EXPECTED",
    "LABELS",
    "Labelled",
    "Outcome",
    "discover",
    "judge",
    "pin",
    "run",
    "summary",
]

LABELS: Final[Mapping[str, str]] = {
    "full": "all points",
    "partial": "some of the points",
    "zero": "no point",
    **{
        status.value: f"some answers {status.value}, no answer wrong in another way"
        for status in Status
        if status not in (Status.CORRECT, Status.STAFF_ERROR)
    },
}
"""Name of a folder -> what should become of the submissions in it."""

_FOLDERS: Final = f"folders named {', '.join(LABELS)}"
EXPECTED: Final = "expected.json"
_PINNED: Final = ("status", "mistake", "score")
_PLACE: Final = ("set", "problem", "answer")


class Labelled(Struct, frozen=True):
    """One submission, the label of its folder, and where its rows are pinned (if they are)."""

    name: str
    label: str
    path: Path
    pins: Path


class Outcome(Struct, frozen=True):
    """What became of a labelled submission; no complaint means that it is what was expected."""

    labelled: Labelled
    report: Report | None
    complaints: tuple[str, ...]


def discover(folder: Path) -> tuple[Labelled, ...]:
    """Return the submissions of a folder in order.

    Raises:
        UsageError: the folder holds none, or something in it stands under no label.
    """
    if not folder.is_dir():
        raise UsageError("no such folder", _FOLDERS, where=f"--submissions {folder}")
    found = [labelled for entry in _entries(folder) for labelled in _under(entry)]
    if not found:
        raise UsageError("no submission", f"some in {_FOLDERS}", where=str(folder))
    return tuple(found)


def _entries(folder: Path) -> Iterator[Path]:
    """Yield what is no hidden file and no page of text about the folder."""
    for path in sorted(folder.iterdir()):
        if not path.name.startswith((".", "__")) and path.suffix not in (".md", ".txt", ".rst"):
            yield path


def _under(folder: Path) -> Iterator[Labelled]:
    label = folder.name
    if label not in LABELS or not folder.is_dir():
        raise UsageError(
            *unknown(label, LABELS, expected=f"a folder named {', '.join(LABELS)}"),
            where=str(folder),
        )
    for path in _entries(folder):
        if path.name.endswith(f".{EXPECTED}"):
            continue
        pins = path / EXPECTED if path.is_dir() else path.with_name(f"{path.stem}.{EXPECTED}")
        yield Labelled(f"{label}/{path.name}", label, path, pins)


# Grading one


def run(labelled: Labelled, sets: Sequence[ProblemSet], seed: str, workers: Workers) -> Outcome:
    """Grade a labelled submission as a student's, and say how it differs from its label."""
    try:
        opened = _without_pins(open_submission(labelled.path))
        report = grade(AnswerKey(choose_sets(sets, opened), seed), opened, workers)
    except AutograderError as error:
        return Outcome(labelled, None, (f"it cannot be graded: {error}",))
    return Outcome(labelled, report, tuple(judge(labelled, report)))


def _without_pins(submission: Submission) -> Submission:
    """Leave out what the staff put beside the student's files."""
    files = {name: content for name, content in submission.files.items() if name != EXPECTED}
    return replace(submission, files=files)


def judge(labelled: Labelled, report: Report) -> Iterator[str]:
    """Yield how a report contradicts a submission's label and its pinned rows."""
    if (complaint := _against_label(labelled.label, report)) is not None:
        yield complaint
    if labelled.pins.is_file():
        yield from _against_pins(labelled.pins, report)


def _against_label(label: str, report: Report) -> str | None:
    points = f"{report.score:g} of {counted(report.max_score, 'point')}"
    match label:
        case "full":
            return (
                None
                if report.score == report.max_score
                else f"expected all points, found {points}{_lost(report)}"
            )
        case "partial":
            return (
                None
                if 0 < report.score < report.max_score
                else f"expected some of the points, found {points}"
            )
        case "zero":
            return None if report.score == 0 else f"expected no point, found {points}"
    wrong = [row for row in report.rows if row.status is not Status.CORRECT]
    others = [row for row in wrong if row.status.value != label]
    if wrong and not others:
        return None
    found = _lost(report, others) or ", found none"
    return f"expected answers that are {label} or correct and nothing else{found}"


def _lost(report: Report, rows: Sequence[Row] | None = None) -> str:
    chosen = (
        rows
        if rows is not None
        else [row for row in report.rows if row.status is not Status.CORRECT]
    )
    listed = ", ".join(f"{row.problem}.{row.answer} {row.status.value}" for row in chosen[:3])
    return f" ({listed})" if listed else ""


def _against_pins(pins: Path, report: Report) -> Iterator[str]:
    try:
        rows = json.loads(pins.read_text(encoding="utf-8"))["rows"]
        wanted = {_place(row): row for row in rows}
    except (ValueError, TypeError, KeyError):
        yield (
            f'{pins}: found no list of rows; expected {{"rows": [...]}}, as `verify --update` '
            f"writes it"
        )
        return
    found = {_place(row): row for row in _rows(report)}
    for place in sorted({*wanted, *found}):
        if place not in found or place not in wanted:
            pinned = place in wanted
            what = "pinned, but not graded" if pinned else "graded, but not pinned"
            yield f"{'.'.join(place)}: {what}"
            continue
        for key in _PINNED:
            if key in wanted[place] and wanted[place][key] != found[place][key]:
                yield (
                    f"{'.'.join(place)}: expected {key} {wanted[place][key]!r}, found "
                    f"{found[place][key]!r}"
                )


def _place(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(row["set"]), str(row["problem"]), str(row["answer"])


def _rows(report: Report) -> list[dict[str, Any]]:
    rows: Any = report.to_json()["rows"]
    return [{key: row[key] for key in (*_PLACE, *_PINNED)} for row in rows]


def pin(outcome: Outcome) -> bool:
    """Write what a submission got as what is expected of it.

    Return whether that changed the file.
    """
    if outcome.report is None:
        return False
    rows = ",\n".join(f"  {json.dumps(row)}" for row in _rows(outcome.report))
    text = f'{{"rows": [\n{rows}\n]}}\n'
    path = outcome.labelled.pins
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8", newline="\n")
    return True


def summary(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as plain data."""
    return {
        "submission": outcome.labelled.name,
        "good": not outcome.complaints,
        "complaints": list(outcome.complaints),
        "rows": [] if outcome.report is None else _rows(outcome.report),
    }
