"""What is noted while files are read: remarks for the student, names lost on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from autograder.worker.failures import type_and_message
from autograder.worker.messages import Lost

__all__ = ["MAX_REMARKS", "Findings", "one_line"]

MAX_REMARKS: Final = 20
"""More than a person reads; kinds are told once, so that few files have as many."""
_MAX_LOST: Final = 300
_MAX_KINDS: Final = 8
_MESSAGE: Final = 200
_NOT_IMPORTED: Final = re.compile(r"cannot import name '(\w+)'")
_ABSENT_NAME: Final = re.compile(r"^name '(\w+)' is not defined")
OWN_PACKAGE: Final = "handed_in"
"""The package that a submission's folder is, so that relative imports work."""


class _Remark(Struct):
    """One thing that did not work, at all its places."""

    text: str
    ending: str
    urgent: bool
    places: list[str]

    def __str__(self) -> str:
        more = len(self.places) - 1
        others = f" (and {more} more place{'s' if more > 1 else ''})" if more else ""
        return f"{self.places[0]}{others}: {self.text}; {self.ending}."


class Findings:
    """The notes on the files of one submission, as they are read."""

    def __init__(self) -> None:
        self._remarks: dict[tuple[str, str], _Remark] = {}
        self._left_out: dict[str, str] = {}
        self.lost: list[Lost] = []

    def remark(self, place: str, text: str, ending: str, *, urgent: bool = False) -> None:
        """Note that something did not work; the same at another place is the same remark."""
        known = self._remarks.setdefault((text, ending), _Remark(text, ending, urgent, []))
        known.urgent |= urgent
        if place not in known.places:
            known.places.append(place)

    def leave_out(self, kind: str, place: str) -> None:
        """Note that something was left out which only a notebook's own shell runs."""
        self._left_out.setdefault(kind, place)

    def lose(self, names: Iterable[str], place: str, error: BaseException) -> None:
        """Note names that a statement was to bind when it failed."""
        reason, needs, module = one_line(error), _needed(error), _missing_module(error)
        self._lose(Lost(name, place, reason, needs, module) for name in names)

    def hide(self, names: Iterable[str], place: str, reason: str) -> None:
        """Note names that stand where they cannot be called."""
        self._lose(Lost(name, place, reason) for name in names)

    def _lose(self, lost: Iterable[Lost]) -> None:
        self.lost += list(lost)[: max(_MAX_LOST - len(self.lost), 0)]

    def texts(self, filename: str) -> tuple[str, ...]:
        """Return the remarks in the order of the files, the urgent ones always among them."""
        remarks = list(self._remarks.values())
        shown = sorted(range(len(remarks)), key=lambda n: (not remarks[n].urgent, n))[:MAX_REMARKS]
        lines = [str(remarks[number]) for number in sorted(shown)]
        if more := len(remarks) - len(lines):
            lines.append(f"{filename}: and {more} more such remarks.")
        return (*lines, *self._left_out_text(filename))

    def _left_out_text(self, filename: str) -> Iterable[str]:
        if not self._left_out:
            return
        places = {kind: place.removeprefix(filename) for kind, place in self._left_out.items()}
        kinds = [f"{kind} ({place[2:]})" if place else kind for kind, place in places.items()]
        more = len(kinds) - _MAX_KINDS
        listed = ", ".join(kinds[:_MAX_KINDS]) + (f" and {more} more" if more > 0 else "")
        yield f"{filename}: left out, since only a notebook's own shell runs it: {listed}."


def one_line(error: BaseException) -> str:
    """Return an exception's type and message on one bounded line."""
    kind, message = type_and_message(error)
    if isinstance(error, SyntaxError):
        message = f"{error.msg}: `{error.text.strip()}`" if error.text else str(error.msg)
    text = " ".join(message.split())[:_MESSAGE]
    return f"{kind}: {text}" if text else kind


def _needed(error: BaseException) -> str:
    """Return the name for want of which a statement failed, or nothing."""
    kind, message = type_and_message(error)
    pattern = {"NameError": _ABSENT_NAME, "ImportError": _NOT_IMPORTED}.get(kind)
    found = pattern.search(message) if pattern else None
    return found.group(1) if found else ""


def _missing_module(error: BaseException) -> str:
    """Return the module that is not there.

    With a dot before it where it was imported relatively.
    """
    name = getattr(error, "name", None) if isinstance(error, ModuleNotFoundError) else None
    return str(name or "").replace(f"{OWN_PACKAGE}.", ".", 1)[:100]
