"""Coefficients of terms: of what a part of the forward adds, and a line of a derivation."""

import numpy as np
import pytest

RIDGE = """
ridge:
  given:
    {c: "array[k]", Z: "matrix[r, k]", t: "array[r]", mu: "scalar in [0.4, 1.6]",
     h: "scalar in [0.5, 2]"}
  forward: mean((Z @ c - t)**2) / h + mu * sum(cosh(c))
  answer: ridge(c, Z, t, mu, h)
  wrt: c
  shape: [k]
  points: 1
"""


def ridge(data, penalty):
    """Return the gradient of RIDGE with coefficients of its two terms."""

    def gradient(c, Z, t, mu, h, r, k, **_):
        of_data = 2 * Z.T @ (Z @ c - t) / r / h
        known = {"r": r, "k": k, "mu": mu, "h": h}
        return data(**known) * of_data + penalty(**known) * mu * np.sinh(c)

    return gradient


def number(value):
    return lambda **_: value


@pytest.mark.parametrize(
    ("data", "penalty", "words"),
    [
        (number(3), number(-1), ("the term that comes of", "wrong sign", "another term is 3")),
        (number(-1), lambda k, **_: 1 / k, ("wrong sign", "1/k times")),
        (
            lambda r, k, **_: r / k,
            number(2),
            ("the term that comes of", "is 2 times", "another term is r/k times"),
        ),
        (lambda h, **_: h, number(0), ("mu * sum(cosh(c)) is missing", "a factor h too many")),
        (lambda r, **_: 2 * r, number(2), ()),
    ],
)
def test_each_of_two_terms_may_have_another_coefficient(diagnosed, data, penalty, words):
    found = diagnosed(RIDGE, ridge(data, penalty))

    assert found is not None
    assert all(part in found.sentence.lower() for part in words), found.sentence


def test_coefficients_that_have_no_name_explain_nothing(named):
    assert named(RIDGE, ridge(number(1.37), number(-0.61))) is None


POOLED = """
pooled:
  given: {A: "matrix[m, k]", s: "array[k] scale 0.6", v: "array[m]"}
  forward: A @ softmax(s) * sum(v * (A @ s))
  answer: pooled(A, s, v)
  wrt: s
  convention: jacobian
  shape: [m, k]
  points: 1
"""


def test_a_term_of_a_product_and_one_of_a_slope_may_both_be_wrong(diagnosed):
    def wrong(A, s, v, **_):
        p = np.exp(s) / np.exp(s).sum()
        slope = A @ (np.diag(p) + np.outer(p, p))
        return slope * (v @ A @ s) - np.outer(A @ p, A.T @ v)

    found = diagnosed(POOLED, wrong)

    assert found is not None
    assert not found.alone
    assert "sign" in found.sentence


def test_all_may_be_off_by_two_factors_with_a_name(diagnosed):
    def wrong(c, Z, t, mu, h, r, k, **_):
        return ridge(lambda h, k, r, **_: h * k / r, lambda h, k, r, **_: h * k / r)(
            c, Z, t, mu, h, r, k
        )

    found = diagnosed(RIDGE, wrong)

    assert found.mistake in ("scale.count", "factor.extra")
    assert "k/r times" in found.sentence
    assert "factor h too many" in found.sentence


SCALED = """
scaled:
  given: {z: "array[n]", h: "array[n] in [0.5, 2]", q: "array[k]"}
  forward: h * z * exp(sum(z) / 4) * norm(q)
  answer: scaled(z, h, q)
  wrt: z
  convention: jacobian
  shape: [n, n]
  points: 1
"""


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (lambda h, q: np.linalg.norm(q), "Besides: Entry by entry, the factor h is missing."),
        (lambda h, q: h[:, None], "Besides: The factor norm(q) is missing."),
        (lambda h, q: h[:, None] * np.linalg.norm(q) ** 2, "Besides: There is a factor norm(q)"),
    ],
)
def test_a_factor_may_be_off_beside_the_sign_of_a_term(diagnosed, factor, words):
    def wrong(z, h, q, n, **_):
        return factor(h, q) * np.exp(z.sum() / 4) * (np.eye(n) - np.outer(z, np.ones(n)) / 4)

    found = diagnosed(SCALED, wrong)

    assert found.mistake == "sign.inner"
    assert words in found.sentence
