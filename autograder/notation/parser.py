"""What the grammars share: bounds on a text, a parser for each grammar, errors with their place."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final, cast

from msgspec import Struct

from autograder.notation.errors import NotationError
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

if TYPE_CHECKING:
    from lark import Lark

    from autograder.notation.tables import GrammarName

__all__ = ["MOST_CHARACTERS", "Builder", "Grammar", "MathBuilder", "parsed"]

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

    def place(self, meta: Any) -> Span:
        """Return where a match stands in the text."""
        return (meta.start_pos, meta.end_pos) if not meta.empty else (0, len(self.text))

    def start(self, _meta: Any, chain: Equation) -> Equation:
        """Return the whole."""
        return chain

    def chain(self, _meta: Any, *sides: Tree) -> Equation:
        """Build a chain of equalities."""
        return Equation(sides, self.text)

    def number(self, meta: Any, token: Any) -> Tree:
        """Build a number."""
        return Number(float(token), self.place(meta))

    def name(self, meta: Any, token: Any) -> Tree:
        """Build a name that stands for itself."""
        return Name((str(token),), self.place(meta))

    def negative(self, meta: Any, of: Tree) -> Tree:
        """Build what has a minus sign before it."""
        return Negative(of, self.place(meta))

    def plus(self, meta: Any, left: Tree, right: Tree) -> Tree:
        """Build a sum of two."""
        return Operation("+", left, right, self.place(meta))

    def minus(self, meta: Any, left: Tree, right: Tree) -> Tree:
        """Build a difference."""
        return Operation("-", left, right, self.place(meta))

    def beside(self, meta: Any, left: Tree, right: Tree) -> Tree:
        """Build two that stand side by side."""
        return Operation("beside", left, right, self.place(meta))

    def divided(self, meta: Any, left: Tree, right: Tree) -> Tree:
        """Build a quotient written with a slash."""
        return Operation("/", left, right, self.place(meta))

    def group(self, meta: Any, *parts: Tree) -> Tree:
        """Build what stands in brackets."""
        return Group(parts, self.place(meta))

    def transpose(self, meta: Any, of: Tree) -> Tree:
        """Build a transpose."""
        return Apply("transpose", of, self.place(meta))


class MathBuilder(Builder):
    """Builds what mathematics writes the same way on a keyboard and in LaTeX."""

    def kron(self, meta: Any, left: Tree, _token: Any, right: Tree) -> Tree:
        """Build a Kronecker product."""
        return Operation("kron", left, right, self.place(meta))

    def dot(self, meta: Any, left: Tree, _token: Any, right: Tree) -> Tree:
        """Build two with a dot between them."""
        return Operation("dot", left, right, self.place(meta))

    def times(self, meta: Any, left: Tree, _token: Any, right: Tree) -> Tree:
        """Build two with a cross between them."""
        return Operation("times", left, right, self.place(meta))

    def mark(self, _meta: Any, _token: Any) -> str:
        """Return the name of the mark that stands where a power would."""
        return "transpose"

    def inverse_transpose(self, meta: Any, of: Tree) -> Tree:
        """Build the transpose of an inverse."""
        place = self.place(meta)
        return Apply("transpose", Operation("^", of, Number(-1.0, place), place), place)


class Grammar(Struct, frozen=True):
    """A grammar by the name of its table, and its text."""

    name: GrammarName
    text: str


def parsed(grammar: Grammar, text: str, builder: Builder, original: str) -> Equation:
    """Parse a text by a grammar and build its tree.

    Raises:
        NotationError: it is too long, too deep, or no formula, with the place.
    """
    _refuse_large(original)
    from lark import UnexpectedInput, UnexpectedToken

    try:
        matched = _parser(grammar).parse(text.replace(_MINUS, "-"))
    except UnexpectedInput as error:
        ends = isinstance(error, UnexpectedToken) and error.token.type == "$END"
        at = len(original.rstrip()) if ends else cast(int, error.pos_in_stream)
        found = "the end of the line" if ends else f"{original[at]!r}"
        raise NotationError(f"{found} here", "a formula", original, (at, at + 1)) from None
    return _built(matched, builder)


def _built(matched: Any, builder: Builder) -> Equation:
    """Build a match's tree from the innermost parts outwards, which takes no stack.

    Raises:
        NotationError: it is deeper than what walks trees by recursion can take.
    """
    done: dict[int, Any] = {}
    depths: dict[int, int] = {}
    for part in matched.iter_subtrees():
        inner = [id(child) for child in part.children if id(child) in done]
        depths[id(part)] = 1 + max(map(depths.__getitem__, inner), default=0)
        if depths[id(part)] > _DEEPEST_TREE:
            found = f"operations in operations, more than {_DEEPEST_TREE} deep"
            raise NotationError(found, "a shorter formula", builder.text, builder.place(part.meta))
        children = [done.get(id(child), child) for child in part.children]
        done[id(part)] = getattr(builder, part.data)(part.meta, *children)
    built: Equation = done[id(matched)]
    return built


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
def _parser(grammar: Grammar) -> Lark:
    from autograder.notation.tables import parser_of

    return parser_of(grammar.name, grammar.text)
