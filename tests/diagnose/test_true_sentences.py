"""Sentences say what is so of the answer, and not of the way in which a formula is written."""

import numpy as np
import pytest

RIDGE = """
ridge:
  given: {c: "array[k]", Z: "matrix[r, k]", t: "array[r]", h: "scalar in [0.5, 2]"}
  forward: sum((Z @ c - t)**2) + h * sum(cosh(c))
  answer: ridge(c, Z, t, h)
  wrt: c
  shape: [k]
  points: 1
"""


@pytest.mark.parametrize(
    ("scale", "words"),
    [(lambda h: 1 / h**2, "is 1/((h)^2) times"), (lambda h: h, "is h times")],
)
def test_a_term_that_lacks_a_factor_is_said_to_be_a_part_of_what_it_should_be(
    diagnosed, scale, words
):
    def wrong(c, Z, t, h, **_):
        return scale(h) * 2 * Z.T @ (Z @ c - t) - h * np.sinh(c)

    assert words in diagnosed(RIDGE, wrong).sentence


DECAY = """
decay:
  given: {x: "array[n] in [0.2, 0.8]", y: "array[n]"}
  forward: sum(y * (1 - x) * sin(x))
  answer: decay(x, y)
  wrt: x
  shape: [n]
  points: 1
"""


def test_a_sign_lost_in_one_factor_of_a_product_is_no_wrong_product_rule(diagnosed):
    found = diagnosed(DECAY, lambda x, y, **_: y * (np.sin(x) + (1 - x) * np.cos(x)))

    assert found.mistake == "sign.inner"
    assert "1 - x" in found.sentence


GAPS = """
gaps:
  given: {a: "matrix[N, d]", p: "matrix[N, d]", q: "matrix[N, d]", m: "scalar in [0.3, 1]"}
  forward: sum(softplus(norm(a - p, axis=1) - norm(a - q, axis=1) + m))
  answer: gaps(a, p, q, m)
  wrt: a
  shape: [N, d]
  points: 1
"""


def gaps(length, slope):
    """Return the gradient of GAPS with something else for the lengths and for their slopes."""

    def gradient(a, p, q, m, **_):
        near, far = (np.linalg.norm(a - b, axis=1, keepdims=True) for b in (p, q))
        weight = 1 / (1 + np.exp(length(far) - length(near) - m))
        return weight * (slope(a - p, near) - slope(a - q, far))

    return gradient


def test_a_norm_without_its_root_is_named_wherever_it_stands(diagnosed):
    squared = diagnosed(GAPS, gaps(np.square, lambda u, _: 2 * u))

    assert squared.mistake == "norm.squared"


@pytest.mark.parametrize("factor", [1, 2])
def test_no_number_is_said_beside_a_norm_whose_slope_is_not_divided(diagnosed, factor):
    found = diagnosed(GAPS, gaps(lambda u: u, lambda u, _: factor * u))

    assert found.mistake == "norm.rule"
    assert found.sentence.endswith("|x|.")


CUBES = """
cubes:
  given: {x: "array[n]", A: "matrix[m, n]"}
  forward: (A @ x)**3
  convention: jacobian
  answer: cubes(x, A)
  wrt: x
  shape: [m, n]
  points: 1
"""


def test_a_number_in_front_of_a_power_is_a_part_of_its_rule(diagnosed):
    found = diagnosed(CUBES, lambda x, A, **_: 2 * (A @ x)[:, None] ** 3 * A)

    assert found.mistake == "power.rule"
    assert "Besides" not in found.sentence
