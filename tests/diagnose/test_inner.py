"""Derivatives by a part of the forward: a chain that ends too early, or another quantity."""

import numpy as np
import pytest

WAVES = """
waves:
  given: {u: "vector[k]", B: "matrix[r, k]", q: "scalar in [0.5, 2]"}
  forward: out = sin(B @ u * q)
  answer: waves(u, B, q)
  wrt: u
  convention: numerator
  shape: [r, k]
  points: 1
"""


def test_a_chain_may_end_at_a_part_of_another_shape(diagnosed):
    found = diagnosed(WAVES, lambda u, B, q, **_: np.diag((q * np.cos(B @ u * q)).ravel()))

    assert found.mistake == "chain.inner"
    assert "the derivative by B @ u;" in found.sentence


def test_a_diagonal_of_something_else_is_no_such_part(named):
    assert named(WAVES, lambda u, B, **_: np.diag(np.cosh(B @ u).ravel())) is None


NORMAL = """
normal:
  given: {x: "array[n]", s: "array[n] positive"}
  forward: sum(log(s)) + sum(x**2 / s**2) / 2
  answer: normal(x, s)
  wrt: s
  convention: jacobian
  shape: [n]
  points: 1
"""

WISHART = """
wishart:
  given: {C: "matrix[k, k] spd", M: "matrix[k, k]", c: "scalar in [1, 3]"}
  forward: trace(M @ inv(C)) + c * logdet(C)
  answer: wishart(C, M, c)
  wrt: C
  convention: jacobian
  shape: [k, k]
  points: 1
"""


@pytest.mark.parametrize(
    ("problem", "wrong", "name"),
    [
        (NORMAL, lambda x, s, **_: 1 / (2 * s**2) - x**2 / (2 * s**4), "s ** 2"),
        (WISHART, lambda C, M, c, **_: M.T - c * C.T, "inv(C)"),
    ],
)
def test_the_variable_may_be_taken_for_a_function_of_it(diagnosed, problem, wrong, name):
    found = diagnosed(problem, wrong)

    assert found.mistake == "operand.wrt"
    assert f"with respect to {name}, as if" in found.sentence


STACKED = """
stacked:
  given: {A: "matrix[k, m]", X: "matrix[m, n]"}
  forward: vec(A @ X)
  answer: stacked(A, X)
  wrt: vec(X)
  convention: numerator
  shape: [k*n, m*n]
  points: 1
"""


def test_a_variable_that_is_a_line_of_the_forward_is_no_function_of_an_input(named):
    def wrong(A, X, **_):
        return np.kron(np.eye(X.shape[1]), np.cosh(A) + 1)

    assert named(STACKED, wrong) is None


PULL = """
pull:
  given: {p: "array[n]", q: "array[n]", h: "scalar in [0.5, 2]", A: "matrix[n, n]"}
  forward: |
    e = p - q
    out = A @ p - h * sum(e**2) * e
  answer: pull(p, q, h, A)
  wrt: p
  convention: numerator
  shape: [n, n]
  points: 1
"""


@pytest.mark.parametrize("problem", [PULL, PULL.replace("e = p - q", "e = (p - q) * 1.0")])
def test_of_a_difference_nothing_is_missing_but_what_does_not_pass_through_it(diagnosed, problem):
    def wrong(p, q, h, **_):
        e = p - q
        return -h * (e @ e * np.eye(len(p)) + 2 * np.outer(e, e))

    found = diagnosed(problem, wrong)

    assert found.mistake != "chain.inner"
    assert "itself is missing" not in found.sentence
    assert "term" in found.sentence
