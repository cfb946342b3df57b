"""Sums, pairs and approximations (A.1, A.2.2). Vectors are columns, `(m, 1)`."""

import numpy as np


def dot_as_matmul(w, x):
    """Multiply a row by a column, (1, m) @ (m, 1): the sum of the products (A.1, A.3)."""
    return (w.T @ x)[0, 0]


def partial_2x2y(x, y):
    """Differentiate 2 x^2 y by x with y held fixed: 2 (2x) y (Definition 2, A.4)."""
    return 4 * x * y


def difference_quotient(x, h):
    """Divide the change of x^3 over a step forward by the step (A.5 without the limit)."""
    return ((x + h) ** 3 - x**3) / h


def pair_count(shape_B, shape_A):
    """Count every pair of an element of B and one of A: Size(B) * Size(A) (Concept 4)."""
    return int(np.prod(shape_B)) * int(np.prod(shape_A))


def mv_chain_rule(s, c):
    """Add up df/dx_i dx_i/ds: the row dx/ds (1, k) times the column df/dx (k, 1) (Definition 3)."""
    x = np.sin(c * s)
    dx_ds = (c * np.cos(c * s)).T
    df_dx = 3 * x**2
    return (dx_ds @ df_dx)[0, 0]


def planar_approximation(x, dx, a):
    """Multiply the gradient at x, (m, 1), by the step dx, (m, 1), and add up (Definition 8)."""
    gradient = np.exp((a.T @ x)[0, 0]) * a
    return np.sum(gradient * dx)


def hyperplane_gradient(x, theta, theta_0):
    """Return theta, (m, 1): a hyperplane has the same gradient everywhere (Clarification 7)."""
    return theta
