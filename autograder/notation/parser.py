"""What the grammars share: bounds on a text, a parser for each grammar, errors with their place."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Final

from msgspec import Struct

from autograder.notation.errors import NotationError
from autograder.notation.lalr import Ended, Match, Parser, UnreadError
from autograder.notation.tables import GrammarName, table_of
from autograder.notation.tree import (
    Apply,
    Equation,
    Group,
    Name,
    Negative,
    Number,
    Operation,
    Span,
    Tree,
)

__all__ = ["MOST_CHARACTERS", "Builder", "Declared", "Grammar", "MathBuilder", "parsed"]

MOST_CHARACTERS: Final = 4_000
"""A line of homework has some hundred; reading takes time in proportion."""
_DEEPEST: Final = 40
"""Brackets in brackets: homework has up to six, and a tree is walked by recursion."""
_DEEPEST_TREE: Final = 150
"""A sum of as many terms is as deep. Evaluation takes up to three calls a level, of 1,000."""
_MINUS: Final = "\u2212"  # the minus sign proper, which word processors write


class Builder:
    """Builds trees from what a grammar matched; a grammar's own rules are methods of a subclass.

    Every method takes the place of its match, then what its parts have become.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    def start(self, _place: Span, chain: Equation) -> Equation:
        """Return the whole."""
        return chain

    def chain(self, _place: Span, *sides: Tree) -> Equation:
        """Build a chain of equalities."""
        return Equation(sides, self.text)

    def number(self, place: Span, token: str) -> Tree:
        """Build a number."""
        return Number(float(token), place)

    def name(self, place: Span, token: str) -> Tree:
        """Build a name that stands for itself."""
        return Name((token,), place)

    def negative(self, place: Span, of: Tree) -> Tree:
        """Build what has a minus sign before it."""
        return Negative(of, place)

    def plus(self, place: Span, left: Tree, right: Tree) -> Tree:
        """Build a sum of two."""
        return Operation("+", left, right, place)

    def minus(self, place: Span, left: Tree, right: Tree) -> Tree:
        """Build a difference."""
        return Operation("-", left, right, place)

    def beside(self, place: Span, left: Tree, right: Tree) -> Tree:
        """Build two that stand side by side."""
        return Operation("beside", left, right, place)

    def divided(self, place: Span, left: Tree, right: Tree) -> Tree:
        """Build a quotient written with a slash."""
        return Operation("/", left, right, place)

    def group(self, place: Span, *parts: Tree) -> Tree:
        """Build what stands in brackets."""
        return Group(parts, place)

    def transpose(self, place: Span, of: Tree) -> Tree:
        """Build a transpose."""
        return Apply("transpose", of, place)


class MathBuilder(Builder):
    """Builds what mathematics writes the same way on a keyboard and in LaTeX."""

    def kron(self, place: Span, left: Tree, _token: str, right: Tree) -> Tree:
        """Build a Kronecker product."""
        return Operation("kron", left, right, place)

    def dot(self, place: Span, left: Tree, _token: str, right: Tree) -> Tree:
        """Build two with a dot between them."""
        return Operation("dot", left, right, place)

    def times(self, place: Span, left: Tree, _token: str, right: Tree) -> Tree:
        """Build two with a cross between them."""
        return Operation("times", left, right, place)

    def mark(self, _place: Span, _token: str) -> str:
        """Return the name of the mark that stands where a power would."""
        return "transpose"

    def inverse_transpose(self, place: Span, of: Tree) -> Tree:
        """Build the transpose of an inverse."""
        return Apply("transpose", Operation("^", of, Number(-1.0, place), place), place)


class Declared(Struct, frozen=True):
    """A terminal that a grammar declares and a function finds; it is tried by its priority."""

    name: str
    priority: int
    find: Callable[[str, int], Ended | None]


class Grammar(Struct, frozen=True):
    """A grammar by the name of its table, and its text."""

    name: GrammarName
    text: str
    declared: tuple[Declared, ...] = ()


def parsed(grammar: Grammar, text: str, builder: Builder, original: str) -> Equation:
    """Parse a text by a grammar and build its tree.

    Raises:
        NotationError: it is too long, too deep, or no formula, with the place.
    """
    _refuse_large(original)
    try:
        matched = _parser(grammar).parse(text.replace(_MINUS, "-"))
    except UnreadError as error:
        at = len(original.rstrip()) if error.place is None else error.place
        found = "the end of the line" if error.place is None else f"{original[at]!r}"
        raise NotationError(f"{found} here", "a formula", original, (at, at + 1)) from None
    return _built(matched, builder)


def _built(matched: Match, builder: Builder) -> Equation:
    """Build a match's tree from the innermost parts outwards, which takes no stack.

    Raises:
        NotationError: it is deeper than what walks trees by recursion can take.
    """
    done: dict[int, Any] = {}
    depths: dict[int, int] = {}
    for match in _from_within(matched):
        inner = [id(part) for part in match.parts if isinstance(part, Match)]
        depths[id(match)] = 1 + max(map(depths.__getitem__, inner), default=0)
        if depths[id(match)] > _DEEPEST_TREE:
            found = f"operations in operations, more than {_DEEPEST_TREE} deep"
            raise NotationError(found, "a shorter formula", builder.text, match.span)
        parts = [done[id(part)] if isinstance(part, Match) else part for part in match.parts]
        done[id(match)] = getattr(builder, match.name)(match.span, *parts)
    built: Equation = done[id(matched)]
    return built


def _from_within(matched: Match) -> list[Match]:
    """Return a match and all in it, each after its own parts."""
    found = [matched]
    for match in found:
        found.extend(part for part in reversed(match.parts) if isinstance(part, Match))
    return found[::-1]


def _refuse_large(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise NotationError(
            f"{len(text)} characters",
            f"a formula of at most {MOST_CHARACTERS}",
            text[:MOST_CHARACTERS],
        )
    depth = deepest = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
    if deepest > _DEEPEST:
        raise NotationError(f"brackets {deepest} deep", f"at most {_DEEPEST}", text)


@functools.lru_cache(maxsize=8)
def _parser(grammar: Grammar) -> Parser:
    finders = {each.name: each.find for each in grammar.declared}
    return Parser(table_of(grammar.name, grammar.text), finders)
