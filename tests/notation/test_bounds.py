"""Bounds on what a line may cost: refused in words, whatever is nested in what."""

from __future__ import annotations

import tracemalloc

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


def test_sums_in_sums_are_refused_beyond_a_number_of_operations():
    assert value("f = Σ_{i=1}^{9} Σ_{j=1}^{9} Σ_{k=1}^{9} i j k") == 45**3

    with pytest.raises(NotationError, match="operations in all lines and sums"):
        value("f = Σ_{i=1}^{900} Σ_{j=1}^{900} Σ_{k=1}^{900} i j k")


def test_lines_of_one_answer_share_what_may_be_spent():
    scope = Scope((WORLD, WORLD, WORLD), str)
    line = "f = Σ_{i=1}^{80} Σ_{j=1}^{80} i j"
    tree = read_line(line).equation.sides[-1]

    def repeated(times):
        return [evaluate(tree, scope, line) for _ in range(times)]

    repeated(1)
    with pytest.raises(NotationError, match="operations in all lines and sums"):
        repeated(2)


COLUMN = "(" + " ⊗ ".join(["x"] * 8) + ")"  # 6,561 entries
ARRAY = "kron(kron(kron(x, x), kron(x, x)), kron(kron(x, x), kron(x, x)))"


@pytest.mark.parametrize(
    "formula",
    [
        f"{COLUMN} {COLUMN}ᵀ",
        f"{COLUMN} ⊗ {COLUMN}",
        f"diag({COLUMN})",
        f"{ARRAY} @ {ARRAY}.T",
        f"{ARRAY} * {ARRAY}.T",
        f"{ARRAY} + {ARRAY}.T",
        f"outer({ARRAY}, {ARRAY})",
        f"maximum({ARRAY}, {ARRAY}.T)",
        f"tile({ARRAY}, 1000)",
        "repeat(x, 10**12)",
        "arange(10**12)",
        "full(10**12, 1)",
    ],
)
def test_what_would_be_too_large_is_refused_before_it_is_made(formula):
    tracemalloc.start()
    with pytest.raises(NotationError):
        value(f"f = {formula}")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 20e6


def test_a_product_of_long_columns_may_be_small():
    assert np.shape(value(f"f = {COLUMN}ᵀ {COLUMN}")) == (1, 1)
