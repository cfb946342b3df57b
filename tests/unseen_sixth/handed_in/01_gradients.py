import numpy as np
from numpy.linalg import inv, norm


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# problem: lyapunov
# right kronecker: Both terms as one matrix on the stacked columns.
def lyapunov_grad(P, A, Q):
    n = len(P)
    K = np.kron(np.eye(n), A.T) + np.kron(A.T, np.eye(n))
    r = K @ P.ravel(order="F") + Q.ravel(order="F")
    return (K.T @ r).reshape(n, n, order="F")


# right entrywise: One entry of P at a time.
def lyapunov_grad(P, A, Q):
    R = A.T @ P + P @ A + Q
    G = np.zeros_like(P)
    for i in range(len(P)):
        for j in range(len(P)):
            E = np.zeros_like(P)
            E[i, j] = 1
            G[i, j] = np.sum(R * (A.T @ E + E @ A))
    return G


# wrong as_forward: The adjoint of A'P + PA is taken to be the same map.
def lyapunov_grad(P, A, Q):
    R = A.T @ P + P @ A + Q
    return A.T @ R + R @ A


# wrong left_only: P stands twice; only the first place is differentiated.
def lyapunov_grad(P, A, Q):
    R = A.T @ P + P @ A + Q
    return A @ R


# wrong no_q: Q is dropped as a constant, though it is in the residual.
def lyapunov_grad(P, A, Q):
    R = A.T @ P + P @ A
    return A @ R + R @ A.T


# wrong half_forgotten: The half in front of the sum is forgotten.
def lyapunov_grad(P, A, Q):
    R = A.T @ P + P @ A + Q
    return 2 * (A @ R + R @ A.T)


# wrong r_symmetric: R is thought symmetric and both terms equal.
def lyapunov_grad(P, A, Q):
    R = A.T @ P + P @ A + Q
    return 2 * A @ R


# wrong residual: The chain rule stops at R.
def lyapunov_grad(P, A, Q):
    return A.T @ P + P @ A + Q


# wrong one_sided: The second factor is put on the left as well.
def lyapunov_grad(P, A, Q):
    R = A.T @ P + P @ A + Q
    return A @ R + A.T @ R


# wrong no_outer: The sum of R is differentiated, not that of its squares.
def lyapunov_grad(P, A, Q):
    one = np.ones_like(P)
    return A @ one + one @ A.T


# wrong as_forward_doubled: Two slips: the map itself for its adjoint, and the half is forgotten.
def lyapunov_grad(P, A, Q):
    R = A.T @ P + P @ A + Q
    return 2 * (A.T @ R + R @ A)


# problem: mean_variance
# right by_parts: Three gradients, added up.
def utility_grad(w, w0, mu, S, g, k, eps):
    gain = mu
    risk = g * 0.5 * (S @ w + S.T @ w)
    cost = k * (w - w0) * ((w - w0) ** 2 + eps) ** -0.5
    return gain - risk - cost


# right loops: Every weight by itself.
def utility_grad(w, w0, mu, S, g, k, eps):
    out = np.zeros(w.shape)
    for i in range(len(w)):
        risk = sum((S[i, j] + S[j, i]) * w[j, 0] for j in range(len(w)))
        d = w[i, 0] - w0[i, 0]
        out[i, 0] = mu[i, 0] - g / 2 * risk - k * d / np.sqrt(d * d + eps)
    return out


# wrong s_symmetric: The covariance is thought symmetric.
def utility_grad(w, w0, mu, S, g, k, eps):
    d = w - w0
    return mu - g * S @ w - k * d / np.sqrt(d**2 + eps)


# wrong cost_added: The minus of the costs is lost.
def utility_grad(w, w0, mu, S, g, k, eps):
    d = w - w0
    return mu - g / 2 * (S + S.T) @ w + k * d / np.sqrt(d**2 + eps)


# wrong sign_of_trade: The smooth absolute value is treated as the plain one.
def utility_grad(w, w0, mu, S, g, k, eps):
    return mu - g / 2 * (S + S.T) @ w - k * np.sign(w - w0)


# wrong half_lost: The half of the risk is lost.
def utility_grad(w, w0, mu, S, g, k, eps):
    d = w - w0
    return mu - g * (S + S.T) @ w - k * d / np.sqrt(d**2 + eps)


