"""Wrong answers for problems/04_matrices.yaml: each loses marks at every seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # bound by the loader, collect.py
    from collect import wrong


@wrong("matrix_by_scalar", "TCONV", "Definition 17 gives dM/ds the shape of M^T, (k x r).")
def matrix_by_scalar(s, A, C):
    return A + 2 * s * C


@wrong(
    "matrix_by_scalar",
    "ROWMAJOR",
    "Reshaping is not transposing: the shape is right, the entries are scrambled.",
)
def matrix_by_scalar(s, A, C):
    return (A + 2 * s * C).reshape(A.shape[1], A.shape[0])


@wrong("matrix_by_scalar", "FLAT")
def matrix_by_scalar(s, A, C):
    return (A + 2 * s * C).ravel(order="F")


@wrong("matrix_by_scalar", "FACTOR", "d(s^2)/ds = 2s.")
def matrix_by_scalar(s, A, C):
    return (A + s * C).T


@wrong("matrix_by_scalar", "LOSTAXIS")
def matrix_by_scalar(s, A, C):
    return np.sum(A + 2 * s * C, axis=0, keepdims=True).T


@wrong(
    "rotation_matrix",
    "TCONV",
    "Row i must match column i of R (Definition 17: shape and order of M^T).",
)
def rotation_matrix(theta):
    return np.array([[-np.sin(theta), -np.cos(theta)], [np.cos(theta), -np.sin(theta)]])


@wrong("rotation_matrix", "PRIMAL", "This is R^T itself.")
def rotation_matrix(theta):
    return np.array([[np.cos(theta), np.sin(theta)], [-np.sin(theta), np.cos(theta)]])


@wrong("rotation_matrix", "SIGN", "d cos = -sin.")
def rotation_matrix(theta):
    return np.array([[np.sin(theta), np.cos(theta)], [-np.cos(theta), np.sin(theta)]])


@wrong("rotation_matrix", "FLAT")
def rotation_matrix(theta):
    return np.array([-np.sin(theta), np.cos(theta), -np.cos(theta), -np.sin(theta)])


@wrong("assemble_both_ways", "TCONV", "dM/ds has the shape of M^T (Definition 17).")
def assemble_both_ways(dMi_ds, ds_dMi):
    return np.hstack(dMi_ds).T, np.vstack(ds_dMi)


@wrong("assemble_both_ways", "TCONV", "ds/dM has the shape of M (Definition 18).")
def assemble_both_ways(dMi_ds, ds_dMi):
    return np.hstack(dMi_ds), np.vstack(ds_dMi).T


@wrong(
    "assemble_both_ways",
    "AXES",
    "hstack and vstack are exchanged: everything ended up in one line.",
)
def assemble_both_ways(dMi_ds, ds_dMi):
    return np.vstack(dMi_ds), np.hstack(ds_dMi)


@wrong("assemble_both_ways", "AXES", "The two answers are exchanged.")
def assemble_both_ways(dMi_ds, ds_dMi):
    return np.vstack(ds_dMi), np.hstack(dMi_ds)


@wrong("bilinear_form", "TCONV", "ds/dM has the same shape as M (Definition 18).")
def bilinear_form(M, a, b):
    return b @ a.T


@wrong("bilinear_form", "PRIMAL")
def bilinear_form(M, a, b):
    return a.T @ M @ b


@wrong("bilinear_form", "LOSTAXIS", "One entry per element of M: (r x k) (Definition 18).")
def bilinear_form(M, a, b):
    return a * np.sum(b)


@wrong("bilinear_form", "PRIMAL", "s is linear in M, so M does not appear in the derivative.")
def bilinear_form(M, a, b):
    return (a @ b.T) * M


@wrong("bilinear_form", "ALLONES")
def bilinear_form(M, a, b):
    return np.sum(a) * np.sum(b) * np.ones_like(M)


@wrong("frobenius_squared", "TCONV")
def frobenius_squared(M):
    return 2 * M.T


@wrong("frobenius_squared", "FACTOR")
def frobenius_squared(M):
    return M


@wrong("frobenius_squared", "LOSTAXIS")
def frobenius_squared(M):
    return 2 * np.sum(M)


@wrong("frobenius_squared", "PRIMAL", "That is the gradient of the unsquared norm.")
def frobenius_squared(M):
    return M / np.sqrt(np.sum(M**2))


@wrong("frobenius_squared", "FLAT")
def frobenius_squared(M):
    return 2 * M.ravel()


@wrong("residual_by_matrix", "TCONV", "ds/dM has the same shape as M (Definition 18).")
def residual_by_matrix(M, x, b):
    return 2 * x @ (M @ x - b).T


@wrong("residual_by_matrix", "WRONGVAR", "This is the gradient with respect to x.")
def residual_by_matrix(M, x, b):
    return 2 * M.T @ (M @ x - b)


@wrong("residual_by_matrix", "FACTOR")
def residual_by_matrix(M, x, b):
    return (M @ x - b) @ x.T


@wrong("residual_by_matrix", "ONETERM", "The inner derivative d(Mx)/dM is missing (Definition 3).")
def residual_by_matrix(M, x, b):
    return 2 * (M @ x - b)


@wrong(
    "residual_by_matrix",
    "ALLONES",
    "You used the third StackExchange answer, (x^T 1) 1, for d(Mx)/dM.",
)
def residual_by_matrix(M, x, b):
    return 2 * np.sum(x) * (M @ x - b)


@wrong("residual_by_matrix", "SIGN")
def residual_by_matrix(M, x, b):
    return 2 * (b - M @ x) @ x.T


@wrong("shape_table", "TCONV")
def shape_table(cases):
    return [tuple(y) + tuple(reversed(x)) if not (x and y) else (y[0], x[0]) for y, x in cases]


@wrong(
    "shape_table",
    "SIZE",
    "The output's axes come last and a singleton axis is not kept in a vector/vector derivative "
    "(Definition 13).",
)
def shape_table(cases):
    return [tuple(y) + tuple(x) for y, x in cases]


@wrong(
    "shape_table",
    "TCONV",
    "'Same shape as the non-scalar' holds for ds/dv and ds/dM but not for dw/ds and dM/ds "
    "(Definitions 11 and 17).",
)
def shape_table(cases):
    return [tuple(x) if y == () else (tuple(y) if x == () else (x[0], y[0])) for y, x in cases]


@wrong(
    "shape_table",
    "SIZE",
    "That is the flattened matrix of all pairs; ds/dM and dM/ds keep their two axes.",
)
def shape_table(cases):
    return [(int(np.prod(x)), int(np.prod(y))) for y, x in cases]
