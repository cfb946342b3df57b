"""Groups of calls in one message: where one ends, and what becomes of the others."""

from __future__ import annotations

import pytest

from autograder.client.exchange import Call
from autograder.worker.messages import Request

SOURCE = """
import os
calls = 0
def f():
    global calls
    calls += 1
    return calls
"""


@pytest.fixture
def send(any_student):
    """Send groups of code, each of which binds x; return the batch and the student."""
    one = any_student(SOURCE)

    def sent(*groups):
        return one.session.batch(
            [
                [Call.of(Request("answers", code, {}, ("x",), "question", 1)) for code in codes]
                for codes in groups
            ]
        )

    sent.student = one
    return sent


def all_of(batch):
    found = []
    while not batch.is_over:
        found.append([reply.values.get("x", reply.outcome) for reply in batch.replies()])
    return found


def test_each_group_ends_at_its_own_first_exception(send):
    batch = send(["x = f()"] * 2, ["x = f()", "f() / 0", "x = f()"], ["x = f()"])

    assert all_of(batch) == [[1, 2], [3, "raised"], [5]]
    assert send.student.value("calls") == 5


def test_a_group_that_goes_on_with_a_value_has_all_its_replies(send):
    assert all_of(send(["x = f(); 1 / 0"] * 2, ["x = f()"])) == [[1, 2], [3]]


def test_a_batch_is_over_when_its_process_is_lost(send):
    batch = send(["x = f()"], ["x = f()", "os._exit(3)", "x = f()"], ["x = f()"])

    assert all_of(batch) == [[1], [2, "crashed"]]
    assert send.student.value("calls") == 0


def test_a_process_of_which_a_group_was_not_heard_is_replaced(send):
    batch = send(["x = f()"], ["x = f()"])
    list(batch.replies())

    assert send.student.value("calls") == 0


def test_a_process_of_which_all_groups_were_heard_is_kept(send):
    all_of(send(["f() / 0", "x = f()"], ["x = f()"], ["f() / 0", "x = f()"]))

    assert send.student.value("calls") == 3
