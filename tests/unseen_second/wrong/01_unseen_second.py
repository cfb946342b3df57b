"""Wrong answers to the second unseen set, each with its kind and what is wrong in plain words.

They were written without a look at what the grader can name.
"""

# ruff: noqa: F811, F821

import numpy as np


def softmax(z):
    weights = np.exp(z - z.max())
    return weights / weights.sum()


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# --- rms_norm -------------------------------------------------------------------------------------


@wrong("rms_norm", "CHAIN", "r is treated as a constant: only its diagonal term is there")
def rms_norm(x, g, eps):
    return np.diag(g / np.sqrt(np.mean(x**2) + eps))


@wrong("rms_norm", "FACTOR", "the 1/n of the mean is forgotten in the second term")
def rms_norm(x, g, eps):
    r = np.sqrt(np.mean(x**2) + eps)
    return g[:, None] * (np.eye(x.size) - np.outer(x, x) / r**2) / r


@wrong("rms_norm", "LAYOUT", "transposed: input down the rows")
def rms_norm(x, g, eps):
    r = np.sqrt(np.mean(x**2) + eps)
    return (g[:, None] * (np.eye(x.size) - np.outer(x, x) / (x.size * r**2)) / r).T


@wrong("rms_norm", "SIGN", "quotient rule with a plus")
def rms_norm(x, g, eps):
    r = np.sqrt(np.mean(x**2) + eps)
    return g[:, None] * (np.eye(x.size) + np.outer(x, x) / (x.size * r**2)) / r


@wrong("rms_norm", "VAR", "by g instead of x")
def rms_norm(x, g, eps):
    return np.diag(x / np.sqrt(np.mean(x**2) + eps))


@wrong("rms_norm", "CHAIN", "g left out of the product")
def rms_norm(x, g, eps):
    r = np.sqrt(np.mean(x**2) + eps)
    return (np.eye(x.size) - np.outer(x, x) / (x.size * r**2)) / r


@wrong("rms_norm", "OTHER", "eps forgotten below the root")
def rms_norm(x, g, eps):
    r = np.sqrt(np.mean(x**2))
    return g[:, None] * (np.eye(x.size) - np.outer(x, x) / (x.size * r**2)) / r


@wrong("rms_norm", "POWER", "r to the first power in the second term's denominator, not the second")
def rms_norm(x, g, eps):
    r = np.sqrt(np.mean(x**2) + eps)
    return g[:, None] * (np.eye(x.size) - np.outer(x, x) / (x.size * r)) / r


@wrong("rms_norm", "COMPOUND", "transposed, and 1/n forgotten")
def rms_norm(x, g, eps):
    r = np.sqrt(np.mean(x**2) + eps)
    return (g[:, None] * (np.eye(x.size) - np.outer(x, x) / r**2) / r).T


# --- cosine_similarity ----------------------------------------------------------------------------


@wrong("cosine_similarity", "CHAIN", "the norm of u treated as a constant")
def cosine_similarity(u, v):
    return v / (np.linalg.norm(u) * np.linalg.norm(v))


@wrong("cosine_similarity", "VAR", "by v instead of u")
def cosine_similarity(u, v):
    a, b = np.linalg.norm(u), np.linalg.norm(v)
    return u / (a * b) - (u @ v) * v / (a * b**3)


@wrong("cosine_similarity", "POWER", "|u|^2 instead of |u|^3 in the second term")
def cosine_similarity(u, v):
    a, b = np.linalg.norm(u), np.linalg.norm(v)
    return v / (a * b) - (u @ v) * u / (a**2 * b)


@wrong("cosine_similarity", "SIGN", "quotient rule with a plus")
def cosine_similarity(u, v):
    a, b = np.linalg.norm(u), np.linalg.norm(v)
    return v / (a * b) + (u @ v) * u / (a**3 * b)


@wrong("cosine_similarity", "FACTOR", "2 u from the squared norm kept: the second term is doubled")
def cosine_similarity(u, v):
    a, b = np.linalg.norm(u), np.linalg.norm(v)
    return v / (a * b) - 2 * (u @ v) * u / (a**3 * b)


@wrong("cosine_similarity", "PRODUCT", "v over the derivative of the denominator")
def cosine_similarity(u, v):
    a, b = np.linalg.norm(u), np.linalg.norm(v)
    return v / (u / a * b)


@wrong("cosine_similarity", "LAYOUT", "a column instead of an array of one axis")
def cosine_similarity(u, v):
    a, b = np.linalg.norm(u), np.linalg.norm(v)
    return (v / (a * b) - (u @ v) * u / (a**3 * b))[:, None]


@wrong("cosine_similarity", "OTHER", "the norm of v forgotten everywhere")
def cosine_similarity(u, v):
    a = np.linalg.norm(u)
    return v / a - (u @ v) * u / a**3


@wrong("cosine_similarity", "COMPOUND", "plus in the quotient rule, and the norm of v forgotten")
def cosine_similarity(u, v):
    a = np.linalg.norm(u)
    return v / a + (u @ v) * u / a**3


# --- attention_pool -------------------------------------------------------------------------------


@wrong("attention_pool", "SOFTMAX", "softmax as if entry by entry: only a (1 - a) on the diagonal")
def attention_pool(q, K, V):
    a = softmax(K @ q / np.sqrt(q.size))
    return V.T @ np.diag(a * (1 - a)) @ K / np.sqrt(q.size)


