"""The verdict on one answer: type, number of axes, shape, finite, value, in that order.

Shape is judged before value, always: ``np.allclose(1.0, np.ones((3, 3)))`` is True.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final, Literal, TypeAlias

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from autograder.oracle.compiled import Expected
from autograder.oracle.cures import cure
from autograder.oracle.tolerance import NEAR, RIGHT, distance, distances
from autograder.worker.protocol import Foreign

__all__ = [
    "NEAR",
    "RIGHT",
    "Allowances",
    "Finding",
    "Look",
    "NotNumeric",
    "Numeric",
    "judge",
    "look",
    "look_all",
    "read_numeric",
    "settle",
]

Array = NDArray[np.float64]
Finding = Literal[
    "right", "single", "near", "wrong", "not_finite", "wrong_shape", "wrong_axes", "not_numeric"
]

Allowances: TypeAlias = "Callable[[], Sequence[float]]"
"""Says for each trial how far an answer in single precision may be off."""

_FLOATS: Final = np.dtype(np.float64)
_OF_OBJECTS: Final = "dtype object"
"""How the worker's name ends of an array whose entries are Python objects."""
_REAL_AS_COMPLEX: Final = "complex, with an imaginary part of exactly 0"


class Numeric(Struct, frozen=True):
    """An answer as an array of real numbers, and whether they came as arrays of floats."""

    array: Array
    floats: bool
    converted: str = ""
    """What it was, with its article, where it was converted to real numbers."""

    @property
    def single(self) -> bool:
        """Whether every entry is exact in single precision, and no integer or Python number."""
        return self.floats and _is_exact(self.array, np.float32)

    @property
    def half(self) -> bool:
        """Whether every entry is exact in half precision, and no integer or Python number."""
        return self.floats and _is_exact(self.array, np.float16)


def _is_exact(array: Array, kind: type[np.floating[Any]]) -> bool:
    with np.errstate(over="ignore"):
        return bool((array.astype(kind) == array).all())


class NotNumeric(Struct, frozen=True):
    """An answer that is no array of real numbers; ``what`` completes "Your answer is ..."."""

    what: str


class Look(Struct, frozen=True):
    """What one trial shows of an answer."""

    finding: Finding
    answer: Numeric | None = None
    distance: float = math.inf
    what: str = ""
    said: str = ""
    """All that is said of an answer that is no array."""

    @property
    def shape(self) -> tuple[int, ...] | None:
        """The shape of the answer, if it is an array of numbers."""
        return None if self.answer is None else self.answer.array.shape


# Type.


def read_numeric(value: Any) -> Numeric | NotNumeric:
    """Read a decoded reply as an array of real numbers, or say in plain words why it is none."""
    if type(value) is np.ndarray and value.dtype is _FLOATS:  # as nearly every answer is
        return Numeric(value, True)
    if isinstance(value, Foreign):
        return _read_foreign(value)
    if isinstance(value, np.ndarray):
        return _read_array(value)
    if isinstance(value, (list, tuple)):
        return _read_sequence(value)
    if isinstance(value, (bool, int, float)):
        return _read_number(value)
    if isinstance(value, complex) and value.imag == 0:
        return Numeric(np.asarray(value.real), False, _REAL_AS_COMPLEX)
    return NotNumeric(_named(value))


def _named(value: Any) -> str:
    if value is None:
        return "None: the function ended without `return`, or returned None"
    if isinstance(value, complex):
        return "a complex number; the derivative of a real function is real"
    if isinstance(value, (str, bytes)):
        return "text, not an array of numbers"
    if isinstance(value, dict):
        return "a dictionary, not an array of numbers"
    return f"a {type(value).__name__}, not an array of numbers"


def _read_foreign(value: Foreign) -> Numeric | NotNumeric:
    if "MaskedArray" in value.type_name or "MaskedConstant" in value.type_name:
        return NotNumeric("a masked array: return a plain array, in which every entry has a value")
    if value.array is None:
        kind = value.type_name
        return NotNumeric(f"a value that is no array of numbers ({kind}){cure(kind)}")
    read = _read_array(value.array)
    if isinstance(read, Numeric) and value.type_name.endswith(_OF_OBJECTS):
        return Numeric(read.array, False, "an array of Python objects (dtype=object)")
    return read


def _read_array(array: NDArray[Any]) -> Numeric | NotNumeric:
    if array.dtype.kind == "c":
        if array.size and not array.imag.any():
            return Numeric(np.asarray(array.real, dtype=np.float64), False, _REAL_AS_COMPLEX)
        return NotNumeric("an array of complex numbers; the derivative of a real function is real")
    if array.dtype.kind not in "biuf":
        return NotNumeric(f"an array of {array.dtype.name}, not of numbers")
    with np.errstate(all="ignore"):
        return Numeric(np.asarray(array, dtype=np.float64), array.dtype.kind == "f")


