"""A set beyond what a set needs is one fault at its line, and nothing runs without end."""

from __future__ import annotations

import ast
import time

import pytest

from autograder.errors import SpecError
from autograder.oracle.sets import load_set
from autograder.problemset import formula_check

HEAD = "title: T\nsubmit: work.py\nproblems:\n"
PROBLEM = (
    '  first: {{given: {{v: "vector[m]"}}, forward: "{}", '
    "answer: first(v), wrt: v, shape: [m, 1]}}\n"
)
ALIASES = "a0: &a0 [1, 1, 1, 1]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 4)}]\n" for i in range(1, 10)
)
SETS = {
    "a power of powers": (HEAD + PROBLEM.format("sum(v**2) + 0 * 9**9**9"), "the power 9 "),
    "a sum of 3,000 terms": (HEAD + PROBLEM.format(" + ".join(["sum(v)"] * 3000)), "too long"),
    "a sum of 300 terms": (HEAD + PROBLEM.format(" + ".join(["sum(v)"] * 300)), "too long"),
    "5,000 minus signs": (HEAD + PROBLEM.format("sum(" + "-" * 5000 + "v)"), "too long"),
    "a list that holds itself": ("title: &a [*a]\n" + HEAD[9:], "hold itself"),
    "a mapping that holds itself": ("title: T\nproblems: &p {a: *p}\n", "hold itself"),
    "500 brackets": ("title: " + "[" * 500 + "]" * 500 + "\n", "nested more than 50"),
    "aliases of aliases": (ALIASES + "title: *a9\n", "more than 100000 values"),
    "a tag that does not fit": (HEAD.replace(" T", " !!int A set"), "'A set' as !!int"),
    "points of 400 digits": (
        HEAD.replace("problems", f"points: {'9' * 400}\nproblems") + PROBLEM.format("sum(v**2)"),
        "points",
    ),
}


@pytest.mark.parametrize("kind", SETS)
def test_what_goes_beyond_a_set_is_a_fault_and_ends_soon(tmp_path, kind):
    text, said = SETS[kind]
    path = tmp_path / "01_set.yaml"
    path.write_text(text)
    began = time.monotonic()

    with pytest.raises(SpecError) as caught:
        load_set(path)

    assert time.monotonic() - began < 5
    assert said in str(caught.value)


def test_a_power_that_a_float_can_hold_is_a_formula(tmp_path):
    path = tmp_path / "01_set.yaml"
    path.write_text(HEAD + PROBLEM.format("sum(v**2) * 2**3**2 / (-2)**10"))

    assert load_set(path).problems[0].id == "first"


@pytest.mark.parametrize("nested", ["-{}", "{}.T", "{}[0]", "[{}]", "f({})", "{}**x", "f(a={})"])
def test_no_formula_that_is_too_short_to_be_looked_at_is_deep(nested):
    def depth(node):
        return 1 + max(map(depth, ast.iter_child_nodes(node)), default=0)

    text = "x"
    while len(nested.format(text)) < formula_check._SHORT:
        text = nested.format(text)

    assert depth(ast.parse(text).body[0]) < formula_check._DEEPEST
