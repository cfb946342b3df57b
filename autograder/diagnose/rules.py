"""Wrong rules of differentiation, for functions as students get them wrong.

A rule is a function ``z -> value`` for complex ``z``: the real part of the result is the function's
true value, the imaginary part is what the wrong rule makes of the imaginary part of ``z``. In place
of the true function it turns every chain that leads through it into the chain of a student who
believes in the rule. What is believed is read from the records of the functions
(:mod:`autograder.problemset.functions`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any, Final, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.derivative.by_point import ByEntry
from autograder.diagnose.calculus import STEP
from autograder.diagnose.formula_trees import function_of
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
from autograder.problemset.functions import RECORDS, Function

__all__ = ["RULES", "Rule", "rules_of"]

Array: TypeAlias = NDArray[Any]
Slope: TypeAlias = Callable[[Array, Array], Any]
"""Argument and value of a function, entry by entry -> a derivative that is believed in."""
Complex: TypeAlias = Callable[..., Array]
"""A function in which a wrong rule is at work."""


class Rule(Struct, frozen=True, eq=False):
    """A mistake in the derivative of a function, and what it makes of one; nothing of most."""

    mistake: Mistake
    functions: Callable[[Function], Iterator[Complex]]


# Entry by entry


def _entrywise(record: Function, slope: Slope) -> Complex:
    def rule(z: Array, *rest: Any, **options: Any) -> Array:
        x = np.real(z)
        value = record.value(x, *rest, **options)
        return np.asarray(value + 1j * np.imag(z) * slope(x, value))

    return ByEntry(rule)


def _slope_of(text: str) -> Slope:
    formula = function_of(text)
    return lambda x, a: formula(x=x, a=a)


def _believed(slopes: Callable[[Function], Iterator[Slope]], record: Function) -> Iterator[Complex]:
    if record.kind == "entrywise":
        for slope in slopes(record):
            yield _entrywise(record, slope)


def _left_out(_: Function) -> Iterator[Slope]:
    yield lambda x, _: np.ones_like(x)


def _value_used(_: Function) -> Iterator[Slope]:
    yield lambda _, a: a


def _applied_twice(record: Function) -> Iterator[Slope]:
    slope = _slope_of(record.slope)
    yield lambda _, a: slope(a, a)
    if record.by_value:
        by_value = _slope_of(record.by_value)
        yield lambda x, _: by_value(x, x)


def _twice_differentiated(record: Function) -> Iterator[Slope]:
    slope = _slope_of(record.slope)
    yield lambda x, a: np.imag(slope(x + 1j * STEP, a)) / STEP


def _wrong_sign(record: Function) -> Iterator[Slope]:
    slope = _slope_of(record.slope)
    yield lambda x, a: -slope(x, a)


def _slope_again(record: Function) -> Iterator[Slope]:
    slope = _slope_of(record.slope)
    yield lambda x, a: slope(x, a) ** 2


def _of_another(record: Function) -> Iterator[Slope]:
    """Yield the slope of another function here, and its formula with the value that is at hand."""
    for other in (RECORDS[name] for name in record.confused_with):
        if other.slope:
            yield _slope_of(other.slope)
        if other.by_value:
            yield _slope_of(other.by_value)


# Of sums


def _first_alone(record: Function) -> Iterator[Complex]:
    if record is RECORDS["sum"]:
        yield partial(_of_first, record)


def _of_first(record: Function, z: Array, *rest: Any, **options: Any) -> Array:
    """Return a sum that changes as the first of the entries does which are added up."""
    value = np.asarray(record.value(np.real(z), *rest, **options))
    axis = {**dict(zip(_AXES, rest, strict=False)), **options}.get("axis")
    change = np.imag(z)
    first = change.reshape(-1)[0] if axis is None else np.take(change, 0, axis)
    return np.asarray(value + 1j * np.reshape(first, value.shape))


# As the records say

_AXES: Final[Mapping[str, Any]] = {"axis": None, "keepdims": False}
"""What a function over axes may be told, in numpy's order, and what it means not to be told."""


def _array_rule(record: Function, change: Callable[..., Any]) -> Complex:
    def rule(z: Array, *rest: Any, **options: Any) -> Array:
        x, d = np.real(z), np.imag(z)
        value = record.value(x, *rest, **options)
        known = {**_AXES, **dict(zip(_AXES, rest, strict=False)), **options}
        return np.asarray(value + 1j * change(x=x, a=value, d=d, **known))

    return rule


def _recorded(mistake: str, record: Function) -> Iterator[Complex]:
    for text in record.mistaken.get(mistake, ()):
        if record.kind == "entrywise":
            yield _entrywise(record, _slope_of(text))
        else:
            yield _array_rule(record, function_of(text))


_SLOPE_AGAIN: Final = Mistake(
    "activation.extra",
    Rank.RULE_UNUSUAL,
    "The derivative of {name} is multiplied on once too often: it is in the chain already, or has"
    " cancelled.",
)


