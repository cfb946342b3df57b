"""Rule books: whose notes a set follows, and what is refused in one."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.diagnose.registry import REGISTRY
from autograder.errors import SpecError
from autograder.oracle.sets import load_set
from autograder.problemset.notes import NONE, SHIPPED, Entry, mistake_ids, read_notes

SET = """\
title: A set
submit: work.py
{head}problems:
  p: {{given: {{x: scalar}}, forward: x**2, answer: p(x), wrt: x, shape: [], {more}}}
"""


@pytest.fixture
def course(tmp_path: Path):
    """Write a course of one set and load it."""

    def write(head="", more="", **files):
        path = tmp_path / "problems" / "01_set.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(SET.format(head=head, more=more))
        for name, text in files.items():
            (tmp_path / f"{name}.yaml").write_text(text)
        return load_set(path)

    return write


def test_the_shipped_rule_book_has_every_mistake_that_can_be_named():
    """A mistake that is missing there can get no credit and no place in anybody's notes."""
    assert mistake_ids() == {mistake.id for mistake in REGISTRY}


def test_the_shipped_notes_say_what_they_are():
    citation = read_notes(SHIPPED).citation

    assert "Matrix Derivatives" in citation
    assert "Fall 2024" in citation


def test_a_set_follows_no_notes_unless_somebody_says_so(course):
    assert course().book is None
    assert read_notes(None) == NONE


def test_a_course_says_for_all_its_sets_which_notes_they_follow(course):
    assert course(course="notes: shipped\n").book == SHIPPED


def test_a_set_says_otherwise_than_its_course(course):
    assert course(head="notes: none\n", course="notes: shipped\n").book is None


def test_a_course_has_notes_of_its_own(course, tmp_path):
    own = course(
        course="notes: notes.yaml\n",
        notes="title: Ours\nmistakes:\n  sign.flipped: Lecture 2\n"
        "  layout.transposed: {place: Lecture 3, words: Transpose it.}\n",
    )
    notes = read_notes(own.book)

    assert own.problems[0].book == tmp_path / "notes.yaml"
    assert notes.entry("sign.flipped") == Entry("Lecture 2")
    assert notes.entry("layout.transposed") == Entry("Lecture 3", "Transpose it.")
    assert notes.entry("axis.summed") == Entry()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"course": "notes: notes.yaml\n", "notes": "mistakes: {sign.fliped: A}\n"},
            "notes.yaml:1: mistakes.sign.fliped: found 'sign.fliped'; expected the id of a mistake."
            " Did you mean 'sign.flipped'?",
        ),
        ({"course": "notes: absent.yaml\n"}, "found 'absent.yaml'; expected none, shipped, or"),
        ({"course": "note: none\n"}, "found the unknown key 'note'; expected one of notes"),
    ],
)
def test_a_rule_book_that_cannot_be_followed_is_refused(course, files, said):
    with pytest.raises(SpecError) as caught:
        course(**files)

    assert said in str(caught.value)


def test_a_fault_of_the_course_is_said_once_for_all_its_sets(course, tmp_path):
    course()
    other = tmp_path / "problems" / "02_set.yaml"
    other.write_text(SET.format(head="", more=""))
    (tmp_path / "course.yaml").write_text("note: none\n")
    from autograder.oracle.sets import load_sets

    with pytest.raises(SpecError) as caught:
        load_sets(tmp_path / "problems")

    assert len(caught.value.faults) == 1


def test_credit_for_a_mistake_that_does_not_exist_is_refused(course):
    with pytest.raises(SpecError, match=r"Did you mean 'layout\.transposed'"):
        course(more="credit: {layout.transpose: 0.5}")


def test_credit_may_name_a_mistake_that_the_set_declares(course):
    declared = "mistakes: [{id: mine, answer: x, hint: No.}]"

    assert course(more=f"credit: {{mine: 0.5}}, {declared}").problems[0].answers[0].credit == {
        "mine": 0.5
    }
    assert course(head="credit: {mine: 0.5}\n", more=declared)
    with pytest.raises(SpecError, match="the id of a mistake"):
        course(more="credit: {mine: 0.5}")
