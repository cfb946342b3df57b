"""Kinks near the point: never a wrong number without a sign."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.derivative.jacobian import jacobian

FIRST_STEP = 2e-3  # of the stencil at x = 1, about


@pytest.mark.parametrize("modulus", ["real", "analytic"])
def test_three_kinks_at_any_distance_never_fool_it(kinks, modulus):
    """Distances are log-uniform from 1e-9 to 1, on both sides of the stencil's reach."""
    function = np.abs if modulus == "real" else kinks.analytic
    known = 0
    for seed in range(200):
        f, x, exact = kinks.three_kinks(np.random.default_rng(seed), function)
        found = jacobian(f, x, seed=seed)
        resolved = np.isfinite(found.error)
        known += resolved.sum()

        assert np.all(np.abs(found.value - exact)[resolved] <= found.error[resolved])
    assert known > 0.7 * 200 * exact.size


def test_a_kink_anywhere_within_reach_of_the_first_stencil_is_seen(kinks):
    """The odd differences alone are blind at 0 and at 5h/3, the even ones at 3h/5 and 9h/5."""
    for i, distance in enumerate(np.linspace(-4, 4, 400) * FIRST_STEP):
        f, x, exact = kinks.kink_at(distance)
        found = jacobian(f, x, seed=i)

        assert found.resolved
        assert np.all(np.abs(found.value - exact) <= found.error)


def test_a_kink_at_the_point_is_refused(kinks):
    f, x, _ = kinks.kink_at(0.0)

    found = jacobian(f, x)

    assert found.reason == "kink"
    assert not found.resolved


@pytest.mark.parametrize("order", [2, 3])
def test_a_kink_in_a_higher_derivative_keeps_the_bound(order):
    """A spline has no kink to see, and yet the stencil's orders converge to the wrong place."""
    for i, distance in enumerate(np.linspace(-4, 4, 200) * FIRST_STEP):

        def f(x, place=1 + distance):
            return np.exp(x[0]) + max(float(x[0]) - place, 0.0) ** order

        exact = np.e + order * max(-distance, 0.0) ** (order - 1)
        found = jacobian(f, np.ones(1), seed=i)

        assert found.resolved
        assert abs(found.value[0] - exact) <= found.error[0]


def test_a_jump_within_reach_is_stepped_over():
    for i, distance in enumerate(np.geomspace(1e-6, 1e-2, 60)):

        def f(x, place=1 + distance):
            return np.sin(x[0]) + float(x[0].real > place)

        found = jacobian(lambda x, f=f: float(f(x)), np.ones(1), seed=i)

        assert found.path == "real"
        assert not found.resolved or abs(found.value[0] - np.cos(1)) <= found.error[0]
