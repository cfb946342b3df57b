from __future__ import annotations

import numpy as np
import pytest

from autograder.worker.server import execute


def double(x):
    return 2 * x


GLOBALS = {"double": double, "answer": 42}


def test_it_returns_what_the_code_bound():
    values, error = execute(
        GLOBALS, "y = double(x)\nz = np.ones(n)", {"x": 3, "n": 2}, ("y", "z"), "question"
    )

    assert error is None
    assert values["y"] == 6
    np.testing.assert_array_equal(values["z"], [1, 1])


def test_a_global_of_the_module_is_no_answer():
    values, error = execute(GLOBALS, "pass", {}, ("answer",), "question")

    assert (values, error) == ({}, None)


def test_an_input_that_is_asked_for_is_returned():
    values, _ = execute(GLOBALS, "W = 2 * W", {"W": 3, "A": 1}, ("W", "A"), "question")

    assert values == {"W": 6, "A": 1}


def test_inputs_win_over_the_modules_names_and_its_globals_stay_as_they_are():
    before = dict(GLOBALS)

    values, _ = execute(GLOBALS, "y = answer\ndouble = None", {"answer": 1}, ("y",), "question")

    assert values == {"y": 1}
    assert before == GLOBALS


@pytest.mark.parametrize("statement", ["1 / 0", "raise SystemExit", "raise KeyboardInterrupt"])
def test_what_was_bound_before_an_exception_is_returned_with_it(statement):
    values, error = execute({}, f"a = 1\n{statement}\nb = 2", {}, ("a", "b"), "question")

    assert values == {"a": 1}
    assert error is not None
