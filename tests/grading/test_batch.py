"""Problems asked in one message: what one of them does costs no other, and no report differs."""

from __future__ import annotations

import pytest

from autograder.client.session import Session
from autograder.grading.calls import calls_of
from autograder.grading.grade import grade
from autograder.oracle.answer_key import AnswerKey
from autograder.submission.files import Submission

NAMES = ("first", "second", "third", "fourth")
PROBLEM = '{{given: {{v: "vector[m]"}}, forward: sum(v**2), answer: {0}(v), wrt: v, shape: [m, 1]}}'
PROBLEMS = "".join(f"{name}: {PROBLEM.format(name)}\n" for name in NAMES)
HEAD = "time_limit: {call: 0.5}\n"
COUNTED = """
import os, time
calls = []
def called(name):
    calls.append(name)
    print(len(calls), calls.count(name))
"""
"""Prints how many calls this process has seen, and how many of them of the same function."""
ODD = {
    "exits": "os._exit(3)",
    "raises": "raise ValueError(name)",
    "hangs": "time.sleep(60)",
    "returns no array": "return 'text'",
    "fills the pipe": "print('x' * 200_000)",
    "closes the pipes": "os.closerange(3, 20)",
}


def handed_in(odd: str = "pass", trial: int = 2) -> bytes:
    """Return a file of four right functions, of which the second does something odd at a trial."""
    parts = [COUNTED]
    for name in NAMES:
        also = f"\n    if calls.count(name) == {trial}: {odd}" if name == "second" else ""
        parts.append(
            f"def {name}(v):\n    name = {name!r}\n    called(name){also}\n    return 2 * v"
        )
    return "\n".join(parts).encode()


@pytest.fixture
def key(write_set):
    return AnswerKey([write_set(PROBLEMS, head=HEAD)])


@pytest.fixture
def graded(key, workers):
    """Grade a file by a key of which everything has been drawn."""

    def run(content: bytes):
        for problem in key.sets[0].problems:
            key.trials(problem)
        return grade(key, Submission("hw", {"work.py": content}), workers)

    return run


@pytest.fixture
def sent(monkeypatch):
    """The sizes of the batches that are sent: one number for each problem, its calls."""
    sizes = []
    batch = Session.batch

    def watched(session, groups, **more):
        sizes.append([len(group) for group in groups])
        return batch(session, groups, **more)

    monkeypatch.setattr(Session, "batch", watched)
    return sizes


def test_all_problems_are_sent_at_once(graded, key, sent):
    report = graded(handed_in())

    trials = len(key.trials(key.sets[0].problems[0]))
    assert sent == [[trials] * 4, [1] * 4]
    assert [row.status.value for row in report.rows] == ["correct"] * 4
    assert [row.output.split()[0] for row in report.rows] == [
        str(1 + number * trials) for number in range(4)
    ]


def test_problems_with_large_inputs_are_sent_in_several_messages(graded, key, sent, monkeypatch):
    whole = graded(handed_in())
    sent.clear()
    [one, *_] = [
        sum(call.size for call in calls_of(key, "work", problem))
        for problem in key.sets[0].problems
    ]
    monkeypatch.setattr("autograder.grading.batch._LARGEST", int(2.5 * one))

    report = graded(handed_in())

    assert report == whole
    assert [len(sizes) for sizes in sent] == [2, 2, 4]


def test_what_was_replied_before_a_process_is_lost_is_kept_and_the_rest_asked_again(
    graded, key, sent
):
    report = graded(handed_in("os._exit(3)"))

    trials = len(key.trials(key.sets[0].problems[0]))
    # The second problem is asked in a clean process, too, and ends that as well.
    assert sent == [[trials] * 4, [trials] * 3, [trials] * 2, [1] * 3]
    assert [row.status.value for row in report.rows] == [
        "correct", "crashed", "correct", "correct"
    ]  # fmt: skip
    assert [row.output.split()[0] for row in report.rows] == [
        "1", "2", "1", str(trials + 1)
    ]  # fmt: skip


def test_an_answer_that_another_one_has_ended_is_asked_in_a_clean_process(graded):
    """The first leaves a time bomb that goes off in the second, which is right in a clean one."""
    bomb = "__import__('threading').Timer(0.05, os._exit, [0]).start()"
    source = handed_in("time.sleep(0.3)").replace(
        b"called(name)\n    return", f"called(name)\n    {bomb}\n    return".encode(), 1
    )

    report = graded(source)

    assert [row.status.value for row in report.rows] == ["correct"] * 4


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=[pytest.mark.slow] * (kind == "hangs")) for kind in ODD]
)
@pytest.mark.parametrize("trial", [1, 3])
def test_a_report_is_the_same_asked_at_once_and_one_by_one(graded, key, workers, sent, kind, trial):
    content = handed_in(ODD[kind], trial)
    one_by_one = grade(key, Submission("hw", {"work.py": content}), workers)
    first = list(sent)

    assert graded(content) == one_by_one
    assert len(first[0]) == 1
    assert len(sent[len(first)]) == 4
