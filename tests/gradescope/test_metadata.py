"""Gradescope's metadata is read with tolerance: what makes no sense counts as not said."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.gradescope.metadata import Metadata, parse_metadata, parse_time, read_metadata

PACIFIC = timezone(timedelta(hours=-7))
REAL = {
    "id": 123456,
    "created_at": "2025-05-20T17:57:40.143363-07:00",
    "assignment_id": None,
    "users": [
        {
            "sid": "",
            "assignment": {"due_date": "2025-05-21T00:00:00.000000-07:00", "late_due_date": None},
        },
        {"sid": None, "assignment": {"due_date": "2025-05-23T00:00:00.000000-07:00"}},
    ],
    "assignment": {"due_date": "2025-05-20T00:00:00.000000-07:00", "total_points": "30.0"},
    "submission_method": "upload",
    "previous_submissions": [
        {
            "submission_time": "2025-05-20T16:00:00.000000-07:00",
            "score": "20.0",
            "results": {"score": 20},
        },
        {"submission_time": "2025-05-20T15:00:00.000000-07:00", "score": "10.0", "results": None},
        {
            "submission_time": "2025-05-20T14:00:00.000000-07:00",
            "score": None,
            "autograder_error": True,
        },
    ],
}


def test_a_real_file_is_read_oldest_first_with_each_students_own_date():
    metadata = parse_metadata(REAL)

    assert metadata.created == datetime(2025, 5, 20, 17, 57, 40, 143363, PACIFIC)
    assert [due.day for due in metadata.due] == [21, 23]
    assert [attempt.time.hour for attempt in metadata.previous] == [14, 15, 16]
    assert [attempt.error for attempt in metadata.previous] == [True, False, False]
    assert [attempt.score for attempt in metadata.previous] == [None, 10.0, 20.0]
    assert [dict(attempt.results) for attempt in metadata.previous] == [{}, {}, {"score": 20}]


def test_without_users_the_assignments_date_counts():
    assert [due.day for due in parse_metadata(REAL | {"users": []}).due] == [20]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-05-20T17:57:40.143363-07:00", datetime(2025, 5, 20, 17, 57, 40, 143363, PACIFIC)),
        ("2025-05-20T17:57:40-0700", datetime(2025, 5, 20, 17, 57, 40, tzinfo=PACIFIC)),
        ("2023-12-02 02:52:07.938335000 Z", datetime(2023, 12, 2, 2, 52, 7, 938335, timezone.utc)),
        ("2023-12-02 02:52:07 UTC", datetime(2023, 12, 2, 2, 52, 7, tzinfo=timezone.utc)),
        ("2023-12-02T02:52", datetime(2023, 12, 2, 2, 52, tzinfo=timezone.utc)),
        ("2023-12-02T02:52:07.9Z", datetime(2023, 12, 2, 2, 52, 7, 900000, timezone.utc)),
        ("2023-02-31T00:00:00Z", None),
        ("tomorrow", None),
        (None, None),
        (1700000000, None),
    ],
)
def test_times_in_several_spellings(text, expected):
    assert parse_time(text) == expected


def test_no_file_and_no_json_say_nothing(tmp_path):
    path = tmp_path / "submission_metadata.json"
    assert read_metadata(path) == Metadata()

    path.write_text("{")
    assert read_metadata(path) == Metadata()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*REAL, "score", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_json_whatever_raises(data):
    assert isinstance(parse_metadata(data), Metadata)
