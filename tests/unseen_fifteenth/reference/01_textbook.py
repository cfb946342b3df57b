import numpy as np


def trace_of_inverse(X, A, B):
    K = np.linalg.inv(X)
    return -K @ B @ A @ K


def gram_determinant(X, S):
    M = X.T @ S @ X
    K = np.linalg.inv(M)
    return np.linalg.det(M) * (S @ X @ K + S.T @ X @ K.T)


def quotient_of_forms(x, A, B):
    top = x.T @ A @ x
    low = x.T @ B @ x
    return (A + A.T) @ x / low - 2 * top * (B @ x) / low**2


def residual_norm(x, A, b):
    r = A @ x - b
    return r.T @ A / np.linalg.norm(r)


def kron_with_image(x, W):
    y = W @ x
    return np.kron(np.eye(len(x)), y[:, None]) + np.kron(x[:, None], W)


def unit_vector_on_line(t, a, b):
    w = a + t * b
    length = np.linalg.norm(w)
    y = w / length
    return ((b - y * (y.T @ b)) / length).T
