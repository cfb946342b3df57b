"""Values of other libraries as arrays of numbers, where that is certain; runs beside student code.

Their methods may be the student's own and raise anything: what does is no array of numbers.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

__all__ = ["REAL", "numbers_of", "objects_as_numbers"]

REAL: Final = frozenset({bool, int, float}) | {np.dtype(code).type for code in "?bhilqBHILQefdg"}
"""The exact types of plain real numbers."""
_MOST_ENTRIES: Final = 200_000
"""Of an array of objects, each of which is converted by itself; as many as a reply holds values."""
_MOST_DENSE: Final = 1 << 24
"""Entries of a sparse array that is written out: 128 MB."""


def numbers_of(value: Any) -> npt.NDArray[Any] | None:
    """Return the numbers of a value of another library; None if it has none or will not say.

    A number of its own kind has the shape ``()``; an array keeps its shape; sparse ones are written
    out; a matrix of mpmath has ``(rows, columns)``.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they are this room's, not the student's
            return _numbers(value)
    except BaseException:  # the methods are the student's, and may raise anything
        return None


def _numbers(value: Any) -> npt.NDArray[Any] | None:
    kind = type(value)
    if converter := _BY_LIBRARY.get(_library(kind)):
        value = converter(value)
    elif hasattr(kind, "detach"):  # torch refuses to convert a tensor that records gradients
        value = value.detach()
    if type(value) is list or hasattr(type(value), "__array__"):
        array = np.asarray(value)
        return array if type(array) is np.ndarray else None
    return np.asarray(_real(value)) if _is_number(kind) else None


def objects_as_numbers(array: npt.NDArray[Any]) -> npt.NDArray[np.float64] | None:
    """Return an array whose entries are all real numbers, as float64 in its shape, or None."""
    if array.size > _MOST_ENTRIES:
        return None
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            if array.dtype.kind == "V" and array.dtype.names is None:
                return array.astype(np.float64)  # bfloat16 and its like, of other libraries
            entries = [_real(entry) for entry in array.flat]
            return np.array(entries, dtype=np.float64).reshape(array.shape)
    except BaseException:  # the entries are the student's, and may raise anything
        return None


def _real(value: Any) -> float:
    """Return a real number of any kind.

    Raises:
        TypeError: It is none; a text that spells a number is none either.
        OverflowError: It is an integer beyond the largest float.
    """
    if type(value) not in REAL and not _is_number(type(value)):
        raise TypeError
    return float(value)


def _is_number(kind: type) -> bool:
    """Say whether values of a type are numbers: neither texts nor arrays of one entry."""
    bases = type.__dict__["__mro__"].__get__(kind)
    if str in bases or np.ndarray in bases or hasattr(kind, "__len__"):
        return False
    if np.generic in bases and kind not in REAL:
        return hasattr(kind, "__float__") and not issubclass(
            kind, (np.datetime64, np.timedelta64, np.character, np.void, np.complexfloating)
        )
    return hasattr(kind, "__float__")


def _library(kind: type) -> str:
    """Return the package and the name of a type, as ``scipy.csr_array``."""
    module, name = (
        type.__dict__["__module__"].__get__(kind),
        type.__dict__["__name__"].__get__(kind),
    )
    return f"{module.partition('.')[0]}.{name}" if type(module) is str else ""


def _written_out(value: Any) -> Any:
    """Return a sparse array as a dense one."""
    rows_and_columns = value.shape
    if np.prod(rows_and_columns, dtype=float) > _MOST_DENSE:
        raise MemoryError
    return value.toarray() if hasattr(value, "toarray") else value.todense()


def _listed(value: Any) -> list[Any]:
    return list(value.tolist())


_SPARSE: Final = ("bsr", "coo", "csc", "csr", "dia", "dok", "lil")
_BY_LIBRARY: Final[dict[str, Callable[[Any], Any]]] = {
    **{f"scipy.{name}_{form}": _written_out for name in _SPARSE for form in ("array", "matrix")},
    "sparse.COO": _written_out,
    "mpmath.matrix": _listed,  # numpy takes the matrices of older versions for flat lists
    "builtins.range": list,
    "array.array": _listed,
}
"""How values are read whose own way to numpy is missing or loses their shape."""
