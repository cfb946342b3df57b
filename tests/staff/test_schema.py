"""The JSON Schema of a set: from the loader's own table.

What the loader refuses for its keys, it refuses.
"""

import json
from pathlib import Path

import jsonschema
import pytest

from autograder.errors import SpecError
from autograder.oracle.sets import load_set
from autograder.problemset import KEYS
from autograder.problemset.keys import at_level
from autograder.problemset.reading import read_document
from autograder.staff.schema import FILE_NAME, header, schema, schema_text

ROOT = Path(__file__).resolve().parents[2]
SETS = sorted([*ROOT.glob("problems/*.yaml"), *ROOT.glob("tests/*/problems/*.yaml")])
VALIDATOR = jsonschema.Draft7Validator(schema())


def errors(path):
    return [error.message for error in VALIDATOR.iter_errors(read_document(path).data)]


def test_the_schema_is_a_schema():
    jsonschema.Draft7Validator.check_schema(schema())


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_every_set_of_this_repository_is_valid(path):
    assert errors(path) == []


def test_each_level_takes_the_keys_that_the_loader_takes():
    built = schema()

    assert set(built["properties"]) == at_level("set")
    assert set(built["definitions"]["problem"]["properties"]) == at_level("problem")
    assert set(built["definitions"]["answer"]["properties"]) == at_level("answer")
    assert all(KEYS[name].doc in each["description"] for name, each in built["properties"].items())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("forward:", "foward:"),
        ("wrt: x", "wrt: x\n    expected: x"),
        ("wrt: x", ""),
        ("shape: []", ""),
        ("shape: []", "shape: m"),
        ("x: scalar", "x: scaler"),
        ("answer: f(x)", "answer: f(x)\n    run: y = f(x)"),
        ("points: 1", "points: -1"),
        ("points: 1", "near: perhaps"),
        ("points: 1", "shape_credit: 1.5"),
        ("points: 1", "fresh: 'true'"),
        ("points: 1", "time_limit: {cal: 3}"),
        ("points: 1", "memory: 64"),
        ("points: 1", "memory: much"),
        ("points: 1", "mistakes: [{id: a}]"),
        ("points: 1", "submit: a.py"),
        ("submit: a.py", "submit: a.pdf"),
    ],
)
def test_what_the_loader_refuses_the_schema_refuses(tmp_path, old, new):
    path = tmp_path / "01_set.yaml"
    right = (
        "submit: a.py\nproblems:\n  f:\n    given: {x: scalar}\n    forward: x**2\n"
        "    answer: f(x)\n"
    )
    right += "    wrt: x\n    shape: []\n    points: 1\n"
    path.write_text(right)
    assert errors(path) == []

    path.write_text(right.replace(old, new))
    assert errors(path) != []
    with pytest.raises(SpecError):
        load_set(path)


def test_the_schema_in_the_docs_is_up_to_date():
    """Write it anew with `python -m autograder schema --out docs/problem-set.schema.json`."""
    assert json.loads((ROOT / "docs" / FILE_NAME).read_text()) == schema()
    assert (ROOT / "docs" / FILE_NAME).read_text() == schema_text()


def test_the_command_prints_and_writes_the_schema(autograder, tmp_path):
    autograder("schema", "--out", tmp_path / "out.json")

    assert autograder("schema") == (0, schema_text())
    assert (tmp_path / "out.json").read_text() == schema_text()


def test_a_set_far_from_any_schema_has_no_header(tmp_path):
    path = tmp_path / "course" / "problems" / "01_set.yaml"

    assert header(path) == ""
    assert (
        header(ROOT / "problems" / "12_new.yaml")
        == f"# yaml-language-server: $schema=../docs/{FILE_NAME}\n"
    )
