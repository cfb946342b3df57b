from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from autograder.worker import children as module
from autograder.worker.children import children, has_children

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc")


@pytest.fixture
def child():
    """A child that another thread has started, with a name that is hard to read."""
    started = []

    def start() -> None:
        command = "import ctypes; ctypes.CDLL(None).prctl(15, b') S 1 ('); input()"
        started.append(subprocess.Popen([sys.executable, "-c", command], stdin=subprocess.PIPE))

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    [process] = started
    yield process.pid
    process.communicate()


def test_a_child_of_any_thread_is_found_and_its_own_parent_is_not(child):
    assert child in children()
    assert not children() & {os.getpid(), os.getppid()}


def test_a_child_counts_until_it_is_reaped():
    known = [has_children()]
    pid = os.fork()
    if pid == 0:
        known.append(has_children())
        os._exit(sum(known[1:]))
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)

    assert has_children()
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert has_children() is known[0]


def test_without_lists_of_children_all_processes_are_looked_through(child, monkeypatch, tmp_path):
    (tmp_path / "self" / "task" / "1").mkdir(parents=True)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            (tmp_path / entry.name).symlink_to(entry)
    monkeypatch.setattr(module, "_PROCESSES", tmp_path)

    assert child in children()
