import numpy as np


def gram_logdet(X, lam):
    return 2 * X @ np.linalg.inv(X.T @ X + lam * np.eye(X.shape[1]))


def trace_inverse(X, A, B):
    Xi = np.linalg.inv(X)
    return -Xi @ B @ A @ Xi


def rayleigh_grad(v, A, B):
    b = v @ B @ v
    r = v @ A @ v / b
    return ((A + A.T) @ v - 2 * r * B @ v) / b


def projection_jac(a, x):
    s, q = (a.T @ x).item(), (a.T @ a).item()
    return (s * np.eye(len(a)) + a @ x.T) / q - 2 * s * a @ a.T / q**2


def sylvester_matrix(X, A, B):
    n, m = X.shape
    return np.kron(np.eye(m), A) + np.kron(B.T, np.eye(n))


def frobenius_fit(X, A, B):
    R = A @ X - B
    return A.T @ R / np.linalg.norm(R)
