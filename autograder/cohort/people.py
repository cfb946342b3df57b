"""How students are called in what leaves the store: by their names, or by pseudonyms."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from msgspec import Struct

from autograder.cohort.model import Student

__all__ = ["Naming", "Person", "by_name", "by_pseudonym"]

_LENGTH: Final = 10
"""Hexadecimal digits of a pseudonym: among 100,000 students two are alike once in 200 stores."""


class Person(Struct, frozen=True):
    """Who handed a submission in: its name, what to call it, and its students."""

    key: str
    label: str
    students: tuple[Student, ...]
    hidden: bool = False
    """Whether texts that a student wrote have to stay out as well."""


Naming: TypeAlias = Callable[[str, Sequence[Student]], Person]


def by_name(key: str, students: Sequence[Student]) -> Person:
    """Call a submission by the names of its students."""
    names = (student.name or student.email or student.sid for student in students)
    return Person(key, ", ".join(filter(None, names)) or key, tuple(students))


def by_pseudonym(salt: str) -> Naming:
    """Return a naming by pseudonyms: the same student has the same one under the same salt.

    Without the salt, which never leaves the store, nobody can find a name by trying all of them.
    """

    def pseudonym(kind: str, text: str) -> str:
        digest = hmac.new(salt.encode(), f"{kind}:{text}".encode(), hashlib.sha256).hexdigest()
        return f"{kind}-{digest[:_LENGTH]}"

    def name(key: str, students: Sequence[Student]) -> Person:
        own = (student.email or student.sid or f"{key}/{student.name}" for student in students)
        hidden = tuple(Student(name=pseudonym("student", identity)) for identity in own)
        label = ", ".join(student.name for student in hidden)
        return Person(
            pseudonym("submission", key), label or pseudonym("submission", key), hidden, hidden=True
        )

    return name
