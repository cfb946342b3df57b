"""Wrong answers for tests/unseen/problems/01_unseen.yaml: each loses marks at every seed.

Three tags are this file's own: OPERAND (another quantity stands where one belongs), INNERDER (the
chain stops before the variable) and COMPOUND (two slips at once; the hint says which).
"""
# ruff: noqa: F811 - each wrong answer carries the name of the function it answers

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # bound by the loader, collect.py
    from collect import wrong


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


@wrong(
    "gaussian_log_likelihood",
    "SIGN",
    "The derivative of x - mu by mu is -1: two minus signs cancel.",
)
def gaussian_log_likelihood(mu, X, S):
    diff = X - mu.T
    return -np.linalg.inv(S) @ diff.sum(axis=0).reshape(-1, 1)


@wrong("gaussian_log_likelihood", "FACTOR", "The 1/2 cancels against the 2 of the square.")
def gaussian_log_likelihood(mu, X, S):
    g = np.zeros_like(mu)
    for row in X:
        g += 0.5 * np.linalg.inv(S) @ (row.reshape(-1, 1) - mu)
    return g


@wrong(
    "gaussian_log_likelihood",
    "OPERAND",
    "The inverse of the covariance is needed, not the covariance.",
)
def gaussian_log_likelihood(mu, X, S):
    return S @ np.sum(X.T - mu, axis=1, keepdims=True)


@wrong("gaussian_log_likelihood", "UNSUMMED")
def gaussian_log_likelihood(mu, X, S):
    return np.linalg.inv(S) @ (X.T - mu)


@wrong(
    "gaussian_log_likelihood",
    "FACTOR",
    "mu stands in each of the n terms, so it is subtracted n times.",
)
def gaussian_log_likelihood(mu, X, S):
    total = X.sum(axis=0, keepdims=True).T
    return np.linalg.solve(S, total - mu)


@wrong(
    "gaussian_log_likelihood", "MEAN", "The log-likelihood is a sum over the examples, not a mean."
)
def gaussian_log_likelihood(mu, X, S):
    return np.linalg.solve(S, X.mean(axis=0, keepdims=True).T - mu)


@wrong("gaussian_log_likelihood", "BROADCAST", "(d,) minus (d x 1) broadcasts to (d x d).")
def gaussian_log_likelihood(mu, X, S):
    n = len(X)
    return np.linalg.inv(S) @ (X.sum(axis=0) - n * mu)


@wrong(
    "gaussian_log_likelihood",
    "COMPOUND",
    "The sign is turned round (SIGN) and the answer is a row (TCONV).",
)
def gaussian_log_likelihood(mu, X, S):
    return (mu.T - X).sum(axis=0, keepdims=True) @ np.linalg.inv(S)


@wrong("weighted_least_squares", "FACTOR", "The weights are missing.")
def weighted_least_squares(theta, X, y, w):
    e = X @ theta - y
    return 2 / len(y) * X.T @ e


@wrong("weighted_least_squares", "FACTOR", "w_i stands outside the square; it counts once.")
def weighted_least_squares(theta, X, y, w):
    n = X.shape[0]
    return (2 / n) * X.T @ (w**2 * (X @ theta - y))


@wrong(
    "weighted_least_squares",
    "MEAN",
    "Divided by the sum of the weights; the mean is over the n rows.",
)
def weighted_least_squares(theta, X, y, w):
    W = np.diag(w[:, 0])
    return 2 * X.T @ W @ (X @ theta - y) / np.sum(w)


@wrong("weighted_least_squares", "SIGN")
def weighted_least_squares(theta, X, y, w):
    n, d = X.shape
    grad = np.zeros((d, 1))
    for i in range(n):
        xi = X[i : i + 1, :].T
        grad += 2 / n * w[i, 0] * (y[i, 0] - (xi.T @ theta).item()) * xi
    return grad


@wrong("weighted_least_squares", "TCONV")
def weighted_least_squares(theta, X, y, w):
    we = w * (X @ theta - y)
    return 2 / X.shape[0] * we.T @ X


