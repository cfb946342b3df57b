import numpy as np


def smoothed_grad(Z, y, eps):
    n, k = Z.shape
    P = np.exp(Z - Z.max(axis=1, keepdims=True))
    P /= P.sum(axis=1, keepdims=True)
    return (P - (1 - eps) * np.eye(k)[y] - eps / k) / n


def layer_norm_jac(x, g, b, eps):
    n = len(x)
    s = np.sqrt(np.var(x) + eps)
    u = (x - x.mean()) / s
    return g[:, None] * (np.eye(n) - 1 / n - np.outer(u, u) / n) / s


def gated_jac(x, W, b, V, c):
    s = 1 / (1 + np.exp(-(V @ x + c)))
    return s[:, None] * W + ((W @ x + b) * s * (1 - s))[:, None] * V


def residual_link(x, W1, b1, W2):
    mask = W1 @ x + b1 > 0
    return np.eye(len(x)) + (W1 * mask).T @ W2.T


def triplet_grad(A, P, N, m):
    on = np.sum((A - P) ** 2, axis=1) - np.sum((A - N) ** 2, axis=1) + m > 0
    return 2 * on[:, None] * (N - P) / len(A)


def log_variance_grad(s, mu, e, D, t, beta):
    sd = np.exp(s / 2)
    z = mu + sd * e
    return D.T @ (D @ z - t) * e * sd / 2 + beta / 2 * (np.exp(s) - 1)
