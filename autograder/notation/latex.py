r"""Formulas in LaTeX, as they stand in homework, read to the common tree.

The text is first made plain without moving a character, so that every place in it stays true: what
only spaces or sizes becomes blanks, and bars become opening and closing ones. Letters with their
marks (bold, a hat, a subscript, a layer) are one symbol; juxtaposition binds more tightly than
``\odot`` and ``\otimes``, and a sum runs over the term after it.
"""

from __future__ import annotations

import re
from typing import Any, Final

from autograder.notation.bars import CLOSE_BAR, CLOSE_DOUBLE, OPEN_BAR, OPEN_DOUBLE, told_apart
from autograder.notation.errors import NotationError
from autograder.notation.latex_signs import derivative_at, gradient_at, step_at, symbol_at
from autograder.notation.latex_symbols import (
    derivative,
    differential,
    gradient,
    named_derivative,
    ones,
    symbol,
)
from autograder.notation.parser import Declared, Grammar, MathBuilder, parsed
from autograder.notation.tree import (
    Apply,
    Call,
    Equation,
    Group,
    Name,
    Number,
    Operation,
    Operator,
    Span,
    Total,
    Tree,
)
from autograder.notation.words import FUNCTIONS

__all__ = ["GRAMMAR", "read_latex"]

_BLANK: Final = re.compile(
    r"\\(?:left|right|[bB]igg?[lrm]?)(?![A-Za-z])\s*\.?(?=[^.])"
    r"|\\(?:displaystyle|textstyle|limits|nolimits|quad|qquad|nonumber|notag|thinspace)(?![A-Za-z])"
    r"|\\(?:begin|end)\s*\{[A-Za-z*]+\}|\\(?:label|tag)\s*\{[^{}]*\}"
    r"|\\[,;:!> ]|\\[\[\]()]|[~&$]"
)
_TRANSPOSE: Final = (
    r"\\(?:top|intercal|prime)(?![A-Za-z])"
    r"|\\(?:mathsf|mathrm|text|rm|mathit|mathbf)(?:\s*\{\s*[Tt]\s*\}|\s+[Tt])|T"
)
_NAMED_DERIVATIVE: Final = r"d[A-Za-z][A-Za-z0-9]*\\?_d[A-Za-z][A-Za-z0-9]*"
_ONES: Final = (
    r"\\(?:mathbf|mathbb|boldsymbol|bm|vec)\s*\{?\s*1\s*\}?(?:\s*_\s*(?:[A-Za-z0-9]|\{[^{}]*\}))?"
)
_FUNCTION: Final = (
    r"\\(?:operatorname\*?|mathrm|text|textrm|mathsf)\s*\{\s*[A-Za-z]{2,}\s*\}"
    r"|\\(?:exp|log|ln|sin|cos|tan|arctan|sinh|cosh|tanh|det|max|min|tr|Tr|diag)(?![A-Za-z])"
)
_DECLARED: Final = (
    Declared("DERIVATIVE", 8, derivative_at),
    Declared("GRADIENT", 8, gradient_at),
    Declared("DIFFERENTIAL", 6, step_at),
    Declared("SYMBOL", 3, symbol_at),
)

