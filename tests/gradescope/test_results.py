"""The results.json that Gradescope gets: a test a row, finite, bounded, text, written whole."""

from __future__ import annotations

import json
import math
import stat

import numpy as np
import pytest
from msgspec.structs import replace

from autograder.errors import GraderError
from autograder.gradescope.results import (
    NAME_LIMIT,
    OUTPUT_LIMIT,
    TOTAL_LIMIT,
    replace_file,
    results,
)
from autograder.gradescope.results_schema import validate
from autograder.report import Line, Report, Row, Status, Visibility

ROW = Row(
    set="05_layers",
    problem="link",
    answer="dZ_dA",
    status=Status.CORRECT,
    score=3.0,
    max_score=3.0,
    message="Correct.",
    title="Linking layers",
    number="1.1",
    tags=("layers", "gradient"),
)


def row(**changes):
    return replace(ROW, **changes)


def report(*rows, **changes):
    fields = {"isolation": ("uid", "seccomp"), "provenance": {"seed_id": "5feceb66"}} | changes
    return Report(rows=rows, **fields)


def only_test(**changes):
    (test,) = results(report(row(**changes)))["tests"]
    return test


def test_a_correct_row_is_a_passed_test_with_its_number_tags_visibility_and_points():
    expected = {
        "name": "Linking layers",
        "name_format": "text",
        "number": "1.1",
        "status": "passed",
        "score": 3.0,
        "max_score": 3.0,
        "tags": ["layers", "gradient"],
        "visibility": "visible",
        "output": "Correct.",
        "output_format": "text",
        "extra_data": {
            "set": "05_layers",
            "problem": "link",
            "answer": "dZ_dA",
            "status": "correct",
            "mistake": None,
        },
    }

    assert expected == only_test()


def test_what_is_done_to_one_reports_tests_shows_in_no_other():
    first = results(report(row(), row(output="3")))
    again = results(report(row(output="3"), row()))
    expected = [*map(json.dumps, reversed(first["tests"]))]
    for test in first["tests"]:
        test["tags"].append("late")
        test["extra_data"].clear()
        test["score"] = 0.0

    assert expected == [*map(json.dumps, again["tests"])]
    assert expected == [*map(json.dumps, results(report(row(output="3"), row()))["tests"])]


def test_rows_that_differ_in_one_field_have_tests_of_their_own():
    changes = [
        {"status": Status.INCORRECT},
        {"score": 1.0},
        {"message": "Right."},
        {"mistake": "transposed"},
        {"tags": ()},
        {"visibility": Visibility.HIDDEN},
        {"output": "3"},
        {"problem": "chain"},
    ]
    tests = results(report(row(), *(row(**each) for each in changes)))["tests"]

    assert len(changes) + 1 == len({json.dumps(test) for test in tests})


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.CORRECT])
def test_every_other_status_is_one_failed_row_whose_max_score_is_intact(status):
    test = only_test(status=status, score=0.0, message="Not so.")

    assert (test["status"], test["score"], test["max_score"]) == ("failed", 0.0, 3.0)
    assert test["output"].strip() == "Not so."
    assert test["extra_data"]["status"] == status.value


def test_a_wrong_answer_worth_no_points_is_shown_as_failed():
    """Gradescope itself would colour 0 of 0 points green."""
    assert only_test(status=Status.INCORRECT, score=0, max_score=0)["status"] == "failed"


def test_partial_credit_is_kept_on_a_row_that_fails():
    test = only_test(status=Status.INCORRECT, score=1.5, mistake="layout.transposed")

    assert (test["score"], test["max_score"], test["status"]) == (1.5, 3.0, "failed")
    assert test["extra_data"]["mistake"] == "layout.transposed"


@pytest.mark.parametrize("visibility", list(Visibility))
def test_visibility_reaches_its_own_row(visibility):
    assert only_test(visibility=visibility)["visibility"] == visibility.value


def test_rows_keep_their_order_and_their_number():
    """Over ten rows, so that alphabetical order would differ."""
    rows = [row(problem=f"p{index}", number=str(index)) for index in range(25)]

    tests = results(report(*rows))["tests"]

    assert [f"p{index}" for index in range(25)] == [test["extra_data"]["problem"] for test in tests]


def test_rows_that_look_alike_stay_apart():
    assert len(results(report(ROW, ROW, ROW))["tests"]) == 3


def test_the_total_is_rounded_and_given_at_the_top():
    posted = results(report(row(score=1.1), row(score=2.2)))

    assert posted["score"] == 3.3


def test_lines_on_paper_stand_in_a_rows_output_with_their_marks():
    lines = (Line(1, "df = a", "right"), Line(2, "= b", "carried", "Right by your dL_dZ."))
    output = only_test(status=Status.INCORRECT, message="Not equal.", lines=lines)["output"]

    assert output.startswith("Not equal.\n\nYour lines:\n1 ✓ df = a\n2 ✓ = b\n    Right by your")


def test_the_whole_object_states_text_formats_and_where_it_came_from():
    posted = results(report(ROW, remarks=("line 3 of hw.py failed", "so did line 9")))
    tests = posted.pop("tests")
    expected = {
        "score": 3.0,
        "output": "line 3 of hw.py failed\nso did line 9",
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "stdout_visibility": "hidden",
        "extra_data": {
            "schema": 1,
            "max_score": 3.0,
            "isolation": ["uid", "seccomp"],
            "provenance": {"seed_id": "5feceb66"},
        },
    }

    assert expected == posted
    assert len(tests) == 1


