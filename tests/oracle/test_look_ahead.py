"""Trials under several seeds, drawn together: what each seed gives by itself."""

from pathlib import Path

import numpy as np
import pytest

from autograder.oracle.answer_key import AnswerKey, draw_ahead
from autograder.oracle.draws import Draws
from autograder.oracle.sets import load_sets

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ("1", "2", "3")
NAMES = ("05_axes", "06_layers", "07_losses", "09_stretch", "11_cs231n")
SETS = load_sets(ROOT / "problems", ROOT / "reference", NAMES)


@pytest.mark.parametrize("problem_set", SETS, ids=NAMES)
def test_trials_drawn_together_are_those_of_each_seed(problem_set):
    for problem in problem_set.problems:
        together = [AnswerKey([problem_set], seed) for seed in SEEDS]
        draw_ahead(together, problem)

        for key, seed in zip(together, SEEDS, strict=True):
            alone = AnswerKey([problem_set], seed)
            assert key.dropped(problem) == alone.dropped(problem)
            pairs = zip(key.trials(problem), alone.trials(problem), strict=True)
            for found, expected in pairs:
                assert_same(found, expected)


def assert_same(found, expected):
    assert (found.trial.kind, found.trial.dims) == (expected.trial.kind, expected.trial.dims)
    for name, value in expected.trial.values.items():
        np.testing.assert_array_equal(found.trial.values[name], value)
    for name, answer in expected.expected.items():
        largest = np.abs(answer.value).max(initial=0.0)
        np.testing.assert_allclose(
            found.expected[name].value, answer.value, rtol=1e-12, atol=1e-12 * largest
        )


def test_one_call_serves_all_seeds(monkeypatch):
    [layers] = [known for known in SETS if known.name == "06_layers"]
    [problem] = [problem for problem in layers.problems if problem.id == "tanh_layer"]
    keys = [AnswerKey([layers], seed) for seed in SEEDS]
    draw_ahead(keys, problem)
    monkeypatch.setattr(Draws, "_expected", None)

    assert [len(key.trials(problem)) for key in keys] == [7, 7, 7]


def test_a_seed_that_cannot_be_drawn_is_told_by_its_own_key(write_set):
    problem_set = write_set(
        """
p:
  given: {x: "vector[n]"}
  forward: sum(0 * x)
  answer: f(x)
  wrt: x
  shape: [n, 1]
"""
    )
    [problem] = problem_set.problems
    keys = [AnswerKey([problem_set], seed) for seed in SEEDS]

    draw_ahead(keys, problem)

    for key in keys:
        with pytest.raises(Exception, match="all zero"):
            key.trials(problem)
