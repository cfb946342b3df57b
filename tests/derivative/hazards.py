"""Functions that fool numeric differentiation: each with its exact derivative, or with what has to
be said.

``outcome`` is the path that has to find the derivative, or the reason or error that has to be given
instead; ``right or refused`` where either is fair. ``digits`` is what a resolved derivative has at
least.
"""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Hazard:
    """A function that is hard to differentiate, a point, and what should come out."""

    name: str
    f: Callable[[Any], Any]
    x: Any
    outcome: str
    exact: Any = None
    digits: float = 10


V = np.array([0.7, -1.3, 2.1, 0.4])
M = np.array([[2.0, 0.5, -0.3], [0.1, 1.5, 0.7], [-0.6, 0.2, 1.8]])
TALL = np.array([[1.0, 0.5], [-0.7, 1.2], [0.3, -0.9]])
S = np.array([4.0, 1.0, 9.0])  # a symmetric matrix by its entries a, b, c
EYE = np.eye(4)


def one_through_abs(x: Any) -> Any:
    return np.array([*(x[:3] ** 2), np.abs(x[3])]) + 0 * x


def float32_unseen(x: Any) -> float:
    return float(np.sum(np.float32(x) ** 2))


def always_one(x: Any) -> Any:
    return np.sum(np.exp(x) / np.exp(x).sum())


def symmetric(x: Any) -> Any:
    return np.array([[x[0], x[1]], [x[1], x[2]]])


def cholesky_slopes(a: float, b: float, c: float) -> list[float]:
    corner = math.sqrt(c - b * b / a)  # L = [[sqrt a, 0], [b / sqrt a, corner]]
    return [
        0.5 / math.sqrt(a) - 0.5 * b * a**-1.5 + b * b / (2 * a * a * corner),
        1 / math.sqrt(a) - b / (a * corner),
        0.5 / corner,
    ]


def pinv_slopes(X: np.ndarray) -> np.ndarray:
    # dY = -Y dX Y + (X'X)^-1 dX' (1 - XY), Golub and Pereyra 1973, full column rank
    Y, gram = np.linalg.pinv(X), np.linalg.inv(X.T @ X)
    rest = np.eye(len(X)) - X @ Y
    return -np.outer(Y.sum(axis=0), Y.sum(axis=1)) + np.outer(rest.sum(axis=1), gram.sum(axis=0))


def fill_real_buffer(x: Any) -> Any:
    out = np.zeros(len(x))
    for i, entry in enumerate(x):
        out[i] = entry * entry
    return out


BUFFER = np.zeros(4)


def reuse_buffer(x: Any) -> Any:
    BUFFER[:] = x * x
    return BUFFER


def branch(x: Any) -> Any:
    return x * x if x[0] > 0 else -x


def raise_outside(x: Any) -> float:
    if x[0] < 0.999:
        raise ValueError("outside")
    return math.sqrt(x[0])


def warn_always(x: Any) -> Any:
    warnings.warn("careful", UserWarning, stacklevel=2)
    return x**2


def strict(x: Any) -> Any:
    with np.errstate(all="raise"):
        return np.log(x)


def mutate(x: Any) -> Any:
    x *= 2
    return x.sum()


COUNTER = itertools.count()
RNG = np.random.default_rng(0)
ROOTS = np.array([0.0, 1.0])

