"""What a kit holds, as records and as JSON: an index, and each set with its seals and inputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct

from autograder.errors import UsageError
from autograder.student.seal import Lock, Seal

__all__ = [
    "INDEX",
    "SETS",
    "KitCourse",
    "KitIndex",
    "KitInputs",
    "KitSet",
    "Platform",
    "find_kit",
    "new_index",
    "read_index",
    "read_kit_set",
]

INDEX: Final = "kit.json"
SETS: Final = "sets"
_SCHEMA: Final = 1
_Record = TypeVar("_Record", bound=Struct)


class Platform(Struct, frozen=True):
    """What the platform runs: its Python, and the packages that student code can import there."""

    python: str
    packages: dict[str, str]


class KitCourse(Struct, frozen=True):
    """What the course's file in the kit says, so that nobody reads YAML who checks an answer."""

    digest: str
    """Of the file: another one is read."""
    notes: str
    """The rule book: ``none``, ``shipped``, or a file in the kit."""
    packages: list[str]


class KitIndex(Struct, frozen=True):
    """The kit as a whole: its seed, the platform, and which file answers which set."""

    schema: int
    seed: str
    platform: Platform
    sets: dict[str, str]
    """Set -> the file that a student hands in."""
    own: list[str]
    """What lies in a kit's folder beside the files that students write: no part of a submission."""
    course: KitCourse | None = None

    def to_json(self) -> bytes:
        """Write it as JSON."""
        return _pretty(self)


class KitInputs(Struct, frozen=True):
    """The inputs of one trial whose expected values are sealed, as they were drawn."""

    kind: str
    index: int
    dims: dict[str, int]
    values: dict[str, Any]


class KitSet(Struct, frozen=True):
    """One set: its public part, and for problems that ask for values their inputs and seals."""

    public: dict[str, Any]
    inputs: dict[str, list[KitInputs]] = {}
    """Problem -> its trials, where some answer of it does not follow from the forward."""
    seals: dict[str, dict[str, Seal]] = {}
    """Problem -> answer -> its fingerprint; one without is judged by its shape alone."""
    hints: dict[str, dict[str, list[Lock]]] = {}
    """Problem -> answer -> what is said of each foreseen mistake, locked with that mistake."""
    unseen: dict[str, list[str]] = {}
    """Problem -> the answers of it whose verdict students do not see at once."""

    def to_json(self) -> bytes:
        """Write it as JSON."""
        return _pretty(self)


def _pretty(record: Struct) -> bytes:
    return msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n"


def read_index(folder: Path) -> KitIndex:
    """Read the index of the kit in a folder.

    Raises:
        UsageError: it is damaged, or of another version.
    """
    index = _read(folder / INDEX, KitIndex)
    if index.schema != _SCHEMA:
        raise UsageError(
            f"version {index.schema}",
            f"version {_SCHEMA}",
            "Install the package that came with this kit.",
            where=str(folder / INDEX),
        )
    return index


def read_kit_set(folder: Path, name: str) -> KitSet:
    """Read one set of the kit in a folder.

    Raises:
        UsageError: it is damaged.
    """
    return _read(folder / SETS / f"{name}.json", KitSet)


def new_index(
    seed: str,
    platform: Platform,
    sets: Mapping[str, str],
    own: Iterable[str],
    course: KitCourse | None,
) -> KitIndex:
    """Return an index of the present version."""
    return KitIndex(_SCHEMA, seed, platform, dict(sets), sorted(own), course)


def find_kit(start: Path) -> Path | None:
    """Return the folder of the kit that a file belongs to: its own or the nearest above."""
    folder = start.resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / INDEX).is_file() and (candidate / SETS).is_dir():
            return candidate
    return None


def _read(path: Path, kind: type[_Record]) -> _Record:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError) as error:
        raise UsageError(
            f"a file that cannot be read ({error})",
            "a part of a kit",
            "Unpack the kit again.",
            where=str(path),
        ) from None
