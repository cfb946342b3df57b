"""Losses, with the notes' rules: a gradient is a column of the shape of its variable."""

import numpy as np


def least_squares(theta, X, y):
    """Differentiate the mean of the n squared residuals by theta, (d, 1) (Definition 9)."""
    n = X.shape[0]
    return 2 / n * X.T @ (X @ theta - y)


def ridge(theta, X, y, lam):
    """Add the derivatives of the penalty lam * sum theta^2 and the mean squared error, (d, 1)."""
    n = X.shape[0]
    return 2 / n * X.T @ (X @ theta - y) + 2 * lam * theta


def logistic_loss(theta, X, y):
    """Differentiate the mean log-likelihood: the sigmoid's derivative cancels the log's, (d, 1)."""
    n = X.shape[0]
    g = 1 / (1 + np.exp(-X @ theta))
    return X.T @ (g - y) / n


def softmax_derivative(z):
    """Put a_j (delta_ij - a_i) in row i, column j: no entry is zero, (n, n) (Definition 13)."""
    a = np.exp(z) / np.sum(np.exp(z))
    return np.diag(a.ravel()) - a @ a.T


def cross_entropy_by_activation(a, y):
    """Differentiate -sum y log a by a: a column of the shape of a, (n, 1) (Notation 26)."""
    return -y / a


def softmax_cross_entropy(z, y):
    """Chain da/dz and dL/da: all that is left is activation minus target, (n, 1) (Definition 9)."""
    a = np.exp(z) / np.sum(np.exp(z))
    return a - y
