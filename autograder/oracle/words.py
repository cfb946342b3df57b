"""Answers that are no arrays: how a reply is read, and what is said of it.

What is right is kept as numbers, as of every answer: the place of an option, 0 for an accepted
text, 1 for true, the sizes of a shape. A reply is read to the same numbers, with a sentence that
says how, or to none, with a sentence that says what was expected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.oracle.compare import Look, NotNumeric, look, look_all, read_numeric
from autograder.oracle.compiled import Expected
from autograder.problemset.model import (
    Answer,
    Choice,
    ShortText,
    Truth,
    Word,
)
from autograder.problemset.sizes import shape_text
from autograder.problemset.words import plain
from autograder.worker.protocol import Foreign

__all__ = ["Read", "look_at", "looks_at", "nearest_word", "read_word", "text_of"]

Array = NDArray[np.float64]

_LETTERS_FOR_ONE: Final = 5
"""Letters of a word in which one may be wrong: in `row` and `low` it would be another word."""
_LETTERS_FOR_TWO: Final = 10
_LONGEST: Final = 200
"""Letters of a text that are read and shown."""
_TRUTHS: Final[Mapping[str, float]] = {"true": 1.0, "false": 0.0, "yes": 1.0, "no": 0.0}
_OTHER_TEXT: Final = 1.0


class Read(Struct, frozen=True):
    """A reply as numbers, or None, and the sentence on how it was read or why it was not."""

    numbers: Array | None
    said: str = ""


def look_at(answer: Answer, value: Any, expected: Expected) -> Look:
    """Compare one decoded reply with what was expected at its trial, whatever its form."""
    asks = answer.asks
    if not isinstance(asks, Word):
        return look(value, expected)
    read = read_word(asks, value)
    if read.numbers is None:
        return Look("wrong", said=read.said)
    if np.array_equal(read.numbers, expected.value):
        return Look("right", distance=0.0, said=f"Correct. {read.said}".rstrip())
    return Look(
        "wrong", said=f"{_wrong(asks, value, read.numbers, expected.value)} {read.said}".rstrip()
    )


def looks_at(answer: Answer, values: Sequence[Any], expected: Sequence[Expected]) -> list[Look]:
    """Compare the replies at several trials, each as :func:`look_at` does."""
    if isinstance(answer.asks, Word):
        return [look_at(answer, value, each) for value, each in zip(values, expected, strict=True)]
    return look_all(values, expected)


def read_word(asks: Word, value: Any) -> Read:
    """Read a reply in the form that is asked for."""
    if value is None:
        return Read(None, "Your answer is None: nothing was returned or assigned.")
    if isinstance(value, Foreign) and value.type_name == "ellipsis":
        return Read(None, "Your answer is still `...`: nothing stands there yet.")
    match asks:
        case Choice(options=options):
            return _choice(options, value)
        case ShortText(accepted=accepted):
            return _text(accepted, value)
        case Truth():
            return _truth(value)
    return _extents(value)


def text_of(asks: Word, numbers: Array) -> str:
    """Write what is right, for staff."""
    match asks:
        case Choice(options=options):
            return repr(options[int(numbers)])
        case ShortText(accepted=accepted):
            return " or ".join(map(repr, accepted or ()))
        case Truth():
            return str(bool(numbers))
    return shape_text([int(size) for size in numbers])


# A choice and a short text.


def _choice(options: Sequence[str], value: Any) -> Read:
    listed = ", ".join(map(repr, options))
    if not isinstance(value, str):
        return Read(None, f"Your answer is {_named(value)}; return one of these texts: {listed}.")
    near = nearest_word(value, options)
    if near is None:
        return Read(
            None, f"Your answer is {_short(value)}, which is none of the options: {listed}."
        )
    said = "" if plain(value) == plain(near) else f"{_short(value)} was read as {near!r}."
    return Read(np.array(float(options.index(near))), said)


def _text(accepted: Sequence[str] | None, value: Any) -> Read:
    if not isinstance(value, str):
        return Read(None, f"Your answer is {_named(value)}; return a short text.")
    if not value.strip():
        return Read(None, "Your answer is an empty text.")
    near = nearest_word(value, accepted) if accepted is not None else value
    if near is None:
        return Read(np.array(_OTHER_TEXT))
    said = "" if plain(value) == plain(near) else f"{_short(value)} was read as {near!r}."
    return Read(np.array(0.0), said)


def nearest_word(typed: str, known: Sequence[str]) -> str | None:
    """Return the known text that is meant: the same letters, else the one with few wrong ones.

    One letter may be wrong in a text of 5 and two in one of 10, but not the first: `asymmetric` is
    not `symmetric`. Where two known texts are as near, none is meant.
    """
    letters = plain(typed[:_LONGEST])
    for each in known:
        if plain(each) == letters:
            return each
    found = sorted(
        (_distance(letters, plain(each)), each) for each in known if _may_be(letters, each)
    )
    found = [(wrong, each) for wrong, each in found if wrong <= _allowed(plain(each))]
    if not found or (len(found) > 1 and found[0][0] == found[1][0]):
        return None
    return found[0][1]


def _may_be(letters: str, known: str) -> bool:
    return letters[:1] == plain(known)[:1] and abs(len(letters) - len(plain(known))) <= 2


def _allowed(letters: str) -> int:
    return (len(letters) >= _LETTERS_FOR_ONE) + (len(letters) >= _LETTERS_FOR_TWO)


def _distance(one: str, other: str) -> int:
    """Return how many letters are wrong, missing, too many, or exchanged with the next."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, second in enumerate(other, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != second))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == second:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


