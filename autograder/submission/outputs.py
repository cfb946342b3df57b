"""A notebook without its outputs: pictures weigh megabytes, and nothing of them is graded.

The text is walked token by token and never built as objects, so that neither time nor memory grows
with more than its length, whoever wrote it.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["without_outputs"]

_TOKEN: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]', re.DOTALL)
_DROPPED: Final = re.compile(rb'"(?:outputs|attachments)"\s*:\s*([\[{])')
_EMPTY: Final = {b"[": b"[]", b"{": b"{}"}


def without_outputs(content: bytes, most: int) -> tuple[bytes, int]:
    """Return a notebook's text with outputs and attachments emptied, and the tokens walked.

    What is no notebook, or has more than ``most`` tokens, as it is.
    """
    kept: list[bytes] = []
    position = copied = tokens = 0
    while (token := _TOKEN.search(content, position)) is not None:
        tokens += 1
        if tokens > most:
            return content, tokens
        position = token.end()
        dropped = _DROPPED.match(content, token.start()) if token.group()[:1] == b'"' else None
        if dropped is None:
            continue
        end, walked = _end_of_value(content, dropped.end(), most - tokens)
        tokens += walked
        if end is None:
            return content, tokens
        kept += [content[copied : dropped.start(1)], _EMPTY[dropped.group(1)]]
        position = copied = end
    return b"".join([*kept, content[copied:]]), tokens


def _end_of_value(content: bytes, position: int, most: int) -> tuple[int | None, int]:
    """Return where an opened list or object ends, or None, and how many tokens were walked."""
    depth = 1
    for walked, token in enumerate(_TOKEN.finditer(content, position), 1):
        if walked > most:
            break
        text = token.group()
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(text, 0)
        if not depth:
            return token.end(), walked
    return None, most
