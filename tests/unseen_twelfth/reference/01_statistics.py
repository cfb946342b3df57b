import math

import numpy as np


def gls_grad(b, X, y, Om):
    return -X.T @ np.linalg.solve(Om, y - X @ b)


def gmm_grad(b, X, Z, y, W):
    n = len(y)
    g = Z.T @ (y - X @ b) / n
    return -g.T @ (W + W.T) @ Z.T @ X / n


def probit_grad(b, X, y):
    z = X @ b
    Phi = np.array([(1 + math.erf(t / math.sqrt(2))) / 2 for t in z])
    phi = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return X.T @ (phi * ((1 - y) / (1 - Phi) - y / Phi))


def student_grad(b, X, y, nu, s):
    r = y - X @ b
    return -(nu + 1) * X.T @ (r / (nu * s**2 + r**2))


def ar_mean_slope(mu, phi, y):
    d = y - mu
    return -(1 - phi) * np.sum(d[1:] - phi * d[:-1])


def marginal_products(x, a, rho, A):
    return A * np.sum(a * x**rho) ** (1 / rho - 1) * a * x ** (rho - 1)
