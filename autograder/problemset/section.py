"""Reading one mapping of a document: typed values, and a fault for each that is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Mapping
from typing import Any, Final, TypeVar

from msgspec import Struct

from autograder.errors import unknown
from autograder.problemset.document import Document, KeyPath
from autograder.problemset.formula import FormulaError

__all__ = ["Section"]

_WORD: Final = re.compile(r"[\w.-]+")
"""What any key looks like."""
_MANY: Final = 12
"""Keys that are listed even where one of them is surely meant."""

T = TypeVar("T")
Default = TypeVar("Default")


class Section(Struct, frozen=True):
    """A mapping at a place of a document.

    A value that is not what a key takes becomes a fault and its default.
    """

    document: Document
    path: KeyPath
    data: Mapping[Hashable, Any]

    def __contains__(self, key: str) -> bool:
        return key in self.data

    def fault(self, keys: tuple[Hashable, ...], found: str, expected: str, hint: str = "") -> None:
        """Note a fault at a key below this section."""
        self.document.fault((*self.path, *keys), found, expected, hint)

    def refuse_unknown(self, known: Collection[str], misplaced: Mapping[str, str]) -> None:
        """Note a fault for each key that is not ``known``.

        ``misplaced`` says where a known word belongs.
        """
        for key in self.data:
            if key not in known:
                said = unknown(str(key), sorted(known), f"the unknown key {key!r}")
                hint = misplaced.get(str(key), said.hint)
                if not _WORD.fullmatch(str(key)):
                    hint = "Inside braces a text with a comma wants quotes."
                short = said.hint and len(known) > _MANY  # the nearest would be lost behind all
                expected = "a key of this place" if short else said.expected
                self.fault((key,), said.found, expected, hint)

    def read(
        self, key: str, default: Default, reader: Callable[[Any], T], expected: str
    ) -> T | Default:
        """Read a key with a reader that raises ValueError for what it refuses."""
        if key not in self.data:
            return default
        value = self.data[key]
        try:
            return reader(value)
        except FormulaError as error:
            self.fault((key,), error.found, error.expected, error.hint)
        except (ValueError, TypeError):
            self.fault((key,), repr(value), expected)
        return default

    def text(self, key: str, default: str = "") -> str:
        """Read a text; a number is the text that the file writes, ``1.10``."""
        if key not in self.data:
            return default
        written = self.document.written.get((*self.path, key))
        return self.read(key, default, lambda value: written or _text(value), "a text")

    def number(self, key: str, default: float) -> float:
        """Read a number that is not negative."""
        return self.read(key, default, _number, "a number, 0 or more")

    def share(self, key: str, default: float) -> float:
        """Read a share of the points."""
        return self.read(key, default, _share, "a share of the points between 0 and 1")

    def flag(self, key: str, default: bool) -> bool:
        """Read true or false."""
        return self.read(key, default, _flag, "true or false")

    def choice(self, key: str, default: str, options: Collection[str]) -> str:
        """Read one of some words."""
        value = self.text(key, default)
        if value not in options:
            self.fault((key,), *unknown(value, options))
            return default
        return value

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Read a list of texts."""
        return self.read(key, default, _texts, "a list of texts, such as [a, b]")

    def section(self, key: Hashable) -> Section:
        """Return the mapping under a key; an empty one, and a fault, where there is none."""
        value = self.data.get(key)
        path = (*self.path, key)
        if isinstance(value, Mapping):
            return Section(self.document, path, value)
        if key in self.data:
            self.fault((key,), repr(value), "a mapping `name: value`")
        return Section(self.document, path, {})


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (Mapping, list)) or value is None:
        raise TypeError
    return str(value)


def _number(value: Any) -> float:
    if (
        isinstance(value, bool)
        or not isinstance(value, (int, float))
        or not 0 <= value < float("inf")
    ):
        raise ValueError
    try:
        return float(value)
    except OverflowError:  # a whole number of 400 digits
        raise ValueError from None


def _share(value: Any) -> float:
    share = _number(value)
    if share > 1:
        raise ValueError
    return share


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(_text(item) for item in value)
