import numpy as np


def fit_grad(t, X, y, w, D, lam):
    return 2 * X.T @ (w * (X @ t - y)) + 2 * lam * D.T @ D @ t


def nll_by_cov(S, r):
    Si = np.linalg.inv(S).T
    return 0.5 * (Si - Si @ r @ r.T @ Si)


def cosine_grad(u, v):
    a, b = np.linalg.norm(u), np.linalg.norm(v)
    return v / (a * b) - np.sum(u * v) * u / (a**3 * b)


def modes_by_time(t, A, d, B):
    return (A @ (d * np.exp(t * d) * B)).T


def layer_norm_jac(x, g, eps):
    n = len(x)
    s = np.sqrt(np.var(x) + eps)
    h = (x - x.mean()) / s
    return (np.eye(n) - 1 / n - h @ h.T / n) * g.T / s


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def attention_by_query(q, K, V):
    root = np.sqrt(len(q))
    a = softmax(K @ q / root)
    return K.T @ (a * (V - a.T @ V)) / root


def rnn_dW(W, U, h0, x1, x2, y):
    h1 = np.tanh(W @ h0 + U @ x1)
    h2 = np.tanh(W @ h1 + U @ x2)
    d2 = (h2 - y) * (1 - h2**2)
    d1 = W.T @ d2 * (1 - h1**2)
    return d2 @ h1.T + d1 @ h0.T


def huber_grad(theta, X, y, delta):
    return X.T @ np.clip(X @ theta - y, -delta, delta) / len(y)


def mixture_by_centres(M, x, p):
    resp = softmax(np.log(p).T - 0.5 * np.sum((M - x) ** 2, axis=0, keepdims=True))
    return resp * (x - M)


def rayleigh_grad(x, A):
    xx = (x.T @ x).item()
    return ((A + A.T) @ x - 2 * (x.T @ A @ x) / xx * x) / xx
