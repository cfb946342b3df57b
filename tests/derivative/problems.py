"""Fourteen functions of a course on matrix calculus and their derivatives by hand, at random
points.

Every derivative is written with the input's axes first, then the output's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Instance:
    """A function, a point, and the exact derivative there."""

    f: Callable[[Any], Any]
    x: np.ndarray
    exact: np.ndarray


def real_only(f: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Refuse complex arguments, so that only the real path is left."""

    def function(x: np.ndarray) -> Any:
        if np.iscomplexobj(x):
            raise TypeError("real numbers only")
        return f(x)

    return function


def linear_in_weights(rng: np.random.Generator, m: int, n: int) -> Instance:
    x = rng.normal(size=m)
    return Instance(
        lambda W: W.T @ x, rng.normal(size=(m, n)), np.einsum("i,jk->ijk", x, np.eye(n))
    )


def linear_in_input(rng: np.random.Generator, m: int, n: int) -> Instance:
    W = rng.normal(size=(m, n))
    return Instance(lambda x: W.T @ x, rng.normal(size=m), W)


def tanh_layer(rng: np.random.Generator) -> Instance:
    x, W = rng.normal(size=10), rng.normal(size=(10, 8))
    slope = 1 - np.tanh(W.T @ x) ** 2
    return Instance(lambda W: np.tanh(W.T @ x), W, np.einsum("i,jk->ijk", x, np.diag(slope)))


def relu_network(rng: np.random.Generator) -> Instance:
    x, W1, W2 = rng.normal(size=10), rng.normal(size=(10, 20)), rng.normal(size=(20, 5))
    exact = np.einsum("i,jk->ijk", x, (W1.T @ x > 0)[:, np.newaxis] * W2)
    return Instance(lambda W: W2.T @ np.maximum(W.T @ x, 0), W1, exact)


def cross_entropy(rng: np.random.Generator) -> Instance:
    X, W, Y = (
        rng.normal(size=(12, 9)),
        rng.normal(size=(12, 6)),
        np.eye(6)[:, rng.integers(0, 6, 9)],
    )

    def softmax(W: np.ndarray) -> np.ndarray:
        Z = W.T @ X
        powers = np.exp(Z - Z.real.max(axis=0))
        return powers / powers.sum(axis=0)

    return Instance(lambda W: -np.sum(Y * np.log(softmax(W))) / 9, W, X @ (softmax(W) - Y).T / 9)


def inverse(rng: np.random.Generator) -> Instance:
    X = rng.normal(size=(5, 5)) + 5 * np.eye(5)
    Y = np.linalg.inv(X)
    return Instance(np.linalg.inv, X, -np.einsum("ki,jl->ijkl", Y, Y))


def determinant(rng: np.random.Generator) -> Instance:
    X = rng.normal(size=(5, 5)) + 5 * np.eye(5)
    return Instance(np.linalg.det, X, np.linalg.det(X) * np.linalg.inv(X).T)


def trace_of_quadratic(rng: np.random.Generator) -> Instance:
    A, X = rng.normal(size=(6, 6)), rng.normal(size=(6, 4))
    return Instance(lambda X: np.trace(X.T @ A @ X), X, (A + A.T) @ X)


def many_scales(rng: np.random.Generator) -> Instance:
    x = 10.0 ** np.linspace(-6, 6, 6) * rng.uniform(0.5, 2, 6)
    exact = np.hstack([np.diag(1 / x), np.diag(-1 / x**2)])
    return Instance(lambda x: np.concatenate([np.log(x), 1 / x]), x, exact)


def steep(rng: np.random.Generator) -> Instance:
    x = rng.normal(size=5)
    return Instance(lambda x: np.exp(20 * x), x, np.diag(20 * np.exp(20 * x)))


def offset(rng: np.random.Generator) -> Instance:
    x = rng.normal(size=6)
    return Instance(lambda x: 1e6 + np.sum(x**3), x, 3 * x**2)


PROBLEMS: Mapping[str, Callable[[np.random.Generator], Instance]] = {
    "W'x 3x2 dW": lambda rng: linear_in_weights(rng, 3, 2),
    "W'x 10x8 dx": lambda rng: linear_in_input(rng, 10, 8),
    "W'x 10x8 dW": lambda rng: linear_in_weights(rng, 10, 8),
    "W'x 50x40 dW": lambda rng: linear_in_weights(rng, 50, 40),
    "W'x 100x100 dx": lambda rng: linear_in_input(rng, 100, 100),
    "tanh 10x8 dW": tanh_layer,
    "relu MLP dW1": relu_network,
    "softmax-CE dW 12x6": cross_entropy,
    "inverse 5x5": inverse,
    "det 5x5": determinant,
    "tr(X'AX) 6x4": trace_of_quadratic,
    "log, 1/x, 1e-6..1e6": many_scales,
    "exp(20x)": steep,
    "1e6 + sum x^3": offset,
}


def digits(value: np.ndarray, exact: np.ndarray) -> float:
    """Return the number of right digits relative to the largest entry, at most 16."""
    apart = np.max(np.abs(value - exact)) / np.max(np.abs(exact))
    return float(min(16.0, -np.log10(apart + 1e-300)))
