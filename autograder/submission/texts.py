"""A handed-in text that answers a set on paper: formulas and derivations instead of code."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from msgspec import Struct

from autograder.submission.files import Submission
from autograder.submission.naming import TEXT_SUFFIXES

__all__ = ["Text", "text_for"]

_MOST_BYTES: Final = 200_000  # a homework of formulas has some thousand


class Text(Struct, frozen=True):
    """A file and what it says; longer ones are cut, with a remark."""

    path: str
    content: str
    remark: str = ""


def text_for(submission: Submission, submit: str) -> Text | None:
    """Return the text handed in for ``submit``: of its name, or with a text's ending."""
    stem = PurePosixPath(submit).stem
    names = [submit, *(stem + ending for ending in TEXT_SUFFIXES)]
    for name in names:
        if not name.endswith(TEXT_SUFFIXES):
            continue
        found = sorted(path for path in submission.files if PurePosixPath(path).name == name)
        if found:
            return _read(submission, min(found, key=lambda path: (path.count("/"), path)))
    lone = next(iter(submission.files)) if submission.lone else ""
    return _read(submission, lone) if lone.endswith(TEXT_SUFFIXES) else None


def _read(submission: Submission, path: str) -> Text:
    content = submission.files[path]
    remark = ""
    if len(content) > _MOST_BYTES:
        remark = f"{path}: only the first {_MOST_BYTES} bytes were read."
    return Text(path, content[:_MOST_BYTES].decode("utf-8-sig", "replace"), remark)
