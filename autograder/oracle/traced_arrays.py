"""Arrays that note the comparisons made with them, which show a companion's branches."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np

from autograder.oracle.branch_notes import Note, by_bounds, by_order, by_place, by_sign

__all__ = ["Notes", "traced"]

Notes: TypeAlias = list[tuple[str, list[Note]]]
"""The function that branched, and its branches, in the order of the calls."""

_NOTED: Final[Mapping[tuple[str, str], Callable[..., Iterator[Note]]]] = {
    **{(name, "__call__"): by_order for name in (
        "greater", "greater_equal", "less", "less_equal", "maximum", "minimum", "fmax", "fmin",
    )},
    **{(name, "__call__"): by_sign for name in ("absolute", "fabs", "sign")},
    ("heaviside", "__call__"): lambda x, _: by_sign(x),
    ("clip", "__call__"): by_bounds,
    ("maximum", "reduce"): by_place(1),
    ("minimum", "reduce"): by_place(-1),
}  # fmt: skip
"""Name of a ufunc and how it is called -> what is noted of it."""
_NUMPY: Final = str(Path(np.__file__).parent)


def traced(
    function: Callable[..., Any],
    arguments: Sequence[Any],
    options: Mapping[str, Any],
    notes: Notes,
) -> Any:
    """Return what a function returns for its arguments, and note the comparisons that it makes.

    A function that will not have such arrays is called with plain ones, and nothing is noted.
    """
    try:
        inputs = [_Traced.of(argument, notes) for argument in arguments]
        named = {name: _Traced.of(option, notes) for name, option in options.items()}
        result = function(*inputs, **named)
    except Exception:  # it may ask what its arguments are
        notes.clear()
        return function(*arguments, **options)
    return _plain(result)


class _Traced(np.ndarray[Any, Any]):
    """An array that notes comparisons; its entries, and what is computed with it, do so too."""

    notes: Notes

    @classmethod
    def of(cls, value: Any, notes: Notes) -> Any:
        """Return an array as one that notes; anything else as it is."""
        if not isinstance(value, (np.ndarray, np.floating)):
            return value
        own = np.asarray(value).view(cls)
        own.notes = notes
        return own

    def __array_finalize__(self, source: Any) -> None:
        self.notes = getattr(source, "notes", [])

    def __getitem__(self, index: Any) -> Any:
        return self.of(super().__getitem__(index), self.notes)

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = None, **options: Any
    ) -> Any:
        plain = [_plain(value) for value in inputs]
        if out is not None:
            options["out"] = tuple(_plain(array) for array in out)
        result = getattr(ufunc, method)(*plain, **options)
        self._note((ufunc.__name__, method), plain, options)
        return self.of(result, self.notes)

    def _note(
        self, called: tuple[str, str], inputs: Sequence[Any], options: Mapping[str, Any]
    ) -> None:
        if called not in _NOTED:
            return
        place = f"{called[0]} in `{_line()}`"
        axis = {"axis": options["axis"]} if called[1] == "reduce" and "axis" in options else {}
        notes = _NOTED[called](*inputs, **axis)
        found = [(place + part, margins, sides) for part, margins, sides in notes]
        self.notes.append((called[0], found))


def _plain(value: Any) -> Any:
    """Return an array as numpy's own; anything else as it is."""
    return np.asarray(value) if isinstance(value, _Traced) else value


def _line() -> str:
    """Return the line of source being executed, the nearest outside of numpy and this file."""
    frame = sys._getframe(1)
    while frame.f_back is not None and _is_machinery(frame.f_code.co_filename):
        frame = frame.f_back
    return linecache.getline(frame.f_code.co_filename, frame.f_lineno).strip()


def _is_machinery(filename: str) -> bool:
    return filename == __file__ or filename.startswith(_NUMPY)
