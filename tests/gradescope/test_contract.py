"""What the platform relies on, point by point, through the emulated harness and real workers.

The numbers are those of the contract that this project keeps with Gradescope; points about building
the image are in ``test_setup.py``, those about crashes of the grader in ``test_run_autograder.py``.
"""

from __future__ import annotations

import json

import pytest

from autograder.gradescope.results_schema import validate


def test_correct_answers_get_full_marks_and_a_valid_file(gradescope, answers):
    posted = gradescope(answers)

    validate(posted.results)
    assert (posted.results["score"], posted.error, posted.exit_status) == (10.0, None, 0)
    assert [test["status"] for test in posted.results["tests"]] == ["passed"] * 4


def test_point_5_student_code_has_no_environment_no_platform_and_no_way_back(
    gradescope, platform, answers
):
    """The file looks for what it must not see and prints it."""
    spy = """
import os
found = [name for name in os.environ if "SUBMI" in name or "AUTOGRADER" in name or "TOKEN" in name]
for path in ("source/reference/01_small.py", "submission_metadata.json", "results/stdout"):
    try:
        found.append(open("{root}/" + path).read())
    except OSError:
        pass
try:
    open("{root}/results/results.json", "w").write("{{}}")
    found.append("wrote results")
except OSError:
    pass
print("found:", found)

def square(x):
    print("found:", found)
    return x
"""
    posted = gradescope({"small.py": spy.format(root=platform.root)}, AUTOGRADER_SEED="secret")

    if "uid" not in posted.results["extra_data"]["isolation"]:
        pytest.skip(
            "workers get a user of their own only under root, with a Python outside closed folders"
        )
    assert posted.rows["square"]["output"].rstrip().endswith("found: []")
    validate(json.loads((platform.results / "results.json").read_text()))


def test_point_6_expected_values_are_nowhere_in_the_student_s_process(gradescope):
    """Everything that the process holds is searched for the reference's text and its functions."""
    spy = """
import gc

def square(x):
    texts = [thing for thing in gc.get_objects() if isinstance(thing, str)]
    for thing in gc.get_objects():
        if isinstance(thing, dict):
            texts += [repr(value) for value in thing.values() if isinstance(value, str)]
    print("found:", any("marker-of-" + "the-reference" in text for text in texts))
    return x
"""
    posted = gradescope({"small.py": spy})

    assert "found: False" in posted.rows["square"]["output"]


@pytest.mark.slow
def test_point_7_the_deadline_is_the_grader_s_own_and_unfinished_answers_are_rows(gradescope):
    """Every call takes two seconds; the platform allows twelve, of which half can be spent."""
    slow = "import time\n\ndef {}(*inputs):\n    time.sleep(2)\n    return inputs[0]\n"
    files = {
        "small.py": "".join(map(slow.format, ("square", "linear", "later"))),
        "other.py": slow.format("cube"),
    }

    posted = gradescope(files, timeout=12)

    rows = posted.results["tests"]
    validate(posted.results)
    assert (posted.error, posted.exit_status) == (None, 0)
    assert [row["max_score"] for row in rows] == [2, 3, 1, 4]
    assert rows[-1]["extra_data"]["status"] == "not_run"


@pytest.mark.slow
def test_point_7_a_grader_that_hangs_gives_up_before_the_platform_does(
    gradescope, platform, answers
):
    """The platform would overwrite the results and blame the student's code."""
    problems = platform.root / "source" / "problems"
    (problems / "01_small.py").write_text("import time\ndef hang(x):\n    time.sleep(600)\n")
    small = problems / "01_small.yaml"
    small.write_text(small.read_text().replace("forward: sum(x)**2", "forward: hang(x)"))

    posted = gradescope(answers, timeout=8)

    validate(posted.results)
    assert posted.results["tests"][0]["name"] == "Autograder did not finish"
    assert "in hang" in posted.log
    assert (posted.error, posted.exit_status) == (None, 0)


def test_point_7_no_process_of_the_student_outlives_the_grade(gradescope, ended):
    """It tries to; where forking is forbidden the attempt fails, which is as good."""
    escape = """
import os
try:
    pid = os.fork()
    if pid == 0:
        os.setsid()
        os.execvp("sleep", ["sleep", "600"])
except OSError:
    pid = "none"

def square(x):
    print("pid:", pid)
    return x
"""
    posted = gradescope({"small.py": escape})

    pid = posted.rows["square"]["output"].rpartition("pid: ")[2].strip()
    assert pid == "none" or ended(int(pid), within=10)


def test_point_8_the_file_is_private_and_alone(gradescope, platform, answers, mode):
    gradescope(answers)

    assert mode(platform.results / "results.json") == 0o600
    assert {"results.json", "stdout"} == {path.name for path in platform.results.iterdir()}


