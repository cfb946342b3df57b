"""Random numbers of student code: the same for each call with the same seed.

Seeding two generators takes longer than most calls, importing numpy's as long as loading a file,
and few files draw anything: all of it is left out where none of the code can. Runs beside student
code.
"""

from __future__ import annotations

import random
import sys
from typing import Final

import numpy as np

__all__ = ["Chance", "may_draw"]

_LOAD_SEED: Final = 0  # of what a file draws while it is imported
_NAME: Final = "random"
_PLAIN_NAMES: Final = ("__init__", "__name__", "__main__", "__future__", "__call__", "__repr__")
_REACHES_BY_TEXT: Final = (
    _NAME,
    "__",
    "Formatter",
    "ForwardRef",
    "\\N",
    "\\U",
    "\\u",
    "\\x",
    "attr",
    "coding:",
    "coding=",
    "compile",
    "ctypes",
    "eval",
    "exec",
    "gc",
    "globals",
    "hints",
    "import_",
    "importlib",
    "inspect",
    "ipython",
    "locals",
    "make_dataclass",
    "marshal",
    "methodcaller",
    "pickle",
    "pkgutil",
    "register",
    "runpy",
    "sys",
    "timeit",
    "vars",
)
"""What code holds that has a generator in memory by its name or by a name made of other texts."""


def may_draw(code: str) -> bool:
    """Say whether code may draw random numbers without importing a module first.

    It has to name a generator, or to reach it by a name that it makes up. Letters beyond ASCII are
    among those that Python takes for others in names.
    """
    if not code.isascii():
        return True
    for name in _PLAIN_NAMES:
        code = code.replace(name, "")
    return any(part in code for part in _REACHES_BY_TEXT)


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
        else:  # what reaches a generator after all draws the same in every process
            _seed_what_is_there(_LOAD_SEED)

    def begin_call(self, seed: int, code: str) -> None:
        """Seed for a call, at once or when it turns out that it may draw."""
        self._seed = seed
        if self._may_draw or _NAME in code:
            _seed(seed)

    def expect(self) -> None:
        """Expect draws of code that is about to be imported."""
        if not self._may_draw:
            self._may_draw = True
            _seed(self._seed)


def _seed(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed % 2**32)


def _seed_what_is_there(seed: int) -> None:
    random.seed(seed)
    if "numpy.random" in sys.modules:  # importing it takes longer than loading a file
        np.random.seed(seed)
