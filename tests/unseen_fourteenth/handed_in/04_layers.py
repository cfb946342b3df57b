import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


# problem: gated_unit
# right diagonals: With diagonal matrices.
def gated_unit_jac(x, W, b, V, c):
    a = W @ x + b
    s = sigmoid(V @ x + c)
    return np.diag(s) @ W + np.diag(a) @ np.diag(s - s**2) @ V


# right rows: One output at a time.
def gated_unit_jac(x, W, b, V, c):
    J = np.zeros(W.shape)
    for k in range(len(b)):
        s = sigmoid(V[k] @ x + c[k])
        J[k] = s * (W[k] + (W[k] @ x + b[k]) * (1 - s) * V[k])
    return J


# wrong transposed: Rows belong to x.
def gated_unit_jac(x, W, b, V, c):
    a = W @ x + b
    s = sigmoid(V @ x + c)
    return W.T * s + V.T * (a * s * (1 - s))


# wrong gate_constant: The gate is taken as a constant.
def gated_unit_jac(x, W, b, V, c):
    s = sigmoid(V @ x + c)
    return s[:, None] * W


# wrong value_constant: The linear part is taken as a constant.
def gated_unit_jac(x, W, b, V, c):
    a = W @ x + b
    s = sigmoid(V @ x + c)
    return (a * s * (1 - s))[:, None] * V


# wrong minus: The terms of the product rule are subtracted.
def gated_unit_jac(x, W, b, V, c):
    a = W @ x + b
    s = sigmoid(V @ x + c)
    return s[:, None] * W - (a * s * (1 - s))[:, None] * V


# wrong no_slope: The slope of the sigmoid is missing from the second term.
def gated_unit_jac(x, W, b, V, c):
    a = W @ x + b
    s = sigmoid(V @ x + c)
    return s[:, None] * W + a[:, None] * V


# wrong tanh_slope: 1 - s^2, the slope of tanh, for that of the sigmoid.
def gated_unit_jac(x, W, b, V, c):
    a = W @ x + b
    s = sigmoid(V @ x + c)
    return s[:, None] * W + (a * (1 - s**2))[:, None] * V


# wrong product_of_slopes: The derivative of a product is taken as the product of the derivatives.
def gated_unit_jac(x, W, b, V, c):
    s = sigmoid(V @ x + c)
    return W * (s * (1 - s))[:, None] * V


# wrong no_biases: The biases are dropped where the layer is run again.
def gated_unit_jac(x, W, b, V, c):
    a = W @ x
    s = sigmoid(V @ x)
    return s[:, None] * W + (a * s * (1 - s))[:, None] * V


# wrong gate_weights: The weights of the value and of the gate are exchanged at the end of the chain.
def gated_unit_jac(x, W, b, V, c):
    a = W @ x + b
    s = sigmoid(V @ x + c)
    return s[:, None] * V + (a * s * (1 - s))[:, None] * W


# problem: root_mean_square
# right loops: Entry by entry.
def root_mean_square_dx(x, g, eps):
    n = x.shape[0]
    r2 = (x**2).sum() / n + eps
    D = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            D[i, j] = -g[j, 0] * x[j, 0] * x[i, 0] / (n * r2**1.5)
            if i == j:
                D[i, j] += g[j, 0] / np.sqrt(r2)
    return D


# right by_normalised: With the normalised input, the gain last.
def root_mean_square_dx(x, g, eps):
    n = len(x)
    r = np.sqrt(x.T @ x / n + eps)
    u = x / r
    return (np.eye(n) - u @ u.T / n) / r * g.T


# wrong rows_of_y: Rows belong to y, columns to x.
def root_mean_square_dx(x, g, eps):
    n = len(x)
    r = np.sqrt(np.mean(x**2) + eps)
    return np.diag(g.ravel()) / r - (g * x) @ x.T / (n * r**3)


# wrong root_constant: The root mean square is taken as a constant.
def root_mean_square_dx(x, g, eps):
    r = np.sqrt(np.mean(x**2) + eps)
    return np.diag(g.ravel()) / r


# wrong no_n: The 1/n of the mean is forgotten in the second term.
def root_mean_square_dx(x, g, eps):
    r = np.sqrt(np.mean(x**2) + eps)
    return np.diag(g.ravel()) / r - x @ (g * x).T / r**3


# wrong two_kept: The half of the root is forgotten, so a two is left in the second term.
def root_mean_square_dx(x, g, eps):
    n = len(x)
    r = np.sqrt(np.mean(x**2) + eps)
    return np.diag(g.ravel()) / r - 2 * x @ (g * x).T / (n * r**3)


# wrong square_below: The second term has the square of the root below the line where the cube belongs.
def root_mean_square_dx(x, g, eps):
    n = len(x)
    r = np.sqrt(np.mean(x**2) + eps)
    return np.diag(g.ravel()) / r - x @ (g * x).T / (n * r**2)


# wrong plus: The second term is added.
def root_mean_square_dx(x, g, eps):
    n = len(x)
    r = np.sqrt(np.mean(x**2) + eps)
    return np.diag(g.ravel()) / r + x @ (g * x).T / (n * r**3)


