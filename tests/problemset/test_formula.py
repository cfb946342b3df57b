"""Formulas: what is read, what is refused, and that one program serves real and complex input."""

import numpy as np
import pytest

from autograder.problemset.formula import FormulaError, Program, parse_formula, parse_program
from autograder.problemset.functions import FUNCTIONS

RNG = np.random.default_rng(7)
X = RNG.standard_normal((4, 3))
STEP = 1e-30


def evaluate(text, functions=None, **values):
    program = parse_program(text)
    return program.compile(parse_formula(program.assigned[-1]), functions or {})(**values)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("X.T @ X", X.T @ X),
        ("sum(X, axis=0, keepdims=True)", X.sum(axis=0, keepdims=True)),
        ("X[1:, 0]", X[1:, 0]),
        ("X[:, :1]", X[:, :1]),
        ("-X + 2 * X**2 / 3", -X + 2 * X**2 / 3),
        ("where(X > 0, X, 0)", np.maximum(X, 0)),
        ("(X >= 0) * X", np.maximum(X, 0)),
        ("vec(X)", X.reshape(-1, 1, order="F")),
        ("unvec(vec(X), 4, 3)", X),
        ("diag(X[:, :1])", np.diag(X[:, 0])),
        ("diag(X @ X.T)", np.diag(X @ X.T)[:, None]),
        ("stack([X, 2 * X], axis=2)", np.stack([X, 2 * X], axis=2)),
        ("concatenate([X, X[:1, :]], axis=0)", np.concatenate([X, X[:1, :]], axis=0)),
        ("einsum('ab,cb->ac', X, X)", X @ X.T),
        ("reshape(X, (3, 4))", X.reshape(3, 4)),
        ("reshape(X, 3, 4)", X.reshape(3, 4)),
        ("X[:2, :2] * ones(2, 1) * eye(2)", X[:2, :2] * np.eye(2)),
        ("[[X[0, 0], 1], [2, X[0, 1]]]", np.array([[X[0, 0], 1], [2, X[0, 1]]])),
        ("[X[:1, :1], 2]", np.array([X[0, 0], 2])),
        ("pick(X, [0, 2, 1, 0])", X[np.arange(4), [0, 2, 1, 0]]),
        ("logsumexp(X, axis=1)", np.log(np.exp(X).sum(axis=1))),
        ("softmax(X, axis=0)", np.exp(X) / np.exp(X).sum(axis=0)),
        ("std(X, axis=0)", X.std(axis=0)),
        ("mean(X, axis=(0, 1), keepdims=True)", X.mean(axis=(0, 1), keepdims=True)),
        ("mean(X[:0, :], axis=1)", np.zeros(0)),
        ("sum(X > 0)", (X > 0).sum()),
        ("(X\n + X)  # twice", 2 * X),
        ("dot(X[:, :1], X[:, 1:2])", np.asarray(X[:, 0] @ X[:, 1])),
    ],
)
def test_means_what_numpy_means(text, want):
    np.testing.assert_allclose(evaluate(text, X=X), want, atol=1e-14)
    assert np.shape(evaluate(text, X=X)) == want.shape


def test_lines_read_earlier_lines_and_the_last_may_be_bare():
    program = parse_program("Z = W.T @ A\nZ * Z")

    assert program.assigned == ("Z", "out")
    assert program.reads == {"W", "A"}


def test_cutting_a_line_makes_its_name_an_input():
    program = parse_program("P = softmax(Z, axis=0)\nL = -sum(Y * log(P))").without("P")
    loss = program.compile(parse_formula("L"), {})

    assert program.reads == {"P", "Y"}
    assert loss(P=np.array([[0.5], [0.5]]), Y=np.array([[1.0], [0.0]])) == pytest.approx(np.log(2))


