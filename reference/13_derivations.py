"""The results of the derivations (A.15, A.58, A.61, A.88); the working is beside this file."""

import numpy as np


def df_dx(S, x):
    """Add a term for each appearance of x, (n, 1) (Concept 27)."""
    return S @ x + S.T @ x


def dL_dZ(Z, W, u):
    """Multiply the slope of tanh, on a diagonal, by what comes from above, (m, 1) (A.61)."""
    return np.diag((1 - np.tanh(Z) ** 2).ravel()) @ W @ u


def dL_dW(W, a, g):
    """Put a_i g_j in row i, column j: an outer product, (m, n)."""
    return a @ g.T


def dL_dV(V, x, u):
    """Undo vec of the Kronecker product of x and u, (n, m): an outer product again."""
    return u @ x.T


def dL_dz(z, y):
    """Subtract the labels from the probabilities, (n, 1) (Concept 32)."""
    e = np.exp(z)
    return e / e.sum() - y


def df_dS(S):
    """Transpose the inverse, (n, n)."""
    return np.linalg.inv(S).T


def ds_dV(V, x):
    """Repeat x as a row for every output, (n, m) (Concept 4)."""
    return np.ones((V.shape[0], 1)) @ x.T


def dL_dw(X, y, w, lam):
    """Add the slopes of the residuals and of the penalty, (d, 1)."""
    return 2 * X.T @ (X @ w - y) + 2 * lam * w
