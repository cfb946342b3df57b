"""Asking trusted code: the calls of a student, and the verdict with less work."""

import random
from pathlib import Path

import numpy as np
import pytest

from autograder.diagnose import diagnostician
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_sets
from autograder.staff.verify.judging import Questions

ROOT = Path(__file__).resolve().parents[2]
SETS = load_sets(ROOT / "problems", ROOT / "reference", ["04_matrices", "10_modules"])
DOUBLE = """
p:
  given: {x: "vector[n]"}
  forward: sum(x * x)
  answer: f(x)
  wrt: x
  shape: [n, 1]
"""


@pytest.fixture
def questions(write_set):
    """``questions(reference)``: the calls of a small problem, asked of a reference."""
    problem_set = write_set(DOUBLE)
    [problem] = problem_set.problems
    trials = AnswerKey([problem_set]).trials(problem)
    return lambda f: Questions(problem, trials, {"f": f})


@pytest.mark.parametrize("problem_set", SETS, ids=lambda known: known.name)
def test_one_trial_says_what_the_whole_verdict_says(problem_set):
    key = AnswerKey([problem_set])
    for problem in problem_set.problems[:3]:
        questions = Questions(problem, key.trials(problem), key.solution(problem).names)
        for mutant in diagnostician(key).mutants(problem):
            asked = questions.ask(mutant.names)
            for answer in problem.answers:
                assert asked.is_lost(answer) == (asked.verdict(answer).share < 1.0)


def test_a_mutant_of_a_random_reference_draws_what_the_reference_drew(questions):
    asked = questions(lambda x: 2 * x * np.random.random_sample())

    values = [asked.ask({"f": lambda x: x * np.random.random_sample()}).values["f"] for _ in "ab"]

    for reference, *mutants in zip(asked.reference.values["f"], *values, strict=True):
        for mutant in mutants:
            np.testing.assert_array_equal(reference, 2 * mutant)


def test_a_mutant_that_draws_by_accident_draws_the_same_each_time(questions):
    asked = questions(lambda x: 2 * x)
    drawn = [asked.ask({"f": lambda _: random.random()}).values["f"] for _ in "ab"]

    assert drawn[0] == drawn[1]
    assert len(set(drawn[0])) > 1


def test_a_reference_that_changes_its_input_is_noticed(questions):
    def doubles_in_place(x):
        x *= 2
        return x

    assert questions(doubles_in_place).reference.changed == "x"
    assert not questions(lambda x: 2 * x).reference.changed


def test_each_call_has_its_own_time(questions):
    def endless(x):
        while True:
            pass

    asked = questions(lambda x: 2 * x).ask({"f": endless}, patience=0.05)

    assert asked.failure == "no answer after 0.05 s"
    assert asked.values == {"f": []}
