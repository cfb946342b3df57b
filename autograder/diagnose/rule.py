"""A row of the table of wrong rules, and what a record of a function says of them.

A rule is a function ``z -> value`` for complex ``z``, as :mod:`.rules` says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.derivative.by_point import ByEntry
from autograder.diagnose.formula_trees import function_of
from autograder.diagnose.mistake import Mistake
from autograder.problemset.functions import Function

__all__ = ["AXES", "Complex", "Rule", "Slope", "array_rule", "entrywise", "recorded", "slope_of"]

Array: TypeAlias = NDArray[Any]
Slope: TypeAlias = Callable[[Array, Array], Any]
"""Argument and value of a function, entry by entry -> a derivative that is believed in."""
Complex: TypeAlias = Callable[..., Array]
"""A function in which a wrong rule is at work."""

AXES: Final[Mapping[str, Any]] = {"axis": None, "keepdims": False}
"""What a function over axes may be told, in numpy's order, and what it means not to be told."""


class Rule(Struct, frozen=True, eq=False):
    """A mistake in the derivative of a function, and what it makes of one; nothing of most."""

    mistake: Mistake
    functions: Callable[[Function], Iterator[Complex]]


def entrywise(record: Function, slope: Slope) -> Complex:
    """Return an entrywise function with another slope, of its argument and its value."""

    def rule(z: Array, *rest: Any, **options: Any) -> Array:
        x = np.real(z)
        value = record.value(x, *rest, **options)
        return np.asarray(value + 1j * np.imag(z) * slope(x, value))

    return ByEntry(rule)


def slope_of(text: str) -> Slope:
    """Return a slope that is written as a formula of ``x`` and ``a``."""
    formula = function_of(text)
    return lambda x, a: formula(x=x, a=a)


def array_rule(record: Function, change: Callable[..., Any]) -> Complex:
    """Return a function of an array with another change, of ``x``, ``a``, ``d`` and its axes."""

    def rule(z: Array, *rest: Any, **options: Any) -> Array:
        x, d = np.real(z), np.imag(z)
        value = record.value(x, *rest, **options)
        known = {**AXES, **dict(zip(AXES, rest, strict=False)), **options}
        return np.asarray(value + 1j * change(x=x, a=value, d=d, **known))

    return rule


def recorded(mistake: str, record: Function) -> Iterator[Complex]:
    """Yield a function with each slope or change that its record has for a mistake."""
    for text in record.mistaken.get(mistake, ()):
        if record.kind == "entrywise":
            yield entrywise(record, slope_of(text))
        else:
            yield array_rule(record, function_of(text))
