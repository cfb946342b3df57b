"""Second derivatives: digits against exact Hessians, bounds that hold, what a set asks for."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from autograder.derivative.forward import NonDeterministic
from autograder.derivative.second import mixed, mixed_along, symmetric
from autograder.derivative.stacked import Stack
from autograder.diagnose import diagnostician
from autograder.errors import SpecError
from autograder.oracle.answer_key import AnswerKey
from autograder.problemset.companion import import_file

hessians = import_file(Path(__file__).with_name("hessians.py"), "hessians")
A = hessians.A
EXACT = {name: (make(np), exact) for name, (make, exact) in hessians.EXACT.items()}


def hessian(function, x, seed=0):
    return symmetric(mixed(lambda point: (function, point), x, seed=seed), x.ndim)


@pytest.mark.parametrize("name", EXACT)
def test_a_hessian_has_ten_digits_and_its_bound_holds(name):
    function, exact = EXACT[name]
    for seed in range(20):
        x = np.random.default_rng(seed).standard_normal(5)
        found, truth = hessian(function, x, seed), exact(x)
        off = np.abs(found.value - truth)

        assert found.resolved, found.reason
        assert (off <= found.error).all()
        assert off.max() <= 1e-10 * max(np.abs(truth).max(), 1.0)
        assert found.error.max() <= 1e-7 * max(np.abs(truth).max(), 1.0)


@pytest.mark.parametrize("name", ["quadratic", "cubes", "quartic", "rosenbrock"])
def test_a_hessian_of_a_polynomial_has_thirteen_digits(name):
    function, exact = EXACT[name]
    for seed in range(20):
        x = np.random.default_rng(seed).standard_normal(5)
        truth = exact(x)

        assert np.abs(hessian(function, x, seed).value - truth).max() <= 1e-13 * np.abs(truth).max()


@pytest.mark.slow
def test_no_bound_is_violated_in_a_hundred_thousand_entries():
    entries = violated = 0
    for function, exact in EXACT.values():
        for seed in range(340):
            x = np.random.default_rng(1000 + seed).standard_normal(5)
            found = hessian(function, x, seed)
            off = np.abs(found.value - exact(x))
            entries += off.size
            violated += int((off > found.error).sum())

    assert entries >= 100_000
    assert violated == 0


def test_a_mixed_derivative_has_the_first_variable_s_axes_first():
    x, y = np.arange(1.0, 4.0), np.arange(1.0, 3.0)
    W = np.arange(6.0).reshape(3, 2)
    found = mixed(lambda y: (lambda x: x @ W @ y, x), y)

    assert found.value.shape == (3, 2)
    assert np.allclose(found.value, W, atol=1e-10)


def test_a_product_with_a_step_is_the_hessian_s():
    function, exact = EXACT["log-sum-exp"]
    x, v = np.random.default_rng(3).standard_normal((2, 5))
    found = mixed_along(lambda point: (function, point), x, v)

    assert (np.abs(found.value - exact(x) @ v) <= found.error).all()


def test_a_function_that_takes_no_complex_numbers_is_differentiated_twice_all_the_same():
    function = partial(_real_only, A)
    x = np.random.default_rng(3).standard_normal(5)
    found = hessian(function, x)

    if found.resolved:
        assert (np.abs(found.value - np.diag(6 * x)) <= found.error).all()
    else:
        assert found.reason


def _real_only(_, x):
    return float(np.sum(np.asarray(x, dtype=float) ** 3))


class Counted:
    """A function that counts its calls, at stacks and at points."""

    def __init__(self, f):
        self.f, self.stacks, self.points = f, 0, 0

    def __call__(self, x):
        self.stacks += isinstance(x, Stack)
        self.points += not isinstance(x, Stack)
        return self.f(x)


def test_all_points_of_a_second_derivative_share_one_call():
    f = Counted(EXACT["log-sum-exp"][0])

    hessian(f, np.random.default_rng(0).standard_normal(5))

    assert (f.stacks, f.points) == (2, 9)  # the first derivative's, all others


def test_all_points_of_a_mixed_derivative_share_one_call():
    W, x = np.random.default_rng(1).standard_normal((2, 3, 3))
    f = Counted(lambda both: np.tanh(both))

    found = mixed(lambda W: (lambda x: f(x @ W), x), W)

    assert (f.stacks, f.points) == (2, 9)
    slope = 1 - np.tanh(x @ W) ** 2
    bend = -2 * np.tanh(x @ W) * slope
    exact = np.zeros((3,) * 6)
    for i, b, p, q, j in np.ndindex(3, 3, 3, 3, 3):
        exact[i, b, p, q, i, j] = (j == q) * (
            slope[i, j] * (b == p) + bend[i, j] * W[b, j] * x[i, p]
        )
    assert (np.abs(found.value - exact) <= found.error).all()


def _without_stacks(function):
    def plain(x):
        if isinstance(x, Stack):
            raise TypeError
        return function(x)

    return plain


@pytest.mark.parametrize("name", EXACT)
def test_points_one_by_one_give_the_same_second_derivative(name):
    function, _ = EXACT[name]
    x = np.random.default_rng(5).standard_normal(5)

    together, alone = hessian(function, x), hessian(_without_stacks(function), x)

    assert (np.abs(together.value - alone.value) <= together.error).all()
    assert np.allclose(together.error, alone.error, rtol=0.5, atol=1e-11)


def test_a_tensor_and_a_number_have_second_derivatives_one_by_one_too():
    for x in (np.arange(1.0, 9.0).reshape(2, 2, 2), np.array(2.0)):
        found = hessian(_without_stacks(lambda x: np.sum(x**3)), x)
        exact = np.diag(6 * x.ravel()).reshape((*x.shape, *x.shape))

        assert (np.abs(found.value - exact) <= found.error).all()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda x: np.sum(x**4),
        lambda x: Stack(np.sum(x.each.real**3 + 0.5j * x.each.imag, axis=1)),
        lambda x: Stack(np.sum(x.each**3, axis=1)[::-1]),
        lambda x: Stack(np.sum(x.each**3, axis=1)[:3]),
        lambda x: np.sum(x.each**3),
    ],
    ids=["value", "slope", "order", "number", "no stack"],
)
def test_a_function_that_is_wrong_for_a_stack_is_found_out(wrong):
    x = np.array([0.7, -1.3, 2.1, 0.4])

    found = hessian(lambda x: wrong(x) if isinstance(x, Stack) else np.sum(x**3), x)

    assert (np.abs(found.value - np.diag(6 * x)) <= found.error).all()
    assert found.error.max() < 1e-8


def test_a_function_that_changes_between_calls_is_refused():
    calls = []

    def drifting(x):
        calls.append(x)
        return np.sum(x**3) * (1 if len(calls) < 40 else 1.001)

    with pytest.raises(NonDeterministic):
        hessian(_without_stacks(drifting), np.array([0.7, -1.3, 2.1, 0.4]))


@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_a_bend_within_reach_of_the_wide_stencil_alone_never_goes_beyond_the_bound(side):
    """A third power on one side of a threshold, none on the other: no kink in the slope itself."""
    for number, distance in enumerate(np.geomspace(1e-5, 3, 100)):
        x = np.array([1.0 + side * distance, 0.9])

        found = hessian(lambda x: np.sum(np.where(x.real > 1, (x - 1) ** 3, 0 * x)), x, number)

        exact = np.diag(np.where(x > 1, 6 * (x - 1), 0.0))
        known = np.isfinite(found.error)
        assert (np.abs(found.value - exact)[known] <= found.error[known]).all()
        assert known.all() or distance < 0.02


# In a set


SET = """
p:
  given: {x: "array[n]", v: "array[n]", y: "array[m]", W: "matrix[n, m]"}
  forward: FORWARD + 0 * sum(W) + 0 * sum(y) + 0 * sum(v)
  answer: p(x, v, y, W)
  WHAT