@wrong("weighted_least_squares", "FLAT")
def weighted_least_squares(theta, X, y, w):
    e = (X @ theta - y).flatten()
    return 2 / X.shape[0] * np.einsum("n,nd,n->d", w.flatten(), X, e)


@wrong("weighted_least_squares", "WRONGVAR", "That is the derivative by y.")
def weighted_least_squares(theta, X, y, w):
    return -2 / X.shape[0] * w * (X @ theta - y)


@wrong("weighted_least_squares", "PRIMAL", "The square is not differentiated.")
def weighted_least_squares(theta, X, y, w):
    return X.T @ (w * (X @ theta - y) ** 2) / X.shape[0]


@wrong(
    "weighted_least_squares",
    "COMPOUND",
    "The sum stands for the mean (MEAN) and y is missing (ONETERM).",
)
def weighted_least_squares(theta, X, y, w):
    return 2 * X.T @ (w * (X @ theta))


@wrong("unit_vector", "PRODRULE", "The length depends on v too.")
def unit_vector(v):
    return np.eye(len(v)) / np.linalg.norm(v)


@wrong("unit_vector", "FACTOR", "The factor 1/|v| is missing.")
def unit_vector(v):
    u = v / np.sqrt(np.sum(v**2))
    return np.eye(v.shape[0]) - u @ u.T


@wrong("unit_vector", "OPERAND", "The projection needs the unit vector u, not v.")
def unit_vector(v):
    return (np.eye(v.shape[0]) - np.outer(v, v)) / np.linalg.norm(v)


@wrong(
    "unit_vector",
    "FACTOR",
    "The derivative of 1/r is -1/r^2 times dr/dv = v/r: the power of r is 3.",
)
def unit_vector(v):
    r = np.linalg.norm(v)
    return np.eye(v.shape[0]) / r - v @ v.T / r**2


@wrong("unit_vector", "SIGN")
def unit_vector(v):
    r = np.linalg.norm(v)
    n = len(v)
    D = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            D[i, j] = (i == j) / r + v[i, 0] * v[j, 0] / r**3
    return D


@wrong("unit_vector", "DIAGONLY")
def unit_vector(v):
    r = np.linalg.norm(v)
    return np.diag(((1 - (v / r) ** 2) / r).ravel())


@wrong(
    "unit_vector",
    "BROADCAST",
    "u * u is a column and was broadcast; the outer product u u^T is needed.",
)
def unit_vector(v):
    length = np.linalg.norm(v)
    u = v / length
    return (np.eye(len(u)) - u * u) / length


@wrong("unit_vector", "OPERAND", "u^T u is the number 1; the outer product u u^T is needed.")
def unit_vector(v):
    length = np.linalg.norm(v)
    u = v / length
    return (np.eye(len(u)) - u.T @ u) / length


@wrong(
    "unit_vector",
    "COMPOUND",
    "Only the diagonal is kept, as a column (COMPRESSED), and 1/|v| is missing (FACTOR).",
)
def unit_vector(v):
    return 1 - v**2 / np.sum(v**2)


@wrong("attention_score", "FACTOR", "The score is divided by the root of h.")
def attention_score(x, z, Wq, Wk):
    return np.outer(x, Wk.T @ z), np.outer(z, Wq.T @ x)


@wrong("attention_score", "FACTOR", "The score is divided by the root of h, not by h.")
def attention_score(x, z, Wq, Wk):
    h = Wq.shape[1]
    return x @ (Wk.T @ z).T / h, z @ (Wq.T @ x).T / h


@wrong("attention_score", "TCONV", "ds/dM has the same shape as M (Definition 18).")
def attention_score(x, z, Wq, Wk):
    root = np.sqrt(Wq.shape[1])
    dWq = (Wk.T @ z) @ x.T / root
    dWk = (Wq.T @ x) @ z.T / root
    return dWq, dWk


