import numpy as np


def projective_jac(x, A, b, c, d):
    w = c.T @ x + d
    return (A - (A @ x + b) / w @ c.T) / w


def arm_jac(theta, l):
    phi = np.cumsum(theta)
    parts = np.array([-l[:, 0] * np.sin(phi), l[:, 0] * np.cos(phi)])
    return np.cumsum(parts[:, ::-1], axis=1)[:, ::-1]


def midpoint_jac(x, A, b, h):
    eye = np.eye(len(x))
    k = np.tanh(A @ x + b)
    y = np.tanh(A @ (x + h / 2 * k) + b)
    return eye + h * (1 - y**2) * A @ (eye + h / 2 * (1 - k**2) * A)


def solution_by_damping(d, A, b):
    inverse = np.linalg.inv(A + np.diag(d[:, 0]))
    return -inverse * (inverse @ b).T


def embedding_row(X, a, b, y):
    s = a.T @ X @ X.T @ b
    return (s - y) * X.T @ (a @ b.T + b @ a.T)


def injected_jac(x, h0, W, U, V, C):
    h1 = np.tanh(W @ h0 + U @ x)
    h2 = np.tanh(W @ h1 + V @ x)
    return C @ ((1 - h2**2) * (W @ ((1 - h1**2) * U) + V))


def mixture_row(x, G, E):
    z = np.exp(G @ x - np.max(G @ x))
    p = z / z.sum()
    e = E @ x
    return p.T @ E + (p * (e - p.T @ e)).T @ G
