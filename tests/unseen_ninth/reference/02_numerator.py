import numpy as np


def misfit_grad(X, A, B, C):
    E = A @ X @ B - C
    return B @ E.T @ A / np.linalg.norm(E)


def congruence_derivative(s, A, B, C):
    N = A + s * B
    return B.T @ C @ N + N.T @ C @ B


def rms_norm_derivative(x, g, eps):
    n = len(x)
    r = np.sqrt(np.mean(x**2) + eps)
    return np.diag(g[:, 0]) / r - (g * x) @ x.T / (n * r**3)


def manipulability_grad(J):
    return np.sqrt(np.linalg.det(J @ J.T)) * J.T @ np.linalg.inv(J @ J.T)


def rates_derivative(c, S, k):
    v = k * np.exp(S.T @ np.log(c))
    return v * S.T / c.T
