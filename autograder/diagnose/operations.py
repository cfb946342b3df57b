"""Wrong rules of differentiation for operations: powers, products, quotients, parts held fixed.

As in :mod:`.rules`, a rule is a function of complex arrays: the real part of its result is the true
value, the imaginary part what the wrong rule makes of the imaginary parts that it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.calculus import STEP
from autograder.diagnose.mistake import Mistake, Rank

__all__ = [
    "APPEARANCE",
    "COUNTED",
    "EQUAL_TERMS",
    "HELD_FIXED",
    "IDENTITY_OF_ONES",
    "LINK",
    "LINK_SUMMED",
    "OUTER",
    "PART_MISSING",
    "PART_SQUARED",
    "PART_TWICE",
    "PART_VALUE",
    "POWER",
    "POWER_LOST",
    "PRODUCT",
    "PRODUCT_SIGN",
    "QUOTIENT",
    "SOFTPLUS",
    "appearance_rules",
    "constant",
    "doubled",
    "first_term_negated",
    "matrices_multiplied",
    "multiplied",
    "ones_for_identity",
    "ones_for_link",
    "outer_entry_by_entry",
    "power_lost",
    "power_not_chained",
    "power_rules",
    "product_rules",
    "quotient_rules",
    "second_term_negated",
    "slope_at_value",
    "slope_left_out",
    "slope_of_one",
    "slopes_divided",
    "slopes_divided_through",
    "slopes_multiplied",
    "slopes_multiplied_through",
    "square_for_slope",
    "value_for_slope",
]

Array: TypeAlias = NDArray[Any]
Complex: TypeAlias = Callable[..., Array]
"""A function in which a wrong rule is at work."""

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


def constant(z: Array) -> Array:
    """Return the real part: a part held fixed has its value, and a derivative of zero."""
    return np.real(z)


POWER_LOST: Final = Mistake(POWER.id, Rank.RULE_UNUSUAL, POWER.words)
"""Nothing is left of a power but a number: of the square of deviations, whose sum is 0, nothing."""


def power_lost(base: Array, exponent: Array) -> Array:
    """Return ``base ** exponent`` with the exponent believed to be its slope."""
    return _power(lambda x, n: n * np.ones_like(x), base, exponent)


def power_not_chained(base: Array, exponent: Array) -> Array:
    """Return ``base ** exponent`` with 1 believed to be its slope."""
    return _power(lambda x, _: np.ones_like(x), base, exponent)


def power_rules() -> Iterator[Complex]:
    """Yield wrong rules for ``base ** exponent``: a factor or the exponent is off."""
    slopes: tuple[Callable[[Array, Array], Array], ...] = (
        lambda x, n: n * x**n,
        lambda x, n: x ** (n - 1),
        lambda x, n: x**n,
        lambda x, n: (n - 1) * x ** (n - 1),
        lambda x, n: n * x ** (n + 1),
    )
    for slope in slopes:
        yield partial(_power, slope)


def _power(slope: Callable[[Array, Array], Array], base: Array, exponent: Array) -> Array:
    x, n = np.real(base), np.real(exponent)
    return np.asarray(x**n + 1j * np.imag(base) * slope(x, n))


# Of two factors, and of one appearance

PRODUCT: Final = Mistake(
    "product.rule", Rank.RULE, "The product rule is not right: (f g)' = f' g + f g'."
)
PRODUCT_SIGN: Final = Mistake(
    "sign.inner",
    Rank.RULE,
    "The term with the derivative of {name} has the wrong sign: look at the product rule there, and"
    " at the sign before the product.",
)
"""Of a rule with a minus, or of a factor's derivative without its own."""
QUOTIENT: Final = Mistake(
    "quotient.rule", Rank.RULE, "The quotient rule is not right: (f / g)' = (f' g - f g') / g^2."
)
APPEARANCE: Final = Mistake(
    "scale.part",
    Rank.LEFT_OUT,
    "The term of one appearance of the variable is {scale} times what it should be.",
)
EQUAL_TERMS: Final = Mistake(
    "term.doubled",
    Rank.RULE,
    "A term stands twice: the two paths do not give equal terms.",
)
"""The term of one appearance of the variable is taken for that of another."""
COUNTED: Final = Mistake(
    "power.rule",
    Rank.DOUBLED,
    "The term of one appearance of the variable is taken {scale} times, as in the power of a"
    " number: each of its {scale} appearances gives a term of its own.",
)
LINK: Final = Mistake(
    "chain.inner",
    Rank.RULE_UNUSUAL,
    "The derivative of {name} itself is missing from the chain.",
)
LINK_SUMMED: Final = Mistake(
    "chain.inner",
    Rank.RULE_UNUSUAL,
    "The derivative of {name} itself is missing from the chain; what is there is summed over the"
    " entries of that part.",
)
"""Each entry of a part is believed to change with the variable as 1, where shapes differ."""

