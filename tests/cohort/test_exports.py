"""The exports of the platforms are read as they are."""

from __future__ import annotations

import pytest
from cohort_exports import ENTRY, RIGHT, gradescope, write_files, zipped

from autograder.cohort.exports import open_export, recognise
from autograder.cohort.file_names import canvas_file, moodle_file, without_number
from autograder.cohort.glance import may_be_class
from autograder.cohort.gradescope_export import read_handed
from autograder.errors import UsageError


def opened(path, expected=()):
    export = open_export(path, expected)
    return {work.key: (work, export.open(work.key).files) for work in export.handed()}


@pytest.mark.parametrize("packed", [False, True])
def test_gradescopes_export_is_read_with_its_students(tmp_path, packed):
    folder = gradescope(tmp_path / "assignment_1_export", {"ada": RIGHT, "bob": RIGHT})

    found = opened(zipped(folder) if packed else folder)

    assert list(found) == ["submission_1", "submission_2"]
    handed, files = found["submission_1"]
    assert handed.students[0].name == "ada"
    assert handed.students[0].sid == "1"
    assert handed.attempts == 2
    assert handed.time.startswith("2026-03-02T02:52:07")
    assert list(files) == ["work.py"]


def test_noise_in_an_export_is_passed_over(tmp_path):
    gradescope(tmp_path / "export", {"ada": RIGHT})
    write_files(
        tmp_path,
        {
            "export/.DS_Store": "",
            "__MACOSX/export/._submission_metadata.yml": "",
            "export/submission_1/__pycache__/work.pyc": "",
        },
    )

    found = opened(tmp_path)

    assert {key: list(files) for key, (_, files) in found.items()} == {"submission_1": ["work.py"]}


def test_a_submission_without_files_and_files_without_an_entry_are_both_there(tmp_path):
    folder = gradescope(tmp_path / "export", {"ada": RIGHT})
    with (folder / "submission_metadata.yml").open("a") as file:
        file.write(ENTRY.format(number=7, name="eve", sid="", score=0.0, tests="[]"))
    write_files(folder, {"submission_9/work.py": RIGHT})

    found = opened(folder)

    assert list(found) == ["submission_1", "submission_7", "submission_9"]
    assert found["submission_7"][1] == {}
    assert found["submission_7"][0].students[0].sid == ""
    assert found["submission_9"][0].students == ()


def test_groups_numeric_ids_and_plain_keys_are_read():
    text = """
submission_1:
  submitters:
  - {name: Ada, sid: 12, email: a@x}
  - {name: Bob}
  :results:
  :history: []
submission_2:
  :submitters: []
"""

    one, two = read_handed(text)

    assert [(student.name, student.sid) for student in one.students] == [("Ada", "12"), ("Bob", "")]
    assert one.recorded is None
    assert two.students == ()


def test_an_entry_that_refers_to_another_is_read():
    text = "submission_1:\n  :submitters: &1\n  - :name: Ada\nsubmission_2:\n  :submitters: *1\n"

    assert [work.students[0].name for work in read_handed(text)] == ["Ada", "Ada"]


def test_metadata_that_is_no_yaml_is_refused_with_the_line():
    with pytest.raises(UsageError, match=r"submission_metadata.yml:\d+: found .*; expected YAML"):
        list(read_handed("submission_1:\n  :a: [1\nsubmission_2:\n  :b: 2\n"))


def test_results_in_an_export_keep_the_place_of_each_row():
    test = (
        "[{name: Link, score: 0.5, max_score: 1.0, extra_data: {set: 01_set, problem: link,"
        " answer: link, status: incorrect, mistake: sign}}]"
    )
    [handed] = read_handed(ENTRY.format(number=1, name="ada", sid="1", score=0.5, tests=test))

    assert handed.recorded is not None
    [row] = handed.recorded.rows
    assert row.place == ("01_set", "link", "link")
    assert (row.status, row.score, row.mistake) == ("incorrect", 0.5, "sign")


@pytest.mark.parametrize(
    ("name", "student", "late", "file"),
    [
        ("doejane_123_456_layers.py", "doejane", False, "layers.py"),
        ("doejane_LATE_123_456_my_layers-2.py", "doejane", True, "my_layers-2.py"),
        ("müllerzoë_123_456_layers.ipynb", "müllerzoë", False, "layers.ipynb"),
        ("anon_Ab3dE_456_layers.py", "", False, "layers.py"),
        ("LATE_anon_Ab3dE_456_layers.py", "", True, "layers.py"),
        ("team_one_123_456_layers.py", "team_one", False, "layers.py"),
    ],
)
def test_canvas_writes_name_lateness_and_ids_before_a_file(name, student, late, file):
    found = canvas_file(name)

    assert found is not None
    assert (found.student, found.late, found.file) == (student, late, file)


