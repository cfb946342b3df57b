"""The lengths of axes in letters."""

from __future__ import annotations

import pytest

from autograder.problemset.sizes import Size, parse_size, shape_text, size_of


@pytest.mark.parametrize(
    ("sizes", "text"), [([], "()"), ([3], "(3,)"), ([parse_size("m*k"), 1], "(m*k, 1)")]
)
def test_a_shape_is_written_as_numpy_writes_it(sizes: list[object], text: str) -> None:
    assert shape_text(sizes) == text


@pytest.mark.parametrize(
    ("lengths", "size"),
    [
        ((3, 6), "m"),
        ((15, 42), "m*n"),
        ((9, 36), "m*m"),
        ((6, 12), "2*m"),
        ((4, 4), "4"),
    ],
)
def test_lengths_at_two_looks_name_the_size_that_has_them(
    lengths: tuple[int, int], size: str
) -> None:
    assert str(size_of(lengths, [{"m": 3, "n": 5}, {"m": 6, "n": 7}])) == size


def test_lengths_that_no_size_has_have_none() -> None:
    assert size_of((3, 7), [{"m": 3, "n": 5}, {"m": 6, "n": 7}]) is None


def test_a_size_reads_as_it_was_written() -> None:
    assert parse_size("2*r*k") == Size(((2, ("r", "k")),))
    assert str(parse_size("2*r*k")) == "2*r*k"
