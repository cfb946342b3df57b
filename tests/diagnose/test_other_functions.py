"""Another function of the same parts is differentiated than the one that is asked about."""

import numpy as np
import pytest


def _root_of_the_mean(x, A, **_):
    z = A @ x
    return A.T @ z / len(z) / np.sqrt(1 + np.mean(z**2))


def _squares_alone(x, A, c, **_):
    return 2 * c[:, None] * A**2 * x


def _added_under_the_exponential(x, a, b, **_):
    return -a * np.exp(-x - b)


def _added_beside_the_root(x, b, **_):
    return 3 * (x + b) ** 2


def _about_zero(x, **_):
    root, mean = np.sqrt(np.mean(x**2)), x.mean()
    return (x / root / mean - root / mean**2) / len(x)


def _of_the_root(x, A, b, **_):
    return A * x / np.sqrt(A @ x**2 + b)[:, None]


def _rolled_back(x, **_):
    eye = np.eye(len(x))
    after, before = np.roll(eye, -1, axis=0), np.roll(eye, 2, axis=0)
    return after * (before @ x)[:, None] ** 2 + 2 * before * ((before @ x) * (after @ x))[:, None]


def _not_turned(x, w, c, **_):
    slope = w * (1 - np.tanh(x[2:] + c * x[:-2]) ** 2)
    out = np.zeros(len(x))
    out[:-2] += slope
    out[2:] += c * slope
    return out


def _ring_of_three(x, **_):
    second = np.roll(x, -1) - 2 * x + np.roll(x, 1)
    pull = 4 * second**3
    return np.roll(pull, 1) - 2 * pull + np.roll(pull, -1)


def _two_factors_lost(x, A, D, **_):
    return A @ D


def _not_cycled(x, A, B, C, **_):
    return (A @ B @ C).T


def _slopes_along_rows(x, A, B, **_):
    return B @ (2 * (A @ x) @ x.T + x**2 * A)


def _slope_times_derivative(x, A, **_):
    return np.sinh(x)[:, None] * A


def _inverse_of_the_diagonal(x, b, C, **_):
    return 2 * x * b / np.diag(C)


def _temperature_twice(x, A, t, **_):
    z = np.exp(A @ x / t**2)
    p = z / z.sum()
    return (np.diag(p) - np.outer(p, p)) @ A / t**2


CASES = [
    (
        'x: "array[n]", A: "matrix[m, n]"', "mean(sqrt(1 + (A @ x)**2))", "[n]",
        _root_of_the_mean, "factors.order", "stands inside sqrt and belongs outside",
    ),
    (
        'x: "array[n]", A: "matrix[m, n]", c: "array[m]"', "c * (A @ x)**2", "[m, n]",
        _squares_alone, "diagonal.only", "the sum of the squares of its terms",
    ),
    (
        'x: "array[n]", a: "array[n]", b: "array[n] positive"', "sum(a / (exp(x) + b))", "[n]",
        _added_under_the_exponential, "factors.order", "b stands inside exp and belongs outside",
    ),
    (
        'x: "array[n] positive", b: scalar positive', "sum(sqrt(x**2 + b)**3)", "[n]",
        _added_beside_the_root, "factors.order", "b stands outside sqrt and belongs inside",
    ),
    (
        'x: "array[n] positive"', "std(x) / mean(x)", "[n]",
        _about_zero, "term.missing", "The mean is nowhere subtracted",
    ),
    (
        'x: "array[n]", A: "matrix[m, n] positive", b: "array[m] positive"', "A @ x**2 + b",
        "[m, n]", _of_the_root, "function.other", "of the square root of the function",
    ),
    (
        'x: "array[n]"', "roll(x, 1) * roll(x, -2)**2", "[n, n]",
        _rolled_back, "index.shifted", "shifted the other way round",
    ),
    (
        'x: "array[n + 2]", w: "array[n]", c: scalar', "sum(w * tanh(x[2:] + c * x[:-2]))",
        "[n + 2]", _not_turned, "index.shifted", "where a filter is not turned",
    ),
    (
        'x: "array[n + 2]"', "sum((x[2:] - 2 * x[1:-1] + x[:-2])**4)", "[n + 2]",
        _ring_of_three, "index.shifted", "as if on a ring",
    ),
    (
        'x: "array[n]", A: "matrix[n, n]", B: "matrix[n, n]", C: "matrix[n, n]", D: "matrix[n, n]"',
        "A @ B @ C @ D @ x", "[n, n]",
        _two_factors_lost, "factor.missing", "Two factors are missing",
    ),
    (
        'x: "matrix[n, n]", A: "matrix[n, n]", B: "matrix[n, n]", C: "matrix[n, n]"',
        "trace(A @ x @ B @ C)", "[n, n]",
        _not_cycled, "factors.order", "at the beginning of a matrix product and belongs at its end",
    ),
    (
        'x: "vector[n]", A: "matrix[n, n]", B: "matrix[m, n]"', "B @ (x**2 * (A @ x))", "[m, n]",
        _slopes_along_rows, "identity.ones", "The slopes of x ** 2 stand along every row",
    ),
    (
        'x: "array[n]", A: "matrix[n, n]"', "cosh(x) * (A @ x)", "[n, n]",
        _slope_times_derivative, "product.rule", "The product rule is not right",
    ),
    (
        'x: "array[n]", b: "array[n]", C: "matrix[n, n] spd"', "b @ solve(C, x**2)", "[n]",
        _inverse_of_the_diagonal, "diagonal.only", "Only the diagonal of C is used",
    ),
    (
        'x: "array[n]", A: "matrix[m, n]", t: "scalar in [0.6, 1.6]"', "softmax(A @ x / t)",
        "[m, n]", _temperature_twice, "factor.extra", "is divided by t once too often",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "forward", "shape", "wrong", "mistake", "words"),
    CASES,
    ids=[case[3].__name__.strip("_") for case in CASES],
)
def test_another_function_of_the_same_parts_is_named(
    by_x, given, forward, shape, wrong, mistake, words
):
    found = by_x(given, forward, shape, wrong)

    assert found is not None
    assert (found.mistake, words in found.sentence) == (mistake, True), found.sentence
