import numpy as np


def adam_direction(g, s, b, eps):
    root = np.sqrt(b * s + (1 - b) * g**2)
    return np.diag(1 / (root + eps) - (1 - b) * g**2 / (root * (root + eps) ** 2))


def word_vectors(W, C, b, F, N):
    R = W @ C.T + b[:, None] - np.log(N)
    return 2 * (F * R).T @ W


def rank_one_determinant(u, v, A):
    return np.linalg.det(A) * np.linalg.solve(A.T, v)


def kurtosis(x):
    c = x - x.mean()
    m2, m3, m4 = (np.mean(c**k) for k in (2, 3, 4))
    return 4 / len(x) * ((c**3 - m3) / m2**2 - m4 * c / m2**3)


def self_gating(x, W):
    e = np.exp(W @ x)
    p = e / e.sum()
    return np.diag(p) + (p * x)[:, None] * (W - p @ W)
