import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


# problem: poisson
# right loop: One example after the other.
def poisson_grad(w, X, y, t, lam):
    N = X.shape[0]
    g = np.zeros_like(w)
    for i in range(N):
        mu = t[i, 0] * np.exp(X[i] @ w[:, 0])
        g += (mu - y[i, 0]) * X[i][:, None]
    return g / N + lam * w


# right row: Computed as a row and turned at the end.
def poisson_grad(w, X, y, t, lam):
    mu = np.exp(X @ w + np.log(t))
    return (((mu - y).T @ X) / y.size).T + lam * w


# wrong no_exposure: The exposure is forgotten in the expected count.
def poisson_grad(w, X, y, t, lam):
    return X.T @ (np.exp(X @ w) - y) / X.shape[0] + lam * w


# wrong summed: Added up over the examples, not averaged.
def poisson_grad(w, X, y, t, lam):
    return X.T @ (t * np.exp(X @ w) - y) + lam * w


# wrong residual_turned: The residual is y - mu, as in the score of the likelihood.
def poisson_grad(w, X, y, t, lam):
    return X.T @ (y - t * np.exp(X @ w)) / X.shape[0] + lam * w


# wrong penalty_doubled: The half of the penalty is overlooked.
def poisson_grad(w, X, y, t, lam):
    return X.T @ (t * np.exp(X @ w) - y) / X.shape[0] + 2 * lam * w


# wrong no_penalty: The penalty is forgotten.
def poisson_grad(w, X, y, t, lam):
    return X.T @ (t * np.exp(X @ w) - y) / X.shape[0]


# wrong logistic: The student remembers logistic regression and takes the sigmoid for the mean.
def poisson_grad(w, X, y, t, lam):
    mu = 1 / (1 + np.exp(-(X @ w + np.log(t))))
    return X.T @ (mu - y) / X.shape[0] + lam * w


# wrong squared_error: The gradient of the squared error with an exponential output.
def poisson_grad(w, X, y, t, lam):
    mu = t * np.exp(X @ w)
    return X.T @ ((mu - y) * mu) / X.shape[0] + lam * w


# wrong exposure_added: The offset is t, not its logarithm.
def poisson_grad(w, X, y, t, lam):
    return X.T @ (np.exp(X @ w + t) - y) / X.shape[0] + lam * w


# problem: rms_norm
# right normalised: By the normalised rows.
def rms_backward(X, g, G, eps):
    r = np.sqrt(np.mean(X * X, axis=1, keepdims=True) + eps)
    Xh = X / r
    A = G * g
    return (A - Xh * np.mean(A * Xh, axis=1, keepdims=True)) / r


# right jacobians: The Jacobian of each row.
def rms_backward(X, g, G, eps):
    N, d = X.shape
    out = np.zeros((N, d))
    for i in range(N):
        x = X[i]
        r = np.sqrt(x @ x / d + eps)
        J = np.eye(d) / r - np.outer(x, x) / (d * r**3)
        out[i] = J @ (G[i] * g[0])
    return out


# wrong root_constant: The root mean square is treated as a constant.
def rms_backward(X, g, G, eps):
    r = np.sqrt(np.mean(X**2, axis=1, keepdims=True) + eps)
    return G * g / r


# wrong sum_for_mean: The 1/d of the mean is forgotten in the second term.
def rms_backward(X, g, G, eps):
    r = np.sqrt(np.mean(X**2, axis=1, keepdims=True) + eps)
    A = G * g
    return A / r - X * np.sum(A * X, axis=1, keepdims=True) / r**3


# wrong power_two: The derivative of 1/r is -1/r^2 and the root's own slope is lost.
def rms_backward(X, g, G, eps):
    r = np.sqrt(np.mean(X**2, axis=1, keepdims=True) + eps)
    A = G * g
    return A / r - X * np.mean(A * X, axis=1, keepdims=True) / r**2


