"""A course's policies: off by default; limits, lateness and feedback by what the platform tells."""

from datetime import datetime, timedelta, timezone

import pytest

from autograder.errors import SpecError
from autograder.gradescope.earlier import last_known
from autograder.gradescope.metadata import Attempt, Metadata
from autograder.gradescope.policies import Decision, decide, refusal, with_feedback
from autograder.gradescope.policies_file import Late, Limit, Policies, load_policies
from autograder.gradescope.results import results
from autograder.gradescope.results_schema import validate
from autograder.report import Report, Row, Status

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)


def attempts(*hours_ago, **rest):
    return tuple(Attempt(NOW - hours * HOUR, **rest) for hours in hours_ago)


def submitted(*previous, late=None):
    return Metadata(NOW, (NOW - late,) if late is not None else (), previous)


def read(tmp_path, text):
    path = tmp_path / "policies.yaml"
    path.write_text(text)
    return load_policies(path)


# Reading


def test_without_a_file_every_policy_is_off(tmp_path):
    assert load_policies(tmp_path / "policies.yaml") == Policies()
    assert decide(Policies(), submitted(*attempts(1, 2, 3), late=50 * HOUR)) == Decision()


def test_a_file_is_read(tmp_path):
    text = """
    limit: {submissions: 5, hours: 24}
    late: {per_day: 0.1, most: 0.5, grace_minutes: 15, group: earliest}
    feedback: {1: full, 4: hint, 8: verdict}
    """

    assert read(tmp_path, text) == Policies(
        Limit(5, 24.0), Late(0.1, 0.5, 15.0, "earliest"), {1: "full", 4: "hint", 8: "verdict"}
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("limits: {}", "Did you mean 'limit'"),
        ("limit: {submissions: 0, hours: 24}", "a whole number from 1"),
        ("limit: {submissions: 2.5, hours: 24}", "a whole number from 1"),
        ("limit: {submissions: 2}", "length of the time window"),
        ("late: {per_day: 10}", "at most 1"),
        ("late: {per_day: 0.1, group: last}", "one of latest, earliest"),
        ("feedback: {first: full}", "the number of a submission"),
        ("feedback: {1: some}", "one of full, hint, verdict"),
        ("[1]", "a mapping"),
        ("limit: [", "expected YAML"),
    ],
)
def test_a_malformed_file_says_where_and_what(tmp_path, text, said):
    with pytest.raises(SpecError, match=said) as caught:
        read(tmp_path, text)

    assert "policies.yaml:" in str(caught.value)


# Limits


LIMITED = Policies(limit=Limit(2, 24.0))


def test_a_submission_beyond_the_limit_is_refused_until_the_window_moves_on():
    decision = decide(LIMITED, submitted(*attempts(5, 3)))

    assert "from 2026-03-11 07:00 UTC" in decision.refused
    assert decision.not_graded().uncounted == (NOW,)


@pytest.mark.parametrize(
    "previous",
    [
        attempts(3),
        attempts(30, 3),
        (*attempts(5), *attempts(3, error=True)),
        (Attempt(None), *attempts(3)),
    ],
)
def test_old_failed_and_undated_submissions_do_not_count(previous):
    assert decide(LIMITED, submitted(*previous)).refused == ""


def test_a_refused_submission_does_not_count_against_later_ones():
    refused = refusal(
        decide(LIMITED, submitted(*attempts(23, 22))), last_known(submitted(*attempts(23, 22)))
    )
    later = Metadata(
        NOW + 3 * HOUR,
        (),
        (*attempts(23, 22), Attempt(NOW + timedelta(seconds=1), results=refused)),
    )

    decision = decide(LIMITED, later)

    assert (decision.refused, decision.attempt) == ("", 3)
    assert decision.uncounted == (NOW,)


def test_a_failure_of_the_grader_costs_no_attempt_and_no_penalty():
    decision = decide(Policies(Limit(2, 24.0), Late(0.1)), submitted(*attempts(3), late=HOUR))

    assert decision.penalty == 0.1
    assert (decision.not_graded().penalty, decision.not_graded().uncounted) == (0.0, (NOW,))