HAZARDS = [
    # not analytic as written
    Hazard("norm", np.linalg.norm, V, "real", V / np.linalg.norm(V)),
    Hazard("abs", lambda x: np.sum(np.abs(x)), V, "real", np.sign(V)),
    Hazard("vdot", lambda x: np.vdot(x, x), V, "real", 2 * V),
    Hazard("conj of a linear map", lambda x: np.conj(x) @ M, V[:3], "real", M),
    Hazard("conj of a square", lambda x: np.sum(np.conj(x) * x), V, "real", 2 * V),
    Hazard("one entry through abs", one_through_abs, V, "real", np.diag([*(2 * V[:3]), 1])),
    Hazard("slogdet", lambda X: np.linalg.slogdet(X)[1], M, "real", np.linalg.inv(M).T),
    Hazard("cholesky", lambda x: np.linalg.cholesky(symmetric(x)).sum(), S,
           "real", cholesky_slopes(*S)),
    Hazard("eigvalsh", lambda x: np.sum(np.linalg.eigvalsh(symmetric(x)) ** 2), S,
           "real", S * [2, 4, 2]),
    Hazard("svd", lambda X: np.sum(np.linalg.svd(X, compute_uv=False) ** 2), M, "real", 2 * M),
    Hazard("pinv", lambda X: np.linalg.pinv(X).sum(), TALL, "real", pinv_slopes(TALL)),
    Hazard("variance", np.var, V, "real", (V - V.mean()) / 2),
    Hazard("covariance", np.cov, V, "real", 2 * (V - V.mean()) / 3),
    Hazard("power spectrum", lambda x: np.sum(np.abs(np.fft.fft(x)) ** 2), V, "real", 8 * V),
    Hazard("real part", lambda x: x.real**2, V, "real", np.diag(2 * V)),
    Hazard("hypot", lambda x: np.hypot(x[0], x[1]), V[:2], "real", V[:2] / np.hypot(*V[:2])),
    Hazard("arctan2", lambda x: np.arctan2(x[0], x[1]), V[:2],
           "real", np.array([V[1], -V[0]]) / (V[:2] @ V[:2])),
    Hazard("interp", lambda x: np.interp(x, [-2, 0, 3], [1, 2, 8]), V,
           "real", np.diag([2, 0.5, 2, 2])),
    # refuses complex numbers, or drops their imaginary part
    Hazard("float()", lambda x: float(x[0]) * x[1], V[:2], "real", V[1::-1]),
    Hazard("math.exp", lambda x: math.exp(x[0]), V[:1], "real", np.exp(V[:1])),
    Hazard("astype(float)", lambda x: x.astype(float) ** 2, V, "real", np.diag(2 * V)),
    Hazard("real buffer", fill_real_buffer, V, "real", np.diag(2 * V)),
    Hazard("the same buffer every time", reuse_buffer, V, "real", np.diag(2 * V)),
    # branches
    Hazard("maximum", lambda x: np.maximum(x, 0.5), V, "complex", np.diag(V > 0.5)),
    Hazard("sort", lambda x: np.sort(x) * np.arange(4), V,
           "complex", EYE[np.argsort(np.argsort(V))] * np.arange(4)),
    Hazard("clip", lambda x: np.clip(x, -1, 1), V, "complex", np.diag(np.abs(V) < 1)),
    Hazard("where", lambda x: np.where(x > 0, x**2, -x), V,
           "complex", np.diag(np.where(V > 0, 2 * V, -1))),
    Hazard("if", branch, V, "complex", np.diag(2 * V)),
    Hazard("argmax", np.argmax, V, "real", np.zeros(4)),
    # harmless, and must stay so
    Hazard("a view of the argument", lambda x: x[::-1], V, "complex", EYE[::-1]),
    Hazard("the argument itself", lambda x: x, V, "complex", EYE),
    Hazard("a list", lambda x: [x[0] * x[1], x[0]], V[:2], "complex", [[V[1], 1], [V[0], 0]]),
    Hazard("a constant", lambda x: 3.0, V, "real", np.zeros(4)),
    Hazard("a warning", warn_always, V, "complex", np.diag(2 * V)),
    Hazard("strict arithmetic near its edge", strict, np.array([1e-9]),
           "complex", np.array([[1e9]])),
    Hazard("an exception beside the point", raise_outside, np.ones(1), "real", np.array([0.5])),
    # badly scaled
    Hazard("x from 1e-6 to 1e6", np.log, 10.0 ** np.arange(-6, 7, 3),
           "complex", np.diag(10.0 ** -np.arange(-6, 7, 3))),
    Hazard("exp(20x)", lambda x: np.exp(20 * x), V, "complex", np.diag(20 * np.exp(20 * V))),
    Hazard("1e6 + sum of cubes", lambda x: 1e6 + np.sum(x**3), V, "complex", 3 * V**2),
    Hazard("sin(1e5 x)", lambda x: np.sin(1e5 * x), V, "complex", np.diag(1e5 * np.cos(1e5 * V))),
    Hazard("sin(x) near 1e6", lambda x: float(np.sin(x[0])), np.array([1e6]),
           "right or refused", np.cos([1e6]), 4),
    Hazard("float32 inside", lambda x: np.sum(x.astype(np.float32) ** 2), V, "real", 2 * V, 5),
    Hazard("float32 inside, float64 outside", float32_unseen, V, "right or refused", 2 * V, 4),
    Hazard("a sum that is always 1", always_one, V, "right or refused", np.zeros(4), 0),
    Hazard("x |x| at 0", lambda x: x * np.abs(x), np.zeros(1),
           "right or refused", np.zeros((1, 1)), 0),
    # no derivative
    Hazard("relu at 0", lambda x: np.maximum(x, 0), ROOTS, "kink"),
    Hazard("abs at 0", np.abs, ROOTS, "kink"),
    Hazard("norm at 0", np.linalg.norm, np.zeros(3), "kink"),
    Hazard("max tie", np.max, np.array([1.0, 2.0, 2.0]), "kink"),
    Hazard("sqrt |x y| at 0", lambda x: np.sqrt(np.abs(x[0] * x[1])), np.zeros(2), "kink"),
    Hazard("round at 1/2", np.round, np.array([0.5]), "jump"),
    Hazard("floor at 1", np.floor, np.ones(1), "jump"),
    Hazard("sign at 0", np.sign, ROOTS, "jump"),
    Hazard("sqrt at 0", np.sqrt, ROOTS, "domain edge"),
    Hazard("log at 0", np.log, ROOTS, "domain edge"),
    Hazard("log of -1", np.log, -np.ones(1), "domain edge"),
    Hazard("an exception on one side", raise_outside, np.array([0.999]), "domain edge"),
    # no function
    Hazard("noise of 1e-12", lambda x: x.sum() + 1e-12 * RNG.normal(), V, "NonDeterministic"),
    Hazard("a hidden counter", lambda x: x.sum() + next(COUNTER), V, "NonDeterministic"),
    Hazard("mutation", mutate, V, "MutatesInput"),
]  # fmt: skip
