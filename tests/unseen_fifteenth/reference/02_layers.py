import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def attention_by_query(q, K, V):
    s = softmax(K @ q / np.sqrt(len(q)))
    return V.T @ (np.diag(s) - np.outer(s, s)) @ K / np.sqrt(len(q))


def two_steps(W, U, x1, x2, h0, g):
    h1 = np.tanh(U @ x1 + W @ h0)
    h2 = np.tanh(U @ x2 + W @ h1)
    d2 = g * (1 - h2**2)
    d1 = (W.T @ d2) * (1 - h1**2)
    return np.outer(d2, h1) + np.outer(d1, h0)


def graph_layer(X, A, W, G):
    D = G * sigmoid((X + A @ X) @ W)
    return (D + A.T @ D) @ W.T


def gated_unit(x, W, V):
    s = sigmoid(V @ x)
    return s * W + (W @ x) * s * (1 - s) * V


def rms_layer(x, g):
    r = np.sqrt(np.mean(x**2) + 0.01)
    return np.diag(g) / r - np.outer(g * x, x) / (len(x) * r**3)


def cell_state(x, c0, Wf, Wi, Wc):
    f, i, t = sigmoid(Wf @ x), sigmoid(Wi @ x), np.tanh(Wc @ x)
    return (c0 * f * (1 - f) * Wf + i * (1 - i) * t * Wi + i * (1 - t**2) * Wc).T
