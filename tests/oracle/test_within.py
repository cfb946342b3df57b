"""Staff code in this process within a limit of time: it is interrupted, and nothing else is."""

from __future__ import annotations

import signal
import time

import pytest
from never_ending import loop, loop_that_catches

from autograder.oracle.within import ExceededError, in_turn, renew, within


def test_python_code_is_interrupted_without_a_process_of_its_own():
    for action in (loop, loop_that_catches):
        with pytest.raises(ExceededError):
            within(0.05, action)
    assert within(0.05, lambda: 7) == 7


def burn(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        sum(range(10_000))


def several(again: float) -> None:
    for _ in range(4):
        renew(again)
        burn(0.05)


def test_time_that_is_renewed_is_that_of_one_part():
    within(0.15, lambda: several(0.15))


def test_within_another_limit_nothing_is_renewed():
    with pytest.raises(ExceededError):
        within(0.1, lambda: within(9.0, lambda: several(9.0)))


class Slow:
    """Takes long to be thrown away, and says whether it came to its end."""

    def __init__(self, ended: list[bool]) -> None:
        self.ended = ended

    def __del__(self) -> None:
        burn(0.15)
        self.ended.append(True)


def test_what_runs_when_an_object_is_thrown_away_comes_to_its_end():
    ended: list[bool] = []

    def action() -> None:
        Slow(ended)
        loop()

    with pytest.raises(ExceededError):
        within(0.05, action)

    assert ended == [True]


def test_calls_in_turn_each_have_their_own_time_and_leave_the_signal_as_it_was():
    before = signal.getsignal(signal.SIGVTALRM)

    with in_turn():
        for _ in range(2):
            with pytest.raises(ExceededError):
                within(0.05, loop)
        assert within(0.05, lambda: 7) == 7

    assert signal.getsignal(signal.SIGVTALRM) == before
