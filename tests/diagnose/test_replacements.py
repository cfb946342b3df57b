"""Any quantity of the forward may stand in a derivation where it does not belong."""

import ast

import numpy as np
import pytest

from autograder.diagnose.adjoints import HELPERS
from autograder.diagnose.evaluator import Evaluator
from autograder.diagnose.sensitivity import parts_of
from autograder.problemset.formula import parse_program

LINES = """
u = S @ w + spread(s, w)
v = column(w) * S / s - S @ diag(w) * exp(s)
f = sum(v.T @ outer(u, w), axis=0) + einsum('ij,j->i', v, where(w > 0.5, u, w)) - flip(cumsum(u))
"""


def point():
    rng = np.random.default_rng(2)
    return {"S": rng.standard_normal((4, 4)), "w": rng.uniform(0, 1, 4), "s": np.float64(0.7)}


def test_what_a_part_is_replaced_by_changes_the_product_as_its_slope_says():
    """A part is moved in its line, and all is worked out anew."""
    lines = {name: ast.Expr(formula.tree) for name, formula in parse_program(LINES).lines}
    evaluator, point_ = Evaluator((), HELPERS).fresh(), point()

    def evaluated():
        known = dict(point_)
        for name, tree in lines.items():
            known[name] = evaluator.value(tree.value, known, (), {})
        return known

    known, along = evaluated(), np.random.default_rng(3).standard_normal(4)
    parts = list(parts_of(lines, "f", lambda node: evaluator.value(node, known, (), {}), along))
    rng = np.random.default_rng(4)
    for part in parts:
        new = rng.standard_normal(part.value.shape)
        part.site.put(ast.Name("new", ast.Load()))
        point_["new"] = new
        change = along @ (evaluated()["f"] - known["f"])
        part.site.put(part.site.node)

        np.testing.assert_allclose(np.sum(part.slope * (new - part.value)), change, rtol=1e-9)

    assert {ast.unparse(part.site.node) for part in parts} >= {
        "S @ w", "spread(s, w)", "s", "column(w)", "diag(w)", "exp(s)", "u", "v.T", "outer(u, w)",
    }  # fmt: skip
    assert sum(ast.unparse(part.site.node) == "w" for part in parts) >= 5


def test_a_line_that_acts_in_another_way_too_has_no_slope_by_one_of_its_uses():
    text = "u = S @ w\nv = S.T @ w\nf = v * sum(u) + exp(u) + u\n"
    lines = {name: ast.Expr(formula.tree) for name, formula in parse_program(text).lines}
    evaluator, known = Evaluator((), HELPERS).fresh(), point()
    for name, tree in lines.items():
        known[name] = evaluator.value(tree.value, known, (), {})

    parts = parts_of(lines, "f", lambda node: evaluator.value(node, known, (), {}), np.ones(4))
    written = {ast.unparse(part.site.node) for part in parts}

    assert written >= {"v", "S.T @ w", "sum(u)", "u"}
    assert "S @ w" not in written


COUNTS = """
counts:
  given:
    {w: "array[d]", X: "matrix[n, d] scale 0.5", y: "array[n] positive", o: "array[n] scale 0.5"}
  forward: |
    eta = X @ w + o
    L = sum(exp(eta) - y * eta)
  answer: counts(w, X, y, o)
  wrt: w
  shape: [d]
  points: 1
"""

POOLED = """
pooled:
  given: {z: "array[n]", T: scalar positive}
  forward: softmax(z / T)
  answer: pooled(z, T)
  wrt: T
  convention: jacobian
  shape: [n]
  points: 1
"""


def counts(error):
    def wrong(w, X, y, o, **_):
        rate = np.exp(X @ w + o)
        return X.T @ error(rate, y, o)

    return wrong


def plain_mean(z, T, **_):
    p = np.exp(z / T) / np.exp(z / T).sum()
    return -p * (z - z.mean()) / T**2


PENALTY = """
penalty:
  given: {t: "array[d]", X: "matrix[n, d]", D: "matrix[p, d]", lam: scalar positive}
  forward: sum(sin(X @ t)) + lam * sum((D @ t)**2) + norm(X @ t)
  answer: penalty(t, X, D, lam)
  wrt: t
  shape: [d]
  points: 1
"""


