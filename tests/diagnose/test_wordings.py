"""What a sentence says is so of the answer, and several that say the same are one."""

from textwrap import dedent

import numpy as np
import pytest

WAVES = """
waves:
  given: {A: "matrix[n, k]", u: "vector[k]", v: "vector[n]", c: scalar}
  forward: s = sum(sin(A @ u + c * v))
  answer: waves(A, u, v, c)
  wrt: c
  shape: []
"""
CENTRED = """
centred:
  statement: An array `x`, and {said}.
  given: {{x: "array[n]", g: "array[n]"}}
  forward: |
    d = x - mean(x)
    y = g * arctan(d)
  answer: centred(x, g)
  wrt: x
  shape: [n, n]
  axes: [out.0, x.0]
"""
SHARED = """
shared:
  statement: An array `x`{said}.
  given: {{x: "array[n]"}}
  forward: |
    m = 2 + cos(x[0])
    s = m * sum(exp(x))
  answer: shared(x)
  wrt: x
  shape: [n]
"""
BLENDED = """
blended:
  given: {x: "array[n]", g: "array[n]", h: "array[n]"}
  forward: |
    z = tanh(x)
    s = sum(z * g + (1 - z) * h + x**3)
  answer: blended(x, g, h)
  wrt: x
  shape: [n]
"""
WEIGHED_INVERSE = """
weighed:
  given: {X: "matrix[n, n] invertible", B: "matrix[n, n]"}
  forward: s = sum(inv(X) * B)
  answer: weighed(X, B)
  wrt: X
  shape: [n, n]
"""
MIXTURE = """
mixture:
  given: {w: "vector[n]", V: "matrix[n, d]", x: "vector[d]"}
  forward: |
    p = softmax(w, axis=0)
    s = sum(p * sin(V @ x))
  answer: mixture(w, V, x)
  wrt: x
  shape: [1, d]
  axes: ['1', x.0]
"""
MIXTURE_REFERENCE = """
def mixture(w, V, x):
    e = np.exp(w)
    p = e / e.sum(axis=0)
    return (p * np.cos(V @ x)).T @ V
"""
WEIGHED = """
weighed:
  given: {G: "matrix[m, b]", W: "matrix[m, n]", X: "matrix[n, b]"}
  forward: s = sum(G * (W @ X))
  answer: weighed(G, W, X)
  wrt: W
  shape: [m, n]
"""
ROWS = """
rows:
  convention: jacobian
  given: {C: "matrix[r, k]", x: "array[k]"}
  forward: y = exp(C @ x)
  answer: rows(C, x)
  wrt: x
  shape: [r, k]
"""


def test_a_number_is_not_called_the_derivative_by_an_array_but_the_sum_of_its_entries(diagnosed):
    diagnosis = diagnosed(WAVES, lambda A, u, v, c, **_: np.cos(A @ u + c * v).sum())

    assert diagnosis.mistake == "chain.inner"
    assert diagnosis.sentence.startswith("The derivative of c * v itself is missing from the chain")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("gains `g`", "x - mean(x)"),
        ("deviations $d$", "d"),
        ("its deviations `d` from the mean", "d"),
    ],
)
def test_a_line_has_a_name_only_where_the_statement_shows_it(diagnosed, said, name):
    def wrong(x, g, **_):
        return np.diag(g / (1 + (x - x.mean()) ** 2))

    diagnosis = diagnosed(CENTRED.format(said=said), wrong)

    assert diagnosis.mistake == "chain.inner"
    assert diagnosis.sentence.startswith(f"This is the derivative by {name};")


@pytest.mark.parametrize(
    ("said", "factor"), [("", "(2 + cos(x[0]))"), (" and the number $m$", "m")]
)
def test_a_factor_that_is_such_a_line_is_written_out_too(diagnosed, said, factor):
    def wrong(x, **_):
        m = 2 + np.cos(x[0])
        right = m * np.exp(x)
        right[0] -= np.sin(x[0]) * np.exp(x).sum()
        return right / m

    sentence = diagnosed(SHARED.format(said=said), wrong).sentence

    assert sentence == f"The factor {factor} is missing."


def test_a_wrong_sign_of_a_slope_may_be_that_of_a_difference_beside_it(diagnosed):
    def wrong(x, g, h, **_):
        return (h - g) * (1 - np.tanh(x) ** 2) + 3 * x**2

    diagnosis = diagnosed(BLENDED, wrong)

    assert diagnosis.mistake == "sign.inner"
    assert "of tanh is wrong, or that of a factor beside it" in diagnosis.sentence


def test_inverses_that_lack_their_transposes_are_not_said_to_lack_a_sign(diagnosed):
    def wrong(X, B, **_):
        return -np.linalg.inv(X) @ B @ np.linalg.inv(X)

    diagnosis = diagnosed(WEIGHED_INVERSE, wrong)

    assert diagnosis.mistake == "transpose.inner"
    assert "both inverses" in diagnosis.sentence
    assert "sign" not in diagnosis.sentence


def test_a_sum_of_another_derivative_is_not_said_to_be_the_students(diagnosed):
    sentence = diagnosed(ROWS, lambda C, x, **_: np.exp(C @ x)[:, None] * x).sentence

    assert sentence.startswith("You differentiated with respect to C.")
    assert sentence.endswith("only the entries that are not zero stand there, without an axis.")


@pytest.mark.parametrize("files", [{}, {"reference": MIXTURE_REFERENCE}], ids=["without", "with"])
def test_a_reference_that_allows_a_second_reading_loses_no_name(diagnosed, files):
    """Without the sum in its softmax the reference's weights are 1, as if they were left out."""
    diagnosis = diagnosed(dedent(MIXTURE), lambda V, x, **_: np.cos(V @ x).T @ V, **files)

    assert diagnosis.mistake == "factor.missing"


def test_of_two_wordings_of_one_mistake_that_of_the_references_slip_is_said(diagnosed):
    """A derivation that nobody has shown says it at the same cost, in more words."""
    reference = "def weighed(G, W, X):\n    return G @ X.T\n"

    def wrong(G, X, **_):
        return np.ones_like(G) @ X.T

    diagnosis = diagnosed(WEIGHED, wrong, reference=reference)

    assert diagnosis.mistake == "factor.missing"
    assert diagnosis.sentence == "A factor is missing from a product."
