import numpy as np


def filter_gain(K, C, P, R):
    F = np.eye(len(P)) - K @ C
    return -2 * C @ P @ F.T + 2 * R @ K.T


def feedback_dK(K, x, A, B, S, R):
    u = -K @ x
    x1 = A @ x + B @ u
    return -2 * (B.T @ S @ x1 + R @ u) @ x.T


def range_bearing_jac(pose, mark):
    dx, dy = (mark - pose[:2]).ravel()
    q = dx**2 + dy**2
    r = np.sqrt(q)
    return np.array([[-dx / r, -dy / r, 0], [dy / q, -dx / q, -1]])


def loop_gain_dk(k, A, B, D, C, E):
    N = np.linalg.inv(np.eye(len(A)) - A + k * B @ D)
    return -(C @ N @ B @ D @ N @ E).T


def barrier_hessian(x, Q, c, A, b, t):
    s = b - A @ x
    return t * (Q + Q.T) / 2 + A.T @ (A / s[:, None] ** 2)


def step_size_slope(eta, w, X, y):
    def gradient(w):
        return X.T @ (X @ w - y) / len(y)

    g = gradient(w)
    return -gradient(w - eta * g) @ g
