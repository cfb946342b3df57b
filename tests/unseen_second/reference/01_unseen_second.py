"""The second unseen set: output axes first, but where a problem says otherwise."""

import numpy as np


def softmax(z):
    """Return the softmax of an array, (n,)."""
    weights = np.exp(z - z.max())
    return weights / weights.sum()


def sigmoid(z):
    """Return the logistic function of each entry."""
    return 1 / (1 + np.exp(-z))


def rms_norm(x, g, eps):
    """Scale the identity and take out the part by r: diag(g) (I - x x^T / (n r^2)) / r, (n, n)."""
    n = x.size
    r = np.sqrt(np.mean(x**2) + eps)
    return g[:, None] * (np.eye(n) - np.outer(x, x) / (n * r**2)) / r


def cosine_similarity(u, v):
    """Take out the part of v along u: (v / |v| - s u / |u|) / |u|, (n,)."""
    length = np.linalg.norm(u)
    s = u @ v / (length * np.linalg.norm(v))
    return (v / np.linalg.norm(v) - s * u / length) / length


def attention_pool(q, K, V):
    """Chain V^T, the softmax's Jacobian and K over the root of d: (p, d)."""
    scale = np.sqrt(q.size)
    a = softmax(K @ q / scale)
    return V.T @ (np.diag(a) - np.outer(a, a)) @ K / scale


def gated_unit(x, W, V):
    """Add the two terms of the product: (n, d)."""
    gate = sigmoid(V @ x)
    return gate[:, None] * W + (W @ x * gate * (1 - gate))[:, None] * V


def temperature(z, p, T):
    """Chain q - p through z / T: (n,) and a number."""
    q = softmax(z / T)
    return (q - p) / T, -z @ (q - p) / T**2


def poisson_regression(theta, c, X, y, lam):
    """Average the residuals exp(u) - y, without penalty on the offset: (d, 1) and a number."""
    residual = np.exp(X @ theta + c) - y
    return X.T @ residual / len(y) + lam * theta, float(residual.mean())


def huber_regression(w, X, y, delta):
    """Clip the residuals, then average: (d,)."""
    return X.T @ np.clip(X @ w - y, -delta, delta) / len(y)


def matrix_factorisation(U, V, R, M, lam):
    """Multiply the masked residual by the other factor: (n, k) and (m, k)."""
    E = M * (R - U @ V.T)
    return -2 * E @ V + 2 * lam * U, -2 * E.T @ U + 2 * lam * V


def radial_basis(x, C, s):
    """Scale each centre's offset by its own kernel: (n, d) and (n,)."""
    squares = ((C - x) ** 2).sum(axis=1)
    k = np.exp(-squares / (2 * s**2))
    return k[:, None] * (C - x) / s**2, k * squares / s**3


def running_total(a):
    """Fill the columns on and below the diagonal with 2 t (1 - t^2): (n, n)."""
    t = np.tanh(a)
    return np.tril(np.ones((a.size, a.size))) * (2 * t * (1 - t**2))


def trace_of_square(X, A):
    """Add the terms of both places of X, each transposed: (n, n)."""
    return (X @ A + A @ X).T


def gram_tensor(X):
    """Add the terms of both places of X: (k, k, n, k)."""
    one = np.eye(X.shape[1])
    return np.einsum("al,ib->abil", one, X) + np.einsum("bl,ia->abil", one, X)


def diagonal_load(x, A, b):
    """Scale the columns of minus the inverse by the solution: (n, n)."""
    inverse = np.linalg.inv(A + np.diag(x))
    return -inverse * (inverse @ b)


def two_steps(U, h0, a, b, c):
    """Go back through both steps; U counts in each: (m, m) and (m,)."""
    h1 = np.tanh(U @ h0 + a)
    h2 = np.tanh(U @ h1 + b)
    second = c * (1 - h2**2)
    first = U.T @ second * (1 - h1**2)
    return np.outer(second, h1) + np.outer(first, h0), U.T @ first


def residual_block(x, W1, W2):
    """Add the identity of the skip to the chain of the branch: (d, d)."""
    return np.eye(len(x)) + W1 @ ((W1.T @ x > 0) * W2)


def log_cosh_hessian(w, X, y):
    """Weigh the examples by 1 - tanh^2: (d, d)."""
    t = np.tanh(X @ w - y)
    return X.T @ ((1 - t**2)[:, None] * X) / len(y)


def sliding_window(x, w):
    """Lay out the windows of x, and the kernel shifted along each row."""
    rows = x.size - w.size + 1
    by_w = np.array([x[t : t + w.size] for t in range(rows)])
    by_x = np.zeros((rows, x.size))
    for t in range(rows):
        by_x[t, t : t + w.size] = w
    return by_w, by_x


def entropy_of_softmax(z):
    """Weigh the surprise against the entropy: -p (log p + H), (n,)."""
    p = softmax(z)
    entropy = -(p * np.log(p)).sum()
    return -p * (np.log(p) + entropy)