# wrong gain_in_one_term: The gain stands in the first term only.
def rms_backward(X, g, G, eps):
    r = np.sqrt(np.mean(X**2, axis=1, keepdims=True) + eps)
    return G * g / r - X * np.mean(G * X, axis=1, keepdims=True) / r**3


# wrong plus: The minus of the quotient rule is lost.
def rms_backward(X, g, G, eps):
    r = np.sqrt(np.mean(X**2, axis=1, keepdims=True) + eps)
    A = G * g
    return A / r + X * np.mean(A * X, axis=1, keepdims=True) / r**3


# wrong layer_norm: The mean of the derivative is subtracted as in layer normalisation.
def rms_backward(X, g, G, eps):
    r = np.sqrt(np.mean(X**2, axis=1, keepdims=True) + eps)
    A = G * g
    Xh = X / r
    return (A - A.mean(axis=1, keepdims=True) - Xh * np.mean(A * Xh, axis=1, keepdims=True)) / r


# wrong over_examples: The second mean runs over the examples, as in batch normalisation.
def rms_backward(X, g, G, eps):
    r = np.sqrt(np.mean(X**2, axis=1, keepdims=True) + eps)
    A = G * g
    return A / r - X * np.mean(A * X, axis=0, keepdims=True) / r**3


# wrong eps_lost: The eps under the root is forgotten.
def rms_backward(X, g, G, eps):
    r = np.sqrt(np.mean(X**2, axis=1, keepdims=True))
    A = G * g
    return A / r - X * np.mean(A * X, axis=1, keepdims=True) / r**3


# wrong not_contracted: In the second term the sum over the row's entries is missing.
def rms_backward(X, g, G, eps):
    r = np.sqrt(np.mean(X**2, axis=1, keepdims=True) + eps)
    A = G * g
    return A / r - A * X**2 / (X.shape[1] * r**3)


# problem: log_barrier
# right loop: One constraint after the other.
def barrier_grad(x, Q, c, A, b, mu):
    g = (Q @ x + Q.T @ x) / 2 + c
    for i in range(len(b)):
        a = A[i : i + 1]
        g = g + mu * a.T / (b[i, 0] - (a @ x).item())
    return g


# right weighted_rows: The rows of A are divided by the slack and added up.
def barrier_grad(x, Q, c, A, b, mu):
    S = 0.5 * (Q + Q.T)
    return S @ x + c + mu * np.sum(A / (b - A @ x), axis=0)[:, None]


# wrong inner_sign: The minus of b - A x is forgotten in the chain rule.
def barrier_grad(x, Q, c, A, b, mu):
    return 0.5 * (Q + Q.T) @ x + c - mu * A.T @ (1 / (b - A @ x))


# wrong q_symmetric: Q is taken as symmetric.
def barrier_grad(x, Q, c, A, b, mu):
    return Q @ x + c + mu * A.T @ (1 / (b - A @ x))


# wrong half_lost: The half of the quadratic form is forgotten.
def barrier_grad(x, Q, c, A, b, mu):
    return (Q + Q.T) @ x + c + mu * A.T @ (1 / (b - A @ x))


# wrong no_weight: The barrier's weight mu is forgotten.
def barrier_grad(x, Q, c, A, b, mu):
    return 0.5 * (Q + Q.T) @ x + c + A.T @ (1 / (b - A @ x))


# wrong squared_slack: 1/slack^2, the factor of the Hessian.
def barrier_grad(x, Q, c, A, b, mu):
    return 0.5 * (Q + Q.T) @ x + c + mu * A.T @ (1 / (b - A @ x) ** 2)


# wrong log_kept: The logarithm is not differentiated.
def barrier_grad(x, Q, c, A, b, mu):
    return 0.5 * (Q + Q.T) @ x + c + mu * A.T @ np.log(b - A @ x)


# wrong linear_lost: The linear cost c is dropped.
def barrier_grad(x, Q, c, A, b, mu):
    return 0.5 * (Q + Q.T) @ x + mu * A.T @ (1 / (b - A @ x))


