"""What is kept of a wrong answer's numbers."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.cohort.wrong_numbers import _few


def test_what_is_not_finite_counts_as_zero_and_the_rest_is_rounded():
    array = np.array([[np.nan, np.inf, -np.inf], [1 / 3, -2e300, 1e-300]])

    assert _few(array) == [0.0, 0.0, 0.0, 0.333333333, -2e300, 1e-300]


@pytest.mark.parametrize(("size", "kept"), [(1, 1), (16, 16), (17, 16), (1000, 16)])
def test_of_a_large_array_entries_from_the_first_to_the_last_are_kept(size, kept):
    numbers = _few(np.arange(float(size)))

    assert len(numbers) == kept
    assert (numbers[0], numbers[-1]) == (0.0, size - 1.0)
    assert numbers == sorted(set(numbers))