# wrong root_alone: The root is differentiated, its inside is not.
def utility_grad(w, w0, mu, S, g, k, eps):
    d = w - w0
    return mu - g / 2 * (S + S.T) @ w - k / (2 * np.sqrt(d**2 + eps))


# wrong inside_doubled: The half of the root's slope is lost, the 2 of the square stays.
def utility_grad(w, w0, mu, S, g, k, eps):
    d = w - w0
    return mu - g / 2 * (S + S.T) @ w - 2 * k * d / np.sqrt(d**2 + eps)


# wrong no_return: The expected return is dropped.
def utility_grad(w, w0, mu, S, g, k, eps):
    d = w - w0
    return -g / 2 * (S + S.T) @ w - k * d / np.sqrt(d**2 + eps)


# wrong from_nothing: The cost is counted from zero and not from the old weights.
def utility_grad(w, w0, mu, S, g, k, eps):
    return mu - g / 2 * (S + S.T) @ w - k * w / np.sqrt(w**2 + eps)


# wrong to_minimise: The gradient of -U, as for a loss.
def utility_grad(w, w0, mu, S, g, k, eps):
    d = w - w0
    return -mu + g / 2 * (S + S.T) @ w + k * d / np.sqrt(d**2 + eps)


# problem: orthogonality
# right other_side: The Gram matrix of the rows instead of the columns.
def orthogonal_fit_grad(W, X, Y, lam):
    m = len(W)
    return 2 * (X.T @ X @ W - X.T @ Y) + 4 * lam * (W @ W.T - np.eye(m)) @ W


# wrong two_for_four: W'W is differentiated as if W stood in it once.
def orthogonal_fit_grad(W, X, Y, lam):
    E = W.T @ W - np.eye(W.shape[1])
    return 2 * X.T @ (X @ W - Y) + 2 * lam * W @ E


# wrong identity_lost: The identity vanishes as a constant.
def orthogonal_fit_grad(W, X, Y, lam):
    return 2 * X.T @ (X @ W - Y) + 4 * lam * W @ W.T @ W


# wrong no_lam: The weight of the penalty is lost.
def orthogonal_fit_grad(W, X, Y, lam):
    E = W.T @ W - np.eye(W.shape[1])
    return 2 * X.T @ (X @ W - Y) + 4 * W @ E


# wrong weight_decay: The penalty is differentiated like that of the squares of W.
def orthogonal_fit_grad(W, X, Y, lam):
    return 2 * X.T @ (X @ W - Y) + 2 * lam * W


# wrong fit_halved: The fit is differentiated as if a half stood before it.
def orthogonal_fit_grad(W, X, Y, lam):
    E = W.T @ W - np.eye(W.shape[1])
    return X.T @ (X @ W - Y) + 4 * lam * W @ E


# wrong fit_mean: The fit is divided by the number of examples.
def orthogonal_fit_grad(W, X, Y, lam):
    E = W.T @ W - np.eye(W.shape[1])
    return 2 * X.T @ (X @ W - Y) / len(X) + 4 * lam * W @ E


# wrong residual_turned: Y - XW is used without the minus of its derivative.
def orthogonal_fit_grad(W, X, Y, lam):
    E = W.T @ W - np.eye(W.shape[1])
    return 2 * X.T @ (Y - X @ W) + 4 * lam * W @ E


# wrong lengths_only: Only the diagonal is penalised, the angles are forgotten.
def orthogonal_fit_grad(W, X, Y, lam):
    return 2 * X.T @ (X @ W - Y) + 4 * lam * W * (np.sum(W**2, axis=0) - 1)


# wrong i_minus_gram: The difference of the penalty is turned round.
def orthogonal_fit_grad(W, X, Y, lam):
    E = np.eye(W.shape[1]) - W.T @ W
    return 2 * X.T @ (X @ W - Y) + 4 * lam * W @ E


# problem: graph_conv
# right einsum: Indices instead of transposes.
def graph_conv_grad(X, A, W, Y):
    Z = np.einsum("ij,jd,dk->ik", A, X, W)
    E = np.where(Z > 0, 2 * (Z - Y), 0.0) / X.shape[0]
    return np.einsum("ij,ik,dk->jd", A, E, W)


