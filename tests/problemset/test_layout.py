"""The layout rule: the notes' five definitions, the numerator convention, and declared axes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.problemset.layout import LayoutError, default_axes, resolve

SCALAR, VECTOR, MATRIX = (), (3, 1), (5, 6)
OUT = (7, 1)


@pytest.mark.parametrize(
    ("x", "y", "denominator", "numerator"),
    [
        (VECTOR, SCALAR, ("x.0", "1"), ("1", "x.0")),  # Definition 9
        (SCALAR, OUT, ("1", "out.0"), ("out.0", "1")),  # Definition 11
        (VECTOR, OUT, ("x.0", "out.0"), ("out.0", "x.0")),  # Definition 13
        (SCALAR, MATRIX, ("out.1", "out.0"), ("out.0", "out.1")),  # Definition 17
        (MATRIX, SCALAR, ("x.0", "x.1"), ("x.1", "x.0")),  # Definition 18
        (SCALAR, SCALAR, (), ()),
        ((1, 3), SCALAR, ("1", "x.1"), ("1", "x.1")),  # a row keeps its shape
        ((4,), SCALAR, ("x.0",), ("x.0",)),  # and so does a one-axis array
        ((1, 3), OUT, ("x.1", "out.0"), ("out.0", "x.1")),
        ((1, 1), (1, 1), (), ()),
    ],
)
def test_conventions(x, y, denominator, numerator):
    assert default_axes("denominator", "x", x, y) == denominator
    assert default_axes("numerator", "x", x, y) == numerator


@pytest.mark.parametrize(
    ("x", "y"), [(MATRIX, OUT), (VECTOR, MATRIX), (MATRIX, MATRIX), ((3, 4, 5), SCALAR)]
)
def test_three_axes_have_no_convention(x, y):
    assert default_axes("denominator", "x", x, y) is None


def test_arranges_the_raw_derivative():
    raw = np.arange(5 * 6 * 7.0).reshape(5, 6, 7, 1)
    layout = resolve(["out.0", "W.1", "W.0"], "W", MATRIX, OUT)

    np.testing.assert_array_equal(layout.arrange(raw), raw[..., 0].transpose(2, 1, 0))


def test_dimensions_of_one_keep_their_axis_once_the_layout_is_known():
    layout = resolve(["v.0", "out.0"], "v", VECTOR, OUT)

    assert layout.arrange(np.ones((1, 1, 1, 1))).shape == (1, 1)


@pytest.mark.parametrize(
    "axes",
    [["v.0"], ["v.0", "v.0", "out.0"], ["v.0", "out.1"], ["w.0", "out.0"], ["v.0", "v.1", "out.0"]],
)
def test_axes_must_be_those_of_input_and_output(axes):
    with pytest.raises(LayoutError, match=r"each of v\.0, out\.0 once"):
        resolve(axes, "v", VECTOR, OUT)


@given(st.permutations(["x.0", "x.1", "out.0", "out.1"]))
def test_any_declared_order_is_a_transposition_of_the_raw_derivative(axes):
    lengths = {"x.0": 2, "x.1": 3, "out.0": 4, "out.1": 5}
    raw = np.random.default_rng(0).standard_normal((2, 3, 4, 5))

    arranged = resolve(axes, "x", (2, 3), (4, 5)).arrange(raw)

    assert arranged.shape == tuple(lengths[axis] for axis in axes)
    np.testing.assert_array_equal(np.sort(arranged.ravel()), np.sort(raw.ravel()))
