"""One rule for how far an answer may be off, and shorter ways to the same."""

import numpy as np
import pytest

from autograder.oracle.tolerance import (
    NEAR,
    RIGHT,
    distance,
    distances,
    surely,
    surely_not,
    worst_bound,
    worst_bounds,
)

RNG = np.random.default_rng(2)
ARRAYS = [
    RNG.standard_normal((3, 4)),
    10.0 ** RNG.uniform(-9, 9, (5, 2)),
    np.array(0.3),
    np.zeros((2, 2)),
    np.array([0.0, 1e-12, 5.0]),
]


@pytest.mark.parametrize("expected", ARRAYS)
def test_what_is_surely_right_is_right(expected):
    bound = surely(expected)

    for sign in (-1, 1):
        assert distance(expected + sign * bound, expected, np.zeros(())) <= RIGHT


@pytest.mark.parametrize("expected", ARRAYS)
def test_what_is_surely_wrong_is_not_even_near(expected):
    error = RNG.uniform(0, 1e-4, expected.shape)
    bound = surely_not(expected, error)

    for entry in np.ndindex(expected.shape):
        answer = expected.copy()
        answer[entry] += bound
        assert distance(answer, expected, error) > NEAR


def test_the_worst_bounds_of_rows_are_those_of_each_row():
    value = np.array([array.ravel()[:2] for array in ARRAYS if array.size > 1])
    error = RNG.uniform(0, 1e-6, value.shape)

    expected = [worst_bound(*row) for row in zip(value, error, strict=True)]

    np.testing.assert_array_equal(worst_bounds(value, error), expected)


@pytest.mark.parametrize("seed", range(20))
def test_distances_of_several_trials_are_those_of_each_to_the_last_bit(seed):
    random = np.random.default_rng(seed)
    shapes = [tuple(random.integers(1, 5, random.integers(0, 4))) for _ in range(7)]
    values = [random.normal(size=shape) * 10.0 ** random.integers(-320, 300) for shape in shapes]
    values[3] = np.zeros(shapes[3])
    values[4] = values[4] * random.integers(0, 2, shapes[4])
    arrays = [value + random.normal(size=value.shape) * np.abs(value) for value in values]
    arrays[5] = values[5]
    errors = [np.abs(value) * 1e-3 if random.integers(2) else np.array(1e-9) for value in values]

    together = distances(arrays, values, errors)

    assert together.tolist() == [
        distance(*each) for each in zip(arrays, values, errors, strict=True)
    ]