def _read_number(value: float) -> Numeric:
    try:
        number = float(value)
    except OverflowError:  # an int beyond the largest float
        number = math.inf
    return Numeric(np.asarray(number), floats=False)


def _read_sequence(value: Sequence[Any]) -> Numeric | NotNumeric:
    parts = []
    for item in value:
        part = read_numeric(item)
        if isinstance(part, NotNumeric):
            return NotNumeric(f"a {type(value).__name__} that holds {part.what}")
        parts.append(part)
    shapes = {part.array.shape for part in parts}
    if len(shapes) > 1:
        if isinstance(value, tuple):
            return NotNumeric(_several_values([part.array.shape for part in parts]))
        listed = " and ".join(sorted(map(str, shapes))[:3])
        return NotNumeric(f"a ragged {type(value).__name__}: its entries have the shapes {listed}")
    stacked = np.stack([part.array for part in parts]) if parts else np.empty(0)
    converted = next((part.converted for part in parts if part.converted), "")
    return Numeric(stacked, bool(parts) and all(part.floats for part in parts), converted)


def _several_values(shapes: Sequence[tuple[int, ...]]) -> str:
    """Say that a tuple holds several values where one is wanted."""
    listed = ", ".join(map(str, shapes[:3]))
    return f"{len(shapes)} values, of the shapes {listed}: return one array"


# One trial.


def look(value: Any, expected: Expected) -> Look:
    """Compare one decoded reply with what was expected at its trial."""
    fitting = _fitting(value, expected)
    if isinstance(fitting, Look):
        return fitting
    answer, array = fitting
    if not np.isfinite(array).all():
        return Look("not_finite", answer, what=_not_finite(array))
    off = distance(array, expected.value, expected.error)
    return Look(_by_distance(off), answer, off)


def look_all(values: Sequence[Any], expected: Sequence[Expected]) -> list[Look]:
    """Compare the replies at several trials, each as :func:`look` does, at once where they fit."""
    fitting = [_fitting(value, each) for value, each in zip(values, expected, strict=True)]
    fit = [each for each in fitting if not isinstance(each, Look) and each[1].size]
    fits = len(fit) == len(fitting) > 1
    if not fits or not np.isfinite(np.concatenate([array.ravel() for _, array in fit])).all():
        return [look(value, each) for value, each in zip(values, expected, strict=True)]
    offs = distances(
        [array for _, array in fit],
        [each.value for each in expected],
        [each.error for each in expected],
    )
    return [
        Look(_by_distance(off), answer, off)
        for (answer, _), off in zip(fit, offs.tolist(), strict=True)
    ]


def _fitting(value: Any, expected: Expected) -> tuple[Numeric, Array] | Look:
    """Return a reply as an array of the shape expected, or why it is none."""
    answer = read_numeric(value)
    if isinstance(answer, NotNumeric):
        return Look("not_numeric", what=answer.what)
    array, want = answer.array, expected.value
    if want.shape == () and array.size == 1:
        array = array.reshape(())
    if array.shape != want.shape:
        return Look("wrong_shape" if array.ndim == want.ndim else "wrong_axes", answer)
    return answer, array


def _by_distance(off: float) -> Finding:
    if off <= RIGHT:
        return "right"
    return "near" if off <= NEAR else "wrong"


def _not_finite(array: Array) -> str:
    nan, infinite = int(np.isnan(array).sum()), int(np.isinf(array).sum())
    counts = [f"{count} {name}" for count, name in ((nan, "NaN"), (infinite, "infinite")) if count]
    return f"{' and '.join(counts)} of its {array.size} entries"


# All trials.


def settle(looks: Sequence[Look], allowances: Allowances) -> list[Look]:
    """Return the looks, ``single`` where they are near and single precision explains it.

    That takes an answer that is exact in single precision at every trial.
    """
    near = [position for position, seen in enumerate(looks) if seen.finding == "near"]
    if not near or not all(seen.answer and seen.answer.single for seen in looks):
        return list(looks)
    settled, allowed = list(looks), allowances()
    for position in near:
        if looks[position].distance <= allowed[position]:
            settled[position] = replace(looks[position], finding="single")
    return settled


def judge(looks: Sequence[Look]) -> tuple[Finding, int]:
    """Return what all trials together show, and the trial that decides it.

    The first trial at which the answer is not right decides: a plainly wrong one before one that is
    merely near, and that before one which single precision explains.
    """
    for passing in (("right", "single", "near"), ("right", "single"), ("right",)):
        for position, seen in enumerate(looks):
            if seen.finding not in passing:
                return seen.finding, position
    return "right", 0
