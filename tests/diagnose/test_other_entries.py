"""Answers made of other entries: of a step, of a running sum, of columns for rows, of a branch."""

import numpy as np
import pytest


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


RISE = """
rise:
  given: {x: "array[n]", c: "array[n]"}
  forward: sum(c * sin(cumsum(x)))
  answer: rise(x, c)
  wrt: x
  shape: [n]
  points: 1
"""


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        (np.tril, "from the other end"),
        (lambda ones: np.triu(ones, 1), "leaves out the entry itself"),
        (lambda ones: np.tril(ones, -1), "A running sum takes in other entries"),
        (lambda ones: np.triu(ones, 2), None),
    ],
)
def test_a_running_sum_may_take_in_other_entries(diagnosed, entries, words):
    def wrong(x, c, n, **_):
        return entries(np.ones((n, n))) @ (c * np.cos(np.cumsum(x)))

    found = diagnosed(RISE, wrong)

    assert (found.mistake, words in found.sentence) == ("sum.running", True) if words else not found


MIXED = """
mixed:
  given: {s: "array[k]", A: "matrix[k, k] scale 0.6", B: "matrix[k, k] scale 0.6"}
  forward: tanh(A @ s) + sigmoid(B @ s) * 3
  convention: jacobian
  answer: mixed(s, A, B)
  wrt: s
  shape: [k, k]
  points: 1
"""


@pytest.mark.parametrize("first", [True, False])
def test_slopes_may_scale_the_columns_at_one_place_or_at_all(diagnosed, first):
    def wrong(s, A, B, **_):
        a, b = 1 - np.tanh(A @ s) ** 2, sigmoid(B @ s) * (1 - sigmoid(B @ s))
        return a * A + 3 * (b * B if first else b[:, None] * B)

    assert "scale the columns" in diagnosed(MIXED, wrong).sentence


BLEND = """
blend:
  given: {x: "array[k]", u: "array[k]", P: "matrix[k, k] scale 0.6"}
  forward: |
    g = sigmoid(P @ x)
    y = sum(g * tanh(u + x) + (1 - g) * cos(u))
  statement: The gate is g.
  answer: blend(x, u, P)
  wrt: x
  shape: [k]
  points: 1
"""


def test_a_quantity_and_one_less_it_may_be_exchanged(diagnosed):
    def wrong(x, u, P, **_):
        g = sigmoid(P @ x)
        slope = 1 - np.tanh(u + x) ** 2
        return P.T @ (g * (1 - g) * (np.cos(u) - np.tanh(u + x))) + (1 - g) * slope

    found = diagnosed(BLEND, wrong)

    assert found.mistake == "operand.exchanged"
    assert found.sentence.startswith("g and 1 - g are exchanged")


BEND = """
bend:
  given: {x: "array[d]", M: "matrix[n, d] scale 0.5", v: "array[d]"}
  forward: sum(exp(M @ x))
  answer: bend(x, M, v)
  wrt: [x, x]
  along: v
  shape: [d]
  points: 1
"""


@pytest.mark.parametrize(
    ("wrong", "mistake"),
    [
        (lambda w, M, v: (M.T @ w) * v, "derivative.first"),
        (lambda w, M, v: (M.T @ w) * (M.T @ w @ v), "derivative.product"),
        (lambda w, M, v: np.einsum("n,nd,nd->d", w, M, M) * v, "diagonal.only"),
        (lambda w, M, v: np.einsum("n,nd,nd->d", w**3, M, M) * v, None),
    ],
)
def test_the_matrix_of_second_derivatives_may_not_be_applied_to_the_step(named, wrong, mistake):
    assert named(BEND, lambda x, M, v, **_: wrong(np.exp(M @ x), M, v)) == mistake


CURVE = """
curve:
  given: {w: "array[d]", Z: "matrix[n, d]"}
  forward: sum(log(cosh(Z @ w)))
  answer: curve(w, Z)
  wrt: [w, w]
  shape: [d, d]
  points: 1
"""


