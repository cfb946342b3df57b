"""A report as Gradescope's ``results.json``, through gradescope-utils' decorators and test runner.

Grading is over when this module starts. Every row becomes a test method that replays its stored
verdict, so unittest never runs student code, and none of the ways in which a test can drop out of
the listing (skips, subtests, failing fixtures, a killed interpreter) can occur: one row in, one
test out, its points intact.
"""

from __future__ import annotations

import io
import json
import math
import os
import sys
import tempfile
import unittest
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TextIO, TypeAlias

from gradescope_utils.autograder_utils.decorators import (
    number,
    partial_credit,
    tags,
    visibility,
    weight,
)
from gradescope_utils.autograder_utils.json_test_runner import JSONTestResult, JSONTestRunner
from msgspec.structs import replace

from autograder.errors import GraderError
from autograder.gradescope.results_schema import CONTROL, validate
from autograder.report import SCHEMA, Report, Row, Status, line_texts

__all__ = ["NAME_LIMIT", "OUTPUT_LIMIT", "TOTAL_LIMIT", "replace_file", "results", "write"]

OUTPUT_LIMIT = 10_000
"""Characters of one row's output: far below the platform's own cut, and all that anybody reads."""

TOTAL_LIMIT = 1_000_000
"""Characters of all rows' outputs: no limit of a whole file is documented, so be modest."""

NAME_LIMIT = 200
"""Characters of a name, a number or a tag, which the platform does not cut."""

_CUT = "\n[cut here: the rest was too long]"
_PRINTED = "Your code printed:"
_LINES = "Your lines:"

_Method: TypeAlias = Callable[..., None]
_Entry: TypeAlias = dict[str, Any]
"""A test of results.json."""

_SHORT: Final = 2_000
_MOST: Final = 1_024
_KEPT: Final[dict[tuple[Row, int], _Entry]] = {}
"""Entries of rows by the limit of their output: so many, the oldest goes first, of so many
characters each."""


class _Replay(unittest.TestCase):
    """A test of one row: it has no fixture, cannot be skipped and can only pass or fail."""

    def run(self, result: unittest.TestResult | None = None) -> unittest.TestResult:
        """Run as unittest does, without looking for what no row has: half of the time."""
        assert result is not None
        result.startTest(self)
        try:
            getattr(self, self._testMethodName)()
        except self.failureException:
            result.addFailure(self, sys.exc_info())
        else:
            result.addSuccess(self)
        finally:
            result.stopTest(self)
        return result


class _ReplayResult(JSONTestResult):  # type: ignore[misc] # gradescope-utils ships no annotations
    """Adds to a test's entry what gradescope-utils has no decorator for."""

    def buildResult(self, test: unittest.TestCase, err: Any = None) -> dict[str, object]:
        entry: dict[str, object] = super().buildResult(test, err)
        method = getattr(test, test._testMethodName)
        data = method.__extra_data__
        # gradescope-utils calls every loss of points a failure: a late answer may still be right.
        status = "passed" if data["status"] == Status.CORRECT.value else "failed"
        if "tags" in entry:
            entry["tags"] = list(self.getTags(test))
        return entry | {
            "output_format": "text",
            "name_format": "text",
            "status": status,
            "extra_data": data,
        }

    def addFailure(self, test: unittest.TestCase, err: Any) -> None:
        """Take a failure's text alone: its traceback would show how a verdict is replayed."""
        self.processResult(test, err)


class _ReplayRunner(JSONTestRunner):  # type: ignore[misc] # gradescope-utils ships no annotations
    """Builds the entries of rows that have become test methods."""

    resultclass = _ReplayResult

    def __init__(self) -> None:
        super().__init__(stream=io.StringIO(), failure_prefix="", post_processor=self._finish)
        self.entries: list[_Entry] = []

    def _finish(self, data: dict[str, list[_Entry]]) -> None:
        self.entries = data["tests"]
        data.clear()  # what would be written: whoever writes it completes and checks it first


