"""A YAML file of formulas is read as the lines that it says."""

from __future__ import annotations

import pytest

from autograder.paper.places import lines_of
from autograder.paper.yaml_lines import yaml_lines
from autograder.submission.texts import Text


def lines(text):
    """Return the lines without their numbers."""
    return [line for _, line in yaml_lines(text)]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("A @ dL_dZ.T", "A @ dL_dZ.T"),
        ('"A @ dL_dZ.T"', "A @ dL_dZ.T"),
        ("'A dL_dZᵀ'", "A dL_dZᵀ"),
        ("'|x| A'", "|x| A"),
        ("\\frac{1}{2} A", "\\frac{1}{2} A"),
        ("'\\frac{1}{2} A'", "\\frac{1}{2} A"),
        ('"\\frac{1}{2} \\theta \\odot A"', "\\frac{1}{2} \\theta \\odot A"),
        ('"\\\\frac{1}{2} A"', "\\frac{1}{2} A"),
        ("[1, 2]", "[1, 2]"),
    ],
)
def test_a_value_is_what_is_written_quoted_or_not(written, said):
    assert yaml_lines(f"a: x\ndL_dW: {written}\n") == [(1, "a = x"), (2, f"dL_dW = {said}")]


def test_a_key_of_keys_is_a_heading():
    assert lines("link:\n  dZ_dA: W\n") == ["# link", "dZ_dA = W"]


def test_a_list_is_a_chain_of_equalities():
    text = "df_dx:\n  - S x + Sᵀ x   # product rule\n  - = 2 S x\n"

    assert yaml_lines(text) == [(2, "df_dx = S x + Sᵀ x   # product rule"), (3, "= 2 S x")]


def test_a_block_of_lines_is_a_chain_or_says_what_each_line_is():
    assert lines("f: |\n  x\n  = y\n") == ["f = x", "= y", ""]
    assert lines("f: |\n  df = x\n  f = y\n") == ["# f", "df = x", "f = y", ""]


def test_a_blank_value_is_a_blank_answer():
    assert lines('a: ""\nb:\nc: |\n') == ["a = ", "b = ", "c = "]


@pytest.mark.parametrize(
    "text",
    [
        "a: |x| A\n",
        "a: @x\n",
        "a: &b x\nc: *b\n",
        "- a\n- b\n",
        "just words\n",
        "a: {b: [1, 2\n",
        "a:\n b:\n  c:\n   d:\n    e:\n     f:\n      g: x\n",
        "? [a]\n: x\n",
        "",
    ],
)
def test_what_is_no_yaml_of_formulas_is_read_line_by_line(text):
    found = lines_of(Text("work.yaml", (text,)))

    assert [line for _, line in found] == text.splitlines()


@pytest.mark.parametrize("text", ["[" * 50_000, "a: " + "- " * 50_000, "{a: " * 50_000])
def test_deep_nesting_takes_no_stack(text):
    assert yaml_lines(text) is None
