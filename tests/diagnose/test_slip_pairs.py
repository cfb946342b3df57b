"""Two slips at once, in different terms of one working."""

import numpy as np

TWO_TERMS = """
terms:
  given:
    {M: "matrix[m, k]", a: "array[m]", b: "array[k]", P: "matrix[m, m]", c: "array[m]"}
  forward: sum(a * sin(P @ (M @ b))) + sum(exp(c * (M @ b) / 3))
  answer: terms(M, a, b, P, c)
  wrt: M
  shape: [m, k]
  points: 1
"""


def gradient(there, here):
    """Return the gradient of TWO_TERMS with a factor of each of its terms changed."""

    def wrong(M, a, b, P, c, **_):
        u = M @ b
        first = P.T @ (a * there(np.cos(P @ u)))
        return np.outer(first + here(c) * np.exp(c * u / 3) / 3, b)

    return wrong


def own(value):
    return value


def test_a_slope_of_one_term_and_a_factor_of_another_may_be_missing(diagnosed):
    found = diagnosed(TWO_TERMS, gradient(np.ones_like, np.ones_like))

    assert found is not None
    assert not found.alone
    assert found.sentence == (
        "The derivative of the function sin is missing from the chain. Besides: A factor is missing"
        " from a product."
    )


def test_one_slip_is_named_alone_and_any_other_deviation_not_at_all(diagnosed):
    assert diagnosed(TWO_TERMS, gradient(own, np.ones_like)).alone
    other = diagnosed(TWO_TERMS, gradient(lambda c: c + 0.3, lambda c: c**2 - 1))
    assert other.mistake == "factor.along"


TRACE = """
form:
  given: {Q: "matrix[n, k]", S: "matrix[n, n]", R: "matrix[k, k]"}
  forward: trace(Q.T @ S @ Q @ R) / n
  answer: form(Q, S, R)
  wrt: Q
  convention: jacobian
  shape: [n, k]
  points: 1
"""


def test_a_factor_may_be_missing_where_a_rule_is_wrong_as_well(diagnosed):
    found = diagnosed(TRACE, lambda Q, S, n, **_: 2 * S @ Q / n)

    assert found.mistake == "term.doubled"
    assert found.sentence.endswith("Besides: A factor is missing from a product.")
    assert diagnosed(TRACE, lambda Q, S, n, **_: 2 * S @ S @ Q / n) is None
