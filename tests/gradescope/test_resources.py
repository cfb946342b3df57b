"""The smallest container has half a CPU and 768 MB: grading leaves room for a student's arrays."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path

import pytest

LIMIT = 500 << 20
"""Bytes: 768 MB less what the platform's own harness and a student's arrays need."""


def test_all_processes_together_stay_far_below_the_smallest_container(
    gradescope, answers, peak_memory
):
    with peak_memory as peak:
        posted = gradescope(answers)

    assert posted.results["score"] == 10
    assert 10 << 20 < peak() < LIMIT


@pytest.fixture
def peak_memory():
    """Sample the proportional memory of all processes below this one; yield what has the peak."""

    @contextlib.contextmanager
    def sample():
        peaks, done = [0], threading.Event()

        def run():
            while not done.wait(0.01):
                peaks.append(sum(map(proportional, below(os.getpid()))))

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield lambda: max(peaks)
        finally:
            done.set()
            thread.join()

    return sample()


def below(ancestor):
    """The processes below ``ancestor``."""
    parents = {}
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit():
                parents[int(entry.name)] = int(
                    (entry / "stat").read_text().rpartition(")")[2].split()[1]
                )
    found, last = set(), {ancestor}
    while last:
        last = {child for child, parent in parents.items() if parent in last}
        found |= last
    return found


def proportional(process):
    """Bytes of one process, pages that it shares counted in shares; 0 once it has ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) << 10
    return 0