# wrong no_mask: The slope of relu is left out.
def graph_conv_grad(X, A, W, Y):
    E = np.maximum(A @ X @ W, 0) - Y
    return 2 / len(X) * A.T @ E @ W.T


# wrong a_not_transposed: The graph is treated as undirected.
def graph_conv_grad(X, A, W, Y):
    Z = A @ X @ W
    E = (np.maximum(Z, 0) - Y) * (Z > 0)
    return 2 / len(X) * A @ E @ W.T


# wrong mask_of_input: The mask is taken from the features and not from the pre-activation.
def graph_conv_grad(X, A, W, Y):
    E = np.maximum(A @ X @ W, 0) - Y
    return 2 / len(X) * (A.T @ E @ W.T) * (X > 0)


# wrong no_mean: The division by the number of nodes is lost.
def graph_conv_grad(X, A, W, Y):
    Z = A @ X @ W
    E = (np.maximum(Z, 0) - Y) * (Z > 0)
    return 2 * A.T @ E @ W.T


# wrong mean_of_entries: Divided by all the entries instead of the nodes.
def graph_conv_grad(X, A, W, Y):
    Z = A @ X @ W
    E = (np.maximum(Z, 0) - Y) * (Z > 0)
    return 2 / Y.size * A.T @ E @ W.T


# wrong no_neighbours: A node is thought to hear itself only.
def graph_conv_grad(X, A, W, Y):
    Z = A @ X @ W
    E = (np.maximum(Z, 0) - Y) * (Z > 0)
    return 2 / len(X) * E @ W.T


# wrong dead_half: The mask lets the negative half through.
def graph_conv_grad(X, A, W, Y):
    Z = A @ X @ W
    E = (np.maximum(Z, 0) - Y) * (Z < 0)
    return 2 / len(X) * A.T @ E @ W.T


# wrong relu_for_slope: The activation itself is used as its slope.
def graph_conv_grad(X, A, W, Y):
    H = np.maximum(A @ X @ W, 0)
    return 2 / len(X) * A.T @ ((H - Y) * H) @ W.T


# wrong error_of_z: The error is taken before the activation.
def graph_conv_grad(X, A, W, Y):
    Z = A @ X @ W
    return 2 / len(X) * A.T @ (Z - Y) @ W.T


# problem: springs
# right difference_matrix: The chain as a matrix of differences.
def spring_grad(X, l, k):
    n = len(X)
    B = np.eye(n)[1:] - np.eye(n)[:-1]
    D = B @ X
    r = np.sqrt((D**2).sum(axis=1))
    return B.T @ (k * (1 - l / r)[:, None] * D)


# right spring_by_spring: Each spring pulls at its two ends.
def spring_grad(X, l, k):
    G = 0 * X
    for i in range(len(X) - 1):
        d = X[i + 1] - X[i]
        r = norm(d)
        G[i] -= k * (r - l) * d / r
        G[i + 1] += k * (r - l) * d / r
    return G


# wrong force: The force, which is minus the gradient.
def spring_grad(X, l, k):
    D = X[1:] - X[:-1]
    r = norm(D, axis=1, keepdims=True)
    f = k * (r - l) * D / r
    G = np.zeros_like(X)
    G[:-1] += f
    G[1:] -= f
    return G


# wrong no_rest_length: Hooke's law without the length at rest.
def spring_grad(X, l, k):
    D = X[1:] - X[:-1]
    G = np.zeros_like(X)
    G[1:] += k * D
    G[:-1] -= k * D
    return G


# wrong far_end: Only the mass at the far end of each spring is pulled.
def spring_grad(X, l, k):
    D = X[1:] - X[:-1]
    r = norm(D, axis=1, keepdims=True)
    G = np.zeros_like(X)
    G[1:] = k * (r - l) * D / r
    return G


# wrong not_a_unit: The direction is not divided by its length.
def spring_grad(X, l, k):
    D = X[1:] - X[:-1]
    r = norm(D, axis=1, keepdims=True)
    f = k * (r - l) * D
    G = np.zeros_like(X)
    G[1:] += f
    G[:-1] -= f
    return G


# wrong no_stiffness: The stiffness is lost.
def spring_grad(X, l, k):
    D = X[1:] - X[:-1]
    r = norm(D, axis=1, keepdims=True)
    f = (r - l) * D / r
    G = np.zeros_like(X)
    G[1:] += f
    G[:-1] -= f
    return G


