import numpy as np


def square_times(X, A):
    eye = np.eye(X.shape[0])
    return np.einsum("ip,qj->ijpq", eye, X @ A) + np.einsum("ip,qj->ijpq", X, A)


def cubic_tensor(x, T):
    return np.einsum("ijk,k->ij", T, x) + np.einsum("ijk,j->ik", T, x)


def affinities(X, Y):
    e = np.exp(X @ Y.T)
    P = e / e.sum(axis=1, keepdims=True)
    rows = P[:, :, None] * (Y[None] - (P @ Y)[:, None])
    return np.einsum("ia,ijd->ijad", np.eye(X.shape[0]), rows)


def leaky_layer(X, W, c, G, a):
    return X.T @ (G * np.where(X @ W + c > 0, 1, a))


def squared_distances(X, Y):
    return np.einsum("jb,ijd->ijbd", np.eye(Y.shape[0]), 2 * (Y[None] - X[:, None]))


def cauchy_hessian(x, A):
    S = A + A.T
    q = x @ A @ x
    g = S @ x
    u = 1 + q**2
    return 2 * q / u * S + (2 / u - 4 * q**2 / u**2) * np.outer(g, g)


def logistic_curvature(w, X, y, lam, v):
    p = 1 / (1 + np.exp(-X @ w))
    return X.T @ (p * (1 - p) * (X @ v)) / len(y) + 2 * lam * v


def row_directions(X, G):
    r = np.linalg.norm(X, axis=1, keepdims=True)
    U = X / r
    return (G - U * (G * U).sum(axis=1, keepdims=True)) / r
