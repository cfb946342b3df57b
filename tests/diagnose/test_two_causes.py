"""Where two causes give the same array, the sentence says both."""

import numpy as np
import pytest


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


SHIFTED = """
shifted:
  given: {x: "array[m]", A: "matrix[n, m] scale 0.5", c: "array[n]", k: "array[n]"}
  forward: |
    FORWARD
  answer: shifted(x, A, c, k)
  wrt: x
  convention: jacobian
  shape: [m]
  points: 1
"""


@pytest.mark.parametrize(
    ("forward", "part"),
    [
        ("s = sum(k * cos(c + A @ x))", "c + A @ x"),
        ("v = A @ x + c\n    s = sum(k * cos(v))", "A @ x + c"),
    ],
)
def test_a_derivative_by_an_offset_is_that_by_the_sum_in_which_it_stands(diagnosed, forward, part):
    problem = SHIFTED.replace("FORWARD", forward)

    found = diagnosed(problem, lambda x, A, c, k, **_: -k * np.sin(A @ x + c))

    assert found.mistake == "operand.wrt"
    assert f"the derivative by c, which is that by {part} too" in found.sentence


def test_a_derivative_by_an_input_that_stands_twice_is_by_that_input_alone(diagnosed):
    problem = SHIFTED.replace("FORWARD", "s = sum(k * cos(A @ x + c)) + sum(c**2)")

    found = diagnosed(problem, lambda x, A, c, k, **_: -k * np.sin(A @ x + c) + 2 * c)

    assert found.sentence.startswith("You differentiated with respect to c.")


GATED = """
gated:
  given: {x: "array[n]", B: "matrix[n, n] scale 0.7"}
  forward: |
    r = sigmoid(B @ x)
    y = r * sin(x) + (1 - r) * x
  answer: gated(x, B)
  wrt: x
  convention: jacobian
  shape: [n, n]
  points: 1
"""


def test_a_gate_read_the_other_way_round_has_its_two_values_exchanged(diagnosed):
    def wrong(x, B, **_):
        r = 1 - sigmoid(B @ x)
        slope = (np.sin(x) - x) * r * (1 - r)
        return np.diag(r * np.cos(x) + 1 - r) - slope[:, None] * B

    found = diagnosed(GATED, wrong)

    assert found.mistake == "operand.exchanged"
    assert "sigmoid(B @ x) and 1 - sigmoid(B @ x) are exchanged" in found.sentence


RISK = """
risk:
  given: {b: "array[k]", Q: "matrix[m, k]", t: "array[m]"}
  forward: sum(log(1 + exp(t * (Q @ b)))) + sum(b**4)
  answer: risk(b, Q, t)
  wrt: b
  convention: jacobian
  shape: [k]
  points: 1
"""


def test_a_sigmoid_at_the_other_sign_is_the_exponential_lost_of_its_logarithm(diagnosed):
    def wrong(b, Q, t, **_):
        return Q.T @ (t * sigmoid(-t * (Q @ b))) + 4 * b**3

    found = diagnosed(RISK, wrong)

    assert found.mistake == "activation.missing"
    assert "or the input of a sigmoid has the wrong sign" in found.sentence


BUMPS = """
bumps:
  given: {x: "array[d]", P: "matrix[m, d]", h: "scalar in [0.5, 1.5]"}
  forward: y = cosh(sum((P - x)**2, axis=1) * h)
  answer: bumps(x, P, h)
  wrt: x
  convention: jacobian
  shape: [m, d]
  points: 1
"""


def test_an_array_is_not_called_the_one_sum_of_a_derivative(diagnosed):
    def wrong(x, P, h, **_):
        rows = np.sinh(np.sum((P - x) ** 2, axis=1) * h)
        return np.repeat(rows[:, None], x.size, axis=1)

    found = diagnosed(BUMPS, wrong)

    assert found.mistake == "chain.inner"
    assert "itself is missing from the chain" in found.sentence


MOVED = """
moved:
  given: {x: "vector[m]", dx: "vector[m]"}
  forward: s = sum(cosh(x))
  answer: moved(x, dx)
  wrt: x
  along: dx
  shape: []
  points: 1
"""


def test_a_derivative_without_its_step_has_no_derivatives_after_it(diagnosed):
    found = diagnosed(MOVED, lambda x, **_: np.sinh(x).T)

    assert found.mistake == "chain.outer"
    assert "the change is what comes of it and the step dx" in found.sentence


FORM = """
form:
  given: {a: "vector[m]", Q: "matrix[m, n]", b: "vector[n]"}
  forward: s = sum(a * (Q @ b))
  answer: form(a, Q, b)
  wrt: Q
  convention: jacobian
  shape: [m, n]
  points: 1
"""


def test_a_number_has_no_sum_that_an_answer_is_filled_with(diagnosed):
    def wrong(a, Q, b, **_):
        return np.full(Q.shape, (a.T @ Q @ b).item())

    found = diagnosed(FORM, wrong)

    assert found.mistake == "answer.constant"
    assert found.sentence == "Every entry of your answer is sum(a * (Q @ b))."
