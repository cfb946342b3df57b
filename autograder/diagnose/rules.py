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

from autograder.diagnose.calculus import STEP
from autograder.diagnose.mistake import Mistake, Rank
from autograder.problemset.formula import Program, parse_formula
from autograder.problemset.functions import RECORDS, Function

__all__ = [
    "APPEARANCE",
    "HELD_FIXED",
    "LINK",
    "POWER",
    "PRODUCT",
    "QUOTIENT",
    "RULES",
    "Rule",
    "appearance_rules",
    "constant",
    "link_left_out",
    "power_rules",
    "product_rules",
    "quotient_rules",
    "rules_of",
]

Array: TypeAlias = NDArray[Any]
Slope: TypeAlias = Callable[[Array, Array], Any]
"""Argument and value of a function, entry by entry -> a derivative that is believed in."""
Complex: TypeAlias = Callable[..., Array]
"""A function in which a wrong rule is at work."""


class Rule(Struct, frozen=True, eq=False):
    """A mistake in the derivative of a function, and what it makes of one; nothing of most."""

    mistake: Mistake
    functions: Callable[[Function], Iterator[Complex]]


@lru_cache(maxsize=256)
def _compiled(text: str) -> Callable[..., Any]:
    """Return a function of names, of which the formula reads those it needs."""
    formula = parse_formula(text)
    call = Program(()).compile(formula, {})
    return lambda **known: call(**{name: known[name] for name in formula.names})


# Entry by entry


def _entrywise(record: Function, slope: Slope) -> Complex:
    def rule(z: Array, *rest: Any, **options: Any) -> Array:
        x = np.real(z)
        value = record.value(x, *rest, **options)
        return np.asarray(value + 1j * np.imag(z) * slope(x, value))

    return rule


def _slope_of(text: str) -> Slope:
    formula = _compiled(text)
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


def _of_another(record: Function) -> Iterator[Slope]:
    others = (RECORDS[name] for name in record.confused_with)
    yield from (_slope_of(other.slope) for other in others if other.slope)


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
            yield _array_rule(record, _compiled(text))


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
            "The formula for the derivative of {name} is wrong: a power of its value is off.",
        ),
        partial(_recorded, "activation.formula"),
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
            "The sign of the derivative of {name} is wrong.",
        ),
        partial(_believed, _wrong_sign),
    ),
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
            "inverse.rule",
            Rank.RULE,
            "The derivative of an inverse is not right: d(X^-1) = -X^-1 dX X^-1, an inverse on both"
            " sides and a minus sign.",
        ),
        partial(_recorded, "inverse.rule"),
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
            "norm.rule",
            Rank.RULE,
            "The derivative of the norm is not right: the square root needs the chain rule.",
        ),
        partial(_recorded, "norm.rule"),
    ),
)
"""Wrong rules for the functions of formulas."""

HELD_FIXED: Final = Mistake(
    "path.missing",
    Rank.RULE,
    "A part that depends on the variable is treated as a constant: each appearance of the variable"
    " gives a term.",
)
"""A part of the forward that moves is held fixed."""

POWER: Final = Mistake(
    "power.rule", Rank.RULE, "The power rule is not right: a factor or an exponent is off."
)
"""A wrong rule for a power with a number as its exponent."""


def rules_of(name: str) -> Iterator[tuple[Mistake, Complex]]:
    """Yield the mistakes in the derivative of a function of formulas, and what they make of it."""
    if name in RECORDS:
        for rule in RULES:
            for function in rule.functions(RECORDS[name]):
                yield rule.mistake, function


def constant(z: Array) -> Array:
    """Return the real part: a part held fixed has its value, and a derivative of zero."""
    return np.real(z)


def power_rules(exponent: float) -> Iterator[Complex]:
    """Yield wrong rules for ``x ** exponent``: a factor or the exponent is off."""
    slopes: tuple[Callable[[Array], Array], ...] = (
        lambda x: exponent * x**exponent,
        lambda x: x ** (exponent - 1),
        lambda x: exponent * np.ones_like(x),
        lambda x: x**exponent,
        lambda x: (exponent - 1) * x ** (exponent - 1),
        lambda x: exponent * x ** (exponent + 1),
    )
    for slope in slopes:
        yield partial(_power, exponent, slope)


def _power(exponent: float, slope: Callable[[Array], Array], z: Array) -> Array:
    return np.asarray(np.real(z) ** exponent + 1j * np.imag(z) * slope(np.real(z)))


# Of two factors, and of one appearance

PRODUCT: Final = Mistake(
    "product.rule", Rank.RULE, "The product rule is not right: (f g)' = f' g + f g'."
)
QUOTIENT: Final = Mistake(
    "quotient.rule", Rank.RULE, "The quotient rule is not right: (f / g)' = (f' g - f g') / g^2."
)
APPEARANCE: Final = Mistake(
    "scale.part",
    Rank.LEFT_OUT,
    "The term of one appearance of the variable is {scale} times what it should be.",
)
LINK: Final = Mistake(
    "chain.inner",
    Rank.RULE_UNUSUAL,
    "This is the derivative by {name}; the derivative of {name} itself is missing from the chain.",
)

_COEFFICIENTS: Final = {"-1": -1.0, "2": 2.0, "1/2": 0.5}
"""What the term of one appearance is multiplied by; where it is 0, a part is held fixed."""


def _of_two(
    value: Callable[[Array, Array], Array],
    change: Callable[[Array, Array, Array, Array], Array],
    f: Array,
    g: Array,
) -> Array:
    """Return a function of two arrays in which the change ``change(f, g, df, dg)`` is believed."""
    x, y = np.real(f), np.real(g)
    return np.asarray(value(x, y) + 1j * change(x, y, np.imag(f), np.imag(g)))


def product_rules() -> Iterator[Complex]:
    """Yield wrong rules for ``f * g``: nothing multiplied, the wrong factors, a minus sign."""
    for change in (
        lambda _, __, df, dg: df + dg,
        lambda f, g, df, dg: f * df + g * dg,
        lambda f, g, df, dg: g * df - f * dg,
        lambda f, g, df, dg: f * dg - g * df,
    ):
        yield partial(_of_two, np.multiply, change)


def quotient_rules() -> Iterator[Complex]:
    """Yield wrong rules for ``f / g``: a plus sign, the terms exchanged, no square, no divisor."""
    for change in (
        lambda f, g, df, dg: (g * df + f * dg) / g**2,
        lambda f, g, df, dg: (f * dg - g * df) / g**2,
        lambda f, g, df, dg: (g * df - f * dg) / g,
        lambda f, g, df, dg: g * df - f * dg,
    ):
        yield partial(_of_two, np.divide, change)


def appearance_rules() -> Iterator[tuple[str, Complex]]:
    """Yield what the term of one appearance is multiplied by, in words, and the rule that does."""
    for words, coefficient in _COEFFICIENTS.items():
        yield words, partial(_multiplied, coefficient)


def _multiplied(coefficient: float, z: Array) -> Array:
    return np.asarray(np.real(z) + 1j * coefficient * np.imag(z))


def link_left_out(part: Array, variable: Array) -> Array:
    """Return a part of the forward that changes as the variable does, entry by entry.

    Raises:
        ValueError: the part has another shape than the variable.
    """
    if np.shape(part) != np.shape(variable):
        raise ValueError("a part of another shape has a derivative that cannot be left out")
    return np.asarray(np.real(part) + 1j * np.imag(variable))