# True or false, and a shape.


def _truth(value: Any) -> Read:
    if isinstance(value, str):
        truth = _TRUTHS.get(plain(value))
        if truth is not None:
            return Read(np.array(truth), f"The text {_short(value)} was read as {bool(truth)}.")
    elif not isinstance(value, (list, tuple, dict)):
        read = read_numeric(value)
        if not isinstance(read, NotNumeric) and read.array.size == 1:
            number = read.array.reshape(())
            if number in (0.0, 1.0):
                return Read(number)
    return Read(None, f"Your answer is {_named(value)}; return True or False.")


def _extents(value: Any) -> Read:
    wanted = "return a tuple of sizes, such as (3, 5)"
    if isinstance(value, str):
        return Read(None, f"Your answer is the text {_short(value)}; {wanted}, without quotes.")
    if isinstance(value, tuple) and not value:
        return Read(np.empty(0))
    if isinstance(value, (bool, dict)) or (isinstance(value, list) and not value):
        return Read(None, f"Your answer is {_named(value)}; {wanted}.")
    read = read_numeric(value)
    if isinstance(read, NotNumeric) or read.array.ndim > 1:
        return Read(None, f"Your answer is {_named(value)}; {wanted}.")
    if not (np.isfinite(read.array).all() and (read.array == np.rint(read.array)).all()):
        return Read(None, f"Your answer has sizes that are no whole numbers; {wanted}.")
    if read.array.ndim == 0:
        one = int(read.array)
        return Read(read.array.reshape(1), f"The number {one} was read as the shape ({one},).")
    return Read(read.array)


def _wrong(asks: Word, value: Any, got: Array, expected: Array) -> str:
    match asks:
        case Choice(options=options):
            return f"{options[int(got)]!r} is not the right option."
        case ShortText():
            return f"{_short(value)} is not what was asked for."
        case Truth():
            return f"{bool(got)} is not right."
    shape = shape_text([int(size) for size in got])
    if got.shape != expected.shape:
        return f"The shape {shape} has not the right number of axes."
    if sorted(got) == sorted(expected):
        return f"The shape {shape} has the right sizes in another order."
    right = int((got == expected).sum())
    return (
        f"Of the shape {shape}, {right} of {len(got)} sizes {'is' if right == 1 else 'are'} right."
    )


def _short(text: str) -> str:
    return repr(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}...")


def _named(value: Any) -> str:
    """Name what came in place of what was asked for."""
    if isinstance(value, str):
        return f"the text {_short(value)}"
    if isinstance(value, (bool, int, float)):
        return f"the value {value!r}"
    if isinstance(value, np.ndarray):
        return f"an array of the shape {shape_text(value.shape)}"
    if isinstance(value, Foreign):
        return f"a value of the type {value.type_name}"
    article = "an" if isinstance(value, int) else "a"
    return f"{article} {type(value).__name__}"
