"""A fingerprint recognises a right answer, tolerates rounding, and is not made where it could be
guessed.
"""

import math

import numpy as np
import pytest

from autograder.student import seal as seal_module
from autograder.student.seal import LEVELS, _slow_hash, lock, seal

RANDOM = np.random.default_rng(5)
VALUES = [
    RANDOM.standard_normal(shape) for shape in ((3, 5), (5, 6), (6, 7), (7, 3), (5, 5), (1, 1))
]
SEALED = seal(VALUES, "salt")


def noisy(size):
    return [value * (1 + size * RANDOM.standard_normal(value.shape)) for value in VALUES]


def test_the_value_itself_is_recognised_at_every_trial():
    assert SEALED.distances(VALUES) == [LEVELS[0]] * len(VALUES)


@pytest.mark.parametrize("seed", range(20))
def test_no_right_answer_falls_over_the_edge_of_a_cell(seed):
    values = [np.random.default_rng(seed).standard_normal((4, 3)) for _ in range(5)]
    off = [value + 4e-7 * np.abs(value).max() for value in values]

    assert seal(values, str(seed)).distances(off) == [LEVELS[0]] * len(values)


def test_a_few_right_digits_are_told_from_all_of_them():
    assert set(SEALED.distances(noisy(2e-5))) <= {LEVELS[1], LEVELS[2]}
    assert set(SEALED.distances([value.astype(np.float32).astype(float) for value in VALUES])) == {
        LEVELS[0]
    }


@pytest.mark.parametrize("trial", range(5))
def test_one_wrong_entry_of_one_trial_shows_there_and_nowhere_else(trial):
    wrong = [value.copy() for value in VALUES]
    wrong[trial].flat[0] += 0.5 * np.abs(wrong[trial]).max()
    found = SEALED.distances(wrong)

    assert math.isinf(found[trial])
    assert sum(map(math.isinf, found)) <= 2  # the last, a single number, has no hash of its own


def test_what_can_be_guessed_is_not_sealed():
    assert seal([np.eye(3)] * 7, "salt") is None
    assert seal([np.array(2.0), np.array(7.0)] * 3, "salt") is None
    assert seal([np.array(RANDOM.standard_normal()) for _ in range(2)], "salt") is None
    assert seal([np.array(RANDOM.standard_normal()) for _ in range(7)], "salt") is not None


def test_a_trial_that_could_be_guessed_by_itself_has_no_hash_of_its_own():
    assert SEALED.each[0][-1] == ""
    assert all(SEALED.each[0][:-1])


def test_a_seal_says_no_more_than_a_power_of_two_and_an_eighth():
    numbers = [number for row in SEALED.eighths for trial in row for number in trial]

    assert set(numbers) <= set(range(8))
    assert all(
        2.0 ** (exponent - 1) <= np.abs(value).max() < 2.0**exponent
        for exponent, value in zip(SEALED.exponents, VALUES, strict=True)
    )


def test_a_text_opens_to_its_value_and_to_no_other():
    locked = lock(VALUES, "salt", "Turn the layout round.")

    assert locked.open([value * (1 + 1e-9) for value in VALUES]) == "Turn the layout round."
    assert locked.open([1.001 * value for value in VALUES]) is None
    assert locked.open([value.T for value in VALUES]) is None
    assert "layout" not in bytes.fromhex(locked.text).decode("latin-1")


def test_a_text_is_not_locked_with_what_can_be_guessed():
    assert lock([np.ones((3, 5))] * 6, "salt", "text") is None


def by_every_level(values):
    """Return the distances as they are by looking at each level of each trial, the least first."""
    for level, known in enumerate(SEALED.whole):
        if known and SEALED._hash(values, level) == known:
            return [LEVELS[level]] * len(values)
    found = []
    for trial, value in enumerate(values):
        hashes = [
            _slow_hash("salt", [SEALED._cells(level, trial, value)]).hex()
            for level in range(len(LEVELS))
        ]
        same = [each[trial] == own for each, own in zip(SEALED.each, hashes, strict=True)]
        found.append(LEVELS[same.index(True)] if True in same else math.inf)
    return found


@pytest.mark.parametrize("size", [1e-7, 1e-6, 3e-6, 1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2])
def test_looking_at_the_widest_level_first_finds_the_least(size):
    for _ in range(3):
        values = noisy(size)

        assert SEALED.distances(values) == by_every_level(values)


def test_an_answer_that_is_wrong_at_every_trial_costs_one_hash_of_each(monkeypatch):
    hashed = []
    monkeypatch.setattr(
        seal_module, "_slow_hash", lambda *given: hashed.append(given) or _slow_hash(*given)
    )
    SEALED.distances([2.0 * value for value in VALUES])

    sealed_alone = sum(map(bool, SEALED.each[0]))
    assert len(hashed) == 2 + sealed_alone  # two of all trials together: the least, the widest
