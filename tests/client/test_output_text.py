from __future__ import annotations

import time

import pytest

from autograder.client.output_text import KEPT_CHARACTERS, OutputTail, clean, clean_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\ttext\n", "plain\ttext\n"),
        ("50%\r100%\r\n", "50%\n100%\n"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("bell\x07 nul\x00 back\u202ewards \ud800", "bell\ufffd nul\ufffd back\ufffdwards \ufffd"),
        ("<f at 0x7f12ab34cd56>", "<f at 0x...>"),
        ("0xff", "0xff"),
        ("a0x7f12ab34cd56", "a0x7f12ab34cd56"),
        ("größe_1", "größe_1"),
        ("n" * 300, "n" * 200),
        ("in /tmp/job/data/x.txt and /tmp/job", "in data/x.txt and ."),
        (
            "/opt/venv/lib/python3.12/site-packages/numpy/a.py:3: RuntimeWarning",
            "numpy/a.py:3: RuntimeWarning",
        ),
        ("('/usr/lib/python3.11/ast.py')", "('ast.py')"),
    ],
)
def test_text_is_made_printable_and_the_same_every_time(text, shown):
    assert clean(text, 200, "/tmp/job") == shown


def test_text_is_bounded_and_no_address_is_cut_in_half():
    assert clean("f at 0x7f12ab34cd56 " + "y" * 50, 14, "/tmp/job") == "f at 0x... yyy"
    assert clean("f at 0x7f12 yyy", 9, "/tmp/job") == "f at 0x..."


def test_hostile_text_is_cleaned_in_a_moment():
    for pattern in ("/a", "\x1b[0", "0x", "/lib/python3.1"):
        assert len(clean(pattern * 100_000, 2000, "/tmp/job")) <= 2005


def test_a_line_is_one_line():
    assert clean_line("a\n  b\r\nc", 100, "/tmp/job") == "a b c"


def test_output_keeps_its_beginning_and_counts_the_rest():
    output = OutputTail()
    for _ in range(3):
        output.add(b"x" * KEPT_CHARACTERS)

    text = output.text("/tmp/job")

    assert text == "x" * KEPT_CHARACTERS + f"\n... ({2 * KEPT_CHARACTERS} more characters)"


def test_output_counts_characters_that_arrive_in_pieces():
    output = OutputTail()
    for byte in "häß".encode():
        output.add(bytes([byte]))

    assert output.text("/tmp/job") == "häß"


def test_a_text_of_slashes_and_brackets_is_read_once():
    began = time.monotonic()

    for text in ("(/" * 20_000, '"/' * 20_000, "/a" * 20_000, "(/a/lib" * 6_000):
        clean(text, 40_000, "/tmp/nowhere")

    assert time.monotonic() - began < 2  # quadratic, it took ten
