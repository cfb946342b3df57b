"""Text can be read wherever it goes: in files, in terminals of few signs, on white."""

import io

import pytest
from rich.text import Text

from autograder.render.console import printing
from autograder.render.signs import readable


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_in_a_file_no_line_ends_in_spaces_and_none_has_colours():
    stream = io.StringIO()
    with printing(stream, 40) as console:
        console.print(Text("wide", style="bold red").append(" " * 9))
        console.print("much text " * 9)

    lines = stream.getvalue().splitlines()
    assert lines[0] == "wide"
    assert max(map(len, lines)) <= 40
    assert not any(line.endswith(" ") for line in lines)


def test_a_terminal_without_columns_is_given_some(monkeypatch):
    monkeypatch.setenv("COLUMNS", "0")
    stream = Terminal()
    with printing(stream, 60) as console:
        console.print("a line")

    assert "a line" in stream.getvalue()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
def test_what_an_encoding_lacks_is_written_as_a_person_would(encoding):
    import codecs

    codecs.register_error("for-test", readable)
    said = "✓ ✗ □ S⁻¹ ≤ λ \N{SNOWMAN}".encode(encoding, "for-test").decode(encoding)

    assert said.startswith("+ x # S^-")
    assert "<= lambda" in said
    assert said.endswith("\\u2603")
