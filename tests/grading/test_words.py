"""Answers that are no arrays: read in many spellings, judged, and told what was expected."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.errors import SpecError
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.words import nearest_word, read_word
from autograder.problemset.model import Choice, ShortText
from autograder.report import Status
from autograder.staff.schema import schema
from autograder.staff.starter import starter
from autograder.staff.verify.words import mutate_words

SET = """
layout:
  answer: layout
  choice: [numerator, denominator, jacobian]
  expected: denominator
  mistakes:
    - {id: other-layout, answer: numerator, hint: That is the transposed convention.}
matrix:
  answer: matrix()
  form: text
  expected: [Hessian, Hessian matrix]
linear:
  answer: linear()
  form: truth
  expected: true
wide:
  given: {W: "matrix[m, n]"}
  answer: wide(W)
  form: truth
  expected: m < n
sizes:
  given: {W: "matrix[m, n]"}
  answer: sizes(W)
  form: shape
  expected: [n, m]
"""
RIGHT = """
layout = "denominator"
def matrix(): return "Hessian"
linear = True
def wide(W): return W.shape[0] < W.shape[1]
def sizes(W): return W.shape[::-1]
"""


@pytest.fixture
def rows(grade_files):
    """Grade a text; return its rows by answer."""

    def run(text, name="work.py"):
        return {row.answer: row for row in grade_files({name: text}, SET).rows}

    return run


def test_right_answers_are_right_as_values_and_as_functions(rows):
    found = rows(RIGHT)

    assert {row.status for row in found.values()} == {Status.CORRECT}
    assert all(row.shape is None and row.expected_shape is None for row in found.values())


@pytest.mark.parametrize(
    ("code", "answer", "said"),
    [
        ('def layout(): return "Denominator "', "layout", "Correct."),
        ('layout = "denominater"', "layout", "'denominater' was read as 'denominator'."),
        ('matrix = "hessian-matrix"', "matrix", "Correct."),
        ('def matrix(): return "Hesian"', "matrix", "'Hesian' was read as 'Hessian'."),
        ("import numpy as np\nlinear = np.bool_(True)", "linear", "Correct."),
        ("def linear(): return 1", "linear", "Correct."),
        ('linear = "yes"', "linear", "The text 'yes' was read as True."),
        ("def sizes(W): return list(W.T.shape)", "sizes", "Correct."),
        (
            "import numpy as np\ndef sizes(W): return np.array(W.T.shape)",
            "sizes",
            "Correct.",
        ),
        (
            "import numpy as np\nlayout = np.array(['denominator'])[0]",
            "layout",
            "Correct.",
        ),
    ],
)
def test_other_spellings_of_what_is_right_are_right(rows, code, answer, said):
    row = rows(code)[answer]

    assert row.status is Status.CORRECT
    assert said in row.message


@pytest.mark.parametrize(
    ("code", "answer", "said"),
    [
        ('layout = "numerator"', "layout", "'numerator' is not the right option."),
        ('layout = "rows"', "layout", "none of the options: 'numerator', 'denominator'"),
        ("layout = 2", "layout", "the value 2; return one of these texts"),
        ("layout = ...", "layout", "still `...`"),
        ("def layout(): pass", "layout", "Your answer is None"),
        ('matrix = "Jacobian"', "matrix", "'Jacobian' is not what was asked for."),
        ("matrix = 3.5", "matrix", "the value 3.5; return a short text."),
        ("linear = False", "linear", "False is not right."),
        ('linear = "perhaps"', "linear", "return True or False."),
        ("def sizes(W): return W.shape", "sizes", "the right sizes in another order."),
        ("def sizes(W): return W.T.shape + (1,)", "sizes", "not the right number of axes."),
        ("def sizes(W): return (W.shape[1], 9)", "sizes", "1 of 2 sizes is right."),
        ("def sizes(W): return W", "sizes", "return a tuple of sizes"),
        ("def sizes(W): return '(n, m)'", "sizes", "without quotes"),
        ("def sizes(W): return 3", "sizes", "The number 3 was read as the shape (3,)."),
    ],
)
def test_wrong_answers_are_told_what_was_read_or_expected(rows, code, answer, said):
    row = rows(code)[answer]

    assert row.status is Status.INCORRECT
    assert row.score == 0
    assert said in row.message


def test_a_foreseen_option_has_its_hint_and_its_id(rows):
    row = rows("layout = 'Numerator'")["layout"]

    assert row.mistake == "other-layout"
    assert "That is the transposed convention." in row.message


def test_a_wrong_word_of_a_truth_that_changes_with_the_inputs_says_where(rows):
    assert "It is right at" in rows("def wide(W): return True")["wide"].message


def test_on_paper_words_and_letters_are_read(rows):
    text = "layout = denominator\nmatrix = Hessian\nlinear = true\nwide = yes\nsizes = (n, m)\n"
    found = rows(text, "work.md")

    assert {name for name, row in found.items() if row.status is Status.CORRECT} == {
        "layout",
        "matrix",
        "linear",
        "sizes",
    }


def test_an_answer_without_an_array_earns_nothing_for_its_shape(grade_files):
    problem = SET.replace(
        "form: truth\n  expected: true", "form: truth\n  expected: true\n  shape_credit: 1"
    )
    rows = {row.answer: row for row in grade_files({"work.py": "linear = False"}, problem).rows}

    assert rows["linear"].score == 0


def test_another_word_is_never_read_as_a_known_one():
    for typed, known in (
        ("asymmetric", "symmetric"),
        ("row", "low"),
        ("concave", "convex"),
        ("nonlinear", "linear"),
        ("decreasing", "increasing"),
        ("maximum", "minimum"),
    ):
        assert nearest_word(typed, [known]) is None
    assert nearest_word("colum", ["columns", "column"]) == "column"
    assert nearest_word("abcdx", ["abcdy", "abcdz"]) is None


def test_a_kit_reads_an_answer_without_knowing_what_is_right():
    assert read_word(ShortText(None), "anything").numbers == 0
    assert read_word(Choice(("a", "b"), None), "b").numbers == 1


def test_every_wrong_version_is_rejected(write_set):
    loaded = write_set(SET)
    key = AnswerKey([loaded])
    found = {problem.id: mutate_words(problem, key.trials(problem)) for problem in loaded.problems}

    assert {name: each.rejected for name, each in found.items()} == {
        "layout": 2,
        "matrix": 1,
        "linear": 1,
        "wide": 1,
        "sizes": 4,
    }
    assert not any(each.survivors for each in found.values())


def test_the_starter_assigns_what_has_no_brackets_and_lists_the_options(write_set):
    text = starter(write_set(SET).public())

    assert "layout = ..." in text
    assert "one of the texts 'numerator', 'denominator', 'jacobian'" in text
    assert "def matrix():" in text


def test_what_students_see_of_a_choice_holds_no_answer(write_set):
    public = write_set(SET).public()["problems"]

    assert public["layout"]["choice"] == ["numerator", "denominator", "jacobian"]
    assert not any("expected" in problem or "mistakes" in problem for problem in public.values())


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("choice: [rows, columns], expected: row", "Did you mean 'rows'?"),
        ("choice: [rows], expected: rows", "two texts or more"),
        ("choice: [true, false], expected: true", "Write it in quotes"),
        ("choice: [rows, Rows], expected: rows", "two options of the same letters"),
        ("choice: [rows, columns]", "no `expected`"),
        ("choice: [rows, columns], expected: rows, shape: []", "`shape` with an answer that is no"),
        ("form: words, expected: rows", "found 'words'"),
        ("form: text, expected: reference", "the text, or a list of texts that are right"),
        ("form: shape, expected: [m, n]", "the dimension 'm'"),
        ("form: truth, expected: k < 3", "the name 'k'"),
    ],
)
def test_what_cannot_be_asked_is_refused(write_set, lines, said):
    with pytest.raises(SpecError) as caught:
        write_set(f"p: {{answer: p(), {lines}}}")

    assert said in str(caught.value)


def test_the_schema_takes_words_and_no_shape_beside_them():
    validate = pytest.importorskip("jsonschema").validate

    def is_taken(**keys):
        problem = {"answer": "p()", **keys}
        try:
            validate({"submit": "p.py", "problems": {"p": problem}}, schema())
        except Exception:
            return False
        return True

    assert is_taken(choice=["a", "b"], expected="a")
    assert is_taken(form="truth", expected=True)
    assert is_taken(expected="1", shape=[])
    assert not is_taken(choice=["a", "b"])
    assert not is_taken(expected="1")


def test_the_numbers_of_a_right_shape_are_its_sizes(write_set):
    loaded = write_set(SET)
    [problem] = [problem for problem in loaded.problems if problem.id == "sizes"]
    [trial, *_] = AnswerKey([loaded]).trials(problem)
    dims = trial.trial.dims

    np.testing.assert_array_equal(trial.expected["sizes"].value, [dims["n"], dims["m"]])
