"""One table holds every form of output, and each of its writers is there."""

import inspect
import io
import json
from typing import get_args

import pytest
from package_imports import PACKAGE

from autograder.commands.formats import FORMATS, Shown, show, writer
from autograder.report import Report, Row, Status

WRITERS = [
    (name, shown)
    for name, form in FORMATS.items()
    for shown in get_args(Shown)
    if getattr(form, shown) is not None
]
REPORT = Report((Row("set", "p", "a", Status.CORRECT, 2.0, 2.0, "Correct."),), (), {})


@pytest.mark.parametrize(("name", "shown"), WRITERS, ids=lambda part: part)
def test_every_writer_takes_what_is_shown_and_a_stream(name, shown):
    first, second = inspect.signature(writer(name, shown)).parameters.values()

    assert (first.name, second.name) == (shown, "stream")


@pytest.mark.parametrize("name", [name for name, form in FORMATS.items() if form.report])
def test_a_report_is_written_in_every_form_and_twice_the_same(name):
    once, again = io.StringIO(), io.StringIO()
    for stream in (once, again):
        writer(name, "report")(REPORT, stream)

    assert once.getvalue() == again.getvalue()
    assert once.getvalue().strip()


@pytest.mark.parametrize(("command", "shown"), [("grade", "report"), ("verify", "proof")])
def test_a_command_offers_the_forms_that_have_a_writer_for_it(autograder, command, shown):
    forms = "|".join(name for name, kind in WRITERS if kind == shown)

    assert f"[{forms}]" in autograder(command, "--help")[1]


def test_a_report_goes_to_the_terminal_a_named_file_or_the_forms_own_file(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    show("json", "report", REPORT)
    show("json", "report", REPORT, tmp_path / "report.json")
    show("gradescope", "report", REPORT)

    printed = capsys.readouterr().out
    assert printed == (tmp_path / "report.json").read_text(encoding="utf-8") == REPORT.dumps()
    assert json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["score"] == 2.0


def test_a_writer_that_fails_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "results.json"
    path.write_text("before")
    endless = Report((Row("set", "p", "a", Status.CORRECT, float("inf"), 2.0, "Correct."),), (), {})
    with pytest.raises(Exception, match="finite"):
        show("gradescope", "report", endless, path)

    assert path.read_text() == "before"


def test_every_renderer_writes_a_format_of_the_table():
    renderers = {
        path.stem
        for path in (PACKAGE / "render").glob("*.py")
        if "\ndef write(" in path.read_text(encoding="utf-8")
    }
    named = {
        writer.partition(":")[0].rpartition(".")[2]
        for form in FORMATS.values()
        if (writer := form.report)
    }

    assert renderers <= named


@pytest.mark.parametrize(
    "command",
    [
        ("schema", "--out", "-"),
        ("new", "--starter", "06_layers", "--out", "-"),
        ("grade", "FILE", "--set", "06_layers", "--out", "-", "--format", "json"),
        ("grade", "FILE", "--set", "06_layers", "--out", "-", "--format", "gradescope"),
    ],
)
def test_a_dash_is_the_terminal_in_every_command(command, autograder, tmp_path, monkeypatch):
    work = tmp_path / "layers.py"
    work.write_text("x = 1\n")
    monkeypatch.chdir(tmp_path)

    status, said = autograder(*(str(work) if part == "FILE" else part for part in command))

    assert status == 0
    assert said.strip()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["layers.py"]


@pytest.mark.parametrize("command", ["gradescope", "kit"])
def test_an_archive_is_not_written_to_the_terminal(command, autograder):
    status, said = autograder("build", command, "--out", "-")

    assert status == 2
    assert "found `-`, the terminal; expected a file to be written" in said
