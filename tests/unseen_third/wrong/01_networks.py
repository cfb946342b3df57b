"""Wrong answers to the third unseen set's networks, each with what is wrong in plain words.

They were written without a look at what the grader can name.
"""

# ruff: noqa: F811, F821

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(Z):
    weights = np.exp(Z - Z.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


# --- gated_update ---------------------------------------------------------------------------------


@wrong("gated_update", "CHAIN", "the path through the gate z is forgotten")
def gated_update(h, U, V, a, b):
    z = sigmoid(V @ h + b)
    g = np.tanh(U @ h + a)
    return np.diag(1 - z) + (z * (1 - g**2))[:, None] * U


@wrong("gated_update", "SKIP", "the direct path diag(1 - z) is forgotten")
def gated_update(h, U, V, a, b):
    z = sigmoid(V @ h + b)
    g = np.tanh(U @ h + a)
    return ((g - h) * z * (1 - z))[:, None] * V + (z * (1 - g**2))[:, None] * U


@wrong("gated_update", "SIGN", "h - g instead of g - h in front of the gate's slope")
def gated_update(h, U, V, a, b):
    z = sigmoid(V @ h + b)
    g = np.tanh(U @ h + a)
    back = ((h - g) * z * (1 - z))[:, None] * V
    return np.diag(1 - z) + back + (z * (1 - g**2))[:, None] * U


@wrong("gated_update", "SLOPE", "tanh's slope written as 1 - g instead of 1 - g^2")
def gated_update(h, U, V, a, b):
    z = sigmoid(V @ h + b)
    g = np.tanh(U @ h + a)
    gate = ((g - h) * z * (1 - z))[:, None] * V
    return np.diag(1 - z) + gate + (z * (1 - g))[:, None] * U


@wrong("gated_update", "LAYOUT", "the slopes scale the columns of U and V instead of the rows")
def gated_update(h, U, V, a, b):
    z = sigmoid(V @ h + b)
    g = np.tanh(U @ h + a)
    return np.diag(1 - z) + ((g - h) * z * (1 - z)) * V + (z * (1 - g**2)) * U


@wrong("gated_update", "PRODUCT", "h forgotten in the gate's term: only z g is differentiated by z")
def gated_update(h, U, V, a, b):
    z = sigmoid(V @ h + b)
    g = np.tanh(U @ h + a)
    gate = (g * z * (1 - z))[:, None] * V
    return np.diag(1 - z) + gate + (z * (1 - g**2))[:, None] * U


@wrong("gated_update", "OTHER", "z and 1 - z swapped: the gate is read the other way round")
def gated_update(h, U, V, a, b):
    z = sigmoid(V @ h + b)
    g = np.tanh(U @ h + a)
    gate = ((h - g) * z * (1 - z))[:, None] * V
    return np.diag(z) + gate + ((1 - z) * (1 - g**2))[:, None] * U


@wrong("gated_update", "COMPOUND", "transposed, and without the direct path")
def gated_update(h, U, V, a, b):
    z = sigmoid(V @ h + b)
    g = np.tanh(U @ h + a)
    return (((g - h) * z * (1 - z))[:, None] * V + (z * (1 - g**2))[:, None] * U).T


# --- layer_norm -----------------------------------------------------------------------------------


@wrong("layer_norm", "CHAIN", "the mean is treated as a constant: the -1/n is forgotten")
def layer_norm(x, g, eps):
    n = x.size
    d = x - x.mean()
    s = np.sqrt(np.mean(d**2) + eps)
    return g[:, None] * (np.eye(n) - np.outer(d, d) / (n * s**2)) / s


@wrong("layer_norm", "CHAIN", "the standard deviation is treated as a constant")
def layer_norm(x, g, eps):
    n = x.size
    s = np.sqrt(np.var(x) + eps)
    return g[:, None] * (np.eye(n) - 1 / n) / s


@wrong("layer_norm", "POWER", "the variance instead of its root divides at the end")
def layer_norm(x, g, eps):
    n = x.size
    d = x - x.mean()
    v = np.mean(d**2) + eps
    return g[:, None] * (np.eye(n) - 1 / n - np.outer(d, d) / (n * v)) / v


@wrong("layer_norm", "OTHER", "variance with n - 1 (ddof=1), throughout")
def layer_norm(x, g, eps):
    n = x.size
    d = x - x.mean()
    s = np.sqrt(np.sum(d**2) / max(n - 1, 1) + eps)
    return g[:, None] * (np.eye(n) - 1 / n - np.outer(d, d) / (max(n - 1, 1) * s**2)) / s


@wrong("layer_norm", "INDEX", "the gain scales the columns instead of the rows")
def layer_norm(x, g, eps):
    n = x.size
    d = x - x.mean()
    s = np.sqrt(np.mean(d**2) + eps)
    return g * (np.eye(n) - 1 / n - np.outer(d, d) / (n * s**2)) / s


@wrong("layer_norm", "OTHER", "x itself instead of its deviations in the outer product")
def layer_norm(x, g, eps):
    n = x.size
    s = np.sqrt(np.var(x) + eps)
    return g[:, None] * (np.eye(n) - 1 / n - np.outer(x, x) / (n * s**2)) / s


@wrong("layer_norm", "COMPOUND", "gain forgotten, and the outer product added, not taken away")
def layer_norm(x, g, eps):
    n = x.size
    d = x - x.mean()
    s = np.sqrt(np.mean(d**2) + eps)
    return (np.eye(n) - 1 / n + np.outer(d, d) / (n * s**2)) / s


# --- attention_backward ---------------------------------------------------------------------------


@wrong("attention_backward", "FACTOR", "1/sqrt(d) forgotten on the way back; by_V right")
def attention_backward(Q, K, V, G):
    A = softmax(Q @ K.T / np.sqrt(Q.shape[1]))
    by_A = G @ V.T
    by_S = A * (by_A - (A * by_A).sum(axis=1, keepdims=True))
    return by_S.T @ Q, A.T @ G


@wrong("attention_backward", "SOFTMAX", "softmax's slope taken as A (1 - A); by_V right")
def attention_backward(Q, K, V, G):
    scale = np.sqrt(Q.shape[1])
    A = softmax(Q @ K.T / scale)
    return (A * (1 - A) * (G @ V.T)).T @ Q / scale, A.T @ G


@wrong("attention_backward", "SUM", "in softmax's slope summed over columns; by_V right")
def attention_backward(Q, K, V, G):
    scale = np.sqrt(Q.shape[1])
    A = softmax(Q @ K.T / scale)
    by_A = G @ V.T
    by_S = A * (by_A - (A * by_A).sum(axis=0, keepdims=True))
    return by_S.T @ Q / scale, A.T @ G


@wrong("attention_backward", "CHAIN", "softmax's slope left out altogether; by_V right")
def attention_backward(Q, K, V, G):
    scale = np.sqrt(Q.shape[1])
    A = softmax(Q @ K.T / scale)
    return (G @ V.T).T @ Q / scale, A.T @ G


@wrong("attention_backward", "OTHER", "divided by d instead of sqrt(d), in the scores and after")
def attention_backward(Q, K, V, G):
    scale = Q.shape[1]
    A = softmax(Q @ K.T / scale)
    by_A = G @ V.T
    by_S = A * (by_A - (A * by_A).sum(axis=1, keepdims=True))
    return by_S.T @ Q / scale, A.T @ G


@wrong("attention_backward", "COMPOUND", "softmax along the wrong axis, and no scale at the end")
def attention_backward(Q, K, V, G):
    A = softmax((Q @ K.T / np.sqrt(Q.shape[1])).T).T
    by_A = G @ V.T
    by_S = A * (by_A - (A * by_A).sum(axis=0, keepdims=True))
    return by_S.T @ Q, A.T @ G


# --- classifier -----------------------------------------------------------------------------------


def parts(X, W1, c, W2, y):
    H = np.tanh(X @ W1 + c)
    delta = softmax(H @ W2)
    delta[np.arange(len(y)), y] -= 1
    return H, delta


@wrong("classifier", "FACTOR", "the mean's 1/b is forgotten in both")
def classifier(X, W1, c, W2, y):
    H, delta = parts(X, W1, c, W2, y)
    by_A = delta @ W2.T * (1 - H**2)
    return X.T @ by_A, by_A.sum(axis=0)


@wrong("classifier", "SUM", "by_W1 right; by_c averaged over the examples once more")
def classifier(X, W1, c, W2, y):
    H, delta = parts(X, W1, c, W2, y)
    by_A = delta / len(y) @ W2.T * (1 - H**2)
    return X.T @ by_A, by_A.mean(axis=0)


@wrong("classifier", "CHAIN", "tanh's slope forgotten in both")
def classifier(X, W1, c, W2, y):
    _, delta = parts(X, W1, c, W2, y)
    by_A = delta / len(y) @ W2.T
    return X.T @ by_A, by_A.sum(axis=0)


@wrong("classifier", "SLOPE", "sigmoid's slope H (1 - H) for a tanh layer, in both")
def classifier(X, W1, c, W2, y):
    H, delta = parts(X, W1, c, W2, y)
    by_A = delta / len(y) @ W2.T * H * (1 - H)
    return X.T @ by_A, by_A.sum(axis=0)


@wrong("classifier", "SLOPE", "tanh's slope taken at H, 1 - tanh(H)^2, not at the scores, in both")
def classifier(X, W1, c, W2, y):
    H, delta = parts(X, W1, c, W2, y)
    by_A = delta / len(y) @ W2.T * (1 - np.tanh(H) ** 2)
    return X.T @ by_A, by_A.sum(axis=0)


@wrong("classifier", "SIGN", "Y - P instead of P - Y, in both")
def classifier(X, W1, c, W2, y):
    H, delta = parts(X, W1, c, W2, y)
    by_A = -delta / len(y) @ W2.T * (1 - H**2)
    return X.T @ by_A, by_A.sum(axis=0)


@wrong("classifier", "OTHER", "the one-hot labels are not taken away from P, in both")
def classifier(X, W1, c, W2, y):
    H = np.tanh(X @ W1 + c)
    by_A = softmax(H @ W2) / len(y) @ W2.T * (1 - H**2)
    return X.T @ by_A, by_A.sum(axis=0)


@wrong("classifier", "COMPOUND", "by_W1 transposed, by_c not summed over the examples")
def classifier(X, W1, c, W2, y):
    H, delta = parts(X, W1, c, W2, y)
    by_A = delta / len(y) @ W2.T * (1 - H**2)
    return by_A.T @ X, by_A
