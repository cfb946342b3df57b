"""What Gradescope tells of a submission beside its files, read from ``submission_metadata.json``.

The platform's page says that the file may change, and real files differ from it: numbers as text,
no users, results that are null, times in several spellings. What cannot be read counts as not told;
nothing here raises.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from autograder.report import number_in

__all__ = ["Attempt", "Metadata", "parse_metadata", "parse_time", "read_metadata"]

_TIME: Final = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[T ](?P<clock>\d\d:\d\d(?::\d\d)?)(?:\.(?P<fraction>\d+))?\s*"
    r"(?P<zone>Z|UTC|[+-]\d\d:?\d\d)?"
)

_BEFORE_ALL: Final = datetime.min.replace(tzinfo=timezone.utc)
"""Where an earlier submission without a time is sorted."""


class Attempt(Struct, frozen=True):
    """An earlier submission: when, whether the autograder failed on it, its results where known."""

    time: datetime | None
    error: bool = False
    score: float | None = None
    results: Mapping[str, Any] = {}


class Metadata(Struct, frozen=True):
    """When a submission was handed in, when it was due, and what came before, oldest first."""

    created: datetime | None = None
    due: tuple[datetime, ...] = ()
    previous: tuple[Attempt, ...] = ()


def read_metadata(path: Path) -> Metadata:
    """Read the file; an empty :class:`Metadata` where there is none or it is no JSON object."""
    try:
        return parse_metadata(json.loads(path.read_text(encoding="utf-8", errors="replace")))
    except (OSError, ValueError, RecursionError):
        return Metadata()


def parse_metadata(data: Any) -> Metadata:
    """Read decoded JSON of whatever form."""
    whole = _mapping(data)
    attempts = map(_attempt, _sequence(whole.get("previous_submissions")))
    return Metadata(
        parse_time(whole.get("created_at")),
        tuple(_due(whole)),
        tuple(sorted(attempts, key=lambda attempt: attempt.time or _BEFORE_ALL)),
    )


def _due(whole: Mapping[str, Any]) -> Iterator[datetime]:
    """Yield each student's own due date, extensions included, or else the assignment's."""
    found = False
    for user in _sequence(whole.get("users")):
        own = parse_time(_mapping(_mapping(user).get("assignment")).get("due_date"))
        if own is not None:
            found = True
            yield own
    common = parse_time(_mapping(whole.get("assignment")).get("due_date"))
    if not found and common is not None:
        yield common


def _attempt(data: Any) -> Attempt:
    own = _mapping(data)
    return Attempt(
        parse_time(own.get("submission_time")),
        own.get("autograder_error") is True,
        number_in(own.get("score")),
        _mapping(own.get("results")),
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _sequence(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def parse_time(value: Any) -> datetime | None:
    """Read a time such as ``2025-05-20T17:57:40.143363-07:00``; None where it is none.

    A time without a zone is UTC.
    """
    match = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    fraction = f".{match['fraction'][:6]:0<6}" if match["fraction"] else ""
    zone = match["zone"] if match["zone"] not in (None, "Z", "UTC") else "+00:00"
    if ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    try:
        return datetime.fromisoformat(f"{match['day']}T{match['clock']}{fraction}{zone}")
    except ValueError:  # the 31st of February
        return None
