"""Files as cells of source: encodings and notebooks."""

import json

import pytest

from autograder.worker.cells import DamagedNotebookError, read_cells


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("s = 'é'".encode(), "s = 'é'"),
        (b"\xef\xbb\xbfs = 1\r\nt = 2", "s = 1\nt = 2"),
        (
            "# -*- coding: latin-1 -*-\ns = 'é'".encode("latin-1"),
            "# -*- coding: latin-1 -*-\ns = 'é'",
        ),
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


def test_a_notebook_gives_its_code_cells_as_they_stand():
    cells = read_cells(
        "work.ipynb", notebook(["%matplotlib inline\n", "import numpy as np\n"], "!ls\nf = 1")
    )

    assert [cell.label for cell in cells] == ["cell 1", "cell 2"]
    assert [cell.source for cell in cells] == [
        "%matplotlib inline\nimport numpy as np\n",
        "!ls\nf = 1",
    ]


def test_an_old_notebook_has_worksheets():
    old = {
        "nbformat": 3,
        "worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1\n", "y = 2"]}]}],
    }

    assert read_cells("work.ipynb", json.dumps(old).encode())[0].source == "x = 1\ny = 2"


@pytest.mark.parametrize(
    "content",
    [b"[]", b"null", b'{"cells": 3}', b'{"cells": [1, {"cell_type": "code"}]}'],
)
def test_odd_notebooks_are_read_without_raising(content):
    assert all(isinstance(cell.source, str) for cell in read_cells("work.ipynb", content))


@pytest.mark.parametrize(
    "content", [b"not json", b'{"cells": ' + b"1" * 10**6 + b"}", b'{"cells": [\n,'], ids=len
)
def test_a_notebook_that_is_no_json_is_said_to_be_damaged(content):
    with pytest.raises(DamagedNotebookError, match="damaged: it is no JSON"):
        read_cells("work.ipynb", content)


def test_lines_without_ends_of_an_old_notebook_stay_lines():
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1", "y = 2"]}]}]}

    assert read_cells("work.ipynb", json.dumps(old).encode())[0].source == "x = 1\ny = 2"


@pytest.mark.parametrize("codec", ["punycode", "idna", "unicode_escape"])
def test_a_codec_that_nobody_writes_in_is_taken_for_none(codec):
    content = f"# coding: {codec}\n".encode() + b"x = '\\u0041-" + b"a" * (1 << 20) + b"'"

    assert read_cells("work.py", content)[0].source == content.decode()
