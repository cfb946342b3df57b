"""What a set forbids and requires of the code costs what it says, and is told with the line."""

from textwrap import dedent

import pytest

from autograder.errors import SpecError
from autograder.grading.grade import grade
from autograder.oracle.answer_key import AnswerKey
from autograder.submission.files import Submission

SLOPE = """
slope:
  given: {W: "matrix[m, n]", x: "vector[m]"}
  forward: sum((W.T @ x)**2)
  answer: slope(W, x)
  wrt: x
  shape: [m, 1]
  points: 4
"""
RIGHT = "def slope(W, x):\n    return 2 * W @ (W.T @ x)\n"


@pytest.fixture
def row(write_set, workers):
    """Grade code against the problem under some rules, and return its row."""

    def graded(source, rules, **beside):
        problem_set = write_set(SLOPE, head=dedent(rules))
        files = {"work.py": source.encode(), **{f"{n}.py": t.encode() for n, t in beside.items()}}
        report = grade(AnswerKey([problem_set], "0"), Submission("work", files), workers)
        return report.rows[0]

    return graded


EINSUM = "import numpy as np\ndef slope(W, x):\n    return 2 * np.einsum('ij,jk->ik', W, W.T @ x)\n"


def test_a_forbidden_name_costs_the_points_and_is_told_with_its_line(row):
    found = row(EINSUM, "forbid: [np.einsum, torch]\n")

    assert (found.status, found.score, found.mistake) == ("incorrect", 0.0, "use.forbidden")
    assert found.message == (
        "The result is right; no points are given for the way to it.\n"
        "work.py, line 3: `np.einsum` is used, which is not allowed here."
    )


def test_the_set_says_what_it_costs(row):
    found = row(EINSUM, "forbid: [np.einsum]\nuse_credit: 0.75\n")

    assert (found.status, found.score) == ("incorrect", 3.0)
    assert "75% of the points" in found.message


def test_a_note_costs_nothing(row):
    found = row(EINSUM, "forbid: {np.einsum: Write it with @.}\nuse_credit: 1\n")

    assert (found.status, found.score, found.mistake) == ("correct", 4.0, "use.forbidden")
    assert found.message == "Correct.\nwork.py, line 3: `np.einsum` is used. Write it with @."


def test_what_is_required_and_not_used_is_told(row):
    found = row(RIGHT, "require: [np.einsum]\n")

    assert (found.score, found.mistake) == (0.0, "use.missing")
    assert "`np.einsum` is not used, and is asked for here." in found.message
    assert row(EINSUM, "require: [np.einsum]\n").score == 4.0


def test_a_loop_over_entries_costs_where_the_set_wants_none(row):
    looped = (
        "import numpy as np\ndef slope(W, x):\n    g = np.zeros(x.shape)\n"
        "    for i in range(len(x)):\n        g[i] = 2 * W[i] @ (W.T @ x)\n    return g\n"
    )

    found = row(looped, "vectorised: true\n")

    assert (found.score, found.mistake) == (0.0, "use.loop")
    assert "work.py, line 4: a Python loop over the entries of an array" in found.message
    assert row(RIGHT, "vectorised: true\n").score == 4.0


@pytest.mark.parametrize(
    "line",
    [
        "importlib.import_module('wa' + 've')",
        "exec('import wave')",
        "__import__(''.join(['wa', 've']))",
    ],
)
def test_an_import_that_only_happens_is_found_while_it_happens(row, line):
    source = f"import importlib\ndef slope(W, x):\n    {line}\n    return 2 * W @ (W.T @ x)\n"

    found = row(source, "forbid: [wave]\n")

    assert found.mistake == "use.forbidden"
    assert "work.py, line 3: `wave` is used" in found.message


def test_a_helper_beside_it_is_judged_too(row):
    helper = "import numpy as np\ndef times(a, b):\n    return np.einsum('ij,jk->ik', a, b)\n"
    source = "from parts import times\ndef slope(W, x):\n    return 2 * times(W, W.T @ x)\n"

    found = row(source, "forbid: [np.einsum]\n", parts=helper)

    assert "parts.py, line 3" in found.message


def test_a_wrong_answer_is_told_both(row):
    found = row(EINSUM.replace("2 *", "3 *"), "forbid: [np.einsum]\n")

    assert found.status == "incorrect"
    assert "the numbers are not" in found.message
    assert "`np.einsum` is used" in found.message


def test_a_problem_has_rules_of_its_own_in_place_of_the_sets(write_set):
    problem_set = write_set(
        SLOPE + "  forbid: [sum]\n  vectorised: false\n",
        head="forbid: [torch]\nrequire: [np.dot]\nvectorised: true\n",
    )

    uses = problem_set.problems[0].uses
    assert (uses.forbid, uses.require, uses.vectorised) == ({"sum": ""}, {"np.dot": ""}, False)


def test_what_is_no_name_is_refused(write_set):
    with pytest.raises(SpecError, match="a name as it stands in code"):
        write_set(SLOPE, head="forbid: ['import torch']\n")


def test_source_that_cannot_be_read_whole_is_judged_as_far_as_it_can(row):
    found = row(EINSUM + "def other(:\n", "forbid: [np.einsum]\n")

    assert found.mistake == "use.forbidden"
