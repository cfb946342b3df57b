"""What the platform knows of a student's points is never lowered by what is not the student's."""

import json
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.gradescope.earlier import last_known, with_earlier_points
from autograder.gradescope.metadata import parse_metadata
from autograder.gradescope.policies import Decision, refusal, with_last_result
from autograder.gradescope.results_schema import validate
from autograder.report import Report, Row, Status

REFUSED = Decision(True, refused="Not graded: one too many.", created=datetime.now(timezone.utc))
ROW = {"name": "1", "status": "failed", "score": 2.0, "max_score": 3.0, "output": "well"}


def known(results=None, score=None, **rest):
    attempt = {"submission_time": "2026-03-10T10:00:00Z", "score": score, "results": results}
    return parse_metadata({"previous_submissions": [{**attempt, **rest}]})


@pytest.mark.parametrize(
    ("results", "score", "points"),
    [
        (None, "7.5", 7.5),
        ({}, 7.5, 7.5),
        ({"score": "2.0", "tests": [{**ROW, "score": "2.0", "max_score": "3"}]}, None, 2.0),
        ({"score": None, "tests": [ROW]}, None, 2.0),
        (
            {"score": 2.0, "tests": [{**ROW, "output": None, "tags": None, "number": None}]},
            "2",
            2.0,
        ),
        ({"score": 2.0, "tests": [{**ROW, "output": "one\rtwo\x00\x1b"}]}, "2", 2.0),
        ({"score": 2.0, "tests": [{"score": 2.0, "colour": "red"}]}, "2", 2.0),
        ({"score": 5.0, "tests": [{"score": 5.0, "max_score": 4.0, "name": ""}]}, "5", 5.0),
        ({"score": 5.0, "tests": [{"status": "passed", "name": "one"}]}, "5", 5.0),
        ({"score": 4.0, "tests": [ROW, {**ROW, "score": -1.0}]}, "4", 4.0),
        ({"score": 1.0, "tests": [ROW]}, "1", 1.0),
        ({"score": 2.0, "tests": [ROW]}, "3.25", 3.25),
        ({"score": 2.0, "tests": [3, None, [ROW]]}, "2", 2.0),
        ({"score": float("nan"), "tests": [ROW]}, "2", 2.0),
        ({"score": 2.0, "tests": [{**ROW, "extra_data": {"a": float("inf"), "b\r": 1}}]}, "2", 2.0),
    ],
)
def test_a_known_score_is_kept_whatever_became_of_its_rows(results, score, points):
    metadata = known(results, score)
    kept = refusal(REFUSED, last_known(metadata))

    validate(kept)
    assert kept["score"] == points


def test_where_only_the_total_is_known_it_is_written_with_the_reason():
    [row] = refusal(REFUSED, last_known(known(None, "7.5")))["tests"]

    assert (row["score"], row["max_score"]) == (7.5, 7.5)
    assert "knows 7.5 points of your last graded submission" in row["output"]


def test_rows_keep_their_words_where_they_do_not_account_for_the_whole():
    rows = refusal(REFUSED, last_known(known({"score": 2.0, "tests": [ROW]}, "3.25")))["tests"]

    assert [row["score"] for row in rows] == [2.0, 1.25]
    assert rows[0]["output"] == ROW["output"]


def test_a_submission_on_which_the_autograder_failed_is_passed_over():
    failed = {"submission_time": "2026-03-10T11:00:00Z", "score": "0.0", "autograder_error": True}
    graded = {"submission_time": "2026-03-10T10:00:00Z", "score": "4.0", "results": None}

    assert last_known(parse_metadata({"previous_submissions": [failed, graded]})).score == 4.0
    assert last_known(parse_metadata({"previous_submissions": [failed]})) is None


def test_what_is_kept_can_be_kept_again_and_says_once_that_it_was_not_graded():
    row = Row("", "", "", Status.STAFF_ERROR, 0.0, 0.0, "not graded")
    failed = {
        "tests": [
            {
                "name": "This submission was not graded",
                "status": "failed",
                "score": 0.0,
                "max_score": 0.0,
                "extra_data": {"set": row.set, "status": row.status.value},
            }
        ]
    }
    earlier = last_known(known({"score": 2.0, "tests": [ROW]}, "2"))
    for _ in range(3):
        results = with_last_result(failed, "A fault.", earlier, Decision())
        validate(results)
        earlier = last_known(known(json.loads(json.dumps(results)), "2"))

    assert [test["name"] for test in results["tests"]] == ["This submission was not graded", "1"]
    assert results["score"] == 2.0


def fault(problem, most=3.0):
    return Row("s", problem, "a", Status.STAFF_ERROR, 0.0, most, "The staff have to mend this.")


def own(problem, score):
    return Row("s", problem, "a", Status.CORRECT, score, 3.0, "said")


def stored(problem, score):
    told = {"set": "s", "problem": problem, "answer": "a", "status": "correct"}
    return {**ROW, "score": score, "extra_data": told}


def test_an_answer_that_a_staff_fault_hides_keeps_what_it_had():
    earlier = last_known(known({"score": 5.0, "tests": [stored("p", 2.0), stored("q", 3.0)]}))
    report = with_earlier_points(Report((fault("p"), own("q", 1.0)), (), {}), earlier)

    assert [row.score for row in report.rows] == [2.0, 1.0]
    assert "stands" in report.rows[0].message


@pytest.mark.parametrize(("total", "points"), [("2.5", 1.5), ("9", 3.0), ("0.5", 0.0)])
def test_where_rows_do_not_tell_the_known_total_does(total, points):
    report = Report((fault("p"), own("q", 1.0)), (), {})

    assert with_earlier_points(report, last_known(known(None, total))).rows[0].score == points


def test_a_report_without_a_staff_fault_is_left_alone():
    report = Report((own("p", 1.0),), (), {})

    assert with_earlier_points(report, last_known(known(None, "3"))) is report


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*ROW, "score", "tests", "results", "extra_data", "number", "tags"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(JSON, st.none() | st.floats(0, 100) | st.floats(0, 100).map(str))
def test_whatever_is_stored_the_result_is_accepted_and_no_lower(results, score):
    kept = refusal(REFUSED, last_known(known(results, score)))

    validate(kept)
    assert kept["score"] >= float(score or 0.0) - 1e-3
