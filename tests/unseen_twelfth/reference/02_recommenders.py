import numpy as np


def user_factors_grad(U, V, R, M, lam):
    return -(M * (R - U @ V.T)) @ V + lam * U


def bpr_grad(u, P, Q, lam):
    D = P - Q
    return -D.T @ (1 / (1 + np.exp(D @ u))) / len(D) + lam * u


def machine_grad(V, w, x, t):
    h = V.T @ x
    p = w @ x + (np.sum(h**2) - np.sum((V**2).T @ x**2)) / 2
    return (p - t) * (np.outer(x, h) - V * (x**2)[:, None])


def cosines_jac(u, V):
    nu = np.linalg.norm(u)
    N = V / np.linalg.norm(V, axis=1, keepdims=True)
    s = N @ u / nu
    return (N - np.outer(s, u / nu)) / nu


def pooled_jac(q, K, V, tau):
    z = K @ q / tau
    p = np.exp(z - z.max())
    p /= p.sum()
    return V.T @ (np.diag(p) - np.outer(p, p)) @ K / tau


def offsets_grad(c, b, mu, R, M, lam):
    E = R - mu - b - c.T
    return -2 * np.sum(M * E, axis=0, keepdims=True) / (M.sum() + 1) + 2 * lam * c.T
