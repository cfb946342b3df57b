"""`autograder play`: shape, layout and numbers of any formula's derivative, once or twice."""

import re
import shlex
from pathlib import Path

import numpy as np
import pytest

from autograder.errors import UsageError
from autograder.student.play import play
from autograder.student.play_words import played_lines

ROOT = Path(__file__).resolve().parents[2]
LINK = "W: matrix[m, n], A: vector[m]"


def test_the_layer_of_the_notes_is_differentiated_in_both_layouts():
    one = play("W.T @ A", LINK, ["A"])
    other = play("W.T @ A", LINK, ["A"], convention="numerator")

    assert one.letters == "(m, n)"
    assert other.letters == "(n, m)"
    np.testing.assert_allclose(one.derivative, one.inputs["W"])
    np.testing.assert_allclose(other.derivative, one.inputs["W"].T)
    assert [axis.label for axis in one.axes] == ["m = 2: along A", "n = 3: along the output"]


def test_a_second_derivative_is_the_derivative_of_the_first():
    found = play("x.T @ S @ x", "x: vector[n], S: matrix[n, n]", ["x", "x"])
    S = found.inputs["S"]

    assert found.letters == "(n, n)"
    np.testing.assert_allclose(found.derivative, S + S.T, rtol=1e-6)


def test_a_mixed_second_derivative_has_an_axis_for_each_variable():
    found = play("a.T @ M @ b", "a: vector[m], M: matrix[m, n], b: vector[n]", ["b", "a"])

    assert found.letters == "(m, n)"
    np.testing.assert_allclose(found.derivative, found.inputs["M"], rtol=1e-6)


def test_a_size_of_no_dimension_is_told_with_those_there_are():
    with pytest.raises(UsageError, match=r"--size: found 'q'; expected one of m, n"):
        play("W.T @ A", LINK, ["A"], sizes={"q": 3})


def test_a_kink_is_said_where_the_numbers_meet_it():
    said = {
        bound: list(played_lines(play(f"maximum(x, {bound})", "x: vector[n]", ["x"])))[-1]
        for bound in (0.8, 0.7)
    }

    assert said[0.8] == (
        "nan: the formula jumps or has a kink at these numbers, and no derivative there."
    )
    assert "nan" not in said[0.7]


def test_three_axes_have_no_convention_and_that_is_said():
    found = play("W.T @ A", LINK, ["W"])

    assert not found.covered
    assert found.letters == "(m, n, n)"
    assert found.derivative.shape == (2, 3, 3)
    assert any("no convention covers more than two" in line for line in played_lines(found))


def test_lines_may_be_several_and_sizes_may_be_chosen():
    found = play("Z = W.T @ A; L = sum(Z**2)", LINK, ["W"], sizes={"m": 4, "n": 2})
    W, A = found.inputs["W"], found.inputs["A"]

    assert found.derivative.shape == (4, 2)
    np.testing.assert_allclose(found.derivative, 2 * A @ (W.T @ A).T, rtol=1e-9)


FORM = "x: vector[n], S: matrix[n, n]"


@pytest.mark.parametrize(
    "formula",
    ["x.T @ S @ x", "x^T S x", "xᵀ S x", "f = x' S x", r"$\mathbf{x}^\top S x$"],
)
def test_a_formula_may_be_in_any_notation(formula):
    found = play(formula, FORM, ["x"])
    S, x = found.inputs["S"], found.inputs["x"]

    assert found.letters == "(n, 1)"
    np.testing.assert_allclose(found.derivative, (S + S.T) @ x, rtol=1e-9)


def test_lines_as_typed_are_shown_with_their_shapes():
    found = play("Z = Wᵀ A; L = ‖Z‖²", LINK, ["W"])
    W, A = found.inputs["W"], found.inputs["A"]

    assert [(line.text, line.shape) for line in found.lines] == [
        ("Z = Wᵀ A", "(n, 1)"),
        ("L = ‖Z‖²", "a single number"),
    ]
    np.testing.assert_allclose(found.derivative, 2 * A @ (W.T @ A).T, rtol=1e-9)


