"""What a slip is told as, by the place at which it is and by the function that is called there.

A minus in the step of a slice is an order of entries and no sign, and what is left out of an
exponent is no term of a sum that anybody adds up: it is a power that is wrong.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, TypeAlias

from autograder.diagnose.mistake import LESS_LIKELY, Mistake, Rank
from autograder.diagnose.syntax import Site, binary, called, walk

__all__ = ["OF_PLACES", "Kind", "kinds_of_places", "told_at", "told_of_axis"]

Kind: TypeAlias = Literal["exponent", "index", "step", "count", "length"]
"""Where a part stands: in an exponent, an index, a slice's step, in what says how many, or where
the length of an array is taken.
"""

EXPONENT: Final = Mistake("power.wrong", Rank.WRONG_WAY, "A power is wrong.")
INDEX: Final = Mistake("index.shifted", Rank.WRONG_WAY, "An index is wrong.")
TURNED: Final = Mistake(
    "index.reversed",
    Rank.SLIP,
    "Entries stand in the other order: something is turned round that should not be, or is not"
    " where it should be.",
)

_OF_FUNCTIONS: Final[Mapping[str, str]] = {
    "max": "A maximum or minimum is taken over the wrong axis.",
    "min": "A maximum or minimum is taken over the wrong axis.",
    "argmax": "A maximum or minimum is taken over the wrong axis.",
    "argmin": "A maximum or minimum is taken over the wrong axis.",
    "var": "A variance or standard deviation is taken over the wrong axis.",
    "std": "A variance or standard deviation is taken over the wrong axis.",
    "norm": "A norm is taken over the wrong axis.",
    "softmax": "A softmax runs over the wrong axis.",
    "log_softmax": "A softmax runs over the wrong axis.",
    "logsumexp": "A logsumexp runs over the wrong axis.",
    "cumsum": "A running sum runs along the wrong axis.",
    "cumprod": "A running product runs along the wrong axis.",
    "prod": "A product runs over the wrong axis.",
}
"""Functions over axes but for sums and means -> what is said of one over another axis."""
_SUMS: Final = frozenset({"sum", "mean"})
_AXIS: Final = "axis.other"
_OF_AXES: Final = {
    words: Mistake(_AXIS, Rank.SLIP, words) for words in dict.fromkeys(_OF_FUNCTIONS.values())
}
LAID: Final = Mistake(
    _AXIS,
    Rank.SLIP,
    "Entries are laid along the wrong axis, such as a row where a column belongs.",
)
SEVERAL: Final = Mistake(
    _AXIS,
    Rank.WRONG_WAY,
    "What is taken over an axis, such as a sum or a maximum, is taken over the wrong one.",
)
LENGTH: Final = Mistake(
    "scale.count", Rank.SLIP, "A length is wrong: it is that of another array or axis."
)

OF_PLACES: Final = (EXPONENT, INDEX, TURNED, *_OF_AXES.values(), LAID, SEVERAL, LENGTH)

_WITHIN: Final = frozenset(
    {
        "term.missing", "term.doubled", "factor.missing", "factor.extra", "sign.inner",
        "scale.part", "constant.wrong", "factors.order", "power.wrong", "operand.other",
    }
)  # fmt: skip
"""Slips in numbers, which mean something else where a number is an exponent or an index."""
_OF_ARRAYS: Final = frozenset(
    {
        "diff", "full", "reshape", "repeat", "tile", "roll", "moveaxis", "swapaxes", "expand_dims",
        "squeeze", "stack", "split", "take", "diag", "diagonal", "tril", "triu", "tensordot",
        "transpose", "delete", "insert",
    }
)  # fmt: skip
"""Functions of arrays whose numbers say how many, which or where."""
_COUNTING: Final = _OF_ARRAYS | {"eye", "identity", "arange", "zeros", "ones", "empty", "range"}
"""The same, and those of which all arguments do."""


def kinds_of_places(places: Sequence[Site]) -> Mapping[int, Kind]:
    """Return, by the identity of a node, what kind of place it is in, where it is a special one."""
    found: dict[int, Kind] = {}
    for site in places:  # from the top, so that what is further in has the last word
        match site.node:
            case ast.BinOp(op=ast.Pow(), right=exponent):
                _put(found, [exponent], "exponent")
            case ast.Call(args=arguments, keywords=keywords) if called(site.node) in _COUNTING:
                counts = (
                    filter(_is_number, arguments) if called(site.node) in _OF_ARRAYS else arguments
                )
                _put(found, [*counts, *(one.value for one in keywords)], "count")
            case ast.Call(args=[one]) if called(site.node) == "len":
                _put(found, [one], "length")
            case ast.Attribute(value=one, attr="shape" | "size"):
                _put(found, [one], "length")
            case ast.Subscript(slice=index):
                _put(found, [index], "index")
                for part in walk(index):
                    if isinstance(part, ast.Slice) and part.step is not None:
                        _put(found, [part.step], "step")
    return found


def _is_number(node: ast.AST) -> bool:
    plain = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(plain, ast.Constant)


def _put(found: dict[int, Kind], nodes: Iterable[ast.AST], kind: Kind) -> None:
    for node in nodes:
        found.update((id(part), kind) for part in walk(node))


def told_at(
    mistake: Mistake, old: ast.AST, kinds: Mapping[int, Kind]
) -> tuple[Mistake | None, int]:
    """Return what a slip at a node is told as, None where nothing true is known to be said.

    With it comes what it costs beyond its rank.
    """
    if mistake.id == _AXIS:
        return told_of_axis(mistake, [old]), 0
    kind = kinds.get(id(old))
    is_of_quantity = mistake.id == "operand.other" and kind in ("exponent", "count")
    if kind is None or mistake.id not in _WITHIN or is_of_quantity:
        return mistake, 0
    if kind == "exponent":
        if mistake.id == EXPONENT.id or binary(old, ast.Pow):
            return mistake, 0
        return EXPONENT, max(mistake.rank - EXPONENT.rank, 0) + 2 * LESS_LIKELY - 2
    if kind == "step":
        return (TURNED, 0) if mistake.id == "sign.inner" else (None, 0)
    if kind == "length":
        return (LENGTH, LESS_LIKELY) if mistake.id == "operand.other" else (None, 0)
    if kind == "index":
        return INDEX, max(mistake.rank - INDEX.rank, 0)
    return None, 0


def told_of_axis(mistake: Mistake, calls: Sequence[ast.AST]) -> Mistake:
    """Return what is said of functions over another axis than theirs, by the functions."""
    names = {called(call) for call in calls}
    if names <= _SUMS:
        return mistake
    words = {_OF_FUNCTIONS.get(name, "") for name in names}
    if len(words) > 1:
        return SEVERAL
    if names == {"count"}:
        return LENGTH
    [one] = words
    return _OF_AXES[one] if one else LAID
