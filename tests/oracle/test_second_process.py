"""Two processes draw one key: the same bits as one, whoever drew what."""

import os
import time
from pathlib import Path

import pytest

from autograder.errors import StaffError
from autograder.oracle import second_process
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.key_store import _pack
from autograder.oracle.second_process import halved
from autograder.oracle.sets import load_sets

ROOT = Path(__file__).resolve().parents[2]
SETS = load_sets(ROOT / "problems", ROOT / "reference", ["02_scalar_by_vector", "06_layers"])


@pytest.fixture(autouse=True)
def two_processors(monkeypatch):
    if not hasattr(os, "sched_getaffinity"):
        pytest.skip("one process draws here")
    monkeypatch.setattr(second_process, "has_two_processors", lambda: True)


def drawn(key):
    for problem_set in key.sets:
        for problem in problem_set.problems:
            key.trials(problem)
    return [_pack(key.drawn(problem_set)) for problem_set in key.sets]


def test_two_processes_draw_what_one_draws():
    key = AnswerKey(SETS)
    with halved(key, SETS):
        last = SETS[-1].problems[-1]
        while key.share(last) is None:  # only the other process draws here
            time.sleep(0.01)
            key.before_drawing()
        assert drawn(key) == drawn(AnswerKey(SETS))


def test_nothing_of_the_other_process_is_left():
    key = AnswerKey(SETS)
    with halved(key, SETS):
        process = key.before_drawing.__self__._pid

    assert key.before_drawing is None
    with pytest.raises(ChildProcessError):
        os.waitpid(process, os.WNOHANG)


def test_what_cannot_be_drawn_is_told_by_this_process(monkeypatch):
    def fails(self, problem):
        raise StaffError("cannot be drawn")

    monkeypatch.setattr(AnswerKey, "_draw", fails)
    key = AnswerKey(SETS)
    with halved(key, SETS), pytest.raises(StaffError, match="cannot be drawn"):
        key.trials(SETS[0].problems[0])


def test_a_few_problems_are_drawn_by_this_process_alone():
    key = AnswerKey(SETS[:1])
    with halved(key, SETS[:1]):
        assert key.before_drawing is None
