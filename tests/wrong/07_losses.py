"""Wrong answers for problems/07_losses.yaml: each loses marks at every seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # bound by the loader, collect.py
    from collect import wrong


@wrong("least_squares", "MEAN", "The loss is a mean over the n rows.")
def least_squares(theta, X, y):
    return 2 * X.T @ (X @ theta - y)


@wrong("least_squares", "FACTOR")
def least_squares(theta, X, y):
    return X.T @ (X @ theta - y) / X.shape[0]


@wrong("least_squares", "SIGN")
def least_squares(theta, X, y):
    return 2 / X.shape[0] * X.T @ (y - X @ theta)


@wrong("least_squares", "TCONV")
def least_squares(theta, X, y):
    return 2 / X.shape[0] * (X @ theta - y).T @ X


@wrong("least_squares", "ONETERM", "The -y term of the residual is missing.")
def least_squares(theta, X, y):
    return 2 / X.shape[0] * X.T @ X @ theta


@wrong("least_squares", "MEAN", "Divided by the number of features instead of the number of rows.")
def least_squares(theta, X, y):
    return 2 / theta.shape[0] * X.T @ (X @ theta - y)


@wrong("least_squares", "BROADCAST", "(n x 1) minus (n,) broadcasts to (n x n).")
def least_squares(theta, X, y):
    return 2 / X.shape[0] * X.T @ (X @ theta - y.ravel())


@wrong("ridge", "REG", "The penalty is missing.")
def ridge(theta, X, y, lam):
    return 2 / X.shape[0] * X.T @ (X @ theta - y)


@wrong("ridge", "REG", "d(theta^2) = 2 theta.")
def ridge(theta, X, y, lam):
    return 2 / X.shape[0] * X.T @ (X @ theta - y) + lam * theta


@wrong("ridge", "REG", "The penalty is not averaged over the data.")
def ridge(theta, X, y, lam):
    return 2 / X.shape[0] * (X.T @ (X @ theta - y) + lam * theta)


@wrong("ridge", "REG", "The penalty's derivative still depends on theta.")
def ridge(theta, X, y, lam):
    return 2 / X.shape[0] * X.T @ (X @ theta - y) + 2 * lam


@wrong("ridge", "REG", "You added the penalty's value (a scalar, broadcast).")
def ridge(theta, X, y, lam):
    return 2 / X.shape[0] * X.T @ (X @ theta - y) + lam * np.sum(theta**2)


@wrong("ridge", "TCONV")
def ridge(theta, X, y, lam):
    return (2 / X.shape[0] * X.T @ (X @ theta - y) + 2 * lam * theta).T


@wrong("logistic_loss", "SIGN")
def logistic_loss(theta, X, y):
    return X.T @ (y - 1 / (1 + np.exp(-X @ theta))) / X.shape[0]


@wrong(
    "logistic_loss",
    "EXTRA",
    "The sigma' factor cancels against the log; this is (half) the squared loss's gradient.",
)
def logistic_loss(theta, X, y):
    g = 1 / (1 + np.exp(-X @ theta))
    return X.T @ ((g - y) * g * (1 - g)) / X.shape[0]


@wrong("logistic_loss", "MEAN")
def logistic_loss(theta, X, y):
    return X.T @ (1 / (1 + np.exp(-X @ theta)) - y)


@wrong("logistic_loss", "NOACT", "The sigmoid is missing: this is the linear regression gradient.")
def logistic_loss(theta, X, y):
    return X.T @ (X @ theta - y) / X.shape[0]


@wrong("logistic_loss", "TCONV")
def logistic_loss(theta, X, y):
    return (1 / (1 + np.exp(-X @ theta)) - y).T @ X / X.shape[0]


@wrong("logistic_loss", "ONETERM", "Only the y = 1 half of the loss is differentiated.")
def logistic_loss(theta, X, y):
    return X.T @ (-y * (1 - 1 / (1 + np.exp(-X @ theta)))) / X.shape[0]


@wrong("softmax_derivative", "SOFTELEM")
def softmax_derivative(z):
    a = np.exp(z) / np.sum(np.exp(z))
    return np.diag((a * (1 - a)).ravel())


@wrong(
    "softmax_derivative",
    "COMPRESSED",
    "The compressed form A.90 only stands for a diagonal matrix, and softmax's is not diagonal.",
)
def softmax_derivative(z):
    a = np.exp(z) / np.sum(np.exp(z))
    return a * (1 - a)


@wrong("softmax_derivative", "ONETERM", "The denominator also depends on z (Definition 3).")
def softmax_derivative(z):
    a = np.exp(z) / np.sum(np.exp(z))
    return np.diag(a.ravel())


@wrong("softmax_derivative", "SIGN")
def softmax_derivative(z):
    a = np.exp(z) / np.sum(np.exp(z))
    return np.diag(a.ravel()) + a @ a.T


@wrong("softmax_derivative", "ONETERM", "The numerator's term, diag(a), is missing.")
def softmax_derivative(z):
    a = np.exp(z) / np.sum(np.exp(z))
    return -a @ a.T


@wrong(
    "softmax_derivative",
    "BROADCAST",
    "a*a is a column and was broadcast; the outer product a a^T is needed.",
)
def softmax_derivative(z):
    a = np.exp(z) / np.sum(np.exp(z))
    return np.diag(a.ravel()) - a * a


@wrong("cross_entropy_by_activation", "WRONGVAR", "That is the derivative with respect to y.")
def cross_entropy_by_activation(a, y):
    return -np.log(a)


@wrong("cross_entropy_by_activation", "SIGN")
def cross_entropy_by_activation(a, y):
    return y / a


@wrong("cross_entropy_by_activation", "FACTOR", "y is a constant factor.")
def cross_entropy_by_activation(a, y):
    return -1 / a


@wrong("cross_entropy_by_activation", "LAYER", "That is dL/dz behind a softmax, not dL/da.")
def cross_entropy_by_activation(a, y):
    return a - y


@wrong("cross_entropy_by_activation", "TCONV")
def cross_entropy_by_activation(a, y):
    return (-y / a).T


@wrong("cross_entropy_by_activation", "LOSTAXIS")
def cross_entropy_by_activation(a, y):
    return -np.sum(y / a)


@wrong("softmax_cross_entropy", "SIGN")
def softmax_cross_entropy(z, y):
    return y - np.exp(z) / np.sum(np.exp(z))


@wrong("softmax_cross_entropy", "SOFTELEM")
def softmax_cross_entropy(z, y):
    a = np.exp(z) / np.sum(np.exp(z))
    return (-y / a) * a * (1 - a)


@wrong("softmax_cross_entropy", "EXTRA", "a - y already contains the softmax derivative.")
def softmax_cross_entropy(z, y):
    a = np.exp(z) / np.sum(np.exp(z))
    return (a - y) * a * (1 - a)


@wrong("softmax_cross_entropy", "ONETERM", "That is dL/da; the factor da/dz is missing.")
def softmax_cross_entropy(z, y):
    return -y * np.sum(np.exp(z)) / np.exp(z)


@wrong("softmax_cross_entropy", "TCONV")
def softmax_cross_entropy(z, y):
    return (np.exp(z) / np.sum(np.exp(z)) - y).T


@wrong("softmax_cross_entropy", "NOACT")
def softmax_cross_entropy(z, y):
    return z - y
