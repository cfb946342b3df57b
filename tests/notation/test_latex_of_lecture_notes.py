r"""Formulas as they stand in public lecture notes and papers: read as meant, or refused with the place.

The names are our own; the way of writing is the source's. What is meant stands beside each as
numpy.
"""

from __future__ import annotations

import numpy as np
import pytest

from autograder.notation.errors import NotationError
from autograder.notation.meaning import Scope, evaluate
from autograder.notation.read import read_line


def _world(seed, n, m, b):
    random = np.random.default_rng(seed)

    def draw(*shape):
        return random.standard_normal(shape)

    square = draw(n, n)
    return {
        "n": n, "m": m, "b": b, "A": draw(n, m), "B": draw(n, m), "C": draw(m, b), "S": square,
        "P": square @ square.T + np.eye(n), "W": draw(m, n), "X": draw(b, m), "Z": draw(n, b),
        "x": draw(m, 1), "y": draw(n, 1), "t": draw(b, 1), "z": draw(n, 1), "w": draw(m, 1),
        "a": draw(n, 1), "c": draw(n, 1), "delta": draw(n, 1), "p": np.full((n, 1), 1.0 / n),
        "y_hat": draw(n, 1), "W1": draw(n, m), "W2": draw(n, n), "b1": draw(n, 1), "lam": 0.7,
        "alpha": 0.3, "beta": 1.3, "mu": draw(n, 1), "Sigma": square @ square.T + np.eye(n),
        "theta": draw(m, 1), "dL_dZ": draw(n, b), "gamma": 0.9, "sigma": 1.1, "epsilon": 1e-3,
        "kappa": 2.0,
    }  # fmt: skip


WORLDS = [_world(1, 3, 5, 6), _world(2, 5, 6, 7), _world(3, 6, 7, 3)]
tr, inv, det = np.trace, np.linalg.inv, np.linalg.det


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