# wrong half_kept: The square's 2 does not cancel the half.
def spring_grad(X, l, k):
    D = X[1:] - X[:-1]
    r = norm(D, axis=1, keepdims=True)
    f = k / 2 * (r - l) * D / r
    G = np.zeros_like(X)
    G[1:] += f
    G[:-1] -= f
    return G


# wrong both_pushed: Both ends get the same sign.
def spring_grad(X, l, k):
    D = X[1:] - X[:-1]
    r = norm(D, axis=1, keepdims=True)
    f = k * (r - l) * D / r
    G = np.zeros_like(X)
    G[1:] += f
    G[:-1] += f
    return G


# wrong squared_distance: The distance is differentiated as its square.
def spring_grad(X, l, k):
    D = X[1:] - X[:-1]
    r = norm(D, axis=1, keepdims=True)
    f = k * (r - l) * 2 * D
    G = np.zeros_like(X)
    G[1:] += f
    G[:-1] -= f
    return G


# wrong linear_force: Two slips: the force instead of the gradient, without the length at rest.
def spring_grad(X, l, k):
    D = X[1:] - X[:-1]
    G = np.zeros_like(X)
    G[:-1] += k * D
    G[1:] -= k * D
    return G


# problem: nearest_kron
# right residual_blocks: The residual's blocks against B.
def nearest_kron_grad(A, B, C):
    E = 2 * (np.kron(A, B) - C)
    r, s = B.shape
    G = np.zeros(A.shape)
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            G[i, j] = (E[i * r : (i + 1) * r, j * s : (j + 1) * s] * B).sum()
    return G


# wrong interleaved: The blocks are read as if the product were B with A.
def nearest_kron_grad(A, B, C):
    (p, q), (r, s) = A.shape, B.shape
    E = 2 * (np.kron(A, B) - C)
    return np.einsum("risj,rs->ij", E.reshape(r, p, s, q), B)


# wrong two_lost: The 2 of the square is lost.
def nearest_kron_grad(A, B, C):
    (p, q), (r, s) = A.shape, B.shape
    E = np.kron(A, B) - C
    return np.einsum("irjs,rs->ij", E.reshape(p, r, q, s), B)


# wrong a_unscaled: A's own term lacks the squares of B.
def nearest_kron_grad(A, B, C):
    (p, q), (r, s) = A.shape, B.shape
    return 2 * (A - np.einsum("irjs,rs->ij", C.reshape(p, r, q, s), B))


# wrong target_only: Only the product with the target is differentiated.
def nearest_kron_grad(A, B, C):
    (p, q), (r, s) = A.shape, B.shape
    return -2 * np.einsum("irjs,rs->ij", C.reshape(p, r, q, s), B)


# wrong block_sums: Each block of the residual is added up, B's entries forgotten.
def nearest_kron_grad(A, B, C):
    (p, q), (r, s) = A.shape, B.shape
    E = np.kron(A, B) - C
    return 2 * E.reshape(p, r, q, s).sum(axis=(1, 3))


# wrong sum_squared: The square of B's sum for the sum of its squares.
def nearest_kron_grad(A, B, C):
    (p, q), (r, s) = A.shape, B.shape
    return 2 * (A * B.sum() ** 2 - np.einsum("irjs,rs->ij", C.reshape(p, r, q, s), B))


# wrong norm_not_squared: The norm of B is not squared.
def nearest_kron_grad(A, B, C):
    (p, q), (r, s) = A.shape, B.shape
    return 2 * (A * norm(B) - np.einsum("irjs,rs->ij", C.reshape(p, r, q, s), B))


# wrong turned: C minus the product, without the minus of the inner derivative.
def nearest_kron_grad(A, B, C):
    (p, q), (r, s) = A.shape, B.shape
    E = C - np.kron(A, B)
    return 2 * np.einsum("irjs,rs->ij", E.reshape(p, r, q, s), B)


# wrong block_means: The mean over each block instead of the sum.
def nearest_kron_grad(A, B, C):
    (p, q), (r, s) = A.shape, B.shape
    E = 2 * (np.kron(A, B) - C)
    return (E.reshape(p, r, q, s) * B[None, :, None, :]).mean(axis=(1, 3))


