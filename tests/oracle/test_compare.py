"""Verdicts on values: type, axes, shape, finite, value, in that order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.oracle.compare import (
    NotNumeric,
    Numeric,
    judge,
    look,
    look_all,
    read_numeric,
    settle,
)
from autograder.oracle.compiled import Expected
from autograder.worker.protocol import Foreign

J = np.array([[1.0, -2.0, 0.0], [0.5, 3.0, -1.25]]) + 1 / 3


def expected(value, error=0.0):
    array = np.asarray(value, dtype=float)
    return Expected(array, np.full(array.shape, error))


@pytest.mark.parametrize(
    "value",
    [
        J,
        J.tolist(),
        tuple(map(tuple, J.tolist())),
        [J[0], J[1]],
        Foreign("numpy.matrix", J),
        Foreign("jax.Array", J),
        np.asfortranarray(J),
        J[::-1][::-1],
        J.astype(np.longdouble),
        J * (1 + 1e-6),
    ],
    ids=str,
)
def test_right_numbers_are_right_in_whatever_container(value):
    assert look(value, expected(J)).finding == "right"


@pytest.mark.parametrize(
    "value", [2.0, 2, np.array(2.0), [[2.0]], np.array([2.0]), True + 1, (2.0,)]
)
def test_a_scalar_may_come_in_any_array_of_one_element(value):
    assert look(value, expected(2.0)).finding == "right"


@pytest.mark.parametrize(
    ("value", "finding"),
    [
        (J.T, "wrong_shape"),
        (J.ravel(), "wrong_axes"),
        (J[..., None], "wrong_axes"),
        (1.0, "wrong_axes"),
        (np.empty((0, 3)), "wrong_shape"),
        (-J, "wrong"),
        (J * 1.0005, "near"),
        (J * 1.01, "wrong"),
        (np.where(J > 3, np.nan, J), "not_finite"),
        (np.where(J > 3, np.inf, J), "not_finite"),
    ],
)
def test_findings(value, finding):
    assert look(value, expected(J)).finding == finding


def test_shape_is_judged_before_value():
    """np.allclose(1.0, np.ones((3, 3))) is True; a single number is no matrix all the same."""
    assert look(1.0, expected(np.ones((3, 3)))).finding == "wrong_axes"
    assert look(np.ones(3), expected(np.ones((3, 1)))).finding == "wrong_axes"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "None: the function ended without `return`"),
        ("B.T", "text"),
        (1j, "complex"),
        (J + 1e-9j, "complex"),
        ({"a": 1}, "a dictionary"),
        (Foreign("numpy.ma.MaskedArray", J), "a masked array"),
        (Foreign("builtins.generator", None), "builtins.generator"),
        ([[1.0, 2.0], [3.0]], "ragged list"),
        ([1.0, None], "a list that holds None"),
        (np.array(["a"]), "an array of str"),
        (np.array(["2020-01-01"], dtype="datetime64[D]"), "an array of datetime64"),
    ],
)
def test_what_is_no_array_of_numbers_is_named(value, said):
    read = read_numeric(value)

    assert isinstance(read, NotNumeric)
    assert said in read.what


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (J + 0j, "imaginary part of exactly 0"),
        ([J[0] + 0j, J[1] + 0j], "imaginary part of exactly 0"),
        (Foreign("numpy.ndarray of dtype object", J), "dtype=object"),
    ],
)
def test_what_holds_plain_numbers_in_another_type_is_converted_and_said(value, said):
    seen = look(value, expected(J))

    assert seen.finding == "right"
    assert said in seen.answer.converted
    assert not seen.answer.single


def test_single_precision_is_right_as_far_as_it_explains_and_told_apart():
    single = J.astype(np.float32).astype(float) * (1 + 2.0**-12)
    looks = [look(single.astype(np.float32), expected(J)), look(J.astype(np.float32), expected(J))]

    assert judge(settle(looks, lambda: [3e-4, 1e-5])) == ("single", 0)
    assert judge(settle(looks, lambda: [2e-4, 1e-5])) == ("near", 0)
    assert judge(looks) == ("near", 0)


def test_double_precision_is_forgiven_nothing():
    looks = [look(J * (1 + 2.0**-12), expected(J))]

    assert judge(settle(looks, lambda: [1e-3])) == ("near", 0)


def test_half_precision_is_exact_in_single_and_told_apart():
    [half, single] = [look(J.astype(kind), expected(J)) for kind in (np.float16, np.float32)]

    assert (half.answer.half, half.answer.single) == (True, True)
    assert (single.answer.half, single.answer.single) == (False, True)


def test_numbers_too_large_for_a_float_are_infinite():
    read = read_numeric(10**400)

    assert isinstance(read, Numeric)
    assert np.isinf(read.array)


def test_entries_near_zero_are_measured_against_a_tenth_of_the_largest():
    tiny = np.array([1.0, 1e-9])

    assert look([1.0, 2e-9], expected(tiny)).finding == "right"
    assert look([1.0, 1e-3], expected(tiny)).finding == "wrong"


def test_the_error_of_the_expected_value_is_forgiven_three_times():
    assert look(J + 2.9e-3, expected(J, error=1e-3)).finding == "right"
    assert look(J + 1e-2, expected(J, error=1e-3)).finding == "wrong"


def test_an_expected_zero_is_compared_absolutely():
    assert look(np.zeros(3), expected(np.zeros(3))).finding == "right"
    assert look(np.full(3, 0.1), expected(np.zeros(3))).finding == "wrong"


def test_the_first_plainly_wrong_trial_decides():
    near, wrong, right = (look(J * factor, expected(J)) for factor in (1.0001, 2.0, 1.0))

    assert judge([right, near, wrong]) == ("wrong", 2)
    assert judge([right, near]) == ("near", 1)
    assert judge([right, right]) == ("right", 0)
    assert judge([]) == ("right", 0)


@given(st.floats(1.0005, 1.5), st.integers(0, 5))
def test_the_checker_fails_when_the_largest_entry_is_off(factor, seed):
    want = np.random.default_rng(seed).standard_normal((4, 3))
    answer = want.copy()
    answer.flat[np.abs(want).argmax()] *= factor

    assert look(answer, expected(want)).finding in ("near", "wrong")


@pytest.mark.parametrize(
    "odd", [None, "text", J[:1], J.T, J * np.nan, 3.0, J.astype(int), J * 1.01]
)
def test_several_trials_are_looked_at_as_each_by_itself(odd):
    values = [J, J * (1 + 1e-7), odd, J.tolist()]
    wanted = [expected(J), expected(J, 1e-9), expected(J), expected(J)]

    together = look_all(values, wanted)

    for seen, value, each in zip(together, values, wanted, strict=True):
        alone = look(value, each)
        assert (seen.finding, seen.distance, seen.what) == (
            alone.finding,
            alone.distance,
            alone.what,
        )
    assert look_all([], []) == []
    assert look_all([np.empty((0, 2))] * 2, [expected(np.empty((0, 2)))] * 2)[0].finding == "right"
