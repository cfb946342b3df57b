"""``pytest --autograder``: problem sets and labelled submissions are items of any course's test
run.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def course(tmp_path):
    """A course with one set of the bank, its reference and two labelled submissions."""
    for name in ("problems/02_scalar_by_vector.yaml", "reference/02_scalar_by_vector.py"):
        (tmp_path / name).parent.mkdir()
        shutil.copy(ROOT / name, tmp_path / name)
    for label in ("full", "missing"):
        shutil.copytree(ROOT / "tests" / "submissions" / label, tmp_path / "submissions" / label)
    return tmp_path


def collect(course, *arguments):
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "autograder.pytest_plugin",
        "-p",
        "no:cacheprovider",
    ]
    plain = ["--autograder-seeds", "2", "-W", "error", f"--rootdir={course}"]
    # The plugin is named, not found by its entry point: it need not be installed, and must not be
    # loaded twice.
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [*command, *plain, *arguments],
        cwd=course,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_problems_and_submissions_are_items(course):
    done = collect(course, "--autograder", "problems", "submissions", "-vv")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "02_scalar_by_vector.yaml::norm_gradient PASSED" in done.stdout
    assert "submissions::full/ada PASSED" in done.stdout
    assert "6 passed" in done.stdout


def test_a_broken_problem_and_a_wrong_label_fail_with_their_reasons(course):
    reference = course / "reference" / "02_scalar_by_vector.py"
    reference.write_text(reference.read_text().replace("(Q + Q.T) @ v", "2 * Q @ v"))
    (course / "submissions" / "missing").rename(course / "submissions" / "zero")

    done = collect(course, "--autograder", "problems", "submissions")

    assert done.returncode == 1
    assert "reference: the reference loses points for quadratic_form" in done.stdout
    assert "expected no point" in done.stdout
    assert "Traceback" not in done.stdout


def test_a_set_that_does_not_load_and_a_typo_are_collection_errors(course):
    path = course / "problems" / "02_scalar_by_vector.yaml"
    path.write_text(path.read_text().replace("forward:", "foward:"))
    (course / "submissions" / "full").rename(course / "submissions" / "ful")

    done = collect(course, "--autograder", "problems", "submissions")

    assert "Did you mean 'forward'?" in done.stdout
    assert "Did you mean 'full'?" in done.stdout


def test_without_the_option_nothing_is_collected(course):
    done = collect(course, "problems", "submissions")

    assert "no tests ran" in done.stdout


def test_a_yaml_file_that_is_no_set_is_left_alone(course):
    (course / "problems" / "ci.yaml").write_text("jobs: []\n")

    assert "4 passed" in collect(course, "--autograder", "problems").stdout
