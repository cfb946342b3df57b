"""The memory that a set allows: what needs more is told so, and nobody else pays."""

from __future__ import annotations

import sys

import pytest

from autograder.client.workers import Workers
from autograder.report import Status
from autograder.worker.layers.layer import Resources
from autograder.worker.messages import Bundle, Cell, Limits, Module, Request

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux bounds what is used")

PROBLEMS = """
first: {given: {v: "vector[m]"}, forward: sum(v**2), answer: first(v), wrt: v, shape: [m, 1]}
second:
  given: {v: "vector[m]"}
  forward: sum(v**2)
  answer: second(v)
  wrt: v
  shape: [m, 1]
"""
WORK = """
import numpy as np
def first(v):
    return np.ones(400 << 17)[:1] * 2 * v
def second(v):
    return 2 * v
"""


def test_an_answer_beyond_the_memory_of_its_set_is_told_the_limit(grade_files):
    first, second = grade_files({"work.py": WORK}, PROBLEMS, head="memory: 300\n").rows

    assert first.status is Status.RAISED
    assert "The memory limit of 300 MB was reached." in first.message
    assert second.status is Status.CORRECT


def test_a_process_that_problems_share_has_the_largest_memory_of_all(grade_files):
    sharing = PROBLEMS + "  memory: 300\n"
    report = grade_files({"work.py": WORK}, sharing)

    assert [row.status for row in report.rows] == [Status.CORRECT] * 2


def test_a_problem_with_a_process_of_its_own_has_its_own_memory(grade_files):
    apart = PROBLEMS.replace("first(v), wrt", "first(v), fresh: true, memory: 300, wrt")
    first, second = grade_files({"work.py": WORK}, apart).rows

    assert "The memory limit of 300 MB was reached." in first.message
    assert second.status is Status.CORRECT


@pytest.mark.parametrize(("asked", "given"), [(None, 1000), (500, 500), (1500, 1500), (3000, 2000)])
def test_a_set_may_ask_for_what_the_machine_has(asked, given):
    resources = Resources(memory=1000 << 20, most_memory=2000 << 20)
    bundle = Bundle({"work": Module("work", "work.py", (Cell("import resource"),))}, {})
    limits = Limits(memory=None if asked is None else asked << 20)
    code = "x = resource.getrlimit(resource.RLIMIT_DATA)[0] >> 20"
    with Workers(resources=resources) as workers, workers.session(bundle, limits) as session:
        [reply] = session.calls([Request("work", code, {}, ("x",), "question", 1)])

    assert reply.values == {"x": given}
