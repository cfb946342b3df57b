"""Derivatives at several points in one go are those at each, and those that are not are left."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.derivative.jacobian import jacobian
from autograder.derivative.side_by_side import jacobians
from autograder.derivative.stacked import Stack

POINTS = 4
RNG = np.random.default_rng(5)


def together(formula, *others):
    """All points' functions: a formula of the point and of the other inputs that go with it."""
    return lambda x, owners: formula(x, *(Stack(other[owners]) for other in others))


def each(formula, *others):
    return [lambda x, own=own: formula(x, *own) for own in zip(*others, strict=True)]


def generators():
    return [np.random.default_rng(seed) for seed in range(POINTS)]


@pytest.mark.parametrize(
    ("formula", "shape", "other"),
    [
        (lambda x, W: W.T @ x, (3, 1), (3, 2)),
        (lambda x, W: np.sum(np.exp(x) * W), (2, 3), (2, 3)),
        (lambda x, s: s * x**3, (), ()),
        (lambda x, W: np.linalg.inv(x @ x.T + W @ W.T), (2, 2), (2, 2)),
        (lambda x, s: np.where(x > s, x * x, 0 * x), (5,), ()),
    ],
)
def test_what_is_known_is_what_each_point_gives_by_itself(formula, shape, other):
    x, others = RNG.standard_normal((POINTS, *shape)), RNG.standard_normal((POINTS, *other))

    found = jacobians(together(formula, others), each(formula, others), x, generators())

    assert found.known.all()
    for place, random in enumerate(generators()):
        alone = jacobian(each(formula, others)[place], x[place], seed=random)
        np.testing.assert_allclose(found.value[place], alone.value, rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(found.error[place], alone.error, rtol=1e-3, atol=1e-15)


def test_a_point_at_a_kink_is_left_and_the_others_are_known():
    x = RNG.uniform(1, 2, (POINTS, 3)) * [1, -1, 1]
    x[1, 2] = 1e-4

    found = jacobians(
        lambda x, owners: np.where(x > 0, x, -x),
        [lambda x: np.where(x > 0, x, -x)] * POINTS,
        x,
        generators(),
    )

    assert found.known.tolist() == [True, False, True, True]
    for slopes in found.value[found.known]:
        np.testing.assert_allclose(slopes, np.diag([1, -1, 1]), atol=1e-14)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda x, owners: 2 * x,  # another value at the points themselves
        lambda x, owners: x + 1e-3 * (x - Stack(np.ones((1, 3)))),  # hardly another
        lambda x, owners: x.real * x.real,  # no slope in the imaginary direction
    ],
)
def test_what_a_stack_gets_wrong_is_not_known(wrong):
    x = RNG.uniform(1, 2, (POINTS, 3))

    found = jacobians(wrong, [lambda x: x * x] * POINTS, x, generators())

    assert found is None or not found.known.any()


def test_what_takes_no_stack_is_left():
    x = RNG.uniform(1, 2, (POINTS, 3))

    assert jacobians(lambda x, _: np.cumsum(x), [np.cumsum] * POINTS, x, generators()) is None
    assert jacobians(lambda x, _: x, [np.float32] * POINTS, x, generators()) is None
