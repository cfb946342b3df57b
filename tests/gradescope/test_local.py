"""``run_autograder FOLDER`` in a checkout: sets up .venv once, then grades with it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
PYTHON = """#!/usr/bin/env bash
# A python3 that does what it is told to, notes its calls, and makes environments that hold itself.
echo "$*" >> "$CALLS"
case "$*" in
  *version_info*) exit "${TOO_OLD:-0}" ;;
  *ensurepip*) exit "${NO_VENV:-0}" ;;
  "-m venv "*) mkdir -p "${@: -1}/bin" && cp "$0" "${@: -1}/bin/python" ;;
  --version) echo "Python 3.9.1" ;;
esac
"""


@pytest.fixture
def checkout(tmp_path):
    """A checkout without .venv, and a Python that only notes how it is called."""
    folder = tmp_path / "check out"  # a space, as in many a home folder
    folder.mkdir()
    shutil.copy(CHECKOUT / "run_autograder", folder)
    (folder / "pyproject.toml").write_text("[project]\n")
    python = folder / "python3"
    python.write_text(PYTHON)
    python.chmod(0o755)
    return folder


@pytest.fixture
def local(checkout, tmp_path):
    """Run ``run_autograder`` there and return how it ended and the calls of Python that it made."""
    calls = tmp_path / "calls"

    def run(*arguments, **variables):
        calls.write_text("")
        environment = {"PATH": f"{checkout}:{os.environ['PATH']}", "CALLS": str(calls), **variables}
        command = [checkout / "run_autograder", *arguments]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        return done, calls.read_text().splitlines()

    return run


GRADE = "-I -m autograder grade --format text --results results.json"


def test_the_first_use_makes_an_environment_installs_and_grades(local):
    done, calls = local("hw", "--seed", "3")

    assert done.returncode == 0
    assert any(call.startswith("-m venv") for call in calls)
    assert any("pip install" in call for call in calls)
    assert f"{GRADE} hw --seed 3" == calls[-1]
    assert done.stdout == ""
    assert "first use" in done.stderr


def test_the_second_use_only_grades(local):
    local("hw")
    done, calls = local("hw")

    assert [f"{GRADE} hw"] == calls
    assert done.stderr == ""


def test_a_changed_pyproject_installs_again_into_the_same_environment(local, checkout):
    local("hw")
    (checkout / "pyproject.toml").write_text("[project]\nname = 'new'\n")
    _, calls = local("hw")

    assert not any(call.startswith("-m venv") for call in calls)
    assert any("pip install" in call for call in calls)


def test_a_broken_environment_is_made_anew(local, checkout):
    local("hw")
    (checkout / ".venv" / "bin" / "python").unlink()
    done, calls = local("hw")

    assert done.returncode == 0
    assert any(call.startswith("-m venv --clear") for call in calls)


@pytest.mark.parametrize(
    ("variable", "says"),
    [("TOO_OLD", "Python 3.9.1 is too old"), ("NO_VENV", "sudo apt-get install python3-venv")],
)
def test_an_unfit_python_is_named_with_the_way_out(local, checkout, variable, says):
    done, _ = local("hw", **{variable: "1"})

    assert done.returncode == 2
    assert says in done.stderr
    assert not (checkout / ".venv").exists()


def test_a_missing_python_is_named_with_the_way_out(local):
    done, _ = local("hw", AUTOGRADER_PYTHON="/no/such/python")

    assert done.returncode == 2
    assert "/no/such/python was not found" in done.stderr
    assert "AUTOGRADER_PYTHON=" in done.stderr


def test_outside_a_checkout_it_says_so(local, checkout):
    (checkout / "pyproject.toml").unlink()
    done, _ = local("hw")

    assert done.returncode == 2
    assert "holds no checkout" in done.stderr
