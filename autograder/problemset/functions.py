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
from autograder.problemset import matrix_values as matrices
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
    "entrywise", "binary", "choice", "total", "statistic", "along", "matrix", "spectrum", "pairing",
    "product", "arrangement", "join", "constant",
]  # fmt: skip
"""What a function does.

entrywise: one entry from one entry. binary: one entry from one of each of two arrays. choice:
entries of one of several arrays. total: entries added up. statistic: another number from all
entries along an axis. along: an array of the same shape, each entry from all along an axis. matrix:
a function of a whole matrix. spectrum: numbers of a whole matrix whose change no formula gives.
pairing: all pairs of two arrays' entries. product: another product of two arrays. arrangement: the
same entries elsewhere. join: several arrays as one. constant: an array of sizes alone.
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
_SHARE: Final = "softmax(x, axis=axis)"
_OWN_SLOPE: Final = f"{_SHARE} * (1 - {_SHARE})"
"""A value of softmax, and its derivative by its own argument."""
_FROM_THE_END: Final = "flip(cumsum(flip(d, axis=axis), axis=axis), axis=axis)"
"""The running sums of a change from the other end."""
_WHITENED: Final = "(inv(a) @ (d + d.T) @ inv(a).T / 2)"
"""A change of a matrix, between inverses of its Cholesky factor."""

_ENTRYWISE: Final[Mapping[str, Function]] = {
    "exp": Function(np.exp, "entrywise", "exp(x)", confused_with=("log",)),
    "exp2": Function(
        np.exp2, "entrywise", "log(2) * exp2(x)", "log(2) * a", confused_with=("exp", "square")
    ),
    "expm1": Function(np.expm1, "entrywise", "exp(x)", confused_with=("exp",)),
    "log": Function(np.log, "entrywise", "1 / x", confused_with=("exp",)),
    "log1p": Function(np.log1p, "entrywise", "1 / (1 + x)", confused_with=("log",)),
    "log2": Function(
        np.log2, "entrywise", "1 / (log(2) * x)",
        mistaken={"activation.base": ("1 / x", "log(2) / x")}, confused_with=("log", "log10"),
    ),
    "log10": Function(
        np.log10, "entrywise", "1 / (log(10) * x)",
        mistaken={"activation.base": ("1 / x", "log(10) / x")}, confused_with=("log", "log2"),
    ),
    "sqrt": Function(
        np.sqrt, "entrywise", "0.5 / sqrt(x)", "0.5 / a",
        mistaken={"activation.formula": ("1 / a", "0.5 * a")}, confused_with=("square",),
    ),
    "cbrt": Function(
        values.cbrt, "entrywise", "1 / (3 * cbrt(x)**2)", "1 / (3 * a**2)",
        mistaken={"activation.formula": ("1 / (3 * a)", "a / 3")}, confused_with=("sqrt",),
    ),
    "square": Function(np.square, "entrywise", "2 * x", confused_with=("sqrt",)),
    "sin": Function(np.sin, "entrywise", "cos(x)", confused_with=("cos",)),
    "cos": Function(np.cos, "entrywise", "-sin(x)", confused_with=("sin",)),
    "tan": Function(
        np.tan, "entrywise", "1 / cos(x)**2", "1 + a**2",
        mistaken={"activation.formula": ("1 + a", "a**2")}, confused_with=("arctan", "tanh"),
    ),
    "arcsin": Function(
        np.arcsin, "entrywise", "1 / sqrt(1 - x**2)", confused_with=("arccos", "sin"),
    ),
    "arccos": Function(
        np.arccos, "entrywise", "-1 / sqrt(1 - x**2)", confused_with=("arcsin", "cos"),
    ),
    "arctan": Function(np.arctan, "entrywise", "1 / (1 + x**2)", confused_with=("tan",)),
    "sinh": Function(np.sinh, "entrywise", "cosh(x)", confused_with=("cosh", "sin")),
    "cosh": Function(np.cosh, "entrywise", "sinh(x)", confused_with=("sinh", "cos")),
    "tanh": Function(
        np.tanh, "entrywise", "1 - tanh(x)**2", "1 - a**2",
        mistaken={"activation.formula": ("1 - a", "a**2", "(1 - a)**2")},
        confused_with=("sigmoid",),
    ),
    "arcsinh": Function(
        np.arcsinh, "entrywise", "1 / sqrt(1 + x**2)", confused_with=("sinh", "arcsin"),
    ),
    "arccosh": Function(
        np.arccosh, "entrywise", "1 / sqrt(x**2 - 1)", confused_with=("cosh", "arccos"),
    ),
    "arctanh": Function(
        np.arctanh, "entrywise", "1 / (1 - x**2)", confused_with=("tanh", "arctan"),
    ),
    "erf": Function(
        values.erf, "entrywise", "2 / sqrt(pi) * exp(-x**2)",
        confused_with=("tanh", "sigmoid"), stacks=False,
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
        mistaken={"softmax.instead": ("softmax(x) * d",)},
        confused_with=("relu", "sigmoid"),
    ),
    "silu": Function(
        values.silu, "entrywise", "sigmoid(x) * (1 + x * sigmoid(-x))",
        confused_with=("relu", "sigmoid"),
    ),
    "abs": Function(values.abs_, "entrywise", "sign(x)", confused_with=("relu",)),
    "sign": Function(values.sign, "entrywise", "0 * x"),
    "floor": Function(values.floor, "entrywise", "0 * x", confused_with=("ceil",)),
    "ceil": Function(values.ceil, "entrywise", "0 * x", confused_with=("floor",)),
}  # fmt: skip

_BINARY: Final[Mapping[str, Function]] = {
    "hypot": Function(values.hypot, "binary"),
    "arctan2": Function(values.arctan2, "binary"),
    "logaddexp": Function(values.logaddexp, "binary"),
}

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
        change=_SUM.format("d / x * prod(x, axis=axis, keepdims=1)"),
        mistaken={
            "product.rule": (
                _SUM.format("d"), f"a * {_SUM.format('d')}",
                "prod(d, axis=axis, keepdims=keepdims)",
                _SUM.format("d / x"),
            )
        },
        confused_with=("sum",),
    ),
    "cumsum": Function(
        np.cumsum, "along", change="cumsum(d, axis=axis)",
        mistaken={
            "activation.missing": ("d",),
            "sum.running": (
                _FROM_THE_END, "cumsum(d, axis=axis) - d", f"{_FROM_THE_END} - d"
            ),
        },
        stacks=False,
    ),
    "cumprod": Function(
        np.cumprod, "along", change="a * cumsum(d / x, axis=axis)",
        mistaken={
            "sum.own": ("a * d / x", "d"),
            "sum.running": (
                "a * flip(cumsum(flip(d / x, axis=axis), axis=axis), axis=axis)",
                "a * (cumsum(d / x, axis=axis) - d / x)",
            ),
        },
        confused_with=("cumsum",),
        stacks=False,
    ),
    "max": Function(
        values.max_, "statistic",
        change=_SUM.format("d * (x == max(x, axis=axis, keepdims=1))"),
        mistaken={
            "mask.missing": (
                _SUM.format("d"), _MEAN.format("d"), _SUM.format("softmax(x, axis=axis) * d"),
            )
        }, confused_with=("min",),
    ),
    "min": Function(
        values.min_, "statistic",
        change=_SUM.format("d * (x == min(x, axis=axis, keepdims=1))"),
        mistaken={
            "mask.missing": (
                _SUM.format("d"), _MEAN.format("d"), _SUM.format("softmax(-x, axis=axis) * d"),
            )
        }, confused_with=("max",),
    ),
    "var": Function(
        values.var, "statistic",
        change=_MEAN.format("2 * (x - mean(x, axis=axis, keepdims=1)) * d"),
        mistaken={"term.missing": (_MEAN.format("2 * x * d"),)},
        confused_with=("std",),
    ),
    "std": Function(
        values.std, "statistic",
        change=f"{_MEAN.format('(x - mean(x, axis=axis, keepdims=1)) * d')} / a",
        mistaken={"term.missing": (f"{_MEAN.format('x * d')} / a",)},
        confused_with=("var",),
    ),
    "norm": Function(
        values.norm, "statistic",
        change=f"{_SUM.format('x * d')} / a",
        mistaken={
            "norm.rule": (
                _SUM.format("2 * x * d"), _SUM.format("x * d"), _SUM.format("sign(x) * d"),
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
            "softmax.outer": (
                "a * d - sum(a * a, axis=axis, keepdims=1) * sum(d, axis=axis, keepdims=1)",
                "a * d - a * a * sum(d, axis=axis, keepdims=1)",
                "a * d - sum(a * a * d, axis=axis, keepdims=1)",
            ),
            "softmax.mean": ("a * (d - mean(d, axis=axis, keepdims=1))",),
            "activation.missing": ("d",),
            "activation.extra": (
                "a * (a * (1 - a) * d - sum(a * a * (1 - a) * d, axis=axis, keepdims=1))",
            ),
            "sign.inner": ("a * (d + sum(a * d, axis=axis, keepdims=1))",),
        },
        confused_with=("sigmoid", "exp"),
    ),
    "log_softmax": Function(
        values.log_softmax, "along",
        change="d - sum(softmax(x, axis=axis) * d, axis=axis, keepdims=1)",
        mistaken={
            "softmax.elementwise": ("(1 - softmax(x, axis=axis)) * d",),
            "softmax.term": ("d", "0 * d - sum(softmax(x, axis=axis) * d, axis=axis, keepdims=1)"),
            "softmax.mean": ("d - mean(d, axis=axis, keepdims=1)",),
            "chain.inner": (f"d / {_SHARE}",),
            "activation.extra": (
                f"{_OWN_SLOPE} * d - sum({_SHARE} * {_OWN_SLOPE} * d, axis=axis, keepdims=1)",
            ),
            "sign.inner": ("d + sum(softmax(x, axis=axis) * d, axis=axis, keepdims=1)",),
        },
        confused_with=("softmax",),
    ),
    "logsumexp": Function(
        values.logsumexp, "statistic",
        change=_SUM.format("softmax(x, axis=axis) * d"),
        mistaken={"softmax.mean": (_MEAN.format("d"),)},
        confused_with=("max",),
    ),
}  # fmt: skip

_ALGEBRA: Final[Mapping[str, Function]] = {
    "trace": Function(
        np.trace, "matrix", change="trace(d)",
        mistaken={"identity.ones": ("sum(d)",)}, confused_with=("det", "sum"),
    ),
    "det": Function(
        np.linalg.det, "matrix",
        change="a * trace(inv(x) @ d)",
        mistaken={
            "determinant.rule": (
                "trace(inv(x) @ d)", "a * trace(x @ d)", "a * trace(inv(x).T @ d)", "a * trace(d)",
                "trace(x) * trace(d)", "trace(d)", "sum(d)", "trace(d) / a",
                "a * trace(inv(x)) * trace(d)",
            )
        },
        confused_with=("trace",),
    ),
    "logdet": Function(
        matrices.logdet, "matrix", change="trace(inv(x) @ d)",
        mistaken={
            "logdet.rule": (
                "trace(d) / det(x)", "sum(d) / det(x)",
                "trace(d) / trace(x)", "sum(d / x)", "-trace(inv(x) @ inv(x) @ d)",
                "trace(inv(x) @ inv(x) @ d)", "trace(inv(x).T @ d)", "sum(inv(x) @ d)",
                "trace(inv(x)) * trace(d)",
            )
        },
        confused_with=("det",),
    ),
    "inv": Function(
        np.linalg.inv, "matrix",
        change="-a @ d @ a",
        mistaken={
            "inverse.rule": (
                "a @ d @ a", "-a @ a @ d", "-d @ a @ a", "-a**2 * d", "-a @ d", "-d @ a", "-d", "d",
                "-trace(a @ d) * a",
            ),
            "transpose.inner": ("-a.T @ d @ a.T",),
        },
    ),
    "pinv": Function(
        matrices.pinv, "matrix",
        change=(
            "-a @ d @ a + a @ a.T @ (d.T - d.T @ x @ a) + (d.T - a @ x @ d.T) @ a.T @ a"
        ),
        confused_with=("inv",),
    ),
    "expm": Function(
        matrices.expm, "matrix",
        change=(
            "hstack([a @ inv(a), 0 * x]) @ expm(vstack([hstack([x, d]), hstack([0 * x, x])]))"
            " @ vstack([0 * x, a @ inv(a)])"
        ),
        mistaken={"exponential.rule": ("a @ d", "d @ a", "exp(x) * d")},
        confused_with=("exp",), stacks=False,
    ),
    "cholesky": Function(
        matrices.cholesky, "matrix",
        change=f"a @ (tril({_WHITENED}) - diag(diag({_WHITENED})) / 2)",
        mistaken={
            "cholesky.rule": (f"a @ tril({_WHITENED})", f"a @ {_WHITENED}", "tril(inv(a) @ d)")
        },
        stacks=False,
    ),
    "eigvalsh": Function(
        matrices.eigvalsh, "spectrum", confused_with=("svdvals",), stacks=False
    ),
    "svdvals": Function(
        matrices.svdvals, "spectrum", confused_with=("eigvalsh",), stacks=False
    ),
    "matrix_power": Function(np.linalg.matrix_power, "product", stacks=False),
    "cross": Function(matrices.cross, "product", stacks=False),
    "convolve": Function(np.convolve, "product", stacks=False),
    "solve": Function(np.linalg.solve, "product", stacks=False),
    "dot": Function(matrices.dot, "product"),
    "outer": Function(np.outer, "pairing", stacks=False),
    "kron": Function(np.kron, "pairing", stacks=False),
    "einsum": Function(np.einsum, "product", stacks=False),
    "vec": Function(matrices.vec, "arrangement"),
    "unvec": Function(matrices.unvec, "arrangement"),
    "diag": Function(matrices.diag, "arrangement", numpy=("diagflat",), stacks=False),
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
    "roll": Function(np.roll, "arrangement", confused_with=("flip",), stacks=False),
    "tril": Function(np.tril, "arrangement", confused_with=("triu",), stacks=False),
    "triu": Function(np.triu, "arrangement", confused_with=("tril",), stacks=False),
    "pick": Function(values.pick, "arrangement"),
}

RECORDS: Final[Mapping[str, Function]] = {
    **_ENTRYWISE, **_BINARY, **_CHOICES, **_OVER_AXES, **_ALGEBRA, **_ARRAYS,
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
