"""Wrong rules for products: a factor itself, powers as of numbers, slopes beside a product."""

import numpy as np
import pytest

inv = np.linalg.inv

GATED = """
gated:
  given: {M: "matrix[p, q] scale 0.5", v: "array[q]", c: "array[p]"}
  forward: s = sum(c * sin(M @ v))
  answer: gated(M, v, c)
  wrt: M
  convention: jacobian
  shape: [p, q]
  points: 1
"""
LEAK = """
leak:
  given: {k: "array[m]", Z: "matrix[n, m]"}
  forward: s = sum(exp(-(k * Z)))
  answer: leak(k, Z)
  wrt: k
  convention: jacobian
  shape: [m]
  points: 1
"""
CUBE = """
cube:
  given: {X: "matrix[n, n] scale 0.5", A: "matrix[n, n]"}
  forward: s = trace(A @ X @ X @ X)
  answer: cube(X, A)
  wrt: X
  shape: [n, n]
  points: 1
"""
INVERSES = """
inverses:
  given: {X: "matrix[n, n] invertible", u: "vector[n]", v: "vector[n]"}
  forward: s = u.T @ (inv(X) @ inv(X)) @ v
  answer: inverses(X, u, v)
  wrt: X
  shape: [n, n]
  points: 1
"""
MIXED = """
mixed:
  given: {x: "array[n]", P: "matrix[k, n] scale 0.5", R: "matrix[k, m]"}
  forward: y = sigmoid(P @ x) @ R
  answer: mixed(x, P, R)
  wrt: x
  convention: jacobian
  shape: [m, n]
  points: 1
"""
BEFORE = """
before:
  given: {x: "array[n]", P: "matrix[k, n] scale 0.5", h: "array[k]"}
  forward: s = sum(h * tanh(P @ x))
  answer: before(x, P, h)
  wrt: x
  convention: jacobian
  shape: [n]
  points: 1
"""
SHRUNK = """
shrunk:
  given: {x: "array[n] scale 0.5", w: "array[n]", Q: "matrix[m, n]"}
  forward: y = (Q @ x) * cos(w @ x)
  answer: shrunk(x, w, Q)
  wrt: x
  convention: jacobian
  shape: [m, n]
  points: 1
"""


def cube(X, A, **_):
    return 3 * (A @ X @ X).T


def inverses(X, u, v, **_):
    M = inv(X)
    return -2 * M.T @ M.T @ M.T @ u @ v.T


def mixed(x, P, R, **_):
    y = 1 / (1 + np.exp(-P @ x)) @ R
    return (y * (1 - y))[:, None] * (R.T @ P)


def shrunk(x, w, Q, **_):
    return np.cos(w @ x) * Q - np.sin(w @ x) * Q * w


@pytest.mark.parametrize(
    ("problem", "wrong", "words"),
    [
        (
            GATED,
            lambda M, v, c, **_: (c * np.cos(M @ v))[:, None] * M,
            "In the derivative of M @ v by M, M itself stands where its other factor belongs.",
        ),
        (
            LEAK,
            lambda k, Z, **_: -np.sum(k * np.exp(-k * Z), axis=0),
            "In the derivative of k * Z by k, k itself stands where its other factor belongs.",
        ),
        (CUBE, cube, "of its own."),
        (INVERSES, inverses, "inv(X) @ inv(X) is differentiated as a power of a number"),
        (MIXED, mixed, "The slope of sigmoid is multiplied on behind the product"),
        (
            BEFORE,
            lambda x, P, h, **_: (1 - np.tanh(x) ** 2) * (P.T @ h),
            "The slope of tanh is taken at x and multiplied on there",
        ),
        (SHRUNK, shrunk, "In one term of a product rule both factors are differentiated"),
    ],
)
def test_a_wrong_rule_for_a_product_is_named(diagnosed, problem, wrong, words):
    found = diagnosed(problem, wrong)

    assert found is not None
    assert words in found.sentence


MOVING = """
moving:
  given:
    {t: "scalar in [0.3, 0.9]", E: "matrix[m, n]", F: "matrix[m, n]", G: "matrix[n, n] spd",
     H: "matrix[n, n] invertible", b: "vector[n]"}
  forward: {form}
  answer: moving(t, E, F, G, H, b)
  wrt: t
  convention: jacobian
  shape: {shape}
  points: 1
"""


@pytest.mark.parametrize(
    ("form", "shape", "wrong", "name"),
    [
        (
            "(E + t**2 * F) @ inv(G + t**2 * H)",
            "[m, n]",
            lambda t, F, H, **_: F @ inv(H),
            "quotient.rule",
        ),
        (
            "solve(G + t**2 * H, sin(t) * b)",
            "[n, 1]",
            lambda t, H, b, **_: np.cos(t) / (2 * t) * np.linalg.solve(H, b),
            "quotient.rule",
        ),
        (
            "solve(G + t**2 * H, b)",
            "[n, 1]",
            lambda t, H, b, **_: np.linalg.solve(2 * t * H, b),
            "inverse.rule",
        ),
        (
            "E @ inv(G + t**2 * H)",
            "[m, n]",
            lambda t, E, H, **_: E @ inv(2 * t * H),
            "inverse.rule",
        ),
    ],
)
def test_the_inverse_of_a_derivative_is_named(named, form, shape, wrong, name):
    assert named(MOVING.replace("{form}", form).replace("{shape}", shape), wrong) == name


def test_one_of_three_appearances_alone_is_no_power(named):
    problem = CUBE.replace("A @ X @ X @ X", "A @ X @ A @ X @ A.T @ X")

    found = named(problem, lambda X, A, **_: (A @ X @ A.T @ X @ A).T)

    assert found == "path.missing"


def test_a_number_in_front_is_not_what_a_quantity_is_mistaken_for(diagnosed):
    problem = LEAK.replace("exp(-(k * Z))", "exp(-(k / 2 * Z)) + cos(3 * k)")

    def wrong(k, Z, **_):
        return -np.sum(Z / 2 * np.exp(-k / 2 * Z), axis=0) - k * np.sin(3 * k) * len(Z)

    found = diagnosed(problem, wrong)

    assert found is None or "3 * k" not in found.sentence
