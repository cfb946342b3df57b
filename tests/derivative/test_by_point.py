"""Functions that know no stacks have of a stack the value at each of its points."""

import numpy as np
import pytest

from autograder.derivative.by_point import ByEntry, ByPoint
from autograder.derivative.stacked import Stack

POINTS = np.random.default_rng(5).standard_normal((4, 2, 3))


@pytest.mark.parametrize(
    ("made", "function", "others"),
    [
        (ByPoint, lambda x: x / np.abs(x).sum(), ()),
        (ByPoint, lambda x, y: x @ y.T, (POINTS[0],)),
        (ByEntry, np.tanh, ()),
        (ByEntry, lambda x, a: np.where(x > 0, x, a * x), (0.1,)),
        (ByEntry, lambda x, a: x * a, (POINTS[0],)),
    ],
)
def test_the_value_of_a_stack_is_that_of_each_point(made, function, others):
    found = made(function)(Stack(POINTS), *others)

    assert isinstance(found, Stack)
    np.testing.assert_array_equal(found.each, [function(point, *others) for point in POINTS])


def test_two_stacks_go_together_point_by_point():
    found = ByEntry(np.add)(Stack(POINTS), Stack(2 * POINTS))

    np.testing.assert_array_equal(found.each, 3 * POINTS)


def test_of_plain_arrays_the_function_is_what_it_was():
    assert ByPoint(np.sum)(POINTS[0], axis=1).shape == (2,)
    assert ByEntry(np.exp)(0.0) == 1.0
