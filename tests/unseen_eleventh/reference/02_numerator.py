import numpy as np


def block_jac(x, W1, b, W2):
    mask = W1 @ x + b > 0
    return np.eye(len(x)) + W2 @ (mask * W1)


def minimum_by_right_side(b, Q, c, A):
    M = np.linalg.solve(Q, A.T)
    return M @ np.linalg.inv(A @ M)


def log_softmax_jac(x, W, b):
    z = W @ x + b
    e = np.exp(z - z.max())
    p = e / e.sum()
    return W - p.T @ W


def cost_by_coefficients(A, d, p):
    M = np.linalg.inv(np.eye(len(d)) - A)
    return (M @ d) @ (p.T @ M)


def cubic_by_matrix(X, a, b):
    G = a @ b.T @ X.T @ X + X @ b @ a.T @ X + X @ X.T @ a @ b.T
    return G.T


def layer_by_time(t, A, B, C):
    T = np.tanh(A + t * B)
    return ((1 - T**2) * B) @ C


def damped_jac(x, B, Q):
    e = np.exp(-(x.T @ Q @ x))
    return e * (B - (B @ x) @ (x.T @ (Q + Q.T)))
