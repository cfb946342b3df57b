"""Automatic differentiation as a second opinion on the numeric derivative."""

import sys

import numpy as np
import pytest

from autograder.oracle.answer_key import AnswerKey
from autograder.problemset.functions import COMPARISONS, FUNCTIONS
from autograder.staff.verify import second
from autograder.staff.verify.second import ABSENT, opinions
from autograder.staff.verify.traced import traced_functions

SAMPLES = {
    "exp2": "sum(exp2(v))", "log2": "sum(log2(v * v))", "log10": "sum(log10(v * v))",
    "cbrt": "sum(cbrt(v) * v)", "arcsin": "sum(arcsin(tanh(v)))", "arccos": "sum(arccos(tanh(v)))",
    "arcsinh": "sum(arcsinh(v))", "arccosh": "sum(arccosh(1.1 + v * v))",
    "arctanh": "sum(arctanh(v / 9))", "erf": "sum(erf(v))", "silu": "sum(silu(v))",
    "floor": "sum(floor(v) * v * v)", "ceil": "sum(ceil(v) * v * v)",
    "hypot": "sum(hypot(v, 2))", "arctan2": "sum(arctan2(v, B))",
    "logaddexp": "sum(logaddexp(v, B))", "cumprod": "sum(cumprod(v, axis=0))",
    "log_softmax": "sum(v * log_softmax(v, axis=0))", "pinv": "sum(pinv(hstack([v, v**2])))",
    "expm": "sum(expm(v @ v.T / 9 + B / 9))", "cholesky": "sum(cholesky(eye(n) + v @ v.T))",
    "eigvalsh": "sum(eigvalsh(B + v @ v.T)**3)", "svdvals": "sum(svdvals(B + v @ v.T))",
    "matrix_power": "sum(matrix_power(B + v @ v.T, 3))", "cross": "sum(cross(v[:3], B[:3, 0])**2)",
    "convolve": "sum(convolve(v[:, 0], B[0])**2)", "roll": "sum(roll(v, 1) * v)",
    "tril": "sum(tril(v @ v.T))", "triu": "sum(triu(v @ v.T)[0])",
    "exp": "sum(exp(v))", "expm1": "sum(expm1(v))", "log": "sum(log(v * v))",
    "log1p": "sum(log1p(v * v))", "sqrt": "sum(sqrt(v * v))", "square": "sum(square(v))",
    "sin": "sum(sin(v))", "cos": "sum(cos(v))", "tan": "sum(tan(0.1 * v))",
    "arctan": "sum(arctan(v))", "sinh": "sum(sinh(v))", "cosh": "sum(cosh(v))",
    "tanh": "sum(tanh(v))", "sigmoid": "sum(sigmoid(v))", "relu": "sum(v * relu(v + 9))",
    "softplus": "sum(softplus(v))", "abs": "sum(abs(v) * v)", "sign": "sum(sign(v) * v * v)",
    "maximum": "sum(maximum(v, -9) * v)", "minimum": "sum(minimum(v, 9) * v)",
    "clip": "sum(clip(v, -9, 9) * v)", "where": "sum(where(v > 0, v, 2 * v))",
    "mean": "mean(v * v)", "prod": "prod(v)", "cumsum": "sum(cumsum(v, axis=0) * v)",
    "max": "max(v) * sum(v)", "min": "min(v) * sum(v)", "var": "var(v)", "std": "std(v)",
    "norm": "norm(v)", "softmax": "sum(softmax(v, axis=0)**2)", "logsumexp": "logsumexp(v)",
    "trace": "trace(v @ v.T)", "det": "det(B + v @ v.T)", "logdet": "logdet(B + v @ v.T)",
    "inv": "sum(inv(B + v @ v.T))", "solve": "sum(solve(B + v @ v.T, v))", "dot": "dot(v, v)",
    "outer": "sum(outer(v, v)**2)", "kron": "sum(kron(v, v)**2)",
    "einsum": "einsum('ij,ij->', v, v)", "vec": "sum(vec(v @ v.T)[1])",
    "unvec": "sum(unvec(v, n, 1)**2)", "diag": "sum(diag(v) @ B @ v)", "eye": "sum(eye(n) @ v * v)",
    "ones": "sum(ones(n, 1) * v * v)", "zeros": "sum((zeros(n, 1) + v)**2)",
    "full": "sum(full((n, 1), 2.0) * v * v)", "arange": "sum(arange(n) @ (v * v))",
    "reshape": "sum(reshape(v, 1, n)**2)", "transpose": "sum(transpose(v) @ B @ v)",
    "stack": "sum(stack([v, v])**2)", "concatenate": "sum(concatenate([v, v])**2)",
    "hstack": "sum(hstack([v, v])**2)", "vstack": "sum(vstack([v, v])**2)",
    "tile": "sum(tile(v, 2)**2)", "repeat": "sum(repeat(v, 2)**2)",
    "flip": "sum(flip(v, 0) * v * v)", "pick": "sum(pick(v @ v.T, arange(n)))", "sum": "sum(v * v)",
}  # fmt: skip


