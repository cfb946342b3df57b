"""Naming a mistake runs changed references: whatever those do, grading goes on."""

from __future__ import annotations

import json
import time

import pytest

from autograder.grading import naming
from autograder.oracle.answer_key import AnswerKey

PROBLEM = """
first: {given: {v: "vector[m]"}, forward: sum(v**2), answer: first(v), wrt: v, shape: [m, 1]}
second: {given: {v: "vector[m]"}, forward: sum(v**3), answer: second(v), wrt: v, shape: [m, 1]}
"""
SECOND = "def second(v): return 3 * v**2\n"
LOOPS = {
    "while": """
def first(v):
    total, k = 0 * v, 0
    while k < 2:
        total = total + v
        k += 1
    return total
""",
    "append": """
def first(v):
    rows, k = [], 0
    while len(rows) < 2:
        rows.append(v * 1.0)
    return rows[0] + rows[1]
""",
    "recursion": """
def first(v, n=2):
    return 0 * v if n == 0 else v + first(v, n - 1)
""",
    "for": """
def first(v):
    total = 0 * v
    for row in range(20_000):
        total = total + v / 10_000
    return total
""",
    "prints": """
def first(v):
    print("debug", v.shape)
    return 2 * v
""",
    "exit": """
import os
def first(v):
    if len(v) > 100:
        os._exit(3)
    return 2 * v
""",
}
WRONG = "def first(v): return v + 1\ndef second(v): return 3 * v\n"
SECONDS = 6.0
"""The bound is one second of processor time for one answer; the tests' machine may be busy."""


@pytest.mark.parametrize("kind", LOOPS)
def test_a_wrong_answer_is_graded_in_time_whatever_changed_references_do(grade_files, kind):
    reference = LOOPS[kind] + SECOND
    grade_files({"work.py": reference}, PROBLEM, reference=reference)
    began = time.monotonic()

    report = grade_files({"work.py": WRONG}, PROBLEM, reference=reference)

    assert time.monotonic() - began < SECONDS
    assert [row.status.value for row in report.rows] == ["incorrect", "incorrect"]


def test_a_slip_that_loops_for_ever_hides_no_other_explanation(grade_files):
    report = grade_files(
        {"work.py": "def first(v): return -2 * v\n" + SECOND},
        PROBLEM,
        reference=LOOPS["while"] + SECOND,
    )

    assert report.rows[0].mistake == "sign.flipped"


def test_one_problem_that_is_out_of_bounds_takes_no_name_from_another(grade_files):
    report = grade_files(
        {"work.py": "def first(v): return v + 1\ndef second(v): return -3 * v**2\n"},
        PROBLEM,
        reference=LOOPS["exit"] + SECOND,
    )

    assert report.rows[1].mistake == "sign.flipped"


@pytest.fixture
def written(tmp_path, write_set):
    def write(kind):
        write_set(PROBLEM, reference=LOOPS[kind] + SECOND)
        (tmp_path / "work.py").write_text(WRONG)
        return ["--problems", tmp_path / "problems", "--reference", tmp_path / "reference"]

    return write


def test_prints_of_a_reference_stay_out_of_the_report(autograder, written, capfd):
    status, output = autograder("grade", "work.py", "--format", "json", *written("prints"))

    assert status == 0
    assert len(json.loads(output)["rows"]) == 2
    assert "debug" not in capfd.readouterr().out


@pytest.mark.parametrize("kind", ["while", "append", "exit", "prints"])
def test_verify_ends_whatever_changed_references_do(autograder, written, kind):
    options = written(kind)
    began = time.monotonic()

    status, output = autograder("verify", "--seeds", "1", "--format", "json", *options)

    assert time.monotonic() - began < 60
    assert status in (0, 1)
    json.loads(output)


BY_REFERENCE = """
first: {given: {v: "vector[m]"}, answer: first(v), expected: reference, shape: [m, 1]}
"""


def test_a_reference_that_never_answers_is_the_staffs_fault(grade_files, monkeypatch):
    from autograder.oracle import answer_key
    from autograder.oracle.bounded import Bounds

    monkeypatch.setattr(answer_key, "_BOUNDS", Bounds(seconds=0.3))

    [row] = grade_files(
        {"work.py": "def first(v): return v"},
        BY_REFERENCE,
        reference="def first(v):\n    while True: pass\n",
    ).rows

    assert row.status.value == "staff_error"


@pytest.fixture
def name(write_set):
    """Name answers to the first problem, given as a factor of the right one and a summand."""
    problem_set = write_set(PROBLEM, reference=LOOPS["exit"] + SECOND)
    key = AnswerKey([problem_set])
    problem = problem_set.problems[0]
    [answer] = problem.answers
    right = [trial.expected[answer.id].value for trial in key.trials(problem)]
    namer = naming.Namer(key)
    yield lambda factor, more=0, **options: namer.name(
        problem, answer, [factor * value + more for value in right], **options
    )
    namer.close()


def test_a_name_is_kept_for_equal_answers_alone(name):
    flipped, halved = name(-1.0), name(0.5)

    assert name(1.0, more=0.377) is None  # whose search ends its process
    assert name(-2.0) is None  # nothing is searched any more
    assert name(-1.0) == flipped
    assert name(0.5) == halved
    assert flipped.mistake == "sign.flipped"
    assert halved.mistake != flipped.mistake


def test_the_oldest_name_is_forgotten_first(name, monkeypatch):
    monkeypatch.setattr(naming, "_MOST_KEPT", 1)
    name(-1.0), name(0.5), name(1.0, more=0.377)

    assert name(-1.0) is None
    assert name(0.5) is not None


def test_a_name_is_the_same_whatever_is_done_while_it_is_searched_for(name):
    done = []

    flipped = name(-1.0, meanwhile=lambda: done.append("drawn"))

    assert flipped.mistake == "sign.flipped"
    assert done == ["drawn"]
    assert name(-1.0, meanwhile=lambda: done.append("again")) == flipped
    assert done == ["drawn"]  # nobody waits for a name that is kept


def test_the_name_of_an_answer_that_was_given_up_goes_to_no_other(name):
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        name(-1.0, meanwhile=interrupted)

    assert name(0.5).mistake != "sign.flipped"
    assert name(-1.0).mistake == "sign.flipped"


def test_a_search_that_fails_takes_the_name_alone_and_says_so(grade_files, monkeypatch):
    from autograder.diagnose.search import Diagnostician

    def fails(*_):
        raise ArithmeticError("a fault of the search's own")

    monkeypatch.setattr(Diagnostician, "name", fails)

    with pytest.warns(UserWarning, match="problem first, answer first: no name") as told:
        report = grade_files({"work.py": "def first(v): return v\n" + SECOND}, PROBLEM)

    assert "a fault of the search's own" in str(told[0].message)
    assert [row.status.value for row in report.rows] == ["incorrect", "correct"]
    assert report.rows[0].mistake is None