def test_a_report_without_rows_or_remarks_is_valid():
    posted = results(report())

    validate(posted)
    assert posted["tests"] == []


def test_the_object_is_what_its_json_says():
    rows = row(), row(status=Status.INCORRECT, score=0.5, tags=())

    finished = results(report(*rows, remarks=("a remark",)))

    assert json.loads(json.dumps(finished)) == finished


def test_the_same_report_gives_the_same_object_twice():
    """gradescope-utils stores a score on the function: no earlier report may leave one."""
    failed = report(row(status=Status.INCORRECT, score=0.0))
    first = results(failed)
    results(report(row(score=3.0)))

    assert first == results(failed)


@pytest.mark.parametrize("number", [np.float64(2), np.float32(2), np.int64(2), np.array(2.0), 2])
def test_numpy_scores_become_plain_numbers(number, tmp_path):
    posted = results(report(row(score=number, max_score=np.float32(3))))
    replace_file(posted, tmp_path / "results.json")

    assert json.loads((tmp_path / "results.json").read_text())["score"] == 2.0


@pytest.mark.parametrize("score", [math.nan, math.inf, -math.inf, np.float32("nan")])
def test_a_score_that_is_not_finite_is_refused(score):
    with pytest.raises(GraderError, match="finite"):
        results(report(row(score=score)))


def test_what_the_code_printed_follows_the_message_under_a_heading():
    test = only_test(status=Status.INCORRECT, score=0, message="Wrong shape.", output="here\n")

    assert test["output"].strip() == "Wrong shape.\n\nYour code printed:\nhere"


@pytest.mark.parametrize("status", [Status.CORRECT, Status.RAISED])
def test_a_long_output_is_cut_at_its_end_and_says_so(status):
    text = only_test(status=status, message="First.", output="x" * 5_000_000)["output"]

    assert len(text) <= OUTPUT_LIMIT + 1  # gradescope-utils ends a failure with a line feed
    assert text.startswith("First.")
    assert "[cut here" in text


def test_many_long_outputs_share_the_limit_of_the_whole_file():
    rows = [row(output="x" * 20_000)] * 300

    texts = [test["output"] for test in results(report(*rows))["tests"]]

    assert sum(map(len, texts)) <= TOTAL_LIMIT
    assert min(map(len, texts)) > 1000


def test_names_and_tags_are_cut_to_one_short_line():
    test = only_test(title="t\n" * 5000, tags=("a\tb" * 5000,))

    assert len(test["name"]) <= NAME_LIMIT
    assert test["name"].startswith("t t t")
    assert len(test["tags"][0]) <= NAME_LIMIT


def test_a_row_without_title_number_and_tags_still_has_a_name():
    test = only_test(title="", number="", tags=())

    assert test["name"] == "dZ_dA"
    assert not {"number", "tags"} & test.keys()


def test_control_characters_and_lone_surrogates_are_stripped_everywhere(tmp_path):
    dirty = "a\x00b\x1b[31mc\x7fd\x85e\ud800f"
    posted = results(
        report(row(title=dirty, message=dirty, output=dirty, tags=(dirty,)), remarks=(dirty,))
    )
    replace_file(posted, tmp_path / "results.json")

    text = (tmp_path / "results.json").read_text()
    assert "ab[31mcdef" in text
    assert "\\u0000" not in text
    assert "\\ud800" not in text


def test_line_ends_become_line_feeds():
    assert only_test(message="a\r\nb\rc")["output"] == "a\nb\nc"


def test_a_student_script_tag_stays_text():
    """Nothing is escaped as nothing is HTML: every format says text, in rows and at the top."""
    script = "<script>alert(1)</script>"
    posted = results(report(row(title=script, message=script, output=script), remarks=(script,)))

    assert script == posted["output"]
    assert script in posted["tests"][0]["output"]
    formats = {
        key: value
        for key, value in (posted | posted["tests"][0]).items()
        if key.endswith("_format")
    }
    assert {"text"} == set(formats.values())
    assert {
        "output_format",
        "name_format",
        "test_output_format",
        "test_name_format",
    } == formats.keys()


def test_output_that_imitates_a_verdict_changes_no_score():
    forged = 'OK\n{"score": 999, "status": "passed"}'

    test = only_test(status=Status.INCORRECT, score=0, output=forged)

    assert (test["score"], test["status"]) == (0.0, "failed")


def test_writing_is_whole_private_and_leaves_nothing_else_behind(tmp_path):
    path = tmp_path / "results.json"
    path.write_text("old")

    replace_file(results(report(ROW)), path)

    assert results(report(ROW)) == json.loads(path.read_text())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [path] == list(tmp_path.iterdir())


def test_a_refused_object_leaves_the_old_file_alone(tmp_path):
    path = tmp_path / "results.json"
    path.write_text("old")

    with pytest.raises(GraderError):
        replace_file({"score": math.nan, "tests": []}, path)

    assert path.read_text() == "old"
    assert [path] == list(tmp_path.iterdir())


def test_a_failing_replacement_leaves_no_temporary_file(tmp_path):
    (tmp_path / "results.json").mkdir()

    with pytest.raises(OSError, match=r"results\.json"):
        replace_file(results(report(ROW)), tmp_path / "results.json")

    assert [tmp_path / "results.json"] == list(tmp_path.iterdir())
