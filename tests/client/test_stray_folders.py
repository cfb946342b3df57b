"""Folders that a killed grader has left are removed at the next start, and no others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.client.staging import make_folder
from autograder.client.stray_folders import hold, sweep

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be locked there")

HOLDS_A_FOLDER = """
import sys, time
from autograder.client.staging import make_folder
from autograder.client.stray_folders import hold
folder = make_folder({"work.py": b"x = 1"}, None, sys.argv[1])
held = hold(folder)
print(folder, flush=True)
time.sleep(60)
"""


def make_old(folder):
    os.utime(folder, (0, 0))


@pytest.fixture
def grader(tmp_path):
    """A process that holds a folder below ``tmp_path``; the process and the folder."""
    command = [sys.executable, "-c", HOLDS_A_FOLDER, str(tmp_path)]
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": root}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        folder = Path(process.stdout.readline().strip())
        make_old(folder)
        yield process, folder
        process.kill()


def test_the_folder_of_a_killed_grader_is_removed_and_that_of_a_live_one_is_not(grader, tmp_path):
    process, folder = grader
    sweep(str(tmp_path))
    assert (folder / "work.py").exists()

    process.send_signal(signal.SIGKILL)
    process.wait()
    sweep(str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_made_just_now_is_left_alone(tmp_path):
    folder = Path(make_folder({}, None, str(tmp_path)))
    sweep(str(tmp_path))

    assert folder.exists()


def test_what_is_no_folder_of_a_worker_is_left_alone(tmp_path):
    other, target = tmp_path / "autograder-kept", tmp_path / "target"
    for folder in (other, target):
        folder.mkdir()
        make_old(folder)
    (tmp_path / "autograder-worker-link").symlink_to(target)
    sweep(str(tmp_path))

    assert other.exists()
    assert target.exists()


def test_a_folder_is_not_held_any_more_when_that_is_over(tmp_path):
    folder = make_folder({}, None, str(tmp_path))
    make_old(folder)
    hold(folder).close()
    sweep(str(tmp_path))

    assert not Path(folder).exists()


def test_a_worker_holds_its_folder_as_long_as_it_lives(student):
    one = student("x = 1")
    one.load()
    folder = Path(one.session._worker.folder)
    make_old(folder)
    sweep(str(folder.parent))
    assert folder.exists()

    one.session.close()
    assert not folder.exists()