READ = {
    # The Matrix Cookbook (Petersen and Pedersen)
    r"\mathbf{a}^T\mathbf{S}^T + \mathbf{c}^T": lambda v: v.a.T @ v.S.T + v.c.T,
    r"(\mathbf{S}^{-1})^T": lambda v: inv(v.S).T,
    r"\mathbf{S}^{-T}": lambda v: inv(v.S).T,
    r"-\mathbf{S}^{-T}\mathbf{a}\mathbf{c}^T\mathbf{S}^{-T}": lambda v: -inv(v.S).T @ v.a @ v.c.T @ inv(v.S).T,
    r"\mathrm{Tr}(\mathbf{A}\mathbf{B}^T)": lambda v: tr(v.A @ v.B.T),
    r"\det(\mathbf{S})\,(\mathbf{S}^{-1})^T": lambda v: det(v.S) * inv(v.S).T,
    r"\mathbf{A}\mathbf{x}\mathbf{x}^T + \mathbf{B}\mathbf{x}\mathbf{x}^T": lambda v: (v.A + v.B) @ v.x @ v.x.T,
    r"\ln |\det(\mathbf{S})|": lambda v: np.log(abs(det(v.S))),
    r"\frac{\mathbf{x} - \mathbf{w}}{\|\mathbf{x} - \mathbf{w}\|_2}": lambda v: (v.x - v.w) / np.linalg.norm(v.x - v.w),
    r"2\mathbf{A}^T(\mathbf{A}\mathbf{x} - \mathbf{y})": lambda v: 2 * v.A.T @ (v.A @ v.x - v.y),
    # The Matrix Calculus You Need For Deep Learning (Parr and Howard)
    r"\operatorname{diag}(1 - \mathbf{a} \odot \mathbf{a})\, A": lambda v: np.diag((1 - v.a**2).ravel()) @ v.A,
    r"\frac{2}{b} \sum_{i=1}^{b} t_i t_i": lambda v: 2 / v.b * (v.t.T @ v.t),
    r"\vec{1}_n^T \vec{a}": lambda v: v.a.sum(),
    r"\sum_{i=1}^n a_i": lambda v: v.a.sum(),
    # Stanford CS224n, gradient notes
    r"\boldsymbol{\delta}^{T} A": lambda v: v.delta.T @ v.A,
    r"\delta x^\top": lambda v: v.delta @ v.x.T,
    r"\hat{y} - y": lambda v: v.y_hat - v.y,
    r"(\hat{\mathbf{y}} - \mathbf{y})^{\top} A": lambda v: (v.y_hat - v.y).T @ v.A,
    r"A^T \delta \odot \sigma'(x)": lambda v: (v.A.T @ v.delta) * (sigmoid(v.x) * (1 - sigmoid(v.x))),
    # Stanford CS231n
    r"\frac{1}{1 + e^{-\kappa}}": lambda v: sigmoid(2.0),
    r"\lambda w": lambda v: 0.7 * v.w,
    r"\frac{1}{2} \lambda \|W\|_F^2": lambda v: 0.35 * (v.W**2).sum(),
    # Deep Learning (Goodfellow, Bengio, Courville)
    r"\boldsymbol{X}^\top \boldsymbol{X} \boldsymbol{w} - \boldsymbol{X}^\top \boldsymbol{t}": lambda v: v.X.T @ v.X @ v.w - v.X.T @ v.t,
    r"(\boldsymbol{X}^{\top}\boldsymbol{X} + \lambda \boldsymbol{I}_m)^{-1}\boldsymbol{X}^{\top}\boldsymbol{t}": lambda v: inv(v.X.T @ v.X + 0.7 * np.eye(v.m)) @ v.X.T @ v.t,
    r"\frac{\alpha}{2} \boldsymbol{w}^\top \boldsymbol{w}": lambda v: 0.15 * (v.w.T @ v.w),
    r"\nabla_Z L \, X": lambda v: v.dL_dZ @ v.X,
    # Convex Optimization (Boyd and Vandenberghe)
    r"\frac{1}{2} y^T P y + a^T y": lambda v: 0.5 * v.y.T @ v.P @ v.y + v.a.T @ v.y,
    r"$Py + a$": lambda v: v.P @ v.y + v.a,
    r"\log \det P": lambda v: np.log(det(v.P)),
    r"P^{-1}": lambda v: inv(v.P),
    # Probabilistic Machine Learning (Murphy)
    r"\frac{1}{b} \mathbf{X}^{\mathsf{T}} (\mathbf{X} \mathbf{w} - \mathbf{t})": lambda v: v.X.T @ (v.X @ v.w - v.t) / v.b,
    r"\boldsymbol{\Sigma}^{-1}(\mathbf{y} - \boldsymbol{\mu})": lambda v: inv(v.Sigma) @ (v.y - v.mu),
    r"-\frac{1}{2} (\mathbf{y}-\boldsymbol{\mu})^{\mathsf T} \boldsymbol{\Sigma}^{-1} (\mathbf{y}-\boldsymbol{\mu}) - \frac{1}{2} \log |\boldsymbol{\Sigma}|": lambda v: -0.5 * (v.y - v.mu).T @ inv(v.Sigma) @ (v.y - v.mu) - 0.5 * np.log(det(v.Sigma)),
    r"\text{diag}(\mathbf{p}) - \mathbf{p} \mathbf{p}^{\mathsf{T}}": lambda v: np.diag(v.p.ravel()) - v.p @ v.p.T,
    r"\mathbf{A}\mathbf{x}\mathbf{x}^{\mathsf{T}}": lambda v: v.A @ v.x @ v.x.T,
    # Matrix Differential Calculus (Magnus and Neudecker)
    r"(C^\top \otimes A)\, \operatorname{vec}(\mathbf{1}_{m,m})": lambda v: np.kron(v.C.T, v.A) @ np.ones((v.m * v.m, 1)),
    r"\operatorname{tr} (A^{\prime} B)": lambda v: tr(v.A.T @ v.B),
    r"\operatorname{vec}(A C)": lambda v: (v.A @ v.C).T.reshape(-1, 1),
    r"A'B": lambda v: v.A.T @ v.B,
    # Old and New Matrix Algebra Useful for Statistics (Minka)
    r"\mathrm{tr}(\mathbf{S}^{-1}\mathbf{P})": lambda v: tr(inv(v.S) @ v.P),
    # Attention Is All You Need; a softmax over one vector
    r"\mathrm{softmax}\left(\frac{A x}{\sqrt{m}}\right)": lambda v: np.exp(v.A @ v.x / np.sqrt(v.m)) / np.exp(v.A @ v.x / np.sqrt(v.m)).sum(),
    # Neural Networks and Deep Learning (Nielsen)
    r"((W_2)^T \delta) \odot \sigma'(z)": lambda v: (v.W2.T @ v.delta) * (sigmoid(v.z) * (1 - sigmoid(v.z))),
    r"\frac{\partial L}{\partial Z} \mathbf{1}_b": lambda v: v.dL_dZ.sum(axis=1, keepdims=True),
    # Batch normalization (Ioffe and Szegedy), for one column
    r"\frac{1}{n}\sum_{i=1}^{n} (a_i - \kappa)^2": lambda v: ((v.a - 2.0) ** 2).mean(),
    r"\frac{a - \kappa \mathbf{1}_n}{\sqrt{\sigma^2 + \epsilon}}": lambda v: (v.a - 2.0) / np.sqrt(1.21 + 1e-3),
    # Gaussian Processes for Machine Learning (Rasmussen and Williams)
    r"\frac{1}{2}\mathrm{tr}\big((\mathbf{a}\mathbf{a}^\top - P^{-1}) S\big)": lambda v: 0.5 * tr((v.a @ v.a.T - inv(v.P)) @ v.S),
    # Wikipedia, Matrix calculus; Backpropagation
    r"\mathbf{a}\mathbf{b}_1^\top": lambda v: v.a @ v.b1.T,
    r"\left(\mathbf{P} + \mathbf{P}^\top\right)\mathbf{y}": lambda v: 2 * v.P @ v.y,
    r"\mathbf{c}^\top \mathbf{P} \mathbf{c}": lambda v: v.c.T @ v.P @ v.c,
    r"\sum_{j} A_{1j} x_j": lambda v: (v.A @ v.x)[0, 0],
    r"\sum_{i,j} A_{ij} B_{ij}": lambda v: (v.A * v.B).sum(),
    r"\lVert \mathbf{A}\mathbf{x}-\mathbf{y} \rVert^2": lambda v: ((v.A @ v.x - v.y) ** 2).sum(),
}  # fmt: skip

