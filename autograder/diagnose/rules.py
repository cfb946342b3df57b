"""Wrong rules of differentiation, for functions as students get them wrong.

A rule is a function ``z -> value`` for complex ``z``: the real part of the result is the function's
true value, the imaginary part is what the wrong rule makes of the imaginary part of ``z``. In place
of the true function it turns every chain that leads through it into the chain of a student who
believes in the rule. What is believed is read from the records of the functions
(:mod:`autograder.problemset.functions`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.array_rules import ARRAY_RULES
from autograder.diagnose.calculus import STEP
from autograder.diagnose.masks import (
    MASK_MISSING,
    MASK_SHARED,
    MASK_TURNED,
    condition_left_out,
    condition_turned,
    shared_out,
    value_of_choice,
)
from autograder.diagnose.mistake import Mistake, Rank
from autograder.diagnose.pair_rules import PAIR_RULES, rules_of_pairs
from autograder.diagnose.rule import Complex, Rule, Slope, entrywise, recorded, slope_of
from autograder.problemset.functions import RECORDS, Function

__all__ = ["RULES", "rules_of"]

Array: TypeAlias = NDArray[Any]


# Entry by entry


def _believed(slopes: Callable[[Function], Iterator[Slope]], record: Function) -> Iterator[Complex]:
    if record.kind == "entrywise":
        for slope in slopes(record):
            yield entrywise(record, slope)


def _left_out(_: Function) -> Iterator[Slope]:
    yield lambda x, _: np.ones_like(x)


def _value_used(_: Function) -> Iterator[Slope]:
    yield lambda _, a: a


def _applied_twice(record: Function) -> Iterator[Slope]:
    slope = slope_of(record.slope)
    yield lambda _, a: slope(a, a)
    if record.by_value:
        by_value = slope_of(record.by_value)
        yield lambda x, _: by_value(x, x)


def _twice_differentiated(record: Function) -> Iterator[Slope]:
    slope = slope_of(record.slope)
    yield lambda x, a: np.imag(slope(x + 1j * STEP, a)) / STEP


def _wrong_sign(record: Function) -> Iterator[Slope]:
    slope = slope_of(record.slope)
    yield lambda x, a: -slope(x, a)


def _slope_again(record: Function) -> Iterator[Slope]:
    slope = slope_of(record.slope)
    yield lambda x, a: slope(x, a) ** 2


def _of_another(record: Function) -> Iterator[Slope]:
    """Yield the slope of another function here, and its formula with the value that is at hand."""
    for other in (RECORDS[name] for name in record.confused_with):
        if other.slope:
            yield slope_of(other.slope)
        if other.by_value:
            yield slope_of(other.by_value)


_SLOPE_AGAIN: Final = Mistake(
    "activation.extra",
    Rank.RULE_UNUSUAL,
    "The derivative of {name} is multiplied on once too often: it is in the chain already, or has"
    " cancelled.",
)
_SOFTMAX_AGAIN: Final = Mistake(
    "activation.extra",
    Rank.RULE_UNUSUAL,
    "The slope p (1 - p) of a softmax is multiplied on once too often: it is in the chain already,"
    " or has cancelled.",
)


RULES: Final = (
    Rule(
        Mistake(
            "activation.missing",
            Rank.RULE,
            "The derivative of the function {name} is missing from the chain.",
        ),
        partial(_believed, _left_out),
    ),
    Rule(
        Mistake(
            "activation.missing",
            Rank.RULE,
            "The derivative of {name} is missing from the chain.",
        ),
        partial(recorded, "activation.missing"),
    ),
    Rule(
        Mistake(
            "activation.value",
            Rank.RULE,
            "You used the function {name} where its derivative is needed.",
        ),
        partial(_believed, _value_used),
    ),
    Rule(
        Mistake(
            "activation.twice",
            Rank.RULE,
            "The derivative of {name} is evaluated at the wrong place, as if its value were its"
            " input or the other way round: the derivative depends on the position.",
        ),
        partial(_believed, _applied_twice),
    ),
    Rule(
        Mistake(
            "activation.formula",
            Rank.RULE_UNUSUAL,
            "The formula for the derivative of {name} is wrong: a power of its value, or a number"
            " in it, is off.",
        ),
        partial(recorded, "activation.formula"),
    ),
    Rule(
        Mistake(
            "activation.base",
            Rank.RULE_UNUSUAL,
            "The derivative of {name} is that of the natural logarithm times a factor that the base"
            " brings; yours has another factor.",
        ),
        partial(recorded, "activation.base"),
    ),
    Rule(
        Mistake(
            "activation.second",
            Rank.RULE_UNUSUAL,
            "This is a second derivative: {name} was differentiated twice.",
        ),
        partial(_believed, _twice_differentiated),
    ),
    Rule(
        Mistake(
            "activation.other",
            Rank.RULE_UNUSUAL,
            "The derivative of another function stands where that of {name} belongs.",
        ),
        partial(_believed, _of_another),
    ),
    Rule(
        Mistake(
            "sign.inner",
            Rank.RULE_UNUSUAL,
            "The sign of the derivative of {name} is wrong, or that of a factor beside it, such as"
            " a difference taken the other way round.",
        ),
        partial(_believed, _wrong_sign),
    ),
    Rule(_SLOPE_AGAIN, partial(_believed, _slope_again)),
    Rule(_SOFTMAX_AGAIN, partial(recorded, "activation.extra")),
    *ARRAY_RULES,
    *(Rule(mistake, partial(rules_of_pairs, mistake)) for mistake in PAIR_RULES),
    Rule(MASK_TURNED, partial(recorded, "mask.turned")),
    Rule(MASK_TURNED, condition_turned),
    Rule(MASK_MISSING, condition_left_out),
    Rule(MASK_SHARED, shared_out),
    Rule(
        Mistake(
            "activation.value",
            Rank.RULE,
            "The value of {name} stands where its derivative is needed, which is 0 or 1.",
        ),
        value_of_choice,
    ),
)
"""Wrong rules for the functions of formulas."""


_PROBE: Final = np.array([-1.7, -0.6, 0.3, 0.8, 1.2, 1.9, 2.4]) + 1j * STEP


@lru_cache(maxsize=256)
def rules_of(name: str) -> tuple[tuple[Mistake, Complex], ...]:
    """Return the mistakes in the derivative of a function of formulas, and what they make of it.

    Of two that come to the same for this function, the first of the table is kept.
    """
    if name not in RECORDS:
        return ()
    made = [
        (rule.mistake, function) for rule in RULES for function in rule.functions(RECORDS[name])
    ]
    if RECORDS[name].kind != "entrywise":
        return tuple(made)
    kept: list[tuple[Mistake, Complex]] = []
    seen: list[Array] = []
    for mistake, function in made:
        with np.errstate(all="ignore"):
            slope = np.imag(function(_PROBE))
        if not any(np.allclose(slope, other, atol=0.0, equal_nan=True) for other in seen):
            seen.append(slope)
            kept.append((mistake, function))
    return tuple(kept)
