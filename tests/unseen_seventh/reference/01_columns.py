from math import erf, pi

import numpy as np


def heavy_tails(w, X, y, nu):
    r = X @ w - y
    return X.T @ (2 * r / (nu + r**2))


def harmonic(x, w):
    return w.sum() / (w / x).sum() ** 2 * w / x**2


def mahalanobis(m, x, S):
    u = np.linalg.solve(S, x - m)
    return -u / np.sqrt((x - m).T @ u)


def gelu_layer(x, W, b):
    z = W.T @ x + b
    cdf = np.array([[(1 + erf(v / 2**0.5)) / 2] for v in z[:, 0]])
    return W * (cdf + z * np.exp(-(z**2) / 2) / np.sqrt(2 * pi)).T


def commutator(X, A):
    C = A @ X - X @ A
    return A.T @ C - C @ A.T


def inverse_square(X, A):
    M = np.linalg.inv(X)
    return -(M @ M @ A @ M + M @ A @ M @ M).T
