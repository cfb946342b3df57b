"""A derivation from the variable on: its lines give the true derivative, and slips are named."""

import ast

import numpy as np
import pytest
from diagnose.test_derivation import STEP, WRITTEN, point

from autograder.diagnose.backward import NoDerivationError
from autograder.diagnose.evaluator import Evaluator
from autograder.diagnose.tangent_rules import FORWARD_HELPERS
from autograder.diagnose.tangents import tangents
from autograder.problemset.formula import parse_formula, parse_program

BY_NUMBER = [
    "solve(S + t * X.T @ X, w)", "exp(t * w)", "inv(S + t * outer(w, w)) @ C", "softmax(w / t)",
    "S @ diag(exp(t * w)) @ S", "[[t, w[0]], [2, t**2]]", "kron(t * w, w)", "logdet(S + t * S)",
    "convolve(t * w, w)", "where(w > t, t * w, w)", "norm(t * X, axis=1)", "det(t * S)",
]  # fmt: skip
ONE_AXIS = [
    "X @ w", "w / (1 + w * w)", "C * (C.T @ C)", "softmax(S @ w)", "sum(w) * w + s * w",
    "w[1:3] * w[0]", "sum(tanh(X @ tanh(S @ w)))", "std(w)", "S @ C / norm(C)", "C.T @ S @ C",
    "einsum('ij,i,j->', S, w, w)", "einsum('ij,i,k->k', S, w, w)", "minimum(w, w**2)",
    "cumsum(w) + flip(w)", "logsumexp(w) * w", "clip(w, 0.2, 0.9)", "prod(w)", "max(w) * w",
    "cross(w[:3], w[2:])", "convolve(w, w[1:])", "roll(w, 2) * w", "cumprod(w)",
    "vstack([C.T @ C, C.T @ S @ C])",
]  # fmt: skip


def slopes(text, variable, values):
    """Return the Jacobian by complex steps, a row for each entry of the value, and its shape."""
    program = parse_program(text)
    call = program.compile(parse_formula(next(reversed(dict(program.lines)))), {})
    known = {name: values[name] for name in program.reads}
    rows = []
    for place in np.ndindex(np.shape(values[variable])):
        moved = np.asarray(values[variable], dtype=complex).copy()
        moved[place] += 1j * STEP
        rows.append(np.imag(call(**{**known, variable: moved[()]})) / STEP)
    return np.array([np.ravel(row) for row in rows]).T, np.shape(rows[0])


def written(text, variable, values, step=""):
    lines = {name: formula.tree for name, formula in parse_program(text).lines}
    return tangents(lines, next(reversed(lines)), variable, values, {}, step)


def evaluated(lines, values):
    known, evaluator = dict(values), Evaluator((), FORWARD_HELPERS).fresh()
    for name, tree in lines.items():
        known[name] = evaluator.value(tree, known, (), {})
    return np.asarray(known[next(reversed(lines))])


@pytest.mark.parametrize("text", [*BY_NUMBER, *ONE_AXIS])
def test_the_last_line_is_the_derivative_in_the_form_in_which_it_is_written(text):
    values = {**point(), "t": np.float64(0.3)}
    variable = "t" if text in BY_NUMBER else "C" if "C" in text else "w"

    found = evaluated(written(text, variable, values), values)

    jacobian, shape = slopes(text, variable, values)
    expected = jacobian.reshape(shape) if text in BY_NUMBER else jacobian
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("text", WRITTEN)
def test_what_is_derived_is_right_whatever_the_forward(text):
    values = point()
    for variable in sorted(parse_formula(text).names - {"labels"}):
        try:
            lines = written(text, variable, values)
        except NoDerivationError:
            continue
        jacobian, shape = slopes(text, variable, values)
        expected = jacobian if np.size(values[variable]) > 1 else jacobian.reshape(shape)
        np.testing.assert_allclose(evaluated(lines, values), expected, rtol=1e-9, atol=1e-12)


def test_along_a_step_the_answer_has_the_shape_of_the_value():
    values = {**point(), "D": np.random.default_rng(9).standard_normal((5, 5))}

    lines = written("inv(S) @ w + trace(S @ S) * w", "S", values, "D")

    jacobian, shape = slopes("inv(S) @ w + trace(S @ S) * w", "S", values)
    expected = (jacobian @ values["D"].ravel()).reshape(shape)
    np.testing.assert_allclose(evaluated(lines, values), expected, rtol=1e-9)


def test_products_with_an_identity_and_sums_of_scaled_rows_are_written_as_by_hand():
    lines = written("z = S @ C\nsum(tanh(z))", "C", point())

    text = {name: ast.unparse(tree) for name, tree in lines.items()}
    assert "eye" not in "".join(text.values())
    assert text["derivative"] == "row(1 - tanh(z) ** 2) @ S"


@pytest.mark.parametrize("text", ["expm(S) @ w", "outer(w, w)", "stack([w, w])"])
def test_what_has_no_rule_or_two_axes_has_no_such_derivation(text):
    with pytest.raises(NoDerivationError):
        written(text, "w" if text[0] != "e" else "S", point())


