"""A lexer for lark that makes ready what a text needs, and no more.

Lark joins the patterns of all terminals that may come next into one, for each set of them: in the
grammar of LaTeX those of symbols and derivatives are compiled twenty times. Here each terminal has
its own pattern, compiled when a text first has what it begins with, and they are tried in lark's
own order, so that the same one matches. This stands on parts of lark that are not documented:
:mod:`.tables` uses it with the one version that it was tried with.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from lark.lexer import (
    BasicLexer,
    ContextualLexer,
    Pattern,
    PatternStr,
    Scanner,
    TerminalDef,
    _create_unless,
)

__all__ = ["LazyLexer"]

_WORD: Final = re.compile(r"\\\\[A-Za-z]+(?![A-Za-z?*+{])")
"""A word of LaTeX as a pattern begins with it, such as ``\\\\sum``; all of it is needed."""


def _head_of(pattern: Pattern) -> str:
    """Return what a text begins with wherever a pattern matches it; nothing if that may differ."""
    if isinstance(pattern, PatternStr):
        return str(pattern.value)
    found = _WORD.match(pattern.value)
    return f"\\{found[0][2:]}" if found and not _has_alternatives(pattern.value) else ""


def _has_alternatives(pattern: str) -> bool:
    """Whether there is a ``|`` outside of all brackets."""
    depth = 0
    for character in re.sub(r"\\.|\[[^\]]*\]", "", pattern):
        depth += (character == "(") - (character == ")")
        if character == "|" and not depth:
            return True
    return False


class _Terminal:
    """A terminal by itself: a text without its head is refused before its pattern is compiled."""

    def __init__(self, terminal: TerminalDef, *settings: Any) -> None:
        self.name, self._definition, self._settings = terminal.name, terminal, settings
        self._head = _head_of(terminal.pattern)
        self._is_head = isinstance(terminal.pattern, PatternStr)
        self._scanner: Scanner | None = None

    def match(self, text: Any, position: int) -> tuple[str, str] | None:
        """Return what the terminal takes here, and its name; None if nothing."""
        if self._head and not text.text.startswith(self._head, position, text.end):
            return None
        if self._is_head:
            return self._head, self.name
        if self._scanner is None:
            create: Any = Scanner
            self._scanner = create([self._definition], *self._settings)
        found: tuple[str, str] | None = self._scanner.match(text, position)
        return found


class _OneByOne:
    """Stands for lark's scanner: its terminals are tried one after another."""

    def __init__(self, terminals: list[_Terminal]) -> None:
        self._terminals = terminals
        self.allowed_types = {terminal.name for terminal in terminals}

    def match(self, text: Any, position: int) -> tuple[str, str] | None:
        """Return what the first terminal that matches here takes, and the terminal's name."""
        for terminal in self._terminals:
            found = terminal.match(text, position)
            if found:
                return found
        return None


class _OfState(BasicLexer):
    """The lexer of the states in which the same terminals may come next."""

    def __init__(self, conf: Any, known: dict[str, _Terminal]) -> None:
        super().__init__(conf)
        self._known = known

    def _build_scanner(self) -> Any:
        create: Any = _create_unless
        settings = self.g_regex_flags, self.re, self.use_bytes
        terminals, self.callback = create(self.terminals, *settings)
        for each in terminals:
            if each.name not in self._known:
                self._known[each.name] = _Terminal(each, *settings)
        return _OneByOne([self._known[each.name] for each in terminals])


class _Lexers(dict[int, BasicLexer]):
    """State -> its lexer, made when a text first comes to the state."""

    def __init__(self, conf: Any, states: Mapping[int, Collection[str]]) -> None:
        super().__init__()
        self._conf, self._states = copy.copy(conf), states
        self._conf.skip_validation = True
        self._known: dict[str, _Terminal] = {}
        self._same: dict[frozenset[str], BasicLexer] = {}

    def __missing__(self, state: int) -> BasicLexer:
        names = frozenset(self._states[state]) | set(self._conf.ignore)
        if names not in self._same:
            self._same[names] = self.of(names)
        self[state] = self._same[names]
        return self[state]

    def of(self, names: Collection[str]) -> BasicLexer:
        """Return a lexer of the terminals with these names."""
        conf = copy.copy(self._conf)
        known = conf.terminals_by_name
        conf.terminals = [known[name] for name in names if name in known]
        return _OfState(conf, self._known)


class LazyLexer(ContextualLexer):
    """Lark's lexer that knows what may come next, made state by state."""

    def __init__(
        self, conf: Any, states: Mapping[int, Collection[str]], always_accept: Collection[str] = ()
    ) -> None:
        assert not always_accept  # what indentation takes: no grammar here has it
        made = _Lexers(conf, states)
        self.lexers: Any = made
        self.root_lexer = made.of(conf.terminals_by_name)
