import numpy as np


def gram_tensor(W, x):
    first = np.einsum("il,k->ikl", np.eye(len(x)), W @ x)
    return first + np.einsum("ki,l->ikl", W, x)


def xax_jacobian(X, A):
    r, k = X.shape
    return np.kron((A @ X).T, np.eye(r)) + np.kron(np.eye(k), X @ A)


def populations_by_temperature(E, T):
    p = np.exp(-(E - E.min()) / T)
    p = p / p.sum()
    return p * (E - p @ E) / T**2


def zero_phase_jac(k, x):
    columns = []
    for unit in np.eye(len(k)):
        forth = np.convolve(np.convolve(x, unit), k[::-1])
        back = np.convolve(np.convolve(x, k), unit[::-1])
        columns.append(forth + back)
    return np.array(columns).T


def teager_jac(x):
    n = len(x)
    out = np.zeros((n - 2, n))
    for t in range(n - 2):
        out[t, t : t + 3] = [-x[t + 2], 2 * x[t + 1], -x[t]]
    return out


def modularity_grad(A, C):
    w, leaving, entering = A.sum(), A.sum(axis=1), A.sum(axis=0)
    observed = C / w - np.sum(A * C) / w**2
    degrees = (C @ entering)[:, None] + leaving @ C
    return observed - degrees / w**2 + 2 * (leaving @ C @ entering) / w**3


def turned_by_quaternion(q, p):
    w, u, s = q[0], q[1:], q @ q
    skew = np.array([[0, -p[2], p[1]], [p[2], 0, -p[0]], [-p[1], p[0], 0]])
    turned = (w**2 - u @ u) * p + 2 * (u @ p) * u + 2 * w * np.cross(u, p)
    by_w = 2 * w * p + 2 * np.cross(u, p)
    by_u = -2 * np.outer(p, u) + 2 * np.outer(u, p) + 2 * (u @ p) * np.eye(3) - 2 * w * skew
    return np.column_stack([by_w, by_u]) / s - 2 * np.outer(turned, q) / s**2


def shares_jac(w, S):
    m = S @ w
    v = w @ m
    return (np.diag(m) + w[:, None] * S) / v - 2 * np.outer(w * m, m) / v**2


def output_by_slope(m, q, K, V):
    n, d = K.shape
    away = n - 1 - np.arange(n)
    a = K @ q / np.sqrt(d) - m * away
    p = np.exp(a - a.max())
    p = p / p.sum()
    return -(p * (away - p @ away)) @ V


def outputs_by_poles(lam, b, c, x):
    h, dh, rows = np.zeros_like(lam), np.zeros_like(lam), []
    for sample in x:
        dh = h + lam * dh
        h = lam * h + b * sample
        rows.append(c * dh)
    return np.array(rows)


def read_by_key(k, S, v, q, beta):
    return beta * (np.outer(v - S @ k, q) - (k @ q) * S)
