"""Derivations: each line against the line before it, and the first that is wrong named."""

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
layer:
  given: {W: "matrix[m, n]", A: "matrix[m, b]", dL_dZ: "matrix[n, b]"}
  forward: |
    Z = W.T @ A
    L = sum(dL_dZ * Z)
  answer: dL_dW(W, A, dL_dZ)
  wrt: W
  shape: [m, n]
  points: {result: 2, steps: 2}
  steps: 2
"""


@pytest.fixture
def row(grade_files):
    """Grade one text; return the row of one answer."""

    def run(text, answer="df_dx"):
        return next(row for row in grade_files({"work.md": text}, SET).rows if row.answer == answer)

    return run


def test_a_right_derivation_gets_all_points(row):
    found = row("df_dx = Sᵀ x + S x\n = (S + Sᵀ) x\n")

    assert (found.status.value, found.score) == ("correct", 5)
    assert "2 of 2 steps are right." in found.message


def test_the_first_wrong_step_is_named_and_what_follows_from_it_is_right(row):
    found = row("df_dx = S x + Sᵀ x\n = 2 S x\n = S x + S x\n")

    assert found.mistake == "transpose.inner"
    assert found.score == 2
    assert "2 of 3 steps are right." in found.message
    assert "at line 2: `2 S x` is not equal to what stands before it." in found.message


def test_each_line_has_its_number_its_mark_and_what_is_said_of_it(row):
    found = row(
        "# Work\n\n## quadratic\n\nB = S + Sᵀ\ndf = dxᵀ S x + xᵀ S dx   # product rule\n"
        "   = 2 xᵀ S dx\n   = 2 xᵀSdx\n\ndf_dx = B x\n = (B x\n"
    )

    assert [(line.number, line.mark, line.text, line.reason) for line in found.lines] == [
        (5, "not_judged", "B = S + Sᵀ", ""),
        (6, "right", "df = dxᵀ S x + xᵀ S dx", "product rule"),
        (7, "wrong", "= 2 xᵀ S dx", ""),
        (8, "not_judged", "= 2 xᵀSdx", ""),
        (11, "wrong", "= (B x", ""),
    ]
    assert [line.said.partition("\n")[0] for line in found.lines] == [
        "This introduces B.",
        "",
        "is not equal to what stands before it.",
        "The same as before: no step.",
        "found the end of the line here; expected a formula",
    ]


def test_a_right_result_with_a_wrong_step_keeps_the_points_of_the_result(row):
    found = row("df_dx = 2 S x\n = (S + Sᵀ) x\n")

    assert (found.status.value, found.score) == ("incorrect", 2)
    assert found.message.startswith("The result is right. 0 of 2 steps are right.")


def test_one_line_shows_no_working(row):
    found = row("df_dx = (S + Sᵀ) x\n")

    assert found.score == 2 + 1.5
    assert "of at least 2 to be shown" in found.message


def test_a_line_that_is_written_again_is_no_step(row):
    assert row("df_dx = (S + Sᵀ) x\n = (S+Sᵀ)x\n = (S + Sᵀ) x\n").score == 2 + 1.5


def test_what_the_statement_says_is_no_step(row):
    found = row("f = xᵀ S x\ndf_dx = (S + Sᵀ) x\n")

    assert [line.mark for line in found.lines] == ["not_judged", "right"]
    assert found.score == 2 + 1.5


def test_a_line_of_the_forward_written_in_another_way_is_a_step(row):
    found = row("f = tr(S x xᵀ)\ndf_dx = (S + Sᵀ) x\n")

    assert (found.status.value, found.score) == ("correct", 5)


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("xᵀ S x = xᵀ Sᵀ x", "right"),
        ("xᵀ S x = xᵀ x S", "wrong"),
        ("S x = Sᵀ x", "wrong"),
        ("f(x) = xᵀ Sᵀ x", "right"),
        ("f(x) = 2 xᵀ S x", "wrong"),
        ("f = xᵀ S x +", "wrong"),
    ],
)
def test_a_formula_on_the_left_is_judged_too(row, line, mark):
    found = row(f"{line}\ndf_dx = S x + Sᵀ x\n")

    assert [each.mark for each in found.lines] == [mark, "right"]


def test_prose_with_an_equality_sign_is_not_judged(row):
    found = row("Note that n = 3 here.\nB := S\ndf_dx = S x + Sᵀ x\n = (S + Sᵀ) x\n")

    assert (found.status.value, found.score) == ("correct", 5)


def test_with_the_verdict_alone_no_line_is_marked(grade_files):
    text = "df_dx = 2 S x\n = (S + Sᵀ) x\n"
    quiet = SET.replace("  steps: true", "  steps: true\n  feedback: verdict")
    [found, *_] = grade_files({"work.md": text}, quiet).rows

    assert found.message == "The result is right. 0 of 2 steps are right."
    assert (found.status.value, found.lines) == ("incorrect", ())


def test_differentials_are_steps(row):
    text = "dL = tr(dL_dZᵀ dWᵀ A)\n = tr(A dL_dZᵀ dWᵀ)\ndL_dW = A dL_dZᵀ\n"

    found = row(text, "dL_dW")

    assert (found.status.value, found.score) == ("correct", 4)


def test_a_wrong_differential_is_found(row):
    text = "dL = tr(dL_dZᵀ dW A)\ndL_dW = A dL_dZᵀ\n"
    other = "dL = tr(dL_dZ dWᵀ A)\ndL_dW = A dL_dZᵀ\n"

    assert "found `" in row(text, "dL_dW").message
    assert "beside" in row(other, "dL_dW").message


def test_what_is_equal_only_where_every_dimension_is_1_is_a_wrong_step(row):
    found = row("df_dx = S x + Sᵀ x\n = n (S + Sᵀ) x\n = (S + Sᵀ) x\n")

    assert "1 of 3 steps are right" in found.message


ZERO = "(n - 1) (n - 3) (n - 5) (n - 6) (n - 7) x"
"""Is 0 at the lengths of all trials."""


@pytest.mark.parametrize(
    "text",
    [
        f"df_dx = (S + Sᵀ) x + {ZERO}\n = (S + Sᵀ) x\n",
        f"df_dx = (S + Sᵀ) x\n = (S + Sᵀ) x + {ZERO}\n",
        f"k = {ZERO}\ndf_dx = (S + Sᵀ) x + k\n = (S + Sᵀ) x\n",
        f"df = xᵀ (S + Sᵀ) dx + ({ZERO})ᵀ dx\ndf_dx = (S + Sᵀ) x\n",
        f"df_dx = (S + Sᵀ) x + {ZERO.replace('n', 'tr(S⁻¹ S)')}\n = (S + Sᵀ) x\n",
        f"xᵀ S x = xᵀ S x + xᵀ {ZERO}\ndf_dx = (S + Sᵀ) x\n",
    ],
)
def test_what_is_equal_at_the_trials_lengths_alone_is_a_wrong_step(row, text):
    assert "wrong" in [line.mark for line in row(text).lines]


@pytest.mark.parametrize(
    "text",
    [
        "df = Σ_{i=1}^{n} Σ_{j=1}^{n} (S_ij + S_ji) x_j dx_i\ndf_dx = (S + Sᵀ) x\n",
        "df_dx = (n S x + n Sᵀ x) / n\n = (S + Sᵀ) I_n x\n",
        "B = n (S + Sᵀ)\ndf_dx = B x / n\n = (S + Sᵀ) x\n",
    ],
)
def test_a_right_step_may_name_a_dimension(row, text):
    found = row(text)

    assert (found.status.value, found.score) == ("correct", 5)


def test_reasons_are_kept_and_not_judged(row):
    found = row(
        "df_dx = Sᵀ x + S x   # product rule, Concept 27\n = (S + Sᵀ) x  (by distributivity)\n"
    )

    assert found.score == 5


def test_code_earns_the_result_alone(grade_files):
    report = grade_files({"work.py": "def df_dx(S, x): return (S + S.T) @ x\n"}, SET)

    assert report.rows[0].score == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("points: {result: 2, step: 3}", "did you mean 'steps'"),
        ("points: {result: 2, steps: x}", "a number"),
        ("steps: 0", "the number of steps to be shown"),
    ],
)
def test_a_fault_of_the_keys_is_said(write_set, change, said):
    from autograder.errors import SpecError

    key = change.partition(":")[0]
    lines = [
        change if line.strip().startswith(f"{key}:") else line.strip()
        for line in SET.split("layer:")[0].strip().splitlines()
    ]
    problems = lines[0] + "\n" + "\n".join(f"  {line}" for line in lines[1:])
    with pytest.raises(SpecError) as caught:
        write_set(problems)

    assert said.lower() in str(caught.value).lower()
