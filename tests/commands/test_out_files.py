"""Where a command writes is looked at before it works, and what is no file is never replaced."""

from __future__ import annotations

import os

import pytest

SET = """
title: T
submit: work.py
problems:
  first: {given: {v: "vector[m]"}, forward: sum(v**2), answer: first(v), wrt: v, shape: [m, 1]}
"""


@pytest.fixture
def course(tmp_path):
    """A folder with a set, its reference and a submission; the options that name them."""
    (tmp_path / "problems").mkdir()
    (tmp_path / "problems" / "01_x.yaml").write_text(SET)
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "01_x.py").write_text("def first(v): return 2 * v\n")
    (tmp_path / "work.py").write_text("def first(v): return 2 * v\n")
    return ["--problems", tmp_path / "problems", "--reference", tmp_path / "reference"]


@pytest.mark.parametrize("option", ["--out", "--results"])
def test_a_place_that_cannot_be_written_is_told_first(autograder, course, tmp_path, option):
    for place in ("nowhere/r.json", "problems"):
        status, output = autograder("grade", "work.py", option, tmp_path / place, *course)
        assert (status, output.count("\n")) == (2, 1)
        assert "expected" in output


def test_a_pipe_is_written_into_or_refused_and_never_replaced(autograder, course, tmp_path):
    os.mkfifo(tmp_path / "pipe")

    for command in (
        ["grade", "work.py", "--results", tmp_path / "pipe", *course],
        ["build", "gradescope", "--out", tmp_path / "pipe", *course],
    ):
        status, output = autograder(*command)
        assert (status, "a device or a pipe" in output) == (2, True)
    assert (tmp_path / "pipe").is_fifo()


def test_a_link_stays_a_link_to_what_is_written(autograder, course, tmp_path):
    (tmp_path / "link.json").symlink_to(tmp_path / "real.json")

    status, _ = autograder("grade", "work.py", "--results", tmp_path / "link.json", *course)

    assert status == 0
    assert (tmp_path / "link.json").is_symlink()
    assert "tests" in (tmp_path / "real.json").read_text()


def test_a_lone_link_is_refused_as_links_in_folders_are(autograder, course, tmp_path):
    (tmp_path / "other.py").symlink_to(tmp_path / "reference" / "01_x.py")

    status, output = autograder("grade", "other.py", "--set", "01_x", *course)

    assert (status, "links are not followed" in output) == (2, True)


@pytest.mark.parametrize("seconds", ["0", "1.0e-9"])
def test_a_time_limit_that_stops_right_answers_is_refused(autograder, course, tmp_path, seconds):
    text = SET.replace("problems:", f"time_limit: {{call: {seconds}}}\nproblems:")
    (tmp_path / "problems" / "01_x.yaml").write_text(text)

    status, output = autograder("grade", "work.py", *course)

    assert (status, "at least 0.1 s" in output) == (2, True)


def test_without_a_home_nothing_is_kept_and_all_is_graded(autograder, course, monkeypatch):
    def homeless(_cls):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("AUTOGRADER_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr("pathlib.Path.home", classmethod(homeless))

    status, output = autograder("grade", "work.py", *course)

    assert (status, "1 of 1 point, 1 of 1 answer correct" in output) == (0, True)
