"""Another sum, maximum or mean than in the forward; wrong rules for what a number moves."""

import numpy as np
import pytest


def _root_of_each_column(x, A, **_):
    z = A @ x
    return A.T @ (z / np.sqrt((z**2).sum(axis=0)))


def _maximum_left_out(x, A, c, **_):
    return np.exp(A + x[:, None]) @ c


def _centred(x, A, **_):
    c = x - x.mean()
    r = np.sqrt(np.mean(c**2) + 1)
    n = len(x)
    return A @ (np.eye(n) - 1 / n - np.outer(c, c) / (n * r**2)) / r


def _whole_sum_divided(x, A, b, t, **_):
    s = 1 - np.tanh((A @ x + b) / t) ** 2
    return s[:, None] * A / t


def _one_term_divided(x, A, b, t, **_):
    s = 1 - np.tanh(A @ x / t + b) ** 2
    return s[:, None] * A / t


def _constant_kept(x, A, B, **_):
    return np.cos(A + x * B) * (A + B)


CASES = [
    (
        'x: "matrix[n, k]", A: "matrix[m, n]"', "sqrt(sum((A @ x)**2))", "[n, k]",
        _root_of_each_column, "axis.other", "sqrt is taken of each row or column by itself",
    ),
    (
        'x: "array[n]", A: "matrix[n, k]", c: "array[k]"',
        "sum(exp(max(A + reshape(x, (n, 1)), axis=0)) * c)", "[n]",
        _maximum_left_out, "mask.missing", "max is left out",
    ),
    (
        'x: "array[n]", A: "matrix[m, n]"', "A @ x / sqrt(mean(x**2) + 1)", "[m, n]",
        _centred, "term.extra", "The mean of x is subtracted wherever it stands",
    ),
    (
        'x: "array[n]", A: "matrix[m, n]", b: "array[m]", t: "scalar in [0.6, 1.6]"',
        "tanh(A @ x / t + b)", "[m, n]",
        _whole_sum_divided, "factors.order", "check the parentheses",
    ),
    (
        'x: "array[n]", A: "matrix[m, n]", b: "array[m]", t: "scalar in [0.6, 1.6]"',
        "tanh((A @ x + b) / t)", "[m, n]",
        _one_term_divided, "factors.order", "check the parentheses",
    ),
    (
        'x: scalar, A: "matrix[m, n]", B: "matrix[m, n]"', "sin(A + x * B)", "[m, n]",
        _constant_kept, "term.extra", "A does not depend on the variable",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "forward", "shape", "wrong", "mistake", "words"),
    CASES,
    ids=[case[3].__name__.strip("_") for case in CASES],
)
def test_another_reduction_or_a_wrong_rule_is_named(
    by_x, given, forward, shape, wrong, mistake, words
):
    found = by_x(given, forward, shape, wrong)

    assert found is not None
    assert (found.mistake, words in found.sentence) == (mistake, True), found.sentence
