"""The solutions, as a good student would write them."""

import numpy as np


def _softmax(z, axis=-1):
    powers = np.exp(z - z.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def logistic_gradient(w, X, y):
    return -X.T @ (y * _sigmoid(-y * (X @ w))) / len(y)


def softmax_jacobian(z):
    p = _softmax(z)
    return np.diag(p) - np.outer(p, p)


def log_sum_exp_hessian(z):
    p = _softmax(z)
    return np.diag(p) - np.outer(p, p)


def logistic_hessian(w, X, y):
    s = _sigmoid(X @ w)
    return X.T @ ((s * (1 - s))[:, None] * X) / len(y)


def hessian_vector(z, v):
    p = _softmax(z)
    return p * v - p * (p @ v)


def mixed(w, x):
    s = _sigmoid(w @ x)
    return s * (1 - s) * (np.eye(len(w)) + (1 - 2 * s) * np.outer(x, w))


def log_det(K):
    return np.linalg.inv(K).T


def mlp(X, y, parameters):
    W1, b1, W2 = parameters["W1"], parameters["b1"], parameters["W2"]
    H = np.tanh(X @ W1 + b1)
    r = 2 * (H @ W2 - y) / len(y)
    D = np.outer(r, W2) * (1 - H**2)
    return {"W1": X.T @ D, "b1": D.sum(axis=0), "W2": H.T @ r}


def attention(Q, K, V, G):
    P = _softmax(Q @ K.T, axis=1)
    D = G @ V.T
    return (P * (D - (P * D).sum(axis=1, keepdims=True))) @ K


def batch_norm(X, G):
    s = np.sqrt(X.var(axis=0) + 0.1)
    Z = (X - X.mean(axis=0)) / s
    return (G - G.mean(axis=0) - Z * (G * Z).mean(axis=0)) / s


def per_example(Z):
    P = _softmax(Z, axis=1)
    return np.eye(Z.shape[1]) * P[:, :, None] - P[:, :, None] * P[:, None, :]


def convolution_kernel(x, k, g):
    return np.array([g @ x[i : i + len(g)] for i in range(len(k))])


def vec_product(A, X, B):
    return np.kron(B.T, A)


def numerical_gradient(f, x):
    slope = np.zeros_like(x)
    for i in range(len(x)):
        step = np.zeros_like(x)
        step[i] = 1e-5
        slope[i] = (f(x + step) - f(x - step)) / 2e-5
    return slope


def descent(Q, w, steps):
    history = []
    for _ in range(steps):
        history.append(w @ Q @ w / 2)
        w = w - 0.1 * (Q @ w)
    return w, np.array(history)


def shape_of_jacobian(m, n):
    return m, n


layout_of_jax = "numerator"


is_gradient_a_row = False
