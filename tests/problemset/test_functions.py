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
POSITIVE = {"log", "log1p", "log2", "log10", "sqrt", "arccosh"}
WITHIN_ONE = {"arcsin", "arccos", "arctanh"}
BEYOND_ONE = {"arccosh"}
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
    x = points(7) * (1 if name in POSITIVE else sign) / (1.3 if name in WITHIN_ONE else 1.0)
    x += name in BEYOND_ONE
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
    x += 3 * np.eye(3) * (name == "cholesky")
    function, record = FUNCTIONS[name], RECORDS[name]
    moved = np.imag(function(x + 1j * STEP * d, **options)) / STEP

    said = change_of(record.change, x, function(x, **options), d, options)

    assert np.shape(said) == np.shape(moved)
    np.testing.assert_allclose(said, moved, rtol=1e-10)


@pytest.mark.parametrize("name", [name for name, record in RECORDS.items() if record.mistaken])
def test_what_is_believed_instead_is_another_number(name):
    record, x = RECORDS[name], points(3, 3)
    x += 3 * np.eye(3) * (name == "cholesky")
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


def test_the_change_of_a_pseudoinverse_holds_for_tall_and_wide_matrices():
    for shape in [(4, 3), (3, 4)]:
        x, d = points(*shape), np.random.default_rng(2).standard_normal(shape)
        pinv, record = FUNCTIONS["pinv"], RECORDS["pinv"]
        moved = np.imag(pinv(x + 1j * STEP * d)) / STEP

        np.testing.assert_allclose(pinv(x), np.linalg.pinv(x), rtol=1e-10)
        np.testing.assert_allclose(change_of(record.change, x, pinv(x), d, {}), moved, rtol=1e-8)


S = np.cov(np.random.default_rng(5).standard_normal((4, 9)))
SQUARE = np.random.default_rng(6).standard_normal((4, 4))
HALF_OF_IT = np.array([0.3, -0.8, 1.7])


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (lambda f: f["cholesky"](S), np.linalg.cholesky(S)),
        (lambda f: f["eigvalsh"](S), np.linalg.eigvalsh(S)),
        (lambda f: f["svdvals"](SQUARE[:3]), np.linalg.svd(SQUARE[:3])[1]),
        (lambda f: f["cross"](SQUARE[:3, :1], SQUARE[:3, 1:2])[:, 0],
         np.cross(SQUARE[:3, 0], SQUARE[:3, 1])),
        (lambda f: f["arctan2"](HALF_OF_IT, HALF_OF_IT[::-1] - 1),
         np.arctan2(HALF_OF_IT, HALF_OF_IT[::-1] - 1)),
        (lambda f: f["hypot"](HALF_OF_IT, 2.0), np.hypot(HALF_OF_IT, 2.0)),
        (lambda f: f["logaddexp"](HALF_OF_IT, 900.0), np.logaddexp(HALF_OF_IT, 900.0)),
        (lambda f: f["cbrt"](HALF_OF_IT), np.cbrt(HALF_OF_IT)),
        (lambda f: f["log_softmax"](HALF_OF_IT), np.log(FUNCTIONS["softmax"](HALF_OF_IT))),
        # of a nilpotent matrix the series ends; a turn by an angle is its exponential
        (lambda f: f["expm"](np.diag([2.0, 3.0], 1)), np.array([[1, 2, 3], [0, 1, 3], [0, 0, 1]])),
        (lambda f: f["expm"](np.array([[0, -9.0], [9.0, 0]])),
         np.array([[np.cos(9), -np.sin(9)], [np.sin(9), np.cos(9)]])),
        (lambda f: f["erf"](np.array([-1.0, 0.5])),
         np.array([-0.8427007929497149, 0.5204998778130465])),
    ],
)  # fmt: skip
def test_a_function_of_our_own_has_the_value_of_the_one_that_is_known(found, wanted):
    np.testing.assert_allclose(found(FUNCTIONS), wanted, rtol=1e-12, atol=1e-12)


def test_a_cross_product_of_other_vectors_is_refused():
    with pytest.raises(ValueError, match="these have 4 and 3"):
        FUNCTIONS["cross"](np.ones(4), np.ones(3))


def test_the_factor_of_a_matrix_that_is_not_positive_definite_is_refused():
    with pytest.raises(np.linalg.LinAlgError):
        FUNCTIONS["cholesky"](-S + 1e-30j * S)
