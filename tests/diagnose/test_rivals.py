"""What gives the same numbers is said side by side, and no part of a sentence is untrue."""

import numpy as np
import pytest

ACTIVATED = """
activated:
  given: {x: "array[n]", A: "matrix[m, n] scale 0.7"}
  forward: sum((A @ x) * sigmoid(A @ x))
  answer: activated(x, A)
  wrt: x
  convention: jacobian
  shape: [n]
  points: 1
"""
REFERENCE = """
import numpy as np

def activated(x, A):
    z = A @ x
    s = 1 / (1 + np.exp(-z))
    return A.T @ (s * (1 + z * (1 - s)))
"""


def test_a_factor_one_plus_something_that_is_lost_may_be_a_term_that_is_lost(diagnosed):
    def wrong(x, A, **_):
        return A.T @ (1 / (1 + np.exp(-A @ x)))

    text = ACTIVATED.replace("(A @ x) * sigmoid(A @ x)", "silu(A @ x)")
    found = diagnosed(text, wrong, reference=REFERENCE)

    assert found.mistake == "factor.missing"
    assert found.sentence == (
        "One of these is so: a factor is missing from a product, or a term is missing from a sum."
    )


ROWS = """
rows:
  given: {C: "matrix[n, n] symmetric", b: "array[n]", x: "array[n] scale 0.5"}
  forward: cos(x @ C @ x / 2 + b @ x)
  answer: rows(x, C, b)
  wrt: [x, x]
  convention: jacobian
  shape: [n, n]
  points: 1
"""
ROWS_REFERENCE = """
import numpy as np

def rows(x, C, b):
    q = x @ C @ x / 2 + b @ x
    g = C @ x + b
    return -np.cos(q) * np.outer(g, g) - np.sin(q) * C
"""


@pytest.mark.parametrize("axis", [0, 1])
def test_nothing_is_called_exchanged_where_the_right_answer_is_symmetric(diagnosed, axis):
    def wrong(x, C, b, **_):
        q, g = x @ C @ x / 2 + b @ x, C @ x + b
        return -np.cos(q) * np.expand_dims(g, axis) - np.sin(q) * C

    found = diagnosed(ROWS, wrong, reference=ROWS_REFERENCE)

    assert found.mistake == "factor.missing"
    assert "exchanged" not in found.sentence


LENGTH = """
length:
  given: {x: "array[n]", A: "matrix[m, n]", c: "array[m] positive"}
  forward: c @ (A @ x) / sum(c**2)
  answer: length(x, A, c)
  wrt: c
  convention: jacobian
  shape: [m]
  points: 1
"""
LENGTH_REFERENCE = """
def length(x, A, c):
    z, s = A @ x, c @ c
    return z / s - 2 * (c @ z) * c / s**2
"""


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda z, s, c: z - 2 * (c @ z) * c / s**2, "a division is missing"),
        (lambda z, s, c: z / s**2 - 2 * (c @ z) * c / s**2, "divided by something once too often"),
    ],
)
def test_a_division_is_not_called_a_factor(diagnosed, wrong, words):
    found = diagnosed(
        LENGTH, lambda x, A, c, **_: wrong(A @ x, c @ c, c), reference=LENGTH_REFERENCE
    )

    assert words in found.sentence


HALVED = """
halved:
  given: {s: "array[n] scale 0.6", e: "array[n]", b: "array[n]"}
  forward: sum(b * exp(s / 2) * e + exp(s))
  answer: halved(s, e, b)
  wrt: s
  convention: jacobian
  shape: [n]
  points: 1
"""


def test_two_readings_at_the_same_cost_are_both_said(diagnosed):
    found = diagnosed(HALVED, lambda s, e, b, **_: b * e * np.exp(s / 2) + np.exp(s))

    assert found.sentence.startswith("Two readings fit. Either: ")
    assert "The derivative of s / 2 itself is missing from the chain." in found.sentence
    assert not found.alone


PER_CENTRE = """
per_centre:
  given: {x: "array[d]", C: "matrix[m, d]"}
  forward: sum((C - x)**3, axis=1)
  answer: per_centre(x, C)
  wrt: x
  convention: jacobian
  shape: [m, d]
  points: 1
"""


