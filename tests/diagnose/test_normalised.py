"""Sums that are 1, labels that mark places, and slopes at other quantities than their own."""

import numpy as np
import pytest

from autograder.diagnose.label_places import labels_of_places

TARGETS = """
targets:
  given: {x: "array[k]", A: "matrix[n, k]", y: "one_hot[n]", t: "scalar in [0.1, 0.4]"}
  dims: {n: ">= 3"}
  forward: |
    q = (1 - t) * reshape(y, (n,)) + t / n
    L = -sum(q * log_softmax(A @ x))
  convention: jacobian
  answer: targets(x, A, y, t)
  wrt: x
  shape: [k]
"""

GATED = """
gated:
  given: {x: "array[n]", u: "array[n]", B: "matrix[m, n]"}
  forward: B @ (u * sigmoid(2 * x))
  convention: jacobian
  answer: gated(x, u, B)
  wrt: x
  shape: [m, n]
"""

CHAIN = """
chain:
  given: {A: "matrix[a, r]", B: "matrix[b, r]", W: "matrix[a, b]"}
  forward: 0.5 * sum((einsum("ir,jr->ij", A, B) - W)**2)
  convention: jacobian
  answer: chain(A, B, W)
  wrt: A
  shape: [a, r]
"""


@pytest.mark.parametrize(
    ("targets", "mistake"),
    [
        (lambda y, t, n: (1 - t) * y + t, "factor.missing"),
        (lambda y, t, n: (1 - t) * y, "term.missing"),
        (lambda y, t, n: y, "term.missing"),
    ],
)
def test_wrong_targets_of_a_cross_entropy_are_named_without_a_reference(named, targets, mistake):
    def wrong(x, A, y, t, **_):
        e = np.exp(A @ x - np.max(A @ x))
        return A.T @ (e / e.sum() - targets(y.ravel(), t, y.size))

    assert named(TARGETS, wrong) == mistake


def test_a_slope_is_taken_at_what_the_function_is_a_factor_of(diagnosed):
    def wrong(x, u, B, **_):
        v = u / (1 + np.exp(-2 * x))
        return 2 * B * (u * v * (1 - v))

    found = diagnosed(GATED, wrong)

    assert found.mistake == "evaluated.elsewhere"
    assert "In the derivative of sigmoid, u * sigmoid(2 * x) stands" in found.sentence


def test_a_slope_is_taken_at_another_quantity_of_its_shape(diagnosed):
    def wrong(x, u, B, **_):
        s = 1 / (1 + np.exp(-u))
        return 2 * B * (u * s * (1 - s))

    assert "In the derivative of sigmoid, u stands" in diagnosed(GATED, wrong).sentence


def test_arrays_are_added_up_apart_in_a_sum_over_indices(named):
    def wrong(A, B, W, **_):
        E = A @ B.T - W
        return np.outer(E.sum(axis=1), B.sum(axis=0))

    assert named(CHAIN, wrong) == "sums.multiplied"


@pytest.mark.parametrize(
    ("labels", "marked"),
    [
        (np.array([2, 0]), [[0, 0, 1, 0], [1, 0, 0, 0]]),
        (np.array([2, 0, 1, 1]), [[0, 1, 0, 0], [0, 0, 1, 1], [1, 0, 0, 0]]),
        (np.array([[0.0, 0, 1, 0], [0, 1, 0, 0]]), [[0, 0, 1, 0], [0, 0, 0, 0]]),
        (np.array(1), [0, 1, 0, 0]),
    ],
)
def test_labels_mark_columns_rows_or_places(labels, marked):
    mask = np.array(marked, dtype=bool)

    assert labels_of_places([mask], [{"X": mask * 2.5, "y": labels}]) == "y"
    assert labels_of_places([~mask], [{"X": mask * 2.5, "y": labels}]) == ""


def test_an_answer_that_is_wrong_at_its_labels_alone_is_told_so(diagnosed):
    problem = """
    margin:
      given: {S: "matrix[N, C]", y: "labels[N, C]"}
      dims: {C: ">= 4"}
      forward: sum(exp(S)) - 2 * sum(pick(S, y)**3)
      convention: jacobian
      answer: margin(S, y)
      wrt: S
      shape: [N, C]
    """

    def wrong(S, y, **_):
        rows = np.arange(len(S))
        D = np.exp(S)
        D[rows, y] = np.sin(3 * S[rows, y]) + 7
        return D

    found = diagnosed(problem, wrong)

    assert found.mistake == "entries.some"
    assert "except those at the places that y marks" in found.sentence
