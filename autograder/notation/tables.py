"""Grammars worked out ahead of time: each one's table lies beside this file.

Working one out takes lark longer than grading ten answers. A table is used for the grammar and the
version of lark that it was made for, and for no other; ``docs/generate_tables.py`` writes them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import msgspec

if TYPE_CHECKING:
    from lark import Lark

__all__ = ["GrammarName", "keep_table", "parser_of", "table_of"]

GrammarName: TypeAlias = Literal["python", "typed", "latex"]
_OPTIONS: Final[dict[str, Any]] = {
    "parser": "lalr",
    "propagate_positions": True,
    "maybe_placeholders": False,
}


_WIDEST: Final = 2**32 - 1


class Table(msgspec.Struct):
    """What lark made of a grammar, with what it was made of."""

    lark: str
    grammar: str
    data: dict[str, Any]
    memo: dict[int, Any]


def parser_of(name: GrammarName, grammar: str) -> Lark:
    """Return a grammar's parser: from its table where there is one, else worked out now."""
    import lark

    table = table_of(name, grammar)
    if table is None:
        return lark.Lark(grammar, **_OPTIONS)
    from autograder.notation.lexing import LazyLexer

    table.data["options"]["_plugins"] = {"ContextualLexer": LazyLexer}
    found: Lark = lark.Lark.load({"data": table.data, "memo": table.memo})
    return found


def table_of(name: GrammarName, grammar: str) -> Table | None:
    """Return what is kept of a grammar; None where it is of another one, or of another lark."""
    import lark

    try:
        table = msgspec.msgpack.decode(_path(name).read_bytes(), type=Table)
    except (OSError, msgspec.DecodeError):
        return None
    fits = (table.lark, table.grammar) == (lark.__version__, _digest(grammar))
    return table if fits else None


def keep_table(name: GrammarName, grammar: str) -> None:
    """Work a grammar out and keep its table."""
    import lark
    from lark.grammar import Rule
    from lark.lexer import TerminalDef

    data, memo = lark.Lark(grammar, **_OPTIONS).memo_serialize([TerminalDef, Rule])
    data = {key: value for key, value in data.items() if key != "grammar"}
    for terminal in memo.values():
        width = terminal.get("pattern", {}).get("_width")
        if width:  # what has no bound is written in more bits by some versions of Python
            terminal["pattern"]["_width"] = [width[0], min(width[1], _WIDEST)]
    table = Table(lark.__version__, _digest(grammar), data, memo)
    _path(name).write_bytes(msgspec.msgpack.encode(table))


def _path(name: GrammarName) -> Path:
    return Path(__file__).with_name(f"{name}.table")


def _digest(grammar: str) -> str:
    return hashlib.sha256(grammar.encode()).hexdigest()
