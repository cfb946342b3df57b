import numpy as np


def residual_product(x, A, b, S, C, d):
    return (S @ (C @ x - d)).T @ A + (A @ x - b).T @ S @ C


def scaled_map_jac(x, A, Q):
    return (x.T @ Q @ x) * A + A @ x @ x.T @ (Q + Q.T)


def trace_form(X, A, B):
    return (A @ X @ B + A.T @ X @ B.T).T


def quotient_by_t(t, A, B, C, D):
    K = np.linalg.inv(C + t * D)
    return B @ K - (A + t * B) @ K @ D @ K


def applied_twice(A, x):
    return np.einsum("ip,q->ipq", np.eye(len(x)), A @ x) + np.einsum("ip,q->ipq", A, x)
