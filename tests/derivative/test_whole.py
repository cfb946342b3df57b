"""What is asked of a whole array is what numpy's own methods say of it."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.derivative.whole import every, largest


@pytest.mark.parametrize("shape", [(), (0,), (1,), (2, 3)])
@pytest.mark.parametrize("places", [0, 1])
def test_every_is_all(shape, places):
    mask = np.ones(shape, bool)
    mask.flat[:places] = False

    assert every(mask) is bool(mask.all())


@pytest.mark.parametrize("entries", [[[1.0, 3.0], [2.0, -4.0]], [np.inf, 1.0], [-np.inf], 2.0])
def test_largest_is_max(entries):
    assert largest(np.array(entries)) == np.max(entries)


def test_what_is_no_number_is_the_largest_entry():
    assert np.isnan(largest(np.array([1.0, np.nan, np.inf])))
