"""The declared Python API is light to import, the same for type checkers, and its page is true."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import autograder

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```$", PAGE, re.M | re.S)

SET = """
title: A first set
submit: layers.py
problems:
  link:
    title: The link between two layers
    given: {W: "matrix[m, n]", A: "vector[m]"}
    forward: W.T @ A
    answer: dZ_dA(W, A)
    wrt: A
    shape: [m, n]
    points: 3
"""
RIGHT, TRANSPOSED = (f"def dZ_dA(W, A):\n    return {value}\n" for value in ("W", "W.T"))


@pytest.fixture
def course(tmp_path, monkeypatch):
    """The folder in which the page's examples are run."""
    files = {
        "problems/01_first.yaml": SET,
        "reference/01_first.py": RIGHT,
        "layers.py": TRANSPOSED,
        "class/ada/layers.py": RIGHT,
        "class/ben/layers.py": TRANSPOSED,
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("code", "printed"), EXAMPLES, ids=range(len(EXAMPLES)))
def test_every_example_of_the_page_prints_what_the_page_says(course, capsys, code, printed):
    exec(compile(code, "docs/api.md", "exec"), {})

    assert capsys.readouterr().out == printed


def test_every_example_of_the_page_is_run():
    assert len(EXAMPLES) == PAGE.count("```python") > 0


@pytest.mark.parametrize("name", autograder.__all__)
def test_every_name_of_the_api_is_there_and_listed(name):
    assert getattr(autograder, name) is not None
    assert name in dir(autograder)


def test_every_name_of_the_api_stands_on_its_page():
    named = set(re.findall(r"\w+", PAGE)) | {"__version__"}

    assert set(autograder.__all__) <= named


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="'autograder' has no attribute 'grades'"):
        _ = autograder.grades


def test_the_stub_gives_each_name_the_home_that_it_has():
    """Type checkers read `__init__.pyi`, which has to say what `__getattr__` does."""
    stub = ast.parse((ROOT / "autograder" / "__init__.pyi").read_text(encoding="utf-8"))
    said = {
        (node.module, name.name)
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }

    assert said == {(module, name) for module, names in autograder._HOMES.items() for name in names}
    assert {name for _, name in said} == set(autograder.__all__) - {"__version__"}


def test_importing_the_package_imports_nothing_else_of_it_and_no_numpy():
    """It is read beside student code, and on a platform where each import is paid for."""
    code = (
        "import sys; before = set(sys.modules); import autograder; print(set(sys.modules) - before)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True)

    assert done.stdout.strip() == "{'autograder'}", done.stderr
