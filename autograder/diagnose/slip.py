"""A row of the tables of slips: a mistake, and what it makes of one node of a syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from msgspec import Struct

from autograder.diagnose.mistake import Mistake

__all__ = ["Slip"]


class Slip(Struct, frozen=True, eq=False):
    """A slip of the pen in an expression, in a formula and in Python alike."""

    mistake: Mistake
    changes: Callable[[ast.AST], Iterator[ast.AST]]
    """Looks at one node and yields what may stand in its place."""