# wrong log_of_sum: The sum of logarithms is taken for the logarithm of the sum.
def barrier_grad(x, Q, c, A, b, mu):
    return 0.5 * (Q + Q.T) @ x + c + mu * A.sum(axis=0)[:, None] / np.sum(b - A @ x)


# problem: probabilistic_pca
# right by_covariance: First the derivative by S, then the two sides of W W^T.
def loadings_grad(W, C, s):
    S = W @ W.T + s * np.eye(W.shape[0])
    P = np.linalg.inv(S)
    D = 0.5 * P - 0.5 * P @ C.T @ P
    return D @ W + D.T @ W


# right solved: No inverse is formed.
def loadings_grad(W, C, s):
    S = W @ W.T + s * np.eye(W.shape[0])
    V = np.linalg.solve(S, W)
    return V - np.linalg.solve(S, (C + C.T) / 2 @ V)


# wrong c_symmetric: C is taken as symmetric.
def loadings_grad(W, C, s):
    P = np.linalg.inv(W @ W.T + s * np.eye(len(W)))
    return (P - P @ C @ P) @ W


# wrong one_side: Only one of the two W in W W^T is differentiated.
def loadings_grad(W, C, s):
    P = np.linalg.inv(W @ W.T + s * np.eye(len(W)))
    return 0.5 * (P - 0.5 * P @ (C + C.T) @ P) @ W


# wrong no_trace: Only the log-determinant is differentiated.
def loadings_grad(W, C, s):
    P = np.linalg.inv(W @ W.T + s * np.eye(len(W)))
    return P @ W


# wrong no_logdet: The log-determinant is taken as a constant.
def loadings_grad(W, C, s):
    P = np.linalg.inv(W @ W.T + s * np.eye(len(W)))
    return -0.5 * P @ (C + C.T) @ P @ W


# wrong inverse_sign: The minus of the derivative of an inverse is lost.
def loadings_grad(W, C, s):
    P = np.linalg.inv(W @ W.T + s * np.eye(len(W)))
    return (P + 0.5 * P @ (C + C.T) @ P) @ W


# wrong covariance_for_inverse: The derivative of log det S is taken to be S.
def loadings_grad(W, C, s):
    S = W @ W.T + s * np.eye(len(W))
    P = np.linalg.inv(S)
    return (S - 0.5 * P @ (C + C.T) @ P) @ W


# wrong one_inverse: The derivative of the inverse has P only once.
def loadings_grad(W, C, s):
    P = np.linalg.inv(W @ W.T + s * np.eye(len(W)))
    return (P - 0.5 * (C + C.T) @ P) @ W


# wrong scalar_rule: Matrices commute: P^2 stands in front of C.
def loadings_grad(W, C, s):
    P = np.linalg.inv(W @ W.T + s * np.eye(len(W)))
    return (P - 0.5 * P @ P @ (C + C.T)) @ W


# wrong by_covariance_alone: The derivative by S is handed in.
def loadings_grad(W, C, s):
    P = np.linalg.inv(W @ W.T + s * np.eye(len(W)))
    return 0.5 * (P - P @ C.T @ P)


# problem: smoothed_labels
# right jacobian: The Jacobian of log-softmax, transposed, times the targets.
def smoothed_grad(z, y, e, T):
    C = len(z)
    p = softmax(z / T)
    q = (1 - e) * y + e / C
    J = np.eye(C) - np.ones((C, 1)) @ p.T
    return -J.T @ q / T


# right mixture: The hard and the uniform part one after the other.
def smoothed_grad(z, y, e, T):
    p = softmax(z / T)
    return ((1 - e) * (p - y) + e * (p - 1 / z.shape[0])) / T


# wrong no_outer_temperature: The inner derivative 1/T is forgotten.
def smoothed_grad(z, y, e, T):
    return softmax(z / T) - ((1 - e) * y + e / len(z))


