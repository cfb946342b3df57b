"""The symbols of LaTeX, letters with marks, derivatives, steps, as patterns and as trees."""

from __future__ import annotations

import functools
import re
from typing import Final

from msgspec import Struct

from autograder.notation.errors import NotationError
from autograder.notation.tree import Call, Either, Entry, Name, Number, Operation, Span, Tree
from autograder.notation.words import GREEK, derivative_name, spellings

__all__ = [
    "DERIVATIVE",
    "DIFFERENTIAL",
    "GRADIENT",
    "NAMED_FUNCTION",
    "ONES",
    "SYMBOL",
    "derivative",
    "differential",
    "gradient",
    "ones",
    "symbol",
]

_GREEK: Final = rf"\\(?:var)?(?:{'|'.join([*GREEK, 'ell'])})(?![A-Za-z])"
_LETTER: Final = rf"(?:[A-Za-z]|{_GREEK})"
_STYLE: Final = (
    r"\\(?:mathbf|boldsymbol|bm|mathrm|mathit|mathsf|mathcal|mathbb|vec|textbf|text|rm|bf)"
)
_ACCENT: Final = r"\\(?:hat|widehat|bar|overline|tilde|widetilde|dot|underline)"
_STYLED: Final = (
    rf"(?:{_LETTER}|{_STYLE}(?![A-Za-z])\s*(?:\{{\s*(?:{_GREEK}|[A-Za-z]+)\s*\}}|{_LETTER}))"
)
_CORE: Final = rf"(?:{_STYLED}|{_ACCENT}(?![A-Za-z])\s*(?:\{{\s*{_STYLED}\s*\}}|{_STYLED}))"
_BELOW: Final = rf"_\s*(?:[A-Za-z0-9]|{_GREEK}|\{{[^{{}}]*(?:\{{[^{{}}]*\}}[^{{}}]*)*\}})"
_LAYER: Final = r"\^\s*\{?\s*[\(\[]\s*[A-Za-z0-9+-]+\s*[\)\]]\s*\}?"

SYMBOL: Final = rf"{_CORE}(?:\s*{_BELOW})?(?:\s*{_LAYER})?(?:\s*{_BELOW})?"
"""A letter, bold or not, with a hat, a subscript and the number of a layer."""

_D: Final = r"(?:\\partial(?![A-Za-z])|\\mathrm\s*\{\s*d\s*\}|\\mathrm\s+d|\\text\s*\{\s*d\s*\}|d)"
_IN_PYTHON: Final = r"d[A-Za-z][A-Za-z0-9]*\\?_d[A-Za-z][A-Za-z0-9]*"
DERIVATIVE: Final = (
    rf"{_IN_PYTHON}|\\[dtc]?frac\s*\{{\s*{_D}\s*{SYMBOL}\s*\}}\s*\{{\s*{_D}\s*{SYMBOL}\s*\}}"
)
"""The derivative of one symbol by another, or the name that it has in Python."""
GRADIENT: Final = rf"\\nabla\s*_\s*(?:\{{\s*{SYMBOL}\s*\}}|{_LETTER})\s*{SYMBOL}"
"""The gradient of a symbol by the one below the sign."""
DIFFERENTIAL: Final = (
    rf"(?:\\mathrm\s*\{{\s*d\s*\}}|\\mathrm\s+d|\\text\s*\{{\s*d\s*\}}|d)\s*{SYMBOL}"
)
"""A step in a symbol, ``dX``; or d times it, where d is a name."""
ONES: Final = (
    r"\\(?:mathbf|mathbb|boldsymbol|bm|vec)\s*\{?\s*1\s*\}?(?:\s*_\s*(?:[A-Za-z0-9]|\{[^{}]*\}))?"
)
"""The column of ones, with its size below it."""
NAMED_FUNCTION: Final = (
    r"\\(?:operatorname\*?|mathrm|text|textrm|mathsf)\s*\{\s*[A-Za-z]{2,}\s*\}"
    r"|\\(?:exp|log|ln|sin|cos|tan|arctan|sinh|cosh|tanh|det|max|min|tr|Tr|diag)(?![A-Za-z])"
)
"""A function by its name."""

_SYMBOL_PARTS: Final = re.compile(
    rf"(?P<core>{_CORE})(?:\s*(?P<below>{_BELOW}))?(?:\s*(?P<layer>{_LAYER}))?(?:\s*(?P<late>{_BELOW}))?"
)
_STYLES: Final = re.compile(rf"{_STYLE}(?![A-Za-z])|{_ACCENT}(?![A-Za-z])|[{{}}\s]")
_AROUND_BELOW: Final = re.compile(rf"^_\s*|{_STYLE}(?![A-Za-z])|[{{}}\s]")
_FRAME: Final = re.compile(rf"^\\[dtc]?frac\s*|(?<=[{{])\s*{_D}")
"""Of a derivative: what stands around its two symbols."""
_MARKS: Final[dict[str, str]] = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde",
    "widetilde": "tilde", "dot": "dot", "underline": "bar",
}  # fmt: skip


class _Read(Struct, frozen=True):
    """A symbol: its names, those without its subscript, and the subscript."""

    whole: tuple[str, ...]
    plain: tuple[str, ...]
    below: str


