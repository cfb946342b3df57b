"""Wrong rules of differentiation: what is believed of slopes, products, quotients and masks."""

import numpy as np
import pytest

from autograder.diagnose.rules import rules_of
from autograder.problemset.functions import RECORDS

STEP = 2.0**-100


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


NET = """
net:
  given: {W: "matrix[m, m] scale 0.6", x: "array[m]", b: "array[m] scale 0.6"}
  forward: |
    u = tanh(W @ x + b)
    v = tanh(W @ u)
    s = sum(v * b)
  answer: net(x, W, b)
  wrt: x
  shape: [m]
  points: 1
"""


def net(slope):
    """Return the gradient of NET with a slope, of the value, believed at both layers."""

    def gradient(W, x, b, **_):
        u = np.tanh(W @ x + b)
        v = np.tanh(W @ u)
        return W.T @ (slope(u) * (W.T @ (slope(v) * b)))

    return gradient


@pytest.mark.parametrize(
    ("slope", "mistake"),
    [
        (lambda a: a * (1 - a), "activation.other"),
        (lambda a: 1 - a, "activation.formula"),
        (lambda a: a, "activation.value"),
        (lambda a: np.ones_like(a), "activation.missing"),
        (lambda a: a * (1 - a**2), None),
    ],
)
def test_a_slope_may_be_believed_in_at_every_layer(named, slope, mistake):
    assert named(NET, net(slope)) == mistake


RATIO = """
ratio:
  given: {x: "array[m] positive", A: "matrix[n, m] positive", B: "matrix[n, m] positive"}
  forward: (A @ x) OPERATION exp(B @ x / m)
  answer: ratio(x, A, B)
  wrt: x
  convention: jacobian
  shape: [n, m]
  points: 1
"""


def parts(x, A, B, m):
    g = np.exp(B @ x / m)
    return (A @ x)[:, None], A, g[:, None], g[:, None] * B / m


@pytest.mark.parametrize(
    ("operation", "rule", "mistake"),
    [
        ("*", lambda f, df, g, dg: df * dg, "product.rule"),
        ("*", lambda f, df, g, dg: df + dg, "product.rule"),
        ("*", lambda f, df, g, dg: f * df + g * dg, "product.rule"),
        ("/", lambda f, df, g, dg: df / dg, "quotient.rule"),
        ("/", lambda f, df, g, dg: (df * g + f * dg) / g**2, "quotient.rule"),
        ("*", lambda f, df, g, dg: df * dg * g, None),
    ],
)
def test_the_slopes_of_two_factors_may_be_put_together_wrongly(named, operation, rule, mistake):
    def wrong(x, A, B, m, **_):
        return rule(*parts(x, A, B, m))

    assert named(RATIO.replace("OPERATION", operation), wrong) == mistake


CAPPED = """
capped:
  given: {w: "array[d]", X: "matrix[n, d]", c: "scalar in [0.3, 0.9]"}
  forward: |
    r = X @ w
    s = sum(where(r <= c, r**3, 3 * c**2 * r - 2 * c**3))
  answer: capped(w, X, c)
  wrt: w
  shape: [d]
  points: 1
"""


@pytest.mark.parametrize(
    ("slopes", "mistake"),
    [
        (lambda r, c: np.where(r > c, 3 * r**2, 3 * c**2), "mask.turned"),
        (lambda r, c: 3 * r**2, "mask.missing"),
        (lambda r, c: np.full_like(r, 3 * c**2), "mask.missing"),
        (lambda r, c: np.where(r <= c, 3 * r**2, 0), "path.missing"),
    ],
)
def test_a_condition_may_be_turned_or_left_out(named, slopes, mistake):
    def wrong(w, X, c, **_):
        return X.T @ slopes(X @ w, c)

    assert named(CAPPED, wrong) == mistake


GATED = """
gated:
  given: {x: "array[n]", A: "matrix[k, n]"}
  forward: sum(relu(A @ x)**2)
  answer: gated(x, A)
  wrt: x
  shape: [n]
  points: 1
"""


def test_a_turned_mask_is_not_called_another_input(named):
    def wrong(x, A, **_):
        z = A @ x
        return A.T @ (2 * np.maximum(z, 0) + (z < 0))

    assert named(GATED, wrong) is None
    leaky = GATED.replace("relu(A @ x)**2", "A @ x * (A @ x) / 2 + relu(A @ x)")
    assert named(leaky, lambda x, A, **_: A.T @ (A @ x + (A @ x < 0))) == "mask.turned"


