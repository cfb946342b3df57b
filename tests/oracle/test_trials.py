"""Trials: dimensions that show mistakes, inputs in their domain, the same numbers for the same
seed.
"""

import itertools

import numpy as np
import pytest

from autograder.oracle.trials import ORDINARY, NoSuchTrialError, Numbers, call_seed, specials


def drawn_at(problem, seed, kind, index, attempt=0):
    return Numbers(problem, seed).draw(kind, index, attempt)


EVERY_KIND = """
p:
  given:
    s: scalar
    v: "vector[n]"
    r: "row[n]"
    M: "matrix[m, n]"
    T: "tensor[m, n, k]"
    a: "array[n]"
    D: dimension
    i: "index[n]"
    j: "index[n] distinct from i"
    y: "labels[b, n]"
    h: "one_hot[n]"
    H: "one_hot[n, b]"
    pos: "matrix[n, n] positive"
    nz: "vector[n] nonzero"
    u: "vector[n] in [0.1, 2]"
    sc: "vector[n] scale 0.01"
    bi: "vector[n] binary"
    sy: "matrix[n, n] symmetric"
    sp: "matrix[n, n] spd"
    iv: "matrix[n, n] invertible"
    pr: "matrix[n, b] probability"
  let: {twice: "2 * v"}
  answer: f(s, v, r, M, T, a, D, i, j, y, h, H, pos, nz, u, sc, bi, sy, sp, iv, pr, twice)
  expected: v
  shape: [n, 1]
"""


@pytest.fixture
def every_kind(write_set):
    return write_set(EVERY_KIND).problems[0]


def test_inputs_have_their_shapes_and_lie_in_their_domains(every_kind):
    trial = drawn_at(every_kind, "0", "ordinary", 1)
    dims, values = trial.dims, trial.values
    n, m, b = dims["n"], dims["m"], dims["b"]

    shapes = {
        "s": (),
        "v": (n, 1),
        "r": (1, n),
        "M": (m, n),
        "T": (m, n, dims["k"]),
        "a": (n,),
        "y": (b,),
    }
    assert {name: np.shape(values[name]) for name in shapes} == shapes
    assert values["D"] == dims["D"]
    assert 0 <= values["i"] < n
    assert values["j"] != values["i"]
    assert values["y"].dtype.kind == "i"
    assert (values["h"].sum(), values["H"].sum(axis=0).tolist()) == (1, [1] * b)
    assert (values["pos"] > 0).all()
    assert (np.abs(values["nz"]) >= 0.3).all()
    assert ((values["u"] >= 0.1) & (values["u"] <= 2)).all()
    assert np.abs(values["sc"]).max() < 0.1
    assert set(values["bi"].ravel()) == {0.0, 1.0}
    np.testing.assert_array_equal(values["sy"], values["sy"].T)
    assert np.linalg.eigvalsh(values["sp"]).min() > 0.4
    assert np.linalg.cond(values["iv"]) <= 30
    np.testing.assert_allclose(values["pr"].sum(axis=0), 1)
    np.testing.assert_array_equal(values["twice"], 2 * values["v"])


def test_ordinary_dimensions_are_distinct_and_all_change_from_trial_to_trial(write_set):
    [problem] = write_set(
        "p: {given: {M: 'matrix[r, k]', v: 'vector[n]'}, answer: 'f(M, v)', expected: M, shape: "
        "[r, k]}"
    ).problems
    drawn = [drawn_at(problem, "0", "ordinary", index).dims for index in range(ORDINARY)]

    for dims in drawn:
        assert len(set(dims.values())) == 3
        assert set(dims.values()) <= {3, 5, 6, 7}
    for before, after in itertools.pairwise(drawn):
        assert all(before[name] != after[name] for name in before)
    assert {dims["r"] < dims["k"] for dims in drawn} == {True, False}


