"""The third unseen set, sequences, convolutions and tensors."""

import numpy as np


def filter_loss(x, w, g):
    """Correlate the slopes with the other factor: (k,) and (n,)."""
    by_y = g * (1 - np.tanh(np.convolve(x, w)) ** 2)
    by_w = [by_y[j : j + x.size] @ x for j in range(w.size)]
    by_x = [by_y[t : t + w.size] @ w for t in range(x.size)]
    return np.array(by_w), np.array(by_x)


def strided_window(x, w, c):
    """Read the signal as rows of two: (2 n,) and (2,)."""
    pairs = x.reshape(-1, 2)
    by_y = 2 * c * (pairs @ w)
    return np.outer(by_y, w).ravel(), by_y @ pairs


def diagonal_recurrence(h, u, a, b, c):
    """Go back through three steps, the weights counted at each: (n,) and (n,)."""
    h1 = np.tanh(u * h + a)
    h2 = np.tanh(u * h1 + b)
    h3 = np.tanh(u * h2 + c)
    d3 = h3 * (1 - h3**2)
    d2 = d3 * u * (1 - h2**2)
    d1 = d2 * u * (1 - h1**2)
    return d3 * h2 + d2 * h1 + d1 * h, d1 * u


def bilinear_layer(u, v, T):
    """Contract with v alone, and scale each output's row by its slope: (p, m)."""
    y = 1 / (1 + np.exp(-np.einsum("i,ijk,j->k", u, T, v)))
    return np.einsum("k,ijk,j->ki", y * (1 - y), T, v)
