"""The page of what messages tell: an adversary who guesses needs as many submissions as it says."""

import math
from pathlib import Path

import pytest

from autograder.problemset.companion import import_file

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "generate_messages.py"


@pytest.fixture(scope="module")
def secrets():
    script = import_file(SCRIPT, SCRIPT.stem)
    made = {(one.problem.id, one.shown): one for one in script.secrets()}
    return script, made


def guesses_until_told(script, secret, reach):
    """Guess from 1 upwards, each guess beside the one before; count until a reply is another."""
    expected = secret.trials[0].expected[secret.answer.id].value
    wrong, guess = secret.everywhere(script.OFF), 1 + reach
    for count in range(1, 10_000):
        if secret.everywhere(guess / float(expected)) != wrong:
            return count, guess / float(expected)
        guess *= (1 + reach) / (1 - reach)
    return None


def test_a_constant_is_found_by_as_many_guesses_as_the_page_says(secrets):
    script, made = secrets
    secret = made["constant", "verdict"]
    (reach, *_), joint = secret.way_in()
    count, ratio = guesses_until_told(script, secret, reach)

    assert joint == 1
    assert abs(ratio - 1) <= reach
    assert 0.3 < count / (script.submissions([reach]) * math.log10(2.34567)) < 1.2


def test_points_alone_of_a_hidden_number_tell_nothing_until_all_trials_are_right(secrets):
    _, made = secrets
    secret = made["total", None]

    assert secret.by_itself() is None
    assert secret.way_in()[1] == len(secret.trials)


def test_full_feedback_tells_of_one_trial_by_its_sizes(secrets):
    _, made = secrets

    assert made["total", "full"].by_itself() is not None
    assert made["total", "hint"].by_itself() is None
