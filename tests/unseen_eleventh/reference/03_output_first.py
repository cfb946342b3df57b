import numpy as np


def prices_by_yields(y, C, t):
    return -C * (t * (1 + y) ** (-t - 1))


def noise_head_grad(v, w, X, y):
    e = np.exp(-X @ v)
    return X.T @ (1 - e * (y - X @ w) ** 2) / (2 * len(y))


def divergence_by_codes(H, W, V):
    return W.T @ (1 - V / (W @ H))


def product_by_diagonal(x, A, B):
    return np.einsum("ik,k,kj->ijk", A, np.exp(x), B)


def gram_tensor(X):
    E = np.eye(X.shape[0])
    return np.einsum("ik,jl->ijkl", E, X) + np.einsum("jk,il->ijkl", E, X)


def bell_hessian(x, mu, A):
    S = (A + A.T) / 2
    g = S @ (x - mu)
    f = np.exp(-(x - mu) @ g / 2)
    return f * (np.outer(g, g) - S)


def meta_grad(w, X, y, Z, t, alpha):
    u = w - alpha * X.T @ (X @ w - y)
    g = Z.T @ (Z @ u - t)
    return g - alpha * X.T @ (X @ g)


def pooled_by_words(X, W, v):
    S = X @ W
    h = S.max(axis=0)
    return ((h == S) * (v * (1 - np.tanh(h) ** 2))) @ W.T


def generator_grad(W, Z, a):
    G = np.tanh(Z @ W)
    p = 1 / (1 + np.exp(-(G @ a)))
    return -Z.T @ ((1 - p)[:, None] * a * (1 - G**2)) / len(Z)


def reverse_kl_grad(W, x, q):
    z = W @ x
    e = np.exp(z - z.max())
    p = e / e.sum()
    ratio = np.log(p) - np.log(q)
    return np.outer(p * (ratio - p @ ratio), x)
