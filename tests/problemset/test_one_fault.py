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
