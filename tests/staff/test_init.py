"""``autograder init``: a course that grades its own reference with full marks, and overwrites
nothing.
"""

import json
from importlib import metadata

import pytest
import yaml

from autograder import __version__ as autograder_version
from autograder.oracle.sets import load_sets
from autograder.problemset.notes import read_notes
from autograder.report import Status
from autograder.staff.course import requirement


@pytest.fixture
def course(autograder, tmp_path):
    status, _ = autograder("init", tmp_path / "calculus")
    assert status == 0
    return tmp_path / "calculus"


def test_a_new_course_grades_its_reference_with_full_marks(course, grade_text):
    sets = load_sets(course / "problems", course / "reference")
    report = grade_text(sets, course / "reference" / "01_first.py")

    assert {row.status for row in report.rows} == {Status.CORRECT}
    assert report.score == report.max_score == sum(problem_set.points for problem_set in sets)


def test_each_labelled_submission_gets_what_its_folder_says(course, grade_text):
    sets = load_sets(course / "problems", course / "reference")
    scores = {
        folder.parent.name: grade_text(sets, folder).score
        for folder in (course / "submissions").glob("*/*")
    }

    assert set(scores) == {"full", "partial", "zero"}
    assert scores["full"] == sets[0].points
    assert 0 < scores["partial"] < sets[0].points
    assert scores["zero"] == 0


def test_students_may_import_the_support_modules(course, grade_text):
    sets = load_sets(course / "problems", course / "reference")
    source = (
        "from course_tools import column\ndef layer_link(A, W): return W if column(1).shape "
        "== (1, 1) else A\n"
    )

    assert grade_text(sets, source).rows[0].status is Status.CORRECT


def test_the_workflow_runs_verify_and_names_what_it_installs(course):
    workflow = yaml.safe_load((course / ".github" / "workflows" / "verify.yml").read_text())
    runs = [step["run"] for step in workflow["jobs"]["verify"]["steps"] if "run" in step]

    assert "autograder verify --submissions submissions" in runs
    assert f"\n{requirement()}\n" in (course / "requirements.txt").read_text()


def test_every_token_of_the_templates_is_filled_in(course):
    text = "".join(path.read_text() for path in course.rglob("*") if path.is_file())

    assert "# calculus" in text
    assert "@COURSE@" not in text
    assert "@REQUIREMENT@" not in text


@pytest.mark.parametrize(
    ("origin", "installs"),
    [
        (None, f"matrix-calculus-autograder=={autograder_version}"),
        ({"url": "file:///a/checkout", "dir_info": {"editable": True}},
         "matrix-calculus-autograder @ file:///a/checkout"),
        ({"url": "https://host.org/a.git", "vcs_info": {"vcs": "git", "commit_id": "abc123"}},
         "matrix-calculus-autograder @ git+https://host.org/a.git@abc123"),
    ],
)  # fmt: skip
def test_a_course_installs_the_very_autograder_that_made_it(monkeypatch, origin, installs):
    class Installed:
        def read_text(self, name):
            assert name == "direct_url.json"
            return json.dumps(origin) if origin else None

    monkeypatch.setattr(metadata, "distribution", lambda _name: Installed())

    assert requirement() == installs


def test_a_folder_that_holds_something_is_left_alone(autograder, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.tex").write_text("years of work")
    status, said = autograder("init", folder)

    assert status == 2
    assert "found something there already" in said
    assert [path.name for path in folder.iterdir()] == ["thesis.tex"]


def test_a_course_may_start_in_an_empty_git_repository(autograder, tmp_path):
    (tmp_path / "cloned" / ".git").mkdir(parents=True)

    assert autograder("init", tmp_path / "cloned")[0] == 0


def test_a_new_course_has_notes_to_fill_in_and_follows_none(course):
    [loaded] = load_sets(course / "problems")
    template = (course / "notes.yaml").read_text()
    filled = template.replace("mistakes: {}", "mistakes:").replace("\n#  ", "\n  ")
    (course / "notes.yaml").write_text(filled.replace("rows: {}", "rows:"))
    (course / "course.yaml").write_text("notes: notes.yaml\n")
    [followed] = load_sets(course / "problems")
    notes = read_notes(followed.book)

    assert loaded.book is None
    assert notes.entry("layout.transposed").place == "Lecture 3, page 4"
    assert [row.id for row in notes.rows] == ["Lecture 1", "Lecture 3"]