ENTRYWISE = [
    *("exp", "exp2", "expm1", "log", "log1p", "log2", "log10", "sqrt", "cbrt", "square"),
    *("sin", "cos", "tan", "arctan", "sinh", "cosh", "tanh", "arcsinh"),
    *("erf", "sigmoid", "relu", "softplus", "silu", "abs"),
]  # fmt: skip
SHAPED = {
    "sum": "sum(X, axis=0)", "mean": "mean(X)", "prod": "prod(X, axis=1)",
    "cumsum": "cumsum(X, axis=0)", "max": "max(X, axis=0)", "min": "min(X)",
    "var": "var(X, axis=1)", "std": "std(X)", "norm": "norm(X)", "softmax": "softmax(X, axis=0)",
    "logsumexp": "logsumexp(X, axis=1, keepdims=True)", "trace": "trace(X @ X.T)",
    "det": "det(X.T @ X)", "logdet": "logdet(-(X.T @ X))", "inv": "inv(X.T @ X)",
    "solve": "solve(X.T @ X, X.T)", "dot": "dot(X[:, :1], X[:, 1:2])", "outer": "outer(X[0], X[1])",
    "kron": "kron(X, X)", "einsum": "einsum('ab,ab->a', X, X)", "maximum": "maximum(X, 0.3)",
    "minimum": "minimum(X, X[::-1])", "clip": "clip(X, -0.5, 0.5)",
    "arcsin": "arcsin(tanh(X))", "arccos": "arccos(tanh(X))", "arctanh": "arctanh(X / 9)",
    "arccosh": "arccosh(1.1 + X**2)", "floor": "floor(X) * X", "ceil": "ceil(X) * X",
    "hypot": "hypot(X, 2 * X[::-1])", "arctan2": "arctan2(X, X[::-1] - 0.2)",
    "logaddexp": "logaddexp(X, X[::-1])", "cumprod": "cumprod(X, axis=0)",
    "log_softmax": "log_softmax(X, axis=1)", "pinv": "pinv(X)", "expm": "expm(3 * X.T @ X)",
    "cholesky": "cholesky(X.T @ X)", "eigvalsh": "eigvalsh(X[:3])", "svdvals": "svdvals(X)",
    "matrix_power": "matrix_power(X.T @ X, 3)", "cross": "cross(X[0], X[1])",
    "convolve": "convolve(X[0], X[1], 'valid')",
    "where": "where(X > 0.2, X * X, X)", "sign": "sign(X) * X", "mask": "(X < 0.1) * X**3",
    "literal": "[[X[0, 0] * X[1, 0]], [X[0, 0]**2]]",
}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [f"{name}(abs(X))" for name in ENTRYWISE]
    + [f"{n}(X)" for n in ("relu", "abs")]
    + list(SHAPED.values()),
)
def test_is_safe_under_the_complex_step(text):
    """The imaginary part over the step is the derivative that differences of real values give."""
    direction = np.random.default_rng(3).standard_normal(X.shape)
    h = 1e-6

    stepped = np.imag(evaluate(text, X=X + 1j * STEP * direction)) / STEP
    differences = (evaluate(text, X=X + h * direction) - evaluate(text, X=X - h * direction)) / (
        2 * h
    )

    np.testing.assert_allclose(stepped, differences, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("W.shape", ".shape"),
        ("lambda: 1", "lambda"),
        ("[x for x in X]", "for x in X"),
        ("a if b else c", "if b else"),
        ("f.g(X)", "f.g"),
        ("sum(X, out=Y)", "out"),
        ("1 < X < 2", "1 < X < 2"),
        ("__import__('os')", "__import__"),
        ("(X := 3)", ":="),
        ("{1: 2}", "{1: 2}"),
        ("X[", "X["),
        ("b'x'", "b'x'"),
        ("f(*X)", "*X"),
    ],
)
def test_refuses_what_is_no_formula(text, named):
    with pytest.raises(FormulaError, match="found") as caught:
        parse_formula(text).check_calls(())

    assert named in str(caught.value)


def test_names_the_nearest_function():
    with pytest.raises(FormulaError, match="Did you mean 'sigmoid'"):
        parse_formula("sigmod(X)").check_calls(())


def test_a_name_is_assigned_once():
    with pytest.raises(FormulaError, match="a second line `Z"):
        parse_program("Z = X\nZ = X * 2")


def test_compiled_programs_reach_no_builtins():
    with pytest.raises(NameError):
        parse_program("open(X)").compile(parse_formula("out"), {})(X="x")


def test_companion_functions_are_called_by_name():
    assert evaluate("twice(X)", functions={"twice": lambda x: 2 * x}, X=3.0) == 6.0


def test_every_function_of_the_table_is_exercised_here_or_makes_arrays():
    makes = {
        "eye",
        "ones",
        "zeros",
        "full",
        "arange",
        "reshape",
        "transpose",
        "stack",
        "concatenate",
        "hstack",
        "vstack",
    }
    makes |= {"roll", "tril", "triu", "tile", "repeat", "flip", "pick", "vec", "unvec", "diag"}

    assert set(FUNCTIONS) <= set(ENTRYWISE) | set(SHAPED) | makes


def test_a_companion_function_may_have_any_name_that_a_formula_can_write():
    output = parse_formula("program(x)")

    assert Program(()).compile(output, {"program": lambda x: 2 * x})(x=3) == 6


def test_no_line_assigns_a_name_of_the_compiled_programs_own():
    with pytest.raises(FormulaError, match="`__array__`"):
        parse_program("__array__ = x\ny = x")


@pytest.mark.parametrize(
    ("text", "meant", "axis"),
    [
        ("sum(max(x, 0))", "maximum(x, 0)", "max(x, axis=0)"),
        ("min(A @ x, 1)", "minimum(A @ x, 1)", "min(A @ x, axis=1)"),
        ("norm(x, 1)", "sum(abs(x))", "norm(x, axis=1)"),
    ],
)
def test_a_second_argument_that_can_be_read_two_ways_is_refused_with_both(text, meant, axis):
    with pytest.raises(FormulaError) as raised:
        parse_formula(text)

    assert meant in str(raised.value)
    assert axis in str(raised.value)


def test_an_axis_by_name_and_other_second_arguments_are_read():
    assert parse_formula("max(x, axis=0) + norm(x, axis=1) + sum(x, 0)").names == {"x"}