def opinion_on(write_set, forward, wrt="v", shape="[n, 1]", **keys):
    extra = "".join(f"  {key}: {value}\n" for key, value in keys.items())
    problem_set = write_set(
        f"asked:\n  given: {{v: 'vector[n]', B: 'matrix[n, n]'}}\n  forward: \"{forward}\"\n"
        f"  answer: asked(v, B)\n  wrt: {wrt!r}\n  shape: {shape}\n{extra}"
    )
    [opinion] = opinions(AnswerKey([problem_set]), problem_set.problems[0])
    return opinion


def test_every_function_of_formulas_has_a_traced_one_and_a_sample():
    lowered = {f"__{name}__" for name in COMPARISONS} | {"__array__"}

    assert set(traced_functions()) == set(FUNCTIONS) | lowered
    assert set(SAMPLES) == set(FUNCTIONS)


@pytest.mark.parametrize("name", SAMPLES)
def test_both_derivatives_agree_on_every_function(write_set, name):
    opinion = opinion_on(write_set, SAMPLES[name])

    assert opinion.distance is not None, opinion.why
    assert opinion.distance < 1e-6


WITHOUT_AXIS = (
    *("sum(cumprod(v))", "sum(cumsum(v)**2)", "sum(cumprod(B @ v @ v.T))", "sum(flip(v) * v * v)"),
    *("sum(softmax(v) * v)", "sum(log_softmax(B @ v) * v)", "sum(roll(v @ v.T, 1) * B)"),
    *("sum(repeat(v, 2)**3)", "sum(stack([v, v])**3)", "sum(mean(B @ v) * v)", "max(B * v)"),
)


@pytest.mark.parametrize("forward", WITHOUT_AXIS)
def test_both_agree_where_no_axis_is_named(write_set, forward):
    opinion = opinion_on(write_set, forward)

    assert opinion.distance is not None, opinion.why
    assert opinion.distance < 1e-6


@pytest.mark.parametrize(
    ("forward", "wrt", "shape", "keys"),
    [
        ("B @ v", "v", "[n, n]", {}),
        ("B @ v", "v[0, 0]", "[1, n]", {}),
        ("B @ v", "B", "[n, n, n]", {"axes": "[B.1, out.0, B.0]"}),
        (
            "[[v[0, 0] * v[1, 0], 2], [v[1, 0], v[2, 0]**2]]",
            "v",
            "[2, 2, n]",
            {"axes": "[out.0, out.1, v.0]"},
        ),
        ("sum(v**3)", "v", "[]", {"along": "v"}),
    ],
)
def test_layouts_indices_literals_and_steps_are_followed(write_set, forward, wrt, shape, keys):
    opinion = opinion_on(write_set, forward, wrt, shape, **keys)

    assert opinion.distance is not None, opinion.why
    assert opinion.distance < 1e-6


def test_a_numeric_derivative_that_is_off_is_contradicted(write_set, monkeypatch):
    real = second._automatic
    monkeypatch.setattr(second, "_automatic", lambda *arguments: 1.001 * real(*arguments))

    assert opinion_on(write_set, "sum(v * v)").distance == pytest.approx(1e-3, rel=1e-3)


def test_a_companion_function_has_no_second_opinion(write_set):
    problem_set = write_set(
        "asked:\n  given: {v: 'vector[n]'}\n  forward: own(v)\n  answer: asked(v)\n  wrt: v\n"
        "  shape: [n, 1]\n",
        companion="import numpy as np\ndef own(v):\n    return np.sum(v**2)\n",
    )
    [opinion] = opinions(AnswerKey([problem_set]), problem_set.problems[0])

    assert (opinion.distance, opinion.why) == (None, "autograd has no own")


def test_it_says_plainly_that_autograd_is_absent(write_set, monkeypatch):
    traced_functions.cache_clear()
    monkeypatch.setitem(sys.modules, "autograd", None)
    monkeypatch.setitem(sys.modules, "autograd.numpy", None)

    opinion = opinion_on(write_set, "sum(v * v)")

    assert (opinion.distance, opinion.why) == (None, ABSENT)


def test_comparisons_and_literals_mean_what_they_mean_to_the_grader():
    table = traced_functions()
    a, b = np.array([1.0, 2.0, 3.0]), np.array([2.0, 2.0, 2.0])

    for name, function in COMPARISONS.items():
        np.testing.assert_array_equal(table[f"__{name}__"](a, b), function(a, b))
    np.testing.assert_array_equal(table["__array__"]([1.0, [2.0]][:1]), [1.0])
