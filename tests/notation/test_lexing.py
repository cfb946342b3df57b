"""What a text must begin with for a terminal's pattern to be tried on it."""

import pytest
from lark.lexer import PatternRE, PatternStr

from autograder.notation.lexing import _head_of


@pytest.mark.parametrize(
    ("pattern", "head"),
    [
        (r"\\sum(?![A-Za-z])", r"\sum"),
        (r"\\nabla\s*_(?:a|b)", r"\nabla"),
        (r"\\sqrt[|]", r"\sqrt"),
        (r"\\sqrt\|", r"\sqrt"),
        (r"\\cdot(?![A-Za-z])|\*", ""),
        (r"\\cdot[(]|\*", ""),
        (r"\\cdot\(|\*", ""),
        (r"\\sums?", ""),
        (r"\\sum*", ""),
        (r"\\sum{0,2}", ""),
        (r"\\[dt]?frac", ""),
        (r"(?:\\sum)?x", ""),
        (r"\d+", ""),
    ],
)
def test_a_head_is_what_every_match_of_a_pattern_begins_with(pattern, head):
    assert _head_of(PatternRE(pattern)) == head


def test_all_of_a_plain_text_is_its_head():
    assert _head_of(PatternStr(".sum()")) == ".sum()"
