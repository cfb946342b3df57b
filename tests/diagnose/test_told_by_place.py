"""A slip is told as what it is where it stands, and only where the numbers bear it out."""

import numpy as np
import pytest


def softmax(x, axis=None):
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


RAISED = """
raised:
  given: {x: "array[n]", c: "array[n] in [1, 2]", h: "scalar in [1.2, 2.5]"}
  forward: sum(c * (1 + x**2)**(h - 1))
  answer: raised(x, c, h)
  wrt: x
  shape: [n]
  points: 1
"""


@pytest.mark.parametrize("off", [-1, 1])
def test_what_is_wrong_in_an_exponent_is_no_term_of_a_sum(diagnosed, off):
    def wrong(x, c, h, **_):
        return c * (h - 1) * (1 + x**2) ** (h - 2 + off) * 2 * x

    found = diagnosed(RAISED, wrong)

    assert found is None or "term" not in found.sentence


TURNED = """
turned:
  given: {x: "array[n]", u: "array[n]"}
  forward: y = u * x + flip(sinh(x))
  answer: turned(x, u)
  wrt: x
  shape: [n, n]
  axes: [out.0, x.0]
  points: 1
"""


def test_a_flip_that_is_lost_is_no_factor(diagnosed):
    found = diagnosed(TURNED, lambda x, u, **_: np.diag(u) + np.diag(np.cosh(x)))

    assert found.mistake == "sum.running"
    assert "a flip is missing" in found.sentence


TURNED_REFERENCE = """
def turned(x, u):
    return np.diag(u) + np.diag(np.cosh(x))[::-1]
"""


def test_the_step_of_a_slice_is_an_order_and_no_sign(diagnosed):
    found = diagnosed(
        TURNED, lambda x, u, **_: np.diag(u) + np.diag(np.cosh(x)), reference=TURNED_REFERENCE
    )

    assert "sign" not in found.sentence


STEPS_REFERENCE = """
def steps(x, v):
    D = np.diff(np.eye(len(x)), 3, axis=0)
    return 2 * v * D.T @ (D @ x)
"""
STEPS = """
steps:
  given: {x: "array[n]", v: "scalar in [0.5, 2]"}
  dims: {n: ">= 6"}
  forward: |
    d = x[3:] - 3 * x[2:-1] + 3 * x[1:-2] - x[:-3]
    s = v * sum(d**2)
  answer: steps(x, v)
  wrt: x
  shape: [n]
  points: 1
"""


def test_how_often_differences_are_taken_is_no_constant(diagnosed):
    def wrong(x, v, **_):
        D = np.diff(np.eye(len(x)), 2, axis=0)
        return 2 * v * D.T @ (D @ x)

    found = diagnosed(STEPS, wrong, reference=STEPS_REFERENCE)

    assert found is None or found.mistake != "constant.wrong"


BEST = """
best:
  given: {Z: "matrix[n, k]", v: "array[k]"}
  forward: sum(v * FUNCTION(Z, axis=0))
  answer: best(Z, v)
  wrt: Z
  shape: [n, k]
  points: 1
"""
ROWS = BEST.replace('v: "array[k]"', "v: scalar")


def test_a_maximum_over_the_wrong_axis_is_no_sum(diagnosed):
    found = diagnosed(
        ROWS.replace("FUNCTION", "max"),
        lambda Z, v, **_: v * (Z.max(axis=1, keepdims=True) == Z),
    )

    assert found.sentence == "A maximum or minimum is taken over the wrong axis."


def test_a_norm_over_the_wrong_axis_is_no_sum(diagnosed):
    found = diagnosed(
        ROWS.replace("FUNCTION", "norm"),
        lambda Z, v, **_: v * Z / np.linalg.norm(Z, axis=1, keepdims=True),
    )

    assert found.sentence == "A norm is taken over the wrong axis."