MASKED = """
masked:
  given: {u: "array[n]", R: "matrix[n, k]", v: "array[k]", M: "matrix[n, k] binary"}
  forward: sum((M * (R - outer(u, v)))**2) + sum(u**2)
  answer: masked(u, R, v, M)
  wrt: u
  shape: [n]
  points: 1
"""


@pytest.mark.parametrize(
    ("mask", "mistake"),
    [(lambda M: 1 - M, "mask.turned"), (lambda M: np.ones_like(M), "mask.missing")],
)
def test_an_input_of_zeros_and_ones_is_a_mask(named, mask, mistake):
    def wrong(u, R, v, M, **_):
        return -2 * (mask(M) * (R - np.outer(u, v))) @ v + 2 * u

    assert named(MASKED, wrong) == mistake


@pytest.mark.parametrize("name", ["abs", "relu", "tanh", "exp", "sigmoid", "log"])
def test_no_two_rules_for_one_function_come_to_the_same(name):
    z = np.array([0.4, 1.3, 2.2]) * (1 if name == "log" else np.array([-1, 1, -1])) + 1j * STEP
    with np.errstate(all="ignore"):
        slopes = [np.imag(rule(z)) / STEP for _, rule in rules_of(name)]

    assert len(slopes) > 1
    same = [
        (i, j)
        for i, one in enumerate(slopes)
        for j, other in enumerate(slopes[:i])
        if np.allclose(one, other, equal_nan=True)
    ]
    assert same == []


def test_an_absolute_value_without_its_sign_has_one_name(named):
    problem = GATED.replace("relu(A @ x)**2", "abs(A @ x)")

    assert named(problem, lambda x, A, **_: A.sum(axis=0)) == "activation.missing"


def test_an_answer_that_is_flattened_as_a_tool_does_it_is_told_both(diagnosed):
    problem = """
    gram:
      given: {X: "matrix[n, k]"}
      forward: X.T @ X
      answer: gram(X)
      wrt: X
      axes: [out.0, out.1, X.0, X.1]
      shape: [k, k, n, k]
      points: 1
    """

    def flattened(X, n, k, **_):
        eye = np.eye(k)
        tensor = np.einsum("ia,bj->abij", X, eye) + np.einsum("ib,aj->abij", X, eye)
        return tensor.reshape(k * k, n * k)

    said = diagnosed(problem, flattened)

    assert said.mistake == "shape.merged"
    assert "Two readings fit." in said.sentence
    assert "tools" in said.sentence


QUADRATIC = """
quadratic:
  given: {X: "matrix[n, n]", A: "matrix[n, n]"}
  forward: trace(A @ X @ X) + sum(X)
  convention: denominator
  answer: quadratic(X, A)
  wrt: X
  shape: [n, n]
  points: 1
"""


def test_the_term_of_one_appearance_may_be_taken_for_that_of_another(diagnosed):
    said = diagnosed(QUADRATIC, lambda X, A, **_: 2 * (A @ X).T + 1)
    swapped = diagnosed(QUADRATIC, lambda X, A, **_: 2 * (X @ A).T + 1)

    assert said.mistake == swapped.mistake == "term.doubled"
    assert said.alone


def test_two_square_matrices_are_not_said_to_be_broadcast(diagnosed):
    reference = """
    def quadratic(X, A):
        left = (X @ A).T
        return left + (A @ X).T + 1
    """

    def transposed(X, A, **_):
        return (X @ A).T + A @ X + 1

    for files in ({}, {"reference": reference}):
        said = diagnosed(QUADRATIC, transposed, **files)

        assert said.mistake == "transpose.inner"
        assert "transpose inside your expression is missing, is one too many or" in said.sentence


NORMED = """
normed:
  given: {x: "array[n]", c: "scalar positive"}
  forward: x / sqrt(sum(x**2) + c)
  convention: jacobian
  answer: normed(x, c)
  wrt: x
  shape: [n, n]
  points: 1
"""


def test_what_is_zero_but_for_rounding_at_a_trial_has_a_name_still(diagnosed):
    """Where the length is 1, the derivative of a unit vector is zero."""

    def without_c(x, **_):
        r = np.sqrt(np.sum(x**2))
        return np.eye(x.size) / r - np.outer(x, x) / r / r / r

    assert diagnosed(NORMED, without_c).mistake == "term.missing"


