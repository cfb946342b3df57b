"""A name is said only where the values bear it out; where they do not, a weaker one is said."""

import numpy as np
import pytest


def problem(forward, given, wrt, shape, more=""):
    """Return a set of one problem whose answer is called with its inputs in order."""
    names = ", ".join(part.split(":")[0].strip() for part in given.split(";"))
    inputs = given.replace(";", ",")
    return (
        f'p:\n  given: {{{inputs}}}\n  forward: "{forward}"\n  answer: p({names})\n'
        f"  wrt: {wrt}\n  shape: {shape}\n{more}"
    )


FIT = problem("exp(-u.T @ inv(Q) @ u)", 'u: "vector[k]"; Q: "matrix[k, k] spd"', "u", "[k, 1]")


def test_an_inverse_that_is_left_out_at_one_place_is_said_to_be_left_out(diagnosed):
    found = diagnosed(FIT, lambda u, Q, **_: -2 * np.exp(-u.T @ np.linalg.inv(Q) @ u) * u)

    assert found.mistake == "factor.missing"
    assert "The inverse of Q is left out" in found.sentence


TRACE = problem(
    "trace(B @ inv(A @ A.T + t * eye(n)) @ C)",
    't: scalar positive; A: "matrix[n, n]"; B: "matrix[m, n]"; C: "matrix[n, m]"',
    "t",
    "[]",
)


def test_a_product_of_matrices_is_no_dot_product_of_vectors(diagnosed):
    def wrong(t, A, B, C, **_):
        M = np.linalg.inv(A @ A.T + t * np.eye(len(A)))
        return -np.trace(B @ M**2 @ C)

    found = diagnosed(TRACE, wrong)

    assert found.mistake == "product.kind"
    assert "vectors" not in found.sentence


QUADRATIC = problem(
    "exp(0.1 * (x @ A @ x))", 'x: "array[n]"; A: "matrix[n, n] scale 0.5"', "[x, x]", "[n, n]"
)


def test_an_inner_product_for_an_outer_one_is_no_transpose(diagnosed):
    def wrong(x, A, **_):
        S = 0.1 * (A + A.T)
        return np.exp(0.1 * (x @ A @ x)) * (S + (S @ x) @ (S @ x))

    assert diagnosed(QUADRATIC, wrong).mistake == "product.outer"


GATE = problem(
    "A @ (sin(x) * (B @ x))", 'x: "vector[m]"; A: "matrix[n, m]"; B: "matrix[m, m]"', "x", "[n, m]"
)
NUMERATOR = "  convention: numerator\n"


def test_only_a_matrix_is_taken_as_symmetric(diagnosed):
    found = diagnosed(
        GATE + NUMERATOR,
        lambda x, A, B, **_: A * (np.cos(x) * (B @ x)).T + A @ B * np.sin(x).T,
    )

    assert found.mistake == "broadcast.silent"
    assert "symmetric" not in found.sentence


CAYLEY = problem(
    "solve(eye(n) + s * A, x - s * A @ x)",
    's: "scalar in [0.2, 0.6]"; A: "matrix[n, n] scale 0.4"; x: "vector[n]"',
    "s",
    "[1, n]",
)


def test_a_matrix_may_be_taken_as_skew_where_it_is_inverted(diagnosed):
    def wrong(s, A, x, **_):
        inverted = np.eye(len(x)) - s * A.T
        y = np.linalg.solve(inverted, x - s * A @ x)
        return -np.linalg.solve(inverted, A @ (x + y)).T

    found = diagnosed(CAYLEY, wrong)

    assert found.mistake == "transpose.inner"
    assert "A is taken as skew" in found.sentence


SHARES = problem("sum(c) / sum(c * exp(x))", 'x: "array[n]"; c: "array[n] positive"', "x", "[n]")


def test_what_lacks_its_square_is_not_called_a_root(diagnosed):
    def wrong(x, c, **_):
        return -c.sum() * c * np.exp(x) / (c * np.exp(x)).sum()

    found = diagnosed(SHARES, wrong)

    assert found.mistake == "power.wrong"
    assert "root" not in found.sentence


SLOPES = problem(
    "sum(H * where(Z > 0, 2 * Z, b * Z))",
    'Z: "matrix[n, k]"; H: "matrix[n, k]"; b: "scalar in [0.1, 0.5]"',
    "Z",
    "[n, k]",
)


def test_another_quantity_in_the_condition_alone_is_said_to_stand_there(diagnosed):
    found = diagnosed(SLOPES, lambda Z, H, b, **_: H * np.where(H > 0, 2, b))

    assert found.sentence == "H stands where Z belongs in a condition."


SQUARE = problem("X @ X", 'X: "matrix[n, n]"', "X", "[n, n, n, n]", "  convention: jacobian\n")