def test_entries_that_are_no_zeros_are_not_called_sums(diagnosed):
    found = diagnosed(PER_CENTRE, lambda x, C, **_: 3 * (C - x) ** 2)

    assert "sums" not in found.sentence


def test_a_tensor_without_its_zeros_is_not_called_a_sum(diagnosed):
    layer = PER_CENTRE.replace("sum((C - x)**3, axis=1)", "tanh(C @ x)")
    layer = layer.replace("wrt: x", "wrt: C").replace("[m, d]\n  points", "[m, m, d]\n  points")
    found = diagnosed(layer, lambda x, C, **_: np.outer(1 - np.tanh(C @ x) ** 2, x))

    assert found.mistake == "axis.summed"
    assert "only the entries that are not zero" in found.sentence


STATES = """
states:
  given: {h: "array[n]", U: "matrix[n, n] scale 0.6", V: "matrix[n, n] scale 0.6"}
  forward: tanh(U @ h) + cos(V @ h)
  answer: states(h, U, V)
  wrt: h
  convention: jacobian
  shape: [n, n]
  points: 1
"""


def test_matrices_that_are_transposed_one_by_one_are_said_beside_slopes_along_columns(diagnosed):
    def wrong(h, U, V, **_):
        return (1 - np.tanh(U @ h) ** 2)[:, None] * U.T - np.sin(V @ h)[:, None] * V.T

    assert "Or: Each matrix of the chain is transposed" in diagnosed(STATES, wrong).sentence


BENT = """
bent:
  given: {x: "array[n] scale 0.6", C: "matrix[n, n]"}
  forward: exp(sin(x) @ C @ x)
  answer: bent(x, C)
  wrt: [x, x]
  convention: jacobian
  shape: [n, n]
  points: 1
"""


def test_a_term_that_is_gone_is_no_wrong_constant(diagnosed):
    def wrong(x, C, **_):
        value = np.exp(np.sin(x) @ C @ x)
        g = np.cos(x) * (C @ x) + C.T @ np.sin(x)
        return value * np.outer(g, g)

    found = diagnosed(BENT, wrong)

    assert found is None or "constant is wrong" not in found.sentence


GAP = """
gap:
  given: {a: "array[n]", b: "array[n]"}
  forward: sum(softmax(a) * (log_softmax(a) - log_softmax(b)))
  answer: gap(a, b)
  wrt: a
  convention: jacobian
  shape: [n]
  points: 1
"""


def softmax(z):
    return np.exp(z) / np.exp(z).sum()


def test_the_derivative_by_another_input_with_the_other_sign_is_not_said_to_be_two_slips(diagnosed):
    found = diagnosed(GAP, lambda a, b, **_: softmax(a) - softmax(b))

    assert found.sentence.startswith("This is minus the derivative by b.")
    assert "Besides" not in found.sentence


MIXED = """
mixed:
  given: {u: "vector[m] scale 0.5", v: "vector[n] scale 0.5", M: "matrix[m, n]"}
  forward: sum(tanh(u.T @ M @ v))
  answer: mixed(u, v, M)
  wrt: [u, v]
  shape: [m, n]
  points: 1
"""


def test_a_quantity_itself_may_be_the_derivative_without_a_function(diagnosed):
    found = diagnosed(MIXED, lambda M, **_: M)

    assert "This is M itself: a function or a factor is left out" in found.sentence


PAIRS = """
pairs:
  given: {M: "matrix[k, d] scale 0.5", D: "matrix[N, d]"}
  forward: mean(softplus(sum((D @ M.T)**2, axis=1)))
  answer: pairs(M, D)
  wrt: M
  convention: jacobian
  shape: [k, d]
  points: 1
"""
PAIRS_REFERENCE = """
import numpy as np

def pairs(M, D):
    s = 1 / (1 + np.exp(-np.sum((D @ M.T) ** 2, axis=1)))
    return 2 / len(D) * M @ D.T @ (s[:, None] * D)
"""


def test_no_number_is_said_beside_a_factor_that_may_hold_it(diagnosed):
    def wrong(M, D, **_):
        s = 1 / (1 + np.exp(-np.sum((D @ M.T) ** 2, axis=1)))
        return D.T @ (s[:, None] * D) / len(D)

    found = diagnosed(PAIRS, wrong, reference=PAIRS_REFERENCE)

    assert found.sentence == "A factor is missing from a product."