@wrong("attention_pool", "FACTOR", "the root of d left out of the chain")
def attention_pool(q, K, V):
    a = softmax(K @ q / np.sqrt(q.size))
    return V.T @ (np.diag(a) - np.outer(a, a)) @ K


@wrong("attention_pool", "POWER", "divides by d instead of its root, in the chain")
def attention_pool(q, K, V):
    a = softmax(K @ q / np.sqrt(q.size))
    return V.T @ (np.diag(a) - np.outer(a, a)) @ K / q.size


@wrong("attention_pool", "LAYOUT", "transposed: (d, p)")
def attention_pool(q, K, V):
    a = softmax(K @ q / np.sqrt(q.size))
    return (V.T @ (np.diag(a) - np.outer(a, a)) @ K / np.sqrt(q.size)).T


@wrong("attention_pool", "OTHER", "softmax of the scores without the scale, chain with it")
def attention_pool(q, K, V):
    a = softmax(K @ q)
    return V.T @ (np.diag(a) - np.outer(a, a)) @ K / np.sqrt(q.size)


@wrong("attention_pool", "SOFTMAX", "softmax's second term forgotten: diag(a) alone")
def attention_pool(q, K, V):
    a = softmax(K @ q / np.sqrt(q.size))
    return V.T @ (a[:, None] * K) / np.sqrt(q.size)


@wrong("attention_pool", "OUTER", "a @ a, a number, in place of the outer product of a with itself")
def attention_pool(q, K, V):
    a = softmax(K @ q / np.sqrt(q.size))
    return V.T @ (np.diag(a) - a @ a) @ K / np.sqrt(q.size)


@wrong("attention_pool", "CHAIN", "softmax's Jacobian left out: V^T K over the root of d")
def attention_pool(q, K, V):
    return V.T @ K / np.sqrt(q.size)


@wrong("attention_pool", "SIGN", "softmax's Jacobian with the sign turned: outer minus diag")
def attention_pool(q, K, V):
    a = softmax(K @ q / np.sqrt(q.size))
    return V.T @ (np.outer(a, a) - np.diag(a)) @ K / np.sqrt(q.size)


@wrong("attention_pool", "COMPOUND", "softmax entry by entry, and transposed")
def attention_pool(q, K, V):
    a = softmax(K @ q / np.sqrt(q.size))
    return (V.T @ np.diag(a * (1 - a)) @ K / np.sqrt(q.size)).T


# --- gated_unit -----------------------------------------------------------------------------------


@wrong("gated_unit", "PRODUCT", "only the linear factor is differentiated: the gate is constant")
def gated_unit(x, W, V):
    return sigmoid(V @ x)[:, None] * W


@wrong("gated_unit", "PRODUCT", "only the gate is differentiated")
def gated_unit(x, W, V):
    s = sigmoid(V @ x)
    return (W @ x * s * (1 - s))[:, None] * V


@wrong("gated_unit", "PRODUCT", "product of the two derivatives")
def gated_unit(x, W, V):
    s = sigmoid(V @ x)
    return W * (s * (1 - s))[:, None] * V


@wrong("gated_unit", "SLOPE", "tanh's slope 1 - s^2 for the gate")
def gated_unit(x, W, V):
    s = sigmoid(V @ x)
    return s[:, None] * W + (W @ x * (1 - s**2))[:, None] * V


@wrong("gated_unit", "SLOPE", "slope evaluated at the value: s(s)(1 - s(s))")
def gated_unit(x, W, V):
    s = sigmoid(V @ x)
    t = sigmoid(s)
    return s[:, None] * W + (W @ x * t * (1 - t))[:, None] * V


@wrong("gated_unit", "VAR", "W and V exchanged in the second term")
def gated_unit(x, W, V):
    s = sigmoid(V @ x)
    return s[:, None] * W + (V @ x * s * (1 - s))[:, None] * W


@wrong("gated_unit", "LAYOUT", "transposed: (d, n)")
def gated_unit(x, W, V):
    s = sigmoid(V @ x)
    return (s[:, None] * W + (W @ x * s * (1 - s))[:, None] * V).T


@wrong("gated_unit", "SUM", "summed over the outputs: the gradient of sum(h), (d,)")
def gated_unit(x, W, V):
    s = sigmoid(V @ x)
    return (s[:, None] * W + (W @ x * s * (1 - s))[:, None] * V).sum(axis=0)


@wrong("gated_unit", "COMPOUND", "slope of tanh, and the first term forgotten")
def gated_unit(x, W, V):
    s = sigmoid(V @ x)
    return (W @ x * (1 - s**2))[:, None] * V


# --- temperature ----------------------------------------------------------------------------------


@wrong("temperature", "CHAIN", "1/T forgotten in by_z; by_T right")
def temperature(z, p, T):
    q = softmax(z / T)
    return q - p, -z @ (q - p) / T**2


@wrong("temperature", "SIGN", "p - q in both")
def temperature(z, p, T):
    q = softmax(z / T)
    return (p - q) / T, z @ (q - p) / T**2


@wrong("temperature", "OTHER", "softmax of z, not of z / T, in both")
def temperature(z, p, T):
    q = softmax(z)
    return (q - p) / T, -z @ (q - p) / T**2


@wrong("temperature", "POWER", "by_z right; by_T over T, not T^2")
def temperature(z, p, T):
    q = softmax(z / T)
    return (q - p) / T, -z @ (q - p) / T


@wrong("temperature", "SUM", "by_T is not summed: one entry for each class; by_z right")
def temperature(z, p, T):
    q = softmax(z / T)
    return (q - p) / T, -z * (q - p) / T**2