REFUSED = {
    # two readings, or a sign that is no number's
    r"\mathbf{x}^2": "a power",
    r"e^{P}": "square matrix",
    r"\log \mathbf{a}\, \mathbf{c}": "without brackets",
    r"\frac{\mathbf{a}}{\mathbf{c}}": "a scalar below",
    r"\mathbf{A} \times \mathbf{C}": "another sign",
    r"(I - P) y": "identity without a size",
    r"\|A\|_1": "norm other than",
    r"W_2^T \delta \odot \sigma'(z)": "two orders",
    r"\frac{1}{1 + e^{-z}}": "a scalar below",
    "Py + a": "Names side by side need a space: `P y`.",
    r"\mathbf{x}\mathbf{A}": "inner sizes",
    r"|\mathbf{a}|": "bars around",
    r"\int_0^1 x\,dx": "here",
    r"\mathop{\bf tr}(P S)": "here",
    r"a \odot P c \odot": "the end",
}  # fmt: skip


class Names:
    """A world's names as attributes."""

    def __init__(self, world):
        self.__dict__.update(world)


def letters(shapes):
    return str(shapes[0])


def values_of(formula):
    line = read_line(formula)
    return evaluate(line.equation.sides[-1], Scope(WORLDS, letters), formula)


@pytest.mark.parametrize("formula", READ)
def test_a_formula_is_read_as_it_is_meant(formula):
    for value, world in zip(values_of(formula), WORLDS, strict=True):
        meant = READ[formula](Names(world))
        np.testing.assert_allclose(np.squeeze(value), np.squeeze(meant), rtol=1e-9)


@pytest.mark.parametrize("formula", REFUSED)
def test_a_formula_that_is_not_read_is_refused_in_words_with_the_place(formula):
    with pytest.raises(NotationError) as caught:
        values_of(formula)

    assert REFUSED[formula] in str(caught.value)
    assert "^" in caught.value.picture or caught.value.picture.endswith("\n  ")
