"""A stack of points means what its points mean one by one, or raises.

And no derivative ever depends on it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from autograder.derivative import stacked as stack
from autograder.derivative.forward import Forward
from autograder.derivative.jacobian import jacobian
from autograder.derivative.stacked import Stack
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_sets
from autograder.oracle.slopes import DerivativeTarget
from autograder.oracle.target import target_of
from autograder.problemset.formula import parse_formula, parse_program
from autograder.problemset.functions import RECORDS

ROOT = Path(__file__).resolve().parents[2]
POINTS = 5  # no axis of a point has this length
RNG = np.random.default_rng(3)
FIXED = {
    "A": RNG.uniform(0.5, 2, (2, 3)),
    "Q": RNG.uniform(0.5, 2, (3, 3)),
    "b": RNG.uniform(0.5, 2, 4),
    "c": RNG.uniform(0.5, 2, (3, 1)),
    "T": RNG.uniform(0.5, 2, (2, 3, 4)),
    "labels": np.array([3, 0, 2]),
    "i": np.int64(1),
    "s": 0.7,
}


def points(*shape: int) -> np.ndarray:
    """Draw points whose real parts lie on both sides of 1, where the formulas below branch."""
    values = RNG.uniform(0.3, 1.7, (2, POINTS, *shape))
    return values[0] + 1j * values[1]


def one_by_one(f: Callable, each: np.ndarray) -> np.ndarray:
    """What has to come out: the function of each point, a number where the point has no axes."""
    return np.array([f(point if point.ndim else point[()]) for point in each])


def assert_lifted(f: Callable, each: np.ndarray) -> None:
    want = one_by_one(f, each)

    found = f(Stack(each))

    assert isinstance(found, Stack)
    assert found.shape == want.shape[1:]
    assert found.each.dtype == want.dtype
    np.testing.assert_allclose(found.each, want, rtol=1e-13, atol=1e-13)


def compiled(text: str) -> Callable:
    call = parse_program("").compile(parse_formula(text), {})
    names = parse_formula(text).names - {"X"}
    return lambda x: call(X=x, **{name: FIXED[name] for name in names})


SIMPLE = [
    *("exp", "exp2", "expm1", "log", "log1p", "log2", "log10", "sqrt", "cbrt", "square"),
    *("sin", "cos", "tan", "arcsin", "arccos", "arctan"),
    *("sinh", "cosh", "tanh", "arcsinh", "arccosh", "arctanh"),
    *("sigmoid", "relu", "softplus", "silu", "abs", "sign", "floor", "ceil"),
    *("sum", "mean", "prod", "max", "min", "var", "std", "norm", "softmax", "logsumexp"),
    "log_softmax",
]  # fmt: skip
FORMULAS = [
    *((f"{name}(X)", shape) for name in SIMPLE for shape in [(), (4,), (3, 4), (2, 3, 4)]),
    *((f"{name}(X - 1)", (3, 4)) for name in ("abs", "relu", "sign", "softplus", "sigmoid")),
    *(
        (f"{name}(X, axis={axis}{keep})", (2, 3, 4))
        for name in ("sum", "mean", "prod", "max", "min", "var", "std", "norm", "logsumexp")
        for axis, keep in product(["None", 0, 1, -1, -3, (0, 2), (-1, 1)], ["", ", keepdims=True"])
    ),
    *((f"softmax(X, axis={axis})", (3, 4)) for axis in ("None", 0, 1, -1, (0, 1))),
    *((f"maximum(X, {other})", (3, 4)) for other in ("1", "b", "c", "T", "X.T[0, 0]")),
    *((f"minimum({other}, X)", (3, 4)) for other in ("1", "b", "c", "T", "X.T[0, 0]")),
    *((f"{name}(X, {other})", (3, 4)) for name in ("hypot", "arctan2", "logaddexp")
      for other in ("1", "b", "T")),
    ("clip(X, 0.9, 1.1)", (3, 4)),
    ("clip(X, c, 2)", (3, 4)),
    # comparisons
    *((f"where(X {sign} 1, X, -X)", (3, 4)) for sign in ("<", "<=", ">", ">=", "==", "!=")),
    ("where(c > X, T, X**2)", (3, 4)),
    ("where(T > 1, X, 0)", (3, 4)),
    ("where(s > X, X, s)", ()),
    ("X * (X > 1)", (3, 4)),
    ("X * (1 > X) + (b >= X)", (4,)),
    # arithmetic: with numbers, with fewer axes, with more
    *((f"X {sign} {other}", (3, 4))
       for sign, other in product("+-*/", ["2", "0.5", "s", "b", "c", "T", "X"])),
    *((f"{other} {sign} X", (4,))
       for sign, other in product("+-*/", ["2", "s", "b", "c", "T", "c.T[0, 0]"])),
    *((f"{other} {sign} X", ()) for sign, other in product("+-*/", ["2", "s", "b", "c", "T", "X"])),
    *((f"X ** {power}", (3, 4)) for power in (2, 3, -1, 0.5, 2.5, "b", "T", "X")),
    ("2 ** X", (3, 4)),
    ("-X", ()),
    ("+X * X[0, 0]", (3, 4)),
    ("X * X.T", (1, 4)),
    ("X[:, 0] + X", (4, 4)),
    # products
    *(("X.T @ Q @ X", shape) for shape in [(3,), (3, 1), (3, 4)]),
    *(("X @ X.T", shape) for shape in [(4,), (3, 4)]),
    *((text, (3, 4))
       for text in ("A @ X", "X @ b", "c.T @ X", "T @ X.T", "X @ T.T[:, :, 0]", "c.T[0] @ X")),
    *((text, (4,)) for text in ("X @ b", "b @ X", "T @ X", "X @ T[0].T", "T[0] @ X")),
    *((text, (2, 3, 4))
       for text in ("A @ X", "X @ b", "X[0] @ X[1].T", "X @ transpose(T, (0, 2, 1))", "c.T @ X")),
    # rearranging
    *(("X.T", shape) for shape in [(), (4,), (3, 4), (2, 3, 4)]),
    *((f"transpose(X, {axes})", (2, 3, 4)) for axes in [(0, 1, 2), (2, 0, 1), (-1, 0, 1)]),
    ("transpose(X)", (2, 3, 4)),
    *((f"reshape(X, {shape})", (3, 4))
       for shape in ["(4, 3)", "2, 6", "-1", "(2, -1)", "(1, 2, 3, 2)", "12"]),
    *(("vec(X)", shape) for shape in [(4,), (3, 4), (2, 3, 4)]),
    ("unvec(X, 3, 4)", (12, 1)),
    ("unvec(vec(X), 2, -1)", (3, 4)),
    ("reshape(X, (1, 1)) * c", ()),
    # indices
    *((f"X[{index}]", (4,))
       for index in ("0", "-1", "i", "1:", "::-1", "None", "None, 1:", "labels")),
    *((f"X[{index}]", (3, 4))
       for index in ("0", "0, i", ":, 2", ":, 1:3", "None", "1:2, ::2", "labels[1:]")),
    *((f"X[{index}]", (2, 3, 4))
       for index in ("1", ":, 0", "1, :, None", "0, labels[1:], labels[1:]")),
    ("pick(X, labels)", (3, 4)),
    # linear algebra
    *((f"{name}(X)", (3, 3)) for name in ("trace", "det", "logdet", "inv", "pinv")),
    *(("pinv(X)", shape) for shape in [(3, 4), (4, 3)]),
    *((f"{name}(X)", (2, 3, 3)) for name in ("trace", "det", "inv")),
    ("inv(Q + X * Q)", ()),
    ("dot(X, c)", (1, 3)),
    ("dot(b, X)", (4, 1)),
    # what does not depend on the point
    ("X * sum(ones(3, 4)) + zeros(4) + full(4, 2) + eye(4) + arange(4)", (4,)),
]  # fmt: skip
NO_RULE = [
    ("erf(X)", (4,)), ("cumprod(X)", (3, 4)), ("expm(X)", (3, 3)),
    ("cholesky(9 * eye(3) + X)", (3, 3)), ("eigvalsh(X)", (3, 3)), ("svdvals(X)", (3, 4)),
    ("matrix_power(X, 2)", (3, 3)), ("cross(X, c)", (3, 1)), ("convolve(X, b)", (4,)),
    ("roll(X, 1)", (4,)), ("tril(X)", (3, 3)), ("triu(X)", (3, 3)),
    ("cumsum(X)", (3, 4)), ("solve(X, c)", (3, 3)), ("outer(X, b)", (4,)), ("kron(X, A)", (3, 4)),
    ("einsum('ab,cb->ac', X, X)", (3, 4)), ("diag(X)", (4,)), ("diag(X)", (3, 3)),
    ("stack([X, b])", (4,)), ("concatenate([X, X], axis=0)", (3, 4)), ("hstack([X, c])", (3, 4)),
    ("vstack([b, X])", (3, 4)), ("tile(X, 2)", (4,)), ("repeat(X, 2)", (4,)),
    ("flip(X, 0)", (3, 4)), ("[X[0], 1]", (4,)), ("[[1, X]]", ()), ("full((2, 2), X)", ()),
    ("reshape(X, [4, 3])", (3, 4)), ("X[:, labels]", (3, 4)), ("X[0, :, labels]", (2, 3, 4)),
    ("X[labels[1:], :, i]", (3, 3, 4)), ("X[X > 1]", (4,)), ("b[X > 1]", (4,)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shape"), FORMULAS)
def test_a_formula_of_a_stack_is_the_stack_of_the_formula(text, shape):
    assert_lifted(compiled(text), points(*shape))


@pytest.mark.parametrize(("text", "shape"), NO_RULE)
def test_a_formula_without_a_rule_works_at_a_point_and_raises_for_a_stack(text, shape):
    f, each = compiled(text), points(*shape)
    f(each[0] if shape else each[0][()])

    with pytest.raises(TypeError):
        f(Stack(each))


PLAIN = [
    *((partial(function, **how), (2, 3, 4))
       for function in (np.sum, np.prod, np.max, np.min, np.mean)
       for how in ({}, {"axis": 0}, {"axis": (0, -1), "keepdims": True})),
    (np.diag, (4,)), (np.diag, (3, 4)), (lambda X: np.dot(X, X.T), (3, 4)),
    (lambda X: np.dot(X, FIXED["b"]), (3, 4)), (lambda X: np.dot(FIXED["b"], X), (4,)),
]  # fmt: skip


@pytest.mark.parametrize(("f", "shape"), PLAIN)
def test_a_plain_numpy_function_of_a_stack_is_the_stack_of_the_function(f, shape):
    assert_lifted(f, points(*shape))


def functions_in(table):
    return {name for text, _ in table for name in parse_formula(text).calls}


def test_every_function_of_a_formula_stands_in_the_table_that_its_record_says():
    stacking = {name for name, record in RECORDS.items() if record.stacks}

    assert functions_in(FORMULAS) == stacking
    assert functions_in(NO_RULE) >= set(RECORDS) - stacking


@pytest.mark.parametrize(
    "use",
    [
        np.asarray, np.array, lambda x: np.array([x[0], x[1]]), lambda x: np.add([x, x], 1), float,
        len, list, bool, lambda x: float(x[0]), lambda x: math.exp(x[0]),
        lambda x: x[0] if x[0] > 1 else x[1], lambda x: x > 1 and x, lambda x: 1.0 in x, sum,
        lambda x: x.sum(), lambda x: x.astype(float), lambda x: x.dtype, lambda x: {x: 1},
        lambda x: np.zeros(4)[x], lambda x: x[[True, False, True, False]], lambda x: x[True],
        lambda x: x[x], lambda x: np.eye(4).view(np.matrix) * x, lambda x: np.ma.ones(4) + x,
        lambda x: np.add(x, [1, 2, 3, 4]), lambda x: np.add(x, 1, out=np.zeros(4, complex)),
        lambda x: np.add(x, 1, where=np.ones(4, bool)), lambda x: np.add.accumulate(x),
        lambda x: np.add.outer(x, x), lambda x: np.add.reduce(x, dtype=complex),
        lambda x: np.add.reduce(x, initial=1), lambda x: np.add.reduce(x, 1),
        lambda x: np.add.reduce(x, -2), lambda x: np.frexp(x.real), np.sort, np.cumsum,
        np.linalg.norm, np.linalg.inv, np.linalg.det, np.trace, lambda x: x @ 2,
        lambda x: x[0] @ np.ones(4), lambda x: np.reshape(x, (2, 2), order="A"), np.copy, np.shape,
        lambda x: np.where(x > 1), lambda x: x[0][0], lambda x: np.squeeze(x, axis=0),
        lambda x: np.transpose(x, (1,)), lambda x: np.sum(x, dtype=complex),
        lambda x: np.max(x, initial=0), lambda x: np.mean(x, where=np.ones(4, bool)),
        lambda x: np.diag(x, 1), lambda x: np.dot(x, 2), lambda x: np.dot(x, np.ones((2, 4, 3))),
        lambda x: np.sum(x, out=np.zeros((), complex)),
    ],
)  # fmt: skip
def test_what_is_not_certain_raises(use):
    with pytest.raises((TypeError, ValueError, AttributeError, IndexError, np.linalg.LinAlgError)):
        use(Stack(points(4)))


@pytest.mark.parametrize(
    "write", ["x[0] = 1", "x += 1", "x *= x", "y[:] = x", "y += x", "y[0] = x[0]", "y.flat[:] = x"]
)
def test_a_stack_can_be_written_neither_to_nor_into_an_array(write):
    with pytest.raises((TypeError, ValueError)):
        exec(write, {"x": Stack(points(4)), "y": np.zeros(4, complex)})


# The derivative


class Counted:
    """A function that counts its calls, at stacks and at points."""

    def __init__(self, f: Callable) -> None:
        self.f, self.stacks, self.points = f, 0, 0

    def __call__(self, x):
        self.stacks += isinstance(x, Stack)
        self.points += not isinstance(x, Stack)
        return self.f(x)


@pytest.fixture
def plain(monkeypatch):
    """The derivative by calls at single points alone."""

    def derivative(f, x, **options):
        with monkeypatch.context() as patch:
            patch.setattr(Forward, "together", lambda *_: None)
            return jacobian(f, x, **options)

    return derivative


def assert_same(found, want):
    assert (found.path, found.reason, found.value.shape) == (
        want.path,
        want.reason,
        want.value.shape,
    )
    assert found.primal.tobytes() == want.primal.tobytes()
    np.testing.assert_allclose(
        found.value, want.value, rtol=1e-12, atol=1e-13 * np.abs(want.value).max(initial=0)
    )
    np.testing.assert_allclose(
        found.error, want.error, rtol=1e-3, atol=1e-9 * np.abs(want.value).max(initial=0)
    )


@pytest.mark.parametrize(("n", "blocks"), [(2, 1), (7, 1), (64, 1), (65, 2), (130, 3)])
def test_all_points_take_one_call_to_a_block(n, blocks):
    f, x = Counted(np.sin), np.linspace(0.5, 1.5, n)

    found = jacobian(f, x)

    assert (f.stacks, f.points) == (blocks, 9)
    assert np.allclose(found.value, np.diag(np.cos(x)), rtol=1e-15, atol=0)


@pytest.mark.parametrize("x", [2.0, np.array([2.0]), np.array([[2.0]])])
def test_one_input_is_no_stack(x):
    f = Counted(np.sin)
    jacobian(f, x)

    assert (f.stacks, f.points) == (0, 10)


def test_every_derivative_of_the_bank_takes_a_stack_and_is_the_one_without(plain):
    sets = load_sets(ROOT / "problems", ROOT / "reference")
    key = AnswerKey(sets, "0")
    targets = [
        (target, key.trials(problem)[0].trial.values)
        for problem in (problem for problem_set in sets for problem in problem_set.problems)
        for target in (target_of(problem, answer) for answer in problem.answers)
        if isinstance(target, DerivativeTarget)
    ]
    refused = []
    for target, values in targets:
        function, x = target.forward.at(values)
        f = Counted(function)
        found = jacobian(f, x)

        assert_same(found, plain(function, x))
        if x.size > 1 and f.points > 9:
            refused.append(target.forward.name)

    assert len(targets) > 70
    assert set(refused) <= {"v"}  # entries written out as a list


V = np.array([0.7, 1.3, 2.1, 0.4])


def branch_on_type(x):
    return x**2 if isinstance(x, np.ndarray) else x**3


def halve_unless_an_array(x):
    """Right in its real part: only the check along a real direction can tell."""
    return x**2 if isinstance(x, np.ndarray) else x.real**2 + 0.5 * (x**2 - x.real**2)


def lose_an_input_unless_an_array(x):
    return (
        x[0] * x[1] * x[2] * x[3] if isinstance(x, np.ndarray) else x[0] * x[1].real * x[2] * x[3]
    )


def constant_unless_an_array(x):
    return (
        x**2
        if isinstance(x, np.ndarray)
        else Stack(np.repeat(V[np.newaxis] ** 2 + 0j, len(x.each), axis=0))
    )


def too_few_points(x):
    return x**2 if isinstance(x, np.ndarray) else Stack(x.each[:1] ** 2)


@pytest.mark.parametrize(
    "f",
    [
        branch_on_type,
        halve_unless_an_array,
        lose_an_input_unless_an_array,
        constant_unless_an_array,
        too_few_points,
    ],
)
@pytest.mark.parametrize("seed", range(10))
def test_a_function_that_is_wrong_for_a_stack_is_found_out(plain, f, seed):
    found = jacobian(f, V, seed=seed)

    assert found.path == "complex"
    assert_same(found, plain(f, V))


@pytest.mark.parametrize(
    "f",
    [
        lambda x: x[0] * x[2], lambda x: 3.0, lambda x: x * len(x), lambda x: sum(a * a for a in x),
        lambda x: x.sum(), lambda x: np.array([x[1], x[0] ** 2]), lambda x: [x[0] * x[1], x[0]],
        lambda x: math.sqrt(x[0]), lambda x: x**2 if x[0] > 0 else -x,
        lambda x: x[np.argsort(x.real)], lambda x: np.abs(x), lambda x: x.real,
        lambda x: np.linalg.norm(x), lambda x: x * np.conj(x), lambda x: x.shape[0] * x,
        lambda x: x, np.sort, lambda x: np.einsum("i,i", x, x),
    ],
)  # fmt: skip
def test_any_function_has_the_derivative_that_it_has_without_stacks(plain, f):
    assert_same(jacobian(f, V), plain(f, V))


@pytest.mark.parametrize(
    "fault",
    [
        lambda x: Stack(2 * np.trace(x.each, axis1=1, axis2=2)),
        lambda x: Stack(np.trace(x.each, axis1=1, axis2=2) + 1e-3j * x.each[:, 0, 0].imag),
        lambda x: Stack(np.trace(x.each, axis1=1, axis2=2).conj()),
        lambda x: Stack(np.trace(x.each, axis1=1, axis2=2).real),
        lambda x: Stack(np.trace(x.each, axis1=1, axis2=2)[::-1]),
        lambda x: Stack(np.trace(x.each, axis1=1, axis2=2)[:, np.newaxis]),
        lambda x: np.trace(x.each, axis1=1, axis2=2),
        lambda x: x.missing,
    ],
    ids=["value", "slope", "sign", "real", "order", "shape", "array", "exception"],
)
def test_a_wrong_rule_is_found_out(monkeypatch, plain, fault):
    X = np.arange(9.0).reshape(3, 3) + 5 * np.eye(3)
    want = plain(lambda X: np.trace(X * X), X)
    monkeypatch.setitem(stack._RULES, np.trace, fault)

    found = jacobian(lambda X: np.trace(X * X), X)

    assert_same(found, want)
    assert np.allclose(found.value, np.diag(2 * np.diag(X)), rtol=1e-14, atol=0)


def test_the_same_seed_gives_the_same_bits_by_stacks():
    f, x = compiled("softmax(A @ X, axis=0)"), points(3, 4)[0].real
    first, second = (jacobian(f, x, seed=5) for _ in range(2))

    assert first.value.tobytes() == second.value.tobytes()
    assert first.error.tobytes() == second.error.tobytes()
