"""Answers by somebody who knows no list of mistakes: the right are accepted, the wrong are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from unseen_handed_in import Bank

BANK = Bank(Path(__file__).resolve().parent)


def test_the_answers_are_many_and_each_has_a_name_of_its_own():
    BANK.check_counts(problems=23, wrong=200)


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["0", "autumn", "4711"])
@pytest.mark.parametrize("name", BANK.sets)
def test_right_ones_are_accepted_and_wrong_ones_rejected(workers, name, seed):
    assert BANK.judged_otherwise(name, seed, workers) == []
