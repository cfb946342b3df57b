"""What is said of a mistake is true of the answer, and of the layout that is asked for."""

import re
from textwrap import dedent

import numpy as np
import pytest


def one(forward, wrt, shape, given, axes=""):
    """Return a set of one problem."""
    extra = f"  axes: {axes}\n" if axes else ""
    names = ", ".join(re.findall(r"(\w+): ", given))
    return (
        f'one:\n  given: {{{given}}}\n  forward: "{forward}"\n  answer: one({names})\n'
        f"  wrt: {wrt}\n  shape: {shape}\n{extra}"
    )


MAP = 'B: "matrix[r, k]", u: "vector[k]"'
SQUARE = 'X: "matrix[r, k]"'


@pytest.mark.parametrize(
    ("problem", "wrong", "words"),
    [
        (
            one("B @ u", "u", "[k, r]", MAP),
            lambda B, **_: B,
            "Here the input runs down the rows and the output along the columns.",
        ),
        (
            one("B @ u", "u", "[r, k]", MAP, "[out.0, u.0]"),
            lambda B, **_: B.T,
            "Here the output runs down the rows and the input along the columns.",
        ),
        (
            one("sum((B @ u)**2)", "u", "[k, 1]", MAP),
            lambda B, u, **_: (2 * B.T @ B @ u).T,
            "Here the input runs down the rows: the answer is a column.",
        ),
        (
            one("sum((B @ u)**2)", "u", "[1, k]", MAP, "['1', u.0]"),
            lambda B, u, **_: 2 * B.T @ B @ u,
            "Here the input runs along the columns: the answer is a row.",
        ),
        (
            one("sum(exp(X))", "X", "[r, k]", SQUARE),
            lambda X, **_: np.exp(X).T,
            "Here the answer has the axes of X: its rows are rows.",
        ),
        (
            one("sum(exp(X))", "X", "[k, r]", SQUARE, "[X.1, X.0]"),
            lambda X, **_: np.exp(X),
            "Here the rows of X are the columns of the answer.",
        ),
        (
            one("s * X", "s", "[r, k]", SQUARE + ", s: scalar", "[out.0, out.1]"),
            lambda X, **_: X.T,
            "Here the answer has the axes of the output: its rows are rows.",
        ),
    ],
)
def test_the_sentence_on_the_layout_follows_the_axes(diagnosed, problem, wrong, words):
    diagnosis = diagnosed(problem, wrong)

    assert diagnosis.mistake == "layout.transposed"
    assert words in diagnosis.sentence


def test_both_readings_of_a_skew_derivative_are_said(diagnosed):
    problem = one("[[0, 2], [-2, 0]] @ u", "u", "[2, 2]", 'u: "vector[2]"')
    diagnosis = diagnosed(problem, lambda u, **_: np.array([[0, 2], [-2, 0]]))

    assert not diagnosis.alone
    assert "The sign is wrong" in diagnosis.sentence
    assert "transposed convention" in diagnosis.sentence


QUADRATIC = one("s = trace(X.T @ X)", "X", "[r, k]", SQUARE)


def test_a_float32_answer_of_few_digits_is_told_its_digits(diagnosed):
    def by_differences(X, **_):
        X, h = np.float32(X), np.float32(1e-3)
        noise = np.float32(4e-4) * np.float32(np.cos(np.arange(X.size))).reshape(X.shape)
        return ((np.square(X + h) - np.square(X - h)) / (2 * h) + np.abs(X).max() * noise).astype(
            np.float32
        )

    diagnosis = diagnosed(QUADRATIC, by_differences)

    assert diagnosis.mistake == "precision.low"
    assert "right to about 3 digits" in diagnosis.sentence


def test_a_near_answer_in_double_precision_is_told_its_digits_too(diagnosed):
    def rounded(X, **_):
        return 2 * X + 5e-4 * np.abs(X).max() * np.sin(np.arange(X.size)).reshape(X.shape)

    diagnosis = diagnosed(QUADRATIC, rounded)

    assert diagnosis.mistake == "precision.low"


def test_a_mean_that_is_left_out_of_one_term_is_named_whatever_the_reference(diagnosed):
    problem = """
    fit:
      given: {X: "matrix[N, d]", w: "vector[d]", lam: scalar positive}
      forward: mean(softplus(X @ w)) + lam * sum(w**2)
      answer: fit(X, w, lam)
      wrt: w
      shape: [d, 1]
    """
    reference = """
    def fit(X, w, lam):
        return X.T @ (1 / (1 + np.exp(-X @ w))) / len(X) + 2 * lam * w
    """

    def wrong(X, w, lam, **_):
        return X.T @ (1 / (1 + np.exp(-X @ w))) + 2 * lam * w

    for files in ({}, {"reference": reference}):
        assert diagnosed(dedent(problem), wrong, **files).mistake == "scale.mean"


def test_a_quotient_upside_down_is_no_matter_of_matrices_that_do_not_commute(diagnosed):
    given = 'x: "array[k]", a: "array[k]", h: "scalar in [2, 3]"'
    problem = one("sum(exp(a * x)) / h + sum(x**2)", "x", "[k]", given)

    found = diagnosed(problem, lambda x, a, h, **_: h * a * np.exp(a * x) + 2 * x)

    assert "wrong way round" in found.sentence
    assert "commute" not in found.sentence