WEIGHTED = """
weighted:
  given: {w: "array[d]", X: "matrix[n, d]", p: "array[n] probability"}
  forward: sum(p * tanh(X @ w))
  answer: weighted(w, X, p)
  wrt: w
  shape: [d]
  points: 1
"""


def slow(*case):
    return pytest.param(*case, marks=pytest.mark.slow)


def penalty(length=False, square=False):
    def wrong(t, X, D, lam, **_):
        u, v = X @ t, D @ t
        of_norm = 2 * u if square else u / np.linalg.norm(u)
        of_squares = v / np.linalg.norm(v) if length else 2 * v
        return X.T @ (np.cos(u) + of_norm) + lam * D.T @ of_squares

    return wrong


@pytest.mark.parametrize(
    ("problem", "wrong", "mistake", "words"),
    [
        (PENALTY, penalty(length=True), "norm.rule",
         "sum((D @ t) ** 2) is differentiated as if it were its root"),
        slow(PENALTY, penalty(square=True), "norm.rule", ""),
        (COUNTS, counts(lambda rate, y, o: (rate - y) * rate), "factor.extra",
         "exp(X @ w + o) is a factor too many in the derivative"),
        slow(COUNTS, counts(lambda rate, y, o: rate - y / rate), "factor.extra",
         "There is a division by exp(X @ w + o) too many"),
        (COUNTS, counts(lambda rate, y, o: rate - y * o), "factor.extra",
         "o is a factor too many"),
        slow(COUNTS, counts(lambda rate, y, o: rate + o * 3.5), None, ""),
        (WEIGHTED, lambda w, X, **_: X.T @ (1 - np.tanh(X @ w) ** 2) / len(X), "operand.other",
         "A plain mean stands where one with the weights p belongs."),
        (POOLED, plain_mean, "softmax.mean", "a plain mean stands"),
    ],
)  # fmt: skip
def test_a_quantity_too_many_or_for_another_is_named_without_a_reference(
    diagnosed, problem, wrong, mistake, words
):
    said = diagnosed(problem, wrong)

    assert (said.mistake if said else None) == mistake
    assert words in (said.sentence if said else "")


SIGNS = """
signs:
  given: {w: "array[d]", X: "matrix[n, d]", y: "array[n] sign"}
  forward: sum(log(1 + exp(-y * (X @ w))))
  answer: signs(w, X, y)
  wrt: w
  shape: [d]
  points: 1
"""


def test_of_a_factor_that_is_a_sign_it_is_not_said_whether_it_is_missing_or_too_many(diagnosed):
    said = diagnosed(SIGNS, lambda w, X, y, **_: -X.T @ (1 / (1 + np.exp(y * (X @ w)))))

    assert said is not None
    assert said.mistake in ("factor.extra", "factor.missing")
    assert "too many" not in said.sentence or "or is missing" in said.sentence


SMOOTHED = """
smoothed:
  given: {W: "matrix[d, c] scale 0.5", X: "matrix[n, d]", y: "labels[n, c]", eps: "scalar in [0.1, 0.4]"}
  forward: |
    lp = log_softmax(X @ W, axis=1)
    L = -mean((1 - eps) * pick(lp, y) + eps * mean(lp, axis=1))
  answer: smoothed(W, X, y, eps)
  wrt: W
  convention: jacobian
  shape: [d, c]
  points: 1
"""  # noqa: E501


def smoothed(uniform=1.0, times=lambda p: 1.0):
    def wrong(W, X, y, eps, **_):
        p = np.exp(X @ W) / np.exp(X @ W).sum(axis=1, keepdims=True)
        target = (1 - eps) * np.eye(W.shape[1])[y] + uniform * eps / W.shape[1]
        return X.T @ ((p - target) * times(p)) / len(X)

    return wrong


@pytest.mark.parametrize(
    ("wrong", "mistake", "words"),
    [
        (smoothed(uniform=0.0), "softmax.term", "One of the two terms"),
        (smoothed(times=lambda p: 1 - p), "factor.extra",
         "1 - softmax(X @ W, axis=1) is a factor too many"),
    ],
)  # fmt: skip
def test_a_slip_may_be_in_a_line_at_one_of_its_uses_or_be_a_slope_once_more(
    diagnosed, wrong, mistake, words
):
    said = diagnosed(SMOOTHED, wrong)

    assert said is not None
    assert said.mistake == mistake
    assert words in said.sentence
