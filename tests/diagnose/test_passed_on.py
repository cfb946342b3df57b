"""A change that is stopped where it should be passed on; wrong rules of functions."""

import numpy as np
import pytest


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


LINKED = """
linked:
  given: {w: "array[d]", X: "matrix[n, d] scale 0.6", t: "array[n] positive"}
  forward: |
    u = X @ w
    s = sum(cosh(u) - t * u)
  answer: linked(w, X, t)
  wrt: w
  convention: jacobian
  shape: [d]
  points: 1
"""


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda u, t: (np.sinh(u) - t) * (u > 0), "only where u is positive"),
        (lambda u, t: np.sinh(u) - t * (u > 0), "only where u is positive"),
    ],
)
def test_a_mask_too_many_is_named(diagnosed, wrong, words):
    problem = LINKED.replace("linked:", "linked:\n  statement: The scores are called u.", 1)

    found = diagnosed(problem, lambda w, X, t, **_: X.T @ wrong(X @ w, t))

    assert words in found.sentence


RANKED = """
ranked:
  given: {A: "matrix[d, k] scale 0.6", X: "matrix[n, d]", c: "labels[n, k]"}
  forward: |
    S = X @ A
    L = sum(sum(S**2, axis=1) - pick(S, c)**3)
  answer: ranked(A, X, c)
  wrt: A
  convention: jacobian
  shape: [d, k]
  points: 1
"""


def test_a_label_without_its_own_entry_is_named(named):
    def wrong(A, X, c, **_):
        G = 2 * X @ A
        G[np.arange(len(c)), c] = 0.0
        return X.T @ G

    assert named(RANKED, wrong) == "label.entry"


FLOOR = """
floor:
  given: {x: "array[n]", C: "matrix[m, n]", b: "array[m]"}
  forward: sum(maximum(C @ x - b, 0) * b)
  answer: floor(x, C, b)
  wrt: x
  convention: jacobian
  shape: [n]
  points: 1
"""


def test_a_maximum_in_the_place_of_its_mask_is_named(named):
    assert (
        named(FLOOR, lambda x, C, b, **_: C.T @ (np.maximum(C @ x - b, 0) * b))
        == "activation.value"
    )


MEANS = """
means:
  given: {z: "array[n]", b: "array[n]", s: scalar}
  forward: FORWARD
  answer: means(z, b, s)
  wrt: s
  convention: jacobian
  shape: []
  points: 1
"""


@pytest.mark.parametrize(
    ("forward", "wrong", "mistake"),
    [
        ("b @ softmax(s * z)", lambda p, z, b: b @ (p * (z - z.mean())), "softmax.mean"),
        ("b @ log_softmax(s * z)", lambda p, z, b: b @ (z - z.mean()), "softmax.mean"),
        (
            "b @ log_softmax(s * z)",
            lambda p, z, b: b @ (p * (1 - p) * z - p @ (p * (1 - p) * z)),
            "activation.extra",
        ),
    ],
)
def test_a_wrong_rule_of_softmax_is_named(named, forward, wrong, mistake):
    problem = MEANS.replace("FORWARD", forward)

    assert named(problem, lambda z, b, s, **_: wrong(softmax(s * z), z, b)) == mistake


def test_a_slope_of_softmax_too_many_is_no_slope_of_its_logarithm(diagnosed):
    problem = MEANS.replace("FORWARD", "b @ log_softmax(s * z)")

    def wrong(z, b, s, **_):
        p = softmax(s * z)
        return b @ (p * (1 - p) * z - p @ (p * (1 - p) * z))

    assert "The slope p (1 - p) of a softmax" in diagnosed(problem, wrong).sentence


VOLUME = """
volume:
  given: {A: "matrix[n, n] invertible", B: "matrix[n, n] scale 0.3", t: "scalar in [0.3, 0.9]"}
  forward: logdet(A + t * B)**2
  answer: volume(A, B, t)
  wrt: t
  convention: jacobian
  shape: []
  points: 1
"""


@pytest.mark.parametrize(
    "change",
    [
        lambda G, B: np.trace(B) / np.linalg.det(G),
        lambda G, B: B.sum() / np.linalg.det(G),
        lambda G, B: -np.trace(np.linalg.inv(G) @ np.linalg.inv(G) @ B),
        lambda G, B: np.trace(np.linalg.inv(G).T @ B),
        lambda G, B: (B / G).sum(),
        lambda G, B: (np.linalg.inv(G) @ B).sum(),
    ],
)
def test_a_wrong_rule_for_a_log_determinant_is_named(named, change):
    def wrong(A, B, t, **_):
        G = A + t * B
        return 2 * np.linalg.slogdet(G)[1] * change(G, B)

    assert named(VOLUME, wrong) == "logdet.rule"


CURVE = """
curve:
  given: {t: scalar, a: "vector[n]", b: "vector[n]"}
  forward: sum(exp(sin(a * t) * b))
  answer: curve(t, a, b)
  wrt: t
  shape: []
  points: 1
"""


def test_a_sum_of_which_only_the_first_term_is_differentiated_is_named(named):
    def wrong(t, a, b, **_):
        return (np.exp(np.sin(a * t) * b) * np.cos(a * t) * a * b)[0, 0]

    reference = """
import numpy as np

def curve(t, a, b):
    return ((np.exp(np.sin(a * t) * b) * b).T @ (np.cos(a * t) * a))[0, 0]
"""
    assert named(CURVE, wrong, reference=reference) == "index.first"


HINGED = """
hinged:
  given: {A: "matrix[d, k]", X: "matrix[n, d]", c: "labels[n, k]"}
  forward: |
    S = X @ A
    L = sum(maximum(S - reshape(pick(S, c), (n, 1)) + 1, 0))
  answer: hinged(A, X, c)
  wrt: A
  convention: jacobian
  shape: [d, k]
  points: 1
"""


def test_a_rule_that_is_about_nothing_where_every_dimension_is_1_is_named_by_the_others(named):
    def wrong(A, X, c, **_):
        S, rows = X @ A, np.arange(len(c))
        M = np.maximum(S - S[rows, c][:, None] + 1, 0)
        M[rows, c] = 0.0
        M[rows, c] = -M.sum(axis=1)
        return X.T @ M

    assert named(HINGED, wrong) == "activation.value"


def test_entries_that_move_on_by_a_place_may_leave_a_zero_behind(named):
    problem = LINKED.replace("cosh(u) - t * u", "t * sin(u)")

    def wrong(w, X, t, **_):
        return np.append((X.T @ (t * np.cos(X @ w)))[1:], 0.0)

    assert named(problem, wrong) == "index.shifted"
