import numpy as np


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def smoother_grad(x, y, v, lam):
    D = np.diff(np.eye(len(x)), n=2, axis=0)
    return v * (x - y) + lam * D.T @ D @ x


def style_grad(F, T):
    p = F.shape[1]
    R = F @ F.T / p - T
    return (R + R.T) @ F / (2 * p)


def centres_grad(C, x, a, g, t):
    q = 1 + g * ((C - x) ** 2).sum(axis=1)
    error = (a / np.sqrt(q)).sum() - t
    return -error * g * (a * q**-1.5)[:, None] * (C - x)


def profit_grad(p, v, b, c):
    s = softmax(v - b * p)
    return s - b * s * (p - c - s @ (p - c))


def sphericity_grad(X):
    n, d = X.shape
    A = X - X.mean(axis=0)
    S = A.T @ A / n
    return 2 / n * A @ np.linalg.inv(S) - 2 * d / n * A / np.trace(S)


def risk_shares_jac(w, S):
    Sw = S @ w
    sigma = np.sqrt(w @ Sw)
    return (np.diag(Sw) + w[:, None] * S) / sigma - np.outer(w * Sw, Sw) / sigma**3
