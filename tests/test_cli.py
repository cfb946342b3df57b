"""The command line as a whole: the list of commands, and what it says of one that is not there."""

import os
import subprocess
import sys

import pytest
from package_imports import PACKAGE

from autograder.cli import main

COMMANDS = main.list_commands(None)
SHARED = {"__init__", "bars", "formats", "interrupts", "options"}
"""Modules beside the commands that are none."""


def test_every_module_of_a_command_stands_in_the_list():
    modules = {path.stem for path in (PACKAGE / "commands").glob("*.py")}

    assert modules - SHARED == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_list_has_a_module_and_a_help_text(autograder, name):
    status, said = autograder(name, "--help")

    assert status == 0
    assert said.startswith(f"Usage: main {name}")


def test_an_unknown_command_is_a_usage_error_that_names_the_nearest(autograder):
    status, said = autograder("grad")

    assert status == 2
    assert said.startswith("autograder: found the command 'grad'; expected one of grade, ")
    assert said.endswith(". Did you mean 'grade'?\n")


def test_a_command_that_is_near_none_gets_no_suggestion(autograder):
    status, said = autograder("xyzzy")

    assert (status, "Did you mean" in said) == (2, False)
    assert all(name in said for name in COMMANDS)


def test_an_unknown_option_before_a_command_is_said_to_be_one(autograder):
    status, said = autograder("--quiet", "grade")

    assert (status, "--quiet" in said) == (2, True)


@pytest.mark.skipif(os.name == "nt", reason="a shell of POSIX closes the stream")
@pytest.mark.parametrize("closed", ["1", "2"])
def test_a_command_whose_output_or_errors_are_closed_does_its_work(closed):
    command = [sys.executable, "-m", "autograder", "explain", "norm_gradient"]
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}>&-', "sh", *command],
        cwd=PACKAGE.parent,
        capture_output=True,
        timeout=60,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert (done.stdout == b"") == (closed == "1")


def test_a_set_that_is_named_is_graded_whatever_was_handed_in(autograder, tmp_path):
    (tmp_path / "notes.txt").write_text("nothing to grade")

    status, said = autograder("grade", str(tmp_path), "--set", "06_layers")

    assert (status, "0 of 13 answers correct" in said) == (0, True)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("autograder gr", "plain,grade"),
        ("autograder grade x --format ", "plain,json"),
        ("autograder grade x --set 06", "plain,06_layers"),
        ("autograder new --starter 06", "plain,06_layers"),
        ("autograder check x --set 06", "plain,06_layers"),
    ],
)
def test_the_shell_completes_commands_forms_and_sets(words, offered, monkeypatch, capsys):
    monkeypatch.setenv("_AUTOGRADER_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(words.count(" ")))

    with pytest.raises(SystemExit):
        main(prog_name="autograder")

    assert offered in capsys.readouterr().out.split()
