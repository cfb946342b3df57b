"""The third unseen set, networks: output axes first."""

import numpy as np


def sigmoid(z):
    """Return the logistic function of each entry."""
    return 1 / (1 + np.exp(-z))


def softmax(Z):
    """Return the softmax of each row, of the shape of Z."""
    weights = np.exp(Z - Z.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def gated_update(h, U, V, a, b):
    """Add the direct path, the gate's and the candidate's: (n, n)."""
    z = sigmoid(V @ h + b)
    g = np.tanh(U @ h + a)
    direct = np.diag(1 - z)
    return direct + ((g - h) * z * (1 - z))[:, None] * V + (z * (1 - g**2))[:, None] * U


def layer_norm(x, g, eps):
    """Take out the mean and the part along the deviations: (n, n)."""
    n = x.size
    d = x - x.mean()
    s = np.sqrt(np.mean(d**2) + eps)
    return g[:, None] * (np.eye(n) - 1 / n - np.outer(d, d) / (n * s**2)) / s


def attention_backward(Q, K, V, G):
    """Go back through the product with V and each row's softmax: (m, d) and (m, p)."""
    scale = np.sqrt(Q.shape[1])
    A = softmax(Q @ K.T / scale)
    by_A = G @ V.T
    by_S = A * (by_A - (A * by_A).sum(axis=1, keepdims=True))
    return by_S.T @ Q / scale, A.T @ G


def classifier(X, W1, c, W2, y):
    """Go back from P - Y through the second layer and tanh: (d, h) and (h,)."""
    H = np.tanh(X @ W1 + c)
    delta = softmax(H @ W2)
    delta[np.arange(len(y)), y] -= 1
    by_A = delta / len(y) @ W2.T * (1 - H**2)
    return X.T @ by_A, by_A.sum(axis=0)
