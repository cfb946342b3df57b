"""Broken and odd submissions, made from a seed: each gives a valid report and leaves nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from autograder.client.workers import Workers
from autograder.problemset.companion import import_file

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
SEED = 3
FAST, ALL = 60, 300


@pytest.fixture(scope="module")
def fuzz():
    """The benchmark's generator and judge."""
    return import_file(BENCHMARKS / "fuzz.py", "fuzz")


@pytest.mark.parametrize(
    ("first", "count"),
    [(0, FAST), pytest.param(FAST, ALL - FAST, marks=pytest.mark.slow)],
    ids=["some", "the rest"],
)
def test_every_odd_submission_gives_a_valid_report_and_leaves_nothing(fuzz, tmp_path, first, count):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with Workers(scratch=str(scratch)) as workers:
        statuses, faults = fuzz.run(count, SEED, workers, tmp_path, first)

    assert faults == []
    assert list(scratch.iterdir()) == []
    assert statuses.total() == 5 * count
    assert len(statuses) >= 5  # it reaches more than the first obstacle


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a hang is ended by a signal")
def test_every_odd_set_is_graded_or_refused_in_words(tmp_path, monkeypatch):
    sets = import_file(BENCHMARKS / "fuzz_sets.py", "fuzz_sets")
    monkeypatch.setenv("AUTOGRADER_CACHE", str(tmp_path))
    statuses, faults = sets.run(60, SEED)

    assert faults == []
    assert statuses.keys() == {0, 2}


def test_the_same_seed_makes_the_same_submissions(fuzz):
    once, twice = (dict(fuzz.submissions(7, range(40))) for _ in range(2))

    assert once == twice
    assert dict(fuzz.submissions(8, range(40))) != once


def test_an_invalid_report_is_noticed(fuzz, tmp_path):
    with Workers() as workers:
        path = tmp_path / "set.yaml"
        path.write_text(fuzz.SET)
        key = fuzz.AnswerKey([fuzz.load_set(path, tmp_path)])
        report = fuzz.grade(key, fuzz.open_submission(tmp_path), workers)
    expected = {(row.problem, row.answer) for row in report.rows}
    paid = replace(report.rows[0], score=1.0)

    assert fuzz.faults_of(report, expected) == []
    assert fuzz.faults_of(replace(report, rows=report.rows[1:]), expected)
    assert fuzz.faults_of(replace(report, rows=(paid, *report.rows[1:])), expected)
