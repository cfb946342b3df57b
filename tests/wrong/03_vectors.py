"""Wrong answers for problems/03_vectors.yaml: each loses marks at every seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # bound by the loader, collect.py
    from collect import wrong


@wrong(
    "vector_by_scalar",
    "TCONV",
    "The notes make dw/ds a row (1 x n) so that it differs from a gradient (A.25, Definition 11).",
)
def vector_by_scalar(s, a, b):
    return 2 * s * a + np.cos(s) * b


@wrong("vector_by_scalar", "FLAT")
def vector_by_scalar(s, a, b):
    return (2 * s * a + np.cos(s) * b).ravel()


@wrong("vector_by_scalar", "LOSTAXIS")
def vector_by_scalar(s, a, b):
    return np.sum(2 * s * a + np.cos(s) * b)


@wrong("vector_by_scalar", "PRIMAL")
def vector_by_scalar(s, a, b):
    return (a * s**2 + b * np.sin(s)).T


@wrong("vector_by_scalar", "SIGN", "d sin(s)/ds = +cos(s).")
def vector_by_scalar(s, a, b):
    return (2 * s * a - np.cos(s) * b).T


@wrong("delta_w_from_scalar_step", "NOTRANSPOSE")
def delta_w_from_scalar_step(D, ds):
    return D * ds


@wrong("delta_w_from_scalar_step", "NOSTEP")
def delta_w_from_scalar_step(D, ds):
    return D.T


@wrong(
    "delta_w_from_scalar_step", "LOSTAXIS", "Each output element moves by its own amount (A.23)."
)
def delta_w_from_scalar_step(D, ds):
    return np.sum(D) * ds


@wrong("delta_w_from_scalar_step", "FLAT")
def delta_w_from_scalar_step(D, ds):
    return D.ravel() * ds


@wrong(
    "linear_map_right_way_up",
    "TCONV",
    "B is the Jacobian, the transposed convention (Clarification 10). Row i must match v_i, "
    "column j w_j "
    "(Definition 13).",
)
def linear_map_right_way_up(v, B):
    return B


@wrong(
    "linear_map_right_way_up",
    "LOSTAXIS",
    "You added over the outputs; every pair needs its own entry (Concept 4).",
)
def linear_map_right_way_up(v, B):
    return np.sum(B, axis=0, keepdims=True).T


@wrong("linear_map_right_way_up", "ALLONES")
def linear_map_right_way_up(v, B):
    return np.sum(v) * np.ones_like(B.T)


@wrong("linear_map_right_way_up", "PRIMAL")
def linear_map_right_way_up(v, B):
    return B @ v


@wrong(
    "linear_map_right_way_up",
    "FLAT",
    "All the entries stacked in a line; the answer has two axes (Concept 20).",
)
def linear_map_right_way_up(v, B):
    return B.T.reshape(-1, order="F")


@wrong("two_in_three_out", "TCONV")
def two_in_three_out(v):
    return np.array([[v[1, 0], v[0, 0]], [2 * v[0, 0], 0.0], [0.0, np.cos(v[1, 0])]])


@wrong("two_in_three_out", "FLAT")
def two_in_three_out(v):
    return np.array([v[1, 0], 2 * v[0, 0], 0.0, v[0, 0], 0.0, np.cos(v[1, 0])])


@wrong(
    "two_in_three_out",
    "INDEX",
    "The two partial derivatives of v1*v2 are exchanged: d(v1 v2)/dv1 = v2.",
)
def two_in_three_out(v):
    return np.array([[v[0, 0], 2 * v[0, 0], 0.0], [v[1, 0], 0.0, np.cos(v[1, 0])]])


@wrong(
    "two_in_three_out", "LOSTAXIS", "You added over the inputs; each input has its own row (A.45)."
)
def two_in_three_out(v):
    return np.array([[v[0, 0] + v[1, 0], 2 * v[0, 0], np.cos(v[1, 0])]])


@wrong(
    "read_an_entry",
    "INDEX",
    "Row i matches v_i, column j matches w_j (Notation 14); you read row j, column i. (With m != "
    "n this "
    "may also raise IndexError.)",
)
def read_an_entry(D, j, i):
    return D[j, i]


@wrong("read_an_entry", "INDEX", "The notes count from 1, numpy from 0.")
def read_an_entry(D, j, i):
    return D[i - 1, j - 1]


@wrong("read_an_entry", "DIMCONF", "That is the whole row dw/dv_i (A.34).")
def read_an_entry(D, j, i):
    return D[i : i + 1, :]


@wrong("read_an_entry", "DIMCONF", "That is the whole column dw_j/dv (A.36).")
def read_an_entry(D, j, i):
    return D[:, j : j + 1]


@wrong("one_row_one_column", "TCONV")
def one_row_one_column(v, B, i, j):
    t = np.tanh(B @ v)
    return (1 - t**2) * B[:, i : i + 1], (1 - t[j, 0] ** 2) * B[j : j + 1, :]


@wrong(
    "one_row_one_column",
    "TCONV",
    "Both as columns: a valid convention, but dw/ds and ds/dv could then not be told apart (text "
    "before A.25).",
)
def one_row_one_column(v, B, i, j):
    t = np.tanh(B @ v)
    return (1 - t**2) * B[:, i : i + 1], (1 - t[j, 0] ** 2) * B[j : j + 1, :].T


@wrong("one_row_one_column", "NOACT")
def one_row_one_column(v, B, i, j):
    return B[:, i : i + 1].T, B[j : j + 1, :].T


@wrong("one_row_one_column", "AXES", "The two answers are exchanged.")
def one_row_one_column(v, B, i, j):
    t = np.tanh(B @ v)
    return (1 - t[j, 0] ** 2) * B[j : j + 1, :].T, ((1 - t**2) * B[:, i : i + 1]).T


@wrong("one_row_one_column", "FLAT")
def one_row_one_column(v, B, i, j):
    t = np.tanh(B @ v)
    return ((1 - t**2) * B[:, i : i + 1]).ravel(), ((1 - t[j, 0] ** 2) * B[j : j + 1, :]).ravel()


@wrong(
    "assemble_from_columns",
    "AXES",
    "The pieces are columns side by side: column j matches w_j (A.41).",
)
def assemble_from_columns(cols):
    return np.vstack(cols)


@wrong("assemble_from_columns", "TCONV")
def assemble_from_columns(cols):
    return np.hstack(cols).T


@wrong(
    "assemble_from_columns",
    "AXES",
    "np.stack makes a new axis: three axes where two are wanted (Concept 20).",
)
def assemble_from_columns(cols):
    return np.stack(cols)


@wrong("assemble_from_columns", "LOSTAXIS")
def assemble_from_columns(cols):
    return sum(cols)


@wrong(
    "assemble_from_columns",
    "ROWMAJOR",
    "Right shape, but refilling row by row scrambles the entries.",
)
def assemble_from_columns(cols):
    return np.concatenate([c.ravel() for c in cols]).reshape(cols[0].shape[0], len(cols))


@wrong("vector_product_rule", "TCONV")
def vector_product_rule(v, a):
    return (a.T @ v)[0, 0] * np.eye(v.shape[0]) + v @ a.T


@wrong("vector_product_rule", "PRODRULE", "The factor a^T v also depends on v.")
def vector_product_rule(v, a):
    return (a.T @ v)[0, 0] * np.eye(v.shape[0])


@wrong("vector_product_rule", "PRODRULE", "The factor v also depends on v.")
def vector_product_rule(v, a):
    return a @ v.T


@wrong("vector_product_rule", "DIAGONLY")
def vector_product_rule(v, a):
    return np.diag((a * v).ravel()) + (a.T @ v)[0, 0] * np.eye(v.shape[0])


@wrong(
    "vector_product_rule",
    "COMPRESSED",
    "Only the diagonal, as a column; here the off-diagonal entries are not zero, so A.90's "
    "compression is not allowed.",
)
def vector_product_rule(v, a):
    return (a.T @ v)[0, 0] + a * v


@wrong("chain_two_maps", "TCONV")
def chain_two_maps(v, B, C):
    return C @ np.diag(1 - np.tanh(B @ v).ravel() ** 2) @ B


@wrong("chain_two_maps", "NOACT")
def chain_two_maps(v, B, C):
    return B.T @ C.T


@wrong("chain_two_maps", "ACT")
def chain_two_maps(v, B, C):
    return B.T @ np.diag(np.tanh(B @ v).ravel()) @ C.T


@wrong("chain_two_maps", "FACTOR", "tanh' = 1 - tanh^2.")
def chain_two_maps(v, B, C):
    return B.T @ np.diag(1 - np.tanh(B @ v).ravel()) @ C.T


@wrong("chain_two_maps", "TWICE")
def chain_two_maps(v, B, C):
    return B.T @ np.diag(1 - np.tanh(np.tanh(B @ v)).ravel() ** 2) @ C.T


@wrong("chain_two_maps", "ONETERM", "The last factor dw/dt = C^T is missing.")
def chain_two_maps(v, B, C):
    return B.T @ (1 - np.tanh(B @ v) ** 2)


@wrong("delta_w_vector_step", "NOTRANSPOSE", "This is the row (1 x n); dw is a column.")
def delta_w_vector_step(v, dv, B):
    return dv.T @ (B.T @ np.diag(1 - np.tanh(B @ v).ravel() ** 2))


@wrong("delta_w_vector_step", "EXACT")
def delta_w_vector_step(v, dv, B):
    return np.tanh(B @ (v + dv)) - np.tanh(B @ v)


@wrong("delta_w_vector_step", "NOACT")
def delta_w_vector_step(v, dv, B):
    return B @ dv


@wrong("delta_w_vector_step", "POSITION")
def delta_w_vector_step(v, dv, B):
    return (1 - np.tanh(B @ (v + dv)) ** 2) * (B @ dv)


@wrong("delta_w_vector_step", "NEWVALUE")
def delta_w_vector_step(v, dv, B):
    return np.tanh(B @ v) + (1 - np.tanh(B @ v) ** 2) * (B @ dv)
