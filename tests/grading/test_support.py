"""A course's own modules: `problems/support/` reaches students' code, however it is handed in."""

import json
import zipfile

import pytest

from autograder.grading.grade import grade
from autograder.oracle.answer_key import AnswerKey
from autograder.report import Status
from autograder.submission.files import open_submission

LINK = """
link:
  given: {W: "matrix[m, n]", A: "vector[m]"}
  forward: W.T @ A
  answer: link(W, A)
  wrt: A
  shape: [m, n]
"""
SUPPORT = {
    "course_tools.py": """
import functools

def check_shapes(function):
    @functools.wraps(function)
    def checked(*arguments):
        return function(*arguments)
    return checked
""",
    "layers/__init__.py": "from .module import Module\n",
    "layers/module.py": "class Module:\n"
    "    def __call__(self, x):\n        return self.forward(x)\n",
    "test_cases.py": "import numpy as np\nW_CASE = np.ones((3, 2))\nA_CASE = np.ones((3, 1))\n",
}
HOMEWORK = """\
from course_tools import check_shapes
from layers import Module
from test_cases import *

class Same(Module):
    def forward(self, W):
        return W

@check_shapes
def link(W, A):
    return Same()(W)

assert link(W_CASE, A_CASE).shape == (3, 2)
"""
NOTEBOOK = json.dumps(
    {"cells": [{"cell_type": "code", "source": HOMEWORK.splitlines(True)}], "nbformat": 4}
)


@pytest.fixture
def course(write_set):
    """A set with a course's modules beside it."""
    problem_set = write_set(LINK)
    for name, text in SUPPORT.items():
        path = problem_set.path.parent / "support" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return problem_set


def handed_in(form, folder):
    """Hand the homework in as a script, a notebook or a zip, and return the path."""
    folder.mkdir()
    if form == "notebook":
        (folder / "work.ipynb").write_text(NOTEBOOK)
    else:
        (folder / "work.py").write_text(HOMEWORK)
    if form != "zip":
        return folder
    with zipfile.ZipFile(folder / "work.zip", "w") as archive:
        archive.writestr("homework/work.py", HOMEWORK)
    return folder / "work.zip"


@pytest.mark.parametrize("form", ["script", "notebook", "zip"])
def test_a_base_class_a_decorator_and_test_cases_of_the_course_are_there(
    form, course, workers, tmp_path
):
    report = grade(AnswerKey([course]), open_submission(handed_in(form, tmp_path / "in")), workers)

    assert [row.status for row in report.rows] == [Status.CORRECT], report.rows[0].message
    assert report.remarks == ()


def test_a_students_own_file_of_a_courses_name_is_the_students(course, workers, tmp_path):
    folder = handed_in("script", tmp_path / "in")
    (folder / "course_tools.py").write_text(
        "def check_shapes(function):\n    return lambda *_: 0\n"
    )
    report = grade(AnswerKey([course]), open_submission(folder), workers)

    assert report.rows[0].status is Status.WRONG_SHAPE
