"""Every answer is asked once more at its first trial, last of all.

Another value is told, and the first one counts.
"""

from __future__ import annotations

import pytest

from autograder.report import Status

RIGHT = "import numpy as np\ndef gradient(A): return 3 * A**2\ndef link(W, A): return W\n"


@pytest.fixture
def rows(grade_files, two_problems):
    def run(more="", problems=two_problems):
        return {row.answer: row for row in grade_files({"work.py": RIGHT + more}, problems).rows}

    return run


COUNTED = """
calls = 0
def gradient(A):
    global calls
    calls += 1
    return (3 if calls < 8 else 4) * A**2
"""


def test_a_function_of_its_inputs_is_stable(rows):
    assert {
        row.mistake
        for row in rows("state = []\ndef gradient(A): state.append(A); return 3 * A**2\n").values()
    } == {None}


def test_random_numbers_that_are_seeded_are_stable(rows):
    assert (
        rows("def gradient(A): return np.random.rand(*A.shape)\n")["gradient"].mistake != "unstable"
    )


def test_another_value_is_told_and_the_first_one_counts(rows):
    row = rows(
        "calls = 0\ndef gradient(A):\n    global calls\n    calls += 1\n"
        "    return (3 if calls < 8 else 4) * A**2\n"
    )["gradient"]

    assert (row.status, row.score, row.mistake) == (Status.CORRECT, 1, "unstable")
    assert "gave another value" in row.message


def test_what_another_problem_has_changed_is_noticed(rows):
    found = rows(
        "scale = 3\n"
        "def gradient(A): return scale * A**2\n"
        "def link(W, A):\n    global scale\n    scale = 4\n    return W\n"
    )

    assert (found["gradient"].status, found["gradient"].mistake) == (Status.CORRECT, "unstable")
    assert found["link"].mistake is None


@pytest.mark.parametrize(
    "end", ["raise ValueError", "import os; os._exit(0)", "return None", "return A[:1]"]
)
def test_a_second_call_that_fails_is_another_value(rows, end):
    row = rows(
        "calls = 0\ndef gradient(A):\n    global calls\n    calls += 1\n"
        f"    if calls == 8:\n        {end}\n    return 3 * A**2\n"
    )["gradient"]

    assert (row.status, row.mistake) == (Status.CORRECT, "unstable")


def test_a_mistake_that_has_a_name_keeps_it(rows):
    row = rows(
        "def gradient(A): return 3 * A**2 * (1 + 1e-4 * np.random.default_rng().random())\n"
    )["gradient"]

    assert row.mistake == "precision.low"
    assert "gave another value" in row.message


def test_a_problem_with_a_worker_of_its_own_is_asked_there(rows, two_problems):

    assert (
        rows(COUNTED, two_problems.replace("gradient:\n", "gradient:\n  fresh: true\n", 1))[
            "gradient"
        ].mistake
        == "unstable"
    )


def test_where_only_the_verdict_is_told_this_is_not(rows, two_problems):

    assert (
        rows(COUNTED, two_problems.replace("gradient:\n", "gradient:\n  feedback: verdict\n", 1))[
            "gradient"
        ].mistake
        is None
    )