SOFTPLUS: Final = Mistake(
    "activation.missing",
    Rank.RULE,
    "The derivative of the function {name} is missing from the chain, or the input of a sigmoid has"
    " the wrong sign: for log(1 + e^u) both give 1 / (1 + e^u).",
)
"""What is said of the exponential there, where its derivative is left out."""
IDENTITY_OF_ONES: Final = Mistake(
    "identity.ones",
    Rank.RULE_UNUSUAL,
    "Ones stand where the identity belongs: an entry of the variable moves that entry alone.",
)
"""Each entry of the variable is believed to move all of them."""
OUTER: Final = Mistake(
    "product.outer",
    Rank.RULE_UNUSUAL,
    "The outer product of two vectors is needed; they are multiplied entry by entry.",
)
"""Of an array times or over a number that both move."""
PART_MISSING: Final = Mistake(
    "activation.missing",
    Rank.RULE_UNUSUAL,
    "The derivative of {name}, entry by entry, is missing from the chain.",
)
PART_VALUE: Final = Mistake(
    "activation.value",
    Rank.RULE_UNUSUAL,
    "The value of {name} stands where its derivative is needed.",
)
PART_SQUARED: Final = Mistake(
    "derivative.product",
    Rank.RULE_UNUSUAL,
    "The square of a first derivative stands where a second derivative is needed.",
)
PART_TWICE: Final = Mistake(
    "activation.twice",
    Rank.RULE_UNUSUAL,
    "The derivative of {name} is evaluated at its value: the derivative depends on the position.",
)
"""Of a part of the forward that is a function of one other, entry by entry."""

_DIGITS: Final = 9  # by which a slope is told from -1
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
    """Yield wrong rules for ``f * g``: nothing multiplied, the wrong factors."""
    for change in (
        lambda _, __, df, dg: df + dg,
        lambda f, g, df, dg: f * df + g * dg,
    ):
        yield partial(_of_two, np.multiply, change)


def first_term_negated(f: Array, g: Array) -> Array:
    """Return ``f * g`` with f g' - f' g believed to be its derivative."""
    return _of_two(np.multiply, lambda f, g, df, dg: f * dg - g * df, f, g)


def second_term_negated(f: Array, g: Array) -> Array:
    """Return ``f * g`` with f' g - f g' believed to be its derivative."""
    return _of_two(np.multiply, lambda f, g, df, dg: g * df - f * dg, f, g)


def quotient_rules() -> Iterator[Complex]:
    """Yield wrong rules for ``f / g``: a plus sign, the terms exchanged, no square, no divisor."""
    for change in (
        lambda f, g, df, dg: (g * df + f * dg) / g**2,
        lambda f, g, df, dg: (f * dg - g * df) / g**2,
        lambda f, g, df, dg: (g * df - f * dg) / g,
        lambda f, g, df, dg: g * df - f * dg,
    ):
        yield partial(_of_two, np.divide, change)


def slopes_multiplied(f: Array, g: Array) -> Array:
    """Return ``f * g`` with f' g' believed to be its derivative.

    It is none along a direction: only where one entry of the variable moves does it mean anything.
    """
    return _of_two(np.multiply, lambda _, __, df, dg: df * dg / STEP, f, g)


def matrices_multiplied(f: Array, g: Array) -> Array:
    """Return ``f @ g`` with f' g' believed to be its derivative, as of numbers."""
    return _of_two(np.matmul, lambda _, __, df, dg: df @ dg / STEP, f, g)


def slopes_divided(f: Array, g: Array) -> Array:
    """Return ``f / g`` with f' / g' believed to be its derivative, as for the product."""
    return _of_two(np.divide, lambda _, __, df, dg: df / dg * STEP, f, g)


def outer_entry_by_entry(divides: bool, f: Array, g: Array, variable: Array) -> Array:
    """Return an array times or over a number, the outer product in its slope taken otherwise.

    Entry by entry it is an array of one axis, of which numpy makes every row. As for f' g', that
    means something only where one entry of the variable moves.

    Raises:
        ValueError: the second is no number, or the first of another shape than the variable.
    """
    if np.size(g) != 1 or np.shape(f) != np.shape(variable):
        raise ValueError("of an array of the variable's shape and a number alone")
    x, y = np.real(f), np.real(g)
    row = np.imag(g) * np.sum(x * np.imag(variable)) / STEP
    if divides:
        return np.asarray(x / y + 1j * (np.imag(f) / y - row / y**2))
    return np.asarray(x * y + 1j * (np.imag(f) * y + row))