SQUARES = """
squares:
  given: {X: "matrix[n, k]", B: "matrix[n, k]"}
  forward: mean((X - B)**4)
  answer: squares(X, B)
  wrt: X
  shape: [n, k]
  points: 1
"""


def test_a_mean_over_two_axes_that_is_a_sum_has_no_other_length(diagnosed):
    found = diagnosed(SQUARES, lambda X, B, **_: 4 * (X - B) ** 3)

    assert found.mistake == "scale.mean"
    assert "another length" not in found.sentence


PULLED = """
pulled:
  given: {x: "array[n] in [0.2, 2]", w: "array[n] in [-1, 1]"}
  forward: sum(w * cosh(x))
  answer: pulled(x, w)
  wrt: x
  shape: [n]
  points: 1
"""


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (np.cosh, "The function cosh was applied to the answer"),
        (np.exp, "The numbers are as if the function exp had been applied to the answer."),
    ],
)
def test_a_function_that_no_formula_has_is_said_to_be_as_if(diagnosed, function, sentence):
    found = diagnosed(PULLED, lambda x, w, **_: function(w * np.sinh(x)))

    assert found.mistake == "function.extra"
    assert sentence in found.sentence


def test_entries_that_are_zero_are_no_function_applied(diagnosed):
    found = diagnosed(PULLED, lambda x, w, **_: np.maximum(w * np.sinh(x), 0))

    assert found is None or found.mistake != "function.extra"


COST = """
cost:
  given: {x: "array[n]", X: "matrix[m, n]", t: "array[m]", r: "scalar in [0.5, 2]"}
  forward: |
    u = X @ x
    s = r * sum(cosh(u)) - sum(t * u)
  answer: cost(x, X, t, r)
  wrt: x
  shape: [n]
  points: 1
"""


def test_a_minus_that_is_lost_is_a_sign_and_no_factor(diagnosed):
    found = diagnosed(COST, lambda x, X, t, r, **_: X.T @ (r * np.sinh(X @ x) + t))

    assert "sign" in found.sentence
    assert "factor is missing" not in found.sentence


LOSSES = """
losses:
  given: {w: "array[n]", g: "array[n]", a: "scalar in [0.2, 1]"}
  forward: |
    u = g * w
    s = sum(maximum(2 - u, 0)**3) + a * sum(cosh(w))
  answer: losses(w, g, a)
  wrt: w
  shape: [n]
  points: 1
"""


def test_a_minus_inside_a_maximum_is_no_condition_that_is_lost(diagnosed):
    def wrong(w, g, a, **_):
        return 3 * np.maximum(2 - g * w, 0) ** 2 * g + a * np.sinh(w)

    found = diagnosed(LOSSES, wrong)

    assert found.mistake != "activation.missing"


MIX = """
mix:
  given: {W: "matrix[n, d]", x: "array[d]", q: "array[n] in [0.1, 0.9]"}
  forward: |
    p = softmax(W @ x)
    s = sum(p * log(p)) + sum(q * p)
  answer: mix(W, x, q)
  wrt: W
  shape: [n, d]
  points: 1
"""


def mix(inner):
    """Return the gradient of MIX with something else for what comes back through the softmax."""

    def gradient(W, x, q, **_):
        p = softmax(W @ x)
        return np.outer(inner(p, np.log(p) + q), x)

    return gradient


@pytest.mark.parametrize(
    ("inner", "mistake", "words"),
    [
        (lambda p, g: g + 1, "activation.missing", "The derivative of softmax is missing"),
        (lambda p, g: p * (g + 1 - p @ g), "softmax.term", "A constant is left over"),
        (lambda p, g: p * (g - np.sum(g)), "factor.missing", "A factor is missing"),
    ],
)
def test_what_cancels_in_a_softmax_takes_part_in_no_slip(diagnosed, inner, mistake, words):
    found = diagnosed(MIX, mix(inner))

    assert found.mistake == mistake
    assert words in found.sentence
    assert "Besides" not in found.sentence


