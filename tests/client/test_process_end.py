"""What is kept of a process that ends at once: its status, output and exit handlers."""

import os
import subprocess
import sys

import pytest

SET_UP = """
import atexit, sys, threading
from autograder.client.process_end import end_with

class Loud:
    def __del__(self):
        sys.__stderr__.write("taken apart")

kept = Loud()
atexit.register(print, "goodbye")
print("written, and not flushed", end=" ")
"""
WRITTEN = "written, and not flushed goodbye\n"


def ended(code):
    command = [sys.executable, "-c", SET_UP + code]
    buffered = {**os.environ, "PYTHONUNBUFFERED": ""}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=buffered)


@pytest.mark.parametrize(
    ("work", "status"),
    [("None", 0), ("sys.exit()", 0), ("sys.exit(2)", 2), ("sys.exit(False)", 0), ("exit(1)", 1)],
)
def test_a_process_that_ends_at_once_keeps_its_status_its_output_and_its_exit_handlers(
    work, status
):
    done = ended(f"end_with(lambda: {work})")

    assert (done.returncode, done.stdout, done.stderr) == (status, WRITTEN, "")


def test_an_error_and_a_text_as_status_end_a_process_as_they_always_do():
    failed = ended("end_with(lambda: 1 / 0)")
    told = ended("end_with(lambda: sys.exit('what to do'))")

    assert failed.returncode == told.returncode == 1
    assert "ZeroDivisionError" in failed.stderr
    assert told.stderr.startswith("what to do\n")
    assert failed.stdout == told.stdout == WRITTEN


def test_a_thread_that_still_works_is_waited_for():
    done = ended(
        "import time\n"
        "def late(): time.sleep(0.2); print('late', end=' ')\n"
        "end_with(threading.Thread(target=late).start)"
    )

    assert done.stdout == "written, and not flushed late goodbye\n"


def test_a_process_whose_output_is_closed_says_so_by_its_status():
    lost = "import os; os.close(1); "

    assert ended(lost + "end_with(lambda: None)").returncode == ended(lost).returncode == 120
