"""Functions of arrays that a stack (:mod:`.stacked`) may be handed to, though they know none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.derivative.stacked import Stack

__all__ = ["ByEntry", "ByPoint"]


class ByPoint:
    """A function that depends on its arguments alone; of stacks its value is one at each point."""

    __slots__ = ("function",)

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    def __call__(self, *parts: Any, **options: Any) -> Any:
        """Return the function's value, a stack where one of the arguments is a stack."""
        points = {len(part.each) for part in parts if isinstance(part, Stack)}
        if not points:
            return self.function(*parts, **options)
        [number] = points
        return Stack(np.array([self._at(place, parts, options) for place in range(number)]))

    def _at(self, place: int, parts: tuple[Any, ...], options: dict[str, Any]) -> Any:
        at_point = (part.each[place] if isinstance(part, Stack) else part for part in parts)
        return self.function(*at_point, **options)


class ByEntry(ByPoint):
    """One that works on the entries of its first argument each by itself, beside numbers."""

    __slots__ = ()

    def __call__(self, *parts: Any, **options: Any) -> Any:
        """Return the function's value, of a stack at all points at once."""
        first, *others = parts
        if isinstance(first, Stack) and not any(getattr(other, "ndim", 0) for other in others):
            return Stack(self.function(first.each, *others, **options))
        return super().__call__(*parts, **options)
