import numpy as np


def soft_minimum(x, b):
    e = np.exp(-b * x)
    p = e / e.sum()
    return p * (1 - b * (x - p @ x))


def autoregression(x, a, b):
    e = x[2:] - a * x[1:-1] - b * x[:-2]
    g = np.zeros_like(x)
    g[2:] += 2 * e
    g[1:-1] -= 2 * a * e
    g[:-2] -= 2 * b * e
    return g


def survival(h, dt):
    S = np.exp(-np.cumsum(h * dt))
    return -np.tril(np.outer(S, dt))


def volatility(p):
    r = np.diff(np.log(p))
    g = 2 * (r - r.mean()) / r.size
    out = np.zeros_like(p)
    out[1:] += g
    out[:-1] -= g
    return out / p


def weather(x, F):
    n = x.size
    eye = np.eye(n)
    slope = (np.roll(eye, -1, axis=0) - np.roll(eye, 2, axis=0)) * np.roll(x, 1)[:, None]
    return slope + np.roll(eye, 1, axis=0) * (np.roll(x, -1) - np.roll(x, 2))[:, None] - eye


def potential(x, P, q, eps):
    r = x - P
    s = (r**2).sum(axis=1) + eps
    return -(q / s**1.5) @ r


def noise_schedule(b, c):
    k = np.cumprod(1 - b)
    t = c * np.sqrt(k)
    return -t[::-1].cumsum()[::-1] / (2 * (1 - b))


def hopfield(x, M, b):
    e = np.exp(b * (M @ x))
    return x - M.T @ (e / e.sum())


def factor_machine(x, w, V):
    return w + V @ (V.T @ x) - x * (V**2).sum(axis=1)
