"""What of a text is mathematics: chains of equalities over one line or several."""

from __future__ import annotations

import pytest

from autograder.paper.lines import statements
from autograder.paper.places import lines_of_text


def texts(text):
    """Return the chains of equalities of a text."""
    return [statement.text.replace("$", "") for statement in statements(lines_of_text(text))]


@pytest.mark.parametrize(
    "text",
    [
        "df_dx = S x\n      + Sᵀ x\n",
        "df_dx =\nS x + Sᵀ x\n",
        "df_dx\n  = S x + Sᵀ x\n",
        "$$\ndf_dx = S x\n+ Sᵀ x\n$$\n",
        "$$df_dx = S x\n+ Sᵀ x$$\n",
        "\\begin{align}\ndf_dx &= S x \\\\\n&\\quad + Sᵀ x\n\\end{align}\n",
    ],
)
def test_a_formula_may_go_on_in_the_next_line(text):
    [found] = texts(f"{text}\nThis is prose.\n")

    assert found.replace("\\quad", "").replace(" ", "") == "df_dx=Sx+Sᵀx"


@pytest.mark.parametrize("bullet", ["- ", "* ", "1. ", "> ", "    - "])
def test_a_bullet_before_an_equation_is_no_sign(bullet):
    assert texts(f"{bullet}df_dx = S x\n") == ["df_dx = S x"]


def test_prose_below_an_equation_is_none_of_it():
    assert texts("df_dx = S x\nwhich we know.\n- And more.\n\n    + never\n") == ["df_dx = S x"]


def test_prose_between_the_lines_of_a_chain_does_not_end_it():
    assert texts("f = x\nby the product rule\n  = y\n") == ["f = x = y"]


def test_a_blank_answer_takes_nothing_of_what_stands_below_it():
    assert texts("a =\n\nJudged again by yours.\n\nb =\ndf_dx = x\n") == ["a =", "b =", "df_dx = x"]


@pytest.mark.parametrize(
    "block",
    [
        "\\begin{align} a &= x \\end{align}",
        "$$\\begin{align}\na &= x\n\\end{align}$$",
        "$$\n\\begin{align}\na &= x\n\\end{align}\n$$",
        "\\[\na = x\n\\]",
        "$$ a = x $$",
    ],
)
def test_a_block_ends_where_it_is_closed(block):
    assert [statement.text[0] for statement in statements(lines_of_text(f"{block}\n\nb = y\n"))][
        -1
    ] == "b"


def test_each_line_of_a_chain_keeps_its_number_and_its_reason():
    [found] = statements(
        lines_of_text("# Work\n\nf = x   # given\n\n  = y\n  = z (by the chain rule)\n")
    )

    assert [(piece.place.line, piece.reason) for piece in found.pieces] == [
        (3, "given"),
        (5, ""),
        (6, "by the chain rule"),
    ]
    assert [found.piece_at(found.text.index(name)).place.line for name in "xyz"] == [3, 5, 6]


@pytest.mark.parametrize(
    "line",
    [
        "A matrix $S$ is given, and $f = x^T S x$.",
        "Since $A = \\tanh(Z)$, entry by entry, and $L = u^T A$,",
    ],
)
def test_a_sentence_with_several_formulas_is_prose(line):
    assert texts(f"{line}\ndf_dx = S x\n") == ["df_dx = S x"]


def test_formulas_side_by_side_are_no_sentence():
    assert len(statements(lines_of_text("$df = S dx$ $= dx$\n"))) == 1
    assert len(statements(lines_of_text("df_dx = $S x$ sum of $y$\n"))) == 1


def test_a_line_of_the_statement_is_work_only_where_a_chain_goes_on_from_it():
    posed = {"f = x", "g = y"}
    lines = lines_of_text("f = x\n\ng = y\n  = z\n")

    assert [found.text for found in statements(lines, (), posed)] == ["g = y = z"]
