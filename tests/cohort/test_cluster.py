"""A Dask cluster writes the same store as this machine, and may lose workers on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from cohort_exports import OTHER_LAYOUT, RIGHT, UNNAMED, contents, gradescope

from autograder.cohort.cluster import grade_on_cluster
from autograder.cohort.grader import Course
from autograder.cohort.model import Work
from autograder.errors import GraderError
from autograder.submission.files import Submission

distributed = pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # of sockets and loops that a killed worker leaves
]


@pytest.fixture
def export(tmp_path):
    sources = (RIGHT, OTHER_LAYOUT, UNNAMED)
    names = {f"s{number}": f"# {number}\n{sources[number % 3]}" for number in range(300)}
    return gradescope(tmp_path / "export", names)


@pytest.fixture
def local(autograder, course, export, tmp_path):
    """What this machine alone makes of the export."""
    status, output = autograder("regrade", export, "--store", "local.sqlite", *course)
    assert status == 0, output
    return contents(tmp_path / "local.sqlite")


def test_a_local_cluster_that_loses_a_worker_writes_the_same_store(
    autograder, course, export, local, tmp_path
):
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        store = tmp_path / "dask.sqlite"
        victim = cluster.workers[0].pid
        killer = threading.Thread(target=_kill_half_way, args=(store, victim))
        killer.start()
        status, output = autograder(
            "regrade", export, "--store", store, "--dask", cluster.scheduler_address, *course
        )
        killer.join()

    assert status == 0, output
    assert contents(store) == local


def _kill_half_way(store, pid):
    """End a worker when the store has grown: it is in the middle of its batches then."""
    wal = store.with_name(store.name + "-wal")
    start = time.monotonic()
    while time.monotonic() - start < 60:
        if wal.exists() and wal.stat().st_size > 600_000:
            break
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)


def test_a_scheduler_and_workers_of_their_own_write_the_same_store(
    autograder, course, export, local, tmp_path
):
    address = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    dask = [sys.executable, "-c", "from dask.__main__ import main; main()"]
    started = [
        subprocess.Popen(
            [*dask, "scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(address)],
            **quiet,
        )
    ]
    try:
        started += [
            subprocess.Popen(
                [*dask, "worker", "--scheduler-file", str(address), "--nthreads", "1",
                 "--no-dashboard", "--local-directory", str(tmp_path / f"worker-{number}")],
                **quiet,
            )
            for number in range(2)
        ]  # fmt: skip
        with distributed.Client(scheduler_file=str(address), timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
            scheduler = client.scheduler_info()["address"]
        store = tmp_path / "dask.sqlite"
        killer = threading.Thread(target=_kill_half_way, args=(store, started[1].pid))
        killer.start()
        status, output = autograder(
            "regrade", export, "--store", store, "--dask", scheduler, *course
        )
        killer.join()
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(30)

    assert status == 0, output
    assert contents(store) == local


def test_an_address_without_a_scheduler_is_said(autograder, course, export, monkeypatch):
    monkeypatch.setattr("autograder.cohort.cluster._CONNECT_SECONDS", 1)
    status, output = autograder(
        "regrade", export, "--store", "s.sqlite", "--dask", "tcp://127.0.0.1:9", *course
    )

    assert status == 2
    assert "tcp://127.0.0.1:9: found no scheduler" in output


def test_what_a_worker_with_other_packages_graded_is_refused(course):
    options = Course(course[1], course[3], ("01_set",))
    works = [Work("1", Submission("hw", {"work.py": RIGHT.encode()}))]
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        address = cluster.scheduler_address
        with pytest.raises(GraderError, match=r"a worker of the cluster with .*packages"):
            list(grade_on_cluster(options, works, {"packages": "older"}, address=address))
