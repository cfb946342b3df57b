import numpy as np


def excite_jac(x, U, V):
    h = np.maximum(U @ x, 0)
    s = 1 / (1 + np.exp(-V @ h))
    return np.diag(s[:, 0]) + (x * s * (1 - s)) * (V @ ((h > 0) * U))


def drag_jac(v, u, c, B):
    d = v - u
    r = np.linalg.norm(d)
    return B - c * (r * np.eye(len(v)) + d @ d.T / r)


def community_matrix(x, r, A):
    growth = r - A @ (x / (1 + x))
    return np.diag(growth[:, 0]) - x * A / (1 + x.T) ** 2


def spectrum_jac(x, C, S):
    a, b = C @ x, S @ x
    return 2 * (a * C + b * S) / (1 + a**2 + b**2)


def maxout_row(x, A, B, a, b, c):
    first, second = A @ x + a, B @ x + b
    return 2 * (c * np.maximum(first, second)).T @ np.where(first >= second, A, B)


def noise_loss_row(x0, noise, W, a):
    e = np.tanh(W @ (np.sqrt(a) * x0 + np.sqrt(1 - a) * noise))
    return -2 / len(x0) * np.sqrt(a) * ((noise - e) * (1 - e**2)).T @ W


def lag_row(x):
    s = np.sum(x**2)
    r = np.sum(x[1:] * x[:-1]) / s
    g = -2 * r * x
    g[1:] += x[:-1]
    g[:-1] += x[1:]
    return g.T / s


def precision_by_length(l, D, s):
    K = np.exp(-D / l)
    M = np.linalg.inv(K + (2 + s) * np.eye(len(D)))
    return -M @ (K * D / l**2) @ M