def test_results_bear_no_trace_of_policies_that_are_off():
    untouched = {"score": 1.0, "extra_data": {"schema": 1}}
    Decision().note(untouched)

    assert untouched == {"score": 1.0, "extra_data": {"schema": 1}}


def test_without_its_own_time_no_submission_is_refused():
    assert decide(LIMITED, Metadata(None, (), attempts(5, 3))).refused == ""


def test_a_refusal_keeps_the_last_result():
    report = Report((Row("s", "p", "a", Status.CORRECT, 2.0, 3.0, "well done"),), (), {})
    before = results(report)
    stored = {**before, "leaderboard": None, "execution_time": None}
    stored["tests"] = [{**test, "tags": None} for test in before["tests"]]
    metadata = submitted(*attempts(5), *attempts(3, results=stored))

    kept = refusal(decide(LIMITED, metadata), last_known(metadata))

    validate(kept)
    assert kept["score"] == 2.0
    assert kept["tests"] == before["tests"]
    assert kept["output"].startswith("Not graded: no more than 2 submissions within 24 hours")


@pytest.mark.parametrize(
    "stored", [{}, {"tests": [3]}, {"score": "none", "tests": {}}, {"tests": None}]
)
def test_a_refusal_without_a_usable_last_result_says_what_to_do(stored):
    metadata = submitted(*attempts(5), *attempts(3, results=stored))

    fallen_back = refusal(decide(LIMITED, metadata), last_known(metadata))

    validate(fallen_back)
    assert fallen_back["score"] == 0
    assert "submission history" in fallen_back["output"]


# Lateness


LATE = Policies(late=Late(per_day=0.1, most=0.25, grace_minutes=15))


@pytest.mark.parametrize(
    ("late", "days", "penalty"),
    [
        (-5 * HOUR, 0, 0.0),
        (timedelta(minutes=15), 0, 0.0),
        (timedelta(minutes=16), 1, 0.1),
        (24 * HOUR, 1, 0.1),
        (25 * HOUR, 2, 0.2),
        (240 * HOUR, 10, 0.25),
    ],
)
def test_each_day_begun_costs_its_share_up_to_the_most(late, days, penalty):
    decision = decide(LATE, submitted(late=late))

    assert decision.late_days == days
    assert decision.penalty == pytest.approx(penalty)


def test_without_a_due_date_nobody_is_late():
    assert decide(LATE, submitted()).penalty == 0


@pytest.mark.parametrize(("group", "days"), [("latest", 1), ("earliest", 3)])
def test_a_group_goes_by_the_date_that_the_course_names(group, days):
    metadata = Metadata(NOW, (NOW - 20 * HOUR, NOW - 70 * HOUR))

    assert decide(Policies(late=Late(0.1, group=group)), metadata).late_days == days


def test_lateness_is_taken_off_every_row_and_said():
    rows = tuple(
        Row("s", f"p{i}", "a", Status.CORRECT, score, 3.0, "") for i, score in enumerate((3.0, 1.0))
    )
    report = decide(LATE, submitted(late=25 * HOUR)).apply(Report(rows, (), {}))

    assert [row.score for row in report.rows] == [2.4, 0.8]
    assert report.remarks[0].startswith("Late by 2 days")
    validate(results(report))


# Feedback


@pytest.mark.parametrize(
    ("before", "level"), [(0, "full"), (2, "full"), (3, "hint"), (6, "hint"), (7, "verdict")]
)
def test_feedback_goes_by_the_number_of_the_attempt(before, level):
    policies = Policies(feedback={1: "full", 4: "hint", 8: "verdict"})

    assert decide(policies, submitted(*attempts(*range(1, before + 1)))).feedback == level


def test_an_answer_never_says_more_than_its_set_lets_it(write_set):
    problem_set = write_set(
        """
        pair:
          given: {x: scalar}
          answer: pair(x) -> open, closed
          answers:
            open: {expected: x, shape: []}
            closed: {expected: x, shape: [], feedback: verdict}
        """
    )
    [quieter] = with_feedback([problem_set], "hint")

    assert [answer.feedback for answer in quieter.problems[0].answers] == ["hint", "verdict"]
