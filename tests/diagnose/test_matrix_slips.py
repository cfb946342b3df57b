"""Slips with matrices in a derivative: inverses, traces, the order of factors, diagonals."""

import numpy as np
import pytest


def _softmax_down_the_rows(x, A, **_):
    z = np.exp(A @ x)
    return A - np.outer(z / z.sum(), A.sum(axis=0))


def _factors_exchanged(x, A, B, **_):
    u, v = np.tanh(A @ x), np.tanh(B @ x)
    return (1 - u**2)[:, None] * B * v[:, None] + u[:, None] * (1 - v**2)[:, None] * A


def _own_entries_in_one_term(x, A, B, **_):
    return B @ (np.diag(A @ x) + np.diag(x * np.diag(A)))


def _not_cycled(x, A, B, C, **_):
    inverse = np.linalg.inv(x)
    return (B @ inverse @ C @ A - A @ x @ B @ inverse @ inverse @ C).T


def _outer_turned(x, A, **_):
    z = A @ x
    return (np.eye(len(z)) * np.sum(z**3) + 3 * np.outer(z**2, z)) @ A


CASES = [
    (
        'x: "array[n]", A: "matrix[m, n]"', "log_softmax(A @ x)", "[m, n]",
        _softmax_down_the_rows, "softmax.outer", "I - p 1^T, stands there",
    ),
    (
        'x: "array[n]", A: "matrix[m, n]", B: "matrix[m, n]"', "tanh(A @ x) * tanh(B @ x)",
        "[m, n]", _factors_exchanged, "operand.exchanged",
        "A and B are exchanged among the factors that the chain rule brings",
    ),
    (
        'x: "array[n]", A: "matrix[n, n]", B: "matrix[m, n]"', "B @ (x * (A @ x))", "[m, n]",
        _own_entries_in_one_term, "diagonal.only",
        "In one place of the derivative only the diagonal of A is used",
    ),
    (
        'x: "matrix[n, n] invertible", A: "matrix[n, n]", B: "matrix[n, n]", C: "matrix[n, n]"',
        "trace(A @ x @ B @ inv(x) @ C)", "[n, n]",
        _not_cycled, "factors.order", "Several factors stand at the beginning",
    ),
    (
        'x: "array[n]", A: "matrix[m, n]"', "(A @ x) * sum((A @ x)**3)", "[m, n]",
        _outer_turned, "factors.order", "u v^T stands where v u^T belongs",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "forward", "shape", "wrong", "mistake", "words"),
    CASES,
    ids=[case[3].__name__.strip("_") for case in CASES],
)
def test_a_slip_with_a_matrix_is_named(by_x, given, forward, shape, wrong, mistake, words):
    found = by_x(given, forward, shape, wrong)

    assert found is not None
    assert (found.mistake, words in found.sentence) == (mistake, True), found.sentence
