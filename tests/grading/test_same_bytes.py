"""However a submission is graded, its report is the same to the byte.

Ways: with no key kept and with one, the key drawn by one process and by two, at stacks of points
and point by point, in a command of its own and after other submissions, by forks of the zygote and
by fresh interpreters.
"""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.client.workers import Workers
from autograder.derivative.stacked import Stack
from autograder.gradescope.results import results
from autograder.grading.grade import grade
from autograder.oracle import second_process
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.key_store import KeyStore, kept
from autograder.oracle.second_process import halved
from autograder.oracle.sets import load_sets
from autograder.problemset.companion import import_file
from autograder.submission.files import open_submission

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
BANKS = {
    "shipped": (ROOT, ROOT / "tests" / "wrong"),
    "unseen": (ROOT / "tests" / "unseen", ROOT / "tests" / "unseen" / "wrong"),
    "unseen, second": (
        ROOT / "tests" / "unseen_second",
        ROOT / "tests" / "unseen_second" / "wrong",
    ),
}
STUDENTS = 3
FUZZED, SEED = 300, 2

definitions = import_file(ROOT / "benchmarks" / "class_export.py", "class_export").definitions
fuzz = import_file(ROOT / "benchmarks" / "fuzz.py", "fuzz")


def answer(draw, name, right, wrong):
    """Return what a student writes for one name: right, wrong, raising or nothing."""
    what = draw.random()
    if what < 0.4:
        return right
    if what < 0.5:
        return f"{right.partition(chr(10))[0]}\n    return np.nosuchfunction()"
    return draw.choice(wrong.get(name, [right])) if what < 0.95 else ""


def hand_in(folder, bank, number):
    """Write what a student of this number hands in; number 0 is right in everything."""
    root, wrongs = BANKS[bank]
    folder.mkdir()
    for problem_set in load_sets(root / "problems", root / "reference"):
        target = folder / problem_set.submit
        if problem_set.working is not None:
            target.write_bytes(problem_set.working.read_bytes())
            continue
        right = problem_set.reference.read_text(encoding="utf-8")
        target.write_text(right, encoding="utf-8")
        if number:
            draw = random.Random(f"{bank} {problem_set.name} {number}")
            wrong = definitions(wrongs / f"{problem_set.name}.py")
            own = definitions(problem_set.reference)
            parts = [answer(draw, name, own[name][0], wrong) for name in own]
            target.write_text("\n\n\n".join(["import numpy as np", *parts]), encoding="utf-8")
    return folder


def sets_of(bank):
    return load_sets(BANKS[bank][0] / "problems", BANKS[bank][0] / "reference")


def in_bytes(report):
    return report.dumps(), json.dumps(results(report), allow_nan=False)


def unlike(found, expected):
    """Return the rows in which reports differ, and whatever else does."""
    rows = [
        pair
        for (one, _), (other, _) in zip(found, expected, strict=True)
        for pair in zip(json.loads(one)["rows"], json.loads(other)["rows"], strict=True)
        if pair[0] != pair[1]
    ]
    return rows or [pair for pair in zip(found, expected, strict=True) if pair[0] != pair[1]]


def by_command(bank, folder, cache, *, processors=None):
    """Return what `autograder grade` writes in a process of its own, on some processors."""
    root, _ = BANKS[bank]
    command = [sys.executable, "-m", "autograder", "grade", str(folder), "--format", "json"]
    command += ["--problems", str(root / "problems"), "--reference", str(root / "reference")]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "AUTOGRADER_CACHE": str(cache)},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
        preexec_fn=processors and (lambda: os.sched_setaffinity(0, processors)),
    )
    return done.stdout


@pytest.fixture(scope="module", params=BANKS)
def bank(request):
    return request.param


@pytest.fixture(scope="module")
def students(bank, tmp_path_factory):
    base = tmp_path_factory.mktemp("students")
    return [hand_in(base / f"student-{number}", bank, number) for number in range(STUDENTS)]