@pytest.mark.parametrize(("turned", "is_said"), [(True, True), (False, False)])
def test_an_input_axis_for_an_output_axis_may_be_a_transposed_factor(diagnosed, turned, is_said):
    def wrong(X, **_):
        eye = np.eye(len(X))
        if turned:
            return np.einsum("ip,qj->ijpq", eye, X) + np.einsum("pi,qj->ijpq", X, eye)
        return (np.einsum("ip,qj->ijpq", eye, X) + np.einsum("ip,qj->ijpq", X, eye)).swapaxes(2, 3)

    found = diagnosed(SQUARE, wrong)

    assert found.mistake == "layout.axes"
    assert ("a factor is transposed" in found.sentence) is is_said


WAVES = problem(
    r"even = P @ x\nodd = R @ x\nz = sqrt(1 + even**2 + odd**2)",
    'x: "vector[n]"; P: "matrix[k, n]"; R: "matrix[k, n]"',
    "x",
    "[k, n]",
)


def test_two_exchanges_that_give_the_same_are_told_each_by_itself(diagnosed):
    def wrong(x, P, R, **_):
        p, r = P @ x, R @ x
        return (r * P + p * R) / np.sqrt(1 + p**2 + r**2)

    sentence = diagnosed(WAVES + NUMERATOR, wrong).sentence

    assert "P and R are exchanged" in sentence
    assert "P @ x and R @ x are exchanged" in sentence


MARGINS = problem(
    "mean(softplus(-y * (X @ w)))",
    'w: "array[d]"; X: "matrix[n, d]"; y: "array[n]"; v: "array[d]"',
    "[w, w]",
    "[d]",
    "  along: v\n",
)


def test_what_only_the_first_derivative_is_written_with_is_not_named(diagnosed):
    found = diagnosed(MARGINS, lambda w, X, y, v, **_: X.T @ (y**2 * (X @ v)) / len(y))

    assert found is not None
    assert "exp" not in found.sentence


WEIGHTS = problem(
    "b @ softmax(-k * x)", 'x: "array[n]"; b: "array[n]"; k: scalar positive', "x", "[n]"
)


def test_a_sign_lost_in_a_function_that_is_right_otherwise_is_one_mistake(diagnosed):
    def wrong(x, b, k, **_):
        p = np.exp(k * x) / np.exp(k * x).sum()
        return -k * p * (b - p @ b)

    found = diagnosed(WEIGHTS, wrong)

    assert found.mistake == "sign.inner"
    assert "Besides" not in found.sentence


RING = problem(
    "sum(a * x * roll(x, 1)**2)", 'x: "array[n]"; a: "array[n]"', "x", "[n]", "  points: 1\n"
)
RING_REFERENCE = """
def p(x, a):
    before = np.roll(x, 1)
    return a * before**2 + np.roll(2 * a * x * before, -1)
"""


def test_a_shift_that_is_left_out_in_the_reference_is_no_wrong_constant(diagnosed):
    def wrong(x, a, **_):
        return a * x**2 + np.roll(2 * a * x * x, -1)

    assert diagnosed(RING, wrong, reference=RING_REFERENCE).mistake == "index.shifted"


GRAM = problem(
    "sum((A @ A.T - eye(n))**2) + sum(D * A)",
    'A: "matrix[n, k]"; D: "matrix[n, k]"',
    "A",
    "[n, k]",
)


def test_a_factor_that_is_left_out_is_not_said_to_be_another_quantity(diagnosed):
    found = diagnosed(GRAM, lambda A, D, **_: 2 * A + D)

    assert found.mistake == "factor.missing"
    assert "eye(n) stands" not in found.sentence


LOGS = problem("sum(c * log(1 + x**2))", 'x: "array[n]"; c: "array[n]"', "x", "[n]")


def test_beside_another_mistake_no_number_is_said_that_nobody_can_see(diagnosed):
    sentence = diagnosed(LOGS, lambda x, c, **_: c * x).sentence

    assert sentence.startswith("The derivative of the function log is missing")
    assert sentence.endswith("Besides: A number in front may be off as well.")
    assert "should be" not in sentence


WEB = problem(
    "x * (r - M @ (x / (2 + x)))",
    'x: "vector[n] positive"; r: "vector[n]"; M: "matrix[n, n]"',
    "x",
    "[n, n]",
)


def test_slopes_at_the_rows_are_not_told_as_factors_in_the_wrong_order(diagnosed):
    def wrong(x, r, M, **_):
        return np.diag((r - M @ (x / (2 + x))).ravel()) - 2 * x * M / (2 + x) ** 2

    found = diagnosed(WEB + NUMERATOR, wrong)

    assert found.mistake == "broadcast.silent"
