"""Gradescope's ``submission_metadata.yml``: who handed in what and when, and the results it holds.

Ruby writes it, with symbols for keys (``:submitters``), which YAML reads as text that starts with a
colon. Files of a class reach many megabytes, so that one submission is parsed at a time. What
cannot be read counts as not said.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import yaml

from autograder.cohort.glance import METADATA
from autograder.cohort.model import Handed, Recorded, RecordedRow, Student
from autograder.errors import UsageError
from autograder.report import number_in

__all__ = ["METADATA", "read_handed"]

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast
_START: Final = re.compile(r"""^(?=[^\s#\-%'"][^\n]*:\s*$|['"][^\n]*['"]:\s*$)""", re.MULTILINE)
"""Where an entry of the outermost mapping begins: a key at the start of a line, alone on it."""


def read_handed(text: str) -> Iterator[Handed]:
    """Yield every submission of the file in its order.

    Raises:
        UsageError: it is no YAML, or no mapping.
    """
    seen: set[str] = set()
    for key, entry in _entries(text):
        if key not in seen:
            seen.add(key)
            yield _handed(key, entry)


def _entries(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the entries one by one.

    All at once where one refers to another, which Ruby may write.
    """
    body = text.removeprefix("\ufeff").replace("\r\n", "\n")
    chunks = [chunk for chunk in _START.split(body) if ":" in chunk]
    try:
        for chunk in chunks:
            yield from _parse(chunk)
    except (yaml.YAMLError, UsageError):
        try:
            yield from _parse(body)
        except yaml.YAMLError as error:
            place = getattr(error, "problem_mark", None)
            line = place.line + 1 if place else 1
            found = getattr(error, "problem", None) or error
            raise UsageError(str(found), "YAML", where=f"{METADATA}:{line}") from None


def _parse(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    data = yaml.load(text, _LOADER)  # noqa: S506  # a safe loader, either way
    if data is None:
        return
    if not isinstance(data, dict):
        raise UsageError(type(data).__name__, "one key for each submission", where=METADATA)
    for key, entry in data.items():
        yield str(key), _plain_keys(entry)


def _plain_keys(value: Any) -> Mapping[str, Any]:
    """Return a mapping with its keys as text, without the colon of a symbol."""
    if not isinstance(value, dict):
        return {}
    return {str(key).removeprefix(":"): each for key, each in value.items()}


def _handed(key: str, entry: Mapping[str, Any]) -> Handed:
    history = entry.get("history")
    return Handed(
        key,
        tuple(_students(entry.get("submitters"))),
        _time(entry.get("created_at")),
        attempts=1 + (len(history) if isinstance(history, list) else 0),
        recorded=_recorded(entry),
    )


def _students(value: Any) -> Iterator[Student]:
    for entry in value if isinstance(value, list) else ():
        own = _plain_keys(entry)
        student = Student(*(_text(own.get(name)) for name in ("name", "sid", "email")))
        if student != Student():
            yield student


def _recorded(entry: Mapping[str, Any]) -> Recorded | None:
    results = _plain_keys(entry.get("results"))
    score = number_in(entry.get("score"))
    if not results and score is None:
        return None
    tests = results.get("tests")
    rows = tuple(map(_row, tests)) if isinstance(tests, list) else ()
    made_with = _plain_keys(_plain_keys(results.get("extra_data")).get("provenance"))
    facts = (_text(made_with.get(name)) for name in ("sets", "seed_id", "numpy", "autograder"))
    return Recorded(number_in(results.get("score")) if score is None else score, rows, *facts)


def _row(value: Any) -> RecordedRow:
    test = _plain_keys(value)
    own = _plain_keys(test.get("extra_data"))
    place = (_text(own.get("set")), _text(own.get("problem")), _text(own.get("answer")))
    return RecordedRow(
        place,
        _text(own.get("status")) or _text(test.get("status")),
        number_in(test.get("score")),
        number_in(test.get("max_score")),
        _text(own.get("mistake")) or None,
        _text(test.get("name")),
    )


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _time(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime.datetime) else _text(value)
