"""Wrong results for problems/13_derivations.yaml, as code: each loses marks at every seed.

Wrong derivations, with the first step that is wrong, are in tests/paper_derivations.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # bound by the loader, collect.py
    from collect import wrong


@wrong("quadratic_form", "SYMMETRY")
def df_dx(S, x):
    return 2 * S @ x


@wrong("quadratic_form", "ONETERM")
def df_dx(S, x):
    return S @ x


@wrong("quadratic_form", "TCONV")
def df_dx(S, x):
    return (S @ x + S.T @ x).T


@wrong("chain_of_layers", "NOACT")
def dL_dZ(Z, W, u):
    return W @ u


@wrong("chain_of_layers", "ACT")
def dL_dZ(Z, W, u):
    return np.tanh(Z) * (W @ u)


@wrong("chain_of_layers", "TWICE")
def dL_dZ(Z, W, u):
    return (1 - Z**2) * (W @ u)


@wrong("weights_by_indices", "TCONV")
def dL_dW(W, a, g):
    return g @ a.T


@wrong("weights_by_indices", "MEAN")
def dL_dW(W, a, g):
    return a @ g.T / len(g)


@wrong("weights_by_vec", "ROWMAJOR")
def dL_dV(V, x, u):
    return np.kron(x, u).reshape(V.shape)


@wrong("weights_by_vec", "FLAT")
def dL_dV(V, x, u):
    return np.kron(x, u)


@wrong("softmax_loss", "SIGN")
def dL_dz(z, y):
    e = np.exp(z)
    return y - e / e.sum()


@wrong("softmax_loss", "SOFTELEM")
def dL_dz(z, y):
    e = np.exp(z)
    p = e / e.sum()
    return -y * (1 - p)


@wrong("log_determinant", "TCONV")
def df_dS(S):
    return np.linalg.inv(S)


@wrong("log_determinant", "EXTRA", "The determinant cancels: d log f = df / f.")
def df_dS(S):
    return np.linalg.det(S) * np.linalg.inv(S).T


@wrong("sum_of_outputs", "ALLONES")
def ds_dV(V, x):
    return x.sum() * np.ones(V.shape)


@wrong("sum_of_outputs", "TCONV")
def ds_dV(V, x):
    return x @ np.ones((1, V.shape[0]))


@wrong("least_squares", "REG")
def dL_dw(X, y, w, lam):
    return 2 * X.T @ (X @ w - y)


@wrong("least_squares", "FACTOR")
def dL_dw(X, y, w, lam):
    return X.T @ (X @ w - y) + lam * w


@wrong("least_squares", "TCONV")
def dL_dw(X, y, w, lam):
    return (2 * X.T @ (X @ w - y) + 2 * lam * w).T
