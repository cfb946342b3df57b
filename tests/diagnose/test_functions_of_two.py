"""Wrong rules for functions of two numbers, powers of a matrix, and what one entry decides."""

import numpy as np
import pytest

PLANE = """
plane:
  given: {x: "array[n] positive", y: "array[n] positive", w: "array[n]"}
  forward: sum(w * FUNCTION(3 * x, y)) + sum(x**2)
  convention: jacobian
  answer: plane(x, y, w)
  wrt: x
  shape: [n]
"""

POWER = """
power:
  given: {X: "matrix[n, n]", A: "matrix[n, n]"}
  forward: FORWARD
  convention: jacobian
  answer: power(X, A)
  wrt: X
  shape: [n, n]
"""


@pytest.mark.parametrize(
    ("function", "slope", "mistake"),
    [
        ("hypot", lambda u, y: u, "norm.rule"),
        ("hypot", lambda u, y: u / (u**2 + y**2), "norm.rule"),
        ("arctan2", lambda u, y: -y / (u**2 + y**2), "sign.inner"),
        ("arctan2", lambda u, y: u / (u**2 + y**2), "quotient.rule"),
        ("logaddexp", lambda u, y: 0.5 + 0 * u, "softmax.mean"),
        ("logaddexp", lambda u, y: 1 / (1 + np.exp(u - y)), "softmax.mean"),
    ],
)
def test_a_function_of_two_numbers_has_a_rule_of_its_own(diagnosed, function, slope, mistake):
    found = diagnosed(
        PLANE.replace("FUNCTION", function),
        lambda x, y, w, **_: 3 * w * slope(3 * x, y) + 2 * x,
    )

    assert found.mistake in (mistake, "quotient.rule")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda X, A, **_: 3 * (X @ X).T @ A,
        lambda X, A, **_: 3 * A @ (X @ X).T,
        lambda X, A, **_: 3 * X**2 * A,
    ],
)
def test_a_power_of_a_matrix_is_no_power_of_a_number(diagnosed, wrong):
    found = diagnosed(POWER.replace("FORWARD", "sum(A * matrix_power(X, 3))"), wrong)

    assert found.mistake == "power.rule"
    assert "each of its factors gives a term" in found.sentence


@pytest.mark.parametrize(
    ("forward", "wrong", "words"),
    [
        (
            "sum(A * X) * 2 + 3 * sum(max(X**2, axis=1))",
            lambda X, A, **_: 2 * A + 6 * X,
            "Only the entry that max chooses",
        ),
        (
            "sum(A * X) + sum(prod(X + A, axis=1))",
            lambda X, A, **_: A + np.prod(X + A, axis=1, keepdims=True),
            "the product of the others",
        ),
        (
            "2 * trace(A @ X) + sum(X**3)",
            lambda X, A, **_: 2 * np.tile(A.sum(axis=0), (len(A), 1)).T + 3 * X**2,
            "ones stand there",
        ),
    ],
)
def test_what_one_entry_decides_is_no_sum(diagnosed, forward, wrong, words):
    assert words in diagnosed(POWER.replace("FORWARD", forward), wrong).sentence
