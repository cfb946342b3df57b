"""What `autograder doctor` says of a machine, and what `--require` refuses."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from msgspec import Struct

from autograder.cli import main
from autograder.client.required_layers import (
    APART,
    PLATFORM,
    parse_layers,
    required_on_platform,
    shortfall,
)
from autograder.client.workers import Workers
from autograder.errors import UsageError
from autograder.gradescope.run import main as grade_on_platform
from autograder.worker.layers.table import GUARDS, LAYERS, guards_of

NAMES = [layer.name for layer in LAYERS]


@pytest.fixture(scope="module")
def bare_workers():
    with Workers(leave_out=NAMES) as pool:
        yield pool


def test_the_doctor_names_every_layer_its_state_and_the_versions(workers):
    result = CliRunner().invoke(main, ["doctor"])

    assert result.exit_code in (0, 1)
    assert all(f"\n{name:14}" in result.output for name in NAMES)
    assert result.output.count("in force  ") == len(workers.isolation)
    assert all(reason in result.output for reason in workers.missing.values())
    assert "numpy" in result.output


def test_the_doctor_judges_by_what_is_required(workers):
    in_force = CliRunner().invoke(main, ["doctor", "--require", ",".join(workers.isolation)])

    assert (in_force.exit_code, "Every required layer is in force." in in_force.output) == (0, True)


def test_an_unknown_layer_is_a_usage_error_with_the_nearest():
    assert parse_layers(" uid, seccomp,") == {"uid", "seccomp"}
    with pytest.raises(UsageError, match=r"found the layer 'secomp'.*Did you mean 'seccomp'"):
        parse_layers("uid,secomp")


def test_what_is_missing_is_named_with_its_reason(workers, bare_workers):
    assert shortfall(workers.isolation, workers) == ""
    assert shortfall((), bare_workers) == ""
    assert "rlimits: left out" in shortfall(["rlimits"], bare_workers)


def test_grading_refuses_to_start_without_a_required_layer(tmp_path, bank, references, monkeypatch):
    (tmp_path / "hw").mkdir()
    (tmp_path / "hw" / "warm_up.py").write_text("raise SystemExit('this must not run')")
    plain = Workers
    monkeypatch.setattr("autograder.client.workers.Workers", lambda: plain(leave_out=["seccomp"]))
    folders = ["--problems", str(bank), "--reference", str(references)]

    result = CliRunner().invoke(
        main, ["grade", str(tmp_path / "hw"), "--require", "seccomp", *folders]
    )

    assert result.exit_code == 2
    assert "seccomp: left out" in result.output


@pytest.mark.parametrize(
    ("environment", "is_root", "expected"),
    [
        ({}, True, PLATFORM),
        ({}, False, APART),
        ({"AUTOGRADER_REQUIRE": ""}, True, set()),
        ({"AUTOGRADER_REQUIRE": "seccomp,landlock"}, True, {"seccomp", "landlock"}),
    ],
)
def test_the_platform_insists_unless_it_is_told_otherwise(environment, is_root, expected):
    assert required_on_platform(environment, is_root=is_root) == expected


def test_the_platform_scores_nothing_without_what_it_insists_on(
    tmp_path, bank, monkeypatch, write_set
):
    write_set("p: {given: {A: 'vector[m]'}, forward: sum(A), answer: f(A), wrt: A, shape: [m, 1]}")
    source = tmp_path / "source"
    source.mkdir()
    for name in ("problems", "reference"):
        (tmp_path / name).rename(source / name)
    (tmp_path / "submission").mkdir()
    (tmp_path / "submission" / "work.py").write_text("def f(A): return 0 * A + 1")
    (tmp_path / "results").mkdir()
    monkeypatch.setattr(
        "autograder.gradescope.run.Workers",
        lambda **options: Workers(**options, leave_out=["seccomp"]),
    )
    monkeypatch.setenv("AUTOGRADER_ROOT", str(tmp_path))
    monkeypatch.setenv("AUTOGRADER_REQUIRE", "seccomp")
    monkeypatch.setattr("faulthandler.dump_traceback_later", lambda *a, **k: None)
    monkeypatch.setattr("autograder.gradescope.run.kill_descendants", lambda: None)

    grade_on_platform()

    results = (tmp_path / "results" / "results.json").read_text()
    assert "layers of isolation that are required are not in force" in results
    assert '"score": 1' not in results


class Found(Struct):
    """What is in force on some machine."""

    in_force: frozenset[str]

    @property
    def missing(self) -> dict[str, str]:
        return {name: "not here" for name in NAMES if name not in self.in_force}


@pytest.mark.parametrize(
    ("in_force", "fit"),
    [
        ("rlimits uid no_new_privs landlock seccomp", True),
        ("rlimits no_new_privs landlock seccomp", True),
        ("rlimits uid no_new_privs seccomp", True),
        ("rlimits no_new_privs seccomp", False),
        ("rlimits uid no_new_privs landlock", False),
        ("uid no_new_privs landlock seccomp", False),
        ("rlimits uid landlock seccomp", False),
    ],
)
def test_code_of_others_is_graded_where_some_layer_gives_each_guard(in_force, fit):
    assert (shortfall(GUARDS, Found(frozenset(in_force.split()))) == "") is fit


@pytest.mark.parametrize(
    ("in_force", "fit"),
    [
        ("rlimits uid no_new_privs", True),
        ("rlimits no_new_privs landlock seccomp", False),
        ("uid no_new_privs landlock seccomp", False),
    ],
)
def test_the_platform_does_without_newer_layers_and_not_without_a_user(in_force, fit):
    assert (shortfall(PLATFORM, Found(frozenset(in_force.split()))) == "") is fit


def test_a_guard_that_is_missing_is_named_with_every_layer_that_would_give_it():
    said = shortfall(["files"], Found(frozenset({"rlimits"})))

    assert "files is guarded by no layer (uid: not here; landlock: not here)" in said


def test_every_guard_is_given_by_some_layer():
    assert guards_of(NAMES) == set(GUARDS)
