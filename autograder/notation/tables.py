"""Grammars worked out ahead of time: each one's table lies beside this file.

Working one out takes lark, and longer than grading ten answers; ``docs/generate_tables.py`` does.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec

from autograder.errors import GraderError
from autograder.notation.lalr import Table

__all__ = ["GrammarName", "digest_of", "path_of", "table_of"]

GrammarName: TypeAlias = Literal["python", "typed", "latex"]


def table_of(name: GrammarName, grammar: str) -> Table:
    """Return the table of a grammar.

    Raises:
        GraderError: it is that of another grammar: this one was changed since.
    """
    table = msgspec.msgpack.decode(path_of(name).read_bytes(), type=Table)
    if table.grammar != digest_of(grammar):
        found, expected = "the table of another grammar", f"that of the notation {name!r}"
        raise GraderError(found, expected, "Run `make docs`.", where=str(path_of(name)))
    return table


def digest_of(grammar: str) -> str:
    """Return a digest of a grammar's text."""
    return hashlib.sha256(grammar.encode()).hexdigest()


def path_of(name: GrammarName) -> Path:
    """Return where the table of a grammar lies."""
    return Path(__file__).with_name(f"{name}.table")