def _shared_out(record: Function) -> Iterator[Complex]:
    """Yield an entrywise function whose slope is shared out among the entries."""
    for text in record.mistaken.get("softmax.instead", ()):
        yield _array_rule(record, function_of(text))


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
        partial(_recorded, "activation.missing"),
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
        partial(_recorded, "activation.formula"),
    ),
    Rule(
        Mistake(
            "activation.base",
            Rank.RULE_UNUSUAL,
            "The derivative of {name} is that of the natural logarithm times a factor that the base"
            " brings; yours has another factor.",
        ),
        partial(_recorded, "activation.base"),
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
    Rule(_SLOPE_AGAIN, partial(_recorded, "activation.extra")),
    Rule(
        Mistake(
            "softmax.elementwise",
            Rank.RULE,
            "You treated softmax as an element-wise activation. Every output of softmax depends on"
            " every input.",
        ),
        partial(_recorded, "softmax.elementwise"),
    ),
    Rule(
        Mistake(
            "softmax.term",
            Rank.RULE,
            "One of the two terms of softmax's derivative is missing: numerator and denominator"
            " both depend on the input.",
        ),
        partial(_recorded, "softmax.term"),
    ),
    Rule(
        Mistake(
            "softmax.outer",
            Rank.RULE,
            "The derivative of softmax needs the outer product of its values with themselves; their"
            " dot product, or a product entry by entry, stands there.",
        ),
        partial(_recorded, "softmax.outer"),
    ),
    Rule(
        Mistake(
            "softmax.mean",
            Rank.RULE_UNUSUAL,
            "In the derivative of {name} a plain mean stands, where each entry has the weight of"
            " its softmax.",
        ),
        partial(_recorded, "softmax.mean"),
    ),
    Rule(
        Mistake(
            "sign.inner",
            Rank.RULE_UNUSUAL,
            "A term of softmax's derivative has the wrong sign.",
        ),
        partial(_recorded, "sign.inner"),
    ),
    Rule(
        Mistake(
            "scale.mean",
            Rank.RULE,
            "Check where a sum and where a mean is meant: {name} was differentiated as the other"
            " one.",
        ),
        partial(_recorded, "scale.mean"),
    ),
    Rule(
        Mistake(
            "index.first",
            Rank.RULE_UNUSUAL,
            "Of a sum only the first term is differentiated: each term depends on the variable.",
        ),
        _first_alone,
    ),
    Rule(
        Mistake(
            "softmax.instead",
            Rank.RULE_UNUSUAL,
            "The derivative of {name} is one for each entry by itself; yours is shared out among"
            " the entries, as by softmax.",
        ),
        _shared_out,
    ),
    Rule(
        Mistake(
            "sum.running",
            Rank.UNUSUAL,
            "A running sum takes in other entries than it should: it runs from the other end, or"
            " leaves out the entry itself.",
        ),
        partial(_recorded, "sum.running"),
    ),
    Rule(
        Mistake(
            "inverse.rule",
            Rank.RULE,
            "The derivative of an inverse is not right: d(X^-1) = -X^-1 dX X^-1, an inverse on both"
            " sides and a minus sign.",
        ),
        partial(_recorded, "inverse.rule"),
    ),
    Rule(
        Mistake(
            "transpose.inner",
            Rank.RULE,
            "In the derivative of an inverse both inverses lack a transpose or have one too many.",
        ),
        partial(_recorded, "transpose.inner"),
    ),
    Rule(
        Mistake(
            "determinant.rule",
            Rank.RULE,
            "The derivative of the determinant is wrong: it is the matrix of the cofactors.",
        ),
        partial(_recorded, "determinant.rule"),
    ),
    Rule(
        Mistake(
            "logdet.rule",
            Rank.RULE,
            "The derivative of the logarithm of a determinant is not right: d log det X ="
            " tr(X^-1 dX), the inverse, laid out as the answer asks.",
        ),
        partial(_recorded, "logdet.rule"),
    ),
    Rule(
        Mistake(
            "exponential.rule",
            Rank.RULE,
            "The derivative of the matrix exponential is not e^X dX, nor dX e^X: X and dX need not"
            " commute.",
        ),
        partial(_recorded, "exponential.rule"),
    ),
    Rule(
        Mistake(
            "cholesky.rule",
            Rank.RULE,
            "The derivative of the Cholesky factor L is not right: it is L times the lower half of"
            " L^-1 dX L^-T, with half of the diagonal.",
        ),
        partial(_recorded, "cholesky.rule"),
    ),
    Rule(
        Mistake(
            "norm.rule",
            Rank.RULE,
            "The derivative of the norm is not right: the square root needs the chain rule,"
            " d|x| = x^T dx / |x|.",
        ),
        partial(_recorded, "norm.rule"),
    ),
    *(Rule(mistake, partial(rules_of_pairs, mistake)) for mistake in PAIR_RULES),
    Rule(MASK_TURNED, partial(_recorded, "mask.turned")),
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
