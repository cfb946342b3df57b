"""A length and its square are confused, in the value or in the derivative alone."""

import ast

import numpy as np
import pytest

from autograder.diagnose.syntax import sum_of_squares

PULL = """
pull:
  given: {u: "array[d]", A: "matrix[m, d]", b: "array[m]", k: scalar positive}
  forward: FORWARD
  answer: pull(u, A, b, k)
  wrt: u
  convention: jacobian
  shape: [d]
  points: 1
"""


@pytest.mark.parametrize(
    ("text", "squares"),
    [
        ("sum(z ** 2)", "sum(z ** 2)"),
        ("sum((A @ x) ** 2, axis=1)", "sum((A @ x) ** 2, axis=1)"),
        ("sum(z * z)", "sum(z * z)"),
        ("x.T @ x", "x.T @ x"),
        ("k * x @ x", "x @ x"),
        ("dot(x, x)", "dot(x, x)"),
        ("sum(z ** 3)", None),
        ("x.T @ y", None),
        ("sum(z)", None),
    ],
)
def test_a_sum_of_squares_is_seen_however_it_is_written(text, squares):
    found = sum_of_squares(ast.parse(text, mode="eval").body)

    assert (found and ast.unparse(found)) == squares


@pytest.mark.parametrize("forward", ["b @ A @ u + k * sum((A @ u)**2)", "b @ A @ u + k * u @ u"])
def test_a_penalty_that_is_differentiated_as_a_length_is_named(diagnosed, forward):
    def wrong(u, A, b, k, **_):
        z = A @ u if "(A @ u)**2" in forward else u
        back = A.T @ z if "(A @ u)**2" in forward else u
        return A.T @ b + k * back / np.linalg.norm(z)

    found = diagnosed(PULL.replace("FORWARD", forward), wrong)

    assert found.mistake == "norm.rule"
    assert "is differentiated as if it were its root" in found.sentence


def test_several_lengths_may_be_mistaken_at_once(diagnosed):
    def wrong(u, A, b, k, **_):
        r = A @ u - b
        return A.T @ r / np.linalg.norm(r) + k * u / np.linalg.norm(u)

    found = diagnosed(PULL.replace("FORWARD", "sum((A @ u - b)**2) + k * sum(u**2)"), wrong)

    assert found.mistake == "norm.rule"


def test_a_length_for_its_square_throughout_is_named(named):
    def wrong(u, A, b, k, **_):
        r = A @ u - b
        return -k * np.exp(-k * np.linalg.norm(r)) * A.T @ r / np.linalg.norm(r)

    problem = PULL.replace("FORWARD", "exp(-k * sum((A @ u - b)**2))")
    assert named(problem, wrong) == "norm.squared"