# problem: cox
# right event_by_event: At each event, the row less the weighted mean of those at risk.
def cox_grad(beta, X, e):
    h = np.exp(X @ beta)[:, 0]
    g = np.zeros(len(beta))
    for i in range(len(X)):
        if e[i, 0]:
            g -= X[i] - h[i:] @ X[i:] / h[i:].sum()
    return g.reshape(-1, 1)


# right triangle: The sets at risk as a triangular matrix.
def cox_grad(beta, X, e):
    P = np.triu(np.ones((len(X), len(X)))) * np.exp(X @ beta).T
    P = P / P.sum(axis=1, keepdims=True)
    return -(X - P @ X).T @ e


# wrong all_events: Who was lost to follow-up is counted as an event.
def cox_grad(beta, X, e):
    h = np.exp(X @ beta)
    risk = np.cumsum(h[::-1], axis=0)[::-1]
    return -X.T @ (1 - h * np.cumsum(1 / risk, axis=0))


# wrong risk_before: At risk are those before and not those after.
def cox_grad(beta, X, e):
    P = np.tril(np.ones((len(X), len(X)))) * np.exp(X @ beta).T
    P = P / P.sum(axis=1, keepdims=True)
    return -(X - P @ X).T @ e


# wrong all_at_risk: Everybody is at risk at every event.
def cox_grad(beta, X, e):
    h = np.exp(X @ beta)
    return -X.T @ (e - e.sum() * h / h.sum())


# wrong likelihood: The gradient of the log-likelihood, without the minus.
def cox_grad(beta, X, e):
    h = np.exp(X @ beta)
    risk = np.cumsum(h[::-1], axis=0)[::-1]
    return X.T @ (e - h * np.cumsum(e / risk, axis=0))


# wrong per_event: Divided by the number of examples.
def cox_grad(beta, X, e):
    h = np.exp(X @ beta)
    risk = np.cumsum(h[::-1], axis=0)[::-1]
    return -X.T @ (e - h * np.cumsum(e / risk, axis=0)) / len(X)


# wrong no_risk_term: The logarithm of the risk is treated as constant.
def cox_grad(beta, X, e):
    return -X.T @ e


# wrong plain_mean: Those at risk are averaged without weights.
def cox_grad(beta, X, e):
    P = np.triu(np.ones((len(X), len(X))))
    P = P / P.sum(axis=1, keepdims=True)
    return -(X - P @ X).T @ e


# wrong no_event_in_risk: The events weigh the first term only.
def cox_grad(beta, X, e):
    h = np.exp(X @ beta)
    risk = np.cumsum(h[::-1], axis=0)[::-1]
    return -X.T @ (e - h * np.cumsum(1 / risk, axis=0))


# wrong cumulated_backwards: The backward pass of the reversed sum is reversed as well.
def cox_grad(beta, X, e):
    h = np.exp(X @ beta)
    risk = np.cumsum(h[::-1], axis=0)[::-1]
    return -X.T @ (e - h * np.cumsum((e / risk)[::-1], axis=0)[::-1])


# problem: metric
# right pair_by_pair: Each pair gives M times an outer product.
def metric_grad(M, D, y, b):
    G = np.zeros(M.shape)
    for d, label in zip(D, y):
        z = M @ d
        G += label * sigmoid(label * (z @ z - b)) * 2 * np.outer(z, d)
    return G / len(y)


# wrong label_lost: The label is lost from the chain rule.
def metric_grad(M, D, y, b):
    q = np.sum((D @ M.T) ** 2, axis=1)
    s = sigmoid(y * (q - b))
    return 2 / len(D) * M @ D.T @ (s[:, None] * D)


# wrong two_lost: The 2 of the squared length is lost.
def metric_grad(M, D, y, b):
    q = np.sum((D @ M.T) ** 2, axis=1)
    s = y * sigmoid(y * (q - b))
    return M @ D.T @ (s[:, None] * D) / len(D)


# wrong summed: The sum over pairs instead of the mean.
def metric_grad(M, D, y, b):
    q = np.sum((D @ M.T) ** 2, axis=1)
    s = y * sigmoid(y * (q - b))
    return 2 * M @ D.T @ (s[:, None] * D)