def test_squared_slopes_may_stand_for_second_derivatives(named):
    def wrong(w, Z, **_):
        return Z.T @ (np.tanh(Z @ w)[:, None] ** 2 * Z)

    assert named(CURVE, wrong) == "derivative.product"


KNEES = """
knees:
  given: {x: "array[n]", c: "array[n]", t: "scalar in [-1.9, -1.2]"}
  forward: sum(c * maximum(x - t, 0))
  answer: knees(x, c, t)
  wrt: x
  shape: [n]
  points: 1
"""


def test_an_answer_that_is_zero_at_the_first_trial_is_looked_at_from_another(named):
    """Nearly all entries are beyond the knee, so that a turned condition leaves few or none."""
    zero_at = []

    def turned(x, c, t, **_):
        zero_at.append(not np.any(x < t))
        return c * (x < t)

    assert named(KNEES, turned) == "mask.turned"
    assert any(zero_at)


LOADED = """
loaded:
  given: {q: "array[n] in [2, 4]", M: "matrix[n, n] scale 0.4", b: "array[n]"}
  forward: z = solve(M + diag(q), b)
  convention: jacobian
  answer: loaded(q, M, b)
  wrt: q
  shape: [n, n]
  points: 1
"""


def test_a_factor_on_the_rows_of_an_inverse_is_no_transposed_inverse(diagnosed):
    def wrong(q, M, b, **_):
        inverse = np.linalg.inv(M + np.diag(q))
        return -(inverse @ b)[:, None] * inverse

    found = diagnosed(LOADED, wrong)

    assert found.mistake == "broadcast.silent"
    assert found.sentence.endswith("or the other way round.")


SPREAD = """
spread:
  given: {x: "array[d]", M: "matrix[n, d] scale 0.5", v: "array[d]"}
  forward: logsumexp(M @ x)
  answer: spread(x, M, v)
  wrt: [x, x]
  along: v
  shape: [d]
  points: 1
"""


def test_a_slope_that_is_written_with_another_function_has_its_rules(named):
    """The derivative of logsumexp is softmax: students know it, though no formula calls it."""

    def entry_by_entry(x, M, v, **_):
        p = np.exp(M @ x) / np.exp(M @ x).sum()
        return M.T @ (p * (1 - p) * (M @ v))

    assert named(SPREAD, entry_by_entry) == "softmax.elementwise"


FADING = """
fading:
  given: {a: "scalar in [0.3, 0.9]", x: "array[n]"}
  forward: sum(a**(1 + arange(n)) * x)
  answer: fading(a, x)
  wrt: x
  shape: [n]
  points: 1
"""


def test_a_factor_too_many_may_be_a_power_that_is_one_too_high(diagnosed):
    found = diagnosed(FADING, lambda a, n, **_: a ** (2 + np.arange(n)))

    assert found.mistake == "factor.extra"
    assert "a power of it is one too high" in found.sentence


PAIRS = """
pairs:
  given: {v: "array[d]", K: "matrix[n, d] scale 0.7"}
  forward: sum(softplus(K @ v)) + sum(cosh(v))
  answer: pairs(v, K)
  wrt: v
  shape: [d]
  points: 1
"""


def test_softmax_for_a_sigmoid_at_each_entry_is_named(named):
    def shared_out(v, K, **_):
        weights = np.exp(K @ v) / np.exp(K @ v).sum()
        return K.T @ weights + np.sinh(v)

    assert named(PAIRS, shared_out) == "softmax.instead"


ALIKE = """
alike:
  given: {x: "array[n] positive", y: "array[n] positive"}
  dims: {n: ">= 3"}
  forward: log(sum((x - mean(x)) * (y - mean(y)))**2)
  answer: alike(x, y)
  wrt: x
  shape: [n]
  points: 1
"""


def test_what_several_sums_subtract_may_be_left_out_of_all(diagnosed):
    found = diagnosed(ALIKE, lambda x, y, **_: 2 * y / np.sum(x * y))

    assert found.mistake == "term.missing"
    assert found.sentence.startswith("mean(x) and mean(y) are left out")