@wrong("temperature", "CHAIN", "each score moves only its own log q_i: -p (1 - q); by_T right")
def temperature(z, p, T):
    q = softmax(z / T)
    return -p * (1 - q) / T, -z @ (q - p) / T**2


@wrong("temperature", "SIGN", "by_T without the minus of the derivative of 1/T; by_z right")
def temperature(z, p, T):
    q = softmax(z / T)
    return (q - p) / T, z @ (q - p) / T**2


@wrong("temperature", "FACTOR", "mean over the classes in by_z and by_T")
def temperature(z, p, T):
    q = softmax(z / T)
    return (q - p) / T / z.size, -np.mean(z * (q - p)) / T**2


@wrong("temperature", "COMPOUND", "p - q, and no 1/T, in by_z; by_T over T and with a plus")
def temperature(z, p, T):
    q = softmax(z / T)
    return p - q, z @ (q - p) / T


# --- poisson_regression ---------------------------------------------------------------------------


@wrong("poisson_regression", "REG", "penalty forgotten in by_theta; by_c right")
def poisson_regression(theta, c, X, y, lam):
    e = np.exp(X @ theta + c) - y
    return X.T @ e / len(y), float(e.mean())


@wrong("poisson_regression", "FACTOR", "2 lam theta for lam theta; by_c right")
def poisson_regression(theta, c, X, y, lam):
    e = np.exp(X @ theta + c) - y
    return X.T @ e / len(y) + 2 * lam * theta, float(e.mean())


@wrong("poisson_regression", "FACTOR", "the penalty is averaged too; by_c right")
def poisson_regression(theta, c, X, y, lam):
    e = np.exp(X @ theta + c) - y
    return (X.T @ e + lam * theta) / len(y), float(e.mean())


@wrong("poisson_regression", "FACTOR", "sum in place of mean in both")
def poisson_regression(theta, c, X, y, lam):
    e = np.exp(X @ theta + c) - y
    return X.T @ e + lam * theta, float(e.sum())


@wrong("poisson_regression", "SLOPE", "logistic regression's residual: sigmoid(u) - y")
def poisson_regression(theta, c, X, y, lam):
    e = sigmoid(X @ theta + c) - y
    return X.T @ e / len(y) + lam * theta, float(e.mean())


@wrong("poisson_regression", "OTHER", "offset forgotten in u")
def poisson_regression(theta, c, X, y, lam):
    e = np.exp(X @ theta) - y
    return X.T @ e / len(y) + lam * theta, float(e.mean())


@wrong("poisson_regression", "OTHER", "y u treated as a constant: its term is forgotten")
def poisson_regression(theta, c, X, y, lam):
    e = np.exp(X @ theta + c)
    return X.T @ e / len(y) + lam * theta, float(e.mean())


@wrong("poisson_regression", "REG", "by_theta right; the offset is penalised as well")
def poisson_regression(theta, c, X, y, lam):
    e = np.exp(X @ theta + c) - y
    return X.T @ e / len(y) + lam * theta, float(e.mean() + lam * c)


@wrong("poisson_regression", "LAYOUT", "by_theta as a row; by_c right")
def poisson_regression(theta, c, X, y, lam):
    e = np.exp(X @ theta + c) - y
    return e.T @ X / len(y) + lam * theta.T, float(e.mean())


@wrong("poisson_regression", "COMPOUND", "penalty forgotten and sum in place of mean")
def poisson_regression(theta, c, X, y, lam):
    e = np.exp(X @ theta + c) - y
    return X.T @ e, float(e.sum())


# --- huber_regression -----------------------------------------------------------------------------


@wrong("huber_regression", "MASK", "no threshold: least squares")
def huber_regression(w, X, y, delta):
    return X.T @ (X @ w - y) / len(y)


@wrong("huber_regression", "MASK", "the far branch gives 0: the residual is masked, not clipped")
def huber_regression(w, X, y, delta):
    r = X @ w - y
    return X.T @ (r * (np.abs(r) <= delta)) / len(y)


@wrong("huber_regression", "MASK", "the two branches are exchanged")
def huber_regression(w, X, y, delta):
    r = X @ w - y
    return X.T @ np.where(np.abs(r) <= delta, delta * np.sign(r), r) / len(y)


@wrong("huber_regression", "MASK", "delta without the sign in the far branch")
def huber_regression(w, X, y, delta):
    r = X @ w - y
    return X.T @ np.where(np.abs(r) <= delta, r, delta) / len(y)


@wrong("huber_regression", "MASK", "sign without delta in the far branch")
def huber_regression(w, X, y, delta):
    r = X @ w - y
    return X.T @ np.where(np.abs(r) <= delta, r, np.sign(r)) / len(y)


@wrong("huber_regression", "MASK", "r <= delta without the absolute value: clipped from above only")
def huber_regression(w, X, y, delta):
    r = X @ w - y
    return X.T @ np.where(r <= delta, r, delta * np.sign(r)) / len(y)


@wrong("huber_regression", "FACTOR", "2 r in the near branch")
def huber_regression(w, X, y, delta):
    r = X @ w - y
    return X.T @ np.where(np.abs(r) <= delta, 2 * r, delta * np.sign(r)) / len(y)


@wrong("huber_regression", "FACTOR", "sum in place of mean")
def huber_regression(w, X, y, delta):
    return X.T @ np.clip(X @ w - y, -delta, delta)


@wrong("huber_regression", "SIGN", "residual y - Xw without the minus")
def huber_regression(w, X, y, delta):
    return X.T @ np.clip(y - X @ w, -delta, delta) / len(y)


