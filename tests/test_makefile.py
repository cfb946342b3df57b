"""`make test` prepares a machine as `./run_autograder` does, and says what is missing."""

import shutil
import subprocess

import pytest
from package_imports import PACKAGE

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="no make here")

OLD = 'case "$2" in *version_info*) exit 1;; esac; exit 0'
NO_VENV = 'case "$2" in *venv*) exit 1;; esac; exit 0'


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (None, "was not found"),
        (OLD, "is too old\n  install Python 3.10 or newer, or name one: make test PYTHON="),
        (NO_VENV, "has no venv module\n  on Debian and Ubuntu: sudo apt-get install python3-venv"),
    ],
)
def test_a_python_that_will_not_do_is_told_with_the_way_out(tmp_path, lines, said):
    python = tmp_path / "python"
    if lines is not None:
        python.write_text(f"#!/bin/sh\n{lines}\n")
        python.chmod(0o755)

    done = subprocess.run(
        ["make", "test", f"PYTHON={python}", f"VENV={tmp_path / 'none'}"],
        cwd=PACKAGE.parent,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert said in done.stderr
