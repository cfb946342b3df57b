"""Wrong answers for problems/08_networks.yaml: each loses marks at every seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # bound by the loader, collect.py
    from collect import wrong


@wrong("two_layer_first_weights", "TCONV")
def two_layer_first_weights(x, W1, W2, y):
    A1 = np.tanh(W1.T @ x)
    return ((1 - A1**2) * (W2 @ (W2.T @ A1 - y))) @ x.T


@wrong("two_layer_first_weights", "NOACT")
def two_layer_first_weights(x, W1, W2, y):
    A1 = np.tanh(W1.T @ x)
    return x @ (W2 @ (W2.T @ A1 - y)).T


@wrong("two_layer_first_weights", "LAYER", "W^1 goes with A^0 = x (Notation 30), you used A^1.")
def two_layer_first_weights(x, W1, W2, y):
    A1 = np.tanh(W1.T @ x)
    return A1 @ ((1 - A1**2) * (W2 @ (W2.T @ A1 - y))).T


@wrong("two_layer_first_weights", "LAYER", "That is dL/dW^2.")
def two_layer_first_weights(x, W1, W2, y):
    A1 = np.tanh(W1.T @ x)
    return A1 @ (W2.T @ A1 - y).T


@wrong("two_layer_first_weights", "FACTOR", "The 1/2 in the loss cancels the 2.")
def two_layer_first_weights(x, W1, W2, y):
    A1 = np.tanh(W1.T @ x)
    return 2 * x @ ((1 - A1**2) * (W2 @ (W2.T @ A1 - y))).T


@wrong("two_layer_first_weights", "TWICE")
def two_layer_first_weights(x, W1, W2, y):
    A1 = np.tanh(W1.T @ x)
    return x @ ((1 - np.tanh(A1) ** 2) * (W2 @ (W2.T @ A1 - y))).T


@wrong("two_layer_first_weights", "NOUPSTREAM")
def two_layer_first_weights(x, W1, W2, y):
    A1 = np.tanh(W1.T @ x)
    return x @ (1 - A1**2).T


@wrong(
    "batched_layer_columns",
    "MEAN",
    "G is already the derivative of the whole loss; do not average again.",
)
def batched_layer_columns(W, b, A, G):
    return A @ G.T / A.shape[1], G.mean(axis=1, keepdims=True), W @ G


@wrong(
    "batched_layer_columns",
    "LOSTAXIS",
    "The bias gradient adds over examples (columns), not over neurons.",
)
def batched_layer_columns(W, b, A, G):
    return A @ G.T, G.sum(axis=0, keepdims=True).T, W @ G


@wrong(
    "batched_layer_columns",
    "UNSUMMED",
    "One bias serves all the examples: add their contributions (Definition 3).",
)
def batched_layer_columns(W, b, A, G):
    return A @ G.T, G, W @ G


@wrong("batched_layer_columns", "TCONV")
def batched_layer_columns(W, b, A, G):
    return G @ A.T, G.sum(axis=1, keepdims=True), W @ G


@wrong("batched_layer_columns", "FLAT")
def batched_layer_columns(W, b, A, G):
    return A @ G.T, G.sum(axis=1), W @ G


@wrong("batched_layer_columns", "TCONV")
def batched_layer_columns(W, b, A, G):
    return A @ G.T, G.sum(axis=1, keepdims=True), (W @ G).T


@wrong(
    "batched_layer_rows",
    "TCONV",
    "dL/dW has the shape of W (Definition 18): x^T comes first (answer 2).",
)
def batched_layer_rows(X, W, b, G):
    return G.T @ X, G.sum(axis=0, keepdims=True), G @ W.T


@wrong("batched_layer_rows", "UNSUMMED", "One bias serves all rows: add over the examples.")
def batched_layer_rows(X, W, b, G):
    return X.T @ G, G, G @ W.T


@wrong("batched_layer_rows", "TCONV", "Here the bias is a row, and so is its gradient.")
def batched_layer_rows(X, W, b, G):
    return X.T @ G, G.sum(axis=0, keepdims=True).T, G @ W.T


@wrong("batched_layer_rows", "MEAN")
def batched_layer_rows(X, W, b, G):
    return X.T @ G / X.shape[0], G.mean(axis=0, keepdims=True), G @ W.T


@wrong("batched_layer_rows", "LOSTAXIS", "Added over the neurons instead of the examples.")
def batched_layer_rows(X, W, b, G):
    return X.T @ G, G.sum(axis=1, keepdims=True), G @ W.T


@wrong("batched_layer_rows", "NOUPSTREAM", "The upstream factor dL/dz is missing.")
def batched_layer_rows(X, W, b, G):
    return (
        np.sum(X, axis=0, keepdims=True).T @ np.ones((1, W.shape[1])),
        G.sum(axis=0, keepdims=True),
        G @ W.T,
    )


@wrong(
    "sgd_step",
    "SIGN",
    "The step goes against the gradient: the direction of greatest decrease (A.1.3).",
)
def sgd_step(W, x, y, eta):
    z = W.T @ x
    a = np.exp(z) / np.sum(np.exp(z))
    return W + eta * x @ (a - y).T


@wrong("sgd_step", "NEWVALUE", "You returned the step, the question asks for the new W.")
def sgd_step(W, x, y, eta):
    z = W.T @ x
    a = np.exp(z) / np.sum(np.exp(z))
    return -eta * x @ (a - y).T


@wrong("sgd_step", "NOSTEP", "The step size eta is missing.")
def sgd_step(W, x, y, eta):
    z = W.T @ x
    a = np.exp(z) / np.sum(np.exp(z))
    return W - x @ (a - y).T


@wrong("sgd_step", "NOACT")
def sgd_step(W, x, y, eta):
    return W - eta * x @ (W.T @ x - y).T


@wrong("sgd_step", "TCONV")
def sgd_step(W, x, y, eta):
    z = W.T @ x
    a = np.exp(z) / np.sum(np.exp(z))
    return W.T - eta * (a - y) @ x.T


@wrong(
    "sgd_step",
    "LOSTAXIS",
    "Only the true class's weights got a gradient, broadcast to all columns.",
)
def sgd_step(W, x, y, eta):
    z = W.T @ x
    a = np.exp(z) / np.sum(np.exp(z))
    return W - eta * x * np.sum(y * (a - y))


def _activations(x, Ws, bs):
    As = [x]
    for layer, W in enumerate(Ws):
        Z = W.T @ As[-1] + bs[layer]
        As.append(np.tanh(Z) if layer < len(Ws) - 1 else Z)
    return As


def _backward(As, Ws, G, through, weights):
    dWs, dbs = [None] * len(Ws), [None] * len(Ws)
    for layer in reversed(range(len(Ws))):
        dWs[layer] = weights(layer, G)
        dbs[layer] = G
        if layer > 0:
            G = through(As[layer], Ws[layer] @ G)
    return dWs, dbs


def _through_tanh(A, G):
    return (1 - A**2) * G


@wrong("backprop_L_layers", "NOACT")
def backprop_L_layers(x, y, Ws, bs):
    As = _activations(x, Ws, bs)
    return _backward(As, Ws, As[-1] - y, lambda A, G: G, lambda i, G: As[i] @ G.T)


@wrong("backprop_L_layers", "ACT")
def backprop_L_layers(x, y, Ws, bs):
    As = _activations(x, Ws, bs)
    return _backward(As, Ws, As[-1] - y, lambda A, G: A * G, lambda i, G: As[i] @ G.T)


@wrong("backprop_L_layers", "TCONV")
def backprop_L_layers(x, y, Ws, bs):
    As = _activations(x, Ws, bs)
    return _backward(As, Ws, As[-1] - y, _through_tanh, lambda i, G: G @ As[i].T)


@wrong("backprop_L_layers", "LAYER", "W^l goes with A^(l-1) (Notation 30), you used A^l.")
def backprop_L_layers(x, y, Ws, bs):
    As = _activations(x, Ws, bs)
    return _backward(As, Ws, As[-1] - y, _through_tanh, lambda i, G: As[i + 1] @ G.T)


@wrong("backprop_L_layers", "LAYER", "The lists are in backward order; layer 1 comes first.")
def backprop_L_layers(x, y, Ws, bs):
    As = _activations(x, Ws, bs)
    dWs, dbs = _backward(As, Ws, As[-1] - y, _through_tanh, lambda i, G: As[i] @ G.T)
    return dWs[::-1], dbs[::-1]


@wrong("backprop_L_layers", "EXTRA", "The last layer has no tanh here, so it has no f' factor.")
def backprop_L_layers(x, y, Ws, bs):
    As = _activations(x, Ws, bs)
    G = _through_tanh(As[-1], As[-1] - y)
    return _backward(As, Ws, G, _through_tanh, lambda i, G: As[i] @ G.T)


@wrong("backprop_L_layers", "SIGN")
def backprop_L_layers(x, y, Ws, bs):
    As = _activations(x, Ws, bs)
    return _backward(As, Ws, y - As[-1], _through_tanh, lambda i, G: As[i] @ G.T)


@wrong("backprop_L_layers", "TWICE")
def backprop_L_layers(x, y, Ws, bs):
    As = _activations(x, Ws, bs)
    return _backward(
        As, Ws, As[-1] - y, lambda A, G: (1 - np.tanh(A) ** 2) * G, lambda i, G: As[i] @ G.T
    )
