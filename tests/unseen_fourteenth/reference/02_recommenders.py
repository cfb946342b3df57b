import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def pairs_dP(P, Q, u, i, j, lam):
    D = Q[i] - Q[j]
    x = (P[u] * D).sum(axis=1)
    G = lam * P
    np.add.at(G, u, -sigmoid(-x)[:, None] * D / len(u))
    return G


def factors_dQ(Q, P, R, M, b, c, lam):
    E = M * (R - b - c - P @ Q.T)
    return -2 * P.T @ E + 2 * lam * Q.T


def pairwise_dV(V, x, w, t):
    s = V.T @ x
    y = (w * x).sum() + ((s**2).sum() - ((V**2).T @ x**2).sum()) / 2
    return 2 * (y - t) * (x @ s.T - V * x**2)


def cosines_jac(q, E):
    N = E / np.linalg.norm(E, axis=1, keepdims=True)
    r = np.linalg.norm(q)
    return N / r - np.outer(N @ q, q) / r**3


def two_towers_dV(V, U, prior, tau):
    B = len(U)
    P = softmax(U @ V.T / tau - prior)
    return (P - np.eye(B)).T @ U / (B * tau)


def listwise_grad(S, G, a, v):
    return a * v[:, None] * (softmax(a * S) - softmax(G)) / v.sum()
