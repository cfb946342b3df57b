"""Submissions: files, folders and zips, found by name and bounded."""

import io
import json
import os
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from msgspec.structs import replace

from autograder.errors import UsageError
from autograder.submission import entries, folders, zips
from autograder.submission.files import Submission, answered_sets, choose_sets, open_submission

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
    (folder / "zz_parts.py").write_text("x = 1")

    with pytest.raises(
        UsageError,
        match=r"found wrok\.py, zz_parts\.py; expected one of work\.py\. Did you mean 'work\.py'",
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


def nested(depth, content, place=""):
    """Zip five of what is one level less deep, down to five files of this content."""
    places = [f"{place}{number}" for number in range(5)]
    if depth == 1:
        return zipped({f"{name}.txt": content for name in places})
    return zipped({f"{name}.zip": nested(depth - 1, content, name) for name in places})


def test_archives_in_archives_have_one_budget_of_bytes(folder, monkeypatch):
    unpacked, sizes = zips._unpacked, []

    def counted(archive, member):
        content = unpacked(archive, member)
        sizes.append(len(content))
        return content

    monkeypatch.setattr(zips, "_unpacked", counted)
    (folder / "bomb.zip").write_bytes(nested(3, bytes(1 << 20)))
    submission = open_submission(folder)

    assert len(submission.files) == 50
    assert 50 << 20 <= sum(sizes) < 51 << 20


def test_archives_in_archives_have_one_budget_of_names(folder, monkeypatch):
    monkeypatch.setattr(entries, "MOST_NAMES", 100)
    (folder / "a.zip").write_bytes(nested(3, b"1"))
    (folder / "work.py").write_text("x = 1")
    submission = open_submission(folder)

    assert "work.py" in submission.files
    assert 50 < len(submission.files) <= 100
    assert submission.remarks[0] == "All further files were left out: there are too many."


def test_a_member_is_not_unpacked_further_than_it_says(folder):
    data = bytearray(zipped({"work.py": "x = 1\n", "data.txt": bytes(8 << 20)}))
    at = data.rindex(b"PK\x01\x02")  # the list's entry of data.txt, its size 24 bytes further
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    (folder / "work.zip").write_bytes(data)
    tracemalloc.start()
    submission = open_submission(folder)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert set(submission.files) <= {"work.py", "data.txt"}
    assert peak < 4 << 20


def long_list(count):
    """A zip of one file that lists it ``count`` times."""
    data = zipped({"a.txt": "1"})
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    listed = data[start:end] * count
    return (
        data[:start]
        + listed
        + data[end : end + 12]
        + struct.pack("<II", len(listed), start)
        + b"\0\0"
    )


def test_a_zip_that_lists_far_too_many_files_is_refused_before_they_are_listed(folder):
    (folder / "work.py").write_text("x = 1")
    (folder / "many.zip").write_bytes(long_list(180_000))
    tracemalloc.start()
    submission = open_submission(folder)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert list(submission.files) == ["work.py"]
    assert "lists far more than 50000 files" in submission.remarks[0]
    assert peak < 30 << 20
    with pytest.raises(UsageError, match="lists far more than 50000 files"):
        open_submission(folder / "many.zip")


def test_a_list_that_could_not_be_read_is_charged_for(folder, monkeypatch):
    monkeypatch.setattr(entries, "MOST_NAMES", 900)
    broken = bytearray(long_list(900))
    broken[broken.rindex(b"PK\x01\x02")] = 0
    for name in "abc":
        (folder / f"{name}.zip").write_bytes(broken)
    full, first = open_submission(folder).remarks

    assert full == "All further files were left out: there are too many."
    assert "a.zip can not be read as a zip" in first


def test_a_folder_of_very_many_files_keeps_what_is_asked_for(folder, monkeypatch):
    monkeypatch.setattr(folders, "_MOST_FOUND", 50)
    for number in range(200):
        (folder / f"{number}.txt").write_text("")
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "er" / "work.py").write_text("x = 1")
    files = open_submission(folder, ["work.py"]).files

    assert len(files) == 50
    assert "deep/er/work.py" in files


def test_a_zip_packed_in_a_way_without_a_bound_is_left_out(folder):
    with zipfile.ZipFile(folder / "work.zip", "w") as archive:
        archive.writestr("data.txt", bytes(1 << 20), zipfile.ZIP_LZMA)
        archive.writestr("work.py", "x = 1", zipfile.ZIP_DEFLATED)
    submission = open_submission(folder)

    assert list(submission.files) == ["work.py"]
    assert "data.txt was left out" in submission.remarks[0]


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
        "hw", {"hw/work.py": b"x = 1", "hw/helper.py": b"", "hw/data/a.csv": b"", "notes.txt": b""}
    )

    staged = submission.bundle([a_set], {}).files

    assert {"work.py", "helper.py", "data/a.csv", "hw/helper.py", "notes.txt"} <= set(staged)


def picture_notebook(megabytes):
    picture = {"output_type": "display_data", "data": {"image/png": "A" * (megabytes << 20)}}
    cell = {"cell_type": "code", "source": ["x = 1\n"], "outputs": [picture]}
    return json.dumps({"nbformat": 4, "cells": [cell]}).encode()


def test_a_notebook_of_14_megabytes_of_pictures_is_read(folder):
    (folder / "work.ipynb").write_bytes(picture_notebook(14))

    for opened in (open_submission(folder), open_submission(folder / "work.ipynb")):
        assert len(opened.files["work.ipynb"]) < 1000
        assert opened.remarks == ()