@wrong("attention_score", "OPERAND", "The query goes with the other side's key, not with itself.")
def attention_score(x, z, Wq, Wk):
    q, k = Wq.T @ x, Wk.T @ z
    root = np.sqrt(len(q))
    return x @ q.T / root, z @ k.T / root


@wrong("attention_score", "WRONGVAR", "The two derivatives are returned in the wrong order.")
def attention_score(x, z, Wq, Wk):
    root = np.sqrt(Wk.shape[1])
    by_query = np.einsum("i,j->ij", x[:, 0], (Wk.T @ z)[:, 0]) / root
    by_key = np.einsum("i,j->ij", z[:, 0], (Wq.T @ x)[:, 0]) / root
    return by_key, by_query


@wrong(
    "attention_score",
    "INNERDER",
    "The chain stops at query and key: dq/dW_q (x) and dk/dW_k (z) are missing.",
)
def attention_score(x, z, Wq, Wk):
    root = np.sqrt(Wq.shape[1])
    return Wk.T @ z / root, Wq.T @ x / root


@wrong("attention_score", "NOUPSTREAM", "ds/dq, the key, and ds/dk, the query, are missing.")
def attention_score(x, z, Wq, Wk):
    h = Wq.shape[1]
    return np.repeat(x, h, axis=1) / np.sqrt(h), np.repeat(z, h, axis=1) / np.sqrt(h)


@wrong(
    "attention_score",
    "COMPOUND",
    "Both answers are transposed (TCONV) and the root of h is missing (FACTOR).",
)
def attention_score(x, z, Wq, Wk):
    q = Wq.T @ x
    k = Wk.T @ z
    return k @ x.T, q @ z.T


@wrong("swish_layer", "ACT")
def swish_layer(A, W, G):
    Z = W.T @ A
    return A @ (G * Z * sigmoid(Z)).T


@wrong("swish_layer", "PRODRULE", "z sigma(z) has two factors with z; the second term is missing.")
def swish_layer(A, W, G):
    return np.outer(A, G * sigmoid(W.T @ A))


@wrong(
    "swish_layer", "PRODRULE", "z sigma(z) has two factors with z; the term sigma(z) is missing."
)
def swish_layer(A, W, G):
    Z = W.T @ A
    s = sigmoid(Z)
    dZ = G * Z * s * (1 - s)
    return A @ dZ.T


@wrong(
    "swish_layer", "PRODRULE", "The derivative of a product is not the product of the derivatives."
)
def swish_layer(A, W, G):
    s = sigmoid(W.T @ A)
    dB_dZ = 1 * (s * (1 - s))
    return A @ (dB_dZ * G).T


@wrong("swish_layer", "NOACT")
def swish_layer(A, W, G):
    dW = np.zeros(W.shape)
    for i in range(W.shape[0]):
        for j in range(W.shape[1]):
            dW[i, j] = A[i, 0] * G[j, 0]
    return dW


@wrong("swish_layer", "TCONV")
def swish_layer(A, W, G):
    Z = W.T @ A
    s = sigmoid(Z)
    return (G * (s + Z * s * (1 - s))) @ A.T


@wrong("swish_layer", "TWICE")
def swish_layer(A, W, G):
    Z = W.T @ A
    B = Z * sigmoid(Z)
    s = sigmoid(B)
    return A @ (G * (s + B * s * (1 - s))).T


@wrong("swish_layer", "WRONGVAR", "That is dL/dA.")
def swish_layer(A, W, G):
    Z = W.T @ A
    s = sigmoid(Z)
    return W @ (G * (s + Z * s * (1 - s)))


@wrong("swish_layer", "LOSTAXIS", "The outputs were added up: G and f' met in a dot product.")
def swish_layer(A, W, G):
    Z = W.T @ A
    s = sigmoid(Z)
    return A * (G.T @ (s + Z * s * (1 - s)))


@wrong(
    "swish_layer",
    "COMPOUND",
    "The second term of f' is missing (PRODRULE) and the answer is transposed (TCONV).",
)
def swish_layer(A, W, G):
    return (G * sigmoid(W.T @ A)) @ A.T


