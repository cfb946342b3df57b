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

    def word(self, meta: Any, token: Any) -> Tree:
        """Build a name, or the entry that ``x_i`` may be."""
        place = self.place(meta)
        name = Name(_names(str(token)), place)
        base, _, below = str(token).translate(_DIGITS).rpartition("_")
        if base and len(below) <= 2 and below.isalnum() and "_" not in base:
            whole = Name(_names(base), place)
            indices = tuple(
                Number(float(i), place) if i.isdigit() else Name((i,), place) for i in below
            )
            return Either(name, Entry(whole, indices, 1, place), place)
        return name

    def derivative(self, meta: Any, token: Any) -> Tree:
        above, below = (_names(part.strip().lstrip("\u2202")) for part in str(token).split("/"))
        return Name(derivative_name(above, below), self.place(meta))

    def quotient(self, meta: Any, token: Any) -> Tree:
        """Build ``dL/dZ``: the derivative where it is known by its name, else a quotient."""
        place = self.place(meta)
        above, below = (part.strip() for part in str(token).split("/"))
        divided = Operation("/", Name(_names(above), place), Name(_names(below), place), place)
        named = derivative_name(_names(above[1:]), _names(below[1:]))
        return Either(Name(named, place), divided, place)

    def gradient(self, meta: Any, token: Any) -> Tree:
        below, above = str(token).lstrip("\u2207_").split()
        return Name(derivative_name(_names(above), _names(below)), self.place(meta))

    def negative_number(self, meta: Any, token: Any) -> Tree:
        return Number(-float(token), self.place(meta))

    def power(self, meta: Any, base: Tree, exponent: Tree | str) -> Tree:
        if isinstance(exponent, str):
            return self.transpose(meta, base)
        return Operation("^", base, exponent, self.place(meta))

    def prime(self, meta: Any, of: Tree) -> Tree:
        return Apply("prime", of, self.place(meta))

    def raised(self, meta: Any, base: Tree, token: Any) -> Tree:
        place, mark = self.place(meta), str(token)
        sign = -1.0 if mark.startswith("\u207b") else 1.0
        if mark.endswith("\u1d40"):
            return self.transpose(meta, base) if sign > 0 else self.inverse_transpose(meta, base)
        return Operation("^", base, Number(sign * _RAISED[mark[-1]], place), place)

    def entrywise(self, meta: Any, left: Tree, token: Any, right: Tree) -> Tree:
        return Operation("over" if str(token) == "\u2298" else "*", left, right, self.place(meta))

    def star(self, meta: Any, left: Tree, _token: Any, right: Tree) -> Tree:
        return Operation("star", left, right, self.place(meta))

    def root(self, meta: Any, _token: Any, of: Tree) -> Tree:
        return Call("sqrt", of.parts if isinstance(of, Group) else (of,), (), self.place(meta))

    def norm(self, meta: Any, _opens: Any, of: Tree, _closes: Any) -> Tree:
        return Apply("double bars", of, self.place(meta))

    def bars(self, meta: Any, _opens: Any, of: Tree, _closes: Any) -> Tree:
        return Apply("bars", of, self.place(meta))

    def option(self, meta: Any, token: Any, value: Tree) -> Tree:
        name = str(token).rstrip("= \t")
        return Call(f"{name}=", (value,), (), self.place(meta))

    def total_over(self, meta: Any, _sum: Any, index: Any, body: Tree) -> Tree:
        return Total(str(index), None, None, body, self.place(meta))

    def total(self, meta: Any, _sum: Any, index: Any, low: Tree, high: Tree, body: Tree) -> Tree:
        return Total(str(index), low, high, body, self.place(meta))


def _names(word: str) -> tuple[str, ...]:
    """Return the Python names that a word stands for, Greek letters by their names."""
    plain = word.translate(_DIGITS)
    spelled = "".join(in_ascii(character) for character in plain)
    whole = spellings(spelled)
    base, _, below = spelled.partition("_")
    return tuple(dict.fromkeys([plain, *whole, *spellings(base, below=below)]))
