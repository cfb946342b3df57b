"""What was worked out of a set beyond its trials, kept with them: further inputs, values there.

A derivation on paper may name every line of a forward and its change along a step, at each trial
and at others. All of it follows from the set and the seed: kept or worked out again, it is the
same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from autograder.oracle.trials import Trial

__all__ = ["Derived", "Keep", "Maker"]

Maker: TypeAlias = Callable[[], NDArray[np.float64]]
Keep: TypeAlias = Callable[[str, Maker], NDArray[np.float64]]
"""Returns the array of a name, worked out by what makes it if it is not known."""


class Derived(Struct):
    """Arrays and trials by name, each worked out once."""

    arrays: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    trials: dict[str, tuple[Trial, ...]] = field(default_factory=dict)
    has_new: bool = False
    """Whether there is more than what was kept."""

    def at(self, place: str) -> Keep:
        """Return what keeps arrays by their names at one place."""
        return lambda name, make: self.array(f"{place} {name}", make)

    def array(self, name: str, make: Maker) -> NDArray[np.float64]:
        """Return the array of a name, worked out if it is not known."""
        if name not in self.arrays:
            self.arrays[name] = np.array(make(), order="C")  # as it is when it is read again
            self.has_new = True
        return self.arrays[name]

    def further(self, name: str, make: Callable[[], tuple[Trial, ...]]) -> tuple[Trial, ...]:
        """Return the trials of a name, drawn if they are not known."""
        if name not in self.trials:
            self.trials[name] = make()
            self.has_new = True
        return self.trials[name]
