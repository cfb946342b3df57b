import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def softmax_by_temperature(T, z):
    p = softmax(z / T)
    return p * (p @ z - z) / T**2


def projector_tensor(x):
    s = x @ x
    eye = np.eye(len(x))
    ends = np.einsum("ik,j->ijk", eye, x) + np.einsum("jk,i->ijk", eye, x)
    return ends / s - 2 * np.einsum("i,j,k->ijk", x, x, x) / s**2


def conv_jac(w, x):
    slope = 1 - np.tanh(np.convolve(x, w)) ** 2
    shifts = np.stack([np.convolve(x, row) for row in np.eye(len(w))], axis=1)
    return slope[:, None] * shifts


def smoothed_grad(W, X, y, eps):
    N, C = len(X), W.shape[1]
    return X.T @ (softmax(X @ W) - (1 - eps) * np.eye(C)[y] - eps / C) / N


def hinge_grad(W, X, y, m, lam):
    S = X @ W
    rows = np.arange(len(X))
    mask = (S - S[rows, y][:, None] + m > 0).astype(float)
    mask[rows, y] -= mask.sum(axis=1)
    return X.T @ mask / len(X) + 2 * lam * W


def sine_hessian(x, A):
    q = x @ A @ x
    g = (A + A.T) @ x
    return np.cos(q) * (A + A.T) - np.sin(q) * np.outer(g, g)


def features_jac(x, T, c):
    y = np.tanh(np.einsum("kij,i,j->k", T, x, x) + c)
    return (1 - y**2)[:, None] * ((T + T.transpose(0, 2, 1)) @ x)


def silu_tensor(W, x):
    z = W @ x
    s = 1 / (1 + np.exp(-z))
    return np.einsum("ij,i,k->ijk", np.eye(len(z)), s * (1 + z * (1 - s)), x)


def kernel_force(X, C, gamma):
    apart = X[:, None, :] - X[None, :, :]
    A = C * np.exp(-gamma * np.sum(apart**2, axis=2))
    return -2 * gamma * np.einsum("ij,ijk->ik", A + A.T, apart)


def elbo_by_logvar(s, mu, e, W, y, beta):
    std = np.exp(s / 2)
    r = W @ (mu + std * e) - y
    return W.T @ r * e * std + 0.5 * beta * (std**2 - 1)


def lagrangian_grad(x, Q, c, A, b, lam, rho):
    return 0.5 * (Q + Q.T) @ x - c + A.T @ (lam + rho * (A @ x - b))