"""


@pytest.mark.parametrize(
    ("forward", "what", "convention"),
    [
        ("logsumexp(x)", "wrt: [x, x]\n  shape: [n, n]", "denominator"),
        ("tanh(x @ W @ y)", "wrt: [x, y]\n  shape: [n, m]", "denominator"),
        ("tanh(x @ W @ y)", "wrt: [x, y]\n  shape: [m, n]", "numerator"),
        ("logsumexp(x)", "wrt: [x, x]\n  along: v\n  shape: [n]", "jacobian"),
        ("tanh(x @ W)", "wrt: [x, x]\n  shape: [m, n, n]", "jacobian"),
    ],
)
def test_a_set_asks_for_second_derivatives(write_set, forward, what, convention):
    text = SET.replace("FORWARD", forward).replace("WHAT", what)

    loaded = write_set(text, head=f"convention: {convention}\n")

    assert len(AnswerKey([loaded]).trials(loaded.problems[0])) >= 5


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("wrt: [x, x, y]\n  shape: [n, n]", "3 variables; expected one, or two"),
        ("wrt: [x, z]\n  shape: [n, n]", "found the name 'z'"),
        ("wrt: [x, x]\n  axes: [x.0, x.0]\n  shape: [n, n]", "`axes` with two variables"),
        ("wrt: [x, y]\n  shape: [m, n]", "expected [n, m]"),
    ],
)
def test_a_second_derivative_that_cannot_be_is_refused(write_set, what, said):
    with pytest.raises(SpecError) as caught:
        write_set(SET.replace("FORWARD", "tanh(x @ W @ y)").replace("WHAT", what))

    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "mistake"),
    [
        (lambda H: H / 2, "scale.factor"),
        (lambda H: np.diag(np.diag(H)), "diagonal.only"),
        (lambda H: -H, "sign.flipped"),
    ],
)
def test_mistakes_in_a_hessian_are_named(write_set, wrong, mistake):
    loaded = write_set(
        'p: {given: {x: "array[n]"}, forward: logsumexp(x), answer: p(x), wrt: [x, x],'
        " shape: [n, n]}"
    )
    key, [problem] = AnswerKey([loaded]), loaded.problems
    [answer] = problem.answers
    values = [wrong(trial.expected["p"].value) for trial in key.trials(problem)]

    named = diagnostician(key).name(problem, answer, values)

    assert named is not None
    assert named.mistake == mistake
