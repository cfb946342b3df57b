"""A derivation of one's own: its lines give the true derivative, and slips in them are named."""

import ast

import numpy as np
import pytest

from autograder.diagnose.adjoints import HELPERS, adjoints_of
from autograder.diagnose.backward import SEED, NoDerivationError, derivation
from autograder.diagnose.evaluator import Evaluator
from autograder.problemset.formula import Program, parse_formula, parse_program
from autograder.problemset.functions import RECORDS

STEP = 2.0**-100

WRITTEN = [
    "2 * X - X / 3 + X**2 - (-X)", "w / (1 + w * w)", "2 ** (1 + 0 * 3) * w ** 1.5",
    "X @ w", "w @ X.T", "X.T @ X", "w @ w", "C.T @ C", "X * w", "C * w", "w + C", "s * X + s",
    "X.T[0:1, :] + X[1, 2]", "[[w[0] * w[1], s], [sin(w[2]), 3]]", "sum(X)", "sum(X, axis=0) * w",
    "sum(X, axis=1, keepdims=True) * X", "mean(X, axis=1)", "mean(X**2) * w", "prod(w)",
    "max(X, axis=0)", "min(X, axis=1)", "var(X, axis=0)", "std(w)", "norm(X)", "norm(X, axis=1)",
    "logsumexp(X, axis=1)", "softmax(X, axis=1)", "softmax(w)", "cumsum(w)", "cumsum(X, axis=0)",
    "trace(S @ S)", "det(S)", "logdet(S @ S.T)", "inv(S) @ w", "dot(C, C) * s", "outer(w, w * s)",
    "where(X > 0.1, X**2, 3 * X)", "maximum(X, 0.3)", "minimum(w, w**2)", "clip(X, -0.5, 0.5)",
    "vec(X @ S)", "unvec(vec(X), 3, 5) @ w", "reshape(X, (3, 5)) * X", "transpose(X) @ X",
    "diag(w) @ S", "diag(S)", "diag(C) @ w", "flip(w) * w", "einsum('ij,j->i', X, w)",
    "hypot(X, s * w)", "arctan2(w, s)", "logaddexp(X, w)", "log_softmax(X, axis=1)",
    "tril(S) @ triu(S)", "kron(X, S)", "kron(w, w)", "kron(w, X)",
    "cross(w[:3], w[2:])", "convolve(w, w[1:] * s)", "roll(w, -2) * w", "roll(X, 1, axis=1) * X",
    "solve(S, w)", "solve(S, C)", "solve(S, X.T)", "cumprod(w)",
    "einsum('ij,kj->ik', X, X)", "pick(X, labels)", "sum(tanh(X @ tanh(S @ w)))",
]  # fmt: skip


def point():
    rng = np.random.default_rng(5)
    return {
        "X": np.abs(rng.standard_normal((3, 5))) + 0.2 * rng.standard_normal((3, 5)),
        "S": rng.standard_normal((5, 5)) + 2 * np.eye(5),
        "w": np.abs(rng.standard_normal(5)) + 0.1,
        "C": rng.standard_normal((5, 1)),
        "s": np.float64(0.7),
        "labels": np.array([4, 0, 2]),
    }


def lines_of(text, variable, values, functions=None):
    program = parse_program(text)
    lines = {name: formula.tree for name, formula in program.lines}
    goal = next(reversed(lines))
    call = program.compile(parse_formula(goal), {})
    read = program.reads
    out = call(**{name: values[name] for name in read})
    seed = np.random.default_rng(6).standard_normal(np.shape(out))
    return derivation(lines, goal, variable, {**values, SEED: seed}, functions or {}), seed, call


def evaluated(lines, values):
    known, evaluator = dict(values), Evaluator((), HELPERS).fresh()
    for name, tree in lines.items():
        known[name] = evaluator.value(tree, known, (), {})
    return known[next(reversed(lines))]


@pytest.mark.parametrize("text", WRITTEN)
def test_the_last_line_is_the_derivative_along_the_adjoint_of_the_output(text):
    values = point()
    for variable in sorted(parse_formula(text).names - {"labels"}):
        lines, seed, call = lines_of(text, variable, values)
        found = evaluated(lines, {**values, SEED: seed})
        x, names = values[variable], parse_formula(text).names
        slopes = np.zeros(np.shape(x))
        for place in np.ndindex(np.shape(x)):
            moved = np.asarray(x, dtype=complex).copy()
            moved[place] += 1j * STEP
            known = {**{name: values[name] for name in names}, variable: moved[()]}
            slopes[place] = np.sum(seed * np.imag(call(**known)) / STEP)

        assert np.shape(found) == np.shape(x)
        np.testing.assert_allclose(found, slopes, rtol=1e-9, atol=1e-12)


def test_every_function_with_a_rule_is_differentiated_above():
    called = {
        node.func.id
        for text in WRITTEN
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
    }
    ruled = {name for name in RECORDS if any(adjoints_of(name))}
    entrywise = {name for name in RECORDS if RECORDS[name].kind == "entrywise"}

    assert ruled - entrywise <= called
    assert entrywise <= ruled


