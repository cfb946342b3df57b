import numpy as np


def expected_utility(x, W, u):
    e = np.exp(W @ x)
    p = e / e.sum()
    return (p * (u - u.T @ p)).T @ W


def torque(r, K):
    def hat(v):
        a, b, c = v.ravel()
        return np.array([[0, -c, b], [c, 0, -a], [-b, a, 0]])

    return hat(r) @ K - hat(K @ r)


def beacons(p, B):
    D = p.T - B
    return D / np.linalg.norm(D, axis=1, keepdims=True)


def directional_variance(X, a):
    Xc = X - X.mean(axis=0)
    return 2 / len(X) * a @ (Xc @ a).T


def freedom(lam, X):
    M = np.linalg.inv(X.T @ X + lam * np.eye(X.shape[1]))
    return -np.trace(X @ M @ M @ X.T)


def growth(f, R, q):
    return (q / (1 + R @ f)).T @ R


def square_gate(x, A, B):
    return A @ (2 * x * (B @ x) * np.eye(len(x)) + x**2 * B)
