"""How the command ends: at once, with all that was to be done and said before."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODE = """
import atexit, sys
from autograder.__main__ import main

atexit.register(print, "at the end")
sys.argv = ["autograder", *sys.argv[1:]]
main()
"""


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["--version"], 0, ["autograder", "at"]),
        (["grade", "no such file"], 2, ["at"]),
    ],
)
def test_what_was_registered_for_the_end_is_done_and_the_status_is_kept(words, status, said):
    done = subprocess.run(
        [sys.executable, "-c", CODE, *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == status, done.stderr
    assert [line.replace(",", " ").split()[0] for line in done.stdout.splitlines()] == said