@pytest.fixture
def refused(monkeypatch):
    """Have no stack of points pass for one: everything is computed point by point."""
    asked = []

    def refuses(*arguments, **_):
        asked.append(arguments)
        raise TypeError("not in this test")

    monkeypatch.setattr(Stack, "__array_ufunc__", refuses)
    monkeypatch.setattr(Stack, "__array_function__", refuses)
    return asked


def graded(bank, students, workers, key=None):
    """Grade all students, each with a key of its own unless there is one for all."""
    found = []
    for folder in students:
        own = key or AnswerKey(sets_of(bank))
        opened = open_submission(folder, [problem_set.submit for problem_set in own.sets])
        found.append(in_bytes(grade(own, opened, workers)))
    return found


@pytest.fixture(scope="module")
def reports(bank, students):
    """What is expected: each student graded by a fresh key, all by the workers of one zygote."""
    with Workers() as workers:
        return graded(bank, students, workers)


def test_the_students_differ_and_not_everything_is_right(reports):
    assert len(set(reports)) == STUDENTS
    statuses = {row["status"] for report, _ in reports for row in json.loads(report)["rows"]}
    assert {"correct", "incorrect", "raised"} <= statuses


def test_a_command_writes_the_same_with_and_without_a_kept_key(bank, students, reports, tmp_path):
    for number, (folder, (expected, _)) in enumerate(zip(students, reports, strict=True)):
        cache = tmp_path / str(number)
        first, again = (by_command(bank, folder, cache) for _ in range(2))

        assert json.loads(first) == json.loads(expected)
        assert again == first


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="processors cannot be chosen")
def test_a_command_on_one_processor_writes_the_same(bank, students, tmp_path):
    one = {min(os.sched_getaffinity(0))}
    for number, folder in enumerate(students):
        alone = by_command(bank, folder, tmp_path / f"one-{number}", processors=one)

        assert alone == by_command(bank, folder, tmp_path / f"all-{number}")


def test_a_key_that_two_processes_draw_gives_the_same(bank, students, reports, monkeypatch):
    monkeypatch.setattr(second_process, "has_two_processors", lambda: hasattr(os, "fork"))
    key = AnswerKey(sets_of(bank))
    with Workers() as workers, halved(key, key.sets):
        assert unlike(graded(bank, students, workers, key), reports) == []


def test_a_warm_grader_gives_the_same_in_any_order(bank, students, reports):
    key = AnswerKey(sets_of(bank))
    with Workers() as workers:
        graded(bank, students, workers, key)
        assert unlike(graded(bank, students[::-1], workers, key), reports[::-1]) == []


def test_a_kept_key_gives_the_same(bank, students, reports, tmp_path):
    store = KeyStore(tmp_path / "keys")
    with Workers() as workers:
        for number in range(2):
            key = AnswerKey(sets_of(bank))
            with kept(key, store, ("landlock",)):
                assert all(map(key.drawn, key.sets)) is bool(number)
                assert unlike(graded(bank, students, workers, key), reports) == []


def test_fresh_interpreters_give_the_same(bank, students, reports):
    with Workers(model="fresh") as workers:
        assert unlike(graded(bank, students, workers), reports) == []


def test_derivatives_taken_point_by_point_give_the_same(bank, students, reports, refused):
    with Workers() as workers:
        assert unlike(graded(bank, students, workers), reports) == []
    assert refused


def test_odd_files_give_the_same_cold_and_warm(tmp_path):
    path = tmp_path / "set.yaml"
    path.write_text(fuzz.SET, encoding="utf-8")
    sets = [fuzz.load_set(path, tmp_path)]
    warm = AnswerKey(sets)
    differ = []
    with Workers() as workers:
        for number, files in fuzz.submissions(SEED, range(FUZZED)):
            folder = tmp_path / str(number)
            for name, content in files.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(content)
            opened = open_submission(folder)
            cold, again = (in_bytes(grade(key, opened, workers)) for key in (AnswerKey(sets), warm))
            if cold != again:
                differ.append(number)

    assert differ == []
