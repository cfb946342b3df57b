import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def update_by_noise(r, mu, P, H, y):
    S = H @ P @ H.T + r * np.eye(len(y))
    return -P @ H.T @ np.linalg.solve(S, np.linalg.solve(S, y - H @ mu))


def dice_grad(z, y, s):
    p = sigmoid(z)
    above = 2 * np.sum(p * y) + s
    below = np.sum(p) + np.sum(y) + s
    return (above - 2 * y * below) / below**2 * p * (1 - p)


def ranking_grad(s, M):
    G = M * sigmoid(s - s[:, None])
    return G.sum(axis=0) - G.sum(axis=1)


def flow_grad(w, u, z, b):
    t = np.tanh(w @ z + b)
    slope = 1 - t**2
    return (u * slope - 2 * t * slope * (u @ w) * z) / (1 + (u @ w) * slope)


def variation_grad(x, y, lam, eps):
    d = np.diff(x)
    pull = lam * d / np.sqrt(d**2 + eps)
    g = x - y
    g[1:] += pull
    g[:-1] -= pull
    return g


def divergence_grad(a, b):
    p = softmax(a)
    gap = np.log(p) - np.log(softmax(b))
    return p * (gap - p @ gap)


def transition_grad(A, p0, b0, b1, b2):
    f0 = p0 * b0
    f1 = (A.T @ f0) * b1
    total = np.sum((A.T @ f1) * b2)
    return -(np.outer(f0, b1 * (A @ b2)) + np.outer(f1, b2)) / total


def ordinal_jac(z):
    p = softmax(z)
    return np.tril(np.ones((len(z), len(z)))) @ (np.diag(p) - np.outer(p, p))


def hessian_step(x, A, c, v):
    return 2 * A.T @ ((A @ x) * (A @ v)) + np.exp(c @ x) * (c @ v) * c


def mixed_derivative(u, v, M):
    t = np.tanh(u @ M @ v)
    return (1 - t**2) * (M - 2 * t * np.outer(M @ v, u @ M))


def quantile_grad(beta, X, y, tau, lam):
    r = y - X @ beta
    return -X.T @ np.where(r > 0, tau, tau - 1) / len(y) + 2 * lam * beta


def validation_slope(lam, X, y, V, t):
    G = X.T @ X + lam * np.eye(X.shape[1])
    w = np.linalg.solve(G, X.T @ y)
    return -2 / len(t) * (V @ w - t) @ V @ np.linalg.solve(G, w)
