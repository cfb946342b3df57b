"""Wrong answers to the third unseen set's batches, each with what is wrong in plain words.

They were written without a look at what the grader can name.
"""

# ruff: noqa: F811, F821

import numpy as np


def normalised(X, eps):
    D = X - X.mean(axis=0)
    s = np.sqrt(np.mean(D**2, axis=0) + eps)
    return D / s, s


def softmax(S):
    P = np.exp(S - S.max(axis=1, keepdims=True))
    return P / P.sum(axis=1, keepdims=True)


# --- batch_norm -----------------------------------------------------------------------------------


@wrong("batch_norm", "CHAIN", "in by_X mean and variance are treated as constants; by_g right")
def batch_norm(X, g, G, eps):
    N, s = normalised(X, eps)
    return G * g.T / s, (G * N).sum(axis=0)[:, None]


@wrong("batch_norm", "CHAIN", "in by_X the variance is treated as a constant; by_g right")
def batch_norm(X, g, G, eps):
    N, s = normalised(X, eps)
    B = G * g.T
    return (B - B.mean(axis=0)) / s, (G * N).sum(axis=0)[:, None]


@wrong("batch_norm", "SKIP", "in by_X the gain is forgotten; by_g right")
def batch_norm(X, g, G, eps):
    N, s = normalised(X, eps)
    return (G - G.mean(axis=0) - N * (G * N).mean(axis=0)) / s, (G * N).sum(axis=0)[:, None]


@wrong("batch_norm", "SUM", "in by_X sums where means belong; by_g right")
def batch_norm(X, g, G, eps):
    N, s = normalised(X, eps)
    B = G * g.T
    return (B - B.sum(axis=0) - N * (B * N).sum(axis=0)) / s, (G * N).sum(axis=0)[:, None]


@wrong("batch_norm", "SUM", "in by_X means over the features, not the examples; by_g right")
def batch_norm(X, g, G, eps):
    N, s = normalised(X, eps)
    B = G * g.T
    inner = B - B.mean(axis=1, keepdims=True) - N * (B * N).mean(axis=1, keepdims=True)
    return inner / s, (G * N).sum(axis=0)[:, None]


@wrong("batch_norm", "OTHER", "by_X right; by_g with X instead of the normalised X")
def batch_norm(X, g, G, eps):
    N, s = normalised(X, eps)
    B = G * g.T
    return (B - B.mean(axis=0) - N * (B * N).mean(axis=0)) / s, (G * X).sum(axis=0)[:, None]


@wrong("batch_norm", "LAYOUT", "by_X right; by_g as a row (1, d)")
def batch_norm(X, g, G, eps):
    N, s = normalised(X, eps)
    B = G * g.T
    return (B - B.mean(axis=0) - N * (B * N).mean(axis=0)) / s, (G * N).sum(axis=0)[None]


@wrong("batch_norm", "COMPOUND", "by_X over the variance, last term added; by_g averaged")
def batch_norm(X, g, G, eps):
    N, s = normalised(X, eps)
    B = G * g.T
    return (B - B.mean(axis=0) + N * (B * N).mean(axis=0)) / s**2, (G * N).mean(axis=0)[:, None]


# --- contrastive ----------------------------------------------------------------------------------


@wrong("contrastive", "FACTOR", "1/tau forgotten on the way back, in both")
def contrastive(U, V, tau):
    by_S = (softmax(U @ V.T / tau) - np.eye(len(U))) / len(U)
    return by_S @ V, by_S.T @ U


@wrong("contrastive", "LAYOUT", "by_U right; by_V with P - I not transposed")
def contrastive(U, V, tau):
    by_S = (softmax(U @ V.T / tau) - np.eye(len(U))) / len(U)
    return by_S @ V / tau, by_S @ U / tau


@wrong("contrastive", "FACTOR", "not averaged over the batch, in both")
def contrastive(U, V, tau):
    by_S = softmax(U @ V.T / tau) - np.eye(len(U))
    return by_S @ V / tau, by_S.T @ U / tau


@wrong("contrastive", "OTHER", "the pairs that belong together are not taken away, in both")
def contrastive(U, V, tau):
    by_S = softmax(U @ V.T / tau) / len(U)
    return by_S @ V / tau, by_S.T @ U / tau


@wrong("contrastive", "OTHER", "softmax along the columns, in both")
def contrastive(U, V, tau):
    by_S = (softmax(V @ U.T / tau).T - np.eye(len(U))) / len(U)
    return by_S @ V / tau, by_S.T @ U / tau


@wrong("contrastive", "DIAGONAL", "each row pulled to its own partner alone: diag(P) - 1, in both")
def contrastive(U, V, tau):
    weight = (np.diag(softmax(U @ V.T / tau)) - 1)[:, None] / len(U)
    return weight * V / tau, weight * U / tau


@wrong("contrastive", "SIGN", "I - P, the loss's minus forgotten, in both")
def contrastive(U, V, tau):
    by_S = (np.eye(len(U)) - softmax(U @ V.T / tau)) / len(U)
    return by_S @ V / tau, by_S.T @ U / tau


@wrong("contrastive", "COMPOUND", "multiplied by tau, and averaged over d, in both")
def contrastive(U, V, tau):
    by_S = (softmax(U @ V.T / tau) - np.eye(len(U))) / U.shape[1]
    return by_S @ V * tau, by_S.T @ U * tau
