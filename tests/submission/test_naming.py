"""Which handed-in file answers which set."""

import pytest

from autograder.submission.naming import assign, source_suffix


@pytest.mark.parametrize(
    "name",
    [
        *(
            "hw.py",
            "hw.ipynb",
            "HW.py",
            "hw (1).py",
            "hw (2).ipynb",
            "hw copy.ipynb",
            "hw - Copy.py",
        ),
        *("Copy of hw.ipynb", "my hw.py", "hw-1.py", "hw_1.py", "hw 2.py", "Kopie von hw.ipynb"),
        *("hw_final.py", "hw_v2.py", "hw_jane_doe.py", "doejane_LATE_123_4567_hw.py", "hw.py.txt"),
        *("hw.ipynb.json", "Homework/hw.py", "a/b/c/HW (3).PY", "entirely different.py"),
    ],
)
def test_a_lone_source_answers_the_only_set_whatever_its_name(name):
    assert assign([name, "data.csv"], ["hw.py"])["hw.py"].path == name


@pytest.mark.parametrize("name", ["data.csv", "notes.md", "hw.pdf", "hw.tar.gz", "hw.pyc"])
def test_what_is_no_source_answers_nothing(name):
    assert assign([name], ["hw.py"]) == {}


@pytest.mark.parametrize(
    ("files", "best", "others"),
    [
        (["hw.py", "hw (1).py"], "hw.py", ("hw (1).py",)),
        (["hw.ipynb", "hw.py"], "hw.py", ("hw.ipynb",)),
        (["z/hw.py", "a/b/hw.py"], "z/hw.py", ("a/b/hw.py",)),
        (["b/hw.py", "a/hw.py"], "a/hw.py", ("b/hw.py",)),
        (["HW.py", "hw copy.py", "parts.py"], "HW.py", ("hw copy.py",)),
        (["hw_jane.py", "parts.py"], "hw_jane.py", ()),
    ],
)
def test_of_several_candidates_one_is_taken_and_the_others_are_named(files, best, others):
    match = assign(files, ["hw.py"])["hw.py"]

    assert (match.path, match.others) == (best, others)


@pytest.mark.parametrize(
    "files",
    [
        ["hw_jane.py", "hw_joe.py"],
        ["test_hw.py", "parts.py"],
        ["hw_utils.py", "parts.py"],
        ["one.py", "two.py"],
    ],
)
def test_what_is_not_certain_is_not_taken(files):
    assert assign(files, ["hw.py"]) == {}


def test_a_file_of_another_set_is_never_taken():
    found = assign(["hw3.py"], ["hw2.py", "hw3.py"])

    assert {submit: match.path for submit, match in found.items()} == {"hw3.py": "hw3.py"}


def test_copies_of_the_files_of_two_sets_go_to_their_own():
    found = assign(["hw 2 (1).py", "HW3.py"], ["hw2.py", "hw3.py"])

    assert {submit: match.path for submit, match in found.items()} == {
        "hw2.py": "hw 2 (1).py",
        "hw3.py": "HW3.py",
    }


def test_one_file_for_two_sets_is_nobodys():
    assert assign(["week.py"], ["hw2.py", "hw3.py"]) == {}


def test_a_file_that_is_asked_for_in_a_folder_is_found_one_folder_deeper():
    files = ["handout/mytorch/nn/loss.py", "handout/mytorch/loss.py"]
    match = assign(files, ["mytorch/nn/loss.py"])["mytorch/nn/loss.py"]

    assert match.path == files[0]


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("a.PY", ".py"), ("a.ipynb.txt", ".ipynb"), ("a.py.download", ".py"), ("a.txt", None)],
)
def test_a_source_is_known_by_its_name(name, suffix):
    assert source_suffix(name) == suffix
