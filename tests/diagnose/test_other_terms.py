"""A difference where the variable itself belongs, in one term of a forward."""

import numpy as np

RIDGE = """
ridge:
  given: {w: "array[d]", p: "array[d]", X: "matrix[n, d]", c: scalar positive}
  forward: sum(cos(X @ w)) + c * sum(w**4) + dot(w, p)
  answer: ridge(w, p, X, c)
  wrt: w
  convention: jacobian
  shape: [d]
  points: 1
"""


def test_a_difference_for_the_variable_in_one_term_is_named(diagnosed):
    def wrong(w, p, X, c, **_):
        return -X.T @ np.sin(X @ w) + 4 * c * (w - p) ** 3 + p

    found = diagnosed(RIDGE, wrong)

    assert found is not None
    assert "w - p stands where w itself belongs" in found.sentence
