"""A kit's index says what the course's file says, so that a check reads no YAML."""

import subprocess
import sys

import pytest

from autograder.problemset import course as courses
from autograder.problemset.course import read_course
from autograder.student.kit_course import kit_course, take_kit_course

BOOK = "title: Ours\nmistakes: {}\n"


@pytest.fixture
def kit(tmp_path, monkeypatch):
    monkeypatch.setattr(courses, "_KNOWN", {})
    (tmp_path / "sets").mkdir()
    (tmp_path / "notes.yaml").write_text(BOOK)
    return tmp_path


def never(*_):
    raise AssertionError("the course's file was read")


@pytest.mark.parametrize(
    "text",
    ["notes: shipped\n", "notes: none\n", "notes: notes.yaml\npackages: [scipy]\n"],
)
def test_the_index_says_what_the_file_says(kit, text, monkeypatch):
    (kit / "course.yaml").write_text(text)
    read = read_course(kit / "sets")
    known = kit_course(kit / "sets")
    courses._KNOWN.clear()
    monkeypatch.setattr(courses, "_read", never)

    take_kit_course(kit, known)

    assert read_course(kit / "sets") == read


@pytest.mark.parametrize("spoil", ["file", "book", "older"])
def test_another_file_a_rule_book_that_is_gone_or_an_older_kit_has_the_file_read(kit, spoil):
    (kit / "course.yaml").write_text("notes: notes.yaml\n")
    known = kit_course(kit / "sets")
    courses._KNOWN.clear()
    if spoil == "file":
        (kit / "course.yaml").write_text("notes: none\n")
    if spoil == "book":
        (kit / "notes.yaml").unlink()

    take_kit_course(kit, None if spoil == "older" else known)

    assert courses._KNOWN == {}


def test_a_course_without_a_file_has_nothing_in_the_index(kit):
    assert kit_course(kit / "sets") is None


def test_a_check_of_a_kit_does_not_import_yaml(shipped_kit):
    code = (
        "import sys; sys.argv = ['autograder', 'check', 'layers.py']\n"
        "from autograder.__main__ import main\n"
        "try: main()\n"
        "finally: print('yaml' in sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=shipped_kit.folder,
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.stderr.splitlines()[-1] == "False", done.stderr
