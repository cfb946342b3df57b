"""The example of a course with conventions and notes of its own is proved like any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.oracle.sets import load_sets
from autograder.problemset.notes import read_notes
from autograder.report import Status
from autograder.staff.coverage import coverage
from autograder.staff.verify import Options, verify

COURSE = Path(__file__).resolve().parents[2] / "examples" / "ml_course"


@pytest.fixture(scope="module")
def course():
    return load_sets(COURSE / "problems", COURSE / "reference")


def test_its_reference_gets_full_marks(course, grade_text):
    report = grade_text(course, COURSE / "reference" / "12_ml_course.py")

    assert {row.status for row in report.rows} == {Status.CORRECT}


def test_its_own_rows_are_all_asked_for(course):
    assert [row.id for row in coverage(course).missing] == []
    assert "machine learning" in read_notes(course[0].book).citation


@pytest.mark.slow
def test_it_is_proved_fair(course):
    options = Options(COURSE / "problems", COURSE / "reference", seeds=3)
    found = verify(options, (), 2, lambda *_: None)

    assert [
        str(diagnostic) for diagnostic in found.diagnostics if diagnostic.severity == "error"
    ] == []
