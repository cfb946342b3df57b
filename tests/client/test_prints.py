"""Prints are cut where the worker writes a boundary, however the bytes arrive."""

from __future__ import annotations

import pytest

from autograder.client.prints import Prints
from autograder.worker.protocol import boundary

END, NEXT = boundary(2**62 + 1), boundary(2**62 + 2)


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_each_call_gets_what_was_printed_before_its_boundary(size):
    prints, stream = Prints(), b"one\n" + END + "zwei é".encode() + NEXT + b"three"
    calls = []
    for start in range(0, len(stream), size):
        prints.add(stream[start : start + size])
        while len(calls) < 2 and prints.reach([END, NEXT][len(calls)]):
            calls.append(prints.take("/none"))

    assert calls == ["one\n", "zwei é"]
    assert prints.take_all("/none") == "three"


def test_without_a_boundary_everything_there_belongs_to_the_last_call():
    prints = Prints()
    prints.add(b"half a boundary: " + END[:5])

    assert not prints.reach(END)
    assert prints.take_all("/none").startswith("half a boundary: ")
    assert prints.take_all("/none") == ""


def test_what_is_held_back_is_counted():
    prints = Prints()
    prints.add(b"x" * 100)
    prints.reach(END)

    assert prints.size == 100


def test_a_boundary_that_nobody_waited_for_is_nobodys_print():
    prints = Prints()
    prints.add(b"one" + END + b"two")

    assert not prints.reach(NEXT)
    assert prints.take_all("/none") == "onetwo"