def test_a_slip_of_the_reference_is_told_in_words_that_hold_wherever_it_is(diagnosed):
    reference = """
    def normed(x, c):
        r = np.sqrt(np.sum(x**2) + c)
        return (np.eye(x.size) - np.outer(x, x) / r**2) / r
    """

    def without_c(x, **_):
        r = np.sqrt(np.sum(x**2))
        return (np.eye(x.size) - np.outer(x, x) / r**2) / r

    assert diagnosed(NORMED, without_c, reference=reference).sentence == (
        "A term is missing from a sum."
    )


def test_an_array_of_another_shape_follows_no_convention(diagnosed):
    problem = """
    summed:
      given: {w: "array[d]", X: "matrix[n, d]", y: "array[n]"}
      forward: sum((X @ w - y)**4)
      answer: summed(w, X, y)
      wrt: w
      shape: [d]
      points: 1
    """

    def unsummed(w, X, y, **_):
        return 4 * (X @ w - y)[:, None] ** 3 * X

    assert "convention" not in diagnosed(problem, unsummed).sentence


@pytest.mark.parametrize(
    ("forward", "wrong", "mistake"),
    [
        ("trace(B.T @ expm(A))", lambda A, B, f: f(A).T @ B, "exponential.rule"),
        ("trace(B.T @ log2(A * A))", lambda A, B, f: 2 * B / A, "activation.base"),
    ],
)
def test_a_wrong_rule_of_a_function_is_named(named, forward, wrong, mistake):
    problem = f"""
    rule:
      given: {{A: "matrix[n, n]", B: "matrix[n, n]"}}
      forward: {forward}
      answer: rule(A, B)
      wrt: A
      shape: [n, n]
    """

    assert named(problem, lambda A, B, **_: wrong(A, B, RECORDS["expm"].value)) == mistake


SKIP = """
skip:
  given: {x: "array[d]", W: "matrix[d, d]", c: "scalar positive"}
  forward: x + tanh(W @ x) * c
  convention: jacobian
  answer: skip(x, W, c)
  wrt: x
  shape: [d, d]
  points: 1
"""


def test_ones_may_stand_where_the_identity_belongs(named):
    def wrong(x, W, c, **_):
        return 1 + c * (1 - np.tanh(W @ x) ** 2)[:, None] * W

    assert named(SKIP, wrong) == "identity.ones"


SWISH = """
swish:
  given: {W: "matrix[m, n]", x: "array[m]", g: "array[n]"}
  forward: |
    z = W.T @ x
    s = sum(g * (z * sigmoid(z)))
  answer: swish(W, x, g)
  wrt: x
  shape: [m]
  points: 1
"""


@pytest.mark.parametrize(
    ("slope", "mistake"),
    [
        (lambda z: z * sigmoid(z), "activation.value"),
        (lambda z: np.ones_like(z), "activation.missing"),
        (lambda z: sigmoid(f(z)) * (1 + f(z) * sigmoid(-f(z))), "activation.twice"),
        (lambda z: sigmoid(z), "path.missing"),
        (lambda z: sigmoid(z) * (1 - sigmoid(z)), "product.rule"),
        (lambda z: z**2 * sigmoid(z) ** 2, None),
    ],
)
def test_a_part_that_is_no_named_function_may_be_differentiated_wrongly(named, slope, mistake):
    assert named(SWISH, lambda W, x, g, **_: W @ (g * slope(W.T @ x))) == mistake


def f(z):
    return z * sigmoid(z)


KERNEL = """
kernel:
  given: {x: "array[d] scale 0.5", C: "matrix[n, d] scale 0.5"}
  forward: exp(-sum((C - x)**2, axis=1))
  convention: jacobian
  answer: kernel(x, C)
  wrt: x
  shape: [n, d]
  points: 1
"""


def test_a_link_of_another_shape_than_the_variable_may_be_left_out(named):
    """Also where all dimensions are equal, and the shapes are the same."""

    def wrong(x, C, d, **_):
        return np.tile(np.exp(-np.sum((C - x) ** 2, axis=1))[:, None], (1, d))

    assert named(KERNEL, wrong) == "chain.inner"


