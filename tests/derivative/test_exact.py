"""The derivative against derivatives by hand: 14 digits by complex steps, 10 by real ones."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.derivative.jacobian import directional, jacobian

SEEDS = range(3)


@pytest.mark.parametrize("seed", SEEDS)
def test_complex_path_has_fourteen_digits_and_keeps_its_bound(problems, make, seed):
    case = make(np.random.default_rng(seed))

    found = jacobian(case.f, case.x, seed=seed)

    assert found.path == "complex"
    assert found.resolved
    assert found.value.shape == case.exact.shape
    assert problems.digits(found.value, case.exact) >= 14
    assert np.all(np.abs(found.value - case.exact) <= found.error)


@pytest.mark.parametrize("seed", SEEDS)
def test_real_path_has_ten_digits_and_keeps_its_bound(problems, make, seed):
    case = make(np.random.default_rng(seed))

    found = jacobian(problems.real_only(case.f), case.x, seed=seed)

    assert found.path == "real"
    assert found.resolved
    assert found.value.shape == case.exact.shape
    assert problems.digits(found.value, case.exact) >= 10
    assert np.all(np.abs(found.value - case.exact) <= found.error)


def test_the_bound_is_small_enough_to_judge_an_answer(problems, make):
    """Three bounds are forgiven in a comparison to 1e-5: they must not forgive a wrong answer."""
    case = make(np.random.default_rng(0))
    for f in (case.f, problems.real_only(case.f)):
        found = jacobian(f, case.x)

        assert found.error.max() < 1e-6 * np.abs(case.exact).max()


def test_a_derivative_off_by_a_thousandth_is_told_apart(problems, make):
    case = make(np.random.default_rng(0))
    wrong = 1.001 * case.exact
    for f in (case.f, problems.real_only(case.f)):
        found = jacobian(f, case.x)
        largest = np.unravel_index(np.abs(wrong).argmax(), wrong.shape)

        assert abs(found.value - wrong)[largest] > 3 * found.error[largest] + 1e-5 * abs(
            wrong[largest]
        )


def test_complex_steps_that_are_off_by_a_thousandth_are_not_believed(problems, make):
    """The check along a real direction is what makes the complex path safe: it must fail when it
    should.
    """
    case = make(np.random.default_rng(0))

    def lying(x):
        y = np.asarray(case.f(x))
        return y.real + 1.001j * y.imag if np.iscomplexobj(y) else y

    found = jacobian(lying, case.x)

    assert found.path == "real"
    assert problems.digits(found.value, case.exact) >= 10


def test_one_wrong_entry_in_the_complex_steps_is_not_believed():
    def lying(x):
        y = np.array(x**2)
        if np.iscomplexobj(y):
            y[3] -= 0.001j * y[3].imag
        return y

    x = np.linspace(1, 2, 7)

    found = jacobian(lying, x)

    assert found.path == "real"
    assert np.all(np.abs(found.value - np.diag(2 * x)) <= found.error)


@pytest.mark.parametrize("seed", SEEDS)
def test_directional_is_the_jacobian_times_the_direction(problems, make, seed):
    rng = np.random.default_rng(seed)
    case = make(rng)
    v = rng.normal(size=case.x.shape) * np.maximum(np.abs(case.x), 0.1)
    exact = np.tensordot(v, case.exact, axes=v.ndim)
    for f, path, digits in ((case.f, "complex", 13.5), (problems.real_only(case.f), "real", 9)):
        found = directional(f, case.x, v, seed=seed)

        assert found.path == path
        assert found.value.shape == exact.shape
        assert problems.digits(found.value, exact) >= digits
        assert np.all(np.abs(found.value - exact) <= found.error)


def test_automatic_differentiation_agrees():
    """An independent second opinion, on a network that nobody differentiated by hand."""
    autograd = pytest.importorskip("autograd")
    anp = pytest.importorskip("autograd.numpy")
    rng = np.random.default_rng(0)
    W1, W2, X = rng.normal(size=(4, 6)), rng.normal(size=(3, 4)), rng.normal(size=(6, 5))

    def network(W1):
        hidden = anp.tanh(anp.dot(W1, X))
        scores = anp.dot(W2, hidden * hidden)
        return anp.log(anp.sum(anp.exp(scores), axis=0))

    found = jacobian(network, W1)
    exact = np.moveaxis(autograd.jacobian(network)(W1), 0, -1)

    assert found.path == "complex"
    assert np.abs(found.value - exact).max() <= 1e-13 * np.abs(exact).max()
