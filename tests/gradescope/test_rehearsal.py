"""The build's self-test: full marks for the references by the real entry point, or no build."""

from __future__ import annotations

import shutil

import pytest


@pytest.fixture
def source(upload, tmp_path):
    """An upload that a test may break."""
    return shutil.copytree(upload, tmp_path / "source")


def test_correct_references_get_full_marks(self_test, source):
    done = self_test(source)

    assert done.returncode == 0, done.stderr
    assert "The reference solutions get all 10 points." in done.stdout
    assert "isolation: " in done.stdout


def test_a_reference_that_loses_points_is_named_with_its_message(self_test, source):
    reference = source / "reference" / "02_other.py"
    reference.write_text(reference.read_text().replace("3 * x**2", "(3 * x**2).T"))

    done = self_test(source)

    assert done.returncode == 1
    assert "The sum of cubes: 0 of 4" in done.stderr
    assert "expected (n, 1)" in done.stderr


def test_a_set_without_a_reference_is_passed_over(self_test, source):
    (source / "reference" / "02_other.py").unlink()

    done = self_test(source)

    assert done.returncode == 0, done.stderr
    assert "all 6 points" in done.stdout


def test_no_reference_at_all_proves_nothing_and_fails(self_test, source):
    shutil.rmtree(source / "reference")

    done = self_test(source)

    assert done.returncode == 1
    assert "found no reference solution" in done.stderr


def test_a_grader_that_does_not_run_fails(self_test, source):
    (source / "run_autograder").write_text(
        '#!/usr/bin/env bash\necho \'{"score": 0, "tests": []}\' >results/results.json'
    )

    done = self_test(source)

    assert done.returncode == 1
    assert "were not graded" in done.stderr
