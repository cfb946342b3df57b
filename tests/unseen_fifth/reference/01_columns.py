import numpy as np


def rayleigh_grad(x, A, B):
    a, b = x.T @ A @ x, x.T @ B @ x
    return ((A + A.T) @ x - 2 * a / b * B @ x) / b


def lagrangian_grad(x, Q, A, b, u, rho):
    return 0.5 * (Q + Q.T) @ x + A.T @ (u + rho * (A @ x - b))


def adapter_grad(A, B, W, X, T, s):
    E = W @ X + s * B @ A @ X - T
    return 2 * s / X.shape[1] * B.T @ E @ X.T


def gain_grad(K, x, A, B, R, P):
    u = -K @ x
    x1 = A @ x + B @ u
    return -((R + R.T) @ u + B.T @ (P + P.T) @ x1) @ x.T


def sharpe_grad(w, R, rf):
    r = R @ w
    s = r.std()
    cov = (R - R.mean(axis=0)).T @ (r - r.mean()) / len(r)
    return R.mean(axis=0)[:, None] / s - (r.mean() - rf) * cov / s**3


def reflection_by_normal(v, x):
    a, b = np.sum(v * x), np.sum(v * v)
    return -2 * (a * np.eye(len(v)) + x @ v.T - 2 * a / b * v @ v.T) / b


def congruence_jac(X, A):
    n, k = X.shape
    eye = np.eye(k)
    left = np.einsum("aj,ic->jica", eye, A @ X)
    right = np.einsum("cj,ai->jica", eye, X.T @ A)
    return (left + right).reshape(n * k, k * k)


def design_grad(X, M, lam):
    S = np.linalg.inv(X.T @ X + lam * np.eye(X.shape[1]))
    return -X @ S @ (M + M.T) @ S


def smoothing_grad(F, Y, W, lam):
    lap = np.diag(W.sum(axis=1)) - W
    return F - Y + 0.5 * lam * (lap + lap.T) @ F


def nce_grad(q, p, K, tau):
    keys = np.vstack([p.T, K])
    e = np.exp(keys @ q / tau)
    return (keys.T @ (e / e.sum()) - p) / tau