APART = """
apart:
  given: {x: "array[n]", r: "array[n] in [0.5, 2]"}
  forward: |
    z = exp(sin(x))
    s = sum(z * (log(z) - sqrt(r)))
  answer: apart(x, r)
  wrt: x
  shape: [n]
  points: 1
"""


def test_two_quantities_of_one_line_that_are_exchanged_are_both_named(diagnosed):
    def wrong(x, r, **_):  # of r (log r - sqrt z)
        return -r * 0.5 * np.exp(np.sin(x) / 2) * np.cos(x)

    found = diagnosed(APART, wrong)

    assert "exp(sin(x))" in found.sentence or "z" in found.sentence
    assert "r" in found.sentence
    assert "were exchanged" in found.sentence


CURVE = """
curve:
  given: {t: "scalar in [0.2, 1]", A: "matrix[n, n]", B: "matrix[n, n]", C: "matrix[n, n]"}
  forward: |
    F = A + t**2 * B
    G = C + t**3 * A
    Y = F @ G
  answer: curve(t, A, B, C)
  wrt: t
  shape: [n, n]
  axes: [out.0, out.1]
  points: 1
"""


def test_the_product_of_two_derivatives_is_a_wrong_product_rule_of_matrices_too(diagnosed):
    found = diagnosed(CURVE, lambda t, A, B, C, **_: 6 * t**3 * B @ A)

    assert found.mistake == "product.rule"


OUTPUTS = """
outputs:
  given: {X: "matrix[n, d]", c: "scalar in [0.5, 2]"}
  forward: K = c * X @ X.T
  answer: outputs(X, c)
  wrt: X
  shape: [n, n, n, d]
  axes: [out.0, out.1, X.0, X.1]
  points: 1
"""


def test_the_adjoint_of_the_output_has_no_name_in_a_sentence(diagnosed):
    def wrong(X, c, **_):
        n, d = X.shape
        found = np.zeros((n, n, n, d))
        for row in range(n):
            found[row, row, row] = 2 * c * X[row]
        return found

    found = diagnosed(OUTPUTS, wrong)

    assert found.mistake == "diagonal.only"
    assert "the output's diagonal" in found.sentence


PULL = """
pull:
  given: {u: "array[n]", v: "array[n]", A: "matrix[n, n]"}
  forward: u @ A @ v + sum(u**4)
  answer: pull(u, v, A)
  wrt: u
  shape: [n]
  points: 1
"""
PULL_REFERENCE = """
def pull(u, v, A):
    w = A @ v
    return w + 4 * u**3
"""


@pytest.mark.parametrize("reference", [None, PULL_REFERENCE])
def test_one_quantity_for_another_is_told_with_both_names(diagnosed, reference):
    files = {"reference": reference} if reference else {}

    found = diagnosed(PULL, lambda u, v, A, **_: A @ v + 4 * v**3, **files)

    assert found.mistake == "operand.other"
    assert "v st" in found.sentence
    assert "where u belongs" in found.sentence


MEANS = """
means:
  given: {X: "matrix[n, k]", w: "array[k]", y: "array[n]"}
  forward: sum((X @ w - y)**4) / n + sum(w**2)
  answer: means(X, w, y)
  wrt: w
  shape: [k]
  points: 1
"""
MEANS_REFERENCE = """
def means(X, w, y):
    return 4 * X.T @ (X @ w - y) ** 3 / len(y) + 2 * w
"""


def test_the_length_of_another_array_is_a_length_and_no_quantity(diagnosed):
    def wrong(X, w, y, **_):
        return 4 * X.T @ (X @ w - y) ** 3 / len(w) + 2 * w

    found = diagnosed(MEANS, wrong, reference=MEANS_REFERENCE)

    assert "stood where" not in found.sentence
    assert found.mistake in ("scale.count", "scale.part")
