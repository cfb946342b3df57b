"""Random numbers of student code: the same for each call with the same seed.

Seeding two generators takes longer than most calls, importing numpy's as long as loading a file,
and few files draw anything: all of it is left out where none of the code can. Runs beside student
code.
"""

from __future__ import annotations

import random
from typing import Final

import numpy as np

__all__ = ["RANDOM", "Chance"]

_LOAD_SEED: Final = 0  # of what a file draws while it is imported
RANDOM: Final = "random"
"""Code has to name one of the generators, or import a module that may draw from them."""


class Chance:
    """The seeds of Python's and numpy's generators."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Know of no code that draws."""
        self._may_draw = False
        self._seed = _LOAD_SEED

    def begin_load(self, *, may_draw: bool) -> None:
        """Seed for the import of a file, if any code of the submission ``may_draw``."""
        self._may_draw |= may_draw
        self._seed = _LOAD_SEED
        if self._may_draw:
            _seed(_LOAD_SEED)

    def begin_call(self, seed: int, code: str) -> None:
        """Seed for a call, at once or when it turns out that it may draw."""
        self._seed = seed
        if self._may_draw or RANDOM in code:
            _seed(seed)

    def expect(self) -> None:
        """Expect draws of code that is about to be imported."""
        if not self._may_draw:
            self._may_draw = True
            _seed(self._seed)


def _seed(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed % 2**32)
