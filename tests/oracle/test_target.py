"""What is differentiated, and how often it is called for that."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.derivative.forward import Pure
from autograder.errors import StaffError
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.target import looks, target_of

SET = "p: {given: {x: 'vector[n]'}, forward: FORWARD, answer: p(x), wrt: x, shape: [n, 1]}"
NOISY = """
import numpy as np
def noisy(x):
    return np.sum(x**2) + np.random.default_rng().normal()
"""


def test_a_formula_of_known_functions_is_pure_and_one_with_a_companion_s_is_not(write_set):
    for forward, companion, pure in (
        ("sum(tanh(x))", "", True),
        ("sum(x) + noisy(x)", NOISY, False),
        ("sum(x)", NOISY, True),
    ):
        [problem] = write_set(SET.replace("FORWARD", forward), companion=companion).problems
        target = target_of(problem, problem.answers[0])

        function, _ = target.forward.at(looks(problem)[0].values)

        assert isinstance(function, Pure) == pure, forward


def test_a_companion_that_is_no_function_of_its_argument_is_found_out(write_set):
    loaded = write_set(SET.replace("FORWARD", "noisy(x)"), companion=NOISY)

    with pytest.raises(StaffError, match="gave different results"):
        AnswerKey([loaded]).trials(loaded.problems[0])


def test_a_pure_forward_has_the_derivative_that_it_has_otherwise(write_set):
    [problem] = write_set(SET.replace("FORWARD", "sum(tanh(x))")).problems
    target, values = target_of(problem, problem.answers[0]), looks(problem)[0].values

    found = target.expected(values, 0)

    exact = 1 - np.tanh(values["x"]) ** 2
    assert np.abs(found.value - exact.reshape(-1, 1)).max() < 1e-14