GRAMMAR: Final = Grammar(
    "latex",
    rf"""
start: chain
chain: side ("=" sum)*
?side: sum
   | FUNCTION                     -> word
?sum: term
   | "-" term                     -> negative
   | "+" term
   | sum "+" term                 -> plus
   | sum "-" term                 -> minus
?term: wide
   | total
   | wide total                   -> beside
total: SUM "_" "{{" SYMBOL "=" sum "}}" "^" limit term  -> total
   | SUM "^" limit "_" "{{" SYMBOL "=" sum "}}" term    -> total_after
   | SUM "_" "{{" SYMBOL ("," SYMBOL)* "}}" term        -> total_over
   | SUM "_" SYMBOL term                              -> total_over
?limit: "{{" sum "}}"
   | DIGIT                        -> number
   | SYMBOL                       -> symbol
?wide: tight
   | wide ENTRYWISE tight         -> entrywise
   | wide KRON tight              -> kron
?tight: factor
   | tight factor                 -> beside
   | tight DOT factor             -> dot
   | tight TIMES factor           -> times
   | tight "/" factor             -> divided
?factor: atom
   | atom "^" power               -> power
   | atom PRIME                   -> prime
?power: "{{" TRANSPOSE "}}"        -> mark
   | TRANSPOSE                    -> mark
   | "{{" "-" TRANSPOSE "}}"      -> inverse_mark
   | "{{" sum "}}"
   | DIGIT                        -> number
   | SYMBOL                       -> symbol
?atom: bare
   | FUNCTION paren               -> call
   | FUNCTION "^" power paren     -> power_of_call
   | FUNCTION PRIME paren         -> slope_of_call
   | FUNCTION bare_factor         -> bare_call
   | paren
bare: NUMBER                      -> number
   | DIGIT                        -> number
   | FRAC_DIGITS                  -> fraction_of_digits
   | SYMBOL                       -> symbol
   | ONES                         -> ones
   | DERIVATIVE                   -> derivative
   | NAMED_DERIVATIVE             -> named_derivative
   | GRADIENT                     -> gradient
   | DIFFERENTIAL                 -> differential
   | "{{" sum "}}"                -> group
   | FRAC "{{" sum "}}" "{{" sum "}}" -> fraction
   | SQRT "{{" sum "}}"           -> root
   | OPEN_DOUBLE sum CLOSE_DOUBLE norm_kind? -> norm
   | OPEN_BAR sum CLOSE_BAR       -> bars
?bare_factor: bare
   | bare "^" power               -> power
   | FUNCTION paren               -> call
   | FUNCTION bare_factor         -> bare_call
paren: "(" sum ("," sum)* ")"     -> group
   | "[" sum ("," sum)* "]"       -> group
   | "\\{{" sum ("," sum)* "\\}}" -> group
norm_kind: "_" (SYMBOL | DIGIT | "{{" SYMBOL "}}" | "{{" DIGIT "}}")

SUM.5: /\\sum(?![A-Za-z])/
ENTRYWISE.5: /\\(?:odot|circ|oslash)(?![A-Za-z])|\u2299|\u2218/
KRON.5: /\\otimes(?![A-Za-z])|\u2297/
DOT.5: /\\cdot(?![A-Za-z])|\\bullet(?![A-Za-z])|\*/
TIMES.5: /\\times(?![A-Za-z])/
TRANSPOSE.6: /{_TRANSPOSE}/
PRIME.5: /'|\^\s*\\prime(?![A-Za-z])/
FRAC_DIGITS.6: /\\[dtc]?frac\s*\d\s*\d/
FRAC.5: /\\[dtc]?frac(?![A-Za-z])/
SQRT.5: /\\sqrt(?![A-Za-z])/
OPEN_DOUBLE: "{OPEN_DOUBLE}"
CLOSE_DOUBLE: "{CLOSE_DOUBLE}"
OPEN_BAR: "{OPEN_BAR}"
CLOSE_BAR: "{CLOSE_BAR}"
%declare DERIVATIVE GRADIENT DIFFERENTIAL SYMBOL
NAMED_DERIVATIVE.8: /{_NAMED_DERIVATIVE}/
ONES.7: /{_ONES}/
FUNCTION.6: /{_FUNCTION}/
NUMBER.4: /\d+\.\d+|\d\d+/
DIGIT.3: /\d/
%ignore /\s+/
""",
    _DECLARED,
)
"""The rules of LaTeX; each method of the builder below is one."""


def read_latex(text: str) -> Equation:
    """Read a formula or a chain of equalities.

    Raises:
        NotationError: it cannot be read, with the place.
    """
    return parsed(GRAMMAR, _plain(text), _Latex(text), text)


def _plain(text: str) -> str:
    """Blank out what means nothing, and tell bars that open from those that close."""
    blanked = _BLANK.sub(lambda match: " " * len(match[0]), told_apart(text))
    return re.sub(r"[.,;]\s*$", lambda match: " " * len(match[0]), blanked)


