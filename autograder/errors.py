"""One exception class for each family of failure, and the one sentence that all of them speak.

Three parties can be at fault and are never confused: the student (never an exception here: a row of
the report says it), the staff (:class:`StaffError` and its subclasses), the grader or its machine
(:class:`GraderError`). A sentence says where, what was found, what was expected and how to mend it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from msgspec import Struct

__all__ = [
    "AutograderError",
    "DerivativeError",
    "Fault",
    "GraderError",
    "Mismatch",
    "SpecError",
    "StaffError",
    "UsageError",
    "nearest",
    "unknown",
]

_NEAR: Final = 0.7
"""How alike two names must be, from 0 to 1, for one to be suggested.

difflib's own 0.6 takes `inputs` for `points` and `round` for `prod`; every real slip of a letter or
two, in names of four letters and more, is above 0.7.
"""
_FEWEST: Final = 3
"""Letters that have to be typed before a longer name that begins with them is suggested."""


class Mismatch(NamedTuple):
    """What was found where something else was expected, and how to mend it."""

    found: str
    expected: str
    hint: str = ""


class AutograderError(Exception):
    """Any failure that this package raises on purpose.

    ``found`` alone is the whole sentence where nothing in particular was expected.
    """

    def __init__(self, found: str, expected: str = "", hint: str = "", *, where: str = "") -> None:
        super().__init__(found, expected, hint)
        self.found, self.expected, self.hint, self.where = found, expected, hint, where

    def __str__(self) -> str:
        return _sentence(self.where, self.found, self.expected, self.hint)

    def __reduce__(self) -> tuple[Callable[..., AutograderError], tuple[Any, ...]]:
        """Return what makes the same error in another process, whatever its class is made from."""
        return _made_again, (type(self), self.args, vars(self))


def _made_again(
    kind: type[AutograderError], arguments: tuple[Any, ...], fields: Mapping[str, Any]
) -> AutograderError:
    error = kind.__new__(kind, *arguments)
    vars(error).update(fields)
    return error


class StaffError(AutograderError):
    """A problem set, a reference or a setting is wrong; no student can be graded fairly with it."""


class UsageError(AutograderError):
    """A command was called with something it cannot use."""


class GraderError(AutograderError):
    """The grader or its machine failed; neither the student nor the staff is at fault."""


class DerivativeError(StaffError, ArithmeticError):
    """A forward function has no numeric derivative that can be vouched for, whatever the point."""


class Fault(Struct, frozen=True):
    """One fault of a problem set: where, what was found, what was expected, how to mend it."""

    path: Path
    line: int
    key: str
    found: str
    expected: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}: {self.key}"
        return _sentence(where, self.found, self.expected, self.hint)


class SpecError(StaffError, ValueError):
    """A problem set is malformed or ill-posed; :attr:`faults` lists every fault that was found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


def unknown(name: str, known: Collection[str], found: str = "", expected: str = "") -> Mismatch:
    """Return what to say of a name that is not among the known ones, with the nearest of them.

    ``found`` is the name by itself and ``expected`` the list of all known ones, unless stated.
    """
    return Mismatch(
        found or repr(name),
        expected or f"one of {', '.join(known) or 'no name'}",
        nearest(name, known),
    )


def nearest(name: str, known: Iterable[str]) -> str:
    """Say ``Did you mean 'x'?`` for the known name nearest to ``name``; nothing if none is near."""
    import difflib  # when something is misspelt

    by_letters = {known_name.casefold(): known_name for known_name in sorted(known)}
    typed = name.casefold()
    matches = difflib.get_close_matches(typed, by_letters, n=1, cutoff=_NEAR)
    matches = matches or [letters for letters in by_letters if _goes_on(typed, letters)]
    return f"Did you mean {by_letters[matches[0]]!r}?" if matches else ""


def _goes_on(typed: str, letters: str) -> bool:
    """Whether a name is another's beginning, or has one letter too many at its end."""
    begun = len(typed) >= _FEWEST and letters.startswith(typed)
    return begun or typed[:-1] == letters


def _sentence(where: str, found: str, expected: str, hint: str) -> str:
    told = f"found {found}; expected {expected}" if expected else found
    placed = f"{where}: {told}" if where else told
    return f"{placed}. {hint}" if hint else placed
