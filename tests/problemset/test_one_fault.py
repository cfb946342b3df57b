"""One fault in a set: one message, at its own line, that says what to do."""

from __future__ import annotations

import pytest
from problemset_faults import CHANGES, COUNT, faulty_sets, said_of

FAULTY = faulty_sets()


def test_there_are_a_hundred_and_fifty_and_every_kind_of_fault_is_among_them():
    assert len(FAULTY) == COUNT == 150
    assert {faulty.kind for faulty in FAULTY} == set(CHANGES)


@pytest.mark.parametrize(
    "faulty", FAULTY, ids=lambda faulty: f"{faulty.kind}, {faulty.set}:{faulty.line}"
)
def test_one_fault_is_one_message_at_its_own_line(faulty, tmp_path):
    error = said_of(faulty, tmp_path)

    assert error is not None
    assert [fault.line for fault in error.faults] == [faulty.line], str(error)
    [fault] = error.faults
    assert fault.expected
    assert "found found" not in str(error)


NEAREST = {"key misspelt", "kind misspelt", "function misspelt", "a convention in capitals"}
TIPS = {
    "a power by ^": "Powers are written `**`.",
    "np. before a function": "without `np.`",
    "a dot product by .": "A product is written `",
    "no quotes in braces": "Inside braces put quotes around",
    "one quote missing": "A quote is missing in",
    "an unknown variable": "expected one of ",
    "another shape": "expected [",
    "an unknown dimension": "a dimension of an input (",
    "points in words": "a number, 0 or more",
    "a tab": "a tab indents nothing",
    "a blank too few": "4 blanks, not 3",
    "a blank too many": "4 blanks, not 5",
    "a bracket left open": "A bracket is opened in",
    "a call of nothing": "Such as ",
    "an unknown argument": "a given, a `let` or a dimension (",
    "no file to hand in": "such as ",
    **dict.fromkeys(NEAREST, "Did you mean '"),
}


@pytest.mark.parametrize(
    "faulty", FAULTY, ids=lambda faulty: f"{faulty.kind}, {faulty.set}:{faulty.line}"
)
def test_the_message_holds_what_a_reader_found_of_use(faulty, tmp_path):
    """What each kind needs was judged by reading all of them."""
    said = str(said_of(faulty, tmp_path))

    assert TIPS[faulty.kind] in said
    assert len(said.partition(": ")[2]) < 600
