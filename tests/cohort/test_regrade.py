"""A class is graded into a store, once, whatever ends a run."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from cohort_exports import OTHER_LAYOUT, RIGHT, contents, gradescope, write_files

from autograder.cohort import grader, pool
from autograder.cohort.grader import Course
from autograder.cohort.model import Work
from autograder.submission.files import Submission

pytestmark = pytest.mark.slow


def statuses(store):
    return {(row[0], row[3]): (row[5], row[8]) for row in contents(store)["rows"]}


def test_every_answer_of_every_submission_has_a_row(autograder, course, class_of_four, tmp_path):
    status, output = autograder("regrade", class_of_four, "--store", "class.sqlite", *course)

    assert status == 0, output
    assert "4 submissions (Gradescope's export): 4 graded, 0 unchanged" in output
    found = statuses(tmp_path / "class.sqlite")
    assert len(found) == 8
    assert found["submission_1", "link"] == ("correct", None)
    assert found["submission_2", "link"] == ("wrong_shape", "layout.transposed")
    assert found["submission_3", "gradient"] == ("incorrect", None)
    assert found["submission_4", "gradient"] == ("raised", None)


def test_unchanged_work_is_not_graded_again(autograder, course, class_of_four):
    autograder("regrade", class_of_four, "--store", "class.sqlite", *course)
    write_files(class_of_four, {"submission_2/work.py": RIGHT})

    _, output = autograder("regrade", class_of_four, "--store", "class.sqlite", *course)

    assert "1 graded, 3 unchanged" in output


def test_a_changed_set_is_graded_again(autograder, course, class_of_four, tmp_path):
    autograder("regrade", class_of_four, "--store", "class.sqlite", *course)
    path = tmp_path / "problems" / "01_set.yaml"
    path.write_text(path.read_text() + "    points: 2\n")

    _, output = autograder("regrade", class_of_four, "--store", "class.sqlite", *course)

    assert "4 graded, 0 unchanged" in output


def test_a_set_for_which_nobody_handed_in_a_file_is_not_graded(
    autograder, course, class_of_four, tmp_path
):
    path = tmp_path / "problems" / "01_set.yaml"
    other = path.read_text().replace("submit: work.py", "submit: other.py")
    path.with_name("02_other.yaml").write_text(other)
    path.with_name("03_third.yaml").write_text(other.replace("other.py", "third.py"))

    autograder("regrade", class_of_four, "--store", "class.sqlite", *course)

    assert {row[2] for row in contents(tmp_path / "class.sqlite")["rows"]} == {"01_set"}


def test_who_is_no_longer_in_the_export_is_not_counted(autograder, course, class_of_four, tmp_path):
    autograder("regrade", class_of_four, "--store", "class.sqlite", *course)
    smaller = gradescope(tmp_path / "smaller", {"ada": RIGHT, "bob": OTHER_LAYOUT})

    _, output = autograder("regrade", smaller, "--store", "class.sqlite", *course)

    assert "2 submissions (Gradescope's export): 0 graded, 2 unchanged" in output


def test_one_job_and_three_write_the_same_store(autograder, course, class_of_four, tmp_path):
    for jobs in (1, 3):
        autograder("regrade", class_of_four, "--store", f"{jobs}.sqlite", "--jobs", jobs, *course)

    one, three = (contents(tmp_path / f"{jobs}.sqlite") for jobs in (1, 3))
    assert one == three


def test_a_hanging_submission_costs_itself_alone(autograder, course, tmp_path):
    slow = "import time\ndef gradient(A):\n    time.sleep(60)\n\ndef link(W, A):\n    return W\n"
    export = gradescope(tmp_path / "export", {"ada": RIGHT, "bob": slow, "cem": RIGHT})
    path = tmp_path / "problems" / "01_set.yaml"
    path.write_text(path.read_text().replace("problems:", "time_limit: {call: 1}\nproblems:"))

    autograder("regrade", export, "--store", "class.sqlite", *course)

    found = statuses(tmp_path / "class.sqlite")
    assert found["submission_2", "link"] == ("correct", None)
    assert found["submission_3", "gradient"] == ("correct", None)


def test_a_process_that_dies_is_replaced_and_its_submission_graded(course, tmp_path, monkeypatch):
    options = Course(course[1], course[3], ("01_set",))
    works = [
        Work(str(number), Submission("hw", {"work.py": RIGHT.encode()})) for number in range(9)
    ]
    results = []
    for number, graded in enumerate(found := pool.grade_here(options, works, {}, jobs=1)):
        results.append(graded)
        if number == 3:
            [process] = found.gi_frame.f_locals["pool"]._processes
            os.kill(process.process.pid, signal.SIGKILL)

    assert sorted(result.key for result in results) == [str(number) for number in range(9)]
    assert all(result.report is not None and result.report.score == 2 for result in results)


def test_a_submission_that_ends_its_process_twice_is_given_up_and_the_others_graded(
    course, monkeypatch
):
    options = Course(course[1], course[3], ("01_set",))
    works = [
        Work(str(number), Submission("hw", {"work.py": RIGHT.encode()})) for number in range(4)
    ]
    monkeypatch.setenv("ENDS_ITS_GRADER", "2")
    monkeypatch.setattr(pool, "_serve", _serve_until)

    found = {result.key: result for result in pool.grade_here(options, works, {}, jobs=1)}

    assert found["2"].report is None
    assert "twice" in found["2"].error
    assert all(found[key].report is not None for key in ("0", "1", "3"))


def _serve_until(pipe, course):
    """Serve as a process does, and end without a word at one submission."""
    with grader.Grader(course) as own:
        while True:
            work = pipe.recv()
            if work.key == os.environ["ENDS_ITS_GRADER"]:
                os._exit(1)
            pipe.send(own.grade(work))


def test_a_staff_fault_is_one_line_and_no_row(autograder, course, class_of_four, tmp_path):
    (tmp_path / "problems" / "01_set.yaml").write_text("title: A\nsubmit: work.py\nproblem: {}\n")

    status, output = autograder("regrade", class_of_four, "--store", "class.sqlite", *course)

    assert status == 2
    assert "Traceback" not in output
    assert "problem" in output


def test_an_export_without_the_files_of_a_set_says_what_it_found(autograder, course, tmp_path):
    export = write_files(tmp_path / "export", {"ada/other.py": RIGHT, "ada/one.py": RIGHT})

    status, output = autograder("regrade", export, "--store", "class.sqlite", *course)

    assert status == 2
    assert "found one.py, other.py; expected one of work.py" in output


def test_a_second_run_on_the_same_store_is_refused(autograder, course, class_of_four, tmp_path):
    from autograder.cohort.store import Store

    with Store(tmp_path / "class.sqlite", create=True) as store:
        store.set_fact("in use", "yes")
        status, output = _in_process("regrade", class_of_four, "--store", store.path, *course)

    assert status == 2
    assert "another process has the store" in output


def _in_process(*arguments):
    command = [sys.executable, "-m", "autograder", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def test_what_is_no_store_is_left_alone(autograder, course, class_of_four, tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("a shopping list, long enough to be a file")

    status, output = autograder("regrade", class_of_four, "--store", path, *course)

    assert status == 2
    assert "found another kind of file; expected a store" in output
    assert path.read_text().startswith("a shopping list")


def test_the_store_is_its_owners_alone(autograder, course, class_of_four, tmp_path):
    autograder("regrade", class_of_four, "--store", "class.sqlite", *course)

    assert (tmp_path / "class.sqlite").stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_a_run_killed_at_twenty_moments_ends_with_the_same_store(course, tmp_path):
    sources = (RIGHT, OTHER_LAYOUT)
    names = {f"s{number}": f"# {number}\n{sources[number % 2]}" for number in range(400)}
    export = gradescope(tmp_path / "export", names)
    given = ["regrade", export, "--jobs", "2", *course, "--store"]
    _in_process(*given, tmp_path / "whole.sqlite")
    command = [
        sys.executable,
        "-m",
        "autograder",
        *map(str, given),
        str(tmp_path / "killed.sqlite"),
    ]
    moments, killed = random.Random(0), 0
    while killed < 20:
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            running.wait(moments.uniform(0.2, 1.6))
            break
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
            killed += 1

    status, output = _in_process(*given, tmp_path / "killed.sqlite")

    assert status == 0, output
    assert killed >= 5
    assert contents(tmp_path / "killed.sqlite") == contents(tmp_path / "whole.sqlite")


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="a disk of its own needs root"
)
def test_a_full_disk_is_said_and_the_next_run_goes_on(course, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=160k", "none", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this machine mounts no disk")
    try:
        names = {f"s{number}": f"# {number}\n{RIGHT}" for number in range(60)}
        given = ["regrade", gradescope(tmp_path / "export", names), *course, "--store"]
        status, output = _in_process(*given, disk / "class.sqlite")
        assert status == 2
        assert "no room left on the disk" in output
        assert "Traceback" not in output
        subprocess.run(["mount", "-o", "remount,size=20m", str(disk)], check=True)
        status, output = _in_process(*given, disk / "class.sqlite")
        assert status == 0, output
        assert "60 submissions" in output
        assert " 0 unchanged" not in output
        assert len(contents(disk / "class.sqlite")["rows"]) == 120
    finally:
        time.sleep(0.1)
        subprocess.run(["umount", str(disk)], check=True)