@wrong("squared_hinge", "SIGN", "The inner derivative of 1 - t x^T theta carries a minus sign.")
def squared_hinge(theta, X, t, lam):
    h = np.maximum(0, 1 - t * (X @ theta))
    return 2 / X.shape[0] * X.T @ (h * t) + lam * theta


@wrong("squared_hinge", "REG", "The penalty is missing.")
def squared_hinge(theta, X, t, lam):
    h = np.maximum(0, 1 - t * (X @ theta))
    return -2 * X.T @ (h * t) / len(X)


@wrong("squared_hinge", "REG", "The penalty has a 1/2 that cancels the 2.")
def squared_hinge(theta, X, t, lam):
    h = np.maximum(0, 1 - t * (X @ theta))
    return -2 * X.T @ (h * t) / len(X) + 2 * lam * theta


@wrong("squared_hinge", "NOACT", "The max is missing: examples beyond the margin add nothing.")
def squared_hinge(theta, X, t, lam):
    gap = 1 - t * (X @ theta)
    return -2 * np.mean(t * gap * X, axis=0).reshape(-1, 1) + lam * theta


@wrong(
    "squared_hinge",
    "OPERAND",
    "The mask stands where the hinge itself belongs: the square was forgotten.",
)
def squared_hinge(theta, X, t, lam):
    active = (t * (X @ theta) < 1).astype(float)
    return -2 / X.shape[0] * X.T @ (t * active) + lam * theta


@wrong("squared_hinge", "INNERDER", "t is part of the inner derivative.")
def squared_hinge(theta, X, t, lam):
    h = np.maximum(0, 1 - t * (X @ theta))
    return -2 / X.shape[0] * X.T @ h + lam * theta


@wrong("squared_hinge", "MEAN")
def squared_hinge(theta, X, t, lam):
    g = lam * theta
    for i in range(len(X)):
        margin = t[i, 0] * (X[i] @ theta[:, 0])
        if margin < 1:
            g = g - 2 * (1 - margin) * t[i, 0] * X[i].reshape(-1, 1)
    return g


@wrong("squared_hinge", "TCONV")
def squared_hinge(theta, X, t, lam):
    h = np.maximum(0, 1 - t * (X @ theta))
    return -2 / X.shape[0] * (t * h).T @ X + lam * theta.T


@wrong(
    "squared_hinge",
    "COMPOUND",
    "The 2 of the square is missing (FACTOR) and the penalty's derivative too (REG).",
)
def squared_hinge(theta, X, t, lam):
    h = np.maximum(0, 1 - t * (X @ theta))
    return -X.T @ (t * h) / X.shape[0]


@wrong("logdet_rank_one", "SYMMETRY")
def logdet_rank_one(x, A):
    return 2 * np.linalg.inv(A + x @ x.T) @ x


@wrong("logdet_rank_one", "PRODRULE", "x stands twice in x x^T.")
def logdet_rank_one(x, A):
    M = A + np.outer(x, x)
    return np.linalg.solve(M.T, x)


@wrong(
    "logdet_rank_one",
    "OPERAND",
    "The inverse is taken of A alone; x x^T belongs to the matrix (A.5).",
)
def logdet_rank_one(x, A):
    Ainv = np.linalg.inv(A)
    return (Ainv + Ainv.T) @ x


@wrong(
    "logdet_rank_one",
    "EXTRA",
    "That is the derivative of the determinant; the logarithm divides by it.",
)
def logdet_rank_one(x, A):
    M = A + x @ x.T
    Minv = np.linalg.inv(M)
    return np.linalg.det(M) * (Minv + Minv.T) @ x


@wrong("logdet_rank_one", "OPERAND", "The derivative of log det M is the inverse, not M itself.")
def logdet_rank_one(x, A):
    M = A + x @ x.T
    return (M + M.T) @ x


@wrong(
    "logdet_rank_one", "INNERDER", "The chain stops at the matrix: its derivative by x is missing."
)
def logdet_rank_one(x, A):
    return np.linalg.inv(A + x @ x.T).T