POOL = """
pool:
  given: {z: "array[n]", V: "matrix[n, p]"}
  forward: V.T @ softmax(z)
  convention: jacobian
  answer: pool(z, V)
  wrt: z
  shape: [p, n]
  points: 1
"""


@pytest.mark.parametrize(
    ("product", "mistake"),
    [
        (lambda a: a @ a, "softmax.outer"),
        (lambda a: a * a, "softmax.outer"),
        (lambda a: (a * a)[:, None], "softmax.outer"),
        (lambda a: np.diag(a * a), "softmax.elementwise"),
    ],
)
def test_the_outer_product_in_softmax_may_be_another(named, product, mistake):
    def wrong(z, V, **_):
        a = np.exp(z - z.max())
        a /= a.sum()
        return V.T @ (np.diag(a) - product(a))

    assert named(POOL, wrong) == mistake


SQUARE = """
square:
  given: {X: "matrix[n, n]", a: "array[n]"}
  forward: a @ X @ X @ a
  convention: denominator
  answer: square(X, a)
  wrt: X
  shape: [n, n]
  points: 1
"""


@pytest.mark.parametrize(
    "change", [lambda G: G + G.T - np.diag(np.diag(G)), lambda G: G + G.T, lambda G: (G + G.T) / 2]
)
def test_an_answer_may_be_the_derivative_along_symmetric_changes(named, change):
    def wrong(X, a, **_):
        return change(np.outer(a, X @ a) + np.outer(X.T @ a, a))

    assert named(SQUARE, wrong) == "symmetric.changes"


def slope_of_skip(x, W, c):
    return c * (1 - np.tanh(W @ x) ** 2)[:, None] * W


@pytest.mark.parametrize(
    ("wrong", "mistakes"),
    [
        (lambda x, W, c: c * W, ["path.missing", "activation.missing"]),
        (lambda x, W, c: c * np.tanh(W @ x)[:, None] * W + 1, ["activation.value", "identity"]),
        (lambda x, W, c: 1.7 * np.eye(len(x)) + 0.3 * slope_of_skip(x, W, c), []),
    ],
)
def test_two_wrong_rules_in_different_terms_are_both_said(diagnosed, wrong, mistakes):
    said = diagnosed(SKIP, lambda x, W, c, **_: wrong(x, W, c))

    assert (said is None) == (mistakes == [])
    if said:
        named = [step.mistake.id for step in said.explanation.steps]
        assert all(any(name.startswith(wanted) for name in named) for wanted in mistakes)
        assert said.sentence.count("Besides: ") == 1
        assert not said.alone


def test_a_mask_and_a_term_may_be_forgotten_together(diagnosed):
    said = diagnosed(MASKED, lambda u, R, v, **_: -2 * (R - np.outer(u, v)) @ v)

    assert "The mask M is left out" in said.sentence
    assert "treated as a constant" in said.sentence


@pytest.mark.parametrize(
    ("step", "sides", "mistake"),
    [(0.1, (1, 0), True), (0.1, (1, -1), True), (1.0, (0, -1), True), (0.37, (1, 0), False)],
)
def test_a_difference_quotient_with_a_long_step_is_called_that(named, step, sides, mistake):
    def wrong(x, C, d, **_):
        def kernel(x):
            return np.exp(-np.sum((C - x) ** 2, axis=1))

        ahead, behind = (side * step for side in sides)
        columns = [
            (kernel(x + ahead * unit) - kernel(x + behind * unit)) / (ahead - behind)
            for unit in np.eye(d)
        ]
        return np.transpose(columns)

    assert named(KERNEL, wrong) == ("difference.step" if mistake else None)


UNIT = """
unit:
  given: {x: "array[n]", c: "scalar positive"}
  forward: c * x OPERATION norm(x)
  convention: jacobian
  answer: unit(x, c)
  wrt: x
  shape: [n, n]
  points: 1
"""


@pytest.mark.parametrize(
    ("operation", "power", "sign"), [("/", -1, -1), ("*", 1, 1)], ids=["quotient", "product"]
)
def test_an_outer_product_may_be_taken_entry_by_entry(named, operation, power, sign):
    def wrong(x, c, **_):
        r = np.sqrt(x @ x)
        return c * (np.eye(x.size) * r**power + sign * x * x / r ** (1 if power > 0 else 3))

    assert named(UNIT.replace("OPERATION", operation), wrong) == "product.outer"
