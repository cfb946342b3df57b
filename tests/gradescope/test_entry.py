"""The platform's entry point, piece by piece: time, seed, failures, log, what it imports."""

from __future__ import annotations

import pytest

from autograder.errors import GraderError, StaffError, UsageError
from autograder.gradescope import run
from autograder.gradescope.results import results
from autograder.gradescope.results_schema import validate
from autograder.report import Report, Row, Status


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        ("1200", 1200),
        ("90.5", 90.5),
        ("junk", 600),
        ("", 600),
        ("nan", 600),
        ("inf", 600),
        ("-3", 600),
    ],
)
def test_the_time_limit_is_the_platform_s_word_or_its_default(stated, seconds):
    assert run.time_limit({"TIMEOUT_SECONDS": stated}) == seconds


def test_without_a_word_the_default_limit_holds():
    assert run.time_limit({}) == 600


@pytest.mark.parametrize(("limit", "margin"), [(600, 60), (2400, 240), (120, 45), (40, 20), (2, 1)])
def test_the_margin_is_a_tenth_or_45_seconds_and_at_most_half_of_the_limit(limit, margin):
    assert run.time_margin(limit) == margin


@pytest.mark.parametrize(
    ("variable", "file", "seed"),
    [
        ("7", "8", "7"),
        ("", "8\n", "8"),
        (" ", None, "0"),
        ("", "\n", "0"),
        ("word s", None, "word s"),
    ],
)
def test_the_seed_is_the_variable_s_then_the_file_s_then_0(variable, file, seed, tmp_path):
    if file is not None:
        (tmp_path / "seed.txt").write_text(file)

    assert run.seed({"AUTOGRADER_SEED": variable}, tmp_path) == seed


@pytest.mark.parametrize(
    ("limit", "megabytes"),
    [
        ("805306368\n", 512),
        ("1610612736", 1280),
        ("268435456", 128),
        ("max", 512),
        (None, 512),
        (str(2**63 - 4096), 2048),
    ],
)
def test_student_code_gets_what_the_container_has_less_a_reserve(limit, megabytes, tmp_path):
    if limit is not None:
        (tmp_path / "memory.max").write_text(limit)

    assert (
        run.worker_memory([tmp_path / "no-such-file", tmp_path / "memory.max"]).memory
        == megabytes << 20
    )


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (StaffError("05_layers.link is ill-posed"), "staff have to mend"),
        (UsageError("no problem set"), "staff have to mend"),
        (GraderError("the worker did not start"), "the autograder itself failed"),
        (ZeroDivisionError("oops"), "the autograder itself failed"),
    ],
)
def test_a_failure_is_told_to_the_student_and_explained_to_the_staff_alone(error, says):
    finished = results(run.failure(error))
    shown, hidden = finished["tests"]

    validate(finished)
    assert finished["score"] == 0
    assert [shown["visibility"], hidden["visibility"]] == ["visible", "hidden"]
    assert says in shown["output"]
    assert str(error) not in shown["output"]
    assert str(error) in hidden["output"]
    assert type(error).__name__ in hidden["output"]


def test_the_log_names_versions_isolation_points_and_every_row():
    rows = [
        Row("s", "p", "f", Status.CORRECT, 2.0, 2.0, "", number="1.1"),
        Row("s", "q", "g", Status.WRONG_SHAPE, 0.5, 3.0, "", mistake="layout.transposed"),
    ]
    report = Report(tuple(rows), ("uid", "seccomp"), {"autograder": "1.0", "numpy": "2.0"})

    expected = [
        "autograder=1.0 numpy=2.0",
        "isolation: uid seccomp",
        "points to configure for the assignment: 5",
        "   1.1  2/2  correct  s.p.f",
        "     -  0.5/3  wrong_shape layout.transposed  s.q.g",
        "score: 2.5/5",
    ]
    assert expected == run.log(report).splitlines()


def test_the_platform_s_workers_start_before_numpy_is_imported(python_run):
    code = "import sys, autograder.gradescope.run"

    assert python_run(f"{code}; print({{'numpy', 'yaml'}} & set(sys.modules))") == "set()\n"


GRADING = (
    "autograder.gradescope.run, autograder.grading.grade, autograder.oracle.key_store, "
    "autograder.oracle.second_process, autograder.oracle.sets, autograder.submission.files"
)
WORKER = "autograder.worker.boot, autograder.worker.zygote, autograder.worker.server"
CHECK = "autograder.commands.check, autograder.student.check, autograder.student.terminal"


@pytest.mark.parametrize("modules", [GRADING, WORKER, CHECK])
def test_what_few_gradings_need_is_not_imported_before_they_do(modules, python_run):
    heavy = "email", "importlib.metadata", "importlib.resources", "numpy.ma"
    heavy += "numpy.random", "pip", "rich", "ssl"
    code = f"import sys, numpy, yaml; before = set(sys.modules); import {modules}"

    assert python_run(f"{code}; print({{*{heavy}}} & set(sys.modules) - before)") == "set()\n"


def test_the_platform_s_path_imports_neither_click_nor_rich(python_run):
    code = "import sys, autograder.gradescope.run"
    heavy = {"click", "rich", "autograder.cli"}

    assert python_run(f"{code}; print({heavy} & set(sys.modules))") == "set()\n"
