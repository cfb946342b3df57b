"""Scalar by vector (A.2): the gradient ds/dv is a column, `(m, 1)`."""

import numpy as np


def shape_scalar_by_vector(m):
    """Give the shape that makes (ds/dv)^T dv a (1, 1): a column (Definition 9, A.18)."""
    return (m, 1)


def norm_gradient(v):
    """Divide v, (m, 1), by its length: the derivative of sqrt(v^T v) (Definition 9)."""
    return v / np.sqrt(np.sum(v**2))


def quadratic_form(v, Q):
    """Differentiate v^T Q v: v stands on both sides, each gives a term, (m, 1) (Concept 27)."""
    return (Q + Q.T) @ v


def delta_s_from_gradient(g, dv):
    """Take the dot product of the gradient and the step, (1, m) @ (m, 1) (A.17, A.18)."""
    return (g.T @ dv)[0, 0]
