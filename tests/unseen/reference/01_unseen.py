"""Unseen problems: each derivative in the notes' layout, input down the rows, output along the
columns.
"""

import numpy as np


def gaussian_log_likelihood(mu, X, S):
    """Add S^-1 (x_i - mu) over the examples: a column of the shape of mu, (d, 1) (Definition 9)."""
    deviations = X.T - mu
    return np.linalg.inv(S) @ deviations.sum(axis=1, keepdims=True)


def weighted_least_squares(theta, X, y, w):
    """Weigh each residual before X^T collects them, (d, 1) (Definition 9)."""
    n = X.shape[0]
    residual = X @ theta - y
    return 2 / n * X.T @ (w * residual)


def unit_vector(v):
    """Take out the part along u, then divide by the length: (I - u u^T) / |v|, (n, n) (Definition
    13).
    """
    length = np.linalg.norm(v)
    u = v / length
    return (np.eye(v.shape[0]) - u @ u.T) / length


def attention_score(x, z, Wq, Wk):
    """Multiply each input by the other side's projection: (d, h) and (e, h) (Definition 18)."""
    scale = np.sqrt(Wq.shape[1])
    query = Wq.T @ x
    key = Wk.T @ z
    return x @ key.T / scale, z @ query.T / scale


def swish_layer(A, W, G):
    """Multiply A by (dL/dZ)^T with f'(z) = s + z s (1 - s), a product rule: (m, n) (A.61)."""
    Z = W.T @ A
    s = 1 / (1 + np.exp(-Z))
    slope = s + Z * s * (1 - s)
    return A @ (G * slope).T


def squared_hinge(theta, X, t, lam):
    """Differentiate the square, the hinge and the margin, then add the penalty's lam * theta, (d,
    1).
    """
    n = X.shape[0]
    hinge = np.maximum(0, 1 - t * (X @ theta))
    return -2 / n * X.T @ (t * hinge) + lam * theta


def logdet_rank_one(x, A):
    """Let M^-T meet both appearances of x in x x^T: (M^-1 + M^-T) x, (n, 1) (Concept 27)."""
    inverse = np.linalg.inv(A + x @ x.T)
    return (inverse + inverse.T) @ x


def trace_quadratic(X, A, B):
    """Add one term for each appearance of X: A X B + A^T X B^T, (n, k) (Definition 18)."""
    return A @ X @ B + A.T @ X @ B.T


def two_layer_by_input(x, W1, b, W2):
    """Chain (dz/dx)(da/dz)(dy/da) from the input outwards: W1 diag(1 - a^2) W2, (d, n) (Notation
    33).
    """
    a = np.tanh(W1.T @ x + b)
    return W1 @ np.diag((1 - a**2).ravel()) @ W2


def outer_product_tensor(x, B):
    """Put (B x)_j where row i of M is x_k itself and add x_i B_jk everywhere: (n, n, p) (Concept
    20).
    """
    n = x.shape[0]
    first = np.einsum("ki,j->kij", np.eye(n), (B @ x)[:, 0])
    second = np.einsum("i,jk->kij", x[:, 0], B)
    return first + second
