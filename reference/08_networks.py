"""Whole networks, batches and a step: the derivatives of A.9 put together."""

import numpy as np


def two_layer_first_weights(x, W1, W2, y):
    """Go back from the loss to Z^1, then multiply x, (d, 1), by (dL/dZ^1)^T, (1, m) (A.61)."""
    A1 = np.tanh(W1.T @ x)
    dL_dZ2 = W2.T @ A1 - y
    dL_dZ1 = (1 - A1**2) * (W2 @ dL_dZ2)
    return x @ dL_dZ1.T


def backprop_L_layers(x, y, Ws, bs):
    """Return the dL/dW^l, (m_l, n_l), and the dL/dW_0^l, (n_l, 1), layer 1 first (A.59-A.90)."""
    last = len(Ws) - 1
    As = [x]
    for layer, W in enumerate(Ws):
        Z = W.T @ As[-1] + bs[layer]
        As.append(np.tanh(Z) if layer < last else Z)
    dL_dZ = As[-1] - y
    dWs, dbs = [], []
    for layer in range(last, -1, -1):
        dWs.insert(0, As[layer] @ dL_dZ.T)
        dbs.insert(0, dL_dZ)
        dL_dZ = (1 - As[layer] ** 2) * (Ws[layer] @ dL_dZ)
    return dWs, dbs


def batched_layer_columns(W, b, A, G):
    """Return dL/dW (m, n), dL/db (n, 1), dL/dA (m, k); the columns of A and G are the examples.

    One W and one b serve all examples: the product with G^T and the sum over columns add them up.
    """
    return A @ G.T, G.sum(axis=1, keepdims=True), W @ G


def batched_layer_rows(X, W, b, G):
    """Return dL/dW (m, n), dL/db (1, n), dL/dX (k, m); the examples are rows of X and G (SE-2d)."""
    return X.T @ G, G.sum(axis=0, keepdims=True), G @ W.T


def sgd_step(W, x, y, eta):
    """Step against dL/dW = x (a - y)^T: the greatest decrease, (m, n) (A.1.3, A.61)."""
    z = W.T @ x
    a = np.exp(z) / np.sum(np.exp(z))
    return W - eta * x @ (a - y).T
