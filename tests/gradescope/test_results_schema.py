"""The check of a finished results.json names what the platform would refuse or silently drop."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest

from autograder.errors import GraderError
from autograder.gradescope.results_schema import validate

GOOD = {
    "score": 2,
    "output": "two of three",
    "output_format": "text",
    "extra_data": {"list": [1, None, True, {"deep": "text"}]},
    "tests": [
        {
            "name": "a",
            "score": 2.0,
            "max_score": 3.0,
            "status": "failed",
            "tags": ["t"],
            "visibility": "hidden",
        }
    ],
}


def changed(where, key, value):
    results = copy.deepcopy(GOOD)
    target = results if where == "top" else results["tests"][0]
    target[key] = value
    return results


def test_a_sound_object_passes():
    validate(GOOD)


@pytest.mark.parametrize(
    ("where", "key", "value", "named"),
    [
        ("top", "score", math.nan, "results.score"),
        ("top", "score", math.inf, "results.score"),
        ("top", "score", "2", "results.score"),
        ("top", "score", True, "results.score"),
        ("top", "score", np.float64(2), "results.score"),
        ("top", "score", -1, "results.score"),
        ("top", "output", 3, "results.output"),
        ("top", "output", None, "results.output"),
        ("top", "output", ["a"], "results.output"),
        ("top", "output", "x" * 100_001, "results.output"),
        ("top", "output", "a\x00b", "control character"),
        ("top", "output_format", "markdown", "results.output_format"),
        ("top", "visibility", "public", "results.visibility"),
        ("top", "visibility:", "visible", "not a key"),
        ("top", "max_score", 3, "not a key"),
        ("top", "tests", {"a": 1}, "results.tests"),
        ("top", "tests", [1], r"tests\[0\] is int"),
        ("top", "tests", [{}], r"tests\[0\].name is missing"),
        ("top", "extra_data", {"a": [1, {"b": math.nan}]}, r"extra_data.a\[1\].b"),
        ("top", "extra_data", {"a": object()}, "extra_data.a"),
        ("top", "extra_data", {3: "a"}, "has the key 3"),
        ("test", "score", math.nan, r"tests\[0\].score"),
        ("test", "score", 3.5, "above its max_score"),
        ("test", "score", -0.5, r"tests\[0\].score"),
        ("test", "score", 1.0, "sum to 1.0"),
        ("test", "status", "ok", r"tests\[0\].status"),
        ("test", "name", " ", r"tests\[0\].name"),
        ("test", "number", 1.1, r"tests\[0\].number"),
        ("test", "tags", "layers", r"tests\[0\].tags"),
        ("test", "tags", [1], r"tests\[0\].tags"),
        ("test", "visibility", None, r"tests\[0\].visibility"),
        ("test", "hint", "x", "not a key"),
    ],
)
def test_a_fault_is_refused_by_its_place(where, key, value, named):
    with pytest.raises(GraderError, match=named):
        validate(changed(where, key, value))


@pytest.mark.parametrize("results", [[], "text", None, 3])
def test_a_top_level_that_is_no_object_is_refused(results):
    with pytest.raises(GraderError, match="expected an object"):
        validate(results)


def test_every_fault_is_named_at_once():
    with pytest.raises(GraderError, match=r"results\.tests is missing") as caught:
        validate({"output": 3})

    assert "results.score is missing" in str(caught.value)
    assert "results.output is 3" in str(caught.value)
