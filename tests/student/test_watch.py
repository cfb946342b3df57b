"""`autograder check --watch`: each save is checked anew, until Ctrl-C."""

import contextlib
import queue
import signal
import subprocess
import sys
import threading

import pytest

from autograder.student.kit import kit_files

pytest.importorskip("watchfiles")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent another way")

WRONG = "def gradient(A):\n    return A\n\ndef link(W, A):\n    return W\n"
RIGHT = WRONG.replace("return A", "return 3 * A**2")
PATIENCE = 60
PAUSE = 3


@pytest.fixture
def watching(write_set, two_problems, tmp_path):
    """A check that watches `work.py`; what it prints, line by line."""
    folder = tmp_path / "kit"
    for name, content in kit_files([write_set(two_problems)]).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / "work.py").write_text(WRONG)
    process = subprocess.Popen(
        [sys.executable, "-m", "autograder", "check", "work.py", "--watch"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = queue.Queue()

    def listen():
        for line in process.stdout:
            said.put(line)

    threading.Thread(target=listen, daemon=True).start()
    yield folder / "work.py", said, process
    process.kill()
    process.wait()
    process.stdout.close()


def until(said, text, patience=PATIENCE):
    """Read lines up to one that holds a text."""
    while text not in (line := said.get(timeout=patience)):
        pass
    return line


def after_a_save(path, said):
    """Save until it is seen: it may come before the watcher has begun to look."""
    for _ in range(PATIENCE // PAUSE):
        path.write_text(RIGHT)
        with contextlib.suppress(queue.Empty):
            return until(said, "of 2 points", PAUSE)
    raise AssertionError("no save was seen")


def test_a_save_is_checked_and_ctrl_c_ends_it(watching):
    path, said, process = watching

    assert "1 of 2 points" in until(said, "of 2 points")
    until(said, "Watching")
    assert "2 of 2 points" in after_a_save(path, said)
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 0  # everything is right by now