@pytest.mark.parametrize(
    "path",
    [
        "Jane Doe_123_assignsubmission_file_/layers.py",
        "Jane Doe_123_assignsubmission_file/layers.py",
        "Jane Doe_123_assignsubmission_file_layers.py",
    ],
)
def test_moodle_writes_the_student_into_a_folder_or_a_name(path):
    found = moodle_file(path)

    assert found is not None
    assert (found.student, found.user, found.file) == ("Jane Doe", "123", "layers.py")


def test_the_number_of_a_resubmission_is_taken_off_unless_a_set_asks_for_it():
    assert without_number("layers-2.py", {"layers.py"}) == ("layers.py", 2)
    assert without_number("hw-1.py", {"hw-1.py"}) == ("hw-1.py", 0)
    assert without_number("layers.py", {"layers.py"}) == ("layers.py", 0)


@pytest.mark.parametrize("packed", [False, True])
def test_canvas_flat_files_become_one_submission_a_student(tmp_path, packed):
    folder = write_files(
        tmp_path / "submissions",
        {
            "doejane_1_10_work.py": "old",
            "doejane_1_11_work-1.py": "new",
            "doejane_1_12_helper.py": "help",
            "roebob_LATE_2_13_work.py": "late",
        },
    )

    found = opened(zipped(folder) if packed else folder, {"work.py"})

    assert {key: dict(files) for key, (_, files) in found.items()} == {
        "doejane_1": {"helper.py": b"help", "work.py": b"new"},
        "roebob_2": {"work.py": b"late"},
    }
    assert found["roebob_2"][0].late
    assert not found["doejane_1"][0].late


@pytest.mark.parametrize("packed", [False, True])
def test_moodles_folders_become_one_submission_a_student(tmp_path, packed):
    folder = write_files(
        tmp_path / "course-hw",
        {
            "Jane Doe_1_assignsubmission_file_/work.py": "a",
            "Jane Doe_1_assignsubmission_onlinetext_/onlinetext.html": "<p>",
            "Bob Roe_2_assignsubmission_file_/sub/work.py": "b",
        },
    )

    found = opened(zipped(folder) if packed else folder)

    assert {key: dict(files) for key, (_, files) in found.items()} == {
        "Bob Roe_2": {"sub/work.py": b"b"},
        "Jane Doe_1": {"work.py": b"a"},
    }


def test_a_folder_of_folders_files_and_zips_is_one_submission_each(tmp_path):
    folder = write_files(
        tmp_path / "class",
        {"ada/work.py": "a", "bob.py": "b", "cem/sub/work.ipynb": "c", "x.txt": ""},
    )
    zipped(write_files(folder / "dee", {"work.py": "d"}))
    (folder / "dee" / "work.py").unlink()

    found = opened(folder)

    assert {key: sorted(files) for key, (_, files) in found.items()} == {
        "ada": ["work.py"],
        "bob.py": ["bob.py"],
        "cem": ["sub/work.ipynb"],
        "dee.zip": ["dee/work.py"],
    }


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ({"submission_metadata.yml": "", "submission_1/work.py": ""}, "gradescope"),
        ({"doejane_1_2_work.py": "", "roebob_3_4_work.py": ""}, "canvas"),
        ({"J_1_assignsubmission_file_/a.py": "", "B_2_assignsubmission_file_/a.py": ""}, "moodle"),
        ({"a_1_2_work.md": "", "b_3_4_work.md": ""}, "canvas"),
        ({"layers.py": "", "losses.py": ""}, None),
        ({"week_1_2_work.py": ""}, None),
        ({"src/layers.py": "", "data_1_2_a.py": "", "b_1_2_c.py": ""}, None),
    ],
)
def test_only_a_certain_export_is_taken_for_one(tmp_path, files, kind):
    given = write_files(tmp_path / "given", files)

    assert recognise(given) == kind
    if (
        kind is not None
    ):  # at a glance one submission may look like a class, and never a class like one
        assert may_be_class(given)


def test_a_folder_without_submissions_is_refused(tmp_path):
    with pytest.raises(UsageError, match="found no submission"):
        open_export(write_files(tmp_path / "given", {"notes.txt": ""}))


def test_an_export_given_to_grade_is_recognised_and_told_so(autograder, course, class_of_four):
    status, output = autograder("grade", class_of_four, *course)

    assert status == 2
    assert "found Gradescope's export; expected one submission" in output
    assert "autograder regrade assignment_1_export --store class.sqlite" in output


def test_a_score_beyond_every_float_is_none():
    text = ENTRY.format(number=1, name="ada", sid="1", score="9" * 400, tests="[]")

    [handed] = read_handed(text)

    assert handed.recorded is None or handed.recorded.score is None
