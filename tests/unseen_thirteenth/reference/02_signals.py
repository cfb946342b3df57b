import numpy as np


def fir_grad(h, x, d):
    return np.correlate(np.convolve(x, h) - d, x, "valid")


def arm_jac(q, l):
    t = np.cumsum(q)
    own = np.array([-l * np.sin(t), l * np.cos(t)])
    return np.cumsum(own[:, ::-1], axis=1)[:, ::-1]


def log_spectrum_jac(x, C, S, eps):
    c, s = C @ x, S @ x
    return 2 * (c * C + s * S) / (c**2 + s**2 + eps)


def springs_grad(X, D, k, l):
    V = D @ X
    r = np.linalg.norm(V, axis=1, keepdims=True)
    return D.T @ (k * (1 - l / r) * V)


def quaternion_jac(v, w, p):
    def skew(a):
        return np.array([[0, -a[2], a[1]], [a[2], 0, -a[0]], [-a[1], a[0], 0]])

    return -2 * w * skew(p) - 2 * (skew(np.cross(v, p)) + skew(v) @ skew(p))


def response_by_s(s, K, C, M, f):
    Z = np.linalg.inv(K + s * C + s**2 * M)
    return -(Z @ (C + 2 * s * M) @ Z @ f).T
