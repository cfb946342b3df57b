"""The sentences about code that failed: with which inputs, for want of what, by whose version."""

import json
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
from other_versions import environment

from autograder.grading.grade import grade
from autograder.grading.packages import about_missing_module
from autograder.grading.versions import CHANGES, about_version
from autograder.oracle.answer_key import AnswerKey
from autograder.report import Status
from autograder.submission.files import Submission

SET = """
link:
  given: {W: "matrix[m, n]", A: "vector[m]"}
  forward: W.T @ A
  answer: link(A, W)
  wrt: A
  shape: [m, n]
slope:
  given: {z: "vector[n]"}
  forward: tanh(z)
  answer: slope(z)
  wrt: z
  shape: [n, n]
"""
GOOD = (
    "import numpy as np\ndef link(A, W): return W\n"
    "def slope(z): return np.diag(1 - np.tanh(z[:, 0])**2)\n"
)


@pytest.fixture
def said(write_set, workers):
    """Grade a file, with others beside it, and return the first row's message."""

    def run(source, answer="link", **beside):
        files = {"work.py": source.encode()}
        files |= {f"{name}.py": text.encode() for name, text in beside.items()}
        report = grade(AnswerKey([write_set(SET)]), Submission("hw", files), workers)
        return next(row for row in report.rows if row.answer == answer).message

    return run


def test_a_good_file_is_right_in_every_row(write_set, workers):
    report = grade(
        AnswerKey([write_set(SET)]), Submission("hw", {"work.py": GOOD.encode()}), workers
    )

    assert {row.status for row in report.rows} == {Status.CORRECT}


def test_a_decorator_from_an_absent_module_is_followed_to_that_module(said):
    message = said(
        "from course_utils import check_shapes\n\n@check_shapes\ndef link(A, W):\n    return W\n"
    )

    assert message == (
        "link is in work.py, line 4, but that statement failed: "
        "NameError: name 'check_shapes' is not defined. "
        "check_shapes was to come from work.py, line 1, which failed: "
        "ModuleNotFoundError: No module named 'course_utils'. "
        "course_utils is not there: if it is a file of your own, hand course_utils.py in, too; "
        "if it is a package, ask the course staff."
    )


def test_a_name_of_a_star_import_that_failed_is_told_as_a_guess(said):
    message = said(
        "from past.builtins import *\ndef link(A, W):\n    return [W for _ in xrange(1)][0]\n"
    )

    assert "NameError: name 'xrange' is not defined" in message
    assert "xrange may have been meant to come from work.py, line 1" in message
    assert "The package past is not installed here" in message


def test_a_module_beside_the_file_is_followed_too(said):
    message = said(
        "from common import *\ndef link(A, W):\n    return helper(W)\n",
        common="import matplotlib.pyplot as plt\nhelper = plt.figure\n",
    )

    assert "helper was to come from common.py, line 2" in message
    assert "The package matplotlib is not installed here" in message


def test_a_module_beside_the_file_costs_only_the_statements_that_fail(said):
    message = said(
        "from common import *\ndef link(A, W):\n    return same(W)\n",
        common="import matplotlib.pyplot as plt\ndef same(W):\n    return W\n",
    )

    assert message == "Correct."


def test_a_relative_import_of_a_file_that_is_not_there_asks_for_the_file(said):
    message = said("from .tools import same\ndef link(A, W):\n    return same(W)\n")

    assert message.endswith("tools was not handed in: hand tools.py in, too.")


def test_a_function_inside_a_class_is_found_there(said):
    message = said("class Homework:\n    def link(self, A, W):\n        return W\n")

    assert message == "link is in work.py, line 2, inside the class Homework."


def test_a_definition_with_a_syntax_error_is_told_in_its_own_row(said):
    message = said(GOOD + "def link(A, W)\n    return W\n")

    assert message == "Correct."  # the one before it stands
    message = said("import numpy as np\ndef link(A, W)\n    return W\n")

    assert "link is in work.py, line 2" in message
    assert "SyntaxError: expected ':': `def link(A, W)`" in message


def test_an_exception_says_the_shapes_it_was_called_with(said):
    message = said("def link(A, W):\n    return A @ W\n")

    assert "when called as link(A, W), with W of shape (" in message
    assert re.search(r"A of shape \(\d, 1\)\.", message)


def test_sizes_that_are_written_as_numbers_are_told(said):
    first = said("import numpy as np\ndef link(A, W):\n    return np.zeros(W.shape)[:9, :9] + 1\n")
    m, n = map(int, re.search(r"\(m, n\) = \((\d), (\d)\)", first).groups())
    message = said(f"import numpy as np\ndef link(A, W):\n    return np.resize(W, ({m}, {n}))\n")

    assert f"It is right for m = {m}, n = {n} only: sizes are written as numbers" in message


def test_an_answer_that_fails_at_some_sizes_says_where_it_is_right(said):
    message = said(
        "import numpy as np\ndef slope(z):\n    if len(z) == 1: raise ValueError('too short')\n"
        "    return np.diag(1 - np.tanh(z[:, 0])**2)\n",
        answer="slope",
    )

    assert "with z of shape (1, 1)" in message
    assert message.startswith(
        "Correct.\nRight at all other sizes; where every dimension is 1: Your "
    )


def test_arguments_in_another_order_are_said_to_be_that(said):
    message = said("def link(W, A):\n    return W\n")

    assert message.endswith(
        "Your link takes its arguments in another order, (W, A): it is called as link(A, W)."
    )


@pytest.mark.parametrize(
    ("module", "part"),
    [
        ("torch.nn", "The package torch is not installed here"),
        (".parts.layers", "hand parts/layers.py in, too"),
        ("homework_tools", "hand homework_tools.py in, too"),
    ],
)
def test_a_missing_module_says_who_can_help(module, part):
    assert part in about_missing_module(module)


def test_a_package_that_students_miss_is_told_to_the_staff(write_set, workers):
    source = b"import sklearn.metrics\nimport tools_of_mine\n" + GOOD.encode()
    report = grade(AnswerKey([write_set(SET)]), Submission("hw", {"work.py": source}), workers)

    assert report.staff_notes == ("this submission imports sklearn, which is not installed here",)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("python", "numpy"),
    [("3.10", "==1.26.4"), ("3.10", "==2.2.6"), ("3.13", "==2.4.*"), ("3.13", "")],
)
def test_each_change_of_a_version_is_as_the_table_says(python, numpy, tmp_path):
    other = environment(tmp_path / "venv", python, numpy)
    if other is None:
        pytest.skip(f"no Python {python}")
    script = Path(__file__).with_name("run_changes.py")
    run = subprocess.run([other, script], check=True, capture_output=True, text=True)
    seen = json.loads(run.stdout)
    running = {
        "numpy": tuple(map(int, seen["numpy"].split(".")[:2])),
        "Python": tuple(map(int, seen["python"].split()[0].split(".")[:2])),
    }
    refused = {
        change.code: True
        for change in CHANGES
        if (change.works == "before") == (running[change.software] >= change.version)
    }

    assert seen["failed"] == refused


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.code)
def test_each_change_of_a_version_is_recognised_where_it_is_met(change):
    names = {"np": np, "x": np.ones((3, 1)), "W": np.eye(3)}
    try:
        exec(change.code, names)
    except Exception as error:
        text = (
            f"{error.msg}: `{error.text.strip()}`" if isinstance(error, SyntaxError) else str(error)
        )
        said = about_version(type(error).__name__, text)

        assert change.cure in said
        assert f"numpy {np.__version__}" in said
