import numpy as np


def gain_grad(K, x, A, B, Q, R, P):
    z = (A - B @ K) @ x
    return 2 * R @ K @ x @ x.T - 2 * B.T @ P @ z @ x.T


def arrival_jac(x, S):
    d = x - S
    n = d / np.linalg.norm(d, axis=1, keepdims=True)
    return n[1:] - n[0]


def plan_grad(u, F, G, D, x0, r, Q, rho):
    e = F @ x0 + G @ u - r
    return e.T @ (Q + Q.T) @ G + 2 * rho * u.T @ D.T @ D


def step_jac(x, A, B, C, h):
    t = np.tanh(C @ x)
    return np.eye(len(x)) + h * (A + B @ np.diag(1 - t**2) @ C)


def lagrangian_grad(x, q, A, b, lam, rho):
    c = A @ x**2 - b
    return q + 2 * x * (A.T @ (lam + rho * c))


def line_slope(a, x, d, A, b):
    z = x + a * d
    return ((d.T @ (A + A.T) @ z) / 2 - b.T @ d).item()
