"""Wrong answers for problems/09_stretch.yaml: each loses marks at every seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # bound by the loader, collect.py
    from collect import wrong


@wrong("trace_AXB", "TCONV", "B A is the transposed convention; ds/dX has the shape of X.")
def trace_AXB(X, A, B):
    return B @ A


@wrong("trace_AXB", "PRIMAL")
def trace_AXB(X, A, B):
    return np.trace(A @ X @ B) * np.ones_like(X)


@wrong("trace_AXB", "PRODSUM", "Sum of products over the shared index p, not product of the sums.")
def trace_AXB(X, A, B):
    return np.sum(A, axis=0, keepdims=True).T @ np.sum(B, axis=1, keepdims=True).T


@wrong("trace_AXB", "DIAGONLY")
def trace_AXB(X, A, B):
    return np.sum(A, axis=0, keepdims=True).T * np.ones((1, X.shape[1]))


@wrong("determinant", "TCONV", "The adjugate; the cofactor matrix is its transpose.")
def determinant(X):
    return np.linalg.det(X) * np.linalg.inv(X)


@wrong("determinant", "FACTOR", "That is the gradient of log|det X|.")
def determinant(X):
    return np.linalg.inv(X).T


@wrong("determinant", "PRIMAL")
def determinant(X):
    return np.linalg.det(X) * np.eye(X.shape[0])


@wrong("determinant", "PRIMAL")
def determinant(X):
    return np.trace(X) * np.eye(X.shape[0])


@wrong("determinant", "INVERSE")
def determinant(X):
    return np.linalg.det(X) * X.T


@wrong("bilinear_inverse", "SIGN")
def bilinear_inverse(X, a, b):
    V = np.linalg.inv(X)
    return V.T @ a @ b.T @ V.T


@wrong("bilinear_inverse", "TCONV")
def bilinear_inverse(X, a, b):
    V = np.linalg.inv(X)
    return -V @ b @ a.T @ V


@wrong("bilinear_inverse", "SYMMETRY")
def bilinear_inverse(X, a, b):
    V = np.linalg.inv(X)
    return -V @ a @ b.T @ V


@wrong("bilinear_inverse", "INVERSE", "Both inverses are missing.")
def bilinear_inverse(X, a, b):
    return -a @ b.T


@wrong("bilinear_inverse", "INVERSE", "One inverse goes on each side.")
def bilinear_inverse(X, a, b):
    V = np.linalg.inv(X)
    return -V.T @ V.T @ a @ b.T


@wrong("bilinear_inverse", "PRIMAL", "That is the derivative with respect to X^-1.")
def bilinear_inverse(X, a, b):
    return a @ b.T


@wrong(
    "inverse_by_scalar",
    "TCONV",
    "Definition 17: the order of M^T. The matrix is square, so only the values show it.",
)
def inverse_by_scalar(s, A, C):
    V = np.linalg.inv(A + s * C)
    return -V @ C @ V


@wrong("inverse_by_scalar", "SIGN")
def inverse_by_scalar(s, A, C):
    V = np.linalg.inv(A + s * C)
    return (V @ C @ V).T


@wrong("inverse_by_scalar", "INVERSE")
def inverse_by_scalar(s, A, C):
    V = np.linalg.inv(A + s * C)
    return -(V @ V @ C).T


@wrong("inverse_by_scalar", "INVERSE")
def inverse_by_scalar(s, A, C):
    return np.linalg.inv(C).T


@wrong("inverse_by_scalar", "INVERSE", "-1/x^2 entry by entry does not hold for a matrix inverse.")
def inverse_by_scalar(s, A, C):
    V = np.linalg.inv(A + s * C)
    return -(V**2 * C).T


@wrong(
    "vec_of_AXB",
    "TCONV",
    "That is the matrix that multiplies vec(X); the notes put the input down the rows.",
)
def vec_of_AXB(x, A, B):
    return np.kron(B.T, A)


@wrong("vec_of_AXB", "ROWMAJOR")
def vec_of_AXB(x, A, B):
    return np.kron(A.T, B)


@wrong("vec_of_AXB", "TCONV", "Transpose both factors: (B^T (x) A)^T = B (x) A^T.")
def vec_of_AXB(x, A, B):
    return np.kron(B.T, A.T)


@wrong("vec_of_AXB", "ORDER")
def vec_of_AXB(x, A, B):
    return np.kron(A, B.T)


@wrong("matrix_by_matrix_tensor", "AXES", "Output axes first.")
def matrix_by_matrix_tensor(X, A, B):
    return np.einsum("pa,bq->pqab", A, B)


@wrong(
    "matrix_by_matrix_tensor",
    "AXES",
    "The output's axes are exchanged ([X0, X1, Y1, Y0], Definition 17's habit).",
)
def matrix_by_matrix_tensor(X, A, B):
    return np.einsum("pa,bq->abqp", A, B)


@wrong("matrix_by_matrix_tensor", "COMPRESSED", "Right numbers, flattened by stacking the columns.")
def matrix_by_matrix_tensor(X, A, B):
    return np.kron(B, A.T)


@wrong(
    "matrix_by_matrix_tensor",
    "ROWMAJOR",
    "The vec form was made with order 'F' and unfolded with order 'C'.",
)
def matrix_by_matrix_tensor(X, A, B):
    return np.kron(B, A.T).reshape(A.shape[1], B.shape[0], A.shape[0], B.shape[1])


@wrong("matrix_by_matrix_tensor", "LOSTAXIS", "Summed over all outputs.")
def matrix_by_matrix_tensor(X, A, B):
    return np.sum(A, axis=0, keepdims=True).T @ np.sum(B, axis=1, keepdims=True).T


@wrong("dependent_case", "PRODRULE", "The second W (inside x) is treated as constant.")
def dependent_case(W, x0):
    return np.einsum("ai,b->abi", np.eye(W.shape[0]), (W.T @ x0)[:, 0])


@wrong("dependent_case", "PRODRULE", "The first W is treated as constant.")
def dependent_case(W, x0):
    return np.einsum("ib,a->abi", W, x0[:, 0])


@wrong("dependent_case", "ALLONES")
def dependent_case(W, x0):
    return np.sum(W.T @ x0) * np.ones((W.shape[0], 1)) + W @ (
        np.ones((W.shape[1], W.shape[0])) @ x0
    )


@wrong("dependent_case", "AXES")
def dependent_case(W, x0):
    x = W.T @ x0
    return np.einsum("ai,b->iab", np.eye(W.shape[0]), x[:, 0]) + np.einsum("ib,a->iab", W, x0[:, 0])


@wrong("dependent_case", "PRODRULE", "The two appearances of W do not give equal terms.")
def dependent_case(W, x0):
    return 2 * np.einsum("ai,b->abi", np.eye(W.shape[0]), (W.T @ x0)[:, 0])


@wrong("logistic_hessian", "NOACT")
def logistic_hessian(theta, X):
    return X.T @ X / X.shape[0]


@wrong("logistic_hessian", "MEAN")
def logistic_hessian(theta, X):
    s = 1 / (1 + np.exp(-X @ theta))
    return X.T @ (s * (1 - s) * X)


@wrong("logistic_hessian", "ACT")
def logistic_hessian(theta, X):
    s = 1 / (1 + np.exp(-X @ theta))
    return X.T @ (s * X) / X.shape[0]


@wrong("logistic_hessian", "LOSTAXIS")
def logistic_hessian(theta, X):
    s = 1 / (1 + np.exp(-X @ theta))
    return X.T @ (s * (1 - s)) / X.shape[0]


@wrong("logistic_hessian", "OUTER")
def logistic_hessian(theta, X):
    s = 1 / (1 + np.exp(-X @ theta))
    g = X.T @ s / X.shape[0]
    return g @ g.T


@wrong("logistic_hessian", "ORDER")
def logistic_hessian(theta, X):
    s = 1 / (1 + np.exp(-X @ theta))
    return X @ X.T * (s * (1 - s)) / X.shape[0]
