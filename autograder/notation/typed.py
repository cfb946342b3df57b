"""Formulas as they are typed, with the signs of a keyboard or of Unicode.

Such as ``Wᵀ A``, ``x^T A x``, ``‖v‖²``, ``a ⊙ b``: two that stand side by side are a matrix
product.
"""

from __future__ import annotations

from typing import Any, Final

from autograder.notation.bars import CLOSE_BAR, CLOSE_DOUBLE, OPEN_BAR, OPEN_DOUBLE, told_apart
from autograder.notation.parser import Grammar, MathBuilder, parsed
from autograder.notation.tree import (
    Apply,
    Call,
    Either,
    Entry,
    Equation,
    Group,
    Name,
    Number,
    Operation,
    Span,
    Total,
    Tree,
)
from autograder.notation.words import derivative_name, in_ascii, spellings

__all__ = ["GRAMMAR", "read_typed"]

_WORD: Final = r"[A-Za-z\u0391-\u03c9][A-Za-z0-9\u0391-\u03c9\u2080-\u2089_]*"
GRAMMAR: Final = Grammar(
    "typed",
    rf"""
start: chain
chain: sum ("=" sum)*
?sum: term
   | "-" term                     -> negative
   | "+" term
   | sum "+" term                 -> plus
   | sum "-" term                 -> minus
?term: wide
   | total
   | wide total                   -> beside
total: SUM WORD term              -> total_over
   | SUM "{{" WORD "=" sum "}}" "^" limit term -> total
   | SUM "(" WORD "=" sum ")" "^" limit term -> total
?limit: NUMBER                     -> number
   | WORD                         -> word
   | "{{" sum "}}"
   | "(" sum ")"
?wide: tight
   | wide ENTRYWISE tight         -> entrywise
   | wide KRON tight              -> kron
?tight: factor
   | tight factor                 -> beside
   | tight DOT factor             -> dot
   | tight STAR factor            -> star
   | tight TIMES factor           -> times
   | tight "@" factor             -> beside
   | tight "/" factor             -> divided
?factor: atom
   | factor RAISED                -> raised
   | factor "^" power             -> power
   | factor "'"                   -> prime
   | factor ".T"                  -> transpose
?power: TRANSPOSE                  -> mark
   | "{{" TRANSPOSE "}}"          -> mark
   | NUMBER                       -> number
   | WORD                         -> word
   | "-" NUMBER                   -> negative_number
   | "(" sum ")"
   | "{{" sum "}}"
?atom: NUMBER                      -> number
   | WORD                         -> word
   | DERIVATIVE                   -> derivative
   | QUOTIENT                     -> quotient
   | GRADIENT                     -> gradient
   | paren
   | ROOT atom                    -> root
   | OPEN_DOUBLE sum CLOSE_DOUBLE -> norm
   | OPEN_BAR sum CLOSE_BAR       -> bars
paren: "(" sum ("," argument)* ")" -> group
?argument: sum
   | OPTION sum                   -> option

TRANSPOSE.4: /T(?![A-Za-z0-9_])/
SUM.5: /[\u2211\u03a3](?=_)_/
ENTRYWISE: /[\u2299\u2218\u2298]|\.\*/
KRON: "\u2297"
DOT: /[\u00b7\u22c5]/
STAR: "*"
TIMES: "\u00d7"
RAISED.4: /\u207b?[\u1d40\u00b2\u00b3\u00b9\u2074\u2075]|\u207b\u1d40/
ROOT: "\u221a"
OPEN_DOUBLE: "{OPEN_DOUBLE}"
CLOSE_DOUBLE: "{CLOSE_DOUBLE}"
OPEN_BAR: "{OPEN_BAR}"
CLOSE_BAR: "{CLOSE_BAR}"
DERIVATIVE.6: /\u2202{_WORD}\s*\/\s*\u2202{_WORD}/
QUOTIENT.6: /d{_WORD}\s*\/\s*d{_WORD}/
GRADIENT.6: /\u2207_?{_WORD}\s+{_WORD}/
OPTION.4: /(?:axis|keepdims)\s*=(?!=)/
WORD.1: /{_WORD}/
NUMBER.2: /\d+(?:\.\d+)?/
%ignore /\s+/
""",
)
"""The rules of what is typed; each method of the builder below is one."""
_DIGITS: Final = str.maketrans(
    "\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089", "0123456789"
)
_RAISED: Final = {"\u00b2": 2.0, "\u00b3": 3.0, "\u00b9": 1.0, "\u2074": 4.0, "\u2075": 5.0}