@wrong("huber_regression", "SUM", "per-example gradients, not summed over the examples")
def huber_regression(w, X, y, delta):
    return X * np.clip(X @ w - y, -delta, delta)[:, None] / len(y)


@wrong("huber_regression", "COMPOUND", "masked instead of clipped, and a sum instead of the mean")
def huber_regression(w, X, y, delta):
    r = X @ w - y
    return X.T @ (r * (np.abs(r) <= delta))


# --- matrix_factorisation -------------------------------------------------------------------------


@wrong("matrix_factorisation", "MASK", "mask forgotten in both")
def matrix_factorisation(U, V, R, M, lam):
    E = R - U @ V.T
    return -2 * E @ V + 2 * lam * U, -2 * E.T @ U + 2 * lam * V


@wrong("matrix_factorisation", "MASK", "mask on the product only: missing ratings count as errors")
def matrix_factorisation(U, V, R, M, lam):
    E = R - M * (U @ V.T)
    return -2 * E @ V + 2 * lam * U, -2 * E.T @ U + 2 * lam * V


@wrong("matrix_factorisation", "FACTOR", "2 forgotten in the data term")
def matrix_factorisation(U, V, R, M, lam):
    E = M * (R - U @ V.T)
    return -E @ V + 2 * lam * U, -E.T @ U + 2 * lam * V


@wrong("matrix_factorisation", "FACTOR", "2 forgotten in the penalty")
def matrix_factorisation(U, V, R, M, lam):
    E = M * (R - U @ V.T)
    return -2 * E @ V + lam * U, -2 * E.T @ U + lam * V


@wrong("matrix_factorisation", "REG", "penalty forgotten")
def matrix_factorisation(U, V, R, M, lam):
    E = M * (R - U @ V.T)
    return -2 * E @ V, -2 * E.T @ U


@wrong("matrix_factorisation", "SIGN", "inner minus forgotten: data term has the wrong sign")
def matrix_factorisation(U, V, R, M, lam):
    E = M * (R - U @ V.T)
    return 2 * E @ V + 2 * lam * U, 2 * E.T @ U + 2 * lam * V


@wrong(
    "matrix_factorisation", "REG", "penalty differentiated to the constant 2 lam: its variable lost"
)
def matrix_factorisation(U, V, R, M, lam):
    E = M * (R - U @ V.T)
    return -2 * E @ V + 2 * lam, -2 * E.T @ U + 2 * lam


@wrong("matrix_factorisation", "VAR", "by_V and by_U returned in the wrong order")
def matrix_factorisation(U, V, R, M, lam):
    E = M * (R - U @ V.T)
    return -2 * E.T @ U + 2 * lam * V, -2 * E @ V + 2 * lam * U


@wrong("matrix_factorisation", "MASK", "mask turned: the missing ratings are fitted")
def matrix_factorisation(U, V, R, M, lam):
    E = (1 - M) * (R - U @ V.T)
    return -2 * E @ V + 2 * lam * U, -2 * E.T @ U + 2 * lam * V


@wrong("matrix_factorisation", "COMPOUND", "mask forgotten and penalty forgotten")
def matrix_factorisation(U, V, R, M, lam):
    E = R - U @ V.T
    return -2 * E @ V, -2 * E.T @ U


# --- radial_basis ---------------------------------------------------------------------------------


@wrong("radial_basis", "SIGN", "x - c for c - x in by_x; by_s negative as well")
def radial_basis(x, C, s):
    q = ((C - x) ** 2).sum(axis=1)
    k = np.exp(-q / (2 * s**2))
    return k[:, None] * (x - C) / s**2, -k * q / s**3


@wrong(
    "radial_basis", "CHAIN", "exponential's own factor left out: the exponent's derivative alone"
)
def radial_basis(x, C, s):
    q = ((C - x) ** 2).sum(axis=1)
    return (C - x) / s**2, q / s**3


@wrong("radial_basis", "FACTOR", "the 2 of the square not cancelled: 1/(2 s^2) in by_x")
def radial_basis(x, C, s):
    q = ((C - x) ** 2).sum(axis=1)
    k = np.exp(-q / (2 * s**2))
    return k[:, None] * (C - x) / (2 * s**2), k * q / (2 * s**3)


@wrong("radial_basis", "CHAIN", "inner derivative left out: the value k in each column; k in by_s")
def radial_basis(x, C, s):
    q = ((C - x) ** 2).sum(axis=1)
    k = np.exp(-q / (2 * s**2))
    return np.repeat(k[:, None], x.size, axis=1), k


@wrong("radial_basis", "LAYOUT", "by_x transposed; by_s as a column")
def radial_basis(x, C, s):
    q = ((C - x) ** 2).sum(axis=1)
    k = np.exp(-q / (2 * s**2))
    return (k[:, None] * (C - x) / s**2).T, (k * q / s**3)[:, None]


@wrong("radial_basis", "POWER", "by_s over s^2, by_x over s")
def radial_basis(x, C, s):
    q = ((C - x) ** 2).sum(axis=1)
    k = np.exp(-q / (2 * s**2))
    return k[:, None] * (C - x) / s, k * q / s**2


@wrong("radial_basis", "OTHER", "norm without the square in the kernel")
def radial_basis(x, C, s):
    q = ((C - x) ** 2).sum(axis=1)
    k = np.exp(-np.sqrt(q) / (2 * s**2))
    return k[:, None] * (C - x) / s**2, k * q / s**3


