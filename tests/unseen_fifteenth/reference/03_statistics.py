import math

import numpy as np

erf = np.vectorize(math.erf, otypes=[float])


def poisson_exposure(w, X, t, y, lam):
    mu = t * np.exp(X @ w)
    return X.T @ (mu - y) / len(y) + 2 * lam * w


def gamma_deviance(w, X, y):
    return 2 * X.T @ (1 - y / np.exp(X @ w))


def probit_gradient(w, X, s):
    m = s * (X @ w)
    density = np.exp(-(m**2) / 2) / np.sqrt(2 * np.pi)
    return -X.T @ (s * density / ((1 + erf(m / np.sqrt(2))) / 2))


def cauchy_hessian(w, X, y, c):
    u2 = ((X @ w - y) / c) ** 2
    return X.T @ (((1 - u2) / (1 + u2) ** 2)[:, None] * X)


def precision_matrix(P, X, mu):
    E = X - mu
    return E.T @ E / 2 - len(X) / 2 * np.linalg.inv(P).T


def distillation(W, X, Q, T):
    A = np.exp(W.T @ X / T)
    return T / X.shape[1] * X @ (A / A.sum(axis=0) - Q).T
