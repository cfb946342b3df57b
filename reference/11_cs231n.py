"""Layer functions with a cache. Each row is an example; a gradient has its variable's shape."""

import numpy as np


def affine_forward(x, w, b):
    """Flatten each example of x, (N, d1, ..., dk), to a row; return x w + b (N, M), the cache."""
    out = x.reshape(x.shape[0], -1) @ w + b
    return out, (x, w, b)


def affine_backward(dout, cache):
    """Return dx (N, d1, ..., dk), dw (D, M), db (M,); the examples add up in dw and db."""
    x, w, _ = cache
    dx = (dout @ w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T @ dout
    db = dout.sum(axis=0)
    return dx, dw, db


def relu_forward(x):
    """Return max(x, 0), of the shape of x, and the cache."""
    return np.maximum(x, 0), x


def relu_backward(dout, cache):
    """Let dout pass where x was above 0: dx, of the shape of x."""
    return dout * (cache > 0)


def softmax_loss(x, y):
    """Return the mean of -log p[i, y_i] over the N rows of x, (N, C), and dx, (N, C)."""
    N = x.shape[0]
    shifted = x - x.max(axis=1, keepdims=True)
    p = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(p[np.arange(N), y]))
    dx = p.copy()
    dx[np.arange(N), y] -= 1
    return loss, dx / N


def batchnorm_forward(x, gamma, beta, bn_param):
    """Return gamma xhat + beta, (N, D), and the cache; xhat has mean 0 and variance 1."""
    std = np.sqrt(x.var(axis=0) + bn_param["eps"])
    xhat = (x - x.mean(axis=0)) / std
    return gamma * xhat + beta, (xhat, gamma, std)


def batchnorm_backward(dout, cache):
    """Return dx (N, D), dgamma (D,), dbeta (D,); the mean and variance matter (Definition 3)."""
    xhat, gamma, std = cache
    dxhat = dout * gamma
    dx = (dxhat - dxhat.mean(axis=0) - xhat * np.mean(dxhat * xhat, axis=0)) / std
    return dx, np.sum(dout * xhat, axis=0), dout.sum(axis=0)
