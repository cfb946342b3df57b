import numpy as np


def poisson_grad(w, X, y, t, lam):
    return X.T @ (t * np.exp(X @ w) - y) / len(y) + lam * w


def rms_backward(X, g, G, eps):
    r = np.sqrt(np.mean(X**2, axis=1, keepdims=True) + eps)
    A = G * g
    return A / r - X * np.mean(A * X, axis=1, keepdims=True) / r**3


def barrier_grad(x, Q, c, A, b, mu):
    return 0.5 * (Q + Q.T) @ x + c + mu * A.T @ (1 / (b - A @ x))


def loadings_grad(W, C, s):
    P = np.linalg.inv(W @ W.T + s * np.eye(len(W)))
    return (P - 0.5 * P @ (C + C.T) @ P) @ W


def smoothed_grad(z, y, e, T):
    p = np.exp(z / T) / np.sum(np.exp(z / T))
    return (p - (1 - e) * y - e / len(z)) / T


def group_grad(W, X, Y, lam):
    return X.T @ (X @ W - Y) / len(X) + lam * W / np.linalg.norm(W, axis=1, keepdims=True)
