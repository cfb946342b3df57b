"""The one sentence that every failure speaks."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from autograder.errors import Fault, GraderError, SpecError, UsageError, unknown
from autograder.problemset.formula import FormulaError
from autograder.problemset.layout import LayoutError


def test_a_sentence_says_where_what_was_found_what_was_expected_and_how_to_mend_it() -> None:
    error = UsageError("nothing", "a file", "Name one.", where="work.py")

    assert str(error) == "work.py: found nothing; expected a file. Name one."
    assert (error.where, error.found, error.expected, error.hint) == (
        "work.py",
        "nothing",
        "a file",
        "Name one.",
    )


def test_what_compares_nothing_is_said_as_it_stands() -> None:
    assert str(GraderError("the session is closed")) == "the session is closed"
    assert str(GraderError("it is closed", where="session")) == "session: it is closed"


def test_a_suggestion_is_a_sentence_of_its_own() -> None:
    known = ["01_first", "02_second"]

    said = str(UsageError(*unknown("01_frist", known, "no such set"), where="--set 01_frist"))

    assert said == (
        "--set 01_frist: found no such set; expected one of 01_first, 02_second. "
        "Did you mean '01_first'?"
    )


def test_no_suggestion_is_better_than_a_far_one() -> None:
    assert unknown("zebra", ["alpha", "beta"]).hint == ""
    assert unknown("zebra", []) == ("'zebra'", "one of no name", "")


@pytest.mark.parametrize(
    "error",
    [
        UsageError("a", "b", "c", where="d"),
        FormulaError("a", "b"),
        LayoutError("a", "b", "c"),
        SpecError([Fault(Path("01.yaml"), 3, "title", "a", "b")]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_of_another_process_says_the_same_here(error: Exception) -> None:
    there = pickle.loads(pickle.dumps(error))

    assert str(there) == str(error)
    assert vars(there) == vars(error)


@pytest.mark.parametrize(
    ("typed", "known", "meant"),
    [
        ("denom", ["numerator", "denominator"], "denominator"),
        ("AA", ["A", "W"], "A"),
        ("SPD", ["spd", "symmetric"], "spd"),
        ("inputs", ["points", "given"], None),
        ("round", ["prod", "sum"], None),
    ],
)
def test_a_suggestion_is_near_or_there_is_none(
    typed: str, known: list[str], meant: str | None
) -> None:
    assert unknown(typed, known).hint == (f"Did you mean {meant!r}?" if meant else "")
