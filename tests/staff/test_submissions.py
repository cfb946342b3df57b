"""Labelled submissions: the folder's name is the expectation, rows may be pinned."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.errors import UsageError
from autograder.oracle.sets import load_sets
from autograder.report import Report, Row, Status
from autograder.staff.submissions import LABELS, Labelled, discover, judge, pin, run

ROOT = Path(__file__).resolve().parents[2]
SUBMISSIONS = ROOT / "tests" / "submissions"


@pytest.fixture(scope="module")
def sets():
    return load_sets(ROOT / "problems", ROOT / "reference", ["02_scalar_by_vector"])


def report(*rows):
    """A report with rows of a status and a score out of 2."""
    named = [
        Row("set", f"p{i}", "a", status, score, 2.0, "") for i, (status, score) in enumerate(rows)
    ]
    return Report(tuple(named), (), {})


def labelled(label, pins=Path("no such file")):
    return Labelled(f"{label}/x", label, Path("x"), pins)


RIGHT, HALF, WRONG = (Status.CORRECT, 2.0), (Status.INCORRECT, 1.0), (Status.INCORRECT, 0.0)
LATE = (Status.TIMED_OUT, 0.0)


@pytest.mark.parametrize(
    ("label", "rows", "good"),
    [
        ("full", [RIGHT, RIGHT], True),
        ("full", [RIGHT, HALF], False),
        ("partial", [RIGHT, WRONG], True),
        ("partial", [RIGHT, RIGHT], False),
        ("partial", [WRONG], False),
        ("zero", [WRONG, LATE], True),
        ("zero", [HALF], False),
        ("timed_out", [RIGHT, LATE], True),
        ("timed_out", [RIGHT, RIGHT], False),
        ("timed_out", [LATE, WRONG], False),
        ("incorrect", [WRONG, RIGHT], True),
    ],
)
def test_a_label_says_what_should_become_of_a_submission(label, rows, good):
    assert (list(judge(labelled(label), report(*rows))) == []) == good


def test_every_status_but_two_is_a_label():
    assert set(LABELS) == {"full", "partial", "zero"} | {s.value for s in Status} - {
        "correct",
        "staff_error",
    }


NAMES = [submission.name for submission in discover(SUBMISSIONS)]
LONG = {name for name in NAMES if name.startswith("timed_out/")}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name in LONG else name for name in NAMES]
)
def test_the_shipped_submissions_get_what_their_folders_say(workers, sets, name):
    [one] = [submission for submission in discover(SUBMISSIONS) if submission.name == name]

    assert run(one, sets, "0", workers).complaints == ()


def test_all_labels_that_a_single_file_can_earn_have_a_submission():
    assert {submission.label for submission in discover(SUBMISSIONS)} == set(LABELS) - {
        "incorrect",
        "not_run",
    }


def test_a_typo_in_a_folders_name_is_caught_with_the_nearest(tmp_path):
    shutil.copytree(SUBMISSIONS / "full", tmp_path / "ful")

    with pytest.raises(UsageError, match="Did you mean 'full'"):
        discover(tmp_path)


def test_a_folder_without_submissions_is_a_usage_error(tmp_path):
    (tmp_path / "README.md").write_text("nothing here yet")

    with pytest.raises(UsageError, match="found no submission"):
        discover(tmp_path)


@pytest.mark.parametrize(
    ("key", "value"), [("status", "incorrect"), ("mistake", "sign"), ("score", 0.5)]
)
def test_a_pinned_row_that_differs_is_said(tmp_path, key, value):
    rows = [
        {
            "set": "set",
            "problem": "p0",
            "answer": "a",
            "status": "correct",
            "mistake": None,
            "score": 2.0,
        }
    ]
    pins = tmp_path / "expected.json"
    pins.write_text(json.dumps({"rows": [rows[0] | {key: value}]}))

    [complaint] = judge(labelled("full", pins), report(RIGHT))

    assert f"expected {key} {value!r}" in complaint


def test_rows_that_are_only_pinned_or_only_graded_are_said(tmp_path):
    pins = tmp_path / "expected.json"
    pins.write_text(json.dumps({"rows": [{"set": "set", "problem": "old", "answer": "a"}]}))

    assert list(judge(labelled("full", pins), report(RIGHT))) == [
        "set.old.a: pinned, but not graded",
        "set.p0.a: graded, but not pinned",
    ]


@pytest.mark.parametrize("text", ["", "[]", '{"rows": 3}', '{"rows": [3]}'])
def test_damaged_pins_are_a_complaint(tmp_path, text):
    pins = tmp_path / "expected.json"
    pins.write_text(text)

    [complaint] = judge(labelled("full", pins), report(RIGHT))

    assert "found no list of rows" in complaint


def test_pinning_writes_what_then_is_expected_and_only_once(tmp_path, workers, sets):
    shutil.copytree(SUBMISSIONS / "partial", tmp_path / "partial")
    (tmp_path / "partial" / "ada" / "expected.json").unlink()
    [one] = discover(tmp_path)
    outcome = run(one, sets, "0", workers)

    assert [pin(outcome), pin(outcome)] == [True, False]
    assert run(one, sets, "0", workers).complaints == ()
    assert one.pins.read_text() == (SUBMISSIONS / "partial" / "ada" / "expected.json").read_text()


def test_a_submission_for_no_set_is_a_complaint(tmp_path, workers, sets):
    (tmp_path / "zero" / "eve").mkdir(parents=True)
    (tmp_path / "zero" / "eve" / "other.py").write_text("")
    (tmp_path / "zero" / "eve" / "parts.py").write_text("")
    [one] = discover(tmp_path)

    [complaint] = run(one, sets, "0", workers).complaints

    assert "cannot be graded" in complaint


def test_the_command_prints_the_table_and_updates(tmp_path):
    shutil.copytree(SUBMISSIONS / "partial", tmp_path / "full")  # the wrong label
    options = [
        "--set",
        "02_scalar_by_vector",
        "--seeds",
        "1",
        "--jobs",
        "1",
        "--submissions",
        str(tmp_path),
    ]
    folders = ["--problems", str(ROOT / "problems"), "--reference", str(ROOT / "reference")]
    result = CliRunner().invoke(main, ["verify", *folders, *options, "--update"])

    assert result.exit_code == 1
    assert "expected all points, found" in result.stdout
    assert "0 of 1 labelled submission as expected." in result.stdout
