"""The symbols of LaTeX, letters with marks, derivatives, steps, as trees."""

from __future__ import annotations

import functools
import re
from typing import Final

from msgspec import Struct

from autograder.notation.errors import NotationError
from autograder.notation.latex_signs import (
    ACCENTS,
    STYLE,
    TwoSymbols,
    derivative_at,
    gradient_at,
    step_at,
    symbol_at,
)
from autograder.notation.tree import Call, Either, Entry, Name, Number, Operation, Span, Tree
from autograder.notation.words import derivative_name, spellings

__all__ = ["derivative", "differential", "gradient", "named_derivative", "ones", "symbol"]

_AROUND_LETTER: Final = re.compile(rf"{STYLE}(?![A-Za-z])|[{{}}\s]")
_AROUND_BELOW: Final = re.compile(rf"^_\s*|{STYLE}(?![A-Za-z])|[{{}}\s]")
_AROUND_LAYER: Final = re.compile(r"[\^{}()\[\]\s]")
_ACCENT: Final = re.compile(r"\\([a-z]+)")


class _Read(Struct, frozen=True):
    """A symbol: its names, those without its subscript, and the subscript."""

    whole: tuple[str, ...]
    plain: tuple[str, ...]
    below: str


@functools.lru_cache(maxsize=512)  # a derivation names the same symbols in every line
def _read(text: str) -> _Read:
    found = symbol_at(text, 0)
    assert found is not None  # it was found there when the text was read
    base, accent = _letter(found.core)
    layer = _AROUND_LAYER.sub("", found.layer)
    below = _AROUND_BELOW.sub("", found.below).replace("\\", "")
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
    head = _ACCENT.match(core)
    accent = ACCENTS.get(head[1], "") if head else ""
    styled = core[head.end() :] if head and accent else core
    return _AROUND_LETTER.sub("", styled).lstrip("\\"), accent


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


def _any_name(tree: Tree) -> tuple[str, ...]:
    if isinstance(tree, Either):
        return tree.name.spellings
    assert isinstance(tree, Name)
    return tree.spellings


def named_derivative(text: str, place: Span) -> Tree:
    """Return a derivative that is called as in Python, ``dL_dW``."""
    return Name((text.replace("\\", ""),), place)


def derivative(text: str, place: Span) -> Tree:
    """Return a derivative as the name that it has in Python, ``dL_dW``."""
    return _derived(derivative_at(text, 0), place)


def gradient(text: str, place: Span) -> Tree:
    """Return a gradient as the name that the derivative has in Python, ``dL_dW``."""
    return _derived(gradient_at(text, 0), place)


def _derived(found: TwoSymbols | None, place: Span) -> Tree:
    assert found is not None  # it was found there when the text was read
    names = derivative_name(_read(found.above).whole, _read(found.below).whole)
    return Name(names, place)


def differential(text: str, place: Span) -> Tree:
    """Return a step in a symbol, or d times it where nothing is called so."""
    found = step_at(text, 0)
    assert found is not None
    start = place[0] + found.begin
    moved = symbol(text[found.begin :], (start, place[1]))
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
