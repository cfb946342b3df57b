"""Answers by people who know no list of mistakes: the right are accepted, the wrong are not."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from unseen_handed_in import Bank

TESTS = Path(__file__).resolve().parent
SEEDS = ("0", "autumn", "4711")


class Count(NamedTuple):
    """How much a bank held when its first figures were measured."""

    problems: int
    wrong: int


COUNTS = {
    "fourth": Count(26, 218),
    "fifth": Count(35, 292),
    "sixth": Count(41, 376),
    "seventh": Count(35, 326),
    "eighth": Count(23, 196),
    "ninth": Count(24, 199),
    "tenth": Count(22, 197),
    "eleventh": Count(23, 200),
    "twelfth": Count(24, 200),
    "thirteenth": Count(24, 197),
    "fourteenth": Count(23, 199),
    "fifteenth": Count(24, 200),
}
BANKS = {name: Bank(TESTS / f"unseen_{name}") for name in COUNTS}


def test_every_bank_has_its_count():
    folders = {path.parent.name for path in TESTS.glob("unseen_*/handed_in")}

    assert folders == {f"unseen_{name}" for name in COUNTS}


@pytest.mark.parametrize("name", COUNTS)
def test_the_answers_are_many_and_each_has_a_name_of_its_own(name):
    BANKS[name].check_counts(*COUNTS[name])


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("bank", "set_name"), [(name, one) for name, bank in BANKS.items() for one in bank.sets]
)
def test_right_ones_are_accepted_and_wrong_ones_rejected(workers, bank, set_name, seed):
    assert BANKS[bank].judged_otherwise(set_name, seed, workers) == []
