"""Twelve forward functions, from a number to 200 x 200, for the tools that differentiate them.

Each is written twice: as a formula of problem sets, and in Python over any module that has numpy's
functions, so that numpy, autograd and jax differentiate the same thing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Function = Callable[[Any], Any]
RNG = np.random.default_rng(0)


def draw(*shape: int) -> np.ndarray:
    """Draw normal entries, none of them near 0, where ``relu`` has its kink."""
    entries = RNG.normal(size=shape)
    return entries + np.copysign(0.1, entries)


@dataclass(frozen=True)
class Forward:
    """A function of one array, at a point, with what it holds fixed."""

    name: str
    formula: str
    """Of ``x`` and the names held fixed."""
    write: Callable[..., Function]
    """Module with numpy's functions, and what is held fixed by name -> the function."""
    x: np.ndarray
    fixed: Mapping[str, Any] = field(default_factory=dict)

    def over(self, module: Any) -> Function:
        """Return the function in Python, over a module that has numpy's functions."""
        return self.write(module, **self.fixed)

    def compiled(self) -> Function:
        """Return the function as a problem set has it, known to depend on its argument alone."""
        from autograder.derivative.forward import Pure
        from autograder.problemset.formula import parse_formula, parse_program

        call = parse_program("").compile(parse_formula(self.formula), {})
        return Pure(lambda x: call(x=x if x.ndim else x[()], **self.fixed))


def number(xp):
    return lambda x: xp.tanh(x) * x**2


def norm(xp):
    return lambda x: xp.sqrt(xp.sum(x**2))


def softmax(xp, Z, axis):
    powers = xp.exp(Z - xp.max(xp.real(Z), axis=axis, keepdims=True))
    return powers / xp.sum(powers, axis=axis, keepdims=True)


def cross_entropy(xp, X, Y):
    return lambda W: -xp.sum(Y * xp.log(softmax(xp, W.T @ X, 0)))


def network(xp, v, W2, y):
    return lambda W: xp.sum((W2.T @ xp.maximum(W.T @ v, 0) - y) ** 2)


def logdet(xp):
    return lambda X: xp.log(xp.linalg.det(X))


def inverse(xp):
    return xp.linalg.inv


def attention(xp, K, V):
    return lambda Q: softmax(xp, Q @ K.T / 8**0.5, 1) @ V


def batch_norm(xp):
    def function(X):
        off = X - xp.mean(X, axis=0)
        return off / xp.sqrt(xp.mean(off**2, axis=0) + 1e-5)

    return function


def linear(xp, v):
    return lambda W: xp.transpose(W) @ v


def quadratic(xp, A):
    return lambda X: xp.trace(X.T @ A @ X)


def layer(xp, W):
    return lambda x: xp.tanh(W @ x)


def product(xp, B):
    return lambda A: xp.tanh(A @ B)


def layer_of(n: int) -> Forward:
    """Make the layer of n inputs and n outputs, whose derivative is (n, n)."""
    return Forward(f"layer {n}", "tanh(W @ x)", layer, draw(n), {"W": draw(n, n) / n})


FORWARDS = (
    Forward("number", "tanh(x) * x**2", number, np.array(0.7)),
    Forward("norm", "norm(x)", norm, draw(50)),
    Forward(
        "softmax-NLL by W",
        "-sum(Y * log(softmax(x.T @ X, axis=0)))",
        cross_entropy,
        draw(20, 10),
        {"X": draw(20, 15), "Y": np.eye(10)[:, RNG.integers(0, 10, 15)]},
    ),
    Forward(
        "MLP by W1",
        "sum((W2.T @ relu(x.T @ v) - y)**2)",
        network,
        draw(64, 32),
        {"v": draw(64), "W2": draw(32, 10), "y": draw(10)},
    ),
    Forward("log det", "logdet(x)", logdet, draw(10, 10) + 10 * np.eye(10)),
    Forward("inverse", "inv(x)", inverse, draw(8, 8) + 5 * np.eye(8)),
    Forward(
        "attention by Q",
        "softmax(x @ K.T / 8**0.5, axis=1) @ V",
        attention,
        draw(16, 8),
        {"K": draw(16, 8), "V": draw(16, 8)},
    ),
    Forward(
        "batch norm",
        "(x - mean(x, axis=0)) / sqrt(var(x, axis=0) + 1e-5)",
        batch_norm,
        draw(32, 8),
    ),
    Forward("3-tensor, W'v by W", "x.T @ v", linear, draw(12, 9), {"v": draw(12)}),
    Forward("tr(X'AX)", "trace(x.T @ A @ x)", quadratic, draw(30, 20), {"A": draw(30, 30)}),
    Forward("matrix by matrix", "tanh(x @ B)", product, draw(10, 10), {"B": draw(10, 10) / 10}),
    layer_of(200),
)