def slopes_multiplied_through(f: Array, g: Array, inner: Array) -> Array:
    """Return ``f * g`` with f' g' believed to be its slope by an array that both are functions of.

    Raises:
        ValueError: the three have different shapes.
    """
    return _through(slopes_multiplied, f, g, inner)


def slopes_divided_through(f: Array, g: Array, inner: Array) -> Array:
    """Return ``f / g`` with f' / g' believed to be its slope, as for the product."""
    return _through(slopes_divided, f, g, inner)


def _through(combined: Complex, f: Array, g: Array, inner: Array) -> Array:
    if not np.shape(f) == np.shape(g) == np.shape(inner):
        raise ValueError("entry by entry, one of each shape is needed")
    change = np.imag(inner)
    moved = np.where(change == 0.0, 1.0, change)  # where nothing moves, no slope is asked for
    by_one = combined(
        np.real(f) + 1j * STEP * np.imag(f) / moved, np.real(g) + 1j * STEP * np.imag(g) / moved
    )
    return np.asarray(np.real(by_one) + 1j * change * np.imag(by_one) / STEP)


def appearance_rules() -> Iterator[tuple[str, Complex]]:
    """Yield what the term of one appearance is multiplied by, in words, and the rule that does."""
    for words, coefficient in _COEFFICIENTS.items():
        yield words, partial(multiplied, coefficient)


def doubled(z: Array) -> Array:
    """Return an array whose changes count twice."""
    return multiplied(2.0, z)


def multiplied(coefficient: float, z: Array) -> Array:
    """Return an array whose changes are multiplied by a number."""
    return np.asarray(np.real(z) + 1j * coefficient * np.imag(z))


def ones_for_link(part: Array, variable: Array) -> Array:
    """Return a part each of whose entries changes by the sum of the variable's changes."""
    return np.asarray(np.real(part) + 1j * np.sum(np.imag(variable)))


def ones_for_identity(variable: Array) -> Array:
    """Return an array each of whose entries changes by the sum of all changes."""
    return ones_for_link(variable, variable)


def value_for_slope(part: Array, inner: Array) -> Array:
    """Return a part that changes by its value times the change of what it is a function of.

    Raises:
        ValueError: the two have different shapes.
    """
    if np.shape(part) != np.shape(inner):
        raise ValueError("entry by entry, one of each shape is needed")
    return np.asarray(np.real(part) * (1.0 + 1j * np.imag(inner)))


def square_for_slope(part: Array, inner: Array) -> Array:
    """Return a part that changes by the square of its value, as :func:`value_for_slope`."""
    by_value = value_for_slope(part, inner)
    return np.asarray(np.real(by_value) + 1j * np.imag(by_value) * np.real(part))


def slope_of_one(part: Array, inner: Array) -> Array:
    """Return a part that changes as what it is a function of.

    Raises:
        ValueError: the two have different shapes.
    """
    if np.shape(part) != np.shape(inner):
        raise ValueError("entry by entry, one of each shape is needed")
    return np.asarray(np.real(part) + 1j * np.imag(inner))


def slope_left_out(function: Callable[[Array], Array], part: Array, inner: Array) -> Array:
    """Return a part that changes as what it is a function of, where its slope is more than a sign.

    Raises:
        ValueError: the two have different shapes, or the slope is -1 wherever there is one: then it
            is a minus that is lost.
    """
    slope = np.imag(function(np.real(inner) + 1j * STEP)) / STEP
    if np.isin(np.round(slope, _DIGITS), (0.0, -1.0)).all():
        raise ValueError("a minus is a sign, and no function's derivative")
    return slope_of_one(part, inner)


def slope_at_value(function: Callable[[Array], Array], part: Array, inner: Array) -> Array:
    """Return a part whose slope is taken at its value, as if that were its argument.

    Raises:
        ValueError: the two have different shapes.
    """
    if np.shape(part) != np.shape(inner):
        raise ValueError("entry by entry, one of each shape is needed")
    slope = np.imag(function(np.real(part) + 1j * STEP)) / STEP
    return np.asarray(np.real(part) + 1j * np.imag(inner) * slope)
