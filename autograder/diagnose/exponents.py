"""Wrong rules for powers whose exponent moves, where d(x^n) = x^n (log x dn + n dx / x)."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.formula_changes import Change
from autograder.diagnose.mistake import Mistake, Rank, Step
from autograder.diagnose.syntax import Site, binary, reads

__all__ = ["EXPONENTS", "in_exponents"]

Array: TypeAlias = NDArray[Any]

AS_BASE: Final = Mistake(
    "power.rule",
    Rank.RULE,
    "The power rule is for a base that moves: by its exponent, the derivative of {name} is its"
    " value times the logarithm of the base.",
)
NO_LOGARITHM: Final = Mistake(
    "power.rule",
    Rank.RULE,
    "The logarithm of the base is missing: by its exponent, the derivative of {name} is its value"
    " times that logarithm.",
)
LOGARITHM_ALONE: Final = Mistake(
    "power.rule",
    Rank.RULE_UNUSUAL,
    "By its exponent, the derivative of {name} is its value times the logarithm of the base; only"
    " the logarithm is there, or another logarithm.",
)
EXPONENTS: Final = (AS_BASE, NO_LOGARITHM, LOGARITHM_ALONE)

_HELPER: Final = "power_by_exponent"
_SLOPES: Final[tuple[tuple[Mistake, Callable[[Array, Array], Array]], ...]] = (
    (AS_BASE, lambda x, n: n * x ** (n - 1)),
    (AS_BASE, lambda x, n: n * x ** (n - 1) * np.log(x)),
    (NO_LOGARITHM, lambda x, n: x**n),
    (LOGARITHM_ALONE, lambda x, _: np.log(x)),
    (LOGARITHM_ALONE, lambda x, n: x**n * np.log(n)),
)
"""What is believed to be the slope of ``x**n`` by ``n``."""


def in_exponents(sites: Sequence[Site], moving: Collection[str]) -> Iterator[Change]:
    """Yield each wrong rule for each power whose exponent moves."""
    for site in sites:
        power = binary(site.node, ast.Pow)
        if power is None or not reads(power.right, moving):
            continue
        call = ast.Call(ast.Name(_HELPER, ast.Load()), [power.left, power.right], [])
        for mistake, slope in _SLOPES:
            step = Step(mistake, {"name": ast.unparse(power)})
            yield Change(step, ((site, call),), {_HELPER: partial(_power, slope)})


def _power(slope: Callable[[Array, Array], Array], base: Array, exponent: Array) -> Array:
    """Return ``base ** exponent`` with a slope by the exponent that is believed in."""
    x, n = np.real(base), np.real(exponent)
    by_base = np.imag(base) * n * x ** (n - 1)
    return np.asarray(x**n + 1j * (by_base + np.imag(exponent) * slope(x, n)))
