"""Sources are written as a checker for similar code reads them."""

from __future__ import annotations

import json

import pytest
from cohort_exports import OTHER_LAYOUT, RIGHT, gradescope, write_files


@pytest.fixture
def write(autograder, course, tmp_path):
    """Write the sources of a class of two and return their folder."""

    def run(*options):
        export = gradescope(tmp_path / "export", {"ada": f"# by ada\n{RIGHT}", "bob": OTHER_LAYOUT})
        folder = tmp_path / "similar"
        status, output = autograder(
            "regrade", export, "--store", "s.sqlite", "--similarity", folder, *options, *course
        )
        assert status == 0, output
        return folder

    return run


def test_each_submission_has_a_folder_and_the_starter_lies_beside(write):
    folder = write()

    assert "# by ada" in (folder / "submissions" / "submission_1" / "work.py").read_text()
    assert "def gradient(A)" in (folder / "starters" / "01_set.py").read_text()


def test_the_configuration_names_folders_that_exist(write):
    folder = write()
    asked = json.loads((folder / "copydetect.json").read_text())

    for name in ("test_directories", "reference_directories", "boilerplate_directories"):
        assert all((folder / listed).is_dir() for listed in asked[name])


def test_under_pseudonyms_nothing_names_a_student(write):
    folder = write("--anonymous")
    files = sorted((folder / "submissions").rglob("*.py"))

    assert len(files) == 2
    assert all(file.parent.name.startswith("submission-") for file in files)
    assert not any("ada" in file.read_text() for file in files)
    assert all("def link(W, A):" in file.read_text() for file in files)


def test_a_folder_with_something_in_it_is_left_alone(autograder, course, tmp_path, class_of_four):
    folder = write_files(tmp_path / "similar", {"mine.txt": "kept"})
    status, output = autograder(
        "regrade", class_of_four, "--store", "s.sqlite", "--similarity", folder, *course
    )

    assert status == 2
    assert "found something there already; expected a new folder" in output
    assert "graded" not in output
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]
