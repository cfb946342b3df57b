"""Each function of formulas has one record, and what it says of derivatives is true."""

import numpy as np
import pytest

from autograder.problemset.formula import Program, parse_formula
from autograder.problemset.functions import FUNCTIONS, RECORDS, TAKES_A_LIST, names_of_kind

STEP = 2.0**-100
CALLS = {
    "total": ({}, {"axis": 0}, {"axis": 1, "keepdims": True}),
    "statistic": ({}, {"axis": 0}, {"axis": 1, "keepdims": True}),
    "along": ({"axis": 0}, {"axis": 1}),
    "matrix": ({},),
}
"""How the functions of one array are called, by kind."""
ENTRYWISE = sorted(names_of_kind("entrywise"))
OF_ONE_ARRAY = [
    (name, options)
    for name, record in RECORDS.items()
    if record.kind in CALLS
    for options in CALLS[record.kind]
]


def evaluated(text, **known):
    formula = parse_formula(text)
    return Program(()).compile(formula, {})(**{name: known[name] for name in formula.names})


def points(*shape):
    return np.random.default_rng(11).uniform(0.3, 1.2, shape)


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_has_what_its_kind_needs(name):
    record = RECORDS[name]

    assert bool(record.slope) == (record.kind == "entrywise")
    assert bool(record.change) == (record.kind in CALLS)
    assert set(record.confused_with) <= set(RECORDS) - {name}
    assert not (record.by_value and record.kind != "entrywise")
    assert not (record.mistaken and record.kind not in ("entrywise", *CALLS))


def test_formulas_call_the_functions_of_the_records():
    assert {name: record.value for name, record in RECORDS.items()} == FUNCTIONS
    assert {"stack", "concatenate"} <= TAKES_A_LIST
    assert "diagflat" in names_of_kind("arrangement")


@pytest.mark.parametrize("name", ENTRYWISE)
@pytest.mark.parametrize("sign", [-1, 1])
def test_a_slope_is_the_derivative(name, sign):
    positive = name in ("log", "log1p", "sqrt")
    x = points(7) * (1 if positive else sign)
    a = FUNCTIONS[name](x)
    slope = np.imag(FUNCTIONS[name](x + 1j * STEP)) / STEP

    np.testing.assert_allclose(evaluated(RECORDS[name].slope, x=x), slope, rtol=1e-12)
    if RECORDS[name].by_value:
        np.testing.assert_allclose(evaluated(RECORDS[name].by_value, a=a), slope, rtol=1e-12)


def change_of(text, x, a, d, options):
    return evaluated(text, x=x, a=a, d=d, **{"axis": None, "keepdims": False, **options})


@pytest.mark.parametrize(("name", "options"), OF_ONE_ARRAY)
def test_a_change_is_the_derivative_along_a_direction(name, options):
    x, d = points(3, 3), np.random.default_rng(2).standard_normal((3, 3))
    function, record = FUNCTIONS[name], RECORDS[name]
    moved = np.imag(function(x + 1j * STEP * d, **options)) / STEP

    said = change_of(record.change, x, function(x, **options), d, options)

    assert np.shape(said) == np.shape(moved)
    np.testing.assert_allclose(said, moved, rtol=1e-10)


@pytest.mark.parametrize("name", [name for name, record in RECORDS.items() if record.mistaken])
def test_what_is_believed_instead_is_another_number(name):
    record, x = RECORDS[name], points(3, 3)
    d = np.random.default_rng(2).standard_normal((3, 3))
    options = {"axis": 0} if record.kind == "along" else {}
    a = record.value(x, **options)
    true = record.slope or record.change
    right = change_of(true, x, a, d, options)
    for texts in record.mistaken.values():
        for text in texts:
            believed = change_of(text, x, a, d, options)

            assert np.shape(believed) == np.shape(right)
            assert not np.allclose(believed, right)
