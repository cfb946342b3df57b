"""The Python file beside a set, and importing trusted files at all."""

from __future__ import annotations

import os

from autograder.problemset.companion import import_file


def test_a_file_that_is_imported_again_is_defined_anew_and_shares_no_state(tmp_path):
    path = tmp_path / "own.py"
    path.write_text("calls = []\ndef note():\n    calls.append(1)\n    return len(calls)\n")
    first, second = import_file(path, "own"), import_file(path, "own")

    assert [first.note(), first.note(), second.note()] == [1, 2, 1]


def test_a_file_of_the_same_size_and_time_that_says_something_else_is_compiled_again(tmp_path):
    path = tmp_path / "own.py"
    values = []
    for value in (1, 2):
        path.write_text(f"value = {value}\n")
        os.utime(path, (1e9, 1e9))
        values.append(import_file(path, "own").value)

    assert values == [1, 2]


def test_a_file_may_begin_with_a_byte_order_mark_and_say_its_encoding(tmp_path):
    path = tmp_path / "own.py"
    path.write_bytes(b"\xef\xbb\xbfvalue = 1\n")
    latin = tmp_path / "latin.py"
    latin.write_bytes("# coding: latin-1\nvalue = 'é'\n".encode("latin-1"))

    assert import_file(path, "own").value == 1
    assert import_file(latin, "latin").value == "é"
