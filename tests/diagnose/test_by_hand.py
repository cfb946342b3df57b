"""Gradients written as by hand have the same value, and numbers in front."""

import ast

import numpy as np
import pytest
from diagnose.test_derivation import evaluated, lines_of, point
from diagnose.test_tangents import slopes

from autograder.diagnose.adjoints import HELPERS
from autograder.diagnose.backward import SEED
from autograder.diagnose.by_hand import without_cancelling, written_by_hand
from autograder.diagnose.evaluator import Evaluator

SLOW = pytest.mark.slow
VALUES = {**point(), "c": np.float64(1.3)}


def by_hand(text):
    evaluator = Evaluator((), HELPERS).fresh()

    def value(node):
        return evaluator.value(node, VALUES, (), {})

    tree = ast.parse(text, mode="eval").body
    before = value(tree)
    found = written_by_hand(tree, value)
    np.testing.assert_allclose(value(found), before)
    return ast.unparse(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.0 * w", "w"),
        ("S @ (c * w)", "c * (S @ w)"),
        ("(c * w) @ (S * s)", "c * s * (w @ S)"),
        ("S @ (c * w) + c * (w @ S)", "c * (S @ w + w @ S)"),
        ("c * w - s * w", "c * w - s * w"),
        ("-(c * w)", "-c * w"),
        ("--(c * w)", "c * w"),
        ("c * w / (w + 2)", "c * (w / (w + 2))"),
        ("w * (c * w)", "c * (w * w)"),
        ("spread(c, w, axis=None) * w", "c * w"),
        ("spread(1.0, w) / count(w) * w", "1.0 / count(w) * w"),
        ("spread(c, X) * w", "spread(c, X) * w"),
        ("c * s * (c * s)", "c * s * (c * s)"),
        ("w * w + S @ w", "w * w + S @ w"),
    ],
)
def test_numbers_stand_in_front_and_common_ones_once(text, expected):
    assert by_hand(text) == expected


@pytest.mark.parametrize(
    ("text", "slope"),
    [
        ("sum(log(cosh(S @ w)))", "tanh("),
        ("sum(log(1 + exp(S @ w)))", "sigmoid("),
        ("sum(log(exp(w) + 1))", "sigmoid("),
        ("sum(log1p(exp(w)))", "sigmoid("),
    ],
)
def test_a_function_of_a_function_with_a_name_of_its_own_has_the_slope_of_that(text, slope):
    lines, seed, _ = lines_of(text, "w", point())

    assert slope in " ".join(map(ast.unparse, lines.values()))
    found = evaluated(lines, {**point(), SEED: seed})
    expected = slopes(text, "w", point())[0].ravel() * seed
    np.testing.assert_allclose(found, expected, rtol=1e-9)


LOG_COSH = """
second:
  given: {w: "array[d]", X: "matrix[n, d]", A: "matrix[d, d]"}
  forward: sin(w @ A @ w) + mean(log(cosh(X @ w)))
  answer: second(w, X, A)
  wrt: [w, w]
  convention: jacobian
  shape: [d, d]
  points: 1
"""


def second(slope=lambda t: 1 - t**2, square=np.asarray, other=np.transpose):
    def wrong(w, X, A, **_):
        g, t = A @ w + other(A) @ w, np.tanh(X @ w)
        first = np.cos(w @ A @ w) * (A + other(A)) - np.sin(w @ A @ w) * square(np.outer(g, g))
        return first + X.T @ (slope(t)[:, None] * X) / len(t)

    return wrong


@pytest.mark.parametrize(
    ("wrong", "mistake", "words"),
    [
        (second(slope=np.asarray), "activation.value", "f where f' is needed"),
        pytest.param(
            second(slope=np.ones_like), "factor.missing", "a factor is missing", marks=SLOW
        ),
        pytest.param(
            second(other=np.asarray), "transpose.inner", "A is taken as symmetric", marks=SLOW
        ),
        (second(square=lambda gg: np.diag(np.diag(gg))), "diagonal.only", "only the diagonal"),
    ],
)
def test_slips_in_a_second_derivative_are_named_without_a_reference(
    diagnosed, wrong, mistake, words
):
    said = diagnosed(LOG_COSH, wrong)

    assert said is not None
    assert said.mistake == mistake
    assert words in said.sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("c * w * (1 / w)", "c"),
        ("w * c * (1 / w)", "c"),
        ("column(w) * (column(1 / w) * S)", "S"),
        ("w * (1 / C)", "w * (1 / C)"),
        ("w * S * (1 / s)", "w * S * (1 / s)"),
    ],
)
def test_what_is_multiplied_by_and_divided_by_at_once_is_left_away(text, expected):
    assert ast.unparse(without_cancelling(ast.parse(text, mode="eval").body)) == expected