@functools.lru_cache(maxsize=512)  # a derivation names the same symbols in every line
def _read(text: str) -> _Read:
    parts = _SYMBOL_PARTS.fullmatch(text)
    assert parts is not None
    base, accent = _letter(parts["core"])
    layer = re.sub(r"[\^{}()\[\]\s]", "", parts["layer"] or "")
    below = _subscript(parts["below"] or parts["late"] or "")
    whole = spellings(base, below=_word(below), layer=layer, accent=accent)
    return _Read(whole, spellings(base, layer=layer, accent=accent), below)


def symbol(text: str, place: Span) -> Tree:
    """Return a symbol as a name; with a subscript that may count, as a name or an entry."""
    read = _read(text)
    name = Name(read.whole, place)
    indices = _indices(read.below, place)
    if not read.below or indices is None:
        return name
    return Either(name, Entry(Name(read.plain, place), indices, 1, place), place)


def _letter(core: str) -> tuple[str, str]:
    """Return the bare letter of a core, and the name of its accent."""
    accent = next((mark for word, mark in _MARKS.items() if core.startswith(f"\\{word}")), "")
    return _STYLES.sub("", core).lstrip("\\"), accent


def _subscript(below: str) -> str:
    return _AROUND_BELOW.sub("", below).replace("\\", "")


def _word(below: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "_", below).strip("_")


def _indices(below: str, place: Span) -> tuple[Tree, ...] | None:
    """Return a subscript as indices: ``ij``, ``i,j``, ``1``, ``i+1``; None where it is a word."""
    split = below.split(",") if "," in below else list(re.findall(r"[A-Za-z]|\d+", below))
    if re.search(r"[+-]", below) and "," not in below:
        split = [below]
    if len(split) > 2 or not all(
        re.fullmatch(r"(?:[A-Za-z]|\d+)(?:[+-]\d+)?", part) for part in split
    ):
        return None
    return tuple(_index(part, place) for part in split)


def _index(text: str, place: Span) -> Tree:
    base, sign, by = re.fullmatch(r"([A-Za-z]|\d+)(?:([+-])(\d+))?", text).groups()  # type: ignore[union-attr]  # matched by the caller
    tree: Tree = Number(float(base), place) if base.isdigit() else Name((base,), place)
    if by is None:
        return tree
    return Operation("+" if sign == "+" else "-", tree, Number(float(by), place), place)


def _two_names(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    first, second, *_ = (_read(match[0]).whole for match in _SYMBOL_PARTS.finditer(text))
    return first, second


def _any_name(tree: Tree) -> tuple[str, ...]:
    if isinstance(tree, Either):
        return tree.name.spellings
    assert isinstance(tree, Name)
    return tree.spellings


def derivative(text: str, place: Span) -> Tree:
    """Return a derivative as the name that it has in Python, ``dL_dW``."""
    if text.startswith("d"):
        return Name((text.replace("\\", ""),), place)
    above, below = _two_names(_FRAME.sub("", text))
    return Name(derivative_name(above, below), place)


def gradient(text: str, place: Span) -> Tree:
    """Return a gradient as the name that the derivative has in Python, ``dL_dW``."""
    below, above = _two_names(re.sub(r"^\\nabla\s*_", "", text))
    return Name(derivative_name(above, below), place)


def differential(text: str, place: Span) -> Tree:
    """Return a step in a symbol, or d times it where nothing is called so."""
    head = re.match(r"\\mathrm\s*\{\s*d\s*\}|\\mathrm\s+d|\\text\s*\{\s*d\s*\}|d", text)
    assert head is not None
    rest = text[head.end() :].strip()
    start = place[0] + text.rindex(rest)
    moved = symbol(rest, (start, place[1]))
    times_d = Operation("beside", Name(("d",), (place[0], start)), moved, place)
    step = Name(tuple(f"d{name}" for name in _any_name(moved)), place)
    if isinstance(moved, Either) and isinstance(moved.otherwise, Entry):
        return Either(step, _entry_of_step(moved.otherwise, times_d, place), place)
    return Either(step, times_d, place)


def _entry_of_step(moved: Entry, times_d: Tree, place: Span) -> Tree:
    """Return ``dW_{ij}`` as an entry of the step dW, or d times an entry without a step."""
    step = Name(tuple(f"d{name}" for name in _any_name(moved.of)), place)
    return Either(step, times_d, place, Entry(step, moved.indices, moved.first, place))


def ones(text: str, place: Span, whole: str) -> Tree:
    """Return the column of ones whose size stands below it; ``m n`` below make a matrix.

    Raises:
        NotationError: no size stands there.
    """
    _, found, size = text.partition("_")
    names = re.findall(r"[A-Za-z]|\d+", re.sub(r"\\times|[{}]", " ", size))
    if not found or not 1 <= len(names) <= 2:
        raise NotationError(
            "ones without a size", r"the size below, such as \mathbf{1}_n", whole, place
        )
    sizes = [
        Number(float(name), place) if name.isdigit() else Name((name,), place) for name in names
    ]
    columns: Tree = sizes[1] if len(sizes) == 2 else Number(1.0, place)
    return Call("ones", (sizes[0], columns), (), place)
