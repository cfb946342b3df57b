"""Vector by scalar and vector by vector (A.3-A.5): rows follow the input, columns the output."""

import numpy as np


def vector_by_scalar(s, a, b):
    """Differentiate each element of w by s and lay them in a row, (1, n) (Definition 11, A.26)."""
    return (2 * s * a + np.cos(s) * b).T


def delta_w_from_scalar_step(D, ds):
    """Turn the row dw/ds, (1, n), into a column and multiply it by the step, (n, 1) (A.25)."""
    return D.T * ds


def linear_map_right_way_up(v, B):
    """Put dw_j/dv_i = B_ji in row i, column j: the transpose of B, (m, n) (Definition 13)."""
    return B.T


def two_in_three_out(v):
    """Write one row for each input and one column for each output, (2, 3) (A.45)."""
    v1, v2 = v[0, 0], v[1, 0]
    return np.array([[v2, 2 * v1, 0.0], [v1, 0.0, np.cos(v2)]])


def read_an_entry(D, j, i):
    """Read dw_j/dv_i in row i, column j (Notation 14)."""
    return D[i, j]


def one_row_one_column(v, B, i, j):
    """Return dw/dv_i, a row (1, n), and dw_j/dv, a column (m, 1) (A.34, A.36)."""
    w = np.tanh(B @ v)
    row = ((1 - w**2) * B[:, i : i + 1]).T
    column = (1 - w[j, 0] ** 2) * B[j : j + 1, :].T
    return row, column


def assemble_from_columns(cols):
    """Set the dw_j/dv, each (m, 1), side by side: (m, n) (A.41-A.44)."""
    return np.hstack(cols)


def vector_product_rule(v, a):
    """Differentiate both factors of v (a^T v): a diagonal and v a^T, (m, m) (Definition 13)."""
    return (a.T @ v) * np.eye(v.shape[0]) + a @ v.T


def chain_two_maps(v, B, C):
    """Chain from input to output: (m, k) @ (k, k) @ (k, n) (Notations 31, 33)."""
    t = np.tanh(B @ v)
    return B.T @ np.diag(1 - t.ravel() ** 2) @ C.T


def delta_w_vector_step(v, dv, B):
    """Multiply (dw/dv)^T, (n, m), by the step dv, (m, 1) (Definition 13, A.31)."""
    w = np.tanh(B @ v)
    dw_dv = B.T @ np.diag(1 - w.ravel() ** 2)
    return dw_dv.T @ dv
