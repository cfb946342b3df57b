"""Axes, tensors and conversions (A.8), and what d(Wx)/dW really is."""

import numpy as np


def count_axes(pairs):
    """Add the axes of output and input: a scalar has 0, a vector 1, a matrix 2 (Concept 20)."""
    axes = {"scalar": 0, "vector": 1, "matrix": 2}
    return [axes[y] + axes[x] for y, x in pairs]


def two_dimensions(v):
    """Count the values of the column v, (k, 1), and its indices: k and 1 (Clarification 21)."""
    return v.shape[0], 1


def stack_into_a_block(front, back):
    """Stack two matrices (r, k) along a new last axis: (r, k, 2) (A.56)."""
    return np.stack([front, back], axis=2)


def flatten_diagonal(D):
    """Keep the diagonal of D, (n, n), as a column, (n, 1) (A.57)."""
    return np.diag(D).reshape(-1, 1)


def stack_columns(M):
    """Put the columns of M, (r, k), one below the other: (r*k, 1) (A.58)."""
    return M.reshape(-1, 1, order="F")


def contract_a_tensor(T, g):
    """Multiply T, (m, n, n), by g, (n, 1), and sum over Z's axis: (m, n) (Clarification 24)."""
    return np.einsum("abi,i->ab", T, g[:, 0])


def vector_by_matrix_tensor(W, x):
    """Put x_b where the row a of W meets its own output f_a, and 0 elsewhere: (n, m, n) (SE-1d)."""
    n = W.shape[0]
    return np.einsum("ai,b->abi", np.eye(n), x[:, 0])


def vec_kronecker(w, x):
    """Differentiate (x^T kron I) w by w: the transposed matrix, (n*m, n) (SE-1f, Definition 13)."""
    n = w.shape[0] // x.shape[0]
    return np.kron(x, np.eye(n))


def all_ones_direction(t, W, x):
    """Add up x for every output: all entries of W grow alike, (1, n) (SE-3b, Definition 11)."""
    return np.sum(x) * np.ones((1, W.shape[0]))


def matrix_by_vector_tensor(v, a):
    """Put a_c where v_a meets its own row of M, and 0 elsewhere: (m, m, k) (Concept 20)."""
    return np.einsum("ab,c->abc", np.eye(v.shape[0]), a[:, 0])
