"""The third unseen set, statistics."""

import numpy as np


def gaussian_likelihood(X, mu, S):
    """Weigh the deviations by the precision: (d,) and (d, d)."""
    P = np.linalg.inv(S)
    D = X - mu
    scatter = D.T @ D
    return P @ D.sum(axis=0), 0.5 * (P @ scatter @ P - len(X) * P).T


def logistic_signs(w, X, y, lam):
    """Weigh each example by the probability of the wrong label: (d,)."""
    margin = y * (X @ w)
    return -X.T @ (y / (1 + np.exp(margin))) / len(y) + lam * w


def latent_divergence(mu, s, tau):
    """Differentiate term by term: (n,), (n,) and a number."""
    by_tau = 0.5 * np.sum(1 / tau - (np.exp(s) + mu**2) / tau**2)
    return mu / tau, 0.5 * (np.exp(s) / tau - 1), float(by_tau)


def weighted_squares(theta, X, y, M):
    """Use the symmetric part of M: (d, 1)."""
    return 0.5 * X.T @ (M + M.T) @ (X @ theta - y)


def student_loss(w, X, y, nu):
    """Weigh each residual down by its size: (1, d)."""
    r = X @ w - y
    return (X.T @ ((nu + 1) * r / (nu + r**2))).T
