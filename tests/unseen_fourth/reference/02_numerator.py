import numpy as np


def gated_jac(x, G, C):
    s = 1 / (1 + np.exp(-G @ x))
    c = np.tanh(C @ x)
    return s * (1 - s) * c * G + s * (1 - c**2) * C


def poisson_row(w, X, y, o):
    return (np.exp(X @ w + o) - y).T @ X


def gram_logdet(X, lam):
    return 2 * np.linalg.solve(X.T @ X + lam * np.eye(X.shape[1]), X.T)


def path_speed(t, A, B, b):
    M = A + t * B
    return -np.linalg.solve(M, B @ np.linalg.solve(M, b))


def direction_jac(x, A, c, eps):
    z = A @ x + c
    s = np.sqrt(np.sum(z**2) + eps)
    y = z / s
    return (np.eye(len(y)) - y @ y.T) @ A / s
