"""Wrong answers for problems/01_warm_up.yaml: each loses marks at every seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # bound by the loader, collect.py
    from collect import wrong


@wrong("dot_as_matmul", "UNSUMMED", "A.1 adds the m products up; you stopped before the sum.")
def dot_as_matmul(w, x):
    return w * x


@wrong(
    "dot_as_matmul",
    "OUTER",
    "(m x 1)(1 x m) is (m x m); the shared dimension must be inside (A.3): (1 x m)(m x 1).",
)
def dot_as_matmul(w, x):
    return w @ x.T


@wrong(
    "dot_as_matmul",
    "BROADCAST",
    "'*' of a row and a column broadcasts to (m x m); matrix multiplication is '@'.",
)
def dot_as_matmul(w, x):
    return w.T * x


@wrong("dot_as_matmul", "PRODSUM", "Sum of products, not product of sums (A.1).")
def dot_as_matmul(w, x):
    return np.sum(w) * np.sum(x)


@wrong("partial_2x2y", "WRONGVAR", "This is df/dy; A.4 keeps y fixed and moves x.")
def partial_2x2y(x, y):
    return 2 * x**2


@wrong("partial_2x2y", "FACTOR", "y is a constant factor here, it does not vanish (A.4).")
def partial_2x2y(x, y):
    return 4 * x


@wrong("partial_2x2y", "TOTAL", "You added df/dy as if y moved with x: that is a total derivative.")
def partial_2x2y(x, y):
    return 4 * x * y + 2 * x**2


@wrong("partial_2x2y", "FACTOR", "The exponent 2 comes down: 2(2x)y (A.4).")
def partial_2x2y(x, y):
    return 2 * x * y


@wrong(
    "difference_quotient",
    "PRIMAL",
    "This is the limit h -> 0 (A.5); the question asks for the quotient at the given h.",
)
def difference_quotient(x, h):
    return 3 * x**2


@wrong("difference_quotient", "NOSTEP", "Divide by the step h (A.5, A.7).")
def difference_quotient(x, h):
    return (x + h) ** 3 - x**3


@wrong("difference_quotient", "SCHEME", "A.5 steps forward, from x to x+h.")
def difference_quotient(x, h):
    return (x**3 - (x - h) ** 3) / h


@wrong("difference_quotient", "SCHEME", "That is the central difference; A.5 is the forward one.")
def difference_quotient(x, h):
    return ((x + h) ** 3 - (x - h) ** 3) / (2 * h)


@wrong("pair_count", "SIZE", "Every pair: multiply, do not add (Concept 4).")
def pair_count(shape_B, shape_A):
    return int(np.prod(shape_B)) + int(np.prod(shape_A))


@wrong("pair_count", "DIMCONF", "That counts axes (Concept 20), not elements.")
def pair_count(shape_B, shape_A):
    return len(shape_B) + len(shape_A)


@wrong("pair_count", "SIZE", "Only the rows were counted.")
def pair_count(shape_B, shape_A):
    return shape_B[0] * shape_A[0]


@wrong("pair_count", "SIZE", "Each of these can affect every element of B (Concept 4).")
def pair_count(shape_B, shape_A):
    return int(np.prod(shape_A))


@wrong("mv_chain_rule", "UNSUMMED", "These are the x_i components; Definition 3 adds them.")
def mv_chain_rule(s, c):
    return c * np.cos(c * s) * 3 * np.sin(c * s) ** 2


@wrong("mv_chain_rule", "ONETERM", "This is the 'only modify x_1' term of Definition 3.")
def mv_chain_rule(s, c):
    return (c * np.cos(c * s) * 3 * np.sin(c * s) ** 2)[0, 0]


@wrong("mv_chain_rule", "OUTER")
def mv_chain_rule(s, c):
    return (3 * np.sin(c * s) ** 2) @ (c * np.cos(c * s)).T


@wrong("mv_chain_rule", "ONETERM", "The factors dx_i/ds are missing (Definition 3).")
def mv_chain_rule(s, c):
    return np.sum(3 * np.sin(c * s) ** 2)


@wrong("mv_chain_rule", "PRODSUM", "Sum of products, not product of sums.")
def mv_chain_rule(s, c):
    return np.sum(c * np.cos(c * s)) * np.sum(3 * np.sin(c * s) ** 2)


@wrong("planar_approximation", "EXACT")
def planar_approximation(x, dx, a):
    return np.exp((a.T @ (x + dx))[0, 0]) - np.exp((a.T @ x)[0, 0])


@wrong("planar_approximation", "UNSUMMED")
def planar_approximation(x, dx, a):
    return np.exp((a.T @ x)[0, 0]) * a * dx


@wrong("planar_approximation", "POSITION")
def planar_approximation(x, dx, a):
    return np.exp((a.T @ (x + dx))[0, 0]) * (a.T @ dx)[0, 0]


@wrong("planar_approximation", "NOSTEP")
def planar_approximation(x, dx, a):
    return np.exp((a.T @ x)[0, 0]) * np.sum(a)


@wrong("planar_approximation", "NEWVALUE")
def planar_approximation(x, dx, a):
    return np.exp((a.T @ x)[0, 0]) * (1 + (a.T @ dx)[0, 0])


@wrong(
    "hyperplane_gradient",
    "TCONV",
    "A gradient is a column, (m x 1), here (Definition 9); the row is the transposed convention "
    "(Clarification 10).",
)
def hyperplane_gradient(x, theta, theta_0):
    return theta.T


@wrong("hyperplane_gradient", "FLAT")
def hyperplane_gradient(x, theta, theta_0):
    return theta.ravel()


@wrong("hyperplane_gradient", "WRONGVAR", "x is the derivative with respect to theta.")
def hyperplane_gradient(x, theta, theta_0):
    return x


@wrong(
    "hyperplane_gradient",
    "OFFSET",
    "The offset theta_0 is constant and disappears (Clarification 7).",
)
def hyperplane_gradient(x, theta, theta_0):
    return theta + theta_0


@wrong("hyperplane_gradient", "LOSTAXIS", "One derivative per input element (A.11): m of them.")
def hyperplane_gradient(x, theta, theta_0):
    return np.sum(theta)
