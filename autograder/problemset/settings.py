"""The keys that a set hands down to problems and answers, read where they stand.

Each level reads its own mapping once, so that a fault is noted once and at its own line.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final, cast, get_args

from msgspec import Struct

from autograder.errors import unknown
from autograder.problemset.layout import Convention
from autograder.problemset.model import Feedback, Near, Unit, Uses
from autograder.problemset.notes import mistake_ids
from autograder.problemset.section import Section
from autograder.report import Visibility
from autograder.worker.messages import Limits

__all__ = ["Settings", "read_settings", "uses_of"]


_LEAST_SECONDS: Final = 0.1
"""A time limit below it stops right answers: starting a call alone may take a hundredth."""


_DOTTED: Final = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")

_CONVENTIONS: Final = get_args(Convention)
_VISIBILITIES: Final = [word.value for word in Visibility]
_NEAR: Final = get_args(Near)
_UNITS: Final = get_args(Unit)
_FEEDBACKS: Final = get_args(Feedback)
_LEAST_MEMORY: Final = 256
"""MB below which the libraries of an honest answer may not be loaded: numpy alone takes half."""


class Settings(Struct, frozen=True):
    """What is inherited, as it holds at one level."""

    book: Path | None = None
    """The rule book; a set or its course says which, nothing below changes it."""
    convention: Convention = "denominator"
    points: float = 1.0
    step_points: float | None = None
    """Of these, what the steps of a derivation earn; None where the points are not split."""
    tags: tuple[str, ...] = ()
    visibility: Visibility = Visibility.VISIBLE
    near: Near = "reject"
    unit: Unit = "lenient"
    shape_credit: float = 0.0
    follow_credit: float = 1.0
    feedback: Feedback = "full"
    credit: Mapping[str, float] = {}
    time_limit: Limits = Limits()
    memory: int | None = None
    fresh: bool = False
    uses: Uses = Uses()


def read_settings(own: Section, outer: Settings, foreseen: Collection[str] = ()) -> Settings:
    """Return what holds at a section: what it says itself, and for the rest what ``outer`` says.

    ``foreseen`` are the ids of the mistakes that the set itself declares for what lies below.
    """
    total, for_steps = _points(own, outer)
    return Settings(
        book=outer.book,
        convention=cast(Convention, own.choice("convention", outer.convention, _CONVENTIONS)),
        points=total,
        step_points=for_steps,
        tags=own.texts("tags", outer.tags),
        visibility=Visibility(own.choice("visibility", outer.visibility.value, _VISIBILITIES)),
        near=cast(Near, own.choice("near", outer.near, _NEAR)),
        unit=cast(Unit, own.choice("unit", outer.unit, _UNITS)),
        shape_credit=own.share("shape_credit", outer.shape_credit),
        follow_credit=own.share("follow_credit", outer.follow_credit),
        feedback=cast(Feedback, own.choice("feedback", outer.feedback, _FEEDBACKS)),
        credit=_credit(own, foreseen) if "credit" in own else outer.credit,
        time_limit=_time_limit(own) if "time_limit" in own else outer.time_limit,
        memory=_memory(own) if "memory" in own else outer.memory,
        fresh=own.flag("fresh", outer.fresh),
        uses=Uses(
            _rules(own, "forbid", outer.uses.forbid),
            _rules(own, "require", outer.uses.require),
            own.flag("vectorised", outer.uses.vectorised),
            own.share("use_credit", outer.uses.credit),
        ),
    )


def uses_of(data: Mapping[str, object], outer: Mapping[str, object]) -> Uses:
    """Return the rules of a problem from the public part of a set that loads without a fault."""
    found = {key: data.get(key, outer.get(key)) for key in ("forbid", "require", "vectorised")}
    return Uses(
        _named(found["forbid"]), _named(found["require"]), vectorised=bool(found["vectorised"])
    )


def _named(value: object) -> Mapping[str, str]:
    if isinstance(value, Mapping):
        return {str(name): str(words) for name, words in value.items()}
    return dict.fromkeys(map(str, value), "") if isinstance(value, list) else {}


def _rules(own: Section, key: str, outer: Mapping[str, str]) -> Mapping[str, str]:
    """Read names that code must or must not use: a list, or each with the course's words for it."""
    if key not in own:
        return outer
    value = own.data[key]
    if isinstance(value, Mapping):
        section = own.section(key)
        rules = {str(name): section.text(str(name)) for name in value}
    else:
        rules = dict(_named(list(own.texts(key))))
    for name in rules:
        if not _DOTTED.fullmatch(name):
            own.fault((key,), repr(name), "a name as it stands in code, such as np.gradient")
    return rules


def _points(own: Section, outer: Settings) -> tuple[float, float | None]:
    """Return all points, and of these what the steps earn where ``points`` is a mapping."""
    if not isinstance(own.data.get("points"), Mapping):
        split = None if "points" in own else outer.step_points
        return own.number("points", outer.points), split
    split_points = own.section("points")
    split_points.refuse_unknown({"result", "steps"}, {})
    for_steps = split_points.number("steps", 0.0)
    return split_points.number("result", 0.0) + for_steps, for_steps


def _credit(own: Section, foreseen: Collection[str]) -> dict[str, float]:
    section = own.section("credit")
    known = {*mistake_ids(), *foreseen}
    for key in map(str, section.data):
        if key not in known:
            section.fault((key,), *unknown(key, known, expected="the id of a mistake"))
    return {str(key): section.share(str(key), 0.0) for key in section.data}


def _time_limit(own: Section) -> Limits:
    limits = own.section("time_limit")
    limits.refuse_unknown({"call", "import", "submission"}, {})
    default = Limits()
    return Limits(
        call=_seconds(limits, "call", default.call),
        load=_seconds(limits, "import", default.load),
        submission=_seconds(limits, "submission", default.submission),
    )


def _seconds(limits: Section, key: str, default: float) -> float:
    """Read a time limit: none may be so short that right answers would be stopped."""
    seconds = limits.number(key, default)
    if seconds < _LEAST_SECONDS:
        limits.fault(
            (key,),
            f"{seconds:g} s",
            f"at least {_LEAST_SECONDS:g} s",
            "There is no way to have no limit: write a large one.",
        )
    return seconds


def _memory(own: Section) -> int:
    """Read how much memory student code may use, in MB, and return bytes."""
    megabytes = own.number("memory", _LEAST_MEMORY)
    if megabytes < _LEAST_MEMORY:
        found, expected = f"{megabytes:g} MB", f"at least {_LEAST_MEMORY} MB"
        own.fault(("memory",), found, expected, "Python and numpy take a part of it.")
    return round(megabytes * (1 << 20))