def read_typed(text: str) -> Equation:
    """Read a formula or a chain of equalities.

    Raises:
        NotationError: it cannot be read, with the place.
    """
    return parsed(GRAMMAR, told_apart(text), _Typed(text), text)


class _Typed(MathBuilder):
    """Builds the tree; each method is a rule of the grammar."""

    def word(self, place: Span, token: str) -> Tree:
        """Build a name, or the entry that ``x_i`` may be."""
        name = Name(_names(token), place)
        base, _, below = token.translate(_DIGITS).rpartition("_")
        if base and len(below) <= 2 and below.isalnum() and "_" not in base:
            whole = Name(_names(base), place)
            indices = tuple(
                Number(float(i), place) if i.isdigit() else Name((i,), place) for i in below
            )
            return Either(name, Entry(whole, indices, 1, place), place)
        return name

    def derivative(self, place: Span, token: str) -> Tree:
        above, below = (_names(part.strip().lstrip("\u2202")) for part in token.split("/"))
        return Name(derivative_name(above, below), place)

    def quotient(self, place: Span, token: str) -> Tree:
        """Build ``dL/dZ``: the derivative where it is known by its name, else a quotient."""
        above, below = (part.strip() for part in token.split("/"))
        divided = Operation("/", Name(_names(above), place), Name(_names(below), place), place)
        named = derivative_name(_names(above[1:]), _names(below[1:]))
        return Either(Name(named, place), divided, place)

    def gradient(self, place: Span, token: str) -> Tree:
        below, above = token.lstrip("\u2207_").split()
        return Name(derivative_name(_names(above), _names(below)), place)

    def negative_number(self, place: Span, token: str) -> Tree:
        return Number(-float(token), place)

    def power(self, place: Span, base: Tree, exponent: Tree | str) -> Tree:
        if isinstance(exponent, str):
            return self.transpose(place, base)
        return Operation("^", base, exponent, place)

    def prime(self, place: Span, of: Tree) -> Tree:
        return Apply("prime", of, place)

    def raised(self, place: Span, base: Tree, mark: str) -> Tree:
        sign = -1.0 if mark.startswith("\u207b") else 1.0
        if mark.endswith("\u1d40"):
            return self.transpose(place, base) if sign > 0 else self.inverse_transpose(place, base)
        return Operation("^", base, Number(sign * _RAISED[mark[-1]], place), place)

    def entrywise(self, place: Span, left: Tree, sign: str, right: Tree) -> Tree:
        return Operation("over" if sign == "\u2298" else "*", left, right, place)

    def star(self, place: Span, left: Tree, _token: str, right: Tree) -> Tree:
        return Operation("star", left, right, place)

    def root(self, place: Span, _token: str, of: Tree) -> Tree:
        return Call("sqrt", of.parts if isinstance(of, Group) else (of,), (), place)

    def norm(self, place: Span, _opens: Any, of: Tree, _closes: Any) -> Tree:
        return Apply("double bars", of, place)

    def bars(self, place: Span, _opens: Any, of: Tree, _closes: Any) -> Tree:
        return Apply("bars", of, place)

    def option(self, place: Span, token: str, value: Tree) -> Tree:
        name = token.rstrip("= \t")
        return Call(f"{name}=", (value,), (), place)

    def total_over(self, place: Span, _sum: Any, index: Any, body: Tree) -> Tree:
        return Total(str(index), None, None, body, place)

    def total(self, place: Span, _sum: Any, index: Any, low: Tree, high: Tree, body: Tree) -> Tree:
        return Total(str(index), low, high, body, place)


def _names(word: str) -> tuple[str, ...]:
    """Return the Python names that a word stands for, Greek letters by their names."""
    plain = word.translate(_DIGITS)
    spelled = "".join(in_ascii(character) for character in plain)
    whole = spellings(spelled)
    base, _, below = spelled.partition("_")
    return tuple(dict.fromkeys([plain, *whole, *spellings(base, below=below)]))
