"""Readings at the same cost: the likelier one is named, and one mistake in one of several parts."""

import numpy as np

SPREAD = """
spread:
  given: {x: "array[n]", c: "scalar in [0.5, 1.5]"}
  forward: |
    d = x - mean(x)
    y = d * exp(-c * mean(d**2))
  answer: spread(x, c)
  wrt: x
  convention: jacobian
  shape: [n, n]
  points: 1
"""


def test_a_statistic_held_fixed_is_no_power_rule_though_deviations_add_up_to_nothing(named):
    def wrong(x, c, n, **_):
        d = x - x.mean()
        return np.exp(-c * np.mean(d**2)) * (np.eye(n) - 1 / n)

    assert named(SPREAD, wrong) == "path.missing"


COUNTS = """
counts:
  given: {w: "array[k]", X: "matrix[n, k] scale 0.5"}
  forward: sum(cosh(sin(X @ w))) + sum(w**2) / 2
  answer: counts(w, X)
  wrt: w
  shape: [k]
  points: 1
"""


def test_a_sign_that_one_of_two_slopes_may_have_lost_is_said_of_both(diagnosed):
    def wrong(w, X, **_):
        u = X @ w
        return w - X.T @ (np.sinh(np.sin(u)) * np.cos(u))

    found = diagnosed(COUNTS, wrong)

    assert found.mistake == "sign.inner"
    assert "derivative of cosh or sin is wrong" in found.sentence
