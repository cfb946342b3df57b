"""Headings of a text on paper: which lines belong to which problem."""

from __future__ import annotations

import pytest

from autograder.paper.lines import statements
from autograder.paper.places import lines_of_text

NAMES = {"link", "dZ_dA", "quadratic_form", "df_dx"}


def sections(text):
    """Return what each equation of a text belongs to."""
    return [statement.section for statement in statements(lines_of_text(text), NAMES)]


@pytest.mark.parametrize(
    "title",
    [
        "# Work",
        "# Homework 3 of Jane Doe",
        "# 2024",
        "\\section{Solutions}",
        "Work\n====",
        "Work\n----",
        "***\n# *Answers*",
        "---\ntitle: Work\n---",
    ],
)
def test_a_title_that_names_no_problem_hides_nothing(title):
    assert sections(f"{title}\n\ndZ_dA = W\n")[-1:] == [""]


@pytest.mark.parametrize(
    "heading",
    [
        *("# link", "## `link`", "### **link**: the layer", "## 1. link", "## Problem 1: link"),
        *("## Link", "\\subsection{link}", "\\section*{link}", "link\n----", "link\n===="),
        *("## Part 4.2 (link)", "## link ##"),
    ],
)
def test_a_heading_that_begins_with_an_id_says_whose_the_lines_below_are(heading):
    assert sections(f"# Work\n{heading}\ndZ_dA = W\n") == ["link"]


def test_a_title_within_a_problems_part_belongs_to_it():
    text = "## link\n\n### First attempt\n\na = W\n\n#### Remarks\nb = W\n"

    assert sections(text) == ["link", "link"]


def test_a_title_as_high_as_the_problems_heading_ends_its_part():
    assert sections("## link\na = W\n## Notes\nb = W\n# End\nc = W\n") == ["link", "", ""]


def test_a_line_drawn_below_an_equation_makes_no_heading_of_it():
    text = "## link\ndZ_dA = W\n---\ndf_dx = x\n====\n = x\n"

    assert [s.text for s in statements(lines_of_text(text), NAMES)] == [
        "dZ_dA = W",
        "df_dx = x = x",
    ]
