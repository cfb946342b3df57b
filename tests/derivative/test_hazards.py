"""Functions that fool numeric differentiation: the derivative is right, or it is refused with the
right reason.
"""

from __future__ import annotations

import numpy as np
import pytest

from autograder.derivative import jacobian as derivative
from autograder.derivative.jacobian import directional, jacobian

ERRORS = {"NonDeterministic": derivative.NonDeterministic, "MutatesInput": derivative.MutatesInput}


def test_each_hazard_is_right_or_refused_for_its_reason(problems, hazard):
    if hazard.outcome in ERRORS:
        with pytest.raises(ERRORS[hazard.outcome]):
            jacobian(hazard.f, hazard.x)
        return

    found = jacobian(hazard.f, hazard.x)

    if hazard.outcome != "right or refused":
        assert (found.reason or found.path) == hazard.outcome
    assert found.resolved == (found.reason == "")
    if found.resolved:
        exact = np.asarray(hazard.exact, dtype=float)
        assert found.value.shape == exact.shape
        assert np.all(np.abs(found.value - exact) <= found.error)
        assert not exact.any() or problems.digits(found.value, exact) >= hazard.digits


def test_every_seed_keeps_the_bound(differentiable):
    """Nothing above is owed to a lucky direction or step."""
    exact = np.asarray(differentiable.exact, dtype=float)
    for seed in range(1, 11):
        found = jacobian(differentiable.f, differentiable.x, seed=seed)
        known = np.isfinite(found.error)

        assert np.all(np.abs(found.value - exact)[known] <= found.error[known])


def test_what_is_unknown_is_nan_with_an_infinite_bound_and_the_rest_is_known():
    found = jacobian(np.abs, np.array([1.0, 0.0, -2.0]))

    assert found.reason == "kink"
    assert np.argwhere(np.isinf(found.error)).tolist() == [[1, 1]]
    assert np.isnan(found.value[1, 1])
    known = np.isfinite(found.error)
    assert np.allclose(found.value[known], np.diag([1.0, 0.0, -1.0])[known], rtol=0, atol=1e-10)


def test_an_output_without_a_value_is_unknown_and_the_others_are_known():
    with np.errstate(all="ignore"):
        found = jacobian(np.log, np.array([-1.0, 2.0]))

    assert found.reason == "domain edge"
    assert np.isinf(found.error[:, 0]).all()
    assert abs(found.value[1, 1] - 0.5) <= found.error[1, 1] < 1e-9


def test_directional_refuses_a_kink_across_and_takes_one_along():
    """At (0, 1), |x| has no derivative along x and one along y."""

    def f(x):
        return np.abs(x[0]) + x[1] ** 2

    across = directional(f, [0.0, 1.0], [1.0, 1.0])
    beside = directional(f, [0.0, 1.0], [0.0, 1.0])

    assert across.reason == "kink"
    assert not across.resolved
    assert abs(beside.value - 2.0) <= beside.error < 1e-9


@pytest.mark.parametrize(
    ("f", "x", "reason"),
    [(np.sign, [0.0], "jump"), (np.sqrt, [0.0], "domain edge"), (np.abs, [0.0], "kink")],
    ids=["sign", "sqrt", "abs"],
)
def test_directional_says_why(f, x, reason):
    found = directional(f, x, [1.0])

    assert found.reason == reason
    assert np.isnan(found.value).all()
