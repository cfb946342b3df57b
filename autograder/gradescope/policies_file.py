"""A course's policies, read from their file: how often, how late, and how much is said.

All are off unless the file turns them on.

``policies.yaml``, beside the folder ``problems``::

    limit: {submissions: 5, hours: 24}          # further ones keep the last result
    late: {per_day: 0.1, most: 0.5, grace_minutes: 15, group: latest}
    feedback: {1: full, 4: hint, 8: verdict}    # from the 1st, the 4th, the 8th submission on

A policy whose facts the platform does not tell (no due date, no times) does nothing, to the
student's advantage. Times are those at which work was handed in, so that grading it again changes
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, cast, get_args

from msgspec import Struct

from autograder.errors import SpecError
from autograder.report import Feedback

if TYPE_CHECKING:
    from autograder.problemset.section import Section

__all__ = ["FILE_NAME", "LEVELS", "Group", "Late", "Limit", "Policies", "load_policies"]

FILE_NAME: Final = "policies.yaml"
LEVELS: Final[tuple[Feedback, ...]] = get_args(Feedback)
"""How much is said, from the most to the least."""

Group = Literal["latest", "earliest"]


class Limit(Struct, frozen=True):
    """At most so many submissions within so many hours."""

    submissions: int
    hours: float


class Late(Struct, frozen=True):
    """What lateness costs: each day begun takes off the share ``per_day``, up to ``most``."""

    per_day: float
    most: float = 1.0
    grace_minutes: float = 0.0
    group: Group = "latest"
    """Whose due date counts where the members of a group have different ones."""


class Policies(Struct, frozen=True):
    """What a course has switched on."""

    limit: Limit | None = None
    late: Late | None = None
    feedback: Mapping[int, Feedback] = {}
    """First submission -> how much is said from there on."""


def load_policies(path: Path) -> Policies:
    """Read a policies file; all are off where there is none.

    Raises:
        SpecError: the file has faults; all of them are listed.
    """
    if not path.is_file():
        return Policies()
    # few courses have one, and reading it brings numpy
    from autograder.problemset.reading import read_document
    from autograder.problemset.section import Section

    document = read_document(path)
    if not document.faults and not isinstance(document.data, dict):
        document.fault((), repr(document.data), "a mapping with `limit`, `late` or `feedback`")
    policies = Policies() if document.faults else _read(Section(document, (), document.data))
    if document.faults:
        raise SpecError(document.faults)
    return policies


def _read(root: Section) -> Policies:
    root.refuse_unknown({"limit", "late", "feedback"}, {})
    return Policies(
        _read_limit(root.section("limit")) if "limit" in root else None,
        _read_late(root.section("late")) if "late" in root else None,
        dict(_read_feedback(root.section("feedback"))),
    )


def _read_limit(section: Section) -> Limit:
    section.refuse_unknown({"submissions", "hours"}, {})
    count, hours = section.number("submissions", 0), section.number("hours", 0)
    if count < 1 or not count.is_integer():
        section.fault(("submissions",), f"{count:g}", "a whole number from 1")
    if not hours:
        section.fault(
            ("hours",), "0, or nothing", "the length of the time window in hours, such as 24"
        )
    return Limit(int(count), hours)


def _read_late(section: Section) -> Late:
    section.refuse_unknown({"per_day", "most", "grace_minutes", "group"}, {})
    late = Late(
        section.number("per_day", 0),
        section.number("most", 1.0),
        section.number("grace_minutes", 0),
        cast(Group, section.choice("group", "latest", get_args(Group))),
    )
    for key, share in (("per_day", late.per_day), ("most", late.most)):
        if not 0 < share <= 1:
            section.fault((key,), f"{share:g}", "a share of the points above 0, at most 1")
    return late


def _read_feedback(section: Section) -> Iterator[tuple[int, Feedback]]:
    for first, level in section.data.items():
        if type(first) is not int or first < 1:
            section.fault((first,), repr(first), "the number of a submission, from 1")
        elif level not in LEVELS:
            section.fault((first,), repr(level), f"one of {', '.join(LEVELS)}")
        else:
            yield first, cast(Feedback, level)