@pytest.mark.parametrize("environment", ["env", "venv", ".venv", "proj/.env"])
def test_an_environment_is_left_out_as_one_folder_and_homework_in_it_is_not(folder, environment):
    packages = folder / environment / "lib" / "python3.11" / "site-packages" / "package"
    packages.mkdir(parents=True)
    for number in range(2100):
        (packages / f"module_{number}.py").write_text("")
    (folder / environment / "pyvenv.cfg").write_text("")
    (folder / "work.py").write_text("x = 1")
    opened = open_submission(folder)

    assert list(opened.files) == ["work.py"]
    (remark,) = opened.remarks
    assert remark.startswith("Left out, as libraries and not your own code: ")
    assert environment in remark


def test_homework_that_lies_in_an_environment_is_found(folder):
    (folder / "venv" / "bin").mkdir(parents=True)
    (folder / "venv" / "bin" / "activate.py").write_text("")
    (folder / "venv" / "work.py").write_text("x = 1")

    assert list(open_submission(folder).files) == ["venv/work.py"]


def test_the_file_that_a_set_asks_for_is_read_before_all_others(tmp_path):
    path = tmp_path / "work.zip"
    files = {f"a{number}.py": "" for number in range(2100)}
    path.write_bytes(zipped({**files, "zz/work.py": "x = 1"}))

    assert "zz/work.py" in open_submission(path, ["work.py"]).files


def test_a_zip_of_windows_has_folders(tmp_path):
    path = tmp_path / "work.zip"
    path.write_bytes(zipped({"hw1\\work.py": "x = 1"}))

    assert list(open_submission(path).files) == ["hw1/work.py"]


def test_two_candidates_are_both_named(a_set):
    submission = Submission("hw", {"new/work.py": b"x = 1", "old/work.py": b"x = 1"})

    (remark,) = submission.choices([a_set])
    assert remark == (
        "More than one file could be work.py: new/work.py was graded, not old/work.py. Hand in one."
    )


def test_of_a_class_one_person_is_graded_and_the_remark_says_what_grades_all(a_set):
    files = {f"export/person_{number}/work.py": b"x = 1" for number in range(4)}

    (remark,) = Submission("export", files).choices([a_set])

    assert remark == (
        "This looks like the work of a class: 4 folders hold files of the same name. Only "
        "export/person_0 was graded; not graded: export/person_1, export/person_2, "
        "export/person_3. `autograder regrade` grades all of them."
    )


def test_of_a_class_no_set_is_answered_by_another_persons_file(a_set):
    other = replace(a_set, name="02_other", submit="other.py")
    files = {f"person_{number}/hw/work.py": b"x = 1" for number in range(3)}
    files |= {"person_2/hw/other.py": b"y = 1", "person_3/other.py": b"y = 1"}
    submission = Submission("hw", files)

    assert answered_sets([a_set, other], submission) == (a_set,)
    assert submission.path_for(a_set, [a_set, other]) == "person_0/hw/work.py"
    assert submission.suggest(other, [a_set, other]) == (
        "other.py was not handed in. Handed in: person_0/hw/work.py, which other sets ask for."
    )


def test_a_file_beside_the_folders_of_drafts_is_the_one_that_counts(a_set):
    drafts = {f"drafts/{number}/work.py": b"x = 1" for number in range(3)}
    submission = Submission("hw", {"work.py": b"x = 2", **drafts})

    assert submission.path_for(a_set, [a_set]) == "work.py"
    assert "a class" not in " ".join(submission.choices([a_set]))


def test_a_suggestion_never_names_the_file_of_another_set(a_set):
    other = replace(a_set, name="02_other", submit="work2.py")
    submission = Submission("hw", {"work2.py": b"x = 1"})

    assert submission.suggest(a_set, [a_set, other]) == (
        "work.py was not handed in. Handed in: work2.py, which other sets ask for."
    )


def test_what_was_handed_in_instead_of_source_is_said(a_set):
    submission = Submission("hw", {"work.tar.gz": b"\x1f\x8b\x08", "readme.md": b"hello"})

    assert submission.suggest(a_set, [a_set]).endswith(
        "What came: work.tar.gz (a .gz archive: hand in the files themselves, or a zip of them), "
        "readme.md (no source)."
    )


def test_folders_above_the_file_are_looked_in_for_its_imports(a_set):
    submission = Submission("hw", {"handout/package/nn/work.py": b"x = 1"})

    (module,) = submission.bundle([a_set], {}).modules.values()
    assert module.folders == ("handout/package/nn", "handout/package", "handout")


def test_a_file_takes_along_what_it_imports_and_nothing_else(tmp_path):
    files = {
        "work.py": "from parts import f\nimport tools.deep as deep, numpy\nx = open('k.csv')\n",
        "parts.py": "from . import more\n",
        "more.py": "",
        "tools/__init__.py": "",
        "tools/deep.py": "",
        "reference/work.py": "secret",
        "somebody_else.py": "",
        "k.csv": "1",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)

    assert set(open_submission(tmp_path / "work.py").files) == {
        *("work.py", "parts.py", "more.py", "tools/__init__.py", "tools/deep.py", "k.csv")
    }


def test_a_linked_file_is_not_taken_along(tmp_path):
    (tmp_path / "secret.txt").write_text("x = 1")
    (tmp_path / "parts.py").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "work.py").write_text("import parts\nimport reference\n")

    assert list(open_submission(tmp_path / "work.py").files) == ["work.py"]
