"""A rule book: where a course's notes speak of each mistake, and the rows that problems may cite.

Data alone: a sentence for a student is written without it, and then speaks of no notes at all.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from autograder.errors import SpecError, unknown

if TYPE_CHECKING:
    from autograder.problemset.section import Section

__all__ = ["NONE", "SHIPPED", "Entry", "Notes", "Row", "mistake_ids", "read_notes"]

SHIPPED: Final = Path(__file__).with_name("shipped_notes.yaml")
"""The rule book of the notes that the shipped sets follow; it lists every id of a mistake."""
_KEYS: Final = ("title", "author", "edition", "mistakes", "rows")


class Entry(Struct, frozen=True):
    """What the notes have on one mistake: where, and the course's own words for it (or nothing)."""

    place: str = ""
    words: str = ""


class Row(Struct, frozen=True):
    """One thing that the notes say; ``conceptual`` is why no problem can ask for it, or nothing."""

    id: str
    group: str
    says: str
    where: str = ""
    conceptual: str = ""


class Notes(Struct, frozen=True):
    """The notes of a course: what they are called, mistake id -> entry, and the rows they have."""

    title: str = ""
    author: str = ""
    edition: str = ""
    mistakes: Mapping[str, Entry] = {}
    rows: tuple[Row, ...] = ()

    @property
    def citation(self) -> str:
        """The title, the author and the edition, as far as they are said."""
        return ", ".join(filter(None, (self.title, self.author, self.edition)))

    def entry(self, mistake: str) -> Entry:
        """Return what the notes have on a mistake, an empty entry where they have nothing."""
        return self.mistakes.get(mistake, Entry())


NONE: Final = Notes()
"""No notes: no sentence speaks of any."""


def read_notes(path: Path | None) -> Notes:
    """Return the rule book in a file; :data:`NONE` where there is no file to read.

    Raises:
        SpecError: the file has faults; all of them are listed.
    """
    return _read(path, path.stat().st_mtime_ns) if path else NONE


@functools.lru_cache(maxsize=16)
def _read(path: Path, _changed: int) -> Notes:
    from autograder.problemset.reading import read_document  # which reads YAML
    from autograder.problemset.section import Section

    document = read_document(path)
    data = document.data if isinstance(document.data, dict) else {}
    if not document.faults and not data:
        document.fault((), repr(document.data), f"a mapping with {', '.join(_KEYS)}")
    root = Section(document, (), data)
    root.refuse_unknown(_KEYS, {})
    notes = Notes(
        root.text("title"),
        root.text("author"),
        root.text("edition"),
        _mistakes(root, check=path != SHIPPED),
        _rows(root),
    )
    if document.faults:
        raise SpecError(document.faults)
    return notes


def mistake_ids() -> frozenset[str]:
    """Return the id of every mistake that can be named."""
    return frozenset(read_notes(SHIPPED).mistakes)


def _mistakes(root: Section, *, check: bool) -> dict[str, Entry]:
    section = root.section("mistakes")
    entries: dict[str, Entry] = {}
    for key in map(str, section.data):
        if check and key not in mistake_ids():
            section.fault((key,), *unknown(key, mistake_ids(), expected="the id of a mistake"))
        entries[key] = section.read(key, Entry(), _entry, "a place, or {place, words}")
    return entries


def _entry(value: Any) -> Entry:
    if isinstance(value, Mapping):
        if value.keys() - {"place", "words"}:
            raise ValueError
        return Entry(**{key: str(text) for key, text in value.items()})
    if isinstance(value, list):
        raise TypeError
    return Entry("" if value is None else str(value))


def _rows(root: Section) -> tuple[Row, ...]:
    section = root.section("rows")
    found: list[Row] = []
    for group in section.data:
        entries = section.section(group)
        for key in entries.data:
            row = entries.read(str(key), None, lambda value: value, "a text") or ""
            found.append(_row(entries, str(group), str(key), row))
    return tuple(found)


def _row(entries: Section, group: str, key: str, value: Any) -> Row:
    if not isinstance(value, Mapping):
        return Row(key, group, str(value))
    entry = entries.section(key)
    entry.refuse_unknown(("says", "where", "conceptual"), {})
    return Row(key, group, entry.text("says"), entry.text("where"), entry.text("conceptual"))
