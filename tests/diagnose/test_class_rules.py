"""Wrong rules for layers and losses: the worst class alone, means, entries by themselves."""

import numpy as np
import pytest


def softmax(z, axis=-1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


MARGINS = """
margins:
  given: {B: "matrix[d, k]", X: "matrix[n, d]", c: "labels[n, k]", t: scalar positive}
  dims: {k: ">= 3"}
  forward: |
    S = X @ B
    L = mean(sum(softplus(S - reshape(pick(S, c), n, 1) + t), axis=1))
  answer: margins(B, X, c, t)
  wrt: B
  convention: jacobian
  shape: [d, k]
  points: 1
"""


def worst_alone(B, X, c, t, **_):
    rows = np.arange(len(X))
    gaps = X @ B - (X @ B)[rows, c][:, None] + t
    beside = gaps.copy()
    beside[rows, c] = -np.inf
    worst = beside.argmax(axis=1)
    D = np.zeros_like(gaps)
    D[rows, worst] = 1 / (1 + np.exp(-gaps[rows, worst]))
    D[rows, c] = -D[rows, worst]
    return X.T @ D / len(X)


SMOOTHED = """
smoothed:
  given: {Z: "matrix[n, k]", c: "labels[n, k]", q: "scalar in [0.1, 0.4]"}
  dims: {k: ">= 3"}
  forward: |
    l = log_softmax(Z, axis=1)
    L = -sum(q * mean(l, axis=1) + (1 - q) * pick(l, c))
  answer: smoothed(Z, c, q)
  wrt: Z
  convention: jacobian
  shape: [n, k]
  points: 1
"""


def smoothed_among_others(Z, c, q, **_):
    target = np.full(Z.shape, q / (Z.shape[1] - 1))
    target[np.arange(len(Z)), c] = 1 - q
    return softmax(Z) - target


MARKED = """
marked:
  given: {z: "vector[k]", y: "one_hot[k]", q: "scalar in [0.1, 0.4]"}
  dims: {k: ">= 3"}
  forward: |
    a = y * (1 - q) + q / k
    L = sum((sigmoid(z) - a)**2)
  answer: marked(z, y, q)
  wrt: z
  shape: [k, 1]
  points: 1
"""


def marked_among_others(z, y, q, **_):
    p = 1 / (1 + np.exp(-z))
    return 2 * (p - y * (1 - q) - q / (len(z) - 1) * (1 - y)) * p * (1 - p)


ENTROPY = """
entropy:
  given: {z: "array[n]", r: "array[n]"}
  forward: |
    p = softmax(z / 2)
    H = sum(p * (r - 3 * log_softmax(z / 2)))
  answer: entropy(z, r)
  wrt: z
  convention: jacobian
  shape: [n]
  points: 1
"""
SCALED = """
scaled:
  given: {X: "matrix[n, d]", H: "matrix[n, d]"}
  dims: {d: ">= 3"}
  forward: sum(H * X / sqrt(sum(X**2, axis=1, keepdims=True) + 1))
  answer: scaled(X, H)
  wrt: X
  convention: jacobian
  shape: [n, d]
  points: 1
"""


def centred_too(X, H, **_):
    r = np.sqrt((X**2).sum(axis=1, keepdims=True) + 1)
    return (H - H.mean(axis=1, keepdims=True)) / r - X * (H * X).sum(axis=1, keepdims=True) / r**3


SHIFTED = """
shifted:
  given: {U: "matrix[n, d]", X: "matrix[n, n]", H: "matrix[n, d]"}
  forward: |
    Z = X @ U
    L = sum(H * sin(Z - mean(Z, axis=0)))
  answer: shifted(U, X, H)
  wrt: U
  convention: jacobian
  shape: [n, d]
  points: 1
"""


def along_the_other_axis(U, X, H, **_):
    Z = X @ U
    D = H * np.cos(Z - Z.mean(axis=0))
    return X.T @ (D - D.mean(axis=1, keepdims=True))


UNIT = """
unit:
  given: {x: "array[n]", R: "matrix[n, n] scale 0.6"}
  dims: {n: ">= 3"}
  forward: |
    z = R @ x
    y = z / (1 + sum(z**2))
  answer: unit(x, R)
  wrt: x
  convention: jacobian
  shape: [n, n]
  points: 1
"""


def unit(keep):
    def wrong(x, R, **_):
        z = R @ x
        s = 1 + z @ z
        J = np.eye(len(z)) / s - 2 * np.outer(z, z) / s**2
        return keep(J) @ R

    return wrong


@pytest.mark.parametrize(
    ("problem", "wrong", "words"),
    [
        (MARGINS, worst_alone, "only the one with the largest term is counted"),
        (SMOOTHED, smoothed_among_others, "among those beside the label alone."),
        (MARKED, marked_among_others, "among those beside the label alone."),
        (
            ENTROPY,
            lambda z, r, **_: (r - 3 * np.log(softmax(z / 2)) - 3) / 2,
            "the value of the softmax of z / 2",
        ),
        (SCALED, centred_too, "A mean is subtracted in the derivative"),
        (SHIFTED, along_the_other_axis, "it runs over the other axis."),
        (UNIT, unit(lambda J: np.diag(np.diag(J))), "is differentiated entry by entry"),
        (UNIT, unit(lambda J: J - np.diag(np.diag(J))), "the diagonal is missing"),
    ],
)
def test_a_wrong_rule_for_a_layer_or_a_loss_is_named(diagnosed, problem, wrong, words):
    found = diagnosed(problem, wrong)

    assert found is not None
    assert words in found.sentence
