"""Submissions: files, folders and zips, found by name and bounded."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.submission.files import Submission, choose_sets, open_submission

LINK = "p: {given: {A: 'vector[m]'}, forward: sum(A), answer: f(A), wrt: A, shape: [m, 1]}"


@pytest.fixture
def a_set(write_set):
    return write_set(LINK)


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "handed_in"
    path.mkdir()
    return path


def test_a_folder_is_read_without_caches_and_links(folder):
    (folder / "work.py").write_text("x = 1")
    (folder / "data").mkdir()
    (folder / "data" / "a.csv").write_text("1")
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "work.pyc").write_bytes(b"")
    (folder / "link.py").symlink_to("/etc/passwd")
    submission = open_submission(folder)

    assert list(submission.files) == ["data/a.csv", "work.py"]
    assert "link.py was left out" in submission.remarks[0]


def test_a_linked_folder_is_not_followed(folder, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "work.py").write_text("secret")
    (folder / "sub").symlink_to(tmp_path / "elsewhere")

    assert open_submission(folder).files == {}


def test_a_zip_is_read_and_paths_that_climb_are_left_out(tmp_path):
    path = tmp_path / "work.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hw/work.py", "x = 1")
        archive.writestr("../evil.py", "x = 2")
        archive.writestr("__MACOSX/._work.py", "")
    submission = open_submission(path)

    assert submission.find("work.py") == "hw/work.py"
    assert set(submission.files) == {"hw/work.py"}


def test_a_notebook_stands_for_the_file(folder):
    (folder / "work.ipynb").write_text("{}")

    assert open_submission(folder).find("work.py") == "work.ipynb"


def test_a_lone_file_answers_a_lone_set_whatever_its_name(tmp_path, a_set):
    path = tmp_path / "my homework (final).py"
    path.write_text("x = 1")

    assert choose_sets([a_set], open_submission(path)) == (a_set,)


def test_a_wrong_name_is_a_usage_error_with_the_nearest(folder, a_set):
    (folder / "wrok.py").write_text("x = 1")

    with pytest.raises(
        UsageError, match=r"found wrok\.py; expected one of work\.py\. Did you mean 'work\.py'"
    ):
        choose_sets([a_set], open_submission(folder))


def test_nothing_there_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="found nothing"):
        open_submission(tmp_path / "absent.py")


def test_hard_links_are_left_out(folder, tmp_path):
    secret = tmp_path / "secret.py"
    secret.write_text("x = 1")
    Path(folder / "work.py").hardlink_to(secret)

    assert open_submission(folder).files == {}


def zipped(files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def test_a_zip_inside_a_zip_is_read_in_its_place(tmp_path):
    path = tmp_path / "upload.zip"
    path.write_bytes(
        zipped(
            {"hw/inner.zip": zipped({"work.py": "x = 1", "data/a.csv": "1"}), "readme.txt": "hello"}
        )
    )

    assert set(open_submission(path).files) == {"hw/work.py", "hw/data/a.csv", "readme.txt"}


def test_a_zip_in_a_folder_is_read_and_a_broken_one_is_named(folder):
    (folder / "good.zip").write_bytes(zipped({"work.py": "x = 1"}))
    (folder / "broken.zip").write_bytes(b"PK\x03\x04 no zip at all")
    submission = open_submission(folder)

    assert submission.find("work.py") == "work.py"
    assert "broken.zip can not be read as a zip" in submission.remarks[0]


def test_zips_are_not_opened_for_ever(folder):
    data = zipped({"work.py": "x = 1"})
    for _ in range(10):
        data = zipped({"again.zip": data})
    (folder / "again.zip").write_bytes(data)

    assert list(open_submission(folder).files) == ["again.zip"]


def test_a_zip_that_holds_far_more_than_it_weighs_is_bounded(folder):
    (folder / "bomb.zip").write_bytes(zipped({f"{i}.txt": bytes(9 << 20) for i in range(10)}))
    submission = open_submission(folder)

    assert sum(map(len, submission.files.values())) <= 50 << 20
    assert "too large" in submission.remarks[0]


def test_a_damaged_member_costs_itself_only(folder):
    data = bytearray(zipped({"work.py": "x = 1", "other.py": "y = 2" * 100}))
    at = data.index(b"other.py") + len("other.py")
    data[at : at + 4] = b"\xff\xff\xff\xff"
    (folder / "work.zip").write_bytes(data)
    submission = open_submission(folder)

    assert list(submission.files) == ["work.py"]
    assert "other.py was left out" in submission.remarks[0]


def test_a_file_of_50_megabytes_is_left_out_of_a_folder_and_refused_alone(folder):
    (folder / "work.py").write_bytes(b"#" * (50 << 20))

    assert "work.py was left out: it is too large" in open_submission(folder).remarks[0]
    with pytest.raises(UsageError, match="found 52428800 bytes; expected at most"):
        open_submission(folder / "work.py")


def test_a_named_pipe_is_not_waited_for(folder):
    os.mkfifo(folder / "work.py")

    assert open_submission(folder).files == {}
    with pytest.raises(UsageError, match="found nothing"):
        open_submission(folder / "work.py")


@pytest.mark.parametrize("name", ["a" * 500 + ".py", "odd\u202ename.py", "line\nbreak.py"])
def test_an_odd_name_is_left_out_and_shown_as_text(name, tmp_path):
    path = tmp_path / "work.zip"
    path.write_bytes(zipped({name: "x = 1", "work.py": "x = 1"}))
    submission = open_submission(path)

    assert list(submission.files) == ["work.py"]
    assert submission.remarks[0].isprintable()


def test_a_file_where_another_needs_a_folder_is_left_alone(tmp_path):
    path = tmp_path / "work.zip"
    path.write_bytes(zipped({"work.py": "x = 1", "work.py/inner.py": "x = 2"}))

    assert list(open_submission(path).files) == ["work.py"]


def test_what_lies_beside_the_file_is_staged_beside_it(a_set):
    submission = Submission(
        "hw", {"hw/work.py": b"", "hw/helper.py": b"", "hw/data/a.csv": b"", "notes.txt": b""}
    )

    staged = submission.bundle([a_set], {}).files

    assert {"work.py", "helper.py", "data/a.csv", "hw/helper.py", "notes.txt"} <= set(staged)
