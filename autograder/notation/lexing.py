"""A lexer for lark that makes ready what a text needs, and no more.

Lark joins the patterns of all terminals that may come next into one, for each set of them: in the
grammar of LaTeX those of symbols and derivatives are compiled twenty times. Here each terminal has
its own pattern, compiled when it is first tried, and they are tried in lark's own order, so that
the same one matches. This stands on parts of lark that are not documented: :mod:`.tables` uses it
with the one version that it was tried with.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping
from typing import Any

from lark.lexer import BasicLexer, ContextualLexer, Scanner, TerminalDef, _create_unless

__all__ = ["LazyLexer"]


class _OneByOne:
    """Stands for lark's scanner: its terminals are tried one after another."""

    def __init__(self, terminals: list[TerminalDef], lexer: _OfState) -> None:
        self._terminals, self._lexer = terminals, lexer
        self.allowed_types = {terminal.name for terminal in terminals}

    def match(self, text: Any, position: int) -> tuple[str, str] | None:
        """Return what the first terminal that matches here takes, and the terminal's name."""
        for terminal in self._terminals:
            found: tuple[str, str] | None = self._lexer.scanner_of(terminal).match(text, position)
            if found:
                return found
        return None


class _OfState(BasicLexer):
    """The lexer of the states in which the same terminals may come next."""

    def __init__(self, conf: Any, scanners: dict[str, Scanner]) -> None:
        super().__init__(conf)
        self._scanners = scanners

    def _build_scanner(self) -> Any:
        create: Any = _create_unless
        settings = self.g_regex_flags, self.re, self.use_bytes
        terminals, self.callback = create(self.terminals, *settings)
        return _OneByOne(terminals, self)

    def scanner_of(self, terminal: TerminalDef) -> Scanner:
        """Return the scanner of a terminal alone, the same one for all states."""
        if terminal.name not in self._scanners:
            create: Any = Scanner
            settings = self.g_regex_flags, self.re, self.use_bytes
            self._scanners[terminal.name] = create([terminal], *settings)
        return self._scanners[terminal.name]


class _Lexers(dict[int, BasicLexer]):
    """State -> its lexer, made when a text first comes to the state."""

    def __init__(self, conf: Any, states: Mapping[int, Collection[str]]) -> None:
        super().__init__()
        self._conf, self._states = copy.copy(conf), states
        self._conf.skip_validation = True
        self._scanners: dict[str, Scanner] = {}
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
        return _OfState(conf, self._scanners)


class LazyLexer(ContextualLexer):
    """Lark's lexer that knows what may come next, made state by state."""

    def __init__(
        self, conf: Any, states: Mapping[int, Collection[str]], always_accept: Collection[str] = ()
    ) -> None:
        assert not always_accept  # what indentation takes: no grammar here has it
        made = _Lexers(conf, states)
        self.lexers: Any = made
        self.root_lexer = made.of(conf.terminals_by_name)
