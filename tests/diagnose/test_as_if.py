"""Parts that are differentiated as if they were others of their kind."""

import re

import numpy as np
import pytest

_PROBLEM = """
made_up:
  given: GIVEN
  forward: FORWARD
  answer: made_up(NAMES)
  wrt: x
  convention: jacobian
  shape: SHAPE
"""


def _problem(given, forward, shape, along=""):
    text = _PROBLEM.replace("GIVEN", given).replace("FORWARD", forward).replace("SHAPE", shape)
    names = re.findall(r"(\w+):", given)
    return text.replace("NAMES", ", ".join(names)) + (f"  along: {along}\n" if along else "")


def _squares(x, A, B, **_):
    u, v = A @ x, B @ x
    return 2 * ((u + v)[:, None] * (A + B)) / (2 + u**2 + v**2)[:, None]


def _mean_of_branches(x, A, B, **_):
    return (A + B) / 2


def _mask_without_bias(x, A, b, **_):
    return (A @ x > 0)[:, None] * A


def _condition_without_biases(x, A, B, a, b, **_):
    return np.where((A @ x >= B @ x)[:, None], A, B)


def _sum_of_all(x, w, **_):
    h = np.exp(x)
    return w.sum() * h / h.sum()


def _ring(x, **_):
    pull = (np.roll(x, -1) - x) ** 3
    return 4 * (np.roll(pull, 1) - pull)


def _not_accumulated(x, **_):
    p = np.exp(x) / np.exp(x).sum()
    return np.diag(p) - np.outer(p, p)


def _accumulated_first(x, **_):
    return 2 * np.cumsum(x)[:, None] * np.tri(len(x))


def _ring_in_the_derivative(x, **_):
    s = np.sum(x**2)
    return (np.roll(x, 1) + np.roll(x, -1)) / s - 2 * np.sum(x[1:] * x[:-1]) / s**2 * x


def _of_logarithms(x, A, **_):
    return A * x / (A @ x)[:, None]


def _as_a_determinant(x, A, b, **_):
    M = np.linalg.inv(A + x * np.eye(len(b)))
    return -np.trace(M) * M @ b


def _blocks_added(x, B, C, **_):
    (m, n), (r, s) = x.shape, B.shape
    return 2 * (np.kron(x, B) - C).reshape(m, r, n, s).sum(axis=(1, 3))


def _at_the_step(x, A, v, **_):
    return A @ v**2


def _by_the_own_factor(x, w, **_):
    return 2 * w * np.cumprod(x) ** 2 / x


def _sums_left_out(x, w, **_):
    return (1 - np.tanh(w * x) ** 2)[:, None] * np.tri(len(x)) * w


def _turned_within_cross(x, K, **_):
    return np.cross(np.eye(3), K @ x) - np.cross(np.eye(3), x) @ K.T


CASES = [
    (
        '{x: "array[n]", A: "matrix[m, n]", B: "matrix[m, n]"}',
        "log(2 + (A @ x)**2 + (B @ x)**2)", "[m, n]", _squares,
        "power.rule", "the square of the sum",
    ),
    (
        '{x: "array[n]", A: "matrix[m, n]", B: "matrix[m, n]"}',
        "maximum(A @ x, B @ x)", "[m, n]", _mean_of_branches,
        "mask.missing", "only that of the branch that is taken there",
    ),
    (
        '{x: "array[n]", A: "matrix[m, n]", b: "array[m]"}',
        "relu(A @ x + b)", "[m, n]", _mask_without_bias,
        "evaluated.elsewhere", "taken without b, at A @ x alone",
    ),
    (
        '{x: "array[n]", A: "matrix[m, n]", B: "matrix[m, n]", a: "array[m]", b: "array[m]"}',
        "maximum(A @ x + a, B @ x + b)", "[m, n]", _condition_without_biases,
        "evaluated.elsewhere", "taken without a and b",
    ),
    (
        '{x: "array[n]", w: "array[n]"}',
        "w @ log(cumsum(exp(x)))", "[n]", _sum_of_all,
        "sum.running", "The sum of all entries",
    ),
    (
        '{x: "array[n]"}',
        "sum((x[1:] - x[:-1])**4)", "[n]", _ring,
        "index.shifted", "as if on a ring",
    ),
    (
        '{x: "array[n]"}',
        "cumsum(softmax(x))", "[n, n]", _not_accumulated,
        "activation.missing", "The derivative of cumsum is missing",
    ),
    (
        '{x: "array[n]"}',
        "cumsum(square(x))", "[n, n]", _accumulated_first,
        "factors.order", "in the wrong order",
    ),
    (
        '{x: "array[n]"}',
        "sum(x[1:] * x[:-1]) / sum(x**2)", "[n]", _ring_in_the_derivative,
        "index.shifted", "as if on a ring",
    ),
    (
        '{x: "array[n] positive", A: "matrix[m, n] positive"}',
        "A @ x", "[m, n]", _of_logarithms,
        "factor.extra", "of a logarithm by a logarithm",
    ),
    (
        '{x: scalar positive, A: "matrix[n, n] spd", b: "array[n]"}',
        "solve(A + x * eye(n), b)", "[n]", _as_a_determinant,
        "inverse.rule", "solution of a linear system",
    ),
    (
        '{x: "matrix[m, n]", B: "matrix[r, s]", C: "matrix[m*r, n*s]"}',
        "sum((kron(x, B) - C)**2)", "[m, n]", _blocks_added,
        "factor.missing", "A factor is missing",
    ),
    (
        '{x: "array[n] in [0.5, 1.5]", w: "array[n]"}',
        "sum(w * cumprod(x)**2)", "[n]", _by_the_own_factor,
        "sum.own", "by its own element alone",
    ),
    (
        '{x: "array[n]", w: "array[n]"}',
        "tanh(cumsum(w * x))", "[n, n]", _sums_left_out,
        "evaluated.elsewhere", "cumsum is left out",
    ),
    (
        '{x: "array[3]", K: "matrix[3, 3]"}',
        "cross(K @ x, x)", "[3, 3]", _turned_within_cross,
        "transpose.inner", "A transpose inside your expression",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "forward", "shape", "wrong", "mistake", "words"),
    CASES,
    ids=[case[3].__name__.strip("_") for case in CASES],
)
def test_what_is_differentiated_as_another_is_named(
    diagnosed, given, forward, shape, wrong, mistake, words
):
    found = diagnosed(_problem(given, forward, shape), wrong)

    assert found.mistake == mistake
    assert words in found.sentence


def test_a_step_put_into_the_formula_is_told_from_a_derivative(diagnosed):
    given = '{x: "array[n]", A: "matrix[n, n]", v: "array[n]"}'

    found = diagnosed(_problem(given, "A @ x**2", "[n]", along="v"), _at_the_step)

    assert found.mistake == "function.itself"
    assert "with the step put in" in found.sentence
