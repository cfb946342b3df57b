"""What everybody types first, and what is said of it."""

from __future__ import annotations

import pytest

from autograder.problemset.formula import FormulaError, parse_formula, parse_program

HINTS = [
    ("sum(W^2)", "Powers are written `**`."),
    ("W^T @ A", "A transpose is written `W.T`."),
    ("(a > 0) & (b > 0)", "Masks are multiplied: write `*` for `&`."),
    ("np.sum(x**2)", "Write `sum(...)` without `np.`."),
    ("np.linalg.norm(x)", "Write `norm(...)` without `np.linalg.`."),
    ("np.argsort(x)", "Formulas have no `argsort`. What formulas lack is a Python function"),
    ("x.sum()", "Write `sum(x)`."),
    ("X . W", "A product is written `X @ W` or `X * W`."),
    ("x.shape", "Sizes have names: the dimensions of the inputs."),
    ("np.pi * x", "Write `pi`."),
    ("2x", "Write `*` between: `2*x`."),
    ("2(x + 1)", "Write `*` between: `2*(...)`."),
    ("x.T x", "Write `@` or `*` between `x.T` and `x`."),
    ("x .* x", "Entry by entry is written `*`, a matrix product `@`."),
    ("(x + 1", "A bracket is not closed, or closed twice."),
    ("x if x > 0 else 0", "Write `where(condition, a, b)`."),
    ("sum(v for v in x)", "Write the sum or the array without a loop."),
    ("np.linalg.eigvals(S)", "Write `eigvalsh(S)`"),
    ("x // 2", "Write `/`"),
    ("0 < x < 1", "Write one comparison at a time"),
]


@pytest.mark.parametrize(("text", "hint"), HINTS)
def test_a_fault_of_a_formula_says_what_to_write(text, hint):
    with pytest.raises(FormulaError) as caught:
        parse_formula(text)

    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("tr(X)", "Write `trace`."),
        ("ln(x)", "Write `log`."),
        ("sec(x)", "Write `1 / cos(x)`."),
        ("atan2(y, x)", "Write `arctan2`."),
        ("matrixexp(X)", "Write `expm`."),
        ("eig(S)", "the eigenvalues of a symmetric matrix"),
        ("shape(X)[0]", "the dimensions of the inputs"),
        ("len(v)", "the dimensions of the inputs"),
        ("re(x)", "Every number of a formula is real"),
        ("sigmod(x)", "Did you mean 'sigmoid'?"),
        ("round(x)", "What formulas lack is a Python function in the companion file"),
    ],
)
def test_an_unknown_function_is_told_by_its_name_here_or_where_it_belongs(text, hint):
    with pytest.raises(FormulaError) as caught:
        parse_formula(text).check_calls(())

    assert hint in caught.value.hint


def test_pi_is_a_number_in_every_formula():
    from autograder.problemset.formula import Program

    formula = parse_formula("2 * pi * r")

    assert formula.names == {"r"}
    assert Program(()).compile(formula, {})(r=1.0) == pytest.approx(6.283185307)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sum((A - y)^2)", "`(A - y)^2` in `sum((A - y)^2)`"),
        ("np.tanh(Z)", "`np.tanh(Z)`"),
        ("a.T . inv(X) @ b", "`a.T . inv(X)` in `a.T . inv(X) @ b`"),
    ],
)
def test_a_part_of_a_formula_is_shown_as_it_was_written_and_once(text, found):
    with pytest.raises(FormulaError) as caught:
        parse_program(f"first = 1\nL = {text}")

    assert caught.value.found == found


def test_a_dot_before_a_function_of_one_array_is_a_product():
    with pytest.raises(FormulaError, match=r"A product is written `a\.T @ inv\(X\)`"):
        parse_formula("a.T . inv(X) @ b")
    with pytest.raises(FormulaError, match=r"Write `max\(x, 0\)`"):
        parse_formula("x.max(0)")