@wrong("logdet_rank_one", "TCONV")
def logdet_rank_one(x, A):
    Minv = np.linalg.inv(A + x @ x.T)
    return x.T @ (Minv + Minv.T)


@wrong("logdet_rank_one", "BROADCAST", "'*' multiplies entry by entry; the matrix goes with '@'.")
def logdet_rank_one(x, A):
    Minv = np.linalg.inv(A + x @ x.T)
    return (Minv + Minv.T) * x


@wrong(
    "logdet_rank_one",
    "COMPOUND",
    "One of the two terms is missing (PRODRULE) and the sign is wrong (SIGN).",
)
def logdet_rank_one(x, A):
    return -np.linalg.inv(A + x @ x.T) @ x


@wrong("trace_quadratic", "SYMMETRY")
def trace_quadratic(X, A, B):
    return 2 * A @ X @ B


@wrong("trace_quadratic", "PRODRULE")
def trace_quadratic(X, A, B):
    return A.T @ X @ B.T


@wrong("trace_quadratic", "PRODRULE")
def trace_quadratic(X, A, B):
    return np.einsum("ij,jk,kl->il", A, X, B)


@wrong("trace_quadratic", "NOTRANSPOSE", "In the second term both A and B are transposed.")
def trace_quadratic(X, A, B):
    return A @ X @ B + A.T @ X @ B


@wrong("trace_quadratic", "OPERAND", "B is missing from the second term.")
def trace_quadratic(X, A, B):
    left = A @ X @ B
    right = A.T @ X
    return left + right


@wrong("trace_quadratic", "TCONV", "ds/dM has the same shape as M (Definition 18).")
def trace_quadratic(X, A, B):
    return B @ X.T @ A + B.T @ X.T @ A.T


@wrong("trace_quadratic", "SIGN")
def trace_quadratic(X, A, B):
    return A @ X @ B - A.T @ X @ B.T


@wrong("trace_quadratic", "LOSTAXIS", "You added over the columns of X.")
def trace_quadratic(X, A, B):
    grad = np.zeros((X.shape[0], 1))
    for j in range(X.shape[1]):
        grad += A @ X @ B[:, j : j + 1] + A.T @ X @ B.T[:, j : j + 1]
    return grad


@wrong(
    "trace_quadratic", "COMPOUND", "A is taken as symmetric (SYMMETRY) and B is missing (OPERAND)."
)
def trace_quadratic(X, A, B):
    return 2 * A @ X


@wrong("two_layer_by_input", "TCONV")
def two_layer_by_input(x, W1, b, W2):
    a = np.tanh(W1.T @ x + b)
    D = np.diag((1 - a**2)[:, 0])
    return W2.T @ D @ W1.T


@wrong("two_layer_by_input", "NOACT")
def two_layer_by_input(x, W1, b, W2):
    dz_dx = W1
    dy_da = W2
    return dz_dx @ dy_da


@wrong("two_layer_by_input", "ACT")
def two_layer_by_input(x, W1, b, W2):
    return W1 @ (np.tanh(W1.T @ x + b) * W2)


@wrong("two_layer_by_input", "TWICE")
def two_layer_by_input(x, W1, b, W2):
    a = np.tanh(W1.T @ x + b)
    return W1 @ np.diagflat(1 - np.tanh(a) ** 2) @ W2


@wrong(
    "two_layer_by_input", "POSITION", "The offset is missing from z, where f' is evaluated (A.5)."
)
def two_layer_by_input(x, W1, b, W2):
    slope = 1 - np.tanh(W1.T @ x) ** 2
    return W1 @ (slope * W2)


@wrong("two_layer_by_input", "DIAGLEAK")
def two_layer_by_input(x, W1, b, W2):
    slope = 1 - np.tanh(W1.T @ x + b) ** 2
    m = len(slope)
    return W1 @ (slope @ np.ones((1, m))) @ W2


@wrong("two_layer_by_input", "LOSTAXIS", "You added over the outputs y_i.")
def two_layer_by_input(x, W1, b, W2):
    slope = 1 - np.tanh(W1.T @ x + b) ** 2
    return W1 @ (slope * W2.sum(axis=1, keepdims=True))