# wrong sigmoid_turned: The slope of softplus(-z) is used.
def metric_grad(M, D, y, b):
    q = np.sum((D @ M.T) ** 2, axis=1)
    s = y * sigmoid(-y * (q - b))
    return 2 / len(D) * M @ D.T @ (s[:, None] * D)


# wrong no_threshold: The threshold is left out of the slope.
def metric_grad(M, D, y, b):
    q = np.sum((D @ M.T) ** 2, axis=1)
    s = y * sigmoid(y * q)
    return 2 / len(D) * M @ D.T @ (s[:, None] * D)


# wrong slope_of_sigmoid: softplus is differentiated to the slope of the sigmoid.
def metric_grad(M, D, y, b):
    q = np.sum((D @ M.T) ** 2, axis=1)
    s = sigmoid(y * (q - b))
    s = y * s * (1 - s)
    return 2 / len(D) * M @ D.T @ (s[:, None] * D)


# wrong by_gram: The derivative by M'M instead of M.
def metric_grad(M, D, y, b):
    q = np.sum((D @ M.T) ** 2, axis=1)
    s = y * sigmoid(y * (q - b))
    return D.T @ (s[:, None] * D) / len(D)


# wrong summed_too_early: The pairs are added up before the outer product.
def metric_grad(M, D, y, b):
    q = np.sum((D @ M.T) ** 2, axis=1)
    s = y * sigmoid(y * (q - b))
    return 2 / len(D) * np.outer(M @ (s @ D), D.sum(axis=0))


# wrong length_not_squared: The distance is differentiated as a length.
def metric_grad(M, D, y, b):
    q = np.sum((D @ M.T) ** 2, axis=1)
    s = y * sigmoid(y * (q - b)) / np.sqrt(q)
    return M @ D.T @ (s[:, None] * D) / len(D)


# problem: weight_norm
# right jacobian: The Jacobian of the unit vector, times the gradient by w.
def weight_norm_grad(v, g, X, t):
    s = norm(v)
    w = g * v / s
    J = g * (np.eye(len(v)) / s - v @ v.T / s**3)
    return J.T @ X.T @ (X @ w - t)


# right product_rule: The length's change apart.
def weight_norm_grad(v, g, X, t):
    s = np.sqrt(np.sum(v * v))
    dw = X.T @ (X @ (g * v / s) - t)
    return dw * g / s - v * g * np.sum(v * dw) / s**3


# wrong length_constant: The length of v is treated as constant.
def weight_norm_grad(v, g, X, t):
    s = norm(v)
    return g / s * X.T @ (X @ (g * v / s) - t)


# wrong gradient_by_w: The gradient by w is handed in.
def weight_norm_grad(v, g, X, t):
    return X.T @ (X @ (g * v / norm(v)) - t)


# wrong no_g: The length g is lost from the chain rule.
def weight_norm_grad(v, g, X, t):
    s = norm(v)
    dw = X.T @ (X @ (g * v / s) - t)
    return (dw - v * (v.T @ dw) / s**2) / s


# wrong not_squared: The projection divides by the length once.
def weight_norm_grad(v, g, X, t):
    s = norm(v)
    dw = X.T @ (X @ (g * v / s) - t)
    return g / s * (dw - v * (v.T @ dw) / s)


# wrong added: The minus of the quotient rule is lost.
def weight_norm_grad(v, g, X, t):
    s = norm(v)
    dw = X.T @ (X @ (g * v / s) - t)
    return g / s * (dw + v * (v.T @ dw) / s**2)


# wrong doubled: The half in front of the loss is lost.
def weight_norm_grad(v, g, X, t):
    s = norm(v)
    dw = 2 * X.T @ (X @ (g * v / s) - t)
    return g / s * (dw - v * (v.T @ dw) / s**2)


# wrong raw_forward: The prediction uses v itself and not w.
def weight_norm_grad(v, g, X, t):
    s = norm(v)
    dw = X.T @ (X @ v - t)
    return g / s * (dw - v * (v.T @ dw) / s**2)


# wrong entrywise_projection: v squared entry by entry for the outer product.
def weight_norm_grad(v, g, X, t):
    s = norm(v)
    dw = X.T @ (X @ (g * v / s) - t)
    return g / s * (dw - v**2 * dw / s**2)


