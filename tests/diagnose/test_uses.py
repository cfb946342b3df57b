"""A rule that is mistaken in one of the places that read a line; powers by their exponents."""

import numpy as np
import pytest

ENTROPY = """
blend:
  given: {z: "array[n]", u: "array[n]", k: "scalar in [1.5, 3]"}
  dims: {n: ">= 3"}
  forward: |
    q = softmax(z)
    L = dot(u, q) + k * sum(q**2)
  convention: jacobian
  answer: blend(z, u, k)
  wrt: z
  shape: [n]
"""

RATIO = """
ratio:
  given: {x: "array[n]", A: "matrix[n, n]", b: "array[n]"}
  forward: |
    r = A @ x + b
    a = dot(b, r) / (2 + dot(r, r))
  convention: jacobian
  answer: ratio(x, A, b)
  wrt: x
  shape: [n]
"""

GROWTH = """
growth:
  given: {t: "scalar in [0.5, 2]", c: "array[n] in [1.5, 3]", s: "array[n]"}
  forward: sum(s * c**(3 * t)) + t**2
  convention: jacobian
  answer: growth(t, c, s)
  wrt: t
  shape: []
"""


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


@pytest.mark.parametrize(
    ("penalty", "mistake"),
    [
        (lambda q, g: q * (1 - q) * g, "softmax.elementwise"),
        (lambda q, g: q * g, "softmax.term"),
        (lambda q, g: g, "activation.missing"),
    ],
)
def test_softmax_is_right_in_one_term_and_not_in_the_other(named, penalty, mistake):
    def wrong(z, u, k, **_):
        q = softmax(z)
        return q * (u - q @ u) + k * penalty(q, 2 * q)

    assert named(ENTROPY, wrong) == mistake


def test_a_line_may_lack_its_own_derivative_below_a_fraction_alone(diagnosed):
    def wrong(x, A, b, **_):
        r = A @ x + b
        below = 2 + r @ r
        return b @ A / below - b @ r / below**2 * 2 * r

    found = diagnosed(RATIO, wrong)

    assert found.mistake == "chain.inner"
    assert "A @ x" in found.sentence


@pytest.mark.parametrize(
    ("slope", "words"),
    [
        (lambda c, n: n * c ** (n - 1), "The power rule is for a base that moves"),
        (lambda c, n: c**n, "The logarithm of the base is missing"),
        (lambda c, _: np.log(c), "only the logarithm is there"),
    ],
)
def test_a_power_by_its_exponent_is_no_power_of_the_variable(diagnosed, slope, words):
    found = diagnosed(GROWTH, lambda t, c, s, **_: np.sum(3 * s * slope(c, 3 * t)) + 2 * t)

    assert found.mistake == "power.rule"
    assert words in found.sentence


def test_a_spread_is_differentiated_without_the_mean(diagnosed):
    problem = GROWTH.replace("sum(s * c**(3 * t)) + t**2", "std(c**2 * t + s)")

    def wrong(t, c, s, **_):
        v = c**2 * t + s
        return np.mean(v * c**2) / v.std()

    found = diagnosed(problem, wrong)

    assert found.mistake == "term.missing"
    assert "The mean is missing in the derivative of std" in found.sentence


def test_a_log_softmax_is_differentiated_by_the_probabilities(diagnosed):
    problem = ENTROPY.replace("dot(u, q) + k * sum(q**2)", "k * dot(u, log_softmax(2 * z))")

    found = diagnosed(problem, lambda z, u, k, **_: 2 * k * u / softmax(2 * z))

    assert found.mistake == "chain.inner"
    assert "the softmax inside log_softmax" in found.sentence


@pytest.mark.parametrize("axis", [None, 1])
def test_of_a_sum_the_largest_term_alone_is_differentiated(diagnosed, axis):
    problem = """
    worst:
      given: {W: "matrix[n, m]", k: scalar positive}
      forward: sum(exp(k * W)) + 3 * k
      convention: jacobian
      answer: worst(W, k)
      wrt: W
      shape: [n, m]
    """

    def wrong(W, k, **_):
        e = np.exp(k * W)
        return k * e * (e == e.max(axis=axis, keepdims=True))

    found = diagnosed(problem, wrong)

    assert found.mistake == "function.other"
    assert "only the largest term" in found.sentence
