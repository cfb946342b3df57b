"""Work on paper in every kind of file, from the folder or the zip to the report."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import nbformat
import pytest

SET = """
title: On paper
submit: {submit}
problems:
  link:
    given: {{W: "matrix[m, n]", A: "vector[m]"}}
    forward: W.T @ A
    answer: dZ_dA(W, A)
    wrt: A
    shape: [m, n]
  quadratic:
    given: {{S: "matrix[n, n]", x: "vector[n]"}}
    forward: f = x.T @ S @ x
    answer: df_dx(S, x)
    wrt: x
    shape: [n, 1]
    points: {{result: 2, steps: 3}}
    steps: true
"""
MARKDOWN = "# Work\n\ndZ_dA = W\n\n## quadratic\n\ndf_dx = S x + Sᵀ x\n  = 2 S x\n"
YAML = """link:
  dZ_dA: W
quadratic:
  df_dx:
    - "S x + Sᵀ x"
    - 2 S x
"""
LATEX = """\\section*{Work}
$$\\frac{\\partial Z}{\\partial A} = W$$
\\begin{align*}
\\frac{\\partial f}{\\partial x} &= S x + S^\\top x \\\\
  &= 2 S x
\\end{align*}
"""


def notebook(*cells):
    """Return a notebook with these (kind, source) cells, as nbformat writes one."""
    makers = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
    made = nbformat.v4.new_notebook(cells=[makers[kind](source) for kind, source in cells])
    for position, cell in enumerate(made.cells):
        cell.id = f"cell-{position}"
    return nbformat.writes(made)


FILES = {
    "hw.md": MARKDOWN,
    "hw.txt": MARKDOWN,
    "hw.yaml": YAML,
    "hw.yml": YAML,
    "hw.tex": LATEX,
    "hw.ipynb": notebook(
        ("markdown", "# Homework"), ("code", "import numpy as np"), ("markdown", MARKDOWN)
    ),
}


@pytest.fixture
def course(tmp_path):
    """Write a course whose set asks for a file of some name; return its folder."""

    def write(submit):
        folder = tmp_path / "course" / "problems"
        folder.mkdir(parents=True)
        (folder / "01_paper.yaml").write_text(SET.format(submit=submit))
        return folder.parent

    return write


@pytest.fixture
def grade(autograder):
    """Grade what lies somewhere; return its rows by answer."""

    def run(course, work):
        problems = course / "problems"
        _, said = autograder("grade", work, "--problems", problems, "--format", "json")
        return {row["answer"]: row for row in json.loads(said)["rows"]}

    return run


def folder_of(tmp_path, name):
    """Write one file into a folder that is handed in."""
    folder = tmp_path / "handed in"
    folder.mkdir()
    (folder / name).write_text(FILES[name], encoding="utf-8")
    return folder


def shown(rows):
    """Return what became of the two answers, and the marks of the derivation's lines."""
    marks = [line["mark"] for line in rows["df_dx"]["lines"]]
    return rows["dZ_dA"]["status"], rows["df_dx"]["score"], rows["df_dx"]["mistake"], marks


FOUND = ("correct", 1.5, "transpose.inner", ["right", "wrong"])


@pytest.mark.parametrize("name", FILES)
def test_a_file_a_folder_and_a_zip_are_graded_alike(name, course, grade, tmp_path):
    folder, where = folder_of(tmp_path, name), course(name)
    packed = tmp_path / "work.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(folder / name, name)

    found = [shown(grade(where, work)) for work in (folder / name, folder, packed)]

    assert found == [FOUND] * 3


@pytest.mark.parametrize("name", FILES)
def test_work_on_paper_stands_for_the_code_that_a_set_asks_for(name, course, grade, tmp_path):
    assert shown(grade(course("hw.py"), folder_of(tmp_path, name))) == FOUND


def test_a_line_of_a_notebook_is_told_by_its_markdown_cell(course, grade, tmp_path):
    row = grade(course("hw.ipynb"), folder_of(tmp_path, "hw.ipynb"))["df_dx"]

    assert "The first wrong step, at Markdown cell 2, line 8:" in row["message"]
    assert [(line["cell"], line["number"]) for line in row["lines"]] == [(2, 7), (2, 8)]


def test_code_and_paper_share_a_notebook(course, grade, tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    cells = [
        ("code", "def df_dx(S, x):\n    return (S + S.T) @ x\n"),
        ("markdown", "$\\partial Z / \\partial A$ is $W$."),
        ("markdown", "df_dx = S x + Sᵀ x\n = (S + Sᵀ) x\n\ndZ_dA = Wᵀ"),
    ]
    (folder / "hw.ipynb").write_text(notebook(*cells), encoding="utf-8")

    rows = grade(course("hw.ipynb"), folder)

    assert rows["df_dx"]["score"] == 5
    assert (rows["dZ_dA"]["status"], rows["dZ_dA"]["mistake"]) == (
        "wrong_shape",
        "layout.transposed",
    )


def test_code_counts_where_a_notebook_has_both(course, grade, tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    cells = [("code", "def dZ_dA(W, A): return W\n"), ("markdown", "dZ_dA = Wᵀ")]
    (folder / "hw.ipynb").write_text(notebook(*cells), encoding="utf-8")

    rows = grade(course("hw.ipynb"), folder)

    assert rows["dZ_dA"]["status"] == "correct"
    assert rows["dZ_dA"]["lines"] == []
    assert rows["df_dx"]["status"] == "missing"


@pytest.mark.parametrize("name", ["hw.md", "hw.txt", "hw.tex", "hw.yaml"])
def test_an_untouched_starter_is_read_and_nothing_of_it_is_an_error(
    name, course, grade, autograder, tmp_path, monkeypatch
):
    where = course(name)
    monkeypatch.chdir(tmp_path)
    autograder("new", "--starter", "01_paper", "--problems", where / "problems")

    rows = grade(where, tmp_path / name)

    assert [row["status"] for row in rows.values()] == ["missing", "missing"]
    assert all("nothing stands after" in row["message"] for row in rows.values())
    assert "def " not in (tmp_path / name).read_text(encoding="utf-8")


PAGE = (Path(__file__).parents[2] / "docs" / "derivations.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"```\w*\n# (derivations\.\w+)\n(.*?)```", PAGE, re.S))


@pytest.mark.parametrize(
    ("name", "answers"),
    [("derivations.md", {"df_dx", "dL_dW", "dL_dZ"}), ("derivations.yaml", {"df_dx", "dL_dW"})],
)
def test_the_examples_of_the_page_are_right(autograder, tmp_path, name, answers):
    (tmp_path / name).write_text(EXAMPLES[name], encoding="utf-8")
    _, output = autograder("grade", name, "--format", "json")

    assert {row["answer"] for row in json.loads(output)["rows"] if row["score"] >= 1} == answers
