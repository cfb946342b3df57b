"""Sizes that are sums, domains, the layout of automatic differentiation, single examples."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.errors import SpecError
from autograder.oracle.answer_key import AnswerKey
from autograder.problemset.kinds import parse_given
from autograder.problemset.sizes import parse_size

JACOBIAN = [
    ("x: vector[n]", "sum(x**2)", "x", "[n, 1]"),
    ("x: array[n]", "sum(x**2)", "x", "[n]"),
    ("x: scalar", "x * ones(n, m)", "x", "[n, m]"),
    ("x: array[n]", "W @ x", "x", "[m, n]"),
    ("x: vector[n]", "W @ x", "x", "[m, n]"),
    ("x: array[n]", "W @ x", "W", "[m, m, n]"),
    ("x: array[n]", "W * x", "W", "[m, n, m, n]"),
]


def keyed(loaded):
    return list(AnswerKey([loaded]).trials(loaded.problems[0]))


@pytest.mark.parametrize(("given", "forward", "wrt", "shape"), JACOBIAN)
def test_the_jacobian_layout_has_the_output_s_axes_first(write_set, given, forward, wrt, shape):
    name, kind = given.split(": ")
    loaded = write_set(
        f"""
        p:
          given: {{W: "matrix[m, n]", {name}: "{kind}"}}
          forward: {forward} + 0 * sum(W)
          answer: p(W, x)
          wrt: {wrt}
          shape: {shape}
        """,
        head="convention: jacobian\n",
    )

    assert len(keyed(loaded)) >= 5


def test_a_refused_shape_names_the_convention_and_the_ways_out(write_set):
    with pytest.raises(SpecError) as caught:
        write_set(
            'p: {given: {W: "matrix[m, n]", x: "vector[n]"}, forward: W @ x, answer: "p(W, x)",'
            " wrt: x, shape: [m, n]}"
        )

    assert "the convention, `denominator`, give this shape" in str(caught.value)
    assert "another `convention` or `axes`" in str(caught.value)


def test_each_example_has_its_own_derivative(write_set):
    loaded = write_set(
        """
        p:
          given: {X: "matrix[N, d]", W: "matrix[d, c]"}
          forward: softmax(X @ W, axis=1)
          answer: p(X, W)
          wrt: X
          batch: N
          convention: jacobian
          shape: [N, c, d]
        """
    )
    for trial in keyed(loaded):
        X, W = trial.trial.values["X"], trial.trial.values["W"]
        P = np.exp(X @ W) / np.exp(X @ W).sum(axis=1, keepdims=True)
        each = [(np.diag(p) - np.outer(p, p)) @ W.T for p in P]

        assert np.allclose(trial.expected["p"].value, np.stack(each), atol=1e-9)


@pytest.mark.parametrize(
    ("text", "shown", "length"),
    [
        ("n - k + 1", "n - k + 1", 4),
        ("n+k-1", "n + k - 1", 8),
        ("2*(n - 1)", "2*n - 2", 10),
        ("n*k + k", "n*k + k", 21),
        ("1 + n", "n + 1", 7),
    ],
)
def test_a_size_may_be_a_sum_or_a_difference(text, shown, length):
    size = parse_size(text)

    assert (str(size), size.value({"n": 6, "k": 3})) == (shown, length)


@pytest.mark.parametrize("text", ["n / 2", "n**2", "n.m", "", "f(n)", "1.5"])
def test_what_is_no_size_is_refused(text):
    with pytest.raises(ValueError, match="such as r\\*k or n - k \\+ 1"):
        parse_size(text)


def test_a_convolution_has_the_lengths_that_it_has(write_set):
    loaded = write_set(
        """
        p:
          given: {x: "array[n]", g: "array[n - k + 1]", w: "array[k]"}
          dims: {k: "<= n - 1"}
          forward: conv(x, w) @ g
          answer: p(x, w, g)
          wrt: w
          shape: [k]
        """,
        companion="import numpy as np\ndef conv(x, w):\n    return np.convolve(x, w, 'valid')\n",
    )
    lengths = [trial.trial.dims for trial in keyed(loaded)]

    assert all(dims["k"] < dims["n"] for dims in lengths)
    assert all(trial.trial.values["g"].size >= 1 for trial in keyed(loaded))


@pytest.mark.parametrize(
    ("word", "holds"),
    [
        ("sign", lambda A: set(np.unique(A)) <= {-1.0, 1.0}),
        ("orthogonal", lambda A: np.allclose(A @ A.T, np.eye(len(A)))),
        ("diagonal", lambda A: np.allclose(A, np.diag(np.diag(A)))),
        ("lower", lambda A: np.allclose(A, np.tril(A))),
        ("skew", lambda A: np.allclose(A, -A.T)),
        ("stochastic", lambda A: np.allclose(A.sum(axis=1), 1)),
        ("positive definite", lambda A: np.linalg.eigvalsh(A).min() > 0),
    ],
)
def test_a_domain_is_what_it_says(write_set, word, holds):
    loaded = write_set(
        f'p: {{given: {{A: "matrix[n, n] {word}", v: "vector[n]"}}, forward: A @ v,'
        ' answer: "p(A, v)", wrt: v, shape: [n, n]}'
    )

    assert all(
        holds(trial.trial.values["A"]) for trial in keyed(loaded) if trial.trial.dims["n"] > 1
    )


@pytest.mark.parametrize("word", ["spd", "SPD", "positive definite", "symmetric positive definite"])
def test_words_for_one_domain_mean_the_same(word):
    assert parse_given("A", f"matrix[n, n] {word}").domain.name == "spd"