class _Latex(MathBuilder):
    """Builds the tree; each method is a rule of the grammar."""

    def symbol(self, place: Span, token: str) -> Tree:
        return symbol(token, place)

    def word(self, place: Span, token: str) -> Tree:
        """Build the name that a word set upright is, on the left of an equality sign."""
        return Name((_word_of(token),), place)

    def ones(self, place: Span, token: str) -> Tree:
        return ones(token, place, self.text)

    def derivative(self, place: Span, token: str) -> Tree:
        return derivative(token, place)

    def named_derivative(self, place: Span, token: str) -> Tree:
        return named_derivative(token, place)

    def gradient(self, place: Span, token: str) -> Tree:
        return gradient(token, place)

    def differential(self, place: Span, token: str) -> Tree:
        return differential(token, place)

    def fraction_of_digits(self, place: Span, token: str) -> Tree:
        above, below = re.findall(r"\d", token)
        return Operation(
            "fraction", Number(float(above), place), Number(float(below), place), place
        )

    def fraction(self, place: Span, _token: str, above: Tree, below: Tree) -> Tree:
        return Operation("fraction", above, below, place)

    def root(self, place: Span, _token: str, of: Tree) -> Tree:
        return Call("sqrt", (of,), (), place)

    def inverse_mark(self, _place: Span, _token: str) -> str:
        return "inverse transpose"

    def power(self, place: Span, base: Tree, exponent: Tree | str) -> Tree:
        if exponent == "transpose":
            return self.transpose(place, base)
        if exponent == "inverse transpose":
            return self.inverse_transpose(place, base)
        assert not isinstance(exponent, str)
        return Operation("^", base, exponent, place)

    def entrywise(self, place: Span, left: Tree, token: str, right: Tree) -> Tree:
        operator: Operator = "over" if "oslash" in token else "*"
        return Operation(operator, left, right, place)

    def norm_kind(self, place: Span, token: str) -> Tree:
        return Number(2.0, place) if token in ("2", "F") else self.refuse_norm(place)

    def refuse_norm(self, place: Span) -> Tree:
        raise NotationError(
            "a norm other than the Euclidean and the Frobenius norm",
            r"\|v\|, \|v\|_2 or \|X\|_F",
            self.text,
            place,
        )

    def norm(self, place: Span, *parts: Any) -> Tree:
        trees = [part for part in parts if not isinstance(part, str)]
        return Apply("double bars", trees[0], place)

    def bars(self, place: Span, *parts: Any) -> Tree:
        [inner] = [part for part in parts if not isinstance(part, str)]
        return Apply("bars", inner, place)

    def call(self, place: Span, token: str, arguments: Group) -> Tree:
        return Call(_function_of(token), arguments.parts, (), place)

    def power_of_call(self, place: Span, token: str, exponent: Any, arguments: Group) -> Tree:
        return self.power(place, self.call(place, token, arguments), exponent)

    def slope_of_call(self, place: Span, token: str, _prime: Any, arguments: Group) -> Tree:
        function = Apply("prime", Name((_function_of(token),), place), place)
        return Operation("beside", function, arguments, place)

    def bare_call(self, place: Span, token: str, argument: Tree) -> Tree:
        return Call(_function_of(token), (argument,), (), place, bare=True)

    def prime(self, place: Span, of: Tree, _token: str) -> Tree:
        return Apply("prime", of, place)

    def total_over(self, place: Span, _sum: Any, *parts: Any) -> Tree:
        *indices, body = parts
        total: Tree = body
        for index in reversed(indices):
            total = Total(str(index), None, None, total, place)
        return total

    def total(self, place: Span, _sum: Any, index: Any, low: Tree, high: Tree, body: Tree) -> Tree:
        return Total(str(index), low, high, body, place)

    def total_after(
        self, place: Span, _sum: Any, high: Tree, index: Any, low: Tree, body: Tree
    ) -> Tree:
        return Total(str(index), low, high, body, place)


def _function_of(token: str) -> str:
    word = _word_of(token)
    return FUNCTIONS.get(word, word)


def _word_of(token: str) -> str:
    return re.sub(
        r"\\(?:operatorname\*?|mathrm|text|rm|mathbf|mathsf|textrm|,)|[\\{}\s]", "", token
    )
