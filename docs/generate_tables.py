"""Writes autograder/notation/*.table: the grammars of paper, worked out by lark ahead of time."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, Final

import lark
import msgspec
from lark.grammar import Rule as LarkRule
from lark.lexer import PatternStr, TerminalDef

from autograder.notation.lalr import Rule, Table, Terminal
from autograder.notation.latex import GRAMMAR as LATEX
from autograder.notation.parser import Grammar
from autograder.notation.python_text import GRAMMAR as PYTHON
from autograder.notation.tables import digest_of, path_of
from autograder.notation.typed import GRAMMAR as TYPED

if sys.version_info >= (3, 11):
    from re import _parser as patterns
else:
    import sre_parse as patterns

GRAMMARS: Final = (PYTHON, TYPED, LATEX)
OPTIONS: Final[dict[str, Any]] = {"parser": "lalr", "maybe_placeholders": False}
_SHIFT: Final = 0


def worked_out(grammar: Grammar) -> bytes:
    """Return the table of a grammar as it is kept, the same bytes each time."""
    made = lark.Lark(grammar.text, **OPTIONS)
    data, memo = made.memo_serialize([TerminalDef, LarkRule])
    table = data["parser"]["parser"]
    numbers = {id_: made.rules.index(rule) for id_, rule in _rules(memo).items()}
    names = {number: str(name) for number, name in table["tokens"].items()}
    states = {
        state: {
            names[token]: target if kind == _SHIFT else -1 - numbers[target["@"]]
            for token, (kind, target) in actions.items()
        }
        for state, actions in table["states"].items()
    }
    order = _reached(states, table["start_states"]["start"])
    found = [
        {
            name: order[target] if target >= 0 else target
            for name, target in sorted(states[state].items())
        }
        for state in order
    ]
    return msgspec.msgpack.encode(
        Table(
            digest_of(grammar.text),
            tuple(_terminals(made, grammar)),
            tuple(sorted(map(str, made.ignore_tokens))),
            tuple(map(_rule, made.rules)),
            tuple(msgspec.Raw(msgspec.msgpack.encode(actions)) for actions in found),
            order[table["end_states"]["start"]],
        )
    )


def _rules(memo: Mapping[int, Any]) -> dict[int, LarkRule]:
    kept = {number: each for number, each in memo.items() if each["__type__"] == "Rule"}
    return {number: LarkRule.deserialize(each, memo) for number, each in kept.items()}


def _reached(states: Mapping[int, Mapping[str, int]], start: int) -> dict[int, int]:
    """Return state -> its number in the order in which it is reached: lark's own differs by run."""
    order = {start: 0}
    for state in (waiting := [start]):
        for _, target in sorted(states[state].items()):
            if target >= 0 and target not in order:
                order[target] = len(order)
                waiting.append(target)
    return order


def _terminals(made: lark.Lark, grammar: Grammar) -> list[Terminal]:
    """Return the terminals in the order in which lark tries them, declared ones after others."""
    found = {_rank(each): _terminal(each) for each in made.terminals}
    for each in grammar.declared:
        found[-each.priority, 1, 0, each.name] = Terminal(each.name, "", "", False)
    return [found[rank] for rank in sorted(found)]


def _rank(each: TerminalDef) -> tuple[int, int, int, str]:
    return -each.priority, -each.pattern.max_width, -len(each.pattern.value), str(each.name)


def _terminal(each: TerminalDef) -> Terminal:
    return Terminal(
        str(each.name),
        str(each.pattern.value),
        head_of(each.pattern.to_regexp()),
        isinstance(each.pattern, PatternStr),
    )


def _rule(rule: LarkRule) -> Rule:
    kept = tuple(
        (place, not part.is_term and part.name.startswith("_"))
        for place, part in enumerate(rule.expansion)
        if not (part.is_term and part.filter_out)
    )
    is_transparent = rule.options.expand1 and not rule.alias
    origin = str(rule.origin.name)
    return Rule(str(rule.alias or origin), origin, len(rule.expansion), kept, is_transparent)


def head_of(pattern: str) -> str:
    """Return what a text begins with wherever a pattern matches it, as far as that is a must."""
    head = ""
    for kind, value in patterns.parse(pattern):
        if kind is not patterns.LITERAL:
            break
        head += chr(value)
    return head


if __name__ == "__main__":
    for grammar in GRAMMARS:
        path_of(grammar.name).write_bytes(worked_out(grammar))
