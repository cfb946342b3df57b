"""One exception class for each family of failure.

Three parties can be at fault and are never confused: the student (never an exception here: a row of
the report says it), the staff (:class:`StaffError` and its subclasses), the grader or its machine
(:class:`GraderError`).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

__all__ = [
    "AutograderError",
    "DerivativeError",
    "Fault",
    "GraderError",
    "SpecError",
    "StaffError",
    "UsageError",
    "nearest",
]


class AutograderError(Exception):
    """Any failure that this package raises on purpose."""


class StaffError(AutograderError):
    """A problem set, a reference or a setting is wrong; no student can be graded fairly with it."""


class UsageError(AutograderError):
    """A command was called with something it cannot use."""


class GraderError(AutograderError):
    """The grader or the machine it runs on failed; neither the student nor the staff is at fault."""


class DerivativeError(StaffError, ArithmeticError):
    """A forward function has no numeric derivative that can be vouched for, whatever the point."""


class Fault(Struct, frozen=True):
    """One fault of a problem set: where it is, what was found, what was expected, how to mend it."""

    path: Path
    line: int
    key: str
    found: str
    expected: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.path}:{self.line}: {self.key}: found {self.found}; expected {self.expected}"
        return f"{text}. {self.hint}" if self.hint else text


class SpecError(StaffError, ValueError):
    """A problem set is malformed or ill-posed; :attr:`faults` lists every fault that was found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


def nearest(name: str, known: Iterable[str]) -> str:
    """Say ``did you mean 'x'?`` for the known name nearest to ``name``, or nothing where none is near."""
    matches = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f"did you mean {matches[0]!r}?" if matches else ""
