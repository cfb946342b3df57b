"""What is no known mistake is not named: random numbers, other problems' or right answers."""

import numpy as np
import pytest

from autograder.diagnose.calculus import Question
from autograder.grading.verdict import decide
from autograder.oracle.compare import look, read_numeric


def answers(bench):
    return [
        (problem, answer)
        for problem_set in bench.sets
        for problem in problem_set.problems
        for answer in problem.answers
    ]


def nonsense(bench, problem, answer, rng):
    """Return random arrays of the right shape, and another problem's answers filled into it."""
    trials = bench.key.trials(problem)
    shapes = [keyed.expected[answer.id].value.shape for keyed in trials]
    yield [rng.standard_normal(shape) for shape in shapes]
    yield [rng.uniform(0, 1, shape) for shape in shapes]
    yield [np.round(9 * rng.standard_normal(shape)) for shape in shapes]
    pairs = answers(bench)
    for _ in range(5):
        other, its = pairs[rng.integers(len(pairs))]
        if (other.set, other.id) != (problem.set, problem.id) and other.given:
            theirs = [keyed.expected[its.id].value for keyed in bench.key.trials(other)]
            if all((value == np.round(value)).all() for value in theirs):
                continue  # lengths and counts: the same in every problem
            yield [np.resize(theirs[i % len(theirs)], shape) for i, shape in enumerate(shapes)]


def named_nonsense(bench, pairs, least):
    rng, named, count = np.random.default_rng(5), [], 0
    for problem, answer in pairs:
        for values in nonsense(bench, problem, answer, rng):
            if not bench.is_wrong(problem, answer, values):
                continue
            count += 1
            diagnosis = bench.diagnostician.name(problem, answer, values)
            named += [(problem.id, answer.id, diagnosis.mistake)] if diagnosis else []
    assert count >= least
    return named


def test_some_nonsense_is_not_named(plain):
    assert named_nonsense(plain, answers(plain)[::9], 40) == []


@pytest.mark.slow
def test_nonsense_is_never_named(full):
    assert named_nonsense(full, answers(full), 500) == []


def rightly(bench, problem, answer):
    """Return right answers of every kind: in single precision, by finite differences, rounded on
    the way.
    """
    trials = bench.key.trials(problem)
    truth = [keyed.expected[answer.id].value for keyed in trials]
    rng = np.random.default_rng(1)
    yield [value.astype(np.float32) for value in truth]
    yield [value * (1 + 1e-7 * rng.standard_normal(value.shape)) for value in truth]
    yield [
        value + 4e-16 * rng.standard_normal(value.shape) * np.abs(value).max(initial=0)
        for value in truth
    ]
    yield [value.tolist() for value in truth]


def test_right_answers_are_not_even_looked_at(plain):
    def refuse(answer, values):
        raise AssertionError((answer.id, values))

    for problem, answer in answers(plain):
        trials = plain.key.trials(problem)
        for values in rightly(plain, problem, answer):
            verdict = decide(answer, trials, values, None, refuse)

            assert (verdict.share, verdict.mistake) == (1.0, None), (problem.id, answer.id)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "text",
        np.nan,
        [],
        np.empty((0, 3)),
        {"a": 1},
        np.full((2, 2), np.inf),
        np.zeros((900, 900)),
    ],
)
def test_what_is_no_finite_array_of_numbers_is_not_named(plain, value):
    problem = plain.problem("chain_two_maps")
    values = [value] * len(plain.key.trials(problem))
    diagnosis = plain.diagnostician.name(problem, problem.answers[0], values)

    assert diagnosis is None or diagnosis.mistake == "answer.zero"


def test_an_answer_with_too_few_trials_is_not_named(plain):
    problem = plain.problem("layer_link")
    answer = problem.answers[0]
    truth = [keyed.expected[answer.id].value.T for keyed in plain.key.trials(problem)]

    assert plain.diagnostician.name(problem, answer, truth[:2]) is None
    assert plain.diagnostician.name(problem, answer, truth).mistake == "layout.transposed"


def test_quick_derivatives_agree_with_the_ones_that_are_vouched_for(plain):
    for problem, answer in answers(plain):
        keyed = plain.key.trials(problem)[0]
        with np.errstate(all="ignore"):
            quick = Question(problem, answer).unchanged()(keyed.trial.values)

        assert (
            look(np.asarray(read_numeric(quick).array), keyed.expected[answer.id]).finding
            == "right"
        )
