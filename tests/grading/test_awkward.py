"""Files as students hand them in, through real grading: what can be graded is, and the rest is
said.
"""

from __future__ import annotations

import json
from functools import partial

import pytest

from autograder.grading.grade import grade
from autograder.oracle.answer_key import AnswerKey
from autograder.report import Status
from autograder.submission.files import Submission, open_submission

HEAD = "time_limit: {call: 2, import: 2, submission: 60}\n"
RIGHT = "def gradient(A): return 3 * A**2\ndef link(W, A): return W\n"


@pytest.fixture
def graded(grade_files, two_problems):
    """Grade files by name against the set."""
    return partial(grade_files, problems=two_problems, head=HEAD)


def notebook(*sources, nbformat=4):
    field = "source" if nbformat == 4 else "input"
    cells = [{"cell_type": "code", field: source} for source in sources]
    body = {"cells": cells} if nbformat == 4 else {"worksheets": [{"cells": cells}]}
    return json.dumps({"nbformat": nbformat, **body})


@pytest.mark.parametrize(
    "files",
    [
        {"work.py": "from .helper import three\ndef gradient(A): return three() * A**2\n"
                    "def link(W, A): return W\n",
         "helper.py": "from .deeper import number\ndef three(): return number\n",
         "deeper.py": "number = 3\n"},
        {"work.py": "from . import helper\ndef gradient(A): return helper.three() * A**2\n"
                    "def link(W, A): return W\n",
         "helper.py": "def three(): return 3\n"},
        {"hw1/work.py": "from helper import three\ndef gradient(A): return three() * A**2\n"
                        "def link(W, A): return W\n",
         "hw1/helper.py": "def three(): return 3\n"},
        {"hw1/work.py": "from .parts.helper import three as t\ndef gradient(A): return t() * A**2\n"
         "def link(W, A): return W\n",
         "hw1/parts/__init__.py": "", "hw1/parts/helper.py": "from .deeper import three\n",
         "hw1/parts/deeper.py": "def three(): return 3\n"},
        {"work.py": "import numpy as np\ndef gradient(A): return np.multiply(3, A**2)\n"
                    "def link(W, A): return W\n",
         "numpy.py": "raise RuntimeError('not this one')\n"},
        {"work.py": RIGHT.replace("\n", "\r\n")},
        {"work.py": b"\xef\xbb\xbf# by J\xe9r\xf4me\r\n" + RIGHT.encode()},
        {"work.py": "def gradient(A):\n\treturn 3 * A**2\ndef link(W, A):\n        return W\n"},
        {"work.py": RIGHT.encode("utf-16")},
        {"work.ipynb": notebook("%matplotlib inline\nimport numpy as "
                                "np", RIGHT, "gradient(1, 2)", "!pip install x")},
        {"work.ipynb": notebook(RIGHT.splitlines(keepends=True), "x = (", nbformat=3)},
        {"work.py": RIGHT + "import sys\nsys.exit(0)\n"},
        {"work.py": RIGHT + "name = input('Your name? ')\n"},
        {"work.py": RIGHT + "import os\nos._exit(1)\n"},
        {"work.py": RIGHT + "while True: pass\n"},
        {"work.py": "from expected_results import *\nfrom course_utils import check\n"
                    + RIGHT + "check(gradient)\n"},
        {"work.py": RIGHT + "if __name__ == '__main__':\n    train()\n"},
    ],
    ids=lambda files: " ".join(files),
)  # fmt: skip
def test_what_can_be_graded_is_graded_in_full(graded, files):
    report = graded(files)

    assert [row.message for row in report.rows if row.status is not Status.CORRECT] == []
    assert report.score == 2


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        ("", Status.MISSING, "cannot be read: it is empty"),
        (b"\x00\x01\x02\xff" * 1000, Status.RAISED, "cannot be read"),
        (b"\x7fELF" + bytes(5000), Status.RAISED, "cannot be read"),
        ("def gradient(A):\nreturn A\n", Status.RAISED, "line 2"),
        (
            "def gradient(A):\n\tif A is None:\n        return A\n\treturn A\n",
            Status.RAISED,
            "line 3",
        ),
        ("print 'hello'\n", Status.RAISED, "line 1"),
    ],
)
def test_what_can_not_be_read_is_said_for_every_answer(graded, content, status, said):
    report = graded({"work.py": content})

    assert {row.status for row in report.rows} == {status}
    assert said in report.rows[0].message


def test_a_file_that_can_not_be_read_costs_its_own_set_only(
    write_set, two_problems, workers, tmp_path
):
    first = write_set(two_problems, head=HEAD)
    path = tmp_path / "problems" / "02_set.yaml"
    path.write_text(
        (tmp_path / "problems" / "01_set.yaml").read_text().replace("work.py", "more.py")
    )
    from autograder.oracle.sets import load_set

    second = load_set(path, tmp_path / "reference")
    files = {"work.py": b"def broken(:\n", "more.py": RIGHT.encode()}
    report = grade(AnswerKey([first, second]), Submission("hw", files), workers)

    assert [row.status.value for row in report.rows] == ["raised", "raised", "correct", "correct"]
    assert "work.py, line 1: def broken(:" in report.rows[0].message


def test_a_file_that_was_left_out_is_missing_and_said_so(
    write_set, two_problems, workers, tmp_path
):
    folder = tmp_path / "hw"
    folder.mkdir()
    (folder / "work.py").write_bytes(b"#" * (50 << 20))
    report = grade(
        AnswerKey([write_set(two_problems, head=HEAD)]), open_submission(folder), workers
    )

    assert {row.status for row in report.rows} == {Status.MISSING}
    assert "work.py was left out: it is too large" in report.remarks[0]
