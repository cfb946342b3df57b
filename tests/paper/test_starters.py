"""Starters of the shipped sets on paper: untouched they say nothing, filled they earn all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.grading.grade import grade
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_sets
from autograder.report import Status
from autograder.staff.starters import starter_file
from autograder.student.kit import kit_files
from autograder.submission.files import Submission
from autograder.submission.naming import TEXT_SUFFIXES

ROOT = Path(__file__).resolve().parents[2]
ON_PAPER = [
    path.stem
    for path in sorted((ROOT / "problems").glob("*.yaml"))
    if (ROOT / "reference" / f"{path.stem}.md").is_file()
]


@pytest.fixture(scope="module", params=ON_PAPER)
def on_paper(request):
    """A shipped set whose reference is a text."""
    [loaded] = load_sets(ROOT / "problems", ROOT / "reference", [request.param])
    return loaded


@pytest.fixture
def graded(on_paper, workers):
    """Grade a text against the set."""

    def run(text, ending=".md"):
        name = Path(on_paper.submit).with_suffix(ending).name
        submission = Submission("hw", {name: text.encode()})
        return grade(AnswerKey([on_paper]), submission, workers)

    return run


def filled(starter, reference, problem_set):
    """Return a starter with each problem's part of a reference in the place of its answers."""
    parts = re.split(r"^## (\w+)\n", reference, flags=re.MULTILINE)
    work = dict(zip(parts[1::2], parts[2::2], strict=True))
    for problem in problem_set.problems:
        before, heading, after = starter.partition(f"## {problem.id}\n")
        first, *others = [answer.id for answer in problem.answers]
        after = after.replace(f"\n{first} =\n", f"\n{work[problem.id].strip()}\n", 1)
        for other in others:
            after = after.replace(f"\n{other} =\n", "\n", 1)
        starter = before + heading + after
    return starter


def test_there_is_a_set_on_paper():
    assert ON_PAPER


def test_a_starter_filled_from_its_reference_earns_all(on_paper, graded):
    starter = starter_file(on_paper.submit, on_paper.public())
    reference = (ROOT / "reference" / f"{on_paper.name}.md").read_text(encoding="utf-8")

    report = graded(filled(starter, reference, on_paper))

    assert [row.message for row in report.rows if row.status is not Status.CORRECT] == []
    assert report.score == report.max_score
    assert {line.mark for row in report.rows for line in row.lines} == {"right"}


@pytest.mark.parametrize("ending", TEXT_SUFFIXES)
def test_an_untouched_starter_is_missing_and_has_no_marked_line(on_paper, graded, ending):
    report = graded(starter_file(f"work{ending}", on_paper.public()), ending)

    assert {row.status for row in report.rows} == {Status.MISSING}
    assert [line.text for row in report.rows for line in row.lines] == []


def test_check_says_of_an_untouched_starter_that_nothing_is_started(on_paper, tmp_path, autograder):
    for name, content in kit_files([on_paper]).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)

    _, said = autograder("check", on_paper.submit)

    count = sum(len(problem.answers) for problem in on_paper.problems)
    assert f"{count} not started." in said
    assert not re.search("not defined|nothing stands|[✗✓]", said)
