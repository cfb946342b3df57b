"""Matrices and scalars (A.6, A.7): dM/ds has the shape of M^T, ds/dM the shape of M."""

import numpy as np


def matrix_by_scalar(s, A, C):
    """Differentiate s A + s^2 C entry by entry and transpose: (k, r) (Definition 17)."""
    return (A + 2 * s * C).T


def rotation_matrix(theta):
    """Differentiate the rotation entry by entry and transpose: (2, 2) (Definition 17)."""
    dR = np.array([[-np.sin(theta), -np.cos(theta)], [np.cos(theta), -np.sin(theta)]])
    return dR.T


def assemble_both_ways(dMi_ds, ds_dMi):
    """Set the columns dM_i/ds side by side, (k, r), pile the rows ds/dM_i, (r, k) (A.49, A.53)."""
    return np.hstack(dMi_ds), np.vstack(ds_dMi)


def bilinear_form(M, a, b):
    """Put ds/dM_ij = a_i b_j in row i, column j: an outer product, (r, k) (Definition 18)."""
    return a @ b.T


def frobenius_squared(M):
    """Double every entry: each one meets only its own square, (r, k) (Definition 18)."""
    return 2 * M


def residual_by_matrix(M, x, b):
    """Multiply the residual and its derivative, (r, 1), by x^T, (1, k): (r, k) (Definition 18)."""
    return 2 * (M @ x - b) @ x.T


def shape_table(cases):
    """Give each shape by Definitions 9, 11, 13, 17 and 18, which are one rule.

    The axes of the input come first, in order, then those of the output in reverse order. Between
    two vectors the axes of length 1 go.
    """
    shapes = []
    for y, x in cases:
        if x and y:
            shapes.append((x[0], y[0]))
        else:
            shapes.append(tuple(x) + tuple(reversed(y)))
    return shapes
