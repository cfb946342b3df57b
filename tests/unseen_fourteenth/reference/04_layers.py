import numpy as np


def gated_unit_jac(x, W, b, V, c):
    a = W @ x + b
    s = 1 / (1 + np.exp(-(V @ x + c)))
    return s[:, None] * W + (a * s * (1 - s))[:, None] * V


def root_mean_square_dx(x, g, eps):
    n = len(x)
    r = np.sqrt(np.mean(x**2) + eps)
    return np.diag(g.ravel()) / r - x @ (g * x).T / (n * r**3)


def triplets_dA(A, P, Q, margin):
    near = np.linalg.norm(A - P, axis=1, keepdims=True)
    far = np.linalg.norm(A - Q, axis=1, keepdims=True)
    active = near - far + margin > 0
    return active * ((A - P) / near - (A - Q) / far) / len(A)


def one_query_jac(q, K, V):
    z = K @ q / np.sqrt(len(q))
    p = np.exp(z - z.max())
    p = p / p.sum()
    return V.T @ (p * K - p @ p.T @ K) / np.sqrt(len(q))


def quantile_grad(w, X, y, tau, lam):
    e = y - X @ w
    return -X.T @ np.where(e > 0, tau, tau - 1) / len(y) + lam * w
