import numpy as np


def huber_grad(w, X, y, delta):
    return X.T @ np.clip(X @ w - y, -delta, delta) / len(y)


def bellman_grad(w, Phi, Phi_next, r, gamma):
    D = gamma * Phi_next - Phi
    return D.T @ (r + D @ w) / len(r)


def dual_grad(lam, Q, c, A, b):
    x = -np.linalg.solve(Q, c + A.T @ lam)
    return A @ x - b


def state_grad(x, A, b):
    t = np.tanh(A @ x + b)
    return t + A.T @ ((1 - t**2) * x)


def hinge_by_weights(W, X, y, Delta, lam):
    S = X @ W
    rows = np.arange(len(y))
    mask = 1.0 * (S - S[rows, y][:, None] + Delta > 0)
    mask[rows, y] = 0
    mask[rows, y] = -mask.sum(axis=1)
    return X.T @ mask / len(y) + 2 * lam * W


def contractive_grad(W, x, b):
    h = 1 / (1 + np.exp(-(W @ x + b)))
    s2 = (h * (1 - h)) ** 2
    q = np.sum(W**2, axis=1, keepdims=True)
    return 2 * s2 * W + 2 * s2 * (1 - 2 * h) * q @ x.T