@wrong("radial_basis", "SUM", "by_x summed over the centres; by_s summed as well")
def radial_basis(x, C, s):
    q = ((C - x) ** 2).sum(axis=1)
    k = np.exp(-q / (2 * s**2))
    return (k[:, None] * (C - x) / s**2).sum(axis=0), np.sum(k * q / s**3)


@wrong("radial_basis", "COMPOUND", "by_x: wrong sign and no s^2; by_s: half of it and wrong sign")
def radial_basis(x, C, s):
    q = ((C - x) ** 2).sum(axis=1)
    k = np.exp(-q / (2 * s**2))
    return k[:, None] * (x - C), -k * q / (2 * s**3)


# --- running_total --------------------------------------------------------------------------------


@wrong("running_total", "CHAIN", "only the last term of each sum: a diagonal matrix")
def running_total(a):
    t = np.tanh(a)
    return np.diag(2 * t * (1 - t**2))


@wrong("running_total", "LAYOUT", "upper triangle: transposed")
def running_total(a):
    t = np.tanh(a)
    return (np.tril(np.ones((a.size, a.size))) * (2 * t * (1 - t**2))).T


@wrong("running_total", "INDEX", "sums j < i: the diagonal is left out")
def running_total(a):
    t = np.tanh(a)
    return np.tril(np.ones((a.size, a.size)), -1) * (2 * t * (1 - t**2))


@wrong("running_total", "INDEX", "slopes along the rows, not the columns: row i has slope i")
def running_total(a):
    t = np.tanh(a)
    return np.tril(np.ones((a.size, a.size))) * (2 * t * (1 - t**2))[:, None]


@wrong("running_total", "FACTOR", "2 forgotten")
def running_total(a):
    t = np.tanh(a)
    return np.tril(np.ones((a.size, a.size))) * (t * (1 - t**2))


@wrong("running_total", "CHAIN", "slope of tanh forgotten: 2 t")
def running_total(a):
    t = np.tanh(a)
    return np.tril(np.ones((a.size, a.size))) * (2 * t)


@wrong("running_total", "CHAIN", "outer power forgotten: slope of tanh alone")
def running_total(a):
    t = np.tanh(a)
    return np.tril(np.ones((a.size, a.size))) * (1 - t**2)


@wrong("running_total", "SLOPE", "sigmoid's slope t (1 - t)")
def running_total(a):
    t = np.tanh(a)
    return np.tril(np.ones((a.size, a.size))) * (2 * t * t * (1 - t))


@wrong("running_total", "SUM", "each row's sum: (n,)")
def running_total(a):
    t = np.tanh(a)
    return np.cumsum(2 * t * (1 - t**2))


@wrong("running_total", "COMPOUND", "2 forgotten, and transposed")
def running_total(a):
    t = np.tanh(a)
    return (np.tril(np.ones((a.size, a.size))) * (t * (1 - t**2))).T


# --- trace_of_square ------------------------------------------------------------------------------


@wrong("trace_of_square", "LAYOUT", "the transpose forgotten at the end")
def trace_of_square(X, A):
    return X @ A + A @ X


@wrong("trace_of_square", "PRODUCT", "only the first X")
def trace_of_square(X, A):
    return (X @ A).T


@wrong("trace_of_square", "SYMMETRIC", "2 (A X)^T as if A and X commuted")
def trace_of_square(X, A):
    return 2 * (A @ X).T


@wrong("trace_of_square", "POWER", "as for numbers: 2 A X, not transposed")
def trace_of_square(X, A):
    return 2 * A @ X


@wrong("trace_of_square", "LAYOUT", "one term transposed, the other not")
def trace_of_square(X, A):
    return (X @ A).T + A @ X


@wrong("trace_of_square", "SIGN", "difference of the two terms")
def trace_of_square(X, A):
    return (X @ A - A @ X).T


@wrong("trace_of_square", "VAR", "by A: (X X)^T")
def trace_of_square(X, A):
    return (X @ X).T


@wrong("trace_of_square", "ELEMENT", "the entry-by-entry product in place of the matrix product")
def trace_of_square(X, A):
    return 2 * A.T * X.T


@wrong("trace_of_square", "COMPOUND", "only the second X, and not transposed")
def trace_of_square(X, A):
    return A @ X


# --- gram_tensor ----------------------------------------------------------------------------------


@wrong("gram_tensor", "PRODUCT", "only the left X")
def gram_tensor(X):
    return np.einsum("al,ib->abil", np.eye(X.shape[1]), X)


@wrong("gram_tensor", "PRODUCT", "only the right X")
def gram_tensor(X):
    return np.einsum("bl,ia->abil", np.eye(X.shape[1]), X)


@wrong("gram_tensor", "SYMMETRIC", "twice the left term as if both were equal")
def gram_tensor(X):
    return 2 * np.einsum("al,ib->abil", np.eye(X.shape[1]), X)


def full_gram(X):
    one = np.eye(X.shape[1])
    return np.einsum("al,ib->abil", one, X) + np.einsum("bl,ia->abil", one, X)


@wrong("gram_tensor", "TOOL", "sympy's derive_by_array: the input's axes first, (n, k, k, k)")
def gram_tensor(X):
    return full_gram(X).transpose(2, 3, 0, 1)


@wrong("gram_tensor", "LAYOUT", "axes of X exchanged: (k, k, k, n)")
def gram_tensor(X):
    return full_gram(X).transpose(0, 1, 3, 2)


@wrong("gram_tensor", "TOOL", "flattened to the matrix (k*k, n*k)")
def gram_tensor(X):
    k = X.shape[1]
    return full_gram(X).reshape(k * k, -1)


