"""`autograder check` of work on paper: its lines with their marks, and no call to paste."""

from __future__ import annotations

import pytest

SET = """
quadratic:
  given: {S: "matrix[n, n]", x: "vector[n]"}
  forward: f = x.T @ S @ x
  answer: df_dx(S, x)
  wrt: x
  shape: [n, 1]
  points: {result: 2, steps: 3}
  steps: true
"""
WRONG = "# Work\n\ndf_dx = S x + Sᵀ x\n  = 2 S x\n  = S x + S x\n"


@pytest.fixture
def kit(write_set, tmp_path):
    """An unpacked kit of a set that may be answered on paper."""
    from autograder.student.kit import kit_files

    folder = tmp_path / "kit"
    for name, content in kit_files([write_set(SET)]).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / "work.py").unlink()
    return folder


@pytest.fixture
def check(kit, autograder):
    """Check a text in a kit."""

    def run(text, *arguments, name="work.md"):
        (kit / name).write_text(text, encoding="utf-8")
        return autograder("check", kit / name, *arguments)

    return run


def test_each_line_is_shown_with_its_mark_and_no_call_to_paste(check):
    status, said = check(WRONG)

    assert status == 1
    lines = [line.strip() for line in said.splitlines()]
    start = lines.index("3 ✓ df_dx = S x + Sᵀ x")
    assert lines[start + 1 : start + 3] == ["4 ✗ = 2 S x", "5 ✓ = S x + S x"]
    assert "2 of 3 steps are right" in said
    assert "--repro" not in said
    assert "def " not in said


def test_a_call_that_is_asked_for_is_said_not_to_be(check, kit):
    _, said = check(WRONG, "--repro", "quadratic")

    assert "No call to write: quadratic is answered on paper." in said
    assert not list(kit.glob("*_case.py"))


def test_a_folder_with_a_text_alone_is_checked(check, kit, autograder):
    check(WRONG)

    status, said = autograder("check", kit)

    assert status == 1
    assert "2 of 3 steps are right" in said


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("work.yaml", "df_dx:\n- S x + Sᵀ x\n- 2 S x\n"),
        (
            "work.ipynb",
            '{"cells": [{"cell_type": "markdown", "metadata": {}, "source": '
            '["df_dx = S x + Sᵀ x\\n", "= 2 S x"]}], "metadata": {}, '
            '"nbformat": 4, "nbformat_minor": 4}',
        ),
    ],
)
def test_yaml_and_the_markdown_of_a_notebook_are_checked(check, name, text):
    _, said = check(text, name=name)

    assert "1 of 2 steps are right" in said
    assert "✗ = 2 S x" in said
    assert "--repro" not in said


def test_a_right_derivation_ends_with_0(check):
    status, said = check("df_dx = S x + Sᵀ x\n  = (S + Sᵀ) x\n", name="work.txt")

    assert status == 0
    assert "5 of 5 points: 1 right." in said


def test_the_starters_blank_line_is_not_started(check):
    _, said = check("## quadratic\n\ndf_dx =\n")

    assert "0 of 5 points: 1 not started." in said


def test_a_line_that_cannot_be_read_is_marked_where_it_ends_and_has_no_trials(check, kit):
    pytest.importorskip("jinja2")
    _, said = check("df_dx = (S + S x\n", "--html", kit / "check.html")

    assert "df_dx = (S + S x\n                       ^\n" in said
    assert "At n" not in said
    assert "not reached" not in (kit / "check.html").read_text(encoding="utf-8")


def test_a_line_with_another_name_is_missing_and_said_with_the_nearest(check):
    _, said = check("df_dX = S x + Sᵀ x\n")

    assert "0 of 5 points: 1 not defined." in said
    assert "Did you mean 'df_dX'?" in said


def test_the_page_shows_the_lines_with_their_marks_and_no_call(check, kit):
    pytest.importorskip("jinja2")
    _, _ = check(WRONG.replace("2 S x", "2 S x  (by symmetry of S)"), "--html", kit / "check.html")
    page = (kit / "check.html").read_text(encoding="utf-8")

    assert '<li class="wrong"><span class="quiet">4</span>' in page
    assert '<code>= 2 S x</code> <span class="quiet">(by symmetry of S)</span>' in page
    assert "Answered by a line <code>df_dx = ...</code>" in page
    assert "--repro" not in page
