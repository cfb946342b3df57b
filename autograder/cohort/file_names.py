"""What Canvas and Moodle write into the names of the files that they export."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import PurePosixPath
from typing import Final

from msgspec import Struct

__all__ = ["NamedFile", "canvas_file", "moodle_file", "without_number"]

_CANVAS: Final = re.compile(
    r"(?:(?!(?i:LATE)_anon_)(?P<name>[^/]+?)_)?(?P<late>(?i:LATE)_)?(?P<user>anon_\w+?|\d+)_(?P<attachment>\d+)_(?P<file>.+)"
)
"""``doejane_LATE_123_456_layers.py``: name, lateness, user, attachment, file; anonymous:
``anon_...`` for the first.

Source: Canvas' ``lib/content_zipper.rb``. Of the sortable name it leaves letters and digits, in
lower case.
"""
_MOODLE: Final = re.compile(
    r"(?P<name>[^/]+)_(?P<user>\d+)_assignsubmission_(?P<plugin>file|onlinetext)(?:_?/|_)(?P<file>.+)"
)
"""``Jane Doe_123_assignsubmission_file_/layers.py``, or the same without the folder."""
_RESUBMITTED: Final = re.compile(r"(?P<stem>.+)-(?P<number>\d{1,3})")


class NamedFile(Struct, frozen=True):
    """One exported file: whose it is, and its name as it was handed in."""

    student: str
    user: str
    file: str
    late: bool = False


def canvas_file(path: str) -> NamedFile | None:
    """Read a name that Canvas wrote; None where it did not."""
    match = _CANVAS.fullmatch(path)
    if match is None or "/" in path:
        return None
    return NamedFile(match["name"] or "", match["user"], match["file"], match["late"] is not None)


def moodle_file(path: str) -> NamedFile | None:
    """Read a path that Moodle wrote; None where it did not."""
    match = _MOODLE.fullmatch(path)
    if match is None:
        return None
    return NamedFile(match["name"], match["user"], match["file"])


def without_number(name: str, expected: Collection[str]) -> tuple[str, int]:
    """Return a file's name without the number that a resubmission adds, and the number.

    ``layers-2.py`` is the third ``layers.py``; a name that a problem set asks for stays as it is.
    """
    path = PurePosixPath(name)
    match = _RESUBMITTED.fullmatch(path.stem)
    if match is None or name in expected:
        return name, 0
    return path.with_name(match["stem"] + path.suffix).as_posix(), int(match["number"])