# wrong temperature_multiplied: Multiplied by T instead of divided.
def smoothed_grad(z, y, e, T):
    return T * (softmax(z / T) - ((1 - e) * y + e / len(z)))


# wrong cold_softmax: The softmax is taken without the temperature.
def smoothed_grad(z, y, e, T):
    return (softmax(z) - ((1 - e) * y + e / len(z))) / T


# wrong hard_label: The label is not smoothed.
def smoothed_grad(z, y, e, T):
    return (softmax(z / T) - y) / T


# wrong smoothing_not_shared: Every class gets e instead of e/C.
def smoothed_grad(z, y, e, T):
    return (softmax(z / T) - ((1 - e) * y + e)) / T


# wrong diagonal_jacobian: The derivative of log-softmax is taken as diagonal, 1 - p.
def smoothed_grad(z, y, e, T):
    q = (1 - e) * y + e / len(z)
    return -q * (1 - softmax(z / T)) / T


# wrong by_probability: The derivative by the probabilities, without the softmax.
def smoothed_grad(z, y, e, T):
    q = (1 - e) * y + e / len(z)
    return -q / softmax(z / T) / T


# wrong other_smoothing: The mass e goes to the other classes alone.
def smoothed_grad(z, y, e, T):
    q = (1 - e) * y + e / (len(z) - 1) * (1 - y)
    return (softmax(z / T) - q) / T


# wrong uniform_lost: The uniform part of the targets is forgotten.
def smoothed_grad(z, y, e, T):
    return (softmax(z / T) - (1 - e) * y) / T


# problem: group_lasso
# right loop: The penalty feature by feature.
def group_grad(W, X, Y, lam):
    g = X.T @ (X @ W - Y) / X.shape[0]
    for i in range(W.shape[0]):
        g[i] += lam * W[i] / np.sqrt(W[i] @ W[i])
    return g


# right expanded: The residual multiplied out.
def group_grad(W, X, Y, lam):
    N = len(Y)
    scale = np.diag(1 / np.sqrt(np.sum(W**2, axis=1)))
    return (X.T @ X) @ W / N - X.T @ Y / N + lam * scale @ W


# wrong groups_are_columns: The norm runs down the columns of W.
def group_grad(W, X, Y, lam):
    n = np.linalg.norm(W, axis=0, keepdims=True)
    return X.T @ (X @ W - Y) / len(X) + lam * W / n


# wrong one_norm: One norm of the whole matrix.
def group_grad(W, X, Y, lam):
    return X.T @ (X @ W - Y) / len(X) + lam * W / np.linalg.norm(W)


# wrong ridge: The penalty is differentiated as if the norms were squared.
def group_grad(W, X, Y, lam):
    return X.T @ (X @ W - Y) / len(X) + 2 * lam * W


# wrong lasso: The sign of each weight, as in the ordinary lasso.
def group_grad(W, X, Y, lam):
    return X.T @ (X @ W - Y) / len(X) + lam * np.sign(W)


# wrong squared_norm_below: The row is divided by its squared norm.
def group_grad(W, X, Y, lam):
    return X.T @ (X @ W - Y) / len(X) + lam * W / np.sum(W**2, axis=1, keepdims=True)


# wrong half_root: The 2 of the square is forgotten beside the half of the root.
def group_grad(W, X, Y, lam):
    n = np.linalg.norm(W, axis=1, keepdims=True)
    return X.T @ (X @ W - Y) / len(X) + lam * W / (2 * n)


# wrong summed: The squared error is not averaged.
def group_grad(W, X, Y, lam):
    n = np.linalg.norm(W, axis=1, keepdims=True)
    return X.T @ (X @ W - Y) + lam * W / n


# wrong two_kept: The half of the squared error is overlooked.
def group_grad(W, X, Y, lam):
    n = np.linalg.norm(W, axis=1, keepdims=True)
    return 2 * X.T @ (X @ W - Y) / len(X) + lam * W / n