@pytest.mark.parametrize(
    "head",
    [
        "p: {given: {M: 'matrix[n, k]'}, dims: {k: '< n'},",
        "p: {given: {M: 'matrix[n, k]', v: 'vector[n - k + 1]'},",
        "p: {given: {M: 'matrix[n, k]', v: 'vector[m]'}, dims: {k: '< n', m: '>= 5'},",
    ],
)
def test_bounded_dimensions_change_from_trial_to_trial_too(write_set, head):
    """A size written as a number may not be right at every trial."""
    arguments = "M, v" if "v:" in head else "M"
    [problem] = write_set(f"{head} answer: 'f({arguments})', expected: M, shape: [n, k]}}").problems
    drawn = [drawn_at(problem, "0", "ordinary", index).dims for index in range(ORDINARY)]

    for before, after in itertools.pairwise(drawn):
        assert all(before[name] != after[name] for name in before)


def test_special_trials_have_equal_and_unit_dimensions(write_set):
    [problem] = write_set(
        "p: {given: {M: 'matrix[r, k]'}, answer: 'f(M)', expected: M, shape: [r, k]}"
    ).problems

    assert len(set(drawn_at(problem, "0", "equal", 0).dims.values())) == 1
    assert set(drawn_at(problem, "0", "unit", 0).dims.values()) == {1}
    assert specials(problem) == ("equal", "unit")


def test_bounds_on_dimensions_hold(write_set):
    [problem] = write_set(
        "p: {given: {M: 'matrix[r, k]', v: 'vector[n]'}, dims: {n: 4, k: '< r, >= 3'}, "
        "answer: 'f(M, v)', expected: M, shape: [r, k]}"
    ).problems

    for index in range(ORDINARY):
        dims = drawn_at(problem, "0", "ordinary", index).dims
        assert dims["n"] == 4
        assert 3 <= dims["k"] < dims["r"]
    with pytest.raises(NoSuchTrialError, match="equal trial"):
        drawn_at(problem, "0", "equal", 0)


def test_the_same_seed_draws_the_same_numbers_and_another_seed_others(every_kind):
    first, again, other = (drawn_at(every_kind, seed, "ordinary", 0) for seed in ("0", "0", "1"))

    assert all(np.array_equal(first.values[name], again.values[name]) for name in first.values)
    assert not np.array_equal(first.values["M"], other.values["M"])


def test_what_a_call_sees_of_random_numbers_tells_nothing_of_the_seed(every_kind):
    first, other = (drawn_at(every_kind, seed, "ordinary", 0) for seed in ("0", "1"))

    assert call_seed(every_kind, first) == call_seed(every_kind, other)


def test_a_trial_does_not_depend_on_what_was_drawn_before_it(every_kind):
    numbers = Numbers(every_kind, "0")
    numbers.draw("equal", 0)
    later = numbers.draw("ordinary", 3, 1)
    alone = drawn_at(every_kind, "0", "ordinary", 3, 1)

    assert all(np.array_equal(later.values[name], alone.values[name]) for name in alone.values)


def test_every_trial_and_attempt_has_numbers_of_its_own(every_kind):
    numbers = Numbers(every_kind, "0")
    first = {
        numbers.of(kind, index, attempt).random()
        for kind in ("ordinary", "equal", "unit", "small step")
        for index in range(7)
        for attempt in range(20)
    }

    assert len(first) == 4 * 7 * 20


def test_a_redrawn_trial_keeps_its_dimensions_and_changes_its_entries(every_kind):
    first, second = (drawn_at(every_kind, "0", "ordinary", 2, attempt) for attempt in (0, 1))

    assert first.dims == second.dims
    assert not np.array_equal(first.values["v"], second.values["v"])


def test_a_predicted_change_is_asked_for_a_small_step_too(write_set):
    [problem] = write_set(
        "p: {given: {v: 'vector[n]', dv: 'vector[n]'}, forward: sum(v**3), "
        "answer: 'f(v, dv)', wrt: v, along: dv, shape: []}"
    ).problems

    assert "small step" in specials(problem)
    assert np.abs(drawn_at(problem, "0", "small step", 0).values["dv"]).max() < 0.01
