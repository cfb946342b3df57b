"""Single precision is no licence: what computing in it loses is forgiven, and no more."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from autograder.diagnose import diagnostician
from autograder.grading.verdict import decide
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_sets
from autograder.oracle.single_precision import FACTOR
from autograder.oracle.tolerance import NEAR, RIGHT
from autograder.problemset.model import Word
from autograder.report import Status

ROOT = Path(__file__).resolve().parents[2]
COURSE = ROOT / "examples" / "ml_course"
SETS = [
    *load_sets(ROOT / "problems", ROOT / "reference"),
    *load_sets(COURSE / "problems", COURSE / "reference"),
]
"""The bank, and a course with second derivatives."""
PROBLEMS = [
    problem
    for problem_set in SETS
    for problem in problem_set.problems
    if not any(
        isinstance(answer.asks, Word) or answer.near == "accept" for answer in problem.answers
    )
]
"""Those whose answers are numbers that have to be right."""
ALL = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 15))]


@pytest.fixture(scope="module", params=ALL)
def key(request):
    return AnswerKey(SETS, str(request.param))


def answers(key):
    for problem in PROBLEMS:
        for answer in problem.answers:
            yield problem, answer, key.trials(problem)


def verdict(key, problem, answer, values, name=None):
    diagnose = () if name is None else (partial(name, problem),)
    allowances = partial(key.allowances, problem, answer)
    return decide(answer, key.trials(problem), values, None, *diagnose, allowances=allowances)


def in_single(value):
    """Return an input as a student's code has it that computes in single precision."""
    array = np.asarray(value)
    return array.astype(np.float32)[()] if array.dtype.kind == "f" else value


def test_every_reference_computed_in_single_precision_throughout_is_right(key):
    for problem in PROBLEMS:
        solution, trials = key.solution(problem), key.trials(problem)
        computed = [
            solution.answers(
                problem, {name: in_single(v) for name, v in keyed.trial.values.items()}
            )
            for keyed in trials
        ]
        for answer in problem.answers:
            values = [np.asarray(each[answer.id]).astype(np.float32) for each in computed]
            seen = verdict(key, problem, answer, values)

            assert seen.status is Status.CORRECT, (problem.id, answer.id, seen.message)


def test_an_answer_that_is_off_by_more_is_told_its_digits_and_never_named(key):
    name = diagnostician(key).name
    for problem, answer, trials in answers(key):
        off = [1.0007 * keyed.expected[answer.id].value for keyed in trials]
        values = [np.asarray(value, dtype=np.float32) for value in off]
        seen = verdict(key, problem, answer, values, name)

        assert (seen.status, seen.mistake) == (Status.INCORRECT, "precision.low"), problem.id


def test_an_answer_rounded_to_three_places_gets_no_name_of_another_mistake(key):
    name = diagnostician(key).name
    named = {}
    for problem, answer, trials in answers(key):
        truth = [keyed.expected[answer.id].value for keyed in trials]
        seen = verdict(
            key, problem, answer, [np.round(v, 3).astype(np.float32) for v in truth], name
        )
        if seen.mistake not in (None, "precision.low"):
            named[problem.id] = seen.mistake

    assert named == {}


def test_what_is_forgiven_lies_between_right_and_near_and_is_measured(key):
    for problem, answer, trials in answers(key):
        allowed = key.allowances(problem, answer)

        assert len(allowed) == len(trials)
        assert all(RIGHT <= each <= NEAR for each in allowed)
        assert min(allowed) < 7e-4, (problem.id, answer.id)


def test_a_badly_conditioned_forward_is_forgiven_more(write_set):
    """log(exp(v)) of a difference of near numbers: what cancels takes digits along."""
    loaded = write_set(
        """
        tame:
          given: {v: "vector[m]"}
          forward: sum(v**3)
          answer: tame(v)
          wrt: v
          shape: [m, 1]
        wild:
          given: {v: "vector[m]"}
          forward: sum((v + 300)**3 - 300**3 - 270000 * v - 900 * v**2)
          answer: wild(v)
          wrt: v
          shape: [m, 1]
        """
    )
    key = AnswerKey([loaded])
    tame, wild = (max(key.allowances(each, each.answers[0])) for each in loaded.problems)

    assert tame < FACTOR * 1e-6
    assert wild > 5 * tame


def test_half_precision_is_called_half_precision():
    key = AnswerKey(SETS)
    for problem, answer, trials in answers(key):
        values = [keyed.expected[answer.id].value.astype(np.float16) for keyed in trials]
        seen = verdict(key, problem, answer, values, diagnostician(key).name)

        assert "float32" not in seen.message, (problem.id, seen.message)
        assert seen.mistake in (None, "precision.low"), (problem.id, seen.message)


@pytest.mark.parametrize(
    ("asks", "reference"),
    [
        ("expected: reference", "def work(v): return 2 * v"),
        ("wrt: [v, v]", "def work(v): return 2 * np.eye(len(v))"),
    ],
)
def test_other_kinds_of_answers_are_measured_too(write_set, asks, reference):
    shape = "[m, m]" if "[v, v]" in asks else "[m, 1]"
    loaded = write_set(
        f"""
work:
  given: {{v: "vector[m]"}}
  forward: sum(v**2)
  answer: work(v)
  {asks}
  shape: {shape}
""",
        reference=reference,
    )
    [problem] = loaded.problems
    key = AnswerKey([loaded])
    [answer] = problem.answers
    right = [keyed.expected[answer.id].value.astype(np.float32) for keyed in key.trials(problem)]

    assert all(RIGHT <= each < 7e-4 for each in key.allowances(problem, answer))
    assert verdict(key, problem, answer, right).status is Status.CORRECT
