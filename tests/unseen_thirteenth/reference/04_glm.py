import math

import numpy as np


def gamma_grad(w, X, y):
    return X.T @ (1 - y * np.exp(-X @ w)) / len(y)


def probit_grad(w, X, s, lam):
    m = s * (X @ w)
    cdf = np.array([(1 + math.erf(v / math.sqrt(2))) / 2 for v in m])
    pdf = np.exp(-(m**2) / 2) / np.sqrt(2 * np.pi)
    return -X.T @ (s * pdf / cdf) + lam * w


def exposure_hessian(w, X, y, t, lam):
    mu = t * np.exp(X @ w)
    return X.T @ (mu[:, None] * X) + lam * np.eye(len(w))


def cloglog_grad(w, X, y):
    mu = np.exp(X @ w)
    p = 1 - np.exp(-mu)
    return (mu * (1 - y / p)).T @ X


def temperature_grad(T, Z, y):
    P = np.exp((Z - Z.max(axis=1, keepdims=True)) / T)
    P = P / P.sum(axis=1, keepdims=True)
    chosen = Z[np.arange(len(y)), y]
    return np.mean(chosen - (P * Z).sum(axis=1)) / T**2


def expectile_grad(w, X, y, tau):
    r = y - X @ w
    return -2 * X.T @ (np.where(r > 0, tau, 1 - tau) * r) / len(y)
