"""Wrong rules for a solve and for a convolution, of which either argument may move."""

import numpy as np
import pytest

from autograder.diagnose.rules import rules_of
from autograder.problemset.functions import RECORDS

STEP = 2.0**-100
RNG = np.random.default_rng(9)
M, N = RNG.standard_normal((4, 4)) + 4 * np.eye(4), RNG.standard_normal((4, 4))
B, C = RNG.standard_normal(4), RNG.standard_normal(4)
X, Y, D = RNG.standard_normal(6), RNG.standard_normal(3), RNG.standard_normal(3)


@pytest.mark.parametrize(
    ("name", "arguments", "true"),
    [
        ("solve", (M + 1j * STEP * N, B), -np.linalg.solve(M, N @ np.linalg.solve(M, B))),
        ("solve", (M + 1j * STEP * N, M), -np.linalg.solve(M, N)),
        ("solve", (M, B + 1j * STEP * C), np.linalg.solve(M, C)),
        ("convolve", (X, Y + 1j * STEP * D), np.convolve(X, D)),
        ("convolve", (X, Y + 1j * STEP * D, "valid"), np.convolve(X, D, "valid")),
        ("convolve", (Y + 1j * STEP * D, X, "same"), np.convolve(D, X, "same")),
    ],
)
def test_the_value_is_true_and_some_believed_changes_are_not(name, arguments, true):
    plain = [np.real(one) if np.iscomplexobj(one) else one for one in arguments]
    changes = []
    for _, rule in rules_of(name):
        found = rule(*arguments)
        np.testing.assert_allclose(np.real(found), RECORDS[name].value(*plain), rtol=1e-12)
        assert found.shape == true.shape
        changes.append(np.imag(found) / STEP)

    assert sum(not np.allclose(one, true) for one in changes) >= 3


HEAT = """
heat:
  given:
    k: scalar in [0.2, 0.8]
    L: matrix[n, n] invertible
    S: matrix[n, n] scale 0.2
    f: array[n]
  forward: sum(solve(L + k * S, f)**2)
  answer: heat(k, L, S, f)
  wrt: k
  convention: jacobian
  shape: []
  points: 1
"""


def heat(speed):
    def wrong(k, L, S, f, **_):
        matrix = L + k * S
        u = np.linalg.solve(matrix, f)
        return 2 * u @ speed(matrix, S, u, f)

    return wrong


@pytest.mark.parametrize(
    ("speed", "mistake"),
    [
        (lambda M, S, u, f: -S @ u, "inverse.rule"),
        (lambda M, S, u, f: -np.linalg.solve(M, S @ f), "inverse.rule"),
        (lambda M, S, u, f: -S @ np.linalg.solve(M, u), "inverse.rule"),
        (lambda M, S, u, f: -np.linalg.solve(M.T, S @ u), "transpose.inner"),
        (lambda M, S, u, f: -np.linalg.solve(M, S.T @ u), "transpose.inner"),
    ],
)
def test_a_slip_in_the_derivative_of_a_solution_is_named(named, speed, mistake):
    assert named(HEAT, heat(speed)) == mistake


SMOOTHED = """
smoothed:
  given: {s: "array[n]", h: "array[k] scale 0.7"}
  forward: exp(convolve(s, h) / 3)
  answer: smoothed(s, h)
  wrt: h
  convention: jacobian
  shape: [n + k - 1, k]
  points: 1
"""


def smoothed(place):
    """Return the Jacobian with the entry of the signal that a place is given by, or 0."""

    def wrong(s, h, **_):
        u = np.convolve(s, h)
        found = np.zeros((u.size, h.size))
        for i, j in np.ndindex(found.shape):
            where = place(i, j, s.size)
            if 0 <= where < s.size:
                found[i, j] = np.exp(u[i] / 3) / 3 * s[where]
        return found

    return wrong


@pytest.mark.parametrize(
    ("place", "mistake"),
    [
        (lambda i, j, n: i + j, "index.reversed"),
        (lambda i, j, n: n - 1 - (i - j), "index.reversed"),
        (lambda i, j, n: i - j - 1, "index.shifted"),
        (lambda i, j, n: i - j + 1, "index.shifted"),
        (lambda i, j, n: (i - j) % n, "index.shifted"),
    ],
)
def test_a_convolution_that_takes_its_entries_from_elsewhere_is_named(diagnosed, place, mistake):
    found = diagnosed(SMOOTHED, smoothed(place))

    assert found.mistake == mistake
    assert "convolution" in found.sentence