# wrong constant_and_no_g: Two slips: the length is held constant, and g is lost.
def weight_norm_grad(v, g, X, t):
    s = norm(v)
    return X.T @ (X @ (g * v / s) - t) / s


# problem: tied_autoencoder
# right expanded: The loss as traces of the scatter matrix.
def tied_grad(W, X):
    S = X.T @ X
    return -4 * S @ W + 2 * (S @ W @ W.T @ W + W @ W.T @ S @ W)


# right two_roles: As encoder and as decoder.
def tied_grad(W, X):
    H = X @ W
    E = 2 * (H @ W.T - X)
    return X.T @ (E @ W) + E.T @ H


# wrong encoder_only: W is differentiated as the encoder only.
def tied_grad(W, X):
    R = X - X @ W @ W.T
    return -2 * X.T @ R @ W


# wrong decoder_only: W is differentiated as the decoder only.
def tied_grad(W, X):
    R = X - X @ W @ W.T
    return -2 * R.T @ X @ W


# wrong roles_equal: The two roles are thought to give the same.
def tied_grad(W, X):
    R = X - X @ W @ W.T
    return -4 * X.T @ R @ W


# wrong sign: The minus of the reconstruction is lost.
def tied_grad(W, X):
    R = X - X @ W @ W.T
    return 2 * (X.T @ R + R.T @ X) @ W


# wrong two_lost: The 2 of the square is lost.
def tied_grad(W, X):
    R = X - X @ W @ W.T
    return -(X.T @ R + R.T @ X) @ W


# wrong mean: Divided by the number of examples.
def tied_grad(W, X):
    R = X - X @ W @ W.T
    return -2 * (X.T @ R + R.T @ X) @ W / len(X)


# wrong as_pca: W'W is taken for the identity.
def tied_grad(W, X):
    return -2 * X.T @ X @ W


# wrong no_data_in_residual: The residual is the reconstruction alone.
def tied_grad(W, X):
    R = X @ W @ W.T
    return 2 * (X.T @ R + R.T @ X) @ W


# wrong encoder_halved: Two slips: the encoder only, and the 2 of the square is lost.
def tied_grad(W, X):
    R = X - X @ W @ W.T
    return -X.T @ R @ W


# problem: similarity
# right differential: One unit change of X at a time.
def similarity_grad(X, A, C):
    M = inv(X)
    G = np.zeros_like(X)
    for i in range(len(X)):
        for j in range(len(X)):
            E = np.zeros_like(X)
            E[i, j] = 1.0
            G[i, j] = np.trace(C @ M @ A @ E) - np.trace(C @ M @ E @ M @ A @ X)
    return G


# wrong not_transposed: The factors around dX are not transposed.
def similarity_grad(X, A, C):
    M = inv(X)
    return C @ M @ A - M @ A @ X @ C @ M


# wrong inverse_constant: The inverse is held constant.
def similarity_grad(X, A, C):
    return (C @ inv(X) @ A).T


# wrong inverse_only: The X at the end is held constant.
def similarity_grad(X, A, C):
    M = inv(X)
    return -(M @ A @ X @ C @ M).T


# wrong plus: The inverse is differentiated without its minus.
def similarity_grad(X, A, C):
    M = inv(X)
    return (C @ M @ A).T + (M @ A @ X @ C @ M).T


# wrong like_a_number: The inverse's derivative as -X^-2, in one place.
def similarity_grad(X, A, C):
    M = inv(X)
    return (C @ M @ A).T - (M @ M @ A @ X @ C).T


# wrong one_inverse: One of the two inverses is forgotten.
def similarity_grad(X, A, C):
    M = inv(X)
    return (C @ M @ A).T - (A @ X @ C @ M).T


# wrong orthogonal: X is thought orthogonal, so that its inverse is its transpose.
def similarity_grad(X, A, C):
    return (C @ X.T @ A).T + A @ X @ C


# wrong no_cycle: The trace is not cycled: the order of the factors stays.
def similarity_grad(X, A, C):
    M = inv(X)
    return (C @ M @ A).T - (C @ M @ M @ A @ X).T


# wrong second_not_transposed: Only the first of the two terms is transposed.
def similarity_grad(X, A, C):
    M = inv(X)
    return (C @ M @ A).T - M @ A @ X @ C @ M
