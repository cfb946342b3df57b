"""Coverage of the notes: every row that can be graded is, by what the problems themselves say."""

import pytest
from msgspec.structs import replace

from autograder.problemset.notes import NONE, SHIPPED, read_notes
from autograder.staff.coverage import coverage, expand, place, report, rows, to_json

WIDE = 20
"""A citation of more rows than this says that a problem is about a whole chapter: no row may hang
on it alone.
"""


def without_notes(sets, keep):
    """Return the sets with only those citations that ``keep`` holds for."""
    return [
        replace(
            problem_set,
            problems=tuple(
                replace(problem, notes=tuple(filter(keep, problem.notes)))
                for problem in problem_set.problems
            ),
        )
        for problem_set in sets
    ]


def test_there_are_159_rows_and_12_of_them_say_why_nothing_can_be_asked(shipped):
    assert len(rows(shipped)) == len({row.id for row in rows(shipped)}) == 159
    assert sum(bool(row.conceptual) for row in rows(shipped)) == 12
    assert [row.id for row in rows(shipped) if row.id.startswith("A.")] == [
        f"A.{number}" for number in range(1, 91)
    ]
    assert all(row.says.strip() for row in rows(shipped))


def test_every_row_that_can_be_graded_has_a_problem(shipped):
    assert [row.id for row in coverage(shipped).missing] == []


def test_no_row_hangs_on_a_citation_of_a_whole_chapter_alone(shipped):
    narrow = without_notes(shipped, lambda note: len(expand(note)) <= WIDE)

    assert [row.id for row in coverage(narrow).missing] == []


def test_no_problem_cites_what_does_not_exist(shipped):
    assert coverage(shipped).unknown == {}


def test_a_row_that_no_problem_cites_is_said_to_be_missing(shipped):
    bare = without_notes(shipped, lambda note: "A.45" not in expand(note))
    seen = coverage(bare)

    assert [row.id for row in seen.missing] == ["A.45"]
    assert "Not graded: A.45." in report(seen)
    assert to_json(seen)["complete"] is False


def test_the_table_holds_every_row_once_with_its_problems(shipped):
    seen = coverage(shipped)
    text = report(seen)

    assert not seen.missing
    assert sum(
        line.startswith("  ") and not line.startswith("   ") for line in text.split("\n")
    ) == len(rows(shipped))
    assert "147 of 147 rows that can be graded are; 12 are conceptual." in text
    assert max(map(len, text.split("\n"))) <= 140
    by_id = {row["id"]: row["problems"] for row in to_json(seen)["rows"]}
    assert "03_vectors.two_in_three_out" in by_id["A.45"]


def test_a_citation_that_names_no_row_is_listed_with_its_problem(write_set):
    each = write_set(
        "p: {notes: [A.97, Definition 12, A.8.3], given: {x: scalar}, forward: x**2, answer: p(x),"
        " wrt: x, shape: []}",
        head="notes: shipped\n",
    )
    seen = coverage([each])

    assert set(seen.unknown) == {"A.97", "Definition 12"}
    assert "No row is called 'A.97': cited by 01_set.p." in report(seen)


def test_a_set_s_own_notes_cover_nothing(write_set):
    """There `A.9` is a section, though an equation has the same name."""
    each = write_set(
        "p: {given: {x: scalar}, forward: x**2, answer: p(x), wrt: x, shape: []}",
        head="notes: [A.9]\n",
    )

    assert not any(row.problems for row in coverage([each]).rows)


@pytest.mark.parametrize(
    ("citation", "named"),
    [
        ("A.59-A.62", ("A.59", "A.60", "A.61", "A.62")),
        ("A.9-A.11", ("A.9", "A.10", "A.11")),
        ("P1-3", ("P1", "P2", "P3")),
        ("SE-1a", ("SE-1a",)),
        ("Definition 13", ("Definition 13",)),
    ],
)
def test_ranges_name_every_row_between_their_ends(citation, named):
    assert expand(citation) == named


def test_a_claim_without_a_number_is_found_by_its_section():
    notes = read_notes(SHIPPED)

    assert (place("P7", notes), place("Definition 11", notes)) == ("A.3.1", "Definition 11")
    assert place("P7", NONE) == "P7"


def test_a_course_without_notes_has_no_rows_to_cover(write_set):
    each = write_set("p: {given: {x: scalar}, forward: x**2, answer: p(x), wrt: x, shape: []}")

    assert coverage([each]).rows == ()
    assert report(coverage([each])).startswith("These sets follow no notes with rows")
