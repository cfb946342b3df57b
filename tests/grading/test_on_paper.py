"""Formulas that are handed in as text: the same verdicts, names and words as code, and nothing is
run.
"""

from __future__ import annotations

import pytest

SET = """
link:
  given: {W: "matrix[m, n]", A: "vector[m]"}
  forward: W.T @ A
  answer: dZ_dA(W, A)
  wrt: A
  shape: [m, n]
weights:
  given: {W: "matrix[m, n]", A: "matrix[m, b]", dL_dZ: "matrix[n, b]"}
  forward: sum(dL_dZ * (W.T @ A))
  answer: dL_dW(W, A, dL_dZ)
  wrt: W
  shape: [m, n]
quadratic:
  given: {S: "matrix[n, n]", x: "vector[n]", lam: scalar positive}
  forward: x.T @ S @ x + lam * sum(x**2)
  answer: gradient(S, x, lam)
  wrt: x
  shape: [n, 1]
"""
RIGHT = {
    "python": "dZ_dA = W\ndL_dW = A @ dL_dZ.T\ngradient = (S + S.T) @ x + 2*lam*x\n",
    "typed": "∂Z/∂A = W\n∂L/∂W = A (∂L/∂Z)ᵀ\ngradient = (S + S^T) x + 2 λ x\n",
    "latex": (
        "$\\frac{\\partial Z}{\\partial A} = W$\n\n"
        "$$\\frac{\\partial L}{\\partial W} = A \\left(\\frac{\\partial L}{\\partial "
        "Z}\\right)^\\top$$\n"
        "\\[ \\mathrm{gradient} = (S + S^\\top)\\mathbf{x} + 2\\lambda\\mathbf{x} \\]\n"
    ),
    "yaml": "dZ_dA: W\ndL_dW: A @ dL_dZ.T\ngradient: (S + S.T) @ x + 2*lam*x\n",
}


@pytest.fixture
def rows(grade_files):
    """Grade one text; return the rows by answer."""

    def run(text, name="work.md", problems=SET):
        report = grade_files({name: text}, problems)
        return {row.answer: row for row in report.rows}

    return run


@pytest.mark.parametrize(
    ("notation", "name"),
    [("python", "work.txt"), ("typed", "work.md"), ("latex", "work.tex"), ("yaml", "work.yaml")],
)
def test_a_right_formula_gets_full_marks_in_every_notation(rows, notation, name):
    assert {row.answer: row.status.value for row in rows(RIGHT[notation], name).values()} == {
        "dZ_dA": "correct",
        "dL_dW": "correct",
        "gradient": "correct",
    }


def test_a_mistake_in_a_formula_has_the_name_that_it_has_in_code(rows, grade_files):
    on_paper = rows("dZ_dA = Wᵀ\n")["dZ_dA"]
    [in_code, *_] = grade_files({"work.py": "def dZ_dA(W, A): return W.T\n"}, SET).rows

    assert on_paper.mistake == in_code.mistake == "layout.transposed"
    assert on_paper.message == in_code.message


def test_shapes_that_do_not_fit_are_said_in_letters_with_the_operands_marked(rows):
    row = rows("dL_dW = A dL_dZ\n")["dL_dW"]

    assert row.status.value == "raised"
    assert "`A` of shape (m, b) beside `dL_dZ` of shape (n, b)" in row.message
    assert "  dL_dW = A dL_dZ\n          ^ ^^^^^" in row.message


def test_an_unknown_name_is_said_with_the_nearest(rows):
    row = rows("gradient = (S + S.T) @ x + 2 * lamda * x\n")["gradient"]

    assert "found the name 'lamda'" in row.message
    assert "Did you mean 'lam'?" in row.message


def test_a_line_that_is_missing_costs_its_answer_alone_and_says_what_is_there(rows):
    found = rows("dZ_dA = W\ndL_dw = A @ dL_dZ.T\n")

    assert found["dZ_dA"].status.value == "correct"
    assert found["dL_dW"].status.value == "missing"
    assert "Did you mean 'dL_dw'?" in found["dL_dW"].message


def test_two_readings_are_both_said(rows):
    row = rows("gradient = 2 x^2\n")["gradient"]

    assert "x ⊙ x, or a product with the transpose" in row.message


def test_prose_headings_reasons_and_marks_are_no_mathematics(rows):
    text = (
        "# Homework 3\n\nWe differentiate one factor at a time.\n\n## link\n\n"
        "- dZ_dA = W   # the layer is linear\n\n"
        "## gradient\n1. gradient = S x + Sᵀ x + 2 λ x  (by the product rule)\n"
    )
    found = rows(text)

    assert (found["dZ_dA"].status.value, found["gradient"].status.value) == ("correct", "correct")


