"""The report in a terminal: a line for each answer, what is wrong below it, at last the score."""

import io

import pytest
from msgspec.structs import replace
from rich.console import Console

from autograder.render.terminal import render, write
from autograder.report import Line, Report, Row, Status

RIGHT = Row(
    "06_layers", "link", "dZ_dA", Status.CORRECT, 3.0, 3.0, "Correct.", number="1", title="Linking"
)
WRONG = Row(
    "06_layers", "outer", "dZ_dW", Status.INCORRECT, 0.0, 2.0, "The sign is wrong.",
    number="2", title="The weights", output="one\ntwo\n",
)  # fmt: skip


def text(*rows, isolation=("uid", "seccomp"), **more):
    stream = io.StringIO()
    write(Report(rows, isolation, {}, **more), stream)
    return stream.getvalue()


def test_every_answer_has_its_number_title_status_and_points_on_one_line():
    [line] = [line for line in text(RIGHT, WRONG).splitlines() if "The weights" in line]

    assert line.split() == ["✗", "2", "The", "weights", "incorrect", "0/2"]


def test_what_is_wrong_stands_below_its_answer_and_a_right_answer_needs_no_words():
    lines = text(RIGHT, WRONG).splitlines()
    titles = [number for number, line in enumerate(lines) if "The weights" in line]

    assert "The sign is wrong." in lines[titles[0] + 1]
    assert not any("Correct." in line for line in lines)


def test_a_right_answer_with_something_to_say_says_it():
    assert "float32" in text(replace(RIGHT, message="Correct, in float32."))


ON_PAPER = replace(
    WRONG,
    message="1 of 3 steps are right. At line 9: `2 S x` is not equal to what stands before it.",
    output="",
    lines=(
        Line(7, "f = x", "not_judged", "This introduces f."),
        Line(8, "df_dx = S x + Sᵀ x", "right", reason="product rule"),
        Line(9, "= 2 S x", "wrong", "is not equal to what stands before it."),
        Line(10, "= (S x", "wrong", "found the end\n  (S x\n      ^"),
    ),
)


def test_lines_on_paper_stand_below_with_their_marks_and_nothing_is_said_twice():
    shown = [line.strip() for line in text(ON_PAPER).splitlines()]
    start = shown.index("7 · f = x")

    assert shown[start : start + 7] == [
        "7 · f = x",
        "This introduces f.",
        "8 ✓ df_dx = S x + Sᵀ x   (product rule)",
        "9 ✗ = 2 S x",
        "10 ✗ = (S x",
        "found the end",
        "(S x",
    ]


def test_a_single_right_line_is_not_shown_again():
    assert "✓ dZ_dA = W" not in text(replace(RIGHT, lines=(Line(1, "dZ_dA = W", "right"),)))


def test_prints_stand_with_their_answer_and_long_ones_are_cut_with_the_count_said():
    long = replace(WRONG, output="".join(f"line {number}\n" for number in range(25)))

    assert "| one" in text(WRONG)
    assert "| ... 15 more lines" in text(long)
    assert "line 10" not in text(long)


def test_rows_stand_below_the_name_of_their_set():
    lines = text(RIGHT, replace(WRONG, set="07_losses")).splitlines()

    assert lines.index("06_layers") < lines.index("07_losses")


def test_remarks_come_first_and_the_score_and_the_isolation_last():
    lines = [
        line
        for line in text(RIGHT, WRONG, remarks=("A cell was skipped.",)).splitlines()
        if line.strip()
    ]

    assert lines[0] == "Note: A cell was skipped."
    assert lines[-2] == "3 of 5 points, 1 of 2 answers correct"
    assert lines[-1] == "isolation: uid, seccomp"


def test_the_last_line_names_the_versions_that_a_verdict_may_depend_on():
    stream = io.StringIO()
    write(Report((RIGHT,), (), {"python": "3.10.1", "numpy": "2.2.6"}), stream)

    assert stream.getvalue().rstrip().endswith("time limits only; Python 3.10.1, numpy 2.2.6")


@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_mark_and_is_written_as_in_the_json_form(status):
    [line] = [
        line for line in text(replace(WRONG, status=status)).splitlines() if "weights" in line
    ]

    assert line.lstrip()[0] in "✓✗·!"
    assert status.value in line


def test_markup_in_a_students_words_is_text():
    assert "[red]no[/red]" in text(replace(WRONG, message="[red]no[/red]"))


@pytest.mark.parametrize("width", [60, 110, 200])
def test_no_line_is_wider_than_the_terminal(width):
    stream = io.StringIO()
    render(Report((RIGHT, WRONG), (), {}), Console(file=stream, width=width))

    assert max(map(len, stream.getvalue().splitlines())) <= width


def test_what_was_not_kept_apart_is_said_first():
    lines = text(RIGHT, isolation=()).splitlines()

    assert lines[0].startswith("Nothing kept the submission from other files")
    assert lines[-1] == "isolation: a process of its own and time limits only"
    assert "Nothing kept" not in text(RIGHT, isolation=("landlock", "seccomp"))
