import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z, axis=-1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def elastic_net(w, X, y, lam, alpha):
    fit = X.T @ (X @ w - y) / len(y)
    return (fit + lam * (alpha * np.sign(w) + (1 - alpha) * w)).T


def negative_binomial(w, X, y, r):
    mu = np.exp(X @ w)
    return X.T @ ((y + r) * mu / (mu + r) - y)


def positive_weights_grad(W, X, Y, pw):
    P = sigmoid(X @ W)
    return X.T @ ((1 - Y) * P - pw * Y * (1 - P)) / Y.size


def robust_labels_grad(Z, y, q):
    P = softmax(Z, axis=1)
    Y = np.eye(Z.shape[1])[y]
    py = (P * Y).sum(axis=1, keepdims=True)
    return py**q * (P - Y) / len(y)


def log_cosh_hessian(w, X, y, lam):
    c = 1 - np.tanh(X @ w - y) ** 2
    return X.T @ (c[:, None] * X) / len(y) + lam * np.eye(len(w))


def kl_by_factor(A, S, m):
    return np.linalg.solve(S, A) - np.linalg.inv(A).T
