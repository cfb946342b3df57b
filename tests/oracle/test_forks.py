"""Many calls in several forks: each is answered, whatever becomes of the others."""

from __future__ import annotations

import os
import sys

import pytest

from autograder.errors import StaffError
from autograder.oracle.bounded import Bounds
from autograder.oracle.forks import each_bounded

BOUNDS = Bounds(seconds=0.1, memory=64 << 20)

linux = pytest.mark.skipif(sys.platform != "linux", reason="forks are made on Linux")


def square(number: int) -> int:
    """Square a number; there are some that end the process, or never end."""
    if number == 3:
        os._exit(1)
    while number == 5:
        pass
    return number * number


@pytest.mark.parametrize("forks", [1, 2, 9])
@linux
def test_what_ends_a_fork_costs_its_own_call_alone(forks):
    found = dict(each_bounded(square, range(7), BOUNDS, forks))

    assert found == {0: 0, 1: 1, 2: 4, 3: None, 4: 16, 5: None, 6: 36}


@linux
def test_a_fork_serves_one_call_after_another():
    processes = dict(each_bounded(lambda _: os.getpid(), range(6), BOUNDS, 1))

    assert len(set(processes.values())) == 1
    assert os.getpid() not in processes.values()


def test_what_the_function_raises_is_raised():
    def refuse(_: int) -> int:
        raise StaffError("no reference", "one")

    with pytest.raises(StaffError, match="no reference"):
        list(each_bounded(refuse, range(3), BOUNDS, 2))


def test_nothing_is_asked_of_no_arguments():
    assert list(each_bounded(square, [], BOUNDS, 2)) == []
