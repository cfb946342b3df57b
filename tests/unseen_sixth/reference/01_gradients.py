import numpy as np


def lyapunov_grad(P, A, Q):
    R = A.T @ P + P @ A + Q
    return A @ R + R @ A.T


def utility_grad(w, w0, mu, S, g, k, eps):
    d = w - w0
    return mu - g / 2 * (S + S.T) @ w - k * d / np.sqrt(d**2 + eps)


def orthogonal_fit_grad(W, X, Y, lam):
    return 2 * X.T @ (X @ W - Y) + 4 * lam * W @ (W.T @ W - np.eye(W.shape[1]))


def graph_conv_grad(X, A, W, Y):
    Z = A @ X @ W
    E = (np.maximum(Z, 0) - Y) * (Z > 0)
    return 2 / len(X) * A.T @ E @ W.T


def spring_grad(X, l, k):
    D = X[1:] - X[:-1]
    r = np.linalg.norm(D, axis=1, keepdims=True)
    pull = k * (r - l) * D / r
    G = np.zeros_like(X)
    G[1:] += pull
    G[:-1] -= pull
    return G


def nearest_kron_grad(A, B, C):
    (p, q), (r, s) = A.shape, B.shape
    blocks = C.reshape(p, r, q, s)
    return 2 * (A * np.sum(B**2) - np.einsum("irjs,rs->ij", blocks, B))


def cox_grad(beta, X, e):
    h = np.exp(X @ beta)
    risk = np.cumsum(h[::-1], axis=0)[::-1]
    return -X.T @ (e - h * np.cumsum(e / risk, axis=0))


def metric_grad(M, D, y, b):
    q = np.sum((D @ M.T) ** 2, axis=1)
    s = y / (1 + np.exp(-y * (q - b)))
    return 2 / len(D) * M @ D.T @ (s[:, None] * D)


def weight_norm_grad(v, g, X, t):
    length = np.linalg.norm(v)
    u = v / length
    dw = X.T @ (g * X @ u - t)
    return g / length * (dw - u * (u.T @ dw))


def tied_grad(W, X):
    R = X - X @ W @ W.T
    return -2 * (X.T @ R + R.T @ X) @ W


def similarity_grad(X, A, C):
    M = np.linalg.inv(X)
    return (C @ M @ A).T - (M @ A @ X @ C @ M).T