def test_what_is_used_twice_has_a_line_of_its_own():
    lines, _, _ = lines_of("h = tanh(S @ w)\ny = sum((h - tanh(S @ h))**2)", "w", point())
    written = {name: ast.unparse(tree) for name, tree in lines.items()}

    assert list(written)[:2] == ["h", "y"]
    assert sum("adjoint" in name for name in written) >= 2
    assert "h ** 2" in " ".join(written.values())


@pytest.mark.parametrize("text", ["stack([w, w])", "S[0, 0] * s"])
def test_what_has_no_rule_has_no_derivation(text):
    with pytest.raises(NoDerivationError):
        lines_of(text, "w", point())


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


POOL = """
pool:
  given: {q: "array[d]", K: "matrix[n, d] scale 0.7", V: "matrix[n, p]", c: "array[p]"}
  forward: |
    a = softmax(K @ q / sqrt(d), axis=0)
    s = sum(c * tanh(V.T @ a))
  answer: pool(q, K, V, c)
  wrt: q
  shape: [d]
  points: 1
"""


def pool(q, K, V, c, d, scores=1.0, slope=1.0, last=1.0):
    a = np.exp(K @ q / np.sqrt(d) ** scores)
    a /= a.sum()
    g = V @ (c * (1 - slope * np.tanh(V.T @ a) ** 2))
    return K.T @ (a * (g - last * np.sum(a * g))) / np.sqrt(d)


@pytest.mark.parametrize(
    ("changes", "mistake", "words"),
    [
        ({"scores": 0.0}, "factor.missing", "A division is missing."),
        ({"slope": 0.0}, "activation.missing", "The derivative of the function tanh is missing"),
        ({"slope": -1.0}, "sign.inner", "The sign of one part is wrong."),
        ({"last": 2.0}, "scale.part", "One term is 2 times what it should be"),
        ({"last": 3.5}, None, ""),
    ],
)
def test_a_slip_is_named_where_there_is_no_reference(diagnosed, changes, mistake, words):
    def wrong(q, K, V, c, d, **_):
        return pool(q, K, V, c, d, **changes)

    said = diagnosed(POOL, wrong)

    assert (said.mistake if said else None) == mistake
    assert not said or words in said.sentence


def test_a_slip_in_the_function_s_value_is_not_called_one_in_the_chain(diagnosed):
    """The chain is whole where the scores of the softmax lack their scale."""
    said = diagnosed(POOL, lambda q, K, V, c, d, **_: pool(q, K, V, c, d, scores=0.0))

    assert "chain" not in said.sentence


JACOBIAN = """
system:
  given: {x: "array[n] positive", A: "matrix[n, n] invertible", b: "array[n]"}
  forward: y = inv(A + diag(x)) @ b
  convention: jacobian
  answer: system(x, A, b)
  wrt: x
  shape: [n, n]
  points: 1
"""


def test_a_slip_in_a_jacobian_is_found_along_one_adjoint(diagnosed):
    def wrong(x, A, b, **_):
        M = np.linalg.inv(A + np.diag(x))
        return -M * (M.T @ b)

    said = diagnosed(JACOBIAN, wrong)

    assert said.mistake == "transpose.inner"


SUMMED = """
summed:
  given: {w: "array[d]", X: "matrix[n, d]", y: "array[n]"}
  forward: sum((X @ w - y)**4)
  answer: summed(w, X, y)
  wrt: w
  shape: [d]
  points: 1
"""


def test_an_answer_of_another_shape_than_the_variable_s_is_explained_too(named):
    def unsummed(w, X, y, **_):
        return 4 * (X @ w - y)[:, None] ** 3 * X

    assert named(SUMMED, unsummed) == "product.kind"


def test_a_guess_gives_way_to_another_explanation_at_the_same_cost(diagnosed):
    """A term with a factor 2 is no missing factor 1/2 of a line that nobody wrote."""
    problem = SUMMED.replace("sum((X @ w - y)**4)", "sum(X @ w - y) + 0.5 * sum(w**2)")

    said = diagnosed(problem, lambda w, X, y, **_: X.sum(axis=0) + 2 * w)

    assert said.mistake == "scale.part"


def test_program_lines_are_left_as_they_were():
    text = "h = tanh(S @ w)\ny = sum(h**2)"
    program = parse_program(text)
    before = [ast.dump(formula.tree) for formula in program.formulas]
    lines_of(text, "w", point())

    assert isinstance(program, Program)
    assert [ast.dump(formula.tree) for formula in program.formulas] == before


def test_a_slip_in_an_expression_that_stands_at_several_places_is_made_at_all(diagnosed):
    def without_x(x, A, b, **_):
        M = np.linalg.inv(A)
        return -M * (M @ b)

    said = diagnosed(JACOBIAN, without_x)

    assert (said.mistake, said.sentence) == ("term.missing", "A term is missing from a sum.")


def test_an_answer_that_is_zero_but_for_rounding_is_told_by_its_own_working(bench_of, tmp_path):
    """What is left of a sum of normalised entries is rounding, of which a slope knows no digit."""
    bench = bench_of(tmp_path)
    [case] = [
        case
        for cases in bench.wrong(("11_cs231n",))
        for case in cases
        if (case.problem.id, case.tag) == ("batchnorm_backward", "PRODSUM")
    ]

    assert all(np.abs(value).max() < 1e-12 for value in case.values)
    assert bench.name(case).mistake == "sums.multiplied"
