"""What a file is, whatever its name says."""

import json

import pytest

from autograder.submission.outputs import without_outputs
from autograder.submission.recognise import recognise


def notebook(language="python", **metadata):
    metadata = {"kernelspec": {"name": "k", "display_name": "K", "language": language}, **metadata}
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": ["x = 1"]}
    return json.dumps({"cells": [cell], "metadata": metadata, "nbformat": 4}).encode()


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("hw.py", b"", "empty"),
        ("hw.ipynb", b" \n", "empty"),
        ("hw.ipynb", b"<!DOCTYPE html><html>", "a web page"),
        ("hw.py", b"{\\rtf1\\ansi", "a text with formatting"),
        ("hw.py", b"%PDF-1.7", "a PDF"),
        ("hw.py", b"\x1f\x8b\x08", "a .gz archive"),
        ("hw.ipynb", b'{"a": 1}', "JSON, but no notebook"),
        ("hw.ipynb", notebook("R"), "a notebook in R, not in Python"),
        ("hw.ipynb", b'{"cells": [\n<<<<<<< HEAD\n', "merge marks"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_it_is(name, content, part):
    assert part in recognise(name, content).obstacle


@pytest.mark.parametrize(
    ("name", "content", "suffix", "remark"),
    [
        ("hw.py", b"x = 1", ".py", ""),
        ("hw.py.txt", b"x = 1", ".py", ""),
        ("hw.ipynb", notebook(), ".ipynb", ""),
        ("hw.ipynb", notebook("python3"), ".ipynb", ""),
        ("hw.py", notebook(), ".ipynb", "hw.py is a notebook, and was read as one."),
        ("hw.ipynb", b"x = 1", ".py", "hw.ipynb is no notebook but a text"),
    ],
)
def test_a_file_is_read_as_what_it_is(name, content, suffix, remark):
    seen = recognise(name, content)

    assert (seen.suffix, seen.obstacle) == (suffix, "")
    assert seen.remark.startswith(remark)


def test_a_notebook_loses_its_outputs_and_nothing_else():
    cells = [
        {
            "cell_type": "code",
            "source": ['s = "outputs"\n', "t = '\"outputs\": [1, 2]'\n"],
            "outputs": [{"data": {"image/png": "A" * 1000 + '"]}'}, "metadata": {}}],
            "metadata": {"tags": ["outputs"]},
        },
        {"cell_type": "markdown", "source": "x", "attachments": {"a.png": {"image/png": "AAAA"}}},
    ]
    content = json.dumps({"cells": cells, "nbformat": 4}, indent=1).encode()

    cells[0]["outputs"], cells[1]["attachments"] = [], {}

    assert json.loads(without_outputs(content, 1000)[0]) == {"cells": cells, "nbformat": 4}


@pytest.mark.parametrize(
    "content", [b"", b"x = 1", b'{"outputs": [', b'"outputs": [' + b"[" * 100, b'{"outputs": "x']
)
def test_what_is_no_whole_notebook_stays_as_it_is(content):
    assert without_outputs(content, 1000)[0] == content


def test_a_notebook_of_more_tokens_than_may_be_walked_stays_as_it_is():
    content = b'{"outputs": [' + b"[]," * 500 + b"0]}"

    assert without_outputs(content, 900) == (content, 900)
    assert without_outputs(content, 2000)[0] == b'{"outputs": []}'
