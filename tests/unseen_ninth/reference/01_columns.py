import numpy as np


def trace_grad(X, A, B):
    return A @ X @ B + A.T @ X @ B.T


def logdet_grad(X, A):
    M = np.linalg.inv(np.eye(X.shape[1]) + X.T @ A @ X)
    return A @ X @ M + A.T @ X @ M.T


def ratio_grad(X, a, b, c, d):
    top, bottom = a.T @ X @ b, c.T @ X @ d
    return (bottom * a @ b.T - top * c @ d.T) / bottom**2


def entropy_grad(W, x):
    z = W.T @ x
    e = np.exp(z - z.max())
    p = e / e.sum()
    H = -np.sum(p * np.log(p))
    return x @ (-p * (np.log(p) + H)).T


def squash_derivative(x, W):
    z = W.T @ x
    r = np.linalg.norm(z)
    c = r / (1 + r**2)
    return W @ (c * np.eye(len(z)) + (1 - r**2) / ((1 + r**2) ** 2 * r) * z @ z.T)


def det_grad(X, A, B):
    M = A @ X @ B
    return np.linalg.det(M) * A.T @ np.linalg.inv(M).T @ B.T


def hinge_grad(w, X, y, lam):
    short = np.maximum(1 - y * (X @ w), 0)
    return -2 / len(y) * X.T @ (y * short) + lam * w


def perplexity_grad(Z, y):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = e / e.sum(axis=1, keepdims=True)
    rows = np.arange(len(y))
    perplexity = np.exp(-np.mean(np.log(P[rows, y])))
    P[rows, y] -= 1
    return perplexity * P / len(y)
