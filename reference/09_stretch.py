"""Beyond the notes: trace, determinant, inverse, vec and a 4-tensor, in the notes' layout."""

import numpy as np


def trace_AXB(X, A, B):
    """Put ds/dX_ij = sum_p A_pi B_jp in row i, column j: (B A)^T, (r, k) (Definition 18)."""
    return A.T @ B.T


def determinant(X):
    """Return the matrix of the cofactors, (n, n) (Definition 18)."""
    return np.linalg.det(X) * np.linalg.inv(X).T


def bilinear_inverse(X, a, b):
    """Differentiate a^T X^-1 b with d(X^-1) = -X^-1 dX X^-1: (n, n) (Definition 18)."""
    V = np.linalg.inv(X)
    return -V.T @ a @ b.T @ V.T


def inverse_by_scalar(s, A, C):
    """Differentiate (A + sC)^-1 by d(X^-1) = -X^-1 dX X^-1, transpose: (n, n) (Definition 17)."""
    M = np.linalg.inv(A + s * C)
    return -(M @ C @ M).T


def vec_of_AXB(x, A, B):
    """Transpose the matrix of vec(AXB) = (B^T kron A) vec(X): (r*k, p*q) (A.58, Definition 13)."""
    return np.kron(B, A.T)


def matrix_by_matrix_tensor(X, A, B):
    """Put dY_pq/dX_ab = A_pa B_bq at [a, b, p, q]: (r, k, p, q) (Concept 20)."""
    return np.einsum("pa,bq->abpq", A, B)


def dependent_case(W, x0):
    """Add a term for each of the two W in W W^T x0: (n, m, n) (Definition 3)."""
    x = W.T @ x0
    from_first = np.einsum("ai,b->abi", np.eye(W.shape[0]), x[:, 0])
    from_second = np.einsum("a,ib->abi", x0[:, 0], W)
    return from_first + from_second


def logistic_hessian(theta, X):
    """Chain (dz/dtheta)(ds/dz)(dg/ds), ds/dz taken entry by entry: (d, d) (Definition 13)."""
    s = 1 / (1 + np.exp(-X @ theta))
    return X.T @ (s * (1 - s) * X) / X.shape[0]
