"""Two slips at once in factors of one term: one changes what the other does."""

import ast

import numpy as np
import pytest

from autograder.diagnose.syntax import put_in_place, sites

FEATURES = """
features:
  given: {x: "array[n] scale 0.6", T: "tensor[k, n, n] scale 0.5", c: "array[k]"}
  forward: y = tanh(einsum('kij,i,j->k', T, x, x) + c)
  answer: features(x, T, c)
  wrt: x
  convention: jacobian
  shape: [k, n]
  points: 1
"""

LOSS = """
loss:
  given: {W: "matrix[m, n]", x: "array[n]", a: "array[m]", B: "matrix[m, m]"}
  forward: |
    h = tanh(W @ x)
    sum(a * sin(B @ h))
  answer: loss(W, x, a, B)
  wrt: W
  convention: jacobian
  shape: [m, n]
  points: 1
"""


def features(value=False, half=False):
    def wrong(x, T, c, **_):
        y = np.tanh(np.einsum("kij,i,j->k", T, x, x) + c)
        form = T @ x if half else T @ x + T.transpose(0, 2, 1) @ x
        return (y if value else 1 - y**2)[:, None] * form

    return wrong


def loss(weight=True, slope=True):
    def wrong(W, x, a, B, **_):
        h = np.tanh(W @ x)
        inner = (a if weight else 1.0) * np.cos(B @ h)
        return np.outer(B.T @ inner * (1 - h**2 if slope else 1.0), x)

    return wrong


@pytest.mark.parametrize(
    ("problem", "wrong", "words"),
    [
        (FEATURES, features(value=True, half=True),
         "You used f where f' is needed. Besides: A term is missing from a sum."),
        (LOSS, loss(weight=False, slope=False), "Besides"),
    ],
)  # fmt: skip
def test_two_slips_in_one_term_are_named_together(diagnosed, problem, wrong, words):
    said = diagnosed(problem, wrong)

    assert said is not None
    assert not said.alone
    assert words in said.sentence


def test_one_of_them_is_named_alone(diagnosed):
    assert diagnosed(LOSS, loss(weight=False)).alone
    assert diagnosed(LOSS, loss(slope=False)).alone


def test_what_was_put_where_something_was_put_is_taken_out_first():
    tree = ast.parse("(a * b) * c", mode="eval")
    before = ast.unparse(tree)
    whole = next(site for site in sites(tree) if ast.unparse(site.node) == "a * b")
    with put_in_place(((whole, whole.node.right),)):
        inner = next(site for site in sites(tree) if ast.unparse(site.node) == "b")
    with put_in_place(((whole, whole.node.right), (inner, ast.Name("d")))):
        assert ast.unparse(tree) == "d * c"

    assert ast.unparse(tree) == before


def test_a_slip_that_gives_a_part_another_shape_leaves_the_search_running(diagnosed):
    problem = """
prototypes:
  given: {P: "matrix[K, d]", X: "matrix[N, d]", y: "labels[N, K]"}
  forward: |
    D = sum((reshape(X, (N, 1, d)) - P)**2, axis=2)
    L = -mean(pick(log_softmax(-D / d, axis=1), y))
  answer: prototypes(P, X, y)
  wrt: P
  convention: jacobian
  shape: [K, d]
"""

    assert diagnosed(problem, lambda P, **_: np.cos(3 * P) + 0.1) is None


SPREAD = """
spread:
  given: {v: "array[k]", B: "matrix[q, k]", C: "matrix[k, r]"}
  forward: Y = B @ diag(tanh(v)) @ C
  answer: spread(v, B, C)
  wrt: v
  convention: jacobian
  shape: [q, r, k]
"""
RESTRICTED = """
restricted:
  given: {d: "vector[p]", S: "matrix[m, m] spd", e: "vector[m]", A: "matrix[p, m]"}
  dims: {p: "< m"}
  forward: |
    price = solve(A @ inv(S) @ A.T, d - A @ solve(S, e))
    x = solve(S, e + A.T @ price)
  answer: restricted(d, S, e, A)
  wrt: d
  convention: numerator
  shape: [m, p]
"""


@pytest.mark.parametrize(("problem", "axes"), [(SPREAD, "BCv"), (RESTRICTED, "ed")])
def test_a_slip_that_makes_nonsense_of_what_follows_ends_no_search(diagnosed, problem, axes):
    def wrong(**given):
        shape = [given[name].shape[name == "C"] for name in axes]
        return np.random.default_rng(1).standard_normal(shape)

    assert diagnosed(problem, wrong) is None
