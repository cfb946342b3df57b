"""Submissions: files, folders and zips, found by name and bounded."""

import json
import zipfile
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.source import read_cells
from autograder.submission import choose_sets, open_submission

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

    with pytest.raises(UsageError, match=r"found wrok\.py; expected one of work\.py\. did you mean 'work\.py'"):
        choose_sets([a_set], open_submission(folder))


def test_nothing_there_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="found nothing"):
        open_submission(tmp_path / "absent.py")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("s = 'é'".encode(), "s = 'é'"),
        (b"\xef\xbb\xbfs = 1\r\nt = 2", "s = 1\nt = 2"),
        ("# -*- coding: latin-1 -*-\ns = 'é'".encode("latin-1"), "# -*- coding: latin-1 -*-\ns = 'é'"),
        ("s = 'é'".encode("cp1252"), "s = 'é'"),
        ("s = 1".encode("utf-16"), "s = 1"),
        (b"\x00\xff\xfe", "\x00ÿþ"),
        (b"# coding: no-such-codec\ns = 1", "# coding: no-such-codec\ns = 1"),
    ],
)
def test_encodings_as_students_have_them(content, said):
    [cell] = read_cells("work.py", content)

    assert cell.source == said


def notebook(*sources, **extra):
    cells = [{"cell_type": "markdown", "source": ["# title"]}]
    cells += [{"cell_type": "code", "source": source} for source in sources]
    return json.dumps({"nbformat": 4, "cells": cells, **extra}).encode()


def test_a_notebook_gives_its_code_cells_with_magics_left_out():
    cells = read_cells(
        "work.ipynb", notebook(["%matplotlib inline\n", "import numpy as np\n"], "!ls\nf = 1", "np.sum?\ny = 2")
    )

    assert [cell.label for cell in cells] == ["cell 1", "cell 2", "cell 3"]
    assert [cell.source for cell in cells] == [
        "pass  # %matplotlib inline\nimport numpy as np\n",
        "pass  # !ls\nf = 1",
        "pass  # np.sum?\ny = 2",
    ]


def test_a_percent_sign_that_is_python_stays():
    source = "x = ('%d'\n% 3)"

    assert read_cells("work.ipynb", notebook(source))[0].source == source


def test_an_old_notebook_has_worksheets():
    old = {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1\n", "y = 2"]}]}]}

    assert read_cells("work.ipynb", json.dumps(old).encode())[0].source == "x = 1\ny = 2"


@pytest.mark.parametrize(
    "content", [b"not json", b"[]", b"null", b'{"cells": 3}', b'{"cells": [1, {"cell_type": "code"}]}']
)
def test_damaged_notebooks_are_read_without_raising(content):
    assert all(isinstance(cell.source, str) for cell in read_cells("work.ipynb", content))


def test_hard_links_are_left_out(folder, tmp_path):
    secret = tmp_path / "secret.py"
    secret.write_text("x = 1")
    Path(folder / "work.py").hardlink_to(secret)

    assert open_submission(folder).files == {}
