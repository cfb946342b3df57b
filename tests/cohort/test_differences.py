"""What differs from a baseline is said row by row, with what changed in between."""

from __future__ import annotations

import json

import pytest
from cohort_exports import OTHER_LAYOUT, RIGHT, gradescope, opened, write_files

from autograder.cohort.differences import UNEXPLAINED

pytestmark = pytest.mark.slow


@pytest.fixture
def graded(autograder, course, class_of_four, tmp_path):
    autograder("regrade", class_of_four, "--store", "old.sqlite", *course)
    (tmp_path / "class.sqlite").write_bytes((tmp_path / "old.sqlite").read_bytes())
    return ("regrade", class_of_four, "--store", "class.sqlite", *course, "--baseline")


def change_facts(path, **changes):
    """Write other conditions into a store, as one that was graded elsewhere has them."""
    with opened(path) as base:
        [(text,)] = base.execute("SELECT made_with FROM conditions")
        base.execute(
            "UPDATE conditions SET made_with = ?", [json.dumps(json.loads(text) | changes)]
        )


def change_rows(path, statement):
    with opened(path) as base:
        base.execute(f"UPDATE rows SET {statement} AND key = 'submission_1'")


def test_the_same_verdicts_are_no_difference(autograder, graded):
    status, output = autograder(*graded, "old.sqlite")

    assert status == 0, output
    assert "No difference from old.sqlite." in output


def test_a_difference_that_nothing_explains_is_a_fault(autograder, graded, tmp_path):
    change_rows(tmp_path / "old.sqlite", "status = 'incorrect', score = 0 WHERE problem = 'link'")

    status, output = autograder(*graded, "old.sqlite")

    assert status == 1
    assert f"{UNEXPLAINED}, which is a fault of the grader: 1" in output
    assert "submission_1 01_set.link.link: incorrect 0 -> correct 1" in output
    assert "1 submission would show more points and 0 fewer; 1 row another verdict" in output


def test_another_numpy_is_named_as_the_cause(autograder, graded, tmp_path):
    change_rows(tmp_path / "old.sqlite", "mistake = 'sign' WHERE problem = 'link'")
    change_facts(tmp_path / "old.sqlite", packages={"numpy": "1.0"})

    _, output = autograder(*graded, "old.sqlite")

    assert "\nnumpy 1.0 -> " in output
    assert "0 rows another verdict, 1 only another mistake named" in output


def test_another_grader_is_named_as_the_cause(autograder, graded, tmp_path):
    change_rows(tmp_path / "old.sqlite", "score = 0.5 WHERE problem = 'link'")
    change_facts(tmp_path / "old.sqlite", grader="older")

    _, output = autograder(*graded, "old.sqlite")

    assert "\nthe grader changed: 1" in output


def test_a_changed_set_is_named_as_the_cause(autograder, graded, tmp_path):
    path = tmp_path / "problems" / "01_set.yaml"
    path.write_text(path.read_text() + "    points: 2\n")

    status, output = autograder(*graded, "old.sqlite")

    assert status == 1
    assert "\nset 01_set changed: 3" in output
    assert "submission_1 01_set.link.link: correct 1 -> correct 2" in output


def test_other_files_are_named_as_the_cause(autograder, graded, class_of_four):
    write_files(class_of_four, {"submission_1/work.py": OTHER_LAYOUT})

    _, output = autograder(*graded, "old.sqlite")

    assert "\nother files handed in: 1" in output


def test_a_store_can_be_its_own_baseline(autograder, graded, tmp_path):
    path = tmp_path / "problems" / "01_set.yaml"
    path.write_text(path.read_text() + "    points: 2\n")

    _, output = autograder(*graded, "class.sqlite")

    assert "\nset 01_set changed: 3" in output


def test_differences_are_kept_in_the_store(autograder, graded, tmp_path):
    change_rows(tmp_path / "old.sqlite", "status = 'incorrect', score = 0 WHERE problem = 'link'")
    autograder(*graded, "old.sqlite")

    with opened(tmp_path / "class.sqlite") as base:
        [(key, problem, kind)] = base.execute("SELECT key, problem, kind FROM differences")

    assert (key, problem, kind) == ("submission_1", "link", "status")


def test_the_results_in_an_export_are_a_baseline(autograder, course, tmp_path):
    test = (
        "[{name: Link, score: 1.0, max_score: 1.0, extra_data: {set: 01_set, problem: link,"
        " answer: link, status: incorrect}}, {name: Gradient, score: 1.0, extra_data:"
        " {set: 01_set, problem: gradient, answer: gradient, status: correct}}]"
    )
    export = gradescope(tmp_path / "export", {"ada": RIGHT}, test)
    status, output = autograder(
        "regrade", export, "--store", "class.sqlite", *course, "--baseline", export
    )

    assert status == 1
    assert "submission_1 01_set.link.link: incorrect 1 -> correct 1" in output
    assert "1 row of 1 submission differs" in output


def test_the_score_alone_is_compared_where_another_grader_wrote_the_results(
    autograder, course, class_of_four
):
    _, output = autograder(
        "regrade", class_of_four, "--store", "class.sqlite", *course, "--baseline", class_of_four
    )

    assert "submission_1 score: 1 -> 2" in output


def test_an_export_without_results_is_no_baseline(autograder, course, tmp_path):
    export = write_files(tmp_path / "export", {"ada/work.py": RIGHT, "bob/work.py": RIGHT})
    status, output = autograder(
        "regrade", export, "--store", "class.sqlite", *course, "--baseline", export
    )

    assert status == 2
    assert "found no results; expected a store, or Gradescope's export with results" in output
