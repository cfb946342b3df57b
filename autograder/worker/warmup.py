"""A submission of our own that workers to come need not be the first to run.

Python adapts code that has run a few times to the types it meets, and numpy and the import system
fill caches. A fork has what was there before it: after a warm-up it finds all of that done.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from autograder.worker.messages import Request
from autograder.worker.protocol import Kind
from autograder.worker.requests import decode_calls, encode_call, encode_calls

__all__ = ["INPUTS", "requests"]

_MODULE: Final = "warm_up"
_ROUNDS: Final = 12
"""Calls of each kind: Python adapts code after eight."""

_SOURCE: Final = '''
"""A file as students write them."""
import math
from typing import Tuple

import numpy as np

SIZE = 3


def relu(x: np.ndarray) -> np.ndarray:
    return np.maximum(0, x)


def softmax(z):
    shifted = np.exp(z - np.max(z, axis=0, keepdims=True))
    return shifted / np.sum(shifted, axis=0, keepdims=True)


class Linear:
    """A layer."""

    def __init__(self, m, n):
        self.m, self.n = m, n
        self.W0 = np.zeros([self.n, 1])
        self.W = np.random.normal(0, 1.0 * m ** (-0.5), [m, n])

    def forward(self, A):
        self.A = A
        return np.dot(self.W.T, A) + self.W0

    def backward(self, dLdZ):
        self.dLdW = np.dot(self.A, dLdZ.T)
        self.dLdW0 = np.sum(dLdZ, axis=1, keepdims=True)
        return np.dot(self.W, dLdZ)


def derivative(W, A):
    m, n = W.shape
    J = np.zeros((m, n, n))
    for i in range(m):
        for j in range(n):
            J[i, j, j] = A[i] * (1 if i == j else 2.0) / math.sqrt(m)
    J = J.reshape(m * n, n) + np.kron(np.ones((m, 1)), np.eye(n))
    rows = [np.outer(A, row) for row in W.T @ W]
    return J, np.stack(rows).transpose(0, 2, 1), np.diag(softmax(W)[0]) * relu(W[0])


def loss(W, A):
    layer = Linear(*W.shape)
    Z = layer.forward(A.reshape(-1, 1))
    return float(np.linalg.norm(Z) ** 2 + np.mean(Z) - np.log(2.0)), layer.backward(Z)


def wrong(W, A):
    return W.T.dot(W) + missing
'''
_CODES: Final = ("J, R, d = derivative(W, A)", "value, dLdA = loss(W, A)", "value = wrong(W, A)")
_NAMES: Final = ("J", "R", "d", "value", "dLdA")
INPUTS: Final = {"W": np.linspace(-1.0, 2.0, 15).reshape(5, 3), "A": np.linspace(1.0, 2.0, 5)}
"""Of all calls."""


def requests() -> Iterator[tuple[Kind, Any]]:
    """Yield what a worker is asked: to load a file, and to make calls of its functions."""
    yield (
        Kind.LOAD,
        {
            "name": _MODULE,
            "filename": f"{_MODULE}.py",
            "cells": [(_SOURCE, "", 1)],
            "folders": [],
            "budget": 1.0,
            "may_draw": True,
        },
    )
    for code in _CODES:
        request = Request(_MODULE, code, INPUTS, _NAMES, f"the call of {_MODULE}", 1)
        yield Kind.CALL, decode_calls(encode_calls([[encode_call(request)]] * _ROUNDS))