GATED = """
gated:
  given: {x: "vector[m]", G: "matrix[n, m] scale 0.5", C: "matrix[n, m] scale 0.5"}
  forward: |
    s = sigmoid(G @ x)
    c = tanh(C @ x)
    s * c
  answer: gated(x, G, C)
  wrt: x
  convention: numerator
  shape: [n, m]
  points: 1
"""


def gated(first=1.0, crossed=False):
    def answer(x, G, C, **_):
        s, c = 1 / (1 + np.exp(-G @ x)), np.tanh(C @ x)
        one, two = (C, G) if crossed else (G, C)
        return (s * (1 - s)) ** first * c * one + s * (1 - c**2) * two

    return answer


PATH = """
path:
  given:
    {t: "scalar in [0.3, 0.9]", A: "matrix[n, n] invertible", B: "matrix[n, n] scale 0.2",
     b: "vector[n]"}
  forward: solve(A + t * B, b)
  answer: path(t, A, B, b)
  wrt: t
  convention: numerator
  shape: [n, 1]
  points: 1
"""

CELLS = """
cells:
  given:
    {W: "matrix[h, h] scale 0.5", s0: "vector[h]", u: "vector[h]", v: "vector[h]"}
  forward: |
    s1 = tanh(W @ s0 + u)
    s2 = tanh(W @ s1 + v)
    sum(s2**2)
  answer: cells(W, s0, u, v)
  wrt: W
  shape: [h, h]
  points: 1
"""


def shifted(W, s0, u, v, **_):
    s1 = np.tanh(W @ s0 + u)
    s2 = np.tanh(W @ s1 + v)
    last = 2 * s2 * (1 - s2**2)
    return last @ s2.T + (W.T @ last * (1 - s1**2)) @ s1.T


def same_error(W, s0, u, v, **_):
    s1 = np.tanh(W @ s0 + u)
    s2 = np.tanh(W @ s1 + v)
    return 2 * s2 * (1 - s2**2) @ (s0 + s1).T


ENERGY = """
energy:
  given: {x: "array[n]", C: "matrix[m, n]", M: "matrix[n, n]", b: scalar positive}
  forward: |
    q = sum((C - x)**2, axis=1)
    k = exp(-b * q)
    y = sum(k) + x @ M @ x
  answer: energy(x, C, M, b)
  wrt: x
  shape: [n]
  points: 1
"""


def energy(power=1.0, matrix=np.asarray):
    def answer(x, C, M, b, **_):
        k = np.exp(-b * np.sum((C - x) ** 2, axis=1) ** power)
        return 2 * b * (C - x).T @ k + (matrix(M) + matrix(M).T) @ x

    return answer


def diagonal(matrix):
    return np.diag(np.diag(matrix))


UPDATE = """
update:
  given: {h: "array[n]", U: "matrix[n, n]", V: "matrix[n, n]", A: "matrix[n, n]"}
  forward: tanh(U @ h) * sin(V @ h) + cos(h @ A @ h) * h
  answer: update(h, U, V, A)
  wrt: h
  convention: jacobian
  shape: [n, n]
  points: 1
"""


def slow(*case):
    return pytest.param(*case, marks=pytest.mark.slow)


def update(turned=False):
    def answer(h, U, V, A, **_):
        t, s, q = np.tanh(U @ h), np.sin(V @ h), h @ A @ h
        first, second = s * (1 - t**2), t * np.cos(V @ h)
        both = first * U + second * V if turned else first[:, None] * U + second[:, None] * V
        inner = A @ h + A.T @ h
        return both + np.cos(q) * np.eye(len(h)) - np.outer(h, np.sin(q) * inner)

    return answer


@pytest.mark.parametrize(
    ("problem", "wrong", "mistake", "words"),
    [
        (GATED, gated(crossed=True), "operand.exchanged", "C and G are exchanged"),
        slow(GATED, gated(first=0.0), "activation.missing", "function sigmoid is missing"),
        (PATH, lambda t, A, B, b, **_: -B @ np.linalg.solve(A + t * B, b),
         "inverse.rule", "has to be solved for p'"),
        (PATH, lambda t, A, B, b, **_: -np.linalg.solve(A, B @ np.linalg.solve(A, b)),
         "term.missing", "A term is missing"),
        (CELLS, shifted, "index.shifted", "The states are off by one step"),
        slow(CELLS, same_error, "chain.inner", "Links of the chain are missing"),
        (UPDATE, update(turned=True), "broadcast.silent", "scale the columns of a matrix"),
        (ENERGY, energy(power=0.5), "power.wrong", "A square root stands where"),
        slow(ENERGY, energy(matrix=diagonal), "diagonal.only", "diagonal of M"),
    ],
)  # fmt: skip
def test_a_slip_at_one_place_or_several_is_named_without_a_reference(
    diagnosed, problem, wrong, mistake, words
):
    said = diagnosed(problem, wrong)

    assert (said.mistake if said else None) == mistake
    assert words in (said.sentence if said else "")
