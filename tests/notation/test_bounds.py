"""Bounds on what a line may cost: refused in words, whatever is nested in what."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.notation.errors import NotationError
from autograder.notation.meaning import Scope, evaluate
from autograder.notation.read import read_line

WORLD = {"x": np.array([[1.0], [2.0], [3.0]]), "S": np.eye(3), "n": 3}


def value(text):
    """Return what a line says of f, in the first look."""
    scope = Scope((WORLD, WORLD, WORLD), str)
    return evaluate(read_line(text).equation.sides[-1], scope, text)[0]


@pytest.mark.parametrize("repeated", ["x +", "x -", "2 ", "2 *"])
def test_a_hundred_terms_are_read(repeated):
    assert np.shape(value(f"f = {repeated * 100} x")) == (3, 1)


@pytest.mark.parametrize(
    "formula",
    [
        "x+" * 1_400 + "x",
        "$" + "x+" * 1_400 + "x$",
        "-" * 1_400 + "x",
        "$" + "-" * 1_400 + "x$",
        "x" + "'" * 1_400,
        "x" + "ᵀ" * 1_400,
        "x" + "**x" * 700,
        "x" + "^x" * 700,
        "2 " * 700 + "x",
        "sqrt " * 300 + "x",
        "√" * 1_000 + "n",
        "$" + "\\log " * 300 + "n$",
    ],
    ids=lambda formula: formula[:8],
)
def test_operations_in_operations_are_refused_beyond_a_depth(formula):
    with pytest.raises(NotationError):
        value(f"f = {formula}")


@pytest.mark.parametrize("low", ["Σ_{i=1}^", "Σ_(i=1)^", "\\sum_{i=1}^"])
def test_a_sum_is_read_with_its_bounds_and_refused_where_they_are_too_many(low):
    assert value(f"f = {low}{{n}} i") == 6

    with pytest.raises(NotationError, match="a sum of 10000000 terms"):
        value(f"f = {low}{{10000000}} i")
