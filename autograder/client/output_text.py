"""Text of a student's process, made fit to be shown: bounded, printable, the same every time."""

from __future__ import annotations

import codecs
import re
from typing import Final

__all__ = ["OutputTail", "clean", "clean_line"]

KEPT_CHARACTERS: Final = 10_000
"""Of the output of one call: some pages, and a report of 20 answers stays below 1 MB."""

_ESCAPE_SEQUENCES: Final = r"\x1b\[[0-?]*[ -/]*[@-~]"
_LINE_ENDS: Final = r"\r\n?"
# Control characters, lone surrogates, and the marks that make text run backwards.
_UNPRINTABLE: Final = (
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff]"
)
_ADDRESS: Final = r"\b0x[0-9a-fA-F]{6,16}\b"
_CUT_ADDRESS: Final = r"\b0x[0-9a-fA-F]*\Z"
# "/opt/venv/lib/python3.12/site-packages/numpy/x.py" says no more than "numpy/x.py" does.
# It must begin a word, and what may stand before it is no part of it: a hostile text of slashes and
# brackets is then read once, not once for each of them.
_LIBRARY_FOLDER: Final = (
    r"(?<![^\s'\"(<])(?:/[^\s/:'\"(<]+)+/lib(?:64)?/python3\.\d+/(?:site-packages/|dist-packages/)?"
)


def clean(text: str, limit: int, folder: str) -> str:
    """Return at most ``limit`` printable characters of ``text``, without addresses and paths."""
    if not text or text.isidentifier():
        return text[:limit]  # most calls print nothing: the patterns are compiled when one does
    if text.isidentifier() and len(text) <= limit:
        return text  # as a name nothing of it is a path, an address or unprintable
    text = text[: 4 * limit].replace(f"{folder}/", "").replace(folder, ".")
    text = re.sub(_LINE_ENDS, "\n", re.sub(_ESCAPE_SEQUENCES, "", text))
    text = re.sub(_ADDRESS, "0x...", re.sub(_UNPRINTABLE, "\ufffd", text))
    text = re.sub(_LIBRARY_FOLDER, "", text)
    return text if len(text) <= limit else re.sub(_CUT_ADDRESS, "0x...", text[:limit])


def clean_line(text: str, limit: int, folder: str) -> str:
    """Return ``text`` as :func:`clean` does, on one line."""
    return " ".join(clean(text, limit, folder).split())


class OutputTail:
    """What one call prints: the beginning is kept, the rest is counted."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._kept: list[str] = []
        self._characters = 0
        self.size = 0

    def add(self, data: bytes) -> None:
        """Take the next bytes."""
        self.size += len(data)
        text = self._decoder.decode(data)
        if self._characters < KEPT_CHARACTERS:
            self._kept.append(text[: KEPT_CHARACTERS - self._characters])
        self._characters += len(text)

    def text(self, folder: str) -> str:
        """Return what was kept, cleaned, with the number of characters that were not."""
        kept = clean("".join(self._kept), KEPT_CHARACTERS, folder)
        more = self._characters - KEPT_CHARACTERS
        if more <= 0:
            return kept
        return f"{re.sub(_CUT_ADDRESS, '0x...', kept)}\n... ({more} more characters)"
