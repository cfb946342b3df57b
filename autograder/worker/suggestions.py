"""The name or key that was probably meant by an exception; the same in every version of Python.

Python works its own "Did you mean" out while it prints a traceback, which never happens here. Runs
beside student code, and asks no method of the student's.
"""

from __future__ import annotations

import builtins
import difflib
import types
from collections.abc import Iterable
from typing import Any, Final

__all__ = ["suggestion"]

_MOST_NAMES: Final = 2000
_ALIKE: Final = 0.75
"""Share of letters in common; at less, names of three letters suggest each other."""


def suggestion(error: BaseException) -> str:
    """Return `` Did you mean: 'dLdW0'?`` for the name nearest to a missing one, or nothing."""
    try:
        wanted, known = _wanted(error)
        match = _nearest(wanted, known)
    except BaseException:  # objects may be the student's, and do anything
        return ""
    return f" Did you mean: {match!r}?" if match else ""


def _wanted(error: BaseException) -> tuple[str, Iterable[Any]]:
    """Return the name that is missing, and the names that there are."""
    kind, name = type(error), getattr(error, "name", None)
    if kind is AttributeError and type(name) is str:
        return name, _attributes(getattr(error, "obj", None))
    if issubclass(kind, NameError) and type(name) is str:
        frame = _innermost(error)
        return name, () if frame is None else _visible(frame)
    if kind is KeyError and error.args and type(error.args[0]) is str:
        frame = _innermost(error)
        return error.args[0], () if frame is None else _keys(frame, error.args[0])
    return "", ()


def _innermost(error: BaseException) -> types.FrameType | None:
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return None if traceback is None else traceback.tb_frame


def _visible(frame: types.FrameType) -> list[str]:
    return [*frame.f_locals, *frame.f_globals, *vars(builtins)]


def _attributes(value: object) -> list[str]:
    names = [
        name for base in type(value).__mro__ for name in type.__dict__["__dict__"].__get__(base)
    ]
    own = object.__getattribute__(value, "__dict__") if hasattr(value, "__dict__") else {}
    return [*(own if type(own) is dict else ()), *names]


def _keys(frame: types.FrameType, missing: str) -> list[Any]:
    """Return the keys of the dictionaries in sight that lack the one asked for."""
    dictionaries = [value for value in frame.f_locals.values() if type(value) is dict]
    return [key for one in dictionaries if missing not in one for key in one]


def _nearest(wanted: str, known: Iterable[Any]) -> str:
    names = [name for name in known if type(name) is str and not name.startswith("__")]
    others = set(names[:_MOST_NAMES]) - {wanted}
    lower = wanted.lower()
    same = [name for name in others if name.lower() == lower]
    if same:
        return min(same)
    likely = sorted(_with_letters_of(wanted, others))
    return next(iter(difflib.get_close_matches(wanted, likely, 1, _ALIKE)), "")


def _with_letters_of(wanted: str, names: Iterable[str]) -> list[str]:
    """Leave out names that cannot be alike: too long or short, or with too few of the letters.

    Nine in ten go, in a tenth of the time that difflib takes to see it.
    """
    length = len(wanted)
    least, most = length * _ALIKE / (2 - _ALIKE), length * (2 - _ALIKE) / _ALIKE
    without = dict.fromkeys(map(ord, wanted))
    return [
        name
        for name in names
        if least <= len(name) <= most
        and 2.0 * (len(name) - len(name.translate(without))) / (length + len(name)) >= _ALIKE
    ]
