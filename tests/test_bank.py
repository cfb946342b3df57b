"""The shipped bank is fair: references get full marks, wrong answers lose marks, small errors are caught."""

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
PROBLEMS = {f"{each.name}.{problem.id}": problem for each in SETS for problem in each.problems}

collect = import_file(ROOT / "tests" / "wrong" / "collect.py", "collect")
WRONG = {each.name: collect.load(each.name) for each in SETS}

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
    for each in SETS:
        for wrong in WRONG[each.name]:
            problem = PROBLEMS[f"{each.name}.{wrong.problem}"]
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
    """The reference with its largest entry times 1.001, or a zero entry set to a hundredth of it, is rejected."""
    key = AnswerKey(SETS)
    problem = PROBLEMS[name]
    trials = key.trials(problem)
    solution = key.solution(problem)
    right = [solution.answers(problem, trial.trial.values) for trial in trials]

    for answer in problem.answers:
        values = [np.array(read_numeric(each[answer.id]).array) for each in right]
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
    """No problem takes more than 20 lines beyond its statement and foreseen mistakes; half take fewer than 12."""
    lengths = [_lines(each.path, problem.id) for each in SETS for problem in each.problems]

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
