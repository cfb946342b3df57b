"""The shipped bank is fair: references get full marks, wrong answers and small errors do not."""

from pathlib import Path

import numpy as np
import pytest

from autograder.grading.verdict import decide
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.compare import read_numeric
from autograder.oracle.sets import load_sets
from autograder.problemset.companion import import_file
from autograder.report import Status

ROOT = Path(__file__).resolve().parent.parent
SETS = load_sets(ROOT / "problems", ROOT / "reference")
PROBLEMS = {
    f"{problem_set.name}.{problem.id}": problem
    for problem_set in SETS
    for problem in problem_set.problems
}

collect = import_file(ROOT / "tests" / "wrong" / "collect.py", "collect")
WRONG = {problem_set.name: collect.load(problem_set.name) for problem_set in SETS}

FAST = [0, 1]
ALL = [pytest.param(seed, marks=() if seed in FAST else pytest.mark.slow) for seed in range(15)]


@pytest.fixture(scope="module", params=ALL)
def key(request):
    return AnswerKey(SETS, str(request.param))


def test_every_reference_gets_full_marks(key, verdicts):
    for problem in PROBLEMS.values():
        seen = verdicts(key, problem, key.solution(problem).names)

        assert {verdict.share for verdict in seen.values()} == {1.0}, (problem.id, seen)


def test_every_wrong_answer_loses_marks(key, verdicts):
    passed = []
    for name, collected in WRONG.items():
        for wrong in collected:
            problem = PROBLEMS[f"{name}.{wrong.problem}"]
            names = {**key.solution(problem).names, **wrong.names}
            if all(verdict.share == 1.0 for verdict in verdicts(key, problem, names).values()):
                passed.append((wrong.problem, wrong.tag))

    assert passed == []


def test_every_problem_has_wrong_answers_of_its_own():
    answered = {
        f"{name}.{wrong.problem}" for name, collected in WRONG.items() for wrong in collected
    }

    assert set(PROBLEMS) - answered == set()
    assert sum(map(len, WRONG.values())) >= 368


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_checker_fails_on_a_small_error(name):
    """The reference is rejected with its largest entry times 1.001 or a zero entry filled."""
    key = AnswerKey(SETS)
    problem = PROBLEMS[name]
    trials = key.trials(problem)
    solution = key.solution(problem)
    right = [solution.answers(problem, trial.trial.values) for trial in trials]

    for answer in problem.answers:
        values = [np.array(read_numeric(answers[answer.id]).array) for answers in right]
        for spoil in (_largest_off, _zero_filled):
            spoiled = [spoil(value) for value in values]
            if spoiled[0] is not None:
                assert decide(answer, trials, spoiled, None).status is Status.INCORRECT


def _largest_off(value):
    spoiled = value.copy()
    spoiled.flat[np.abs(value).argmax()] *= 1.001
    return spoiled


def _zero_filled(value):
    zeros = np.flatnonzero(value == 0)
    if not zeros.size or not value.any():
        return value * 1.001 if value.any() else value + 1.0
    spoiled = value.copy()
    spoiled.flat[zeros[0]] = 0.01 * np.abs(value).max()
    return spoiled


def test_no_trial_of_the_bank_is_dropped_without_a_reason():
    key = AnswerKey(SETS)
    dropped = {
        name: dict(key.dropped(problem))
        for name, problem in PROBLEMS.items()
        if key.dropped(problem)
    }

    assert all(reason for kinds in dropped.values() for reason in kinds.values())
    assert len(dropped) <= len(PROBLEMS) / 4


def test_problems_stay_short():
    """No problem takes over 20 lines beyond statement and mistakes, and half take fewer than 12."""
    lengths = [
        _lines(problem_set.path, problem.id)
        for problem_set in SETS
        for problem in problem_set.problems
    ]

    assert max(lengths) <= 20
    assert float(np.median(lengths)) < 12


def _lines(path, problem):
    """Count a problem's lines without blank ones, `statement` and `mistakes`."""
    text = path.read_text().split("\n")
    start = text.index(f"  {problem}:")
    count, skipping = 0, False
    for line in text[start + 1 :]:
        if line.startswith("  ") and not line.startswith("   ") and line.strip():
            break
        if line.startswith("    ") and not line.startswith("     "):
            skipping = line.strip().split(":")[0] in ("statement", "mistakes")
        count += bool(line.strip()) and not skipping
    return count + 1