@pytest.mark.parametrize(
    ("derivation", "shapes", "verdicts"),
    [
        (
            "df = dxᵀ S x + xᵀ S dx; = 2 xᵀ S dx; df_dx = (S + Sᵀ) x",
            ["a single number", "a single number", "(n, 1)"],
            ["right", "is not equal to what stands before it.", "right"],
        ),
        ("df_dx = S @ x + S.T @ x; = (S + S.T) @ x", ["(n, 1)"] * 2, ["right"] * 2),
        (
            r"$\frac{\partial f}{\partial x} = S x$",
            ["(n, 1)"],
            ["is not the derivative asked for."],
        ),
    ],
)
def test_each_line_of_a_derivation_is_shown_with_its_shape_and_whether_it_follows(
    derivation, shapes, verdicts
):
    found = play(f"f = x.T @ S @ x; {derivation}", FORM, ["x"])
    _, *judged = found.lines

    assert [line.shape for line in judged] == shapes
    assert [line.verdict for line in judged] == verdicts
    assert found.letters == "(n, 1)"
    assert "Line by line:" in list(played_lines(found))


def test_a_derivation_is_judged_in_the_layout_asked_for():
    found = play("f = xᵀ S x; df_dx = xᵀ (S + Sᵀ)", FORM, ["x"], convention="numerator")

    assert [line.verdict for line in found.lines] == ["", "right"]


def test_a_number_by_a_number_is_a_number():
    found = play("sin(x) * x", "x: scalar", ["x"])
    x = float(found.inputs["x"])

    assert found.letters == "a single number"
    assert float(found.derivative) == pytest.approx(np.cos(x) * x + np.sin(x))


@pytest.mark.parametrize(
    ("formula", "given", "wrt", "message"),
    [
        ("Wt @ A", LINK, ["A"], "Did you mean 'W'?"),
        ("W @ A", LINK, ["A"], "a formula that fails"),
        ("W.T @ A", "nonsense", ["A"], "inputs such as"),
        ("W.T @ A", LINK, ["B"], "found 'B'; expected one of W, A"),
        ("W.T @ A", "W: matrx[m, n], A: vector[m]", ["A"], "Did you mean 'matrix'?"),
        ("W.T @@ A", LINK, ["A"], "forward"),
        ("Wᵀ Q", LINK, ["A"], "found the name 'Q'; expected one of A, W, m, n"),
        ("W A", LINK, ["A"], "inner sizes that meet"),
        ("L = Σ_i A_i", LINK, ["A"], "no sum over an index"),
        (r"\sum_{i=1}^{m} A_i", LINK, ["A"], "no sum over an index"),
    ],
)
def test_what_cannot_be_read_is_one_line(formula, given, wrt, message):
    with pytest.raises(UsageError) as caught:
        play(formula, given, wrt)

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_comparison_is_shown_as_ones_and_zeros(autograder):
    status, said = autograder("play", "x <= 2 * x", "--given", "x: vector[n]", "--wrt", "x")

    assert status == 0
    assert "A comparison has no derivative where it jumps (nan), and 0 everywhere else.\n" in said


def test_the_command_prints_it(autograder):
    status, said = autograder("play", "W.T @ A", "--wrt", "A", "--given", LINK)

    assert status == 0
    assert "Its derivative by A, in denominator layout, is (m, n):" in said
    assert "m = 2: along A |         |" in said
    assert said.isascii()


def test_the_students_page_shows_what_the_command_prints(autograder):
    page = (ROOT / "docs" / "students.md").read_text(encoding="utf-8")
    [(line, shown)] = re.findall(r"```console\n\$ autograder (play [^\n]*)\n(.*?)```", page, re.S)
    _, said = autograder(*shlex.split(line))

    assert said == shown