@wrong("gram_tensor", "SUM", "summed over the outputs: gradient of sum(G), shape of X")
def gram_tensor(X):
    return full_gram(X).sum(axis=(0, 1))


@wrong("gram_tensor", "SCALAR", "as for numbers: 2 X")
def gram_tensor(X):
    return 2 * X


@wrong("gram_tensor", "SIGN", "difference of the two terms")
def gram_tensor(X):
    one = np.eye(X.shape[1])
    return np.einsum("al,ib->abil", one, X) - np.einsum("bl,ia->abil", one, X)


@wrong("gram_tensor", "COMPOUND", "only the left X, and the input's axes first")
def gram_tensor(X):
    return np.einsum("al,ib->ilab", np.eye(X.shape[1]), X)


# --- diagonal_load --------------------------------------------------------------------------------


@wrong("diagonal_load", "SIGN", "minus forgotten")
def diagonal_load(x, A, b):
    inverse = np.linalg.inv(A + np.diag(x))
    return inverse * (inverse @ b)


@wrong("diagonal_load", "LAYOUT", "transposed")
def diagonal_load(x, A, b):
    inverse = np.linalg.inv(A + np.diag(x))
    return (-inverse * (inverse @ b)).T


@wrong("diagonal_load", "INVERSE", "only one inverse: -M^-1 diag(b)")
def diagonal_load(x, A, b):
    return -np.linalg.inv(A + np.diag(x)) * b


@wrong("diagonal_load", "POWER", "as for numbers: the inverse squared times diag(b)")
def diagonal_load(x, A, b):
    inverse = np.linalg.inv(A + np.diag(x))
    return -inverse @ inverse * b


@wrong("diagonal_load", "INDEX", "rows scaled in place of columns")
def diagonal_load(x, A, b):
    inverse = np.linalg.inv(A + np.diag(x))
    return -inverse * (inverse @ b)[:, None]


@wrong("diagonal_load", "OTHER", "diag(x) forgotten in the matrix to be inverted")
def diagonal_load(x, A, b):
    inverse = np.linalg.inv(A)
    return -inverse * (inverse @ b)


@wrong("diagonal_load", "VAR", "by b instead of x: the inverse itself")
def diagonal_load(x, A, b):
    return np.linalg.inv(A + np.diag(x))


@wrong("diagonal_load", "CHAIN", "all entries of the matrix moved by x_i: -M^-1 y in each column")
def diagonal_load(x, A, b):
    inverse = np.linalg.inv(A + np.diag(x))
    return np.repeat((-inverse @ inverse @ b)[:, None], x.size, axis=1)


@wrong("diagonal_load", "DIAGONAL", "only the diagonal kept")
def diagonal_load(x, A, b):
    inverse = np.linalg.inv(A + np.diag(x))
    return np.diag(np.diag(-inverse * (inverse @ b)))


@wrong("diagonal_load", "COMPOUND", "minus forgotten, and transposed")
def diagonal_load(x, A, b):
    inverse = np.linalg.inv(A + np.diag(x))
    return (inverse * (inverse @ b)).T


# --- two_steps ------------------------------------------------------------------------------------


def states(U, h0, a, b):
    h1 = np.tanh(U @ h0 + a)
    return h1, np.tanh(U @ h1 + b)


@wrong(
    "two_steps", "ONEPATH", "by_U counts U in the last step only; by_h0 stops at the first state"
)
def two_steps(U, h0, a, b, c):
    h1, h2 = states(U, h0, a, b)
    second = c * (1 - h2**2)
    return np.outer(second, h1), U.T @ second


@wrong("two_steps", "ONEPATH", "by_U counts U in the first step only; by_h0 with c left out")
def two_steps(U, h0, a, b, c):
    h1, h2 = states(U, h0, a, b)
    first = U.T @ (c * (1 - h2**2)) * (1 - h1**2)
    return np.outer(first, h0), U.T @ (U.T @ (1 - h2**2) * (1 - h1**2))


@wrong("two_steps", "LAYOUT", "by_U transposed; by_h0 with U in place of U^T at each step")
def two_steps(U, h0, a, b, c):
    h1, h2 = states(U, h0, a, b)
    second = c * (1 - h2**2)
    first = U.T @ second * (1 - h1**2)
    by_U = np.outer(second, h1) + np.outer(first, h0)
    return by_U.T, U @ (U @ second * (1 - h1**2))


@wrong("two_steps", "SLOPE", "slope of the first step left out in both")
def two_steps(U, h0, a, b, c):
    h1, h2 = states(U, h0, a, b)
    second = c * (1 - h2**2)
    first = U.T @ second
    return np.outer(second, h1) + np.outer(first, h0), U.T @ first


@wrong("two_steps", "SLOPE", "slope of the second step left out in both")
def two_steps(U, h0, a, b, c):
    h1, _ = states(U, h0, a, b)
    first = U.T @ c * (1 - h1**2)
    return np.outer(c, h1) + np.outer(first, h0), U.T @ first


@wrong("two_steps", "SLOPE", "sigmoid's slope h (1 - h) at both steps")
def two_steps(U, h0, a, b, c):
    h1, h2 = states(U, h0, a, b)
    second = c * h2 * (1 - h2)
    first = U.T @ second * h1 * (1 - h1)
    return np.outer(second, h1) + np.outer(first, h0), U.T @ first


