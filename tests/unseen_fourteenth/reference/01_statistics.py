import math

import numpy as np


def probit_grad(w, X, y):
    z = X @ w
    P = (1 + np.vectorize(math.erf)(z / np.sqrt(2))) / 2
    phi = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return X.T @ (phi * (P - y) / (P * (1 - P))) / len(y)


def log_variance_grad(g, Z, y, mu):
    return Z.T @ (1 - (y - mu) ** 2 * np.exp(-Z @ g)) / 2


def student_t_row(w, X, y, nu, s):
    r = y - X @ w
    return -(nu + 1) * (r / (nu * s**2 + r**2)).T @ X


def moments_grad(b, X, Z, y, W):
    n = len(y)
    m = Z.T @ (y - X @ b) / n
    return -X.T @ Z @ (W + W.T) @ m / n


def survival_grad(b, X, event):
    e = np.exp(X @ b)
    risk = np.cumsum(e[::-1])[::-1]
    weighted = np.cumsum((e[:, None] * X)[::-1], axis=0)[::-1]
    return event @ (weighted / risk[:, None] - X)


def marginal_effects_jac(w, X):
    p = 1 / (1 + np.exp(-X @ w))
    g = p * (1 - p)
    return np.mean(g) * np.eye(len(w)) + np.outer(w, X.T @ (g * (1 - 2 * p)) / len(p))
