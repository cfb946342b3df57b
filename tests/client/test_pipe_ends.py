"""The pumps that stand in where pipes can not be waited for: the same answers through sockets and
threads.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from autograder.client import process_spawner as fresh
from autograder.client.workers import Workers
from autograder.worker.messages import Limits

QUICK = Limits(call=2, load=20, submission=100)


@pytest.fixture
def pumped_workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Workers]:
    monkeypatch.setattr(fresh, "direct_ends", fresh.pumped_ends)
    with Workers(model="fresh") as workers:
        yield workers


def test_answers_and_prints_come_through_pumps(pumped_workers, open_with):
    one = open_with(pumped_workers, "def f(A):\n    print('printed')\n    return 2 * A\n")
    A = np.arange(40_000.0)  # more than a pipe holds

    reply = one.run("B = f(A)", "B", A=A)

    np.testing.assert_array_equal(reply.values["B"], 2 * A)
    assert reply.output == "printed\n"


def test_workers_behind_pumps_are_replaced(pumped_workers, open_with):
    one = open_with(pumped_workers, "import os\ndef f(): return 1\n", limits=QUICK)

    for statement, outcome in (
        ("os._exit(3)", "crashed"),
        ("while True: pass", "timed_out"),
        ("while True: os.write(1, bytes(65536))", "flooded"),
    ):
        assert one.run(statement).outcome == outcome
        assert one.returns("f") == 1
