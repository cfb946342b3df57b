"""Wrong rules of differentiation, for functions as students get them wrong.

A rule is a function ``z -> value`` for complex ``z``: the real part of the result is the function's
true value, the imaginary part is what the wrong rule makes of the imaginary part of ``z``. In place
of the true function it turns every chain that leads through it into the chain of a student who
believes in the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.mistake import Mistake
from autograder.problemset.functions import FUNCTIONS

__all__ = ["MATRIX_RULES", "RULES", "constant", "power_rules", "rules_of"]

Array = NDArray[Any]
Real = Callable[[Array], Array]

_sigmoid, _softplus, _softmax = FUNCTIONS["sigmoid"], FUNCTIONS["softplus"], FUNCTIONS["softmax"]

_DERIVATIVES: Final[Mapping[str, tuple[Real, Real]]] = {
    "tanh": (lambda z: 1 - np.tanh(z) ** 2, lambda z: -2 * np.tanh(z) * (1 - np.tanh(z) ** 2)),
    "sigmoid": (
        lambda z: _sigmoid(z) * _sigmoid(-z),
        lambda z: _sigmoid(z) * _sigmoid(-z) * (1 - 2 * _sigmoid(z)),
    ),
    "softplus": (_sigmoid, lambda z: _sigmoid(z) * _sigmoid(-z)),
    "relu": (lambda z: (z > 0) * 1.0, np.zeros_like),
    "exp": (np.exp, np.exp),
    "log": (lambda z: 1 / z, lambda z: -1 / z**2),
    "sin": (np.cos, lambda z: -np.sin(z)),
    "cos": (lambda z: -np.sin(z), lambda z: -np.cos(z)),
    "sqrt": (lambda z: 0.5 / np.sqrt(z), lambda z: -0.25 * z**-1.5),
    "square": (lambda z: 2 * z, lambda z: 2 * np.ones_like(z)),
    "abs": (np.sign, np.zeros_like),
}
"""Function of one entry -> its first and second derivative."""

_BY_VALUE: Final[Mapping[str, Real]] = {
    "tanh": lambda a: 1 - a**2,
    "sigmoid": lambda a: a * (1 - a),
}
"""Activation -> its derivative as a formula of the activation, into which a student may put something else."""


def _entrywise(name: str, slope: Real) -> Callable[[Array], Array]:
    def rule(z: Array, *rest: Any, **options: Any) -> Array:
        x = np.real(z)
        return np.asarray(FUNCTIONS[name](x, *rest, **options) + 1j * np.imag(z) * slope(x))

    return rule


def _value_used(name: str) -> Iterator[Callable[..., Any]]:
    yield _entrywise(name, FUNCTIONS[name])


def _left_out(name: str) -> Iterator[Callable[..., Any]]:
    yield _entrywise(name, np.ones_like)


def _applied_twice(name: str) -> Iterator[Callable[..., Any]]:
    first = _DERIVATIVES[name][0]
    yield _entrywise(name, lambda x: first(FUNCTIONS[name](x)))
    if name in _BY_VALUE:
        yield _entrywise(name, _BY_VALUE[name])


def _not_squared(name: str) -> Iterator[Callable[..., Any]]:
    if name == "tanh":
        yield _entrywise(name, lambda x: 1 - np.tanh(x))
        yield _entrywise(name, lambda x: np.tanh(x) ** 2)
        yield _entrywise(name, lambda x: (1 - np.tanh(x)) ** 2)
    if name == "sigmoid":
        yield _entrywise(name, lambda x: 1 - _sigmoid(x))
        yield _entrywise(name, lambda x: _sigmoid(x) ** 2)


def _twice_differentiated(name: str) -> Iterator[Callable[..., Any]]:
    yield _entrywise(name, _DERIVATIVES[name][1])


def _wrong_sign(name: str) -> Iterator[Callable[..., Any]]:
    first = _DERIVATIVES[name][0]
    yield _entrywise(name, lambda x: -first(x))


RULES: Final = (
    Mistake(
        "activation.missing", 2.0, "The derivative of the function {name} is missing from the chain.",
        "Notation 33, A.88", _left_out,
    ),
    Mistake(
        "activation.value", 2.0, "You used the function {name} where its derivative is needed.", "A.88", _value_used,
    ),
    Mistake(
        "activation.twice", 2.1,
        "The derivative of {name} is evaluated at the wrong place, as if its value were its input or the other way"
        " round: the derivative depends on the position.",
        "A.5", _applied_twice,
    ),
    Mistake(
        "activation.formula", 2.2, "The formula for the derivative of {name} is wrong: a power of its value is off.",
        "A.88", _not_squared,
    ),
    Mistake(
        "activation.second", 2.3, "This is a second derivative: {name} was differentiated twice.", "A.88",
        _twice_differentiated,
    ),
    Mistake("sign.inner", 2.2, "The sign of the derivative of {name} is wrong.", "Definition 3", _wrong_sign),
)  # fmt: skip
"""Wrong rules for functions of one entry."""


def rules_of(name: str, mistake: Mistake) -> Iterator[Callable[..., Any]]:
    """Yield the wrong rules of a row for a function; none where it is no function of one entry."""
    if name in _DERIVATIVES:
        assert mistake.make is not None
        yield from mistake.make(name)


# Functions of several entries


def _softmax_rule(slope: Callable[[Array, Array], Array]) -> Callable[..., Any]:
    def rule(z: Array, *rest: Any, **options: Any) -> Array:
        value = _softmax(np.real(z), *rest, **options)
        return np.asarray(value + 1j * slope(value, np.imag(z)))

    return rule


def _softmax_entrywise() -> Iterator[Callable[..., Any]]:
    yield _softmax_rule(lambda a, d: a * (1 - a) * d)


def _softmax_numerator() -> Iterator[Callable[..., Any]]:
    yield _softmax_rule(lambda a, d: a * d)
    yield _softmax_rule(lambda a, d: -a * np.sum(a * d, axis=0, keepdims=True))


def _softmax_sign() -> Iterator[Callable[..., Any]]:
    yield _softmax_rule(lambda a, d: a * d + a * np.sum(a * d, axis=0, keepdims=True))


def _matrix_rule(
    function: Callable[..., Any], slope: Callable[[Array, Array], Any]
) -> Callable[..., Any]:
    def rule(z: Array) -> Array:
        return np.asarray(function(np.real(z)) + 1j * slope(np.real(z), np.imag(z)))

    return rule


def _inverse() -> Iterator[Callable[..., Any]]:
    inv = np.linalg.inv
    yield _matrix_rule(inv, lambda x, d: inv(x) @ d @ inv(x))
    yield _matrix_rule(inv, lambda x, d: -inv(x) @ inv(x) @ d)
    yield _matrix_rule(inv, lambda x, d: -d @ inv(x) @ inv(x))
    yield _matrix_rule(inv, lambda x, d: -(inv(x) ** 2) * d)
    yield _matrix_rule(inv, lambda x, d: -inv(x) @ d)
    yield _matrix_rule(inv, lambda x, d: -d @ inv(x))
    yield _matrix_rule(inv, lambda _, d: -d)
    yield _matrix_rule(inv, lambda _, d: d)
    yield _matrix_rule(inv, lambda x, d: -inv(x).T @ d @ inv(x).T)


def _determinant() -> Iterator[Callable[..., Any]]:
    det, inv = np.linalg.det, np.linalg.inv
    yield _matrix_rule(det, lambda x, d: np.trace(inv(x) @ d))
    yield _matrix_rule(det, lambda x, d: det(x) * np.trace(x @ d))
    yield _matrix_rule(det, lambda x, d: det(x) * np.trace(inv(x).T @ d))
    yield _matrix_rule(det, lambda x, d: det(x) * np.trace(d))
    yield _matrix_rule(det, lambda x, d: np.trace(x) * np.trace(d))


def _norm_rules() -> Iterator[Callable[..., Any]]:
    norm = FUNCTIONS["norm"]
    yield _matrix_rule(norm, lambda x, d: np.sum(2 * x * d))
    yield _matrix_rule(norm, lambda x, d: np.sum(np.sign(x) * d))
    yield _matrix_rule(norm, lambda x, d: np.sum(x * d) / np.sum(x**2))
    yield _matrix_rule(norm, lambda x, d: np.sum(d) / (2 * norm(x)))


MATRIX_RULES: Final[Mapping[str, tuple[Mistake, ...]]] = {
    "softmax": (
        Mistake(
            "softmax.elementwise", 2.0,
            "You treated softmax as an element-wise activation. Every output of softmax depends on every input.",
            "Concept 32 does not hold for softmax", _softmax_entrywise,
        ),
        Mistake(
            "softmax.term", 2.1,
            "One of the two terms of softmax's derivative is missing: numerator and denominator both depend on the"
            " input.",
            "Definition 3", _softmax_numerator,
        ),
        Mistake("sign.inner", 2.2, "A term of softmax's derivative has the wrong sign.", "Definition 3", _softmax_sign),
    ),
    "inv": (
        Mistake(
            "inverse.rule", 2.1,
            "The derivative of an inverse is not right: d(X^-1) = -X^-1 dX X^-1, an inverse on both sides and a minus"
            " sign.",
            "Definition 17", _inverse,
        ),
    ),
    "det": (
        Mistake(
            "determinant.rule", 2.1, "The derivative of the determinant is wrong: it is the matrix of the cofactors.",
            "Definition 18", _determinant,
        ),
    ),
    "norm": (
        Mistake(
            "norm.rule", 2.1, "The derivative of the norm is not right: the square root needs the chain rule.",
            "Definition 9", _norm_rules,
        ),
    ),
}  # fmt: skip
"""Wrong rules for functions of a whole array."""


def constant(z: Array) -> Array:
    """Hold a part fixed: its value, with a derivative of zero."""
    return np.real(z)


def power_rules(exponent: float) -> Iterator[Callable[..., Any]]:
    """Yield wrong rules for the power ``x ** exponent``: exponent kept, factor left out, variable left out."""
    slopes: tuple[Real, ...] = (
        lambda x: exponent * x**exponent,
        lambda x: x ** (exponent - 1),
        lambda x: exponent * np.ones_like(x),
        lambda x: x**exponent,
        lambda x: (exponent - 1) * x ** (exponent - 1),
        lambda x: exponent * x ** (exponent + 1),
    )
    for slope in slopes:
        yield partial(_power, exponent, slope)


def _power(exponent: float, slope: Real, z: Array) -> Array:
    return np.asarray(np.real(z) ** exponent + 1j * np.imag(z) * slope(np.real(z)))
