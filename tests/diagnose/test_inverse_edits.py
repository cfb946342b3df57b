"""Inverses that are something else, and traces that are taken for their matrices."""

import numpy as np
import pytest

inv = np.linalg.inv

SETTLED = """
settled:
  given: {u: "vector[n]", K: "matrix[n, n] spd", s: "vector[n]", B: "matrix[n, m] scale 0.4"}
  forward: |
    g = tanh(s + u)
    E = g.T @ inv(K) @ g + sum(u**2)
  answer: settled(u, K, s, B)
  wrt: u
  shape: [n, 1]
  points: 1
"""
FEEDBACK = """
feedback:
  given: {G: "matrix[n, n] scale 0.2", c: "vector[n]", h: "vector[n]"}
  forward: h.T @ inv(eye(n) + G) @ c
  answer: feedback(G, c, h)
  wrt: G
  shape: [n, n]
  points: 1
"""
DAMPED = """
damped:
  given: {x: "vector[n]", P: "matrix[n, n] spd", R: "matrix[n, n] spd", y: "vector[n]"}
  forward: y.T @ inv(P + R) @ cos(x)
  answer: damped(x, P, R, y)
  wrt: x
  shape: [n, 1]
  points: 1
"""
SPREAD = """
spread:
  given: {Z: "matrix[p, q]", M: "matrix[p, p]", H: "matrix[q, q]", V: "matrix[p, q]"}
  forward: trace(V.T @ M @ Z @ H) + sum(Z**3)
  answer: spread(Z, M, H, V)
  wrt: Z
  shape: [p, q]
  points: 1
"""


def settled(u, K, s, **_):
    g = np.tanh(s + u)
    return (1 - g**2) * (2 * K @ g) + 2 * u


def feedback(terms):
    def wrong(G, c, h, **_):
        M = terms(np.eye(len(G)), G)
        return -(M.T @ h) @ (M @ c).T

    return wrong


@pytest.mark.parametrize(
    ("problem", "wrong", "words"),
    [
        (SETTLED, settled, "An inverse is missing."),
        (
            FEEDBACK,
            feedback(lambda one, G: one - G),
            "The inverse of eye(n) + G is cut off after the first terms of its series.",
        ),
        (
            FEEDBACK,
            feedback(lambda one, G: one - G + G @ G),
            "The inverse of eye(n) + G is cut off after the first terms of its series.",
        ),
        (
            FEEDBACK,
            feedback(lambda one, G: one + G),
            "An inverse is missing.",
        ),
        (
            FEEDBACK.replace("inv(eye(n) + G) @ c", "solve(eye(n) + G, c)"),
            feedback(lambda one, G: one + G),
            "eye(n) + G itself stands where its inverse belongs.",
        ),
        (
            DAMPED,
            lambda x, P, R, y, **_: -np.sin(x) * ((inv(P) + inv(R)) @ y),
            "The inverse of P + R is taken as the sum of the inverses of its terms.",
        ),
        (
            SPREAD,
            lambda Z, M, H, V, **_: np.trace(H) * M.T @ V + 3 * Z**2,
            "The trace of H, a number, stands in a product where the matrix itself belongs.",
        ),
        (
            SPREAD,
            lambda Z, M, H, V, **_: inv(M).T @ V @ H.T + 3 * Z**2,
            "The inverse of M stands where M itself belongs.",
        ),
    ],
)
def test_what_stands_for_an_inverse_or_a_matrix_is_named(diagnosed, problem, wrong, words):
    found = diagnosed(problem, wrong)

    assert found is not None
    assert words in found.sentence


VOLUME = """
volume:
  given: {X: "matrix[n, k]", S: "matrix[k, n] scale 0.6", r: scalar positive}
  forward: {form}
  answer: volume(X, S, r)
  wrt: X
  shape: [n, k]
  points: 1
"""


@pytest.mark.parametrize(
    ("form", "wrong", "name"),
    [
        (
            "r * det(eye(k) + S @ X)",
            lambda M, S, r: r * np.linalg.det(M) * np.trace(inv(M)) * S.T,
            "determinant.rule",
        ),
        (
            "r * det(eye(k) + S @ X)",
            lambda M, S, r: r * S.T / np.linalg.det(M),
            "determinant.rule",
        ),
        (
            "r * logdet(2 * eye(k) + S @ X)",
            lambda M, S, r: r * np.trace(inv(M + np.eye(len(M)))) * S.T,
            "logdet.rule",
        ),
    ],
)
def test_the_trace_of_an_inverse_apart_from_the_chain_is_a_wrong_rule(named, form, wrong, name):
    found = named(
        VOLUME.replace("{form}", form), lambda X, S, r, **_: wrong(np.eye(len(S)) + S @ X, S, r)
    )

    assert found == name


PEAKS = """
peaks:
  given: {X: "matrix[n, d]", w: "vector[d]"}
  forward: sum(sin(max(X @ w, axis=0)))
  answer: peaks(w, X)
  wrt: w
  shape: [d, 1]
  points: 1
"""


def test_the_weights_of_a_softmax_are_no_mask_of_a_maximum(named):
    def wrong(w, X, **_):
        s = X @ w
        p = np.exp(s - s.max())
        return X.T @ (p / p.sum()) * np.cos(s.max())

    assert named(PEAKS, wrong) == "mask.missing"
