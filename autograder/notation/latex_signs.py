r"""What LaTeX writes with several signs, found in a text: symbols, derivatives, gradients, steps.

A symbol is a letter, bold or not, with a hat, a subscript and the number of a layer. As patterns
these would hold the names of all Greek letters twenty times, and compiling them would take longer
than reading a derivation. Each function takes a text and a place in it.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from autograder.notation.words import GREEK

__all__ = [
    "ACCENTS",
    "STYLE",
    "Step",
    "Symbol",
    "TwoSymbols",
    "derivative_at",
    "gradient_at",
    "step_at",
    "symbol_at",
]

STYLE: Final = (
    r"\\(?:mathbf|boldsymbol|bm|mathrm|mathit|mathsf|mathcal|mathbb|vec|textbf|text|rm|bf)"
)
"""What sets a letter in another style."""
ACCENTS: Final[dict[str, str]] = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde",
    "widetilde": "tilde", "dot": "dot", "underline": "bar",
}  # fmt: skip
"""LaTeX's name of an accent -> its own."""

_GREEK: Final = frozenset([*GREEK, "ell"])
_LETTER: Final = re.compile(r"[A-Za-z]|\\([A-Za-z]+)")
_STYLED: Final = re.compile(rf"{STYLE}(?![A-Za-z])\s*")
_STYLED_WORD: Final = re.compile(r"\{\s*(?:\\([A-Za-z]+)|[A-Za-z]+)\s*\}")
_ACCENT: Final = re.compile(r"\\([a-z]+)(?![A-Za-z])\s*")
_OPENS: Final = re.compile(r"\{\s*")
_CLOSES: Final = re.compile(r"\s*\}")
_BELOW: Final = re.compile(
    r"\s*(_\s*(?:[A-Za-z0-9]|\\([A-Za-z]+)|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}))"
)
_LAYER: Final = re.compile(
    r"\s*(\^\s*(?:\{\s*[(\[]\s*[A-Za-z0-9+-]+\s*[)\]]\s*\}|[(\[]\s*[A-Za-z0-9+-]+\s*[)\]]))"
)
_D: Final = r"\\mathrm\s*\{\s*d\s*\}|\\mathrm\s+d|\\text\s*\{\s*d\s*\}|d"
_STEP: Final = re.compile(rf"(?:{_D})\s*")
_ABOVE: Final = re.compile(rf"\\[dtc]?frac\s*\{{\s*(?:\\partial(?![A-Za-z])|{_D})\s*")
_BELOW_IT: Final = re.compile(rf"\s*\}}\s*\{{\s*(?:\\partial(?![A-Za-z])|{_D})\s*")
_NABLA: Final = re.compile(r"\\nabla\s*_\s*")
_SPACE: Final = re.compile(r"\s*")


class Symbol(Struct, frozen=True):
    """A symbol in its parts, and where it ends."""

    core: str
    below: str
    layer: str
    end: int


class TwoSymbols(Struct, frozen=True):
    """What is differentiated, by what, and where both end."""

    above: str
    below: str
    end: int


class Step(Struct, frozen=True):
    """Where the symbol begins that a step is in, and where it ends."""

    begin: int
    end: int


def symbol_at(text: str, at: int) -> Symbol | None:
    """Return the symbol that stands at a place; None where there is none."""
    end = _core(text, at)
    if not end:
        return None
    core = text[at:end]
    below, end = _subscript(text, end)
    found = _LAYER.match(text, end)
    layer, end = (found[1], found.end()) if found else ("", end)
    late, end = _subscript(text, end)
    return Symbol(core, below or late, layer, end)


def step_at(text: str, at: int) -> Step | None:
    """Return a step in a symbol, ``dX``; or d times it, where d is a name."""
    head = _STEP.match(text, at)
    moved = symbol_at(text, head.end()) if head else None
    return Step(head.end(), moved.end) if head and moved else None


def derivative_at(text: str, at: int) -> TwoSymbols | None:
    """Return the derivative of one symbol by another as a fraction."""
    head = _ABOVE.match(text, at)
    above = symbol_at(text, head.end()) if head else None
    between = _BELOW_IT.match(text, above.end) if above else None
    below = symbol_at(text, between.end()) if between else None
    closes = _CLOSES.match(text, below.end) if below else None
    if not (head and above and between and below and closes):
        return None
    names = text[head.end() : above.end], text[between.end() : below.end]
    return TwoSymbols(*names, closes.end())


def gradient_at(text: str, at: int) -> TwoSymbols | None:
    """Return the gradient of a symbol by the one below the sign."""
    head = _NABLA.match(text, at)
    if head is None:
        return None
    opens = _OPENS.match(text, head.end())
    begin = opens.end() if opens else head.end()
    if opens:
        below = symbol_at(text, begin)
        closes = _CLOSES.match(text, below.end) if below else None
        ends = (below.end, closes.end()) if below and closes else None
    else:
        letter = _letter(text, begin)
        ends = (letter, letter) if letter else None
    if ends is None:
        return None
    found = _SPACE.match(text, ends[1])
    assert found is not None  # it may be empty
    above = symbol_at(text, found.end())
    if above is None:
        return None
    return TwoSymbols(text[found.end() : above.end], text[begin : ends[0]], above.end)


# Parts of a symbol: where each ends, 0 where there is none.


def _core(text: str, at: int) -> int:
    """Return where a letter ends, with its style and an accent."""
    if end := _styled(text, at):
        return end
    accent = _ACCENT.match(text, at)
    if accent is None or accent[1] not in ACCENTS:
        return 0
    opens = _OPENS.match(text, accent.end())
    if opens is None:
        return _styled(text, accent.end())
    inner = _styled(text, opens.end())
    closes = _CLOSES.match(text, inner) if inner else None
    return closes.end() if closes else 0


def _styled(text: str, at: int) -> int:
    """Return where a letter ends, with its style."""
    if end := _letter(text, at):
        return end
    style = _STYLED.match(text, at)
    if style is None:
        return 0
    word = _STYLED_WORD.match(text, style.end())
    if word is None:
        return _letter(text, style.end())
    return word.end() if word[1] is None or _is_greek(word[1]) else 0


def _letter(text: str, at: int) -> int:
    found = _LETTER.match(text, at)
    return found.end() if found and (found[1] is None or _is_greek(found[1])) else 0


def _subscript(text: str, at: int) -> tuple[str, int]:
    """Return a subscript and where it ends; where there is none, nothing and the place."""
    found = _BELOW.match(text, at)
    if found is None or not (found[2] is None or _is_greek(found[2])):
        return "", at
    return found[1], found.end()


def _is_greek(word: str) -> bool:
    return word.removeprefix("var") in _GREEK
