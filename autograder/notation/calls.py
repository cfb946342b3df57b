"""Functions in students' formulas: which there are, and what their arguments must be."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from autograder.errors import nearest
from autograder.notation.errors import NotationError
from autograder.notation.operands import (
    MOST_ENTRIES,
    Operand,
    Values,
    Words,
    each,
    is_scalar,
    is_square,
)
from autograder.notation.operations import combined, conform
from autograder.notation.tree import Span
from autograder.notation.words import FUNCTIONS as SPELLINGS
from autograder.problemset.functions import FUNCTIONS

__all__ = ["call", "slope"]

_OF_SQUARES: Final = frozenset({"trace", "det", "logdet", "inv"})
_OF_SIZES: Final = frozenset({"eye", "ones", "zeros"})
_OF_PAIRS: Final = frozenset({"kron", "outer", "maximum", "minimum"})
"""Functions that may make an entry of every pair of entries."""
_COUNTED: Final = frozenset({"arange", "full", "tile", "repeat"})
"""Functions that make as many entries as some of their arguments say."""
_BY_ENTRIES: Final = frozenset({"exp", "log", "sqrt", "sin", "cos"})
"""Functions of numbers that are functions of square matrices, too, on paper."""
_NEEDS_AN_AXIS: Final = frozenset({"softmax", "logsumexp"})
_LONGEST: Final = (
    300  # of an axis that a formula makes: dimensions are at most 12, products of two 144
)
_STEP: Final = 2.0**-100  # the complex step: its square vanishes against 1


def call(
    function: str,
    arguments: Sequence[Operand],
    options: Mapping[str, Operand],
    span: Span,
    words: Words,
    *,
    paper: bool,
) -> Operand:
    """Return a function's value.

    Raises:
        NotationError: there is no such function, or it does not take these arguments.
    """
    name = SPELLINGS.get(function, function)
    if name == "same":
        return Operand(each(lambda i, j: np.float64(i == j), *arguments), span)
    if name not in FUNCTIONS:
        raise NotationError(
            f"the function {function!r}",
            "a function that formulas know",
            words.text,
            span,
            hint=nearest(function, {*SPELLINGS, *FUNCTIONS}),
        )
    if name == "dot" and not paper and len(arguments) == 2 and conform(*arguments):
        left, right = arguments  # numpy's dot multiplies matrices, that of formulas columns
        return combined("@", left, right, span, words, paper=False)
    if name in _OF_SIZES:
        return _of_sizes(name, arguments, span, words)
    _check(name, arguments, options, span, words, paper=paper)
    fixed = {key: _axis(value) for key, value in options.items()}
    try:
        values = each(
            lambda first, *more: FUNCTIONS[name](first, *map(_size, more), **fixed), *arguments
        )
    except Exception as error:  # numpy has many words for arguments that do not fit
        shapes = ", ".join(map(words.of, arguments))
        raise NotationError(
            f"{shapes}", f"what `{name}` takes ({error})", words.text, span
        ) from None
    if any(np.size(value) > MOST_ENTRIES for value in values if value is not None):
        raise NotationError(
            "a value of too many entries", f"at most {MOST_ENTRIES}", words.text, span
        )
    return Operand(values, span)


def _size(argument: Any) -> Any:
    """Return a further argument that is a whole number as one, as numpy wants sizes."""
    if np.size(argument) == 1 and float(np.reshape(argument, ())).is_integer():
        return int(np.reshape(argument, ()))
    return argument


def _axis(option: Operand) -> Any:
    number = float(np.reshape(option.values[0], ()))
    return int(number)


def _of_sizes(name: str, arguments: Sequence[Operand], span: Span, words: Words) -> Operand:
    for argument in arguments:
        sizes = [value for value in argument.values if value is not None]
        if not all(np.size(s) == 1 and 0 < float(np.reshape(s, ())) <= _LONGEST for s in sizes):
            found = f"a size of `{name}`"
            raise NotationError(
                found, f"a dimension, at most {_LONGEST}", words.text, argument.span
            )
    function: Callable[..., Any] = FUNCTIONS[name]
    return Operand(
        each(lambda *sizes: function(*(int(np.reshape(s, ())) for s in sizes)), *arguments), span
    )


def _check(
    name: str,
    arguments: Sequence[Operand],
    options: Mapping[str, Operand],
    span: Span,
    words: Words,
    *,
    paper: bool,
) -> None:
    if not arguments:
        raise NotationError(f"`{name}` of nothing", "what it is of, in brackets", words.text, span)
    [first, *_] = arguments
    if name in _OF_SQUARES and not (is_square(first) or is_scalar(first)):
        raise NotationError(
            words.of(first), f"a square matrix, for `{name}`", words.text, first.span
        )
    if paper and name in _BY_ENTRIES and is_square(first):
        readings = f"the {name} of each entry or of the matrix: say which in words"
        raise NotationError(f"`{name}` of a square matrix", readings, words.text, span)
    vector = all(1 in shape or len(shape) < 2 for shape in first.shapes)
    if name in _NEEDS_AN_AXIS and not options and not vector:
        raise NotationError(
            words.of(first),
            f"`{name}` of a vector, or its axis, such as axis=0",
            words.text,
            first.span,
        )
    most = max(_entries_made(name, values) for values in zip(*_values(arguments), strict=True))
    if not most <= MOST_ENTRIES:
        raise NotationError(
            "a value of too many entries", f"at most {MOST_ENTRIES}", words.text, span
        )


def _values(operands: Sequence[Operand]) -> list[Values]:
    return [operand.values for operand in operands]


def _entries_made(name: str, values: Sequence[Any]) -> float:
    """Return the most entries that a function makes of some arguments, asked before it does."""
    if name in _COUNTED:
        counts = [float(np.reshape(value, ())) for value in values if np.size(value) == 1]
        return math.prod(max(abs(count), 1.0) for count in counts) * max(map(np.size, values))
    sizes = [int(np.size(value)) for value in values]
    if name == "diag":
        return sizes[0] ** 2 if sizes[0] == max(np.shape(values[0]), default=1) else sizes[0]
    if name in _OF_PAIRS and len(sizes) == 2:
        return sizes[0] * sizes[1]
    return max(sizes)


def slope(function: str, argument: Operand, span: Span, words: Words) -> Operand:
    """Return the derivative of a function of numbers at each entry of an argument, ``f'(z)``.

    Raises:
        NotationError: there is no such function.
    """
    name = SPELLINGS.get(function, function)
    if name not in FUNCTIONS:
        hint = nearest(function, SPELLINGS)
        raise NotationError(
            f"the function {function!r}",
            "a function that formulas know",
            words.text,
            span,
            hint=hint,
        )
    return Operand(each(lambda z: np.imag(FUNCTIONS[name](z + 1j * _STEP)) / _STEP, argument), span)
