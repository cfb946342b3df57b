"""Signs of LaTeX are found as patterns would find them that say the same at length."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sign_patterns import PATTERNS

from autograder.notation.latex_signs import derivative_at, symbol_at

PARTS = [
    *["x", "W", "d", "T", "12", "_", "^", "{", "}", "(", ")", "[", " ", "+", "-", ",", "\\"],
    *[r"\alpha", r"\varepsilon", r"\ell", r"\nope", r"\hat", r"\overline", r"\mathbf", r"\rm"],
    *[r"\mathrm", r"\mathrm{d}", r"\text{d}", r"\mathrm d", r"\hat{", r"\mathbf{x}", r"\vec{"],
    *["_{ij}", "_{a_{b}}", "_i", r"_\theta", "^{(1)}", "^{(", "^(2)", ")}", "^[l-1]", "x_1^{(2)}"],
    *[r"\frac", r"\dfrac", r"\frac{d", r"\frac{\partial ", r"}{\partial ", "}{d", r"\partial"],
    *[r"\nabla", r"\nabla_", r"\nabla_{", r"\nabla_x", "}", "}"],
]
HEADS = ["", "d", r"\frac{dy}{dx", r"\nabla_", r"\nabla_{", r"\hat{", r"\mathrm{d}"]
TEXTS = st.builds(
    str.__add__, st.sampled_from(HEADS), st.lists(st.sampled_from(PARTS)).map("".join)
)


@pytest.mark.parametrize(
    ("find", "pattern"), PATTERNS.items(), ids=[find.__name__ for find in PATTERNS]
)
def test_a_sign_ends_where_its_pattern_ends(find, pattern):
    compiled = re.compile(pattern)

    @settings(max_examples=50)
    @given(TEXTS)
    def ends_there(text):
        found, matched = find(text, 0), compiled.match(text)
        assert (found and found.end) == (matched and matched.end())

    ends_there()


def test_a_layer_takes_no_bracket_that_is_not_its_own():
    found = derivative_at(r"\frac{dL}{dW^(1)}", 0)

    assert found is not None
    assert (found.above, found.below) == ("L", "W^(1)")
    assert symbol_at("W^(1)}", 0).end == len("W^(1)")
