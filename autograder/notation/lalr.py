"""Reads a text by the table of a grammar: what is made ahead of time is plain data here.

What may come next decides which terminals are looked for, and they are tried in the order of their
table. A pattern is compiled when a text first has what it begins with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol, TypeAlias

import msgspec
from msgspec import Struct

__all__ = ["Ended", "Match", "Parser", "Rule", "Table", "Terminal", "UnreadError"]


class Ended(Protocol):
    """What was found in a text."""

    @property
    def end(self) -> int:
        """Where it ends."""
        ...


Finder: TypeAlias = "Callable[[str, int], Ended | None]"
"""Returns what stands at a place of a text; None where it does not."""
Reader: TypeAlias = Callable[[str, int], int]
"""Returns where what stands at a place of a text ends; 0 where it does not."""

_END: Final = "$END"


class Terminal(Struct, frozen=True):
    """What a text is made of."""

    name: str
    pattern: str
    """A regular expression, or the text itself; nothing where a function finds it."""
    head: str
    """What a text begins with wherever it matches, as far as that is always the same."""
    is_plain: bool
    """Whether the pattern is the text itself."""


class Rule(Struct, frozen=True):
    """How some parts become one."""

    name: str
    """What it is built by."""
    origin: str
    size: int
    kept: tuple[tuple[int, bool], ...]
    """The places of the parts that count; True where their own parts stand for them."""
    is_transparent: bool
    """Whether a single part stands for the whole."""


class Table(Struct, frozen=True):
    """What a grammar was worked out to."""

    grammar: str
    """A digest of it."""
    terminals: tuple[Terminal, ...]
    """In the order in which they are tried."""
    ignored: tuple[str, ...]
    rules: tuple[Rule, ...]
    states: tuple[msgspec.Raw, ...]
    """For each state, what may come next -> the state after it, or for a rule that ends here its
    number as ``-1 - number``; read where a text first comes to it."""
    last: int
    """The state in which a text is read."""


class Match(Struct, eq=False):
    """What a rule matched: its parts, texts among them, and where it stands."""

    name: str
    parts: list[Match | str]
    span: tuple[int, int]


class UnreadError(Exception):
    """A text cannot be read beyond a place; None at its end."""

    def __init__(self, place: int | None) -> None:
        super().__init__(place)
        self.place = place


class Parser:
    """Reads texts of one grammar; ``finders`` are for the terminals that it only declares."""

    def __init__(self, table: Table, finders: Mapping[str, Finder]) -> None:
        self._table = table
        self._states: dict[int, Mapping[str, int]] = {}
        self._terminals = [(each, _reader(each, finders)) for each in table.terminals]
        self._tried: dict[tuple[int, str], Sequence[tuple[str, Reader]]] = {}

    def parse(self, text: str) -> Match:
        """Return what the whole of a text matches.

        Raises:
            UnreadError: it is not of the grammar.
        """
        states, found, position = [0], list[_Found](), 0
        while True:
            name, start, position = self._next(text, position, states[-1])
            while (action := self._actions(states[-1]).get(name)) is not None and action < 0:
                rule = self._table.rules[-1 - action]
                found[-rule.size :] = [_reduced(rule, found[-rule.size :])]
                del states[-rule.size :]
                states.append(self._actions(states[-1])[rule.origin])
                if name == _END and states[-1] == self._table.last:
                    match = found[0].part
                    assert isinstance(match, Match)
                    return match
            if action is None:
                raise UnreadError(None if name == _END else start)
            states.append(action)
            found.append(_Found(text[start:position], (start, position)))

    def _actions(self, state: int) -> Mapping[str, int]:
        if state not in self._states:
            decode = msgspec.msgpack.decode
            self._states[state] = decode(self._table.states[state], type=dict[str, int])
        return self._states[state]

    def _next(self, text: str, position: int, state: int) -> tuple[str, int, int]:
        """Return the terminal that comes next, where it begins and where it ends."""
        while position < len(text):
            name, end = self._terminal(text, position, state)
            if name not in self._table.ignored:
                return name, position, end
            position = end
        return _END, position, position

    def _terminal(self, text: str, position: int, state: int) -> tuple[str, int]:
        """Return the terminal that stands at a place, and where it ends."""
        for name, reader in self._may_come(state, text[position]):
            if end := reader(text, position):
                return name, end
        raise UnreadError(position)

    def _may_come(self, state: int, character: str) -> Sequence[tuple[str, Reader]]:
        """Return the terminals that may come in a state and begin with a character."""
        place = state, character
        if place not in self._tried:
            names = {*self._actions(state), *self._table.ignored}
            self._tried[place] = [
                (terminal.name, reader)
                for terminal, reader in self._terminals
                if terminal.name in names and terminal.head[:1] in ("", character)
            ]
        return self._tried[place]


class _Found(Struct, frozen=True):
    """A terminal's text, or what a rule made, and its place with the brackets around it."""

    part: Match | str
    around: tuple[int, int]


def _reduced(rule: Rule, found: Sequence[_Found]) -> _Found:
    """Return what a rule makes of the parts that it matched."""
    parts: list[Match | str] = []
    for place, stands_for_parts in rule.kept:
        part = found[place].part
        if stands_for_parts:
            assert isinstance(part, Match)
            parts += part.parts
        else:
            parts.append(part)
    span = found[0].around[0], found[-1].around[1]
    if rule.is_transparent and len(parts) == 1:
        [part] = parts
        return _Found(part, span)
    return _Found(Match(rule.name, parts, span), span)


def _reader(terminal: Terminal, finders: Mapping[str, Finder]) -> Reader:
    find = finders.get(terminal.name)
    if find is not None:
        return lambda text, at: found.end if (found := find(text, at)) else 0
    if terminal.is_plain:
        plain = terminal.pattern
        return lambda text, at: at + len(plain) if text.startswith(plain, at) else 0
    return _Pattern(terminal)


class _Pattern:
    """Reads by a regular expression, compiled where a text first has its head."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._match: Callable[[str, int], re.Match[str] | None] | None = None

    def __call__(self, text: str, at: int) -> int:
        if not text.startswith(self._terminal.head, at):
            return 0
        if self._match is None:
            self._match = re.compile(self._terminal.pattern).match
        found = self._match(text, at)
        return found.end() if found is not None else 0
