"""What CI runs is what the project promises: every Python of the classifiers, the oldest numpy."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def jobs():
    path = ROOT / ".github" / "workflows" / "ci.yml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]


def test_every_python_of_the_classifiers_is_tested_on_three_systems(jobs):
    matrix = jobs["test"]["strategy"]["matrix"]

    assert set(re.findall(r"Python :: (\d\.\d+)", PROJECT)) <= set(matrix["python"])
    assert re.search(r'requires-python = ">=([\d.]+)"', PROJECT)[1] == matrix["python"][0]
    assert matrix["os"] == ["ubuntu", "macos", "windows"]


def test_the_oldest_numpy_that_is_promised_is_tested_on_each_system(jobs):
    matrix = jobs["test"]["strategy"]["matrix"]
    oldest = re.search(r'"numpy>=([\d.]+)"', PROJECT)[1]
    old = [row for row in matrix["include"] if row["numpy"] == f"numpy=={oldest}.*"]

    assert matrix["numpy"] == ["numpy"]
    assert {row["os"] for row in old} == set(matrix["os"])


def test_what_has_to_pass_before_a_change_lands_is_run_as_root(jobs):
    last = jobs["all"]["steps"][-1]["run"]

    assert last.startswith("sudo env CI=true")
    assert last.endswith(".ci/run")
