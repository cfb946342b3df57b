"""No wrong mask and no moved threshold gets points, at any seed; right answers lose none."""

from pathlib import Path

import pytest

from autograder.oracle.answer_key import AnswerKey
from autograder.problemset.companion import import_file

bank = import_file(Path(__file__).with_name("bank.py"), "kink_bank")

SEEDS = 20
"""At each of them every wrong answer has to be rejected."""
QUICK = 2
"""Seeds of the quick test; the long one takes all."""


def test_the_bank_is_as_large_as_it_says():
    assert len(bank.CASES) >= 20
    assert sum(len(case.wrong) for case in bank.CASES.values()) >= 80


@pytest.fixture
def judged(write_set, verdicts):
    """Return the accepted wrong answers and the rejected right ones at some seeds."""
    sets = [write_set(bank.text(), companion=bank.COMPANION)]

    def judge(seeds):
        found = []
        for seed in seeds:
            key = AnswerKey(sets, str(seed))
            for problem in sets[0].problems:
                case = bank.CASES[problem.id]
                for expressions, share in ((case.right, 1.0), (case.wrong, 0.0)):
                    for expression in expressions:
                        names = bank.function(problem.id, case, expression)
                        [verdict] = verdicts(key, problem, names).values()
                        if verdict.share != share:
                            found.append((problem.id, expression, seed, verdict.message))
        return found

    return judge


def test_wrong_masks_and_thresholds_are_rejected(judged):
    assert judged(range(QUICK)) == []


@pytest.mark.slow
def test_wrong_masks_and_thresholds_are_rejected_at_every_seed(judged):
    assert judged(range(QUICK, SEEDS)) == []
