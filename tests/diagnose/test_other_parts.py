"""Other data, other activations, other means, or own entries alone, in a derivative."""

import numpy as np
import pytest


def _own_entries(x, A, **_):
    z = A @ x
    r = np.sqrt(z @ z)
    return (1 / r - z**2 / r**3)[:, None] * A


def _of_other_data(x, A, a, B, b, **_):
    return 2 * A.T @ (A @ np.tanh(x) - a) * (1 - np.tanh(x) ** 2)


def _one_array_of_other_data(x, B, **_):
    return 2 * B.T @ (B @ x) + B.T @ np.cos(B @ x)


def _softmax_for_sigmoid(x, A, c, **_):
    p = np.exp(A @ x)
    p /= p.sum()
    return A.T @ (c * p * (1 - p))


def _sigmoid_for_softmax(x, A, B, **_):
    p = 1 / (1 + np.exp(-A @ x))
    return B @ (np.diag(p) - np.outer(p, p)) @ A


def _slopes_on_columns(x, A, c, **_):
    y = np.tanh(A @ x)
    return np.diag(y) + A * (x * (1 - y**2))


def _raw(x, A, **_):
    z = A @ x
    return 4 * A.T @ (z * np.sum((z - z.mean()) ** 2))


def _too_early(x, G, b, **_):
    return (G - G.mean(axis=0)) * (1 - np.tanh(x - x.mean(axis=0) + b) ** 2)


def _mean_of_a_factor(x, A, c, **_):
    return A.T @ ((c - c.mean()) * np.exp(A @ x))


def _zeros_beside(x, **_):
    n = len(x)
    found = np.zeros((n, n))
    for row in range(n - 1):
        found[row, row : row + 2] = x[row + 1], x[row]
    return found


def _last_alone(x, A, **_):
    return (A * np.cos(A @ x)[:, None])[-1]


def _halved_on_the_diagonal(x, **_):
    n = len(x)
    eye = np.eye(n)
    found = np.einsum("ik,j->ijk", eye, x) + np.einsum("jk,i->ijk", eye, x)
    found[np.arange(n), np.arange(n)] /= 2
    return found


CASES = [
    (
        'x: "array[n]"', "outer(x, x)", "[n, n, n]",
        _halved_on_the_diagonal, "scale.part", "Where the two indices of the output agree",
    ),
    (
        'x: "array[n]", A: "matrix[m, n]"', "A @ x / norm(A @ x)", "[m, n]",
        _own_entries, "diagonal.only", "by its own entry of A @ x alone",
    ),
    (
        'x: "array[n]", A: "matrix[m, n]", a: "array[m]", B: "matrix[k, n]", b: "array[k]"',
        "sum((B @ tanh(x) - b)**2) + 0 * sum(A @ x - a)", "[n]",
        _of_other_data, "operand.other", "A and a stand in the derivative where B and b belong",
    ),
    (
        'x: "array[n]", A: "matrix[m, n]", B: "matrix[k, n]"',
        "sum((A @ x)**2) + sum(sin(B @ x))", "[n]",
        _one_array_of_other_data, "operand.other", "B stands in the derivative where A belongs",
    ),
    (
        'x: "array[n]", A: "matrix[m, n]", c: "array[m]"', "c @ sigmoid(A @ x)", "[n]",
        _softmax_for_sigmoid, "function.other", "A softmax stands in the derivative",
    ),
    (
        'x: "array[n]", A: "matrix[m, n]", B: "matrix[k, m]"', "B @ softmax(A @ x)", "[k, n]",
        _sigmoid_for_softmax, "function.other", "A sigmoid of each entry stands",
    ),
    (
        'x: "array[n]", A: "matrix[n, n]", c: scalar', "x * tanh(A @ x)", "[n, n]",
        _slopes_on_columns, "broadcast.silent", "scale the columns of a matrix",
    ),
    (
        'x: "array[n]", A: "matrix[m, n]"', "sum((A @ x - mean(A @ x))**2)**2", "[n]",
        _raw, "term.missing", "A term is missing",
    ),
    (
        'x: "matrix[n, k]", G: "matrix[n, k]", b: "array[k]"',
        "sum(G * tanh(x - mean(x, axis=0) + b))", "[n, k]",
        _too_early, "factors.order", "A mean is subtracted before a factor is multiplied on",
    ),
    (
        'x: "array[n]", A: "matrix[m, n]", c: "array[m]"', "c @ exp(A @ x)", "[n]",
        _mean_of_a_factor, "term.extra", "its mean is subtracted",
    ),
    (
        'x: "array[n + 1]"', "x[1:] * x[:-1]", "[n, n + 1]",
        _zeros_beside, "zeros.extra", "with zeros beside them",
    ),
    (
        'x: "array[n]", A: "matrix[m, n]"', "sin(A @ x)", "[m, n]",
        _last_alone, "index.last", "Only the last index of an axis",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "forward", "shape", "wrong", "mistake", "words"),
    CASES,
    ids=[case[3].__name__.strip("_") for case in CASES],
)
def test_what_stands_there_instead_is_named(by_x, given, forward, shape, wrong, mistake, words):
    found = by_x(given, forward, shape, wrong)

    assert found is not None
    assert (found.mistake, words in found.sentence) == (mistake, True), found.sentence
