"""A quantity left out at all its places, a matrix as if it were an identity, lengths less one."""

import numpy as np
import pytest

DECAY = """
decay:
  given:
    {x: "array[n]", a: "array[n] in [0.4, 1.6]", B: "matrix[n, n] scale 0.5",
     t: "scalar in [0.5, 2]"}
  forward: |
    u = a * sin(B @ x / t)
    v = a * sin(B @ u / t)
    s = sum(v**2)
  answer: decay(x, a, B, t)
  wrt: x
  shape: [n]
  points: 1
"""


def decay(chain_a, chain_t, B_back=lambda B: B.T, t_there=lambda t: t):
    """Return the gradient of DECAY with other factors on the way back, or in the sine."""

    def gradient(x, a, B, t, **_):
        t = t_there(t)
        u = a * np.sin(B @ x / t)
        v = a * np.sin(B @ u / t)
        back = 2 * v * chain_a(a) * np.cos(B @ u / t)
        return B_back(B) @ (chain_a(a) * np.cos(B @ x / t) * (B_back(B) @ back)) / chain_t(t) ** 2

    return gradient


def own(value):
    return value


def one(value):
    return np.ones_like(value)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (decay(one, own), "The factor a is missing from the chain, at each of its places."),
        (decay(own, own, lambda B: np.eye(len(B))), "B is left out of a product"),
        (decay(own, own, t_there=lambda _: 1.0), "t is left out wherever it stands"),
    ],
)
def test_a_quantity_may_be_left_out_at_all_its_places(diagnosed, wrong, words):
    found = diagnosed(DECAY, wrong)

    assert found is not None
    assert words in found.sentence


LIFTED = """
lifted:
  given: {X: "matrix[m, n]", A: "matrix[p, m]", B: "matrix[n, q]"}
  forward: out = A @ X @ B
  answer: lifted(X, A, B)
  wrt: X
  convention: jacobian
  shape: [p, q, m, n]
  points: 1
"""


def test_a_matrix_may_be_an_identity_that_is_cut_to_fit(diagnosed):
    def wrong(X, A, B, **_):
        return np.einsum("im,nj->ijmn", np.eye(*A.shape), B)

    assert diagnosed(LIFTED, wrong).sentence.startswith("A is left out of a product")


SPREAD = """
spread:
  given: {x: "array[n]", c: "array[n]"}
  forward: |
    d = x - mean(x)
    s = sum(c * d**3) / (1 + mean(d**2))
  answer: spread(x, c)
  wrt: x
  shape: [n]
  points: 1
"""


def spread(length):
    """Return the gradient of SPREAD with another length below the variance."""

    def gradient(x, c, n, **_):
        d, k = x - x.mean(), length(n)
        v = 1 + np.sum(d**2) / k
        by_d = 3 * c * d**2 / v - np.sum(c * d**3) / v**2 * 2 * d / k
        return by_d - by_d.mean()

    return gradient


def test_a_variance_may_be_divided_by_a_length_less_one(named):
    assert named(SPREAD, spread(lambda n: n - 1)) == "scale.biased"
    assert named(SPREAD, spread(lambda n: n + 0.37)) is None


GAP = """
gap:
  given: {w: "array[k]", X: "matrix[r, k]", y: "array[r]"}
  forward: sum(maximum(X @ w - y, 0)**3)
  answer: gap(w, X, y)
  wrt: w
  shape: [k]
  points: 1
"""


def test_a_maximum_may_be_left_out_of_a_power(named):
    assert named(GAP, lambda w, X, y, **_: 3 * X.T @ (X @ w - y) ** 2) == "mask.missing"
