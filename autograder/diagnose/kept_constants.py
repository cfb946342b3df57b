"""A wrong rule for sums: what does not depend on the variable stands in the derivative as it is."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.calculus import STEP
from autograder.diagnose.formula_changes import Change
from autograder.diagnose.mistake import Mistake, Rank, Step
from autograder.diagnose.syntax import Site, binary, reads, walk

__all__ = ["KEPT", "kept_constants"]

KEPT: Final = Mistake(
    "term.extra",
    Rank.RULE_UNUSUAL,
    "{name} does not depend on the variable, so that its derivative is 0; {name} itself stands"
    " there.",
)

_HELPER: Final = "kept_constant"


def kept_constants(sites: Sequence[Site], moving: Collection[str]) -> Iterator[Change]:
    """Yield what is added to something that moves, and does not itself, as its own derivative.

    Of numbers that are written out everybody knows better.
    """
    for site in sites:
        two = binary(site.node, ast.Add, ast.Sub)
        for field, other in (("left", "right"), ("right", "left")) if two else ():
            part = getattr(two, field)
            has_name = any(isinstance(inner, ast.Name) for inner in walk(part))
            if has_name and not reads(part, moving) and reads(getattr(two, other), moving):
                place = Site(site.node, field, None, part)
                call = ast.Call(ast.Name(_HELPER, ast.Load()), [part], [])
                step = Step(KEPT, {"name": ast.unparse(part)})
                yield Change(step, ((place, call),), {_HELPER: _with_itself}, by_entry=True)


def _with_itself(z: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(np.real(z) * (1 + 1j * STEP))