FAULTS = {
    "missing": None,
    "syntax": "def square(x:\n",
    "import": "raise RuntimeError('at import')\n",
    "exit": "import sys\nsys.exit(0)\n",
    "hard_exit": "import os\nos._exit(0)\n",
    "segfault": "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n",
    "skip": "import unittest\nraise unittest.SkipTest('skipped')\n",
    "interrupt": "raise KeyboardInterrupt\n",
    "nothing": "",
    "nan": "import numpy as np\ndef square(x):\n    return x * np.nan\n",
    "exits_in_call": "import os\ndef square(x):\n    os._exit(0)\n",
    "raises_in_call": "def square(x):\n    raise ValueError('\\x00\\x1b<script>' * 9999)\n",
    "prints": "print('y' * 10**6)\ndef square(x):\n    print('z' * 10**6)\n",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_points_9_and_10_every_answer_is_one_row_with_its_points_whatever_the_file_does(
    gradescope, answers, fault
):
    files = {"other.py": answers["other.py"]}
    if FAULTS[fault] is not None:
        files["small.py"] = FAULTS[fault]

    posted = gradescope(files)

    validate(posted.results)
    assert list(posted.rows) == ["square", "linear", "later", "cube"]
    assert [row["max_score"] for row in posted.rows.values()] == [2, 3, 1, 4]
    assert [row["score"] for row in posted.rows.values()] == [0, 0, 0, 4]
    assert [row["status"] for row in posted.rows.values()] == [
        "failed",
        "failed",
        "failed",
        "passed",
    ]


def test_point_9_what_a_student_prints_is_bounded_text(gradescope):
    posted = gradescope(
        {"small.py": "def square(x):\n    print('<script>\\x00' * 10**5)\n    return x\n"}
    )

    row = posted.rows["square"]
    assert len(row["output"]) <= 10_001
    assert (row["output_format"], row["name_format"]) == ("text", "text")


def test_point_11_status_number_total_and_the_points_to_configure(gradescope, answers):
    posted = gradescope({"small.py": answers["small.py"]})

    assert posted.results["score"] == 6.0
    assert all(
        row["status"] in ("passed", "failed") and row["number"] for row in posted.results["tests"]
    )
    assert "points to configure for the assignment: 10" in posted.log
    assert "isolation: " in posted.log


def test_point_11_visibility_is_each_answer_s_own(gradescope, answers):
    rows = gradescope(answers).rows

    expected = {
        "square": "visible",
        "linear": "visible",
        "later": "after_due_date",
        "cube": "visible",
    }
    assert expected == {name: row["visibility"] for name, row in rows.items()}
    assert rows["square"]["tags"] == ["gradient"]


@pytest.mark.parametrize(
    "metadata", ["", "{", "[]", '{"users": []}', '{"previous_submissions": null}']
)
def test_point_12_metadata_of_any_shape_changes_no_grade(gradescope, answers, metadata):
    assert gradescope(answers, metadata=metadata).results["score"] == 10.0


def test_point_13_provenance_comes_back_and_holds_no_secret(gradescope, answers):
    results = gradescope(answers, AUTOGRADER_SEED="top-secret-seed").results
    about = results["extra_data"]

    assert {"autograder", "numpy", "python", "sets", "seed_id"} <= about["provenance"].keys()
    assert about["max_score"] == 10.0
    assert isinstance(about["isolation"], list)
    assert "top-secret-seed" not in json.dumps(results)


def test_point_13_another_seed_is_another_seed_id(gradescope, platform, answers):
    (platform.root / "source" / "seed.txt").write_text("from-the-file\n")
    file = gradescope(answers).results["extra_data"]["provenance"]["seed_id"]
    variable = gradescope(answers, AUTOGRADER_SEED="v").results["extra_data"]["provenance"][
        "seed_id"
    ]
    again = gradescope(answers, AUTOGRADER_SEED="from-the-file").results["extra_data"][
        "provenance"
    ]["seed_id"]

    assert file == again
    assert file != variable


def test_the_same_submission_posts_the_same_results_twice(gradescope, answers):
    first = gradescope({"small.py": answers["other.py"]})

    assert first.results == gradescope({"small.py": answers["other.py"]}).results


def test_a_broken_problem_set_is_the_staff_s_fault_and_says_so(gradescope, platform, answers):
    (platform.root / "source" / "problems" / "01_small.yaml").write_text("title: [\n")

    posted = gradescope(answers)  # the platform tells that 20 points were earned before
    shown, hidden, kept = posted.results["tests"]

    validate(posted.results)
    assert (posted.results["score"], posted.error, posted.exit_status) == (20, None, 0)
    assert kept["score"] == 20
    assert "staff have to mend" in shown["output"]
    assert (hidden["visibility"], "01_small.yaml" in hidden["output"]) == ("hidden", True)
    assert "01_small.yaml" in posted.log


@pytest.mark.parametrize("files", [{}, {"notes.txt": "hello"}, {".DS_Store": b"\0"}])
def test_an_upload_without_code_is_all_missing_and_never_the_grader_s_fault(gradescope, files):
    posted = gradescope(files)

    assert [test["extra_data"]["status"] for test in posted.results["tests"]] == ["missing"] * 4
