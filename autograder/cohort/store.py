"""The store of a class: one SQLite file with what every submission got, written one at a time.

Each submission is one transaction: a run that is killed at any moment leaves a store that holds
every submission whole or not at all, and the next run grades what is missing.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import msgspec

from autograder.cohort.model import Graded, Handed, Place
from autograder.errors import GraderError, UsageError

__all__ = ["Store", "StoreFullError", "is_store"]

_VERSION: Final = "1"
_SCHEMA: Final = Path(__file__).with_name("schema.sql")
_HEAD: Final = b"SQLite format 3\0"
_FULL: Final = ("database or disk is full", "disk I/O error")
_BUSY_SECONDS: Final = 2.0
"""Another program that reads the store is done by then; another `regrade` is not."""


class StoreFullError(GraderError):
    """The disk is full.

    What was graded so far is in the store, and the next run goes on from there.
    """


class Store:
    """An open store; a context manager. One process at a time has it."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open a store.

        Raises:
            UsageError: there is none and ``create`` is false, it is no store, or another process
                has it.
        """
        self.path = path
        is_new = not path.exists() or path.stat().st_size == 0
        if is_new and not create:
            raise UsageError(
                "nothing", "a store that `autograder regrade` has written", where=str(path)
            )
        _refuse_other_file(path, is_new)
        with self._told():
            _make_private(path)
            self._base = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
            self._set_up(is_new)

    def _set_up(self, is_new: bool) -> None:
        self._base.row_factory = sqlite3.Row
        for pragma in (
            "locking_mode = EXCLUSIVE",  # two runs would grade everything twice
            "journal_mode = WAL",
            # A crash of the machine may lose the last submissions, never damage: they are graded
            # again.
            "synchronous = NORMAL",
            "foreign_keys = ON",
        ):
            self._base.execute(f"PRAGMA {pragma}")
        if is_new or not self._has_tables():
            self._create()
        if self.fact("version") != _VERSION:
            found = f"a store of version {self.fact('version')}"
            raise UsageError(found, f"version {_VERSION}", where=str(self.path))

    def _has_tables(self) -> bool:
        return bool(self._all("SELECT 1 FROM sqlite_master WHERE name = 'facts'"))

    def _create(self) -> None:
        facts = (("version", _VERSION), ("salt", secrets.token_hex(16)), ("export", "0"))
        with self._transaction():
            for statement in _SCHEMA.read_text(encoding="utf-8").split(";\n"):
                self._base.execute(statement)
            self._base.executemany("INSERT INTO facts VALUES (?, ?)", facts)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._base.close()

    # Facts and conditions

    def fact(self, name: str) -> str:
        """Return a fact of the store; empty where it is not known."""
        found = self._all("SELECT value FROM facts WHERE name = ?", name)
        return found[0]["value"] if found else ""

    def set_fact(self, name: str, value: str) -> None:
        """Keep a fact of the store."""
        with self._transaction():
            self._base.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def conditions(self) -> dict[str, dict[str, Any]]:
        """Return what was graded with, by the id that reports have for it."""
        found = self._all("SELECT id, made_with FROM conditions")
        return {row["id"]: json.loads(row["made_with"]) for row in found}

    def add_conditions(self, made_with: Mapping[str, Any]) -> str:
        """Keep what is graded with from now on; return its id."""
        text = json.dumps(made_with, sort_keys=True)
        name = hashlib.sha256(text.encode()).hexdigest()[:16]
        with self._transaction():
            self._base.execute("INSERT OR IGNORE INTO conditions VALUES (?, ?)", (name, text))
        self.set_fact("conditions", name)
        return name

    # Submissions

    def next_export(self) -> int:
        """Return the number for the next export, which :meth:`end_export` makes the present one."""
        return int(self.fact("export")) + 1

    def end_export(self, number: int) -> None:
        """Make an export that has been noted in full the present one."""
        self.set_fact("export", str(number))

    def note(self, submissions: Sequence[tuple[Handed, str]], export: int) -> None:
        """Note submissions of an export, each with the hash of its files, in one transaction."""
        values = [(*_handed_values(handed, work), export) for handed, work in submissions]
        with self._transaction():
            self._base.executemany(
                "INSERT INTO submissions (key, students, time, late, attempts, recorded, work, "
                "exported)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET"
                " students = excluded.students, time = excluded.time, late = excluded.late,"
                " attempts = excluded.attempts, recorded = excluded.recorded, work = excluded.work,"
                " exported = excluded.exported",
                values,
            )

    def due(self, conditions: str) -> list[str]:
        """Return the keys of this export whose files or conditions changed since the grading."""
        found = self._all(
            "SELECT s.key FROM submissions s LEFT JOIN reports r USING (key)"
            " WHERE s.exported = ? AND (r.key IS NULL OR r.work != s.work OR r.conditions != ?)"
            " ORDER BY s.key",
            int(self.fact("export")),
            conditions,
        )
        return [row["key"] for row in found]

    def keep(self, graded: Graded, conditions: str) -> None:
        """Keep what became of a submission, instead of what was known of it, in one transaction.

        Raises:
            StoreFullError: the disk is full; nothing of this submission is kept.
        """
        with self._transaction():
            self._base.execute("DELETE FROM failures WHERE key = ?", (graded.key,))
            if graded.report is None:
                self._base.execute("INSERT INTO failures VALUES (?, ?)", (graded.key, graded.error))
                return
            self._base.execute("DELETE FROM reports WHERE key = ?", (graded.key,))
            self._base.execute(
                "INSERT INTO reports SELECT key, work, ?, ?, ?, ?, ?, ? FROM submissions WHERE "
                "key = ?",
                (conditions, *_report_values(graded), graded.key),
            )
            self._base.executemany(
                "INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _row_values(graded)
            )
            self._base.executemany(
                "INSERT INTO wrong_numbers VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _wrong_values(graded)
            )
            self._base.execute(
                "INSERT OR REPLACE INTO times VALUES (?, ?)", (graded.key, graded.seconds)
            )

    def keep_differences(self, differences: Sequence[tuple[str, ...]]) -> None:
        """Keep the differences from a baseline, in the place of those that were kept before."""
        with self._transaction():
            self._base.execute("DELETE FROM differences")
            self._base.executemany(
                "INSERT INTO differences VALUES (?, ?, ?, ?, ?, ?, ?, ?)", differences
            )

    # Reading

    def submissions(self) -> Iterator[sqlite3.Row]:
        """Yield the submissions of the last export with their scores, None where not graded.

        ``present`` says whether that was the work and the conditions of the last run.
        """
        yield from self._base.execute(
            "SELECT s.*, r.score, r.max_score, r.conditions, r.remarks, r.staff_notes, t.seconds,"
            " r.work = s.work AND r.conditions = ? AS present, f.error"
            " FROM submissions s LEFT JOIN reports r USING (key)"
            " LEFT JOIN times t USING (key) LEFT JOIN failures f USING (key)"
            " WHERE s.exported = ? ORDER BY s.key",
            (self.fact("conditions"), int(self.fact("export"))),
        )

    def rows(self) -> Iterator[sqlite3.Row]:
        """Yield the rows of every report of the last export, in order."""
        yield from self._of_export("rows", "t.key, t.position")

    def wrong_numbers(self) -> Iterator[sqlite3.Row]:
        """Yield the numbers of every wrong answer of the last export, answer by answer."""
        yield from self._of_export("wrong_numbers", "t.set_name, t.problem, t.answer, t.key")

    def _of_export(self, table: str, order: str) -> Iterator[sqlite3.Row]:
        yield from self._base.execute(
            f"SELECT t.* FROM {table} t JOIN submissions s USING (key)"  # noqa: S608
            f" WHERE s.exported = ? ORDER BY {order}",
            (int(self.fact("export")),),
        )

    def _all(self, statement: str, *values: object) -> list[sqlite3.Row]:
        return self._base.execute(statement, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Do all of it or nothing."""
        with self._told():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._base.execute("COMMIT")
            except BaseException:
                if self._base.in_transaction:
                    self._base.execute("ROLLBACK")
                raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say in one line what SQLite stumbled over."""
        try:
            yield
        except sqlite3.Error as error:
            text = str(error)
            if text in _FULL:
                raise StoreFullError(
                    f"no room left on the disk ({text})",
                    "room for the store; what was graded so far is kept",
                    "Make room and give the same command again: it goes on from there.",
                    where=str(self.path),
                ) from None
            if "locked" in text:
                raise UsageError(
                    "that another process has the store",
                    "to have it alone",
                    "Wait until it has ended.",
                    where=str(self.path),
                ) from None
            raise UsageError(text, "a store that can be written", where=str(self.path)) from None


def is_store(path: Path) -> bool:
    """Say whether a file is a database, as every store is."""
    with path.open("rb") as file:
        return file.read(len(_HEAD)) == _HEAD


def _refuse_other_file(path: Path, is_new: bool) -> None:
    if not is_new and not (path.is_file() and is_store(path)):
        raise UsageError("another kind of file", "a store", where=str(path))


def _make_private(path: Path) -> None:
    """Let nobody but the owner read the names and the numbers of students."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise UsageError(str(error.strerror), "a file to write to", where=str(path)) from None


def _handed_values(handed: Handed, work: str) -> tuple[object, ...]:
    recorded = None if handed.recorded is None else msgspec.json.encode(handed.recorded).decode()
    students = msgspec.json.encode(handed.students).decode()
    return handed.key, students, handed.time, handed.late, handed.attempts, recorded, work


def _report_values(graded: Graded) -> tuple[object, ...]:
    report = graded.report
    assert report is not None
    texts = (json.dumps(part) for part in (report.isolation, report.remarks, report.staff_notes))
    return report.score, report.max_score, *texts


def _row_values(graded: Graded) -> Iterator[tuple[object, ...]]:
    assert graded.report is not None
    for position, row in enumerate(graded.report.rows):
        place: Place = (row.set, row.problem, row.answer)
        verdict = (row.status.value, row.score, row.max_score, row.mistake)
        yield graded.key, position, *place, *verdict, msgspec.json.encode(row).decode()


def _wrong_values(graded: Graded) -> Iterator[tuple[object, ...]]:
    for wrong in graded.wrong:
        numbers = json.dumps(wrong.shape), json.dumps(wrong.numbers)
        yield graded.key, *wrong.place, *numbers, wrong.code, wrong.formula
