import numpy as np


def soft_rank_jac(s, t):
    P = 1 / (1 + np.exp((s[:, None] - s[None, :]) / t))
    D = P * (1 - P) / t
    return D - np.diag(D.sum(axis=1))


def implicit_grad(Y, p, Q, r, lam):
    k = len(Y)
    e = r - Q @ (p + Y.sum(axis=0) / np.sqrt(k))
    return lam * Y - Q.T @ e / np.sqrt(k)


def penalty_grad(z, c, beta):
    p = np.exp(z) / np.sum(np.exp(z))
    g = p + beta * p * (np.log(p) - p @ np.log(p))
    g[c] -= 1
    return g


def pooling_jac(X, p):
    n, d = X.shape
    y = np.mean(X**p, axis=0) ** (1 / p)
    return np.einsum("cd,nc->cnd", np.eye(d), X ** (p - 1) * y ** (1 - p) / n)


def fit_by_weights(w, X, y, lam):
    S = X.T @ np.diag(w) @ X + lam * np.eye(X.shape[1])
    r = y - X @ np.linalg.solve(S, X.T @ (w * y))
    return X @ np.linalg.solve(S, X.T) * r


def squared_form_hessian(x, A):
    S = A + A.T
    return 0.5 * (x @ A @ x * S + np.outer(S @ x, S @ x))


def item_factor_grad(B, A, C, T):
    E = np.einsum("ir,jr,kr->ijk", A, B, C) - T
    return np.einsum("ijk,ir,kr->jr", E, A, C)


def masked_layer_jac(W, X, M):
    D = M * (1 - np.tanh(W @ X) ** 2)
    return np.einsum("ia,ij,bj->ijab", np.eye(len(W)), D, X)


def box_cox_slope(a, y):
    u = (y**a - 1) / a
    du = (y**a * np.log(y) - u) / a
    return np.sum(np.log(y)) - len(y) * np.mean((u - u.mean()) * du) / u.var()


def hinge_grad(S, y, m):
    rows = np.arange(len(S))
    h = np.maximum(m + S - S[rows, y][:, None], 0)
    h[rows, y] = 0
    h[rows, y] = -h.sum(axis=1)
    return 2 * h / len(S)