# wrong gain_once: The gain is left out of the second term.
def root_mean_square_dx(x, g, eps):
    n = len(x)
    r = np.sqrt(np.mean(x**2) + eps)
    return np.diag(g.ravel()) / r - x @ x.T / (n * r**3)


# wrong no_eps: eps is left out, as if it were very small.
def root_mean_square_dx(x, g, eps):
    n = len(x)
    r = np.sqrt(np.mean(x**2))
    return np.diag(g.ravel()) / r - x @ (g * x).T / (n * r**3)


# wrong own_entry: Each output is differentiated by its own input only.
def root_mean_square_dx(x, g, eps):
    n = len(x)
    r = np.sqrt(np.mean(x**2) + eps)
    return np.diag((g / r - g * x**2 / (n * r**3)).ravel())


# problem: triplets
# right loop: One triplet at a time.
def triplets_dA(A, P, Q, margin):
    G = np.zeros(A.shape)
    for k in range(len(A)):
        u = A[k] - P[k]
        v = A[k] - Q[k]
        du, dv = np.sqrt(u @ u), np.sqrt(v @ v)
        if du + margin > dv:
            G[k] = u / du - v / dv
    return G / A.shape[0]


# right unit_vectors: With unit vectors and where.
def triplets_dA(A, P, Q, margin):
    u, v = A - P, A - Q
    du = np.sqrt((u**2).sum(1))
    dv = np.sqrt((v**2).sum(1))
    slope = np.where(du - dv + margin > 0, 1 / len(du), 0.0)
    return np.einsum("b,bd->bd", slope / du, u) - np.einsum("b,bd->bd", slope / dv, v)


# wrong always_active: Triplets that are far enough apart pull as well.
def triplets_dA(A, P, Q, margin):
    near = np.linalg.norm(A - P, axis=1, keepdims=True)
    far = np.linalg.norm(A - Q, axis=1, keepdims=True)
    return ((A - P) / near - (A - Q) / far) / len(A)


# wrong no_margin: The margin is left out of the test.
def triplets_dA(A, P, Q, margin):
    near = np.linalg.norm(A - P, axis=1, keepdims=True)
    far = np.linalg.norm(A - Q, axis=1, keepdims=True)
    return (near > far) * ((A - P) / near - (A - Q) / far) / len(A)


# wrong loss_for_mask: Multiplied by the value of relu and not by its slope.
def triplets_dA(A, P, Q, margin):
    near = np.linalg.norm(A - P, axis=1, keepdims=True)
    far = np.linalg.norm(A - Q, axis=1, keepdims=True)
    hinge = np.maximum(near - far + margin, 0)
    return hinge * ((A - P) / near - (A - Q) / far) / len(A)


# wrong batch_hinge: The hinge is applied to the mean of the batch, all or none.
def triplets_dA(A, P, Q, margin):
    near = np.linalg.norm(A - P, axis=1, keepdims=True)
    far = np.linalg.norm(A - Q, axis=1, keepdims=True)
    active = np.mean(near - far + margin) > 0
    return active * ((A - P) / near - (A - Q) / far) / len(A)


# wrong summed: The sum over the batch.
def triplets_dA(A, P, Q, margin):
    near = np.linalg.norm(A - P, axis=1, keepdims=True)
    far = np.linalg.norm(A - Q, axis=1, keepdims=True)
    active = near - far + margin > 0
    return active * ((A - P) / near - (A - Q) / far)


# wrong mean_over_active: The mean over the active triplets only.
def triplets_dA(A, P, Q, margin):
    near = np.linalg.norm(A - P, axis=1, keepdims=True)
    far = np.linalg.norm(A - Q, axis=1, keepdims=True)
    active = near - far + margin > 0
    return active * ((A - P) / near - (A - Q) / far) / max(active.sum(), 1)


# wrong squared_distances: The gradient for squared distances, 2(Q - P).
def triplets_dA(A, P, Q, margin):
    near = np.linalg.norm(A - P, axis=1, keepdims=True)
    far = np.linalg.norm(A - Q, axis=1, keepdims=True)
    active = near - far + margin > 0
    return active * 2 * (Q - P) / len(A)


# wrong both_pull: The far items pull as the near ones do: a plus for the minus.
def triplets_dA(A, P, Q, margin):
    near = np.linalg.norm(A - P, axis=1, keepdims=True)
    far = np.linalg.norm(A - Q, axis=1, keepdims=True)
    active = near - far + margin > 0
    return active * ((A - P) / near + (A - Q) / far) / len(A)


# wrong one_norm_for_all: The norms are taken of the whole matrices below the line.
def triplets_dA(A, P, Q, margin):
    near = np.linalg.norm(A - P, axis=1, keepdims=True)
    far = np.linalg.norm(A - Q, axis=1, keepdims=True)
    active = near - far + margin > 0
    return active * ((A - P) / np.linalg.norm(A - P) - (A - Q) / np.linalg.norm(A - Q)) / len(A)


