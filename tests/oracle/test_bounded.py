"""Staff code within limits: what exceeds them is told, and the process that asked goes on."""

from __future__ import annotations

import os
import sys
import time

import pytest
from never_ending import loop, loop_that_catches

from autograder.errors import GraderError, StaffError
from autograder.oracle.bounded import Bounds, Fork, run_bounded
from autograder.oracle.within import ExceededError

BOUNDS = Bounds(seconds=0.3, memory=64 << 20)

linux = pytest.mark.skipif(sys.platform != "linux", reason="forks are made on Linux")


def grow() -> None:
    rows: list[bytes] = []
    while True:
        rows.append(bytes(1 << 20))


def test_what_is_computed_comes_back():
    assert run_bounded(lambda: {"a": (1, [2.5])}, BOUNDS) == {"a": (1, [2.5])}


@pytest.mark.parametrize("action", [loop, loop_that_catches, grow])
@linux
def test_what_takes_more_than_it_may_is_told_in_time(action):
    began = time.monotonic()

    with pytest.raises(ExceededError):
        run_bounded(action, BOUNDS)

    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "action", [lambda: os._exit(3), lambda: sum(range(10**11)), lambda: time.sleep(60)]
)
@linux
def test_an_exit_compiled_code_and_sleep_are_exceeding_too(action):
    with pytest.raises(ExceededError):
        run_bounded(action, BOUNDS)


def test_what_staff_code_prints_is_dropped(capfd):
    run_bounded(lambda: (print("debug"), os.write(1, b"raw\n"), sys.stdout.flush()), BOUNDS)

    assert capfd.readouterr() == ("", "")


def test_a_fault_of_the_staffs_is_raised_here():
    def fail():
        raise StaffError("the reference is wrong", where="here")

    with pytest.raises(StaffError, match="here: the reference is wrong"):
        run_bounded(fail, BOUNDS)


@linux
def test_another_exception_is_the_graders_with_its_place():
    with pytest.raises(GraderError, match="ZeroDivisionError"):
        run_bounded(lambda: 1 / 0, BOUNDS)


@linux
def test_a_result_that_cannot_be_sent_is_the_graders_fault():
    with pytest.raises(GraderError, match="pickle"):
        run_bounded(lambda: lambda: 1, BOUNDS)


@linux
def test_a_fork_keeps_what_it_has_learnt_and_is_of_no_use_after_it_exceeded():
    learnt: list[int] = []

    def learn(number: int) -> list[int]:
        if number < 0:
            loop()
        learnt.append(number)
        return learnt

    fork = Fork(learn, BOUNDS)

    assert [fork(1), fork(2)] == [[1], [1, 2]]
    assert learnt == []
    for number in (-1, 3):
        with pytest.raises(ExceededError):
            fork(number)


@linux
def test_a_fork_holds_no_descriptor_of_its_parents():
    reading, writing = os.pipe()
    fork = Fork(lambda _: None, BOUNDS)
    os.close(writing)

    assert os.read(reading, 1) == b""

    os.close(reading)
    fork.close()
