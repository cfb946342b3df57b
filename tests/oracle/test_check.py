"""What is refused when a set is loaded, before any derivative is taken."""

from __future__ import annotations

import tracemalloc

import pytest

from autograder.errors import SpecError

LARGE = """
p:
  given: {A: "matrix[m, n]", B: "matrix[n, k]"}
  dims: {m: 100, n: 100, k: 100}
  forward: tanh(A @ B)
  answer: p(A, B)
  wrt: WRT
  axes: [A.0, A.1, out.0, out.1]
  shape: [m, n, m, k]
"""


def test_a_derivative_of_a_matrix_by_a_matrix_that_is_too_large_is_refused_in_words(write_set):
    tracemalloc.start()
    with pytest.raises(SpecError) as caught:
        write_set(LARGE.replace("WRT", "A"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    said = str(caught.value)
    assert "p.wrt" in said
    assert "100 x 100 x 100 x 100 = 100,000,000 entries, 1.6 GB at each trial" in said
    assert "at m = 100, n = 100, k = 100" in said
    assert "expected at most 1,000,000 entries" in said
    assert "let `dims` leave them free" in said
    assert peak < 20e6


def test_a_second_derivative_that_is_too_large_is_refused_too(write_set):
    second = LARGE.replace("WRT", "[A, B]").replace("  axes: [A.0, A.1, out.0, out.1]\n", "")
    text = second.replace("shape: [m, n, m, k]", "shape: [m, n, n, k, m, k]")

    with pytest.raises(SpecError) as caught:
        write_set(text, head="convention: jacobian\n")

    assert "1,000,000,000,000 entries" in str(caught.value)


def test_a_derivative_of_as_many_entries_as_are_allowed_is_taken(write_set):
    text = LARGE.replace("WRT", "A").replace("m: 100, n: 100, k: 100", "m: 31, n: 33, k: 29")

    loaded = write_set(text)

    assert loaded.problems[0].id == "p"