# problem: one_query
# right softmax_jacobian: The Jacobian of the softmax in the middle.
def one_query_jac(q, K, V):
    d = K.shape[1]
    p = softmax(K @ q / np.sqrt(d)).ravel()
    S = np.diag(p) - np.outer(p, p)
    return V.T @ S @ K / np.sqrt(d)


# right covariance: As the covariance of values and keys under the weights.
def one_query_jac(q, K, V):
    d = len(q)
    p = softmax(K @ q / d**0.5)
    kbar = (p * K).sum(axis=0)
    vbar = (p * V).sum(axis=0)
    return (p * (V - vbar)).T @ (K - kbar) / d**0.5


# wrong rows_of_q: Rows belong to q.
def one_query_jac(q, K, V):
    d = len(q)
    p = softmax(K @ q / np.sqrt(d))
    return (V.T @ (p * K - p @ p.T @ K) / np.sqrt(d)).T


# wrong scale_not_chained: The inner factor 1 / sqrt(d) is forgotten.
def one_query_jac(q, K, V):
    p = softmax(K @ q / np.sqrt(len(q)))
    return V.T @ (p * K - p @ p.T @ K)


# wrong scale_twice: Divided by d and not by its root.
def one_query_jac(q, K, V):
    d = len(q)
    p = softmax(K @ q / np.sqrt(d))
    return V.T @ (p * K - p @ p.T @ K) / d


# wrong not_scaled_inside: The scores in the softmax are not divided by sqrt(d).
def one_query_jac(q, K, V):
    p = softmax(K @ q)
    return V.T @ (p * K - p @ p.T @ K) / np.sqrt(len(q))


# wrong total_constant: The sum below the line of the softmax is held constant.
def one_query_jac(q, K, V):
    d = len(q)
    p = softmax(K @ q / np.sqrt(d))
    return V.T @ (p * K) / np.sqrt(d)


# wrong as_sigmoid: p(1 - p) for the Jacobian of the softmax, the other entries taken as zero.
def one_query_jac(q, K, V):
    d = len(q)
    p = softmax(K @ q / np.sqrt(d))
    return V.T @ (p * (1 - p) * K) / np.sqrt(d)


# wrong jacobian_plus: A plus between the two parts of the softmax's Jacobian.
def one_query_jac(q, K, V):
    d = len(q)
    p = softmax(K @ q / np.sqrt(d))
    return V.T @ (p * K + p @ p.T @ K) / np.sqrt(d)


# wrong no_softmax: The softmax is left out of the chain.
def one_query_jac(q, K, V):
    return V.T @ K / np.sqrt(len(q))


# problem: quantiles
# right masks: With two masks.
def quantile_grad(w, X, y, tau, lam):
    e = y - X @ w
    over = (e > 0).astype(float)
    under = (e <= 0).astype(float)
    g = -tau * X.T @ over + (1 - tau) * X.T @ under
    return g / len(X) + lam * w


# right loop: One row at a time.
def quantile_grad(w, X, y, tau, lam):
    g = np.zeros_like(w)
    for i in range(len(y)):
        xi = X[i].reshape(-1, 1)
        e = y[i, 0] - np.sum(xi * w)
        g -= (tau if e > 0 else tau - 1) * xi
    return g / len(y) + lam * w


# wrong residual_sign: The minus of y - Xw is lost in the chain.
def quantile_grad(w, X, y, tau, lam):
    e = y - X @ w
    return X.T @ np.where(e > 0, tau, tau - 1) / len(y) + lam * w


# wrong sides_exchanged: tau and 1 - tau are exchanged.
def quantile_grad(w, X, y, tau, lam):
    e = y - X @ w
    return -X.T @ np.where(e > 0, 1 - tau, -tau) / len(y) + lam * w


# wrong both_positive: Below the line the slope is 1 - tau, without its minus.
def quantile_grad(w, X, y, tau, lam):
    e = y - X @ w
    return -X.T @ np.where(e > 0, tau, 1 - tau) / len(y) + lam * w


# wrong row: A row for the column.
def quantile_grad(w, X, y, tau, lam):
    e = y - X @ w
    return (-X.T @ np.where(e > 0, tau, tau - 1) / len(y) + lam * w).T


# wrong not_averaged: The sum over the rows and not the mean.
def quantile_grad(w, X, y, tau, lam):
    e = y - X @ w
    return -X.T @ np.where(e > 0, tau, tau - 1) + lam * w


# wrong decay_averaged: The penalty is divided by n along with the data.
def quantile_grad(w, X, y, tau, lam):
    e = y - X @ w
    return (-X.T @ np.where(e > 0, tau, tau - 1) + lam * w) / len(y)


# wrong median: The sign of the residual, as for absolute errors.
def quantile_grad(w, X, y, tau, lam):
    e = y - X @ w
    return -X.T @ np.sign(e) / len(y) + lam * w


# wrong residual_kept: The residual stays as a factor, as if it had been squared.
def quantile_grad(w, X, y, tau, lam):
    e = y - X @ w
    return -X.T @ (np.where(e > 0, tau, tau - 1) * e) / len(y) + lam * w
