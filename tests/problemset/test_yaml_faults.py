"""A file that is no YAML: the place, and a tip that fits the line."""

from __future__ import annotations

import pytest
import yaml

from autograder.problemset.yaml_faults import explained

HEAD = "title: T\nsubmit: t.py\nproblems:\n  p:\n"
GIVEN = '    given: {W: "matrix[m, n]"}\n'

BROKEN = [
    ("    given: {W: matrix[m, n]}\n", 5, 'quotes around `matrix[m, n]`: W: "matrix[m, n]"'),
    ("    given: {e: scalar in [1, 3]}\n", 5, 'quotes around `scalar in [1, 3]`: e: "scalar in'),
    (
        "    q: {forward: convolve(x, k, 'valid'), wrt: k}\n",
        5,
        "a text with a comma wants quotes: forward: \"convolve(x, k, 'valid')\"",
    ),
    ("    let: {Y: eye(C)[y]}\n", 5, 'quotes around `eye(C)[y]`: Y: "eye(C)[y]"'),
    ('    given: {W: "scalar, A: "scalar"}\n', 5, "A quote is missing in `given:"),
    (GIVEN + '    forward: "W.T\n    answer: p(W)\n', 6, 'A quote is missing in `forward: "W.T`'),
    (GIVEN + "\tforward: W.T\n", 6, "Indent with blanks"),
    (GIVEN + "   forward: W.T\n    answer: p(W)\n", 6, "as the one above it: 4 blanks, not 3"),
    (GIVEN + "     forward: W.T\n    answer: p(W)\n", 6, "as the one above it: 4 blanks, not 5"),
    (GIVEN + "wrt: W\n    forward: W.T\n", 6, "as those around it: 4 blanks, not 0"),
    ('    statement: "the \\partial"\n', 5, "a backslash begins an escape"),
    ("    title: HW 2: Gradients\n", 5, "A text with `: ` in it wants quotes: title: '...'"),
    ('    given: {W: "scalar"\n    forward: W.T\n', 5, "and not closed"),
    ("    shape: [m, n\n    forward: W\n", 5, "A bracket is opened in `shape: [m, n`"),
    ("    forward: @x\n", 5, "A text that begins with `@` wants quotes"),
]


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
@pytest.mark.parametrize(("text", "line", "tip"), BROKEN)
def test_the_tip_is_chosen_from_the_line(text, line, tip, loader):
    with pytest.raises(yaml.YAMLError) as caught:
        loader(HEAD + text).get_single_node()

    at, said = explained(caught.value, HEAD + text)

    assert (at, tip in said.hint) == (line, True), said
    assert not said.found.startswith("found")
