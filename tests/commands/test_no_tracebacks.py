"""Odd surroundings and odd sets end in a report or in one line and status 2, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROBLEMS = """problems:
  first: {given: {v: "vector[m]"}, forward: sum(v**2), answer: first(v), wrt: v, shape: [m, 1]}
"""
SET = f"title: T\nsubmit: work.py\n{PROBLEMS}"


@pytest.fixture
def course(tmp_path):
    """A folder with a set, its reference and a wrong submission; the options that name them."""
    (tmp_path / "problems").mkdir()
    (tmp_path / "problems" / "01_x.yaml").write_text(SET)
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "01_x.py").write_text("def first(v): return 2 * v\n")
    (tmp_path / "work.py").write_text("def first(v): return 2 * v + 1\n")
    return ["--problems", str(tmp_path / "problems"), "--reference", str(tmp_path / "reference")]


@pytest.fixture
def run(tmp_path):
    """Run the command as a process of its own; return its status and what it wrote."""

    def run(*arguments, stdout=subprocess.PIPE, **environment):
        root = str(Path(__file__).parents[2])
        kept = {name: value for name, value in os.environ.items() if name != "HOME"}
        command = [sys.executable, "-m", "autograder", *arguments]
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env={**kept, "PYTHONPATH": root, **environment},
            stdout=stdout,
            stderr=subprocess.PIPE,
            timeout=120,
            check=False,
        )
        return done.returncode, (done.stdout or b""), done.stderr.decode(errors="replace")

    return run


ODD_SETS = {
    "an alias that holds itself": "title: &a [*a]",
    "problems that hold themselves": "problems: &p {a: *p}",
    "lists nested deep": f"title: {'[' * 500}{']' * 500}",
    "mappings nested deep": f"title: {'{a: ' * 500}{'}' * 500}",
    "a text as a whole number": "title: !!int Scalar by vector",
    "an empty whole number": "title: !!int ''",
    "a text as a number": "title: !!float abc",
    "a text as a truth value": "title: !!bool maybe",
    "a text as a date": "title: !!timestamp abc",
    "a text as bytes": "title: !!binary '#'",
    "an object of Python": "title: !!python/name:os.system x",
    "400 digits": f"points: {'9' * 400}",
    "400 digits in base 16": f"points: 0x{'f' * 400}",
    "an infinite number": "points: .inf",
    "a list as a key": "? [a, b]\n: c",
    "a control character": "title: a\x01b",
    "a character that is none": "title: a\x00b",
}


@pytest.mark.parametrize("line", ODD_SETS.values(), ids=ODD_SETS)
def test_an_odd_set_is_one_line_and_status_2(autograder, course, tmp_path, line):
    key = line.partition(":")[0]
    rest = "".join(f"{text}\n" for text in SET.splitlines() if not text.startswith(f"{key}:"))
    (tmp_path / "problems" / "01_x.yaml").write_text(f"{line}\n{rest}")

    status, output = autograder("grade", "work.py", *course)

    assert (status, output.count("\n")) == (2, 1), output
    assert "01_x.yaml:" in output


def test_a_set_that_is_not_utf_8_is_one_line_and_status_2(autograder, course, tmp_path):
    (tmp_path / "problems" / "01_x.yaml").write_bytes(SET.encode().replace(b"T", b"\xff"))

    status, output = autograder("grade", "work.py", *course)

    assert (status, output.count("\n")) == (2, 1), output


TERMINALS = ["cp1252", "ascii", "cp437"]


@pytest.mark.parametrize(
    ("command", "environment"),
    [
        (["grade", "work.py"], {"COLUMNS": "0", "PYTHONIOENCODING": "ascii"}),
        (["grade", "large.py"], {"PYTHONWARNINGS": "error", "PYTHONIOENCODING": "cp1252"}),
        *(
            pytest.param([*command, *more], {"PYTHONIOENCODING": name}, marks=pytest.mark.slow)
            for command, more in ((["grade"], ["work.py"]), (["verify"], ["--seeds", "1"]))
            for name in TERMINALS
        ),
    ],
)
def test_every_terminal_gets_a_report(run, course, tmp_path, command, environment):
    (tmp_path / "large.py").write_text("def first(v): return v * 0 + 1.7e308\n")
    status, written, errors = run(*command, *course, **environment)

    assert (status, errors) == (0, "")
    assert b"first" in written


def test_an_error_below_a_progress_bar_is_one_line(run, course, tmp_path):
    (tmp_path / "export").mkdir()
    status, _, errors = run("regrade", "export", "--store", "class.sqlite", *course)

    assert (status, errors.count("\n")) == (2, 1), errors
    assert errors.startswith("autograder: ")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end in another way")
def test_a_reader_that_has_seen_enough_is_no_error(run, course):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        _, _, errors = run("explain", "first", *course, stdout=closed)

    assert errors == ""


@pytest.mark.slow
@pytest.mark.parametrize("form", ["text", "json", "gradescope"])
@pytest.mark.parametrize("name", [b"w\xff.py", b"f/w\xff.py"], ids=["alone", "in a folder"])
@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux")
def test_a_name_that_is_not_utf_8_is_shown_as_text(run, course, tmp_path, form, name):
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "work.py").write_text("def first(v): return 2 * v\n")
    (tmp_path / os.fsdecode(name)).write_text("def first(v): return 2 * v\n")
    handed_in = name.partition(b"/")[0]
    status, written, errors = run("grade", os.fsdecode(handed_in), *course, "--format", form)

    assert (status, errors) == (0, "")
    assert b"first" in (written or (tmp_path / "results.json").read_bytes())


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux")
def test_a_name_in_an_export_that_no_report_could_hold_is_named(autograder, course, tmp_path):
    (tmp_path / "class" / os.fsdecode(b"j\xfcrgen")).mkdir(parents=True)
    (tmp_path / "class" / os.fsdecode(b"j\xfcrgen") / "work.py").write_text("x = 1\n")

    status, output = autograder("regrade", "class", "--store", "x.sqlite", *course)

    assert status == 2
    assert r"found the name 'j\udcfcrgen/work.py'; expected names in UTF-8" in output


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="Linux has a device that is always full")
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_full_disk_is_one_line_and_status_2(run, course, form):
    with Path("/dev/full").open("wb") as full:
        status, _, errors = run("grade", "work.py", *course, "--format", form, stdout=full)

    assert (status, errors.count("\n")) == (2, 1), errors


@pytest.mark.parametrize(
    "command",
    [
        ["grade", "work.py", "--out", "nowhere/x"],
        ["grade", "work.py", "--results", "nowhere/x"],
        ["build", "gradescope", "--out", "nowhere/x"],
        ["build", "kit", "--out", "nowhere/x"],
        ["check", "work.py", "--html", "nowhere/x"],
        ["report", "class.sqlite", "--html", "nowhere/x"],
        ["regrade", "problems", "--store", "nowhere/x"],
        ["schema", "--out", "nowhere/x"],
    ],
    ids=lambda command: " ".join(command[:-1]),
)
def test_a_folder_that_is_not_there_is_one_line_and_status_2(autograder, course, command):
    reads_sets = command[0] not in ("schema", "report", "check")
    status, output = autograder(*command, *(course if reads_sets else []))

    assert (status, output.count("\n")) == (2, 1), output
    assert "nowhere" in output