@wrong("two_layer_by_input", "INNERDER", "The chain stops at z: the factor dz/dx = W1 is missing.")
def two_layer_by_input(x, W1, b, W2):
    a = np.tanh(W1.T @ x + b)
    return (1 - a**2) * W2


@wrong("two_layer_by_input", "FACTOR", "tanh' = 1 - tanh^2.")
def two_layer_by_input(x, W1, b, W2):
    a = np.tanh(W1.T @ x + b)
    return np.einsum("dm,m,mn->dn", W1, 1 - a[:, 0], W2)


@wrong(
    "two_layer_by_input",
    "COMPOUND",
    "The answer is transposed (TCONV) and f stands where f' belongs (ACT).",
)
def two_layer_by_input(x, W1, b, W2):
    a = np.tanh(W1.T @ x + b)
    return W2.T @ np.diag(a.ravel()) @ W1.T


@wrong(
    "outer_product_tensor",
    "AXES",
    "x comes first in the layout asked for; here it is the last axis.",
)
def outer_product_tensor(x, B):
    eye = np.eye(len(x))
    return np.einsum("ik,j->ijk", eye, (B @ x).ravel()) + np.einsum("i,jk->ijk", x.ravel(), B)


@wrong("outer_product_tensor", "PRODRULE", "B x depends on x as well.")
def outer_product_tensor(x, B):
    n, p = len(x), len(B)
    T = np.zeros((n, n, p))
    for k in range(n):
        T[k, k, :] = (B @ x)[:, 0]
    return T


@wrong("outer_product_tensor", "PRODRULE", "The x in front was treated as constant.")
def outer_product_tensor(x, B):
    n, p = x.shape[0], B.shape[0]
    T = np.empty((n, n, p))
    for k in range(n):
        T[k] = x @ B[:, k : k + 1].T
    return T


@wrong("outer_product_tensor", "DIAGLEAK", "dx_i/dx_k is 1 only where i = k (Concept 4).")
def outer_product_tensor(x, B):
    n = x.shape[0]
    return np.einsum("ki,j->kij", np.ones((n, n)), (B @ x)[:, 0]) + np.einsum(
        "i,jk->kij", x[:, 0], B
    )


@wrong("outer_product_tensor", "LOSTAXIS", "You added over the elements of x.")
def outer_product_tensor(x, B):
    u = B @ x
    return np.ones_like(x) @ u.T + x @ B.sum(axis=1, keepdims=True).T


@wrong("outer_product_tensor", "INDEX", "In the second term i and k are exchanged: it is x_i B_jk.")
def outer_product_tensor(x, B):
    n, p = x.shape[0], B.shape[0]
    u = B @ x
    T = np.zeros((n, n, p))
    for k in range(n):
        for i in range(n):
            for j in range(p):
                T[k, i, j] = (k == i) * u[j, 0] + x[k, 0] * B[j, i]
    return T


@wrong(
    "outer_product_tensor",
    "COMPRESSED",
    "Right numbers, flattened to an (n x np) matrix; three axes are asked for.",
)
def outer_product_tensor(x, B):
    n, p = x.shape[0], B.shape[0]
    T = np.einsum("ki,j->kij", np.eye(n), (B @ x)[:, 0]) + np.einsum("i,jk->kij", x[:, 0], B)
    return T.reshape(n, n * p)


@wrong("outer_product_tensor", "PRODRULE", "The two appearances of x do not give equal terms.")
def outer_product_tensor(x, B):
    return 2 * np.einsum("ki,j->kij", np.eye(x.shape[0]), (B @ x)[:, 0])


@wrong(
    "outer_product_tensor",
    "COMPOUND",
    "The second term is missing (PRODRULE) and x is the last axis (AXES).",
)
def outer_product_tensor(x, B):
    return np.einsum("ik,j->ijk", np.eye(x.shape[0]), (B @ x)[:, 0])
