"""Twelve functions of five numbers and their exact second derivatives.

Each function is written over any module that has numpy's functions; the benchmark takes the same
ones to other tools.
"""

from __future__ import annotations

import numpy as np

A = np.random.default_rng(7).standard_normal((5, 5))
RIDGE = 3 * np.eye(5)


def _softmax(x):
    powers = np.exp(x - np.max(x.real))
    return powers / np.sum(powers)


def _rosenbrock(xp):
    return lambda x: xp.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def _of_rosenbrock(x):
    hessian = np.zeros((5, 5))
    for i in range(4):
        hessian[i, i] += 1200 * x[i] ** 2 - 400 * x[i + 1] + 2
        hessian[i, i + 1] = hessian[i + 1, i] = -400 * x[i]
        hessian[i + 1, i + 1] += 200
    return hessian


def _of_softmax_sum(x):
    p = _softmax(x)
    return np.diag(p) - np.outer(p, p)


def _of_ratio(x):
    s, q = np.sum(x), np.sum(x**2) + 1
    ones = np.ones(5)
    return (
        -2 * (np.outer(ones, x) + np.outer(x, ones)) / q**2
        - 2 * s * np.eye(5) / q**2
        + 8 * s * np.outer(x, x) / q**3
    )


def _of_tanh(x):
    t = np.tanh(A[0] @ x)
    return -2 * t * (1 - t**2) * np.outer(A[0], A[0])


def _of_norm(x):
    r = np.sqrt(np.sum(x**2) + 1)
    return np.eye(5) / r - np.outer(x, x) / r**3


def _of_logdet(x):
    inverse = np.linalg.inv(RIDGE + np.diag(x**2))
    d = np.diag(inverse)
    return np.diag(2 * d) - 4 * np.outer(x, x) * inverse * inverse.T


EXACT = {
    "quadratic": (lambda xp: lambda x: x @ A @ x, lambda x: A + A.T),
    "cubes": (lambda xp: lambda x: xp.sum(x**3), lambda x: np.diag(6 * x)),
    "quartic": (
        lambda xp: lambda x: xp.sum((A @ x) ** 4),
        lambda x: A.T @ np.diag(12 * (A @ x) ** 2) @ A,
    ),
    "log-sum-exp": (lambda xp: lambda x: xp.log(xp.sum(xp.exp(x))), _of_softmax_sum),
    "rosenbrock": (_rosenbrock, _of_rosenbrock),
    "logistic": (
        lambda xp: lambda x: xp.sum(xp.log(1 + xp.exp(A @ x))),
        lambda x: A.T @ np.diag(1 / (2 + np.exp(A @ x) + np.exp(-A @ x))) @ A,
    ),
    "exponential": (
        lambda xp: lambda x: xp.exp(A[0] @ x / 2),
        lambda x: np.exp(A[0] @ x / 2) * np.outer(A[0], A[0]) / 4,
    ),
    "sine": (
        lambda xp: lambda x: xp.sin(A[0] @ x),
        lambda x: -np.sin(A[0] @ x) * np.outer(A[0], A[0]),
    ),
    "ratio": (lambda xp: lambda x: xp.sum(x) / (xp.sum(x**2) + 1), _of_ratio),
    "tanh": (lambda xp: lambda x: xp.tanh(A[0] @ x), _of_tanh),
    "norm": (lambda xp: lambda x: xp.sqrt(xp.sum(x**2) + 1), _of_norm),
    "logdet": (
        lambda xp: lambda x: xp.log(xp.linalg.det(RIDGE + xp.diag(x**2))),
        _of_logdet,
    ),
}
"""Name -> the function over a module, and its second derivative at a point ``(5,)``."""
