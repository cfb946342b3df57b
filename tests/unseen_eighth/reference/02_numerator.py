import numpy as np


def layer_norm_jac(x, g, eps):
    n = len(x)
    s = np.sqrt(x.var() + eps)
    h = (x - x.mean()) / s
    return g * (np.eye(n) - 1 / n - h @ h.T / n) / s


def volume_grad(X, A):
    P = np.linalg.inv(X.T @ A @ X)
    return P @ X.T @ A + P.T @ X.T @ A.T


def deviance_grad(w, X, y):
    return 2 / len(y) * (1 - y / np.exp(X @ w)).T @ X


def two_sided_jac(X, A, B, C, D):
    J = np.einsum("pm,nq->qpnm", A, B) + np.einsum("pn,mq->qpnm", C, D)
    return J.reshape(len(A) * B.shape[1], X.size)


def sharpen_jac(x, p):
    y = x**p / np.sum(x**p)
    return p * (np.diag(y[:, 0]) - y @ y.T) / x.T


def step_grad(x, H, b):
    g = H @ x - b
    c = g.T @ H @ g
    return 2 * (g - g.T @ g / c * H @ g).T @ H / c


def cayley_by_s(s, A, x):
    M = np.eye(len(x)) + s * A
    y = np.linalg.solve(M, x - s * A @ x)
    return -np.linalg.solve(M, A @ (x + y))
