"""The third unseen set, functions of matrices: output axes first."""

import numpy as np


def inverse_form(X, a, b):
    """Return -X^-T a b^T X^-T, (n, n)."""
    return -np.outer(np.linalg.solve(X.T, a), np.linalg.solve(X, b))


def log_det_gram(X, eps):
    """Return 2 X (X^T X + eps I)^-1, (n, k), and the trace of that inverse."""
    inverse = np.linalg.inv(X.T @ X + eps * np.eye(X.shape[1]))
    return 2 * X @ inverse, float(np.trace(inverse))


def sandwich_tensor(A, X, B):
    """Return A_im B_jl at (i, l, m, j), output axes first: (p, q, m, n)."""
    return np.einsum("im,jl->ilmj", A, B)


def trace_form(X, A, B):
    """Add the terms of both copies of X: (n, k)."""
    return A @ X @ B + A.T @ X @ B.T


def determinant_and_trace(X, C):
    """Return det(X) X^-T - (X^-1 C X^-1)^T, (n, n)."""
    inverse = np.linalg.inv(X)
    return np.linalg.det(X) * inverse.T - (inverse @ C @ inverse).T