@wrong("two_steps", "INDEX", "states shifted by one: h2 with the second step and h1 with the first")
def two_steps(U, h0, a, b, c):
    h1, h2 = states(U, h0, a, b)
    second = c * (1 - h2**2)
    first = U.T @ second * (1 - h1**2)
    return np.outer(second, h2) + np.outer(first, h1), U @ first


@wrong("two_steps", "SLOPE", "1 - tanh in place of 1 - tanh^2")
def two_steps(U, h0, a, b, c):
    h1, h2 = states(U, h0, a, b)
    second = c * (1 - h2)
    first = U.T @ second * (1 - h1)
    return np.outer(second, h1) + np.outer(first, h0), U.T @ first


@wrong("two_steps", "COMPOUND", "no slopes at all, and only the last step's U")
def two_steps(U, h0, a, b, c):
    h1, _ = states(U, h0, a, b)
    return np.outer(c, h1), U @ U @ c


# --- residual_block -------------------------------------------------------------------------------


@wrong("residual_block", "SKIP", "the skip connection's identity forgotten")
def residual_block(x, W1, W2):
    return W1 @ ((W1.T @ x > 0) * W2)


@wrong("residual_block", "MASK", "relu's mask forgotten")
def residual_block(x, W1, W2):
    return np.eye(len(x)) + W1 @ W2


@wrong("residual_block", "LAYOUT", "numerator layout: transposed")
def residual_block(x, W1, W2):
    return (np.eye(len(x)) + W1 @ ((W1.T @ x > 0) * W2)).T


@wrong("residual_block", "SKIP", "ones in place of the identity")
def residual_block(x, W1, W2):
    return 1 + W1 @ ((W1.T @ x > 0) * W2)


@wrong("residual_block", "MASK", "relu itself in place of its slope")
def residual_block(x, W1, W2):
    return np.eye(len(x)) + W1 @ (np.maximum(W1.T @ x, 0) * W2)


@wrong("residual_block", "MASK", "mask turned: z < 0")
def residual_block(x, W1, W2):
    return np.eye(len(x)) + W1 @ ((W1.T @ x < 0) * W2)


@wrong("residual_block", "SIGN", "identity minus the branch")
def residual_block(x, W1, W2):
    return np.eye(len(x)) - W1 @ ((W1.T @ x > 0) * W2)


@wrong("residual_block", "SKIP", "the branch multiplied by x as if the skip were a product")
def residual_block(x, W1, W2):
    return np.eye(len(x)) * (W1 @ ((W1.T @ x > 0) * W2))


@wrong("residual_block", "TOOL", "torch's jacobian of a column by a column: (d, 1, d, 1)")
def residual_block(x, W1, W2):
    return (np.eye(len(x)) + W1 @ ((W1.T @ x > 0) * W2)).T[:, None, :, None]


@wrong("residual_block", "SKIP", "x itself added instead of its derivative")
def residual_block(x, W1, W2):
    return x + W1 @ ((W1.T @ x > 0) * W2)


@wrong("residual_block", "COMPOUND", "skip forgotten and mask forgotten")
def residual_block(x, W1, W2):
    return W1 @ W2


# --- log_cosh_hessian -----------------------------------------------------------------------------


@wrong("log_cosh_hessian", "CHAIN", "weights forgotten: X^T X / n, as for least squares")
def log_cosh_hessian(w, X, y):
    return X.T @ X / len(y)


@wrong("log_cosh_hessian", "FACTOR", "sum in place of mean")
def log_cosh_hessian(w, X, y):
    t = np.tanh(X @ w - y)
    return X.T @ ((1 - t**2)[:, None] * X)


@wrong("log_cosh_hessian", "FACTOR", "divided by the number of parameters, not of examples")
def log_cosh_hessian(w, X, y):
    t = np.tanh(X @ w - y)
    return X.T @ ((1 - t**2)[:, None] * X) / len(w)


@wrong("log_cosh_hessian", "OUTER", "outer product of the gradient with itself")
def log_cosh_hessian(w, X, y):
    g = X.T @ np.tanh(X @ w - y) / len(y)
    return np.outer(g, g)


@wrong("log_cosh_hessian", "PRIMAL", "the gradient in place of the Hessian")
def log_cosh_hessian(w, X, y):
    return X.T @ np.tanh(X @ w - y) / len(y)


@wrong("log_cosh_hessian", "DIAGONAL", "only the diagonal of the Hessian")
def log_cosh_hessian(w, X, y):
    t = np.tanh(X @ w - y)
    return np.diag(np.diag(X.T @ ((1 - t**2)[:, None] * X) / len(y)))


@wrong("log_cosh_hessian", "SLOPE", "tanh in place of its slope: weights t")
def log_cosh_hessian(w, X, y):
    t = np.tanh(X @ w - y)
    return X.T @ (t[:, None] * X) / len(y)


@wrong("log_cosh_hessian", "POWER", "weights squared: (1 - t^2)^2")
def log_cosh_hessian(w, X, y):
    t = np.tanh(X @ w - y)
    return X.T @ (((1 - t**2) ** 2)[:, None] * X) / len(y)


@wrong("log_cosh_hessian", "OTHER", "targets forgotten: residual X w")
def log_cosh_hessian(w, X, y):
    t = np.tanh(X @ w)
    return X.T @ ((1 - t**2)[:, None] * X) / len(y)


@wrong("log_cosh_hessian", "TOOL", "forward differences of the gradient with a step of 0.1")
def log_cosh_hessian(w, X, y):
    def gradient(at):
        return X.T @ np.tanh(X @ at - y) / len(y)

    return np.array([(gradient(w + 0.1 * e) - gradient(w)) / 0.1 for e in np.eye(w.size)])