@pytest.mark.parametrize(
    "line",
    [
        *("**dL_dW** = A dL_dZᵀ", "- **dL_dW** = A @ dL_dZ.T", "<b>dL_dW</b> = A dL_dZᵀ"),
        *("`dL_dW = A dL_dZᵀ`", "| dL_dW = A dL_dZᵀ |", "dL_dW := A dL_dZᵀ", "dL_dW ≡ A dL_dZᵀ"),
        *("Answer: dL_dW = A dL_dZᵀ", "Therefore, dL_dW = A dL_dZᵀ.", "=> dL_dW = A dL_dZᵀ"),
        *("$dL_dW = A dL_dZ^T$", "$$dL\\_dW = A\\, dL\\_dZ^T$$", "dL/dW = A (dL/dZ)^T"),
        *("dL/dW = A @ dL_dZ.T", "dL_dW = A dL_dZᵀ, since L is linear", "dL_dW: A dL_dZᵀ"),
        *("dL_dW = A.dot(dL_dZ.T)", "dL_dW = np.dot(A, dL_dZ.transpose())"),
        "Thus $\\frac{\\partial L}{\\partial W} = A (\\frac{\\partial L}{\\partial Z})^\\top$.",
        "```math\n\\frac{dL}{dW} = A (\\frac{dL}{dZ})^T\n```",
    ],
)
def test_what_students_write_around_a_formula_is_no_part_of_it(rows, line):
    assert rows(f"{line}\n")["dL_dW"].status.value == "correct"


@pytest.mark.parametrize("name", ["answer", "result", "so", "thus"])
def test_an_answer_may_be_called_like_a_word_that_leads_to_one(rows, name):
    problems = SET.replace("dZ_dA(W, A)", f"{name}(W, A)")

    assert rows(f"{name} = W\n", problems=problems)[name].status.value == "correct"


def test_a_note_with_a_colon_introduces_no_name(rows):
    text = "Note: this is the product rule\nSee: f = x\nB: S + Sᵀ\ngradient = B x + 2 λ x\n"

    assert rows(text)["gradient"].status.value == "correct"


def test_lines_below_a_title_that_names_no_problem_are_graded(rows):
    found = rows(f"# Work\n\n{RIGHT['typed']}")

    assert [row.status.value for row in found.values()] == ["correct"] * 3


def test_lines_below_a_title_and_below_a_problems_heading_are_graded_together(rows):
    found = rows("# Work\n\ndL_dW = A dL_dZᵀ\n\n## link\n\n### By hand\n\ndZ_dA = W\n")

    assert (found["dZ_dA"].status.value, found["dL_dW"].status.value) == ("correct", "correct")


def test_a_name_that_is_introduced_is_known_below(rows):
    text = "B = S + Sᵀ\ngradient = B x + 2 λ x\n"

    assert rows(text)["gradient"].status.value == "correct"


def test_a_name_without_a_value_tells_why_it_has_none(rows):
    row = rows("F = kron(kron(S, S), kron(S, S))\ngradient = kron(F, F) x\n")["gradient"]

    assert "a Kronecker product of at most" in row.message or "too many entries" in row.message
    assert "F = kron(kron(S, S), kron(S, S))" in row.message


def test_four_hundred_introduced_names_are_evaluated_once_each(rows):
    names = "".join(f"a{i + 1} = a{i} + x\n" for i in range(300))

    row = rows(f"a0 = x\n{names}gradient = a300 - a299 + (S + Sᵀ) x + 2 λ x - x\n")["gradient"]

    assert row.status.value == "correct"


def test_the_forwards_own_line_is_no_answer_to_a_question_for_its_value(rows):
    problems = """
value:
  given: {x: "vector[n]"}
  forward: L = sum(x**2)
  answer: total(x)
  expected: L
  shape: []
"""
    assert rows("total = L\n", problems=problems)["total"].status.value == "raised"
    assert rows("total = x^T x\n", problems=problems)["total"].status.value == "correct"


@pytest.mark.parametrize(
    "formula",
    [
        "9**9**9",
        "ones(10**9)",
        "eye(100000)",
        "(" * 200 + "x" + ")" * 200,
        "x + " * 3000 + "x",
        "x+" * 1_400 + "x",
        "x" + "'" * 1_400,
        "x.__class__",
        "open('work.md')",
    ],
)
def test_hostile_text_is_refused_in_words(rows, formula):
    row = rows(f"gradient = {formula}\n")["gradient"]

    assert row.score == 0
    assert row.status.value in ("raised", "not_numeric", "missing", "wrong_shape", "incorrect")


def test_a_set_may_ask_for_a_text(write_set, workers):
    from autograder.grading.grade import grade
    from autograder.oracle.answer_key import AnswerKey
    from autograder.submission.files import Submission

    path = write_set(SET).path
    path.write_text(path.read_text().replace("submit: work.py", "submit: work.md"))
    from autograder.oracle.sets import load_set

    report = grade(
        AnswerKey([load_set(path)]), Submission("hw", {"work.md": RIGHT["typed"].encode()}), workers
    )

    assert report.score == report.max_score == 3
