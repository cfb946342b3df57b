"""What is differentiated, and how often it is called for that."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.derivative.forward import Pure
from autograder.errors import StaffError
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.target import looks, target_of
from autograder.report import Status

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


SHORTER = """
p:
  given: {x: "KIND"}
  dims: {n: ">= 3"}
  forward: y = x[1:-1]**2 - x[:-2] * x[2:]
  answer: p(x)
  wrt: WRT
  shape: SHAPE
"""
ODD = "import numpy as np\ndef p(x):\n    x = np.ravel(x)\n"
ROWS = "    J = np.zeros((len(x) - 2, len(x)))\n"
SLOPES = ROWS + "    for i, row in enumerate(J): row[i : i + 3] = -x[i + 2], 2 * x[i + 1], -x[i]\n"


@pytest.mark.parametrize(
    ("kind", "convention", "shape", "code"),
    [
        ("array[n]", "jacobian", "[n - 2, n]", SLOPES + "    return J"),
        ("vector[n]", "denominator", "[n, n - 2]", SLOPES + "    return J.T"),
        ("vector[n]", "numerator", "[n - 2, n]", SLOPES + "    return J"),
    ],
)
def test_an_output_of_one_entry_at_the_smallest_dimension_keeps_its_axis(
    grade_files, kind, convention, shape, code
):
    text = SHORTER.replace("KIND", kind).replace("WRT", "x").replace("SHAPE", shape)

    report = grade_files({"work.py": ODD + code}, text, head=f"convention: {convention}\n")

    assert [row.status for row in report.rows] == [Status.CORRECT]


def test_a_second_derivative_of_such_an_output_keeps_its_axes(write_set):
    text = SHORTER.replace("KIND", "array[n]").replace("WRT", "[x, x]")
    loaded = write_set(text.replace("SHAPE", "[n - 2, n, n]"), head="convention: jacobian\n")

    [problem] = loaded.problems
    target = target_of(problem, problem.answers[0])

    found = {look.dims["n"]: target.expected(look.values, 0).value for look in looks(problem)}

    assert found[3].shape == (1, 3, 3)
    assert np.abs(found[3] - [[[0, 0, -1], [0, 2, 0], [-1, 0, 0]]]).max() < 1e-9
    assert {value.shape == (n - 2, n, n) for n, value in found.items()} == {True}