@wrong("log_cosh_hessian", "PRECISION", "rounded to two decimals")
def log_cosh_hessian(w, X, y):
    t = np.tanh(X @ w - y)
    return np.round(X.T @ ((1 - t**2)[:, None] * X) / len(y), 2)


@wrong("log_cosh_hessian", "COMPOUND", "sum in place of mean, and tanh in place of its slope")
def log_cosh_hessian(w, X, y):
    t = np.tanh(X @ w - y)
    return X.T @ (t[:, None] * X)


# --- sliding_window -------------------------------------------------------------------------------


def windows(x, k):
    return np.array([x[t : t + k] for t in range(x.size - k + 1)])


def bands(x, w):
    rows = x.size - w.size + 1
    band = np.zeros((rows, x.size))
    for t in range(rows):
        band[t, t : t + w.size] = w
    return band


@wrong(
    "sliding_window", "FLIP", "convolution in place of correlation: both with the kernel flipped"
)
def sliding_window(x, w):
    return windows(x, w.size)[:, ::-1], bands(x, w[::-1])


@wrong("sliding_window", "VAR", "the two answers in the wrong order")
def sliding_window(x, w):
    return bands(x, w), windows(x, w.size)


@wrong("sliding_window", "LAYOUT", "both transposed")
def sliding_window(x, w):
    return windows(x, w.size).T, bands(x, w).T


@wrong("sliding_window", "INDEX", "windows begin one late (wraps around); bands one to the right")
def sliding_window(x, w):
    return windows(np.roll(x, -1), w.size), np.roll(bands(x, w), 1, axis=1)


@wrong("sliding_window", "SUM", "summed over the outputs: both gradients of sum(y)")
def sliding_window(x, w):
    return windows(x, w.size).sum(axis=0), bands(x, w).sum(axis=0)


@wrong("sliding_window", "SIGN", "both with a minus")
def sliding_window(x, w):
    return -windows(x, w.size), -bands(x, w)


@wrong("sliding_window", "PRODUCT", "every product w x differentiates to 1: ones in both")
def sliding_window(x, w):
    return np.ones((x.size - w.size + 1, w.size)), bands(x, np.ones_like(w))


@wrong("sliding_window", "FACTOR", "mean over the window in both")
def sliding_window(x, w):
    return windows(x, w.size) / w.size, bands(x, w) / w.size


@wrong("sliding_window", "COMPOUND", "flipped, and with a minus")
def sliding_window(x, w):
    return -windows(x, w.size)[:, ::-1], -bands(x, w[::-1])


# --- entropy_of_softmax ---------------------------------------------------------------------------


@wrong("entropy_of_softmax", "CHAIN", "by p, not by z: -(log p + 1)")
def entropy_of_softmax(z):
    p = softmax(z)
    return -(np.log(p) + 1)


@wrong("entropy_of_softmax", "SOFTMAX", "softmax as if entry by entry: p (1 - p)")
def entropy_of_softmax(z):
    p = softmax(z)
    return -(np.log(p) + 1) * p * (1 - p)


@wrong("entropy_of_softmax", "SIGN", "minus forgotten")
def entropy_of_softmax(z):
    p = softmax(z)
    return p * (np.log(p) - (p * np.log(p)).sum())


@wrong("entropy_of_softmax", "PRODUCT", "slope 1/p in place of log p + 1, then chained")
def entropy_of_softmax(z):
    p = softmax(z)
    return -(np.diag(p) - np.outer(p, p)) @ (1 / p)


@wrong("entropy_of_softmax", "SOFTMAX", "second term of the softmax's Jacobian forgotten")
def entropy_of_softmax(z):
    p = softmax(z)
    return -p * (np.log(p) + 1)


@wrong("entropy_of_softmax", "SIGN", "H with the wrong sign inside: -p (log p - H)")
def entropy_of_softmax(z):
    p = softmax(z)
    entropy = -(p * np.log(p)).sum()
    return -p * (np.log(p) - entropy)


@wrong("entropy_of_softmax", "OTHER", "logarithm to base 2")
def entropy_of_softmax(z):
    p = softmax(z)
    return -p * (np.log2(p) - (p * np.log2(p)).sum())


@wrong("entropy_of_softmax", "PRIMAL", "the summands of the entropy themselves")
def entropy_of_softmax(z):
    p = softmax(z)
    return -p * np.log(p)


@wrong("entropy_of_softmax", "LAYOUT", "a row, (1, n)")
def entropy_of_softmax(z):
    p = softmax(z)
    return (-p * (np.log(p) - (p * np.log(p)).sum()))[None, :]


@wrong("entropy_of_softmax", "SUM", "the Jacobian of p, scaled by -(log p + 1), not summed")
def entropy_of_softmax(z):
    p = softmax(z)
    return -(np.log(p) + 1)[:, None] * (np.diag(p) - np.outer(p, p))


@wrong("entropy_of_softmax", "COMPOUND", "minus forgotten, and the softmax entry by entry")
def entropy_of_softmax(z):
    p = softmax(z)
    return (np.log(p) + 1) * p * (1 - p)


@wrong("sliding_window", "SIZES", "the kernel's size written as 3")
def sliding_window(x, w):
    rows = x.size - 2
    by_w = np.array([x[t : t + 3] for t in range(rows)])
    by_x = np.zeros((rows, x.size))
    for t in range(rows):
        by_x[t, t : t + 3] = w[:3]
    return by_w, by_x
