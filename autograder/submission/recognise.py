"""What a file is by its first bytes, whatever its name says. Nothing is parsed as Python here."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from autograder.submission.naming import source_suffix

__all__ = ["Recognised", "recognise", "what_it_is"]

_SIGNATURES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"PK\x03\x04", "a zip archive"),
    (b"\x1f\x8b", "a .gz archive: hand in the files themselves, or a zip of them"),
    (b"7z\xbc\xaf", "a .7z archive: hand in the files themselves, or a zip of them"),
    (b"Rar!", "a .rar archive: hand in the files themselves, or a zip of them"),
    (b"%PDF", "a PDF: hand in the .py or the .ipynb itself"),
    (b"{\\rtf", "a text with formatting (RTF): save it as plain text"),
    (b"\xd0\xcf\x11\xe0", "a document of an office program: save it as plain text"),
    (b"\x89PNG", "a picture: hand in the .py or the .ipynb itself"),
    (b"\xff\xd8\xff", "a picture: hand in the .py or the .ipynb itself"),
)
_PAGE: Final = re.compile(rb"\s*(?:<!doctype html|<html|<\?xml)", re.IGNORECASE)
_WEB_PAGE: Final = "a web page: download the .py or the .ipynb itself"
_NOTEBOOK: Final = re.compile(rb'\s*\{.{0,200000}?"(?:cells|nbformat|worksheets)"\s*:', re.DOTALL)
_MERGE_MARK: Final = rb"(?m)^(?:<<<<<<< |>>>>>>> )"
_LANGUAGE: Final = (
    rb'"kernelspec"\s*:\s*\{[^{}]{0,2000}?"language"\s*:\s*"([^"]{1,30})"'
    rb'|"language_info"\s*:\s*\{[^"]{0,200}"name"\s*:\s*"([^"]{1,30})"'
)
_OTHER_LANGUAGES: Final = frozenset(
    {
        *("r", "julia", "scala", "matlab", "octave", "javascript", "typescript", "c++", "c"),
        *("java", "ruby", "haskell", "bash", "sql", "go", "rust", "c#", "f#", "perl", "kotlin"),
    }
)


class Recognised(Struct, frozen=True):
    """What a file is to be read as, what to tell of it, and why it cannot be read."""

    suffix: str
    remark: str = ""
    obstacle: str = ""
    """Completes "FILE cannot be read: it is ...", or is empty."""


def recognise(path: str, content: bytes) -> Recognised:
    """Say how a file of Python source is to be read."""
    suffix = source_suffix(path) or ".py"
    if obstacle := what_it_is(content):
        return Recognised(suffix, obstacle=obstacle)
    is_notebook = bool(_NOTEBOOK.match(content.removeprefix(b"\xef\xbb\xbf")))
    if suffix == ".py":
        if is_notebook:
            return Recognised(".ipynb", f"{path} is a notebook, and was read as one.")
        return Recognised(".py")
    if is_notebook:
        return Recognised(".ipynb", obstacle=_obstacle(content))
    if content.lstrip()[:1] in (b"{", b"["):
        return Recognised(".ipynb", obstacle="JSON, but no notebook: it has no cells")
    return Recognised(".py", f"{path} is no notebook but a text, and was read as a script.")


def what_it_is(content: bytes) -> str:
    """Say what a file is that is surely no Python source, or nothing."""
    if not content.strip():
        return "empty"
    if _PAGE.match(content):
        return _WEB_PAGE
    return next((what for start, what in _SIGNATURES if content.startswith(start)), "")


def _obstacle(content: bytes) -> str:
    if re.search(_MERGE_MARK, content):
        return "a notebook with a version control's merge marks in it (<<<<<<<): resolve them first"
    found = re.search(_LANGUAGE, content)
    language = (found.group(1) or found.group(2)).decode("utf-8", "replace") if found else ""
    if language.lower() in _OTHER_LANGUAGES:
        return f"a notebook in {language}, not in Python"
    return ""
