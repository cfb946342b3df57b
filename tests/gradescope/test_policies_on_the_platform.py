"""Policies on the platform: the real entry point with metadata of a late and a limited student."""

from __future__ import annotations

import json

import pytest

NOW = "2026-11-20T10:00:00.000000-08:00"


def metadata(due=None, before=(), results=None):
    """The metadata of a submission made at NOW."""
    previous = [{"submission_time": time, "score": "1.0", "results": None} for time in before]
    if previous:
        previous[-1]["results"] = results
    users = [{"id": 2, "assignment": {"due_date": due}}]
    return json.dumps(
        {"id": 1, "created_at": NOW, "users": users, "previous_submissions": previous}
    )


@pytest.fixture
def policies(platform, gradescope):
    """Put a policies file into the upload."""
    return (platform.root / "source" / "policies.yaml").write_text


def test_without_a_file_a_late_submission_keeps_its_points(gradescope, answers):
    posted = gradescope(answers, metadata(due="2026-11-01T00:00:00-08:00"))

    assert posted.results["score"] == 10
    assert "policy" not in posted.results["extra_data"]


def test_lateness_costs_its_share_and_an_extension_gives_it_back(policies, gradescope, answers):
    policies("late: {per_day: 0.1}\n")
    late = gradescope(answers, metadata(due="2026-11-19T00:00:00-08:00"))
    extended = gradescope(answers, metadata(due="2026-11-21T00:00:00-08:00"))

    assert (late.results["score"], extended.results["score"]) == (8, 10)
    assert late.results["output"].startswith("Late by 2 days")
    assert {test["status"] for test in late.results["tests"]} == {"passed"}


def test_a_submission_too_many_keeps_the_last_result(policies, gradescope, answers):
    policies("limit: {submissions: 1, hours: 24}\n")
    first = gradescope(answers, metadata())
    second = gradescope({}, metadata(before=["2026-11-20T09:00:00-08:00"], results=first.results))

    assert second.results["score"] == 10
    assert second.results["tests"] == first.results["tests"]
    assert second.results["output"].startswith("Not graded: no more than 1 submission within")
    assert "refused" in second.log


def test_feedback_shrinks_with_the_attempts(policies, gradescope, answers):
    policies("feedback: {2: verdict}\n")
    wrong = {**answers, "other.py": answers["other.py"].replace("3 * x**2", "(3 * x**2).T")}
    first = gradescope(wrong, metadata())
    second = gradescope(wrong, metadata(before=["2026-11-20T09:00:00-08:00"]))
    said = [
        next(t["output"] for t in posted.results["tests"] if t["status"] == "failed")
        for posted in (first, second)
    ]

    assert "(n, 1)" in said[0]
    assert "(n, 1)" not in said[1]


def test_a_malformed_file_blames_the_staff(policies, gradescope, answers):
    policies("late: {per_day: 10}\n")
    posted = gradescope(answers, metadata())

    assert "course staff have to mend" in posted.results["tests"][0]["output"]
    assert "policies.yaml:1" in posted.log


@pytest.mark.parametrize(
    "content", ["", "[]", '{"created_at": 5, "users": [null], "previous_submissions": 7}']
)
def test_damaged_metadata_enforces_nothing(policies, gradescope, answers, content):
    policies("late: {per_day: 0.1}\nlimit: {submissions: 1, hours: 24}\n")

    assert gradescope(answers, content).results["score"] == 10


def test_a_fault_of_the_staff_leaves_the_last_result_standing(policies, gradescope, answers):
    first = gradescope(answers, metadata())
    policies("late: {per_day: 10}\n")
    before = ["2026-11-20T09:00:00-08:00"]
    second = gradescope(answers, metadata(before=before, results=first.results))

    assert second.results["score"] == first.results["score"] == 10
    assert "course staff have to mend" in second.results["output"]
    assert second.results["tests"][2:] == first.results["tests"]


def test_a_set_that_became_faulty_leaves_the_last_result_standing(platform, gradescope, answers):
    first = gradescope(answers, metadata())
    broken = next((platform.root / "source" / "problems").glob("*.yaml"))
    broken.write_text("title: [")
    before = ["2026-11-20T09:00:00-08:00"]
    second = gradescope(answers, metadata(before=before, results=first.results))

    assert second.results["score"] == 10
    assert broken.name in second.log
