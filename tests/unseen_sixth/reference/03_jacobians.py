import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def prototype_grad(P, X, y):
    N, d = X.shape
    diff = X[:, None, :] - P
    G = softmax(-np.sum(diff**2, axis=2) / d)
    G[np.arange(N), y] -= 1
    return 2 / (N * d) * np.einsum("nk,nkd->kd", G, diff)


def policy_grad(W, S, a, adv, beta):
    p = softmax(S @ W)
    lp = np.log(p)
    H = -np.sum(p * lp, axis=1, keepdims=True)
    G = adv[:, None] * (p - np.eye(W.shape[1])[a]) + beta * p * (lp + H)
    return S.T @ G / len(S)


def decorrelation_grad(X):
    N = len(X)
    Z = X - X.mean(axis=0)
    C = Z.T @ Z / N
    return 4 / N * Z @ (C - np.diag(np.diag(C)))


def orthogonalised_change(X, V):
    return 1.5 * V - 0.5 * (V @ X.T @ X + X @ V.T @ X + X @ X.T @ V)


def solution_tensor(X, b):
    M = np.linalg.inv(X)
    return -np.einsum("ik,l->ikl", M, M @ b)


def spread_tensor(X):
    N, d = X.shape
    slope = (X - X.mean(axis=0)) / (N * X.std(axis=0))
    return np.einsum("jl,il->jil", np.eye(d), slope)


def two_sided_jac(X, A, B):
    slope = 1 - np.tanh(A @ X @ B) ** 2
    return slope.reshape(-1, 1, order="F") * np.kron(B.T, A)


def pool_jac(w, H, V):
    p = softmax(H @ w)
    return V.T @ (np.diag(p) - np.outer(p, p)) @ H


def field_jac(x, R, q, s):
    D = x - R
    r = np.sqrt(s + np.sum(D**2, axis=1))
    return np.sum(q / r**3) * np.eye(len(x)) - 3 * D.T @ ((q / r**5)[:, None] * D)


def sinkhorn_jac(u, K, a, b):
    s = K.T @ u
    t = K @ (b / s)
    return (a / t**2)[:, None] * (K * (b / s**2)) @ K.T