def results(report: Report) -> dict[str, object]:
    """Build the object that Gradescope reads: one test for every row, in order, and the total.

    Raises:
        GraderError: a score is no finite number.
    """
    limit = min(OUTPUT_LIMIT, TOTAL_LIMIT // max(1, len(report.rows)))
    finished: dict[str, object] = {
        "tests": _entries(list(map(_with_floats, report.rows)), limit),
        "score": _points(report.score),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "stdout_visibility": "hidden",
        "extra_data": _extra_data(report),
    }
    remarks = _clean("\n".join(report.remarks), OUTPUT_LIMIT)
    if remarks:
        finished["output"] = remarks
    return finished


def _entries(rows: Sequence[Row], limit: int) -> list[_Entry]:
    """Return an entry for every row, the caller's own; most of a class has the same few rows."""
    new = [row for row in dict.fromkeys(rows) if (row, limit) not in _KEPT]
    replayed = dict(zip(new, _replayed(new, limit), strict=True)) if new else {}
    entries = [replayed.get(row) or _KEPT[row, limit] for row in rows]
    for row, entry in replayed.items():
        if len(entry.get("output", "")) <= _SHORT:
            _KEPT[row, limit] = entry
    while len(_KEPT) > _MOST:
        del _KEPT[next(iter(_KEPT))]
    return list(map(_copy, entries))


def _with_floats(row: Row) -> Row:
    """Return a row that can be looked up: not every number of numpy's can."""
    if type(row.score) is float and type(row.max_score) is float:
        return row
    return replace(row, score=_points(row.score), max_score=_points(row.max_score))


def _copy(entry: _Entry) -> _Entry:
    """Copy an entry with all in it that can be changed."""
    copied = entry | {"extra_data": entry["extra_data"].copy()}
    return copied | {"tags": entry["tags"].copy()} if "tags" in entry else copied


def _replayed(rows: Sequence[Row], limit: int) -> list[_Entry]:
    """Have the runner replay rows, one test for each."""
    methods = {f"test_{index}": _method(row, limit) for index, row in enumerate(rows)}
    case = type("Replay", (_Replay,), methods)
    runner = _ReplayRunner()
    runner.run(unittest.TestSuite(map(case, methods)))
    return runner.entries


def write(report: Report, stream: TextIO) -> None:
    """Write a report as the platform reads it.

    Raises:
        GraderError: the platform would refuse it; nothing is written.
    """
    stream.write(_dumps(results(report)))


def replace_file(results: Mapping[str, object], path: Path) -> None:
    """Put ``results`` at ``path``, whole or not at all, readable by its owner alone.

    Raises:
        GraderError: the platform would refuse them; nothing is written.
        OSError: the folder of ``path`` cannot be written to.
    """
    text = _dumps(results)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".results-")  # mode 0600
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _dumps(results: Mapping[str, object]) -> str:
    validate(results)
    return json.dumps(results, indent=1, allow_nan=False) + "\n"


def _method(row: Row, limit: int) -> _Method:
    """Make the test method that replays ``row``: it sets the score, and fails unless correct."""
    score, most = _points(row.score), _points(row.max_score)
    text = _clean(_output(row), limit)

    def replay(case: unittest.TestCase, set_score: Callable[[float], None]) -> None:
        set_score(score)
        if row.status is not Status.CORRECT:
            case.fail(text)
        sys.stdout.write(text)  # the runner captures it: this is how a passing test gets its output

    method = weight(most)(partial_credit(most)(replay))
    method = visibility(row.visibility.value)(method)
    if row.number:
        method = number(_line(row.number))(method)
    if row.tags:
        method = tags(*map(_line, row.tags))(method)
    method.__doc__ = _name(row)
    method.__extra_data__ = _row_data(row)
    replayed: _Method = method
    return replayed


def _name(row: Row) -> str:
    return _line(row.title or row.answer) or "answer"


def _output(row: Row) -> str:
    parts = [row.message]
    if lines := list(line_texts(row)):
        parts.append("\n".join([_LINES, *lines]))
    if row.output.strip():
        parts.append(f"{_PRINTED}\n{row.output}")
    return "\n\n".join(parts)


def _extra_data(report: Report) -> dict[str, object]:
    """What comes back in later submissions' metadata and in exports; nothing in it is secret."""
    return {
        "schema": SCHEMA,
        "max_score": _points(report.max_score),
        "isolation": list(report.isolation),
        "provenance": dict(report.provenance),
    }


def _row_data(row: Row) -> dict[str, object]:
    return {
        "set": row.set,
        "problem": row.problem,
        "answer": row.answer,
        "status": row.status.value,
        "mistake": row.mistake,
    }


def _points(value: float) -> float:
    """Convert a score of any numeric type, numpy's included, to a float without binary dust."""
    points = float(value)
    if not math.isfinite(points):
        raise GraderError(f"a score is {points}, expected a finite number")
    return round(points, 5) + 0.0  # + 0.0 turns -0.0 into 0.0


def _line(text: str) -> str:
    return _clean(" ".join(text.split()), NAME_LIMIT)


def _clean(text: str, limit: int) -> str:
    """Remove what may not appear in results.json and cut to ``limit`` characters, saying so."""
    plain = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    return plain if len(plain) <= limit else plain[: limit - len(_CUT)] + _CUT
