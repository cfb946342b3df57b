"""A derivative may be taken by the stacked columns of a matrix: `wrt: vec(X)`."""

import numpy as np
import pytest

from autograder.errors import SpecError
from autograder.oracle.answer_key import AnswerKey

PROBLEM = """
stacked:
  given: {A: "matrix[r, m]", X: "matrix[m, k]", B: "matrix[k, q]"}
  forward: FORWARD
  answer: stacked(A, X, B) -> by_vec, by_matrix
  convention: CONVENTION
  answers:
    by_vec: {wrt: vec(X), shape: SHAPE}
    by_matrix: {of: "sum(A @ X @ B)", wrt: X, shape: [m, k]}
"""


def expected(write_set, convention, shape, forward="vec(A @ X @ B)"):
    text = PROBLEM.replace("FORWARD", forward).replace("CONVENTION", convention)
    [problem] = write_set(text.replace("SHAPE", shape)).problems
    trial = AnswerKey([write_set(text.replace("SHAPE", shape))], "0").trials(problem)[0]
    return trial.trial.values, {name: one.value for name, one in trial.expected.items()}


@pytest.mark.parametrize(
    ("convention", "shape", "turned"),
    [("jacobian", "[r*q, m*k]", False), ("denominator", "[m*k, r*q]", True)],
)
def test_the_derivative_of_vec_axb_by_vec_x_is_a_kronecker_product(
    write_set, convention, shape, turned
):
    given, found = expected(write_set, convention, shape)
    kron = np.kron(given["B"].T, given["A"])

    np.testing.assert_allclose(found["by_vec"], kron.T if turned else kron, rtol=1e-10)
    ones = np.ones((given["A"].shape[0], given["B"].shape[1]))
    np.testing.assert_allclose(found["by_matrix"], given["A"].T @ ones @ given["B"].T, rtol=1e-10)


def test_a_gradient_by_vec_x_is_a_column(write_set):
    given, found = expected(write_set, "denominator", "[m*k, 1]", "sum((A @ X @ B)**2)")
    A, X, B = given["A"], given["X"], given["B"]
    gradient = 2 * A.T @ (A @ X @ B) @ B.T

    np.testing.assert_allclose(found["by_vec"], gradient.reshape(-1, 1, order="F"), rtol=1e-10)


def test_only_a_matrix_that_is_given_is_stacked(write_set):
    text = PROBLEM.replace("FORWARD", "vec(A @ X @ B)").replace("CONVENTION", "jacobian")
    text = text.replace("SHAPE", "[r*q, m*k]")

    with pytest.raises(SpecError, match=r"or vec\(X\)"):
        write_set(text.replace("wrt: vec(X)", "wrt: vec(Y)"))
