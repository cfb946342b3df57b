"""All that is known of the functions of formulas: one record for each.

From here formulas take their values, the second opinion its list of constants, the named mistakes
derivatives, wrong rules and exchanged functions. What a record holds of derivatives is written as
formulas itself: ``x`` is the argument, ``a`` the function's value, ``d`` a change of the argument,
``axis`` and ``keepdims`` what the call says of them. Tests hold every record to its values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, TypeAlias

import numpy as np
from msgspec import Struct

from autograder.problemset import function_values as values
from autograder.problemset.function_values import COMPARISONS, array_literal

__all__ = [
    "COMPARISONS",
    "CONSTANTS",
    "FUNCTIONS",
    "RECORDS",
    "TAKES_A_LIST",
    "Function",
    "Kind",
    "array_literal",
    "names_of_kind",
]

Kind: TypeAlias = Literal[
    "entrywise", "choice", "total", "statistic", "along", "matrix", "pairing", "product",
    "arrangement", "join", "constant",
]  # fmt: skip
"""What a function does.

entrywise: one entry from one entry. choice: entries of one of several arrays. total: entries added
up. statistic: another number from all entries along an axis. along: an array of the same shape,
each entry from all along an axis. matrix: a function of a whole matrix. pairing: all pairs of two
arrays' entries. product: another product of two arrays. arrangement: the same entries elsewhere.
join: several arrays as one. constant: an array of sizes alone.
"""


class Function(Struct, frozen=True):
    """One function of formulas."""

    value: Callable[..., Any]
    kind: Kind
    slope: str = ""
    """Of an entrywise function: its derivative, as a formula of ``x``."""
    by_value: str = ""
    """The same as a formula of ``a``, where students use one and may put another thing in."""
    change: str = ""
    """Of another function of one array: its change, to first order, for the change ``d``."""
    mistaken: Mapping[str, tuple[str, ...]] = {}
    """Id of a mistake -> slopes of ``x`` and ``a``, or changes, that are believed instead."""
    confused_with: tuple[str, ...] = ()
    """Functions that are written in its place."""
    numpy: tuple[str, ...] = ()
    """Other names that it has in numpy."""
    stacks: bool = True
    """Whether one call may serve a stack of points (:mod:`autograder.derivative.stacked`)."""


_SUM: Final = "sum({}, axis=axis, keepdims=keepdims)"
_MEAN: Final = "mean({}, axis=axis, keepdims=keepdims)"
"""Reductions over the axes of the call."""

_ENTRYWISE: Final[Mapping[str, Function]] = {
    "exp": Function(np.exp, "entrywise", "exp(x)", confused_with=("log",)),
    "expm1": Function(np.expm1, "entrywise", "exp(x)", confused_with=("exp",)),
    "log": Function(np.log, "entrywise", "1 / x", confused_with=("exp",)),
    "log1p": Function(np.log1p, "entrywise", "1 / (1 + x)", confused_with=("log",)),
    "sqrt": Function(
        np.sqrt, "entrywise", "0.5 / sqrt(x)", "0.5 / a",
        mistaken={"activation.formula": ("1 / a", "0.5 * a")}, confused_with=("square",),
    ),
    "square": Function(np.square, "entrywise", "2 * x", confused_with=("sqrt",)),
    "sin": Function(np.sin, "entrywise", "cos(x)", confused_with=("cos",)),
    "cos": Function(np.cos, "entrywise", "-sin(x)", confused_with=("sin",)),
    "tan": Function(
        np.tan, "entrywise", "1 / cos(x)**2", "1 + a**2",
        mistaken={"activation.formula": ("1 + a", "a**2")}, confused_with=("arctan", "tanh"),
    ),
    "arctan": Function(np.arctan, "entrywise", "1 / (1 + x**2)", confused_with=("tan",)),
    "sinh": Function(np.sinh, "entrywise", "cosh(x)", confused_with=("cosh", "sin")),
    "cosh": Function(np.cosh, "entrywise", "sinh(x)", confused_with=("sinh", "cos")),
    "tanh": Function(
        np.tanh, "entrywise", "1 - tanh(x)**2", "1 - a**2",
        mistaken={"activation.formula": ("1 - a", "a**2", "(1 - a)**2")},
        confused_with=("sigmoid",),
    ),
    "sigmoid": Function(
        values.sigmoid, "entrywise", "sigmoid(x) * sigmoid(-x)", "a * (1 - a)",
        mistaken={"activation.formula": ("1 - a", "a**2")},
        confused_with=("tanh",),
    ),
    "relu": Function(
        values.relu, "entrywise", "1.0 * (x > 0)",
        mistaken={"mask.turned": ("1.0 * (x < 0)",)}, confused_with=("abs", "sign"),
    ),
    "softplus": Function(
        values.softplus, "entrywise", "sigmoid(x)", "1 - exp(-a)",
        confused_with=("relu", "sigmoid"),
    ),
    "abs": Function(values.abs_, "entrywise", "sign(x)", confused_with=("relu",)),
    "sign": Function(values.sign, "entrywise", "0 * x"),
}  # fmt: skip

_CHOICES: Final[Mapping[str, Function]] = {
    "maximum": Function(values.maximum, "choice", confused_with=("minimum",)),
    "minimum": Function(values.minimum, "choice", confused_with=("maximum",)),
    "clip": Function(values.clip, "choice"),
    "where": Function(np.where, "choice"),
}

_OVER_AXES: Final[Mapping[str, Function]] = {
    "sum": Function(
        values.sum_, "total", change=_SUM.format("d"),
        mistaken={"scale.mean": (_MEAN.format("d"),)},
    ),
    "mean": Function(
        values.mean, "total", change=_MEAN.format("d"),
        mistaken={"scale.mean": (_SUM.format("d"),)},
    ),
    "prod": Function(
        values.prod, "statistic",
        change=_SUM.format("d / x * prod(x, axis=axis, keepdims=1)"), confused_with=("sum",),
    ),
    "cumsum": Function(np.cumsum, "along", change="cumsum(d, axis=axis)", stacks=False),
    "max": Function(
        values.max_, "statistic",
        change=_SUM.format("d * (x == max(x, axis=axis, keepdims=1))"), confused_with=("min",),
    ),
    "min": Function(
        values.min_, "statistic",
        change=_SUM.format("d * (x == min(x, axis=axis, keepdims=1))"), confused_with=("max",),
    ),
    "var": Function(
        values.var, "statistic",
        change=_MEAN.format("2 * (x - mean(x, axis=axis, keepdims=1)) * d"),
        confused_with=("std",),
    ),
    "std": Function(
        values.std, "statistic",
        change=f"{_MEAN.format('(x - mean(x, axis=axis, keepdims=1)) * d')} / a",
        confused_with=("var",),
    ),
    "norm": Function(
        values.norm, "statistic",
        change=f"{_SUM.format('x * d')} / a",
        mistaken={
            "norm.rule": (
                _SUM.format("2 * x * d"), _SUM.format("sign(x) * d"),
                f"{_SUM.format('x * d')} / a**2", f"{_SUM.format('d')} / (2 * a)",
            )
        },
    ),
    "softmax": Function(
        values.softmax, "along",
        change="a * (d - sum(a * d, axis=axis, keepdims=1))",
        mistaken={
            "softmax.elementwise": ("a * (1 - a) * d",),
            "softmax.term": ("a * d", "-a * sum(a * d, axis=axis, keepdims=1)"),
            "sign.inner": ("a * (d + sum(a * d, axis=axis, keepdims=1))",),
        },
        confused_with=("sigmoid", "exp"),
    ),
    "logsumexp": Function(
        values.logsumexp, "statistic",
        change=_SUM.format("softmax(x, axis=axis) * d"), confused_with=("max",),
    ),
}  # fmt: skip

_ALGEBRA: Final[Mapping[str, Function]] = {
    "trace": Function(np.trace, "matrix", change="trace(d)", confused_with=("det", "sum")),
    "det": Function(
        np.linalg.det, "matrix",
        change="a * trace(inv(x) @ d)",
        mistaken={
            "determinant.rule": (
                "trace(inv(x) @ d)", "a * trace(x @ d)", "a * trace(inv(x).T @ d)", "a * trace(d)",
                "trace(x) * trace(d)",
            )
        },
        confused_with=("trace",),
    ),
    "logdet": Function(values.logdet, "matrix", change="trace(inv(x) @ d)"),
    "inv": Function(
        np.linalg.inv, "matrix",
        change="-a @ d @ a",
        mistaken={
            "inverse.rule": (
                "a @ d @ a", "-a @ a @ d", "-d @ a @ a", "-a**2 * d", "-a @ d", "-d @ a", "-d", "d",
                "-a.T @ d @ a.T",
            )
        },
    ),
    "solve": Function(np.linalg.solve, "product", stacks=False),
    "dot": Function(values.dot, "product"),
    "outer": Function(np.outer, "pairing", stacks=False),
    "kron": Function(np.kron, "pairing", stacks=False),
    "einsum": Function(np.einsum, "product", stacks=False),
    "vec": Function(values.vec, "arrangement"),
    "unvec": Function(values.unvec, "arrangement"),
    "diag": Function(values.diag, "arrangement", numpy=("diagflat",), stacks=False),
}  # fmt: skip

_ARRAYS: Final[Mapping[str, Function]] = {
    "eye": Function(np.eye, "constant"),
    "ones": Function(values.ones, "constant"),
    "zeros": Function(values.zeros, "constant"),
    "full": Function(np.full, "constant"),
    "arange": Function(np.arange, "constant"),
    "reshape": Function(values.reshape, "arrangement", numpy=("ravel",)),
    "transpose": Function(np.transpose, "arrangement"),
    "stack": Function(np.stack, "join", stacks=False),
    "concatenate": Function(np.concatenate, "join", stacks=False),
    "hstack": Function(np.hstack, "join", confused_with=("vstack",), stacks=False),
    "vstack": Function(np.vstack, "join", confused_with=("hstack",), stacks=False),
    "tile": Function(np.tile, "arrangement", stacks=False),
    "repeat": Function(np.repeat, "arrangement", stacks=False),
    "flip": Function(np.flip, "arrangement", stacks=False),
    "pick": Function(values.pick, "arrangement"),
}

RECORDS: Final[Mapping[str, Function]] = {
    **_ENTRYWISE, **_CHOICES, **_OVER_AXES, **_ALGEBRA, **_ARRAYS,
}  # fmt: skip
"""Name in a formula -> all that is known of the function."""

FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    name: record.value for name, record in RECORDS.items()
}
"""Name in a formula -> function."""


def names_of_kind(*kinds: Kind) -> frozenset[str]:
    """Return the names of the functions of some kinds, those in numpy included."""
    found = {name: record for name, record in RECORDS.items() if record.kind in kinds}
    return frozenset(found).union(*(record.numpy for record in found.values()))


CONSTANTS: Final[Mapping[str, float]] = {"pi": np.pi}
"""Numbers that have a name in every formula."""

TAKES_A_LIST: Final = names_of_kind("join")
"""Functions whose first argument is a list of arrays rather than an array literal."""
