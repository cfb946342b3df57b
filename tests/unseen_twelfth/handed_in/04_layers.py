import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


# problem: soft_targets
# right targets_first: The smoothed targets first, then prediction minus target.
def smoothed_grad(Z, y, eps):
    n, k = Z.shape
    T = np.full((n, k), eps / k)
    T[np.arange(n), y] += 1 - eps
    return (softmax(Z) - T) / n


# right subtract_in_place: Both parts are subtracted from a copy of the probabilities.
def smoothed_grad(Z, y, eps):
    G = softmax(Z)
    G[range(len(y)), y] -= 1 - eps
    G -= eps / Z.shape[1]
    return G / len(y)


# wrong hard_labels: The labels are not smoothed.
def smoothed_grad(Z, y, eps):
    n, k = Z.shape
    return (softmax(Z) - np.eye(k)[y]) / n


# wrong no_uniform_part: The uniform part of the targets is left out.
def smoothed_grad(Z, y, eps):
    n, k = Z.shape
    return (softmax(Z) - (1 - eps) * np.eye(k)[y]) / n


# wrong eps_not_shared: eps for each class and not eps over the number of classes.
def smoothed_grad(Z, y, eps):
    n, k = Z.shape
    return (softmax(Z) - (1 - eps) * np.eye(k)[y] - eps) / n


# wrong others_only: eps is shared among the wrong classes only.
def smoothed_grad(Z, y, eps):
    n, k = Z.shape
    Y = np.eye(k)[y]
    return (softmax(Z) - (1 - eps) * Y - eps * (1 - Y) / max(k - 1, 1)) / n


# wrong sum: The sum over the examples.
def smoothed_grad(Z, y, eps):
    k = Z.shape[1]
    return softmax(Z) - (1 - eps) * np.eye(k)[y] - eps / k


# wrong mean_of_entries: Divided by the number of entries.
def smoothed_grad(Z, y, eps):
    n, k = Z.shape
    return (softmax(Z) - (1 - eps) * np.eye(k)[y] - eps / k) / (n * k)


# wrong target_minus_prediction: The sign is turned.
def smoothed_grad(Z, y, eps):
    n, k = Z.shape
    return ((1 - eps) * np.eye(k)[y] + eps / k - softmax(Z)) / n


# wrong softmax_axis: The softmax goes down the examples.
def smoothed_grad(Z, y, eps):
    n, k = Z.shape
    return (softmax(Z.T).T - (1 - eps) * np.eye(k)[y] - eps / k) / n


# problem: layer_norm
# right product_of_factors: Centring, scaling and gain as a product of matrices.
def layer_norm_jac(x, g, b, eps):
    n = len(x)
    C = np.eye(n) - np.ones((n, n)) / n
    xc = C @ x
    v = xc @ xc / n + eps
    return np.diag(g) @ (C / v**0.5 - np.outer(xc, xc) / (n * v**1.5))


# right loops: Entry by entry.
def layer_norm_jac(x, g, b, eps):
    n = len(x)
    m, s = x.mean(), np.sqrt(x.var() + eps)
    J = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            dmean = (i == j) - 1 / n
            dstd = (x[j] - m) / (n * s)
            J[i, j] = g[i] * (dmean * s - (x[i] - m) * dstd) / s**2
    return J


# wrong scale_constant: The deviation is taken as a constant.
def layer_norm_jac(x, g, b, eps):
    n = len(x)
    s = np.sqrt(x.var() + eps)
    return g[:, None] * (np.eye(n) - 1 / n) / s


# wrong mean_constant: The mean is taken as a constant in the numerator.
def layer_norm_jac(x, g, b, eps):
    n = len(x)
    s = np.sqrt(x.var() + eps)
    u = (x - x.mean()) / s
    return g[:, None] * (np.eye(n) - np.outer(u, u) / n) / s


# wrong diagonal: Only the diagonal, as of an elementwise scaling.
def layer_norm_jac(x, g, b, eps):
    return np.diag(g / np.sqrt(x.var() + eps))


# wrong no_gain: The gain g is left out.
def layer_norm_jac(x, g, b, eps):
    n = len(x)
    s = np.sqrt(x.var() + eps)
    u = (x - x.mean()) / s
    return (np.eye(n) - 1 / n - np.outer(u, u) / n) / s


# wrong gain_on_columns: The gain scales the columns and not the rows.
def layer_norm_jac(x, g, b, eps):
    n = len(x)
    s = np.sqrt(x.var() + eps)
    u = (x - x.mean()) / s
    return g * (np.eye(n) - 1 / n - np.outer(u, u) / n) / s


# wrong outer_plus: The outer product is added.
def layer_norm_jac(x, g, b, eps):
    n = len(x)
    s = np.sqrt(x.var() + eps)
    u = (x - x.mean()) / s
    return g[:, None] * (np.eye(n) - 1 / n + np.outer(u, u) / n) / s


# wrong outer_not_over_n: The outer product is not divided by n.
def layer_norm_jac(x, g, b, eps):
    n = len(x)
    s = np.sqrt(x.var() + eps)
    u = (x - x.mean()) / s
    return g[:, None] * (np.eye(n) - 1 / n - np.outer(u, u)) / s


# wrong variance_for_deviation: Divided by the variance and not by its root.
def layer_norm_jac(x, g, b, eps):
    n = len(x)
    v = x.var() + eps
    u = (x - x.mean()) / np.sqrt(v)
    return g[:, None] * (np.eye(n) - 1 / n - np.outer(u, u) / n) / v


# problem: gated
# right diagonals: With diagonal matrices.
def gated_jac(x, W, b, V, c):
    a = W @ x + b
    s = sigmoid(V @ x + c)
    return np.diag(s) @ W + np.diag(a) @ np.diag(s * (1 - s)) @ V


# right unit_by_unit: One unit at a time.
def gated_jac(x, W, b, V, c):
    J = np.empty(W.shape)
    for i in range(len(b)):
        s = sigmoid(V[i] @ x + c[i])
        J[i] = s * (W[i] + (W[i] @ x + b[i]) * (1 - s) * V[i])
    return J


# wrong gate_constant: The gate is taken as a constant.
def gated_jac(x, W, b, V, c):
    s = sigmoid(V @ x + c)
    return s[:, None] * W


# wrong only_gate: The linear part is taken as a constant.
def gated_jac(x, W, b, V, c):
    s = sigmoid(V @ x + c)
    return ((W @ x + b) * s * (1 - s))[:, None] * V


# wrong product_of_derivatives: The product of the derivatives for the product rule.
def gated_jac(x, W, b, V, c):
    s = sigmoid(V @ x + c)
    return (s * (1 - s))[:, None] * W * V


# wrong swish_slope: The slope of the gate lacks the factor 1 - s.
def gated_jac(x, W, b, V, c):
    s = sigmoid(V @ x + c)
    return s[:, None] * W + ((W @ x + b) * s)[:, None] * V


# wrong tanh_slope: The slope of tanh, 1 - s squared, for that of sigmoid.
def gated_jac(x, W, b, V, c):
    s = sigmoid(V @ x + c)
    return s[:, None] * W + ((W @ x + b) * (1 - s**2))[:, None] * V


# wrong no_bias: The bias b is dropped from the second term.
def gated_jac(x, W, b, V, c):
    s = sigmoid(V @ x + c)
    return s[:, None] * W + ((W @ x) * s * (1 - s))[:, None] * V


# wrong same_weights: W for V in the second term.
def gated_jac(x, W, b, V, c):
    s = sigmoid(V @ x + c)
    return s[:, None] * W + ((W @ x + b) * s * (1 - s))[:, None] * W


# wrong minus: A minus between the terms.
def gated_jac(x, W, b, V, c):
    s = sigmoid(V @ x + c)
    return s[:, None] * W - ((W @ x + b) * s * (1 - s))[:, None] * V


# problem: residual_block
# right diagonal: With a diagonal matrix of slopes.
def residual_link(x, W1, b1, W2):
    d = np.where(W1 @ x + b1 > 0, 1.0, 0.0)
    return np.eye(len(x)) + W1.T @ np.diag(d.ravel()) @ W2.T


# right transposed_at_end: Output first, transposed at the end.
def residual_link(x, W1, b1, W2):
    z = W1 @ x + b1
    J = np.eye(x.shape[0]) + W2 @ ((z > 0) * W1)
    return J.T


# wrong no_skip: The skip connection is forgotten.
def residual_link(x, W1, b1, W2):
    d = (W1 @ x + b1 > 0).ravel() * 1.0
    return W1.T @ np.diag(d) @ W2.T


# wrong output_first: Rows belong to the output.
def residual_link(x, W1, b1, W2):
    d = (W1 @ x + b1 > 0).ravel() * 1.0
    return np.eye(len(x)) + W2 @ np.diag(d) @ W1


# wrong no_relu: The slope of relu is left out.
def residual_link(x, W1, b1, W2):
    return np.eye(len(x)) + W1.T @ W2.T


# wrong value_for_slope: The value of relu for its slope.
def residual_link(x, W1, b1, W2):
    a = np.maximum(W1 @ x + b1, 0).ravel()
    return np.eye(len(x)) + W1.T @ np.diag(a) @ W2.T


# wrong bias_not_in_mask: The mask is made without the bias.
def residual_link(x, W1, b1, W2):
    d = (W1 @ x > 0).ravel() * 1.0
    return np.eye(len(x)) + W1.T @ np.diag(d) @ W2.T


# wrong mask_turned: The mask is one where the unit is off.
def residual_link(x, W1, b1, W2):
    d = (W1 @ x + b1 <= 0).ravel() * 1.0
    return np.eye(len(x)) + W1.T @ np.diag(d) @ W2.T


# wrong leaky: A small slope is left where the unit is off.
def residual_link(x, W1, b1, W2):
    d = np.where(W1 @ x + b1 > 0, 1, 0.01).ravel()
    return np.eye(len(x)) + W1.T @ np.diag(d) @ W2.T


# wrong ones_for_identity: Ones everywhere in place of the identity of the skip connection.
def residual_link(x, W1, b1, W2):
    d = (W1 @ x + b1 > 0).ravel() * 1.0
    return np.ones((len(x), len(x))) + W1.T @ np.diag(d) @ W2.T


# problem: triplets
# right two_distances: Each distance differentiated on its own.
def triplet_grad(A, P, N, m):
    dp, dn = A - P, A - N
    h = (dp**2).sum(axis=1, keepdims=True) - (dn**2).sum(axis=1, keepdims=True) + m
    return np.where(h > 0, 2 * dp - 2 * dn, 0) / A.shape[0]


# right loop: Example by example.
def triplet_grad(A, P, N, m):
    G = np.zeros(A.shape)
    for i, (a, p, q) in enumerate(zip(A, P, N)):
        if (a - p) @ (a - p) - (a - q) @ (a - q) + m > 0:
            G[i] = 2 * (q - p)
    return G / len(A)


# wrong no_hinge: All triplets count, those beyond the margin as well.
def triplet_grad(A, P, N, m):
    return 2 * (N - P) / len(A)


# wrong no_margin: The margin is forgotten in the hinge.
def triplet_grad(A, P, N, m):
    on = np.sum((A - P) ** 2, axis=1) - np.sum((A - N) ** 2, axis=1) > 0
    return 2 * on[:, None] * (N - P) / len(A)


# wrong sign: P minus N.
def triplet_grad(A, P, N, m):
    on = np.sum((A - P) ** 2, axis=1) - np.sum((A - N) ** 2, axis=1) + m > 0
    return 2 * on[:, None] * (P - N) / len(A)


# wrong sum: The sum over the triplets.
def triplet_grad(A, P, N, m):
    on = np.sum((A - P) ** 2, axis=1) - np.sum((A - N) ** 2, axis=1) + m > 0
    return 2 * on[:, None] * (N - P)


# wrong no_two: The 2 of the squares is left out.
def triplet_grad(A, P, N, m):
    on = np.sum((A - P) ** 2, axis=1) - np.sum((A - N) ** 2, axis=1) + m > 0
    return on[:, None] * (N - P) / len(A)


# wrong negatives_constant: The distance to the negative is taken as a constant.
def triplet_grad(A, P, N, m):
    on = np.sum((A - P) ** 2, axis=1) - np.sum((A - N) ** 2, axis=1) + m > 0
    return 2 * on[:, None] * (A - P) / len(A)


# wrong distances_added: The derivative of the negative's distance is added.
def triplet_grad(A, P, N, m):
    on = np.sum((A - P) ** 2, axis=1) - np.sum((A - N) ** 2, axis=1) + m > 0
    return 2 * on[:, None] * (2 * A - P - N) / len(A)


# wrong active_mean: The mean is taken over the active triplets only.
def triplet_grad(A, P, N, m):
    on = np.sum((A - P) ** 2, axis=1) - np.sum((A - N) ** 2, axis=1) + m > 0
    return 2 * on[:, None] * (N - P) / max(on.sum(), 1)


# problem: latent_scale
# right by_z: By z first, then through the reparametrisation.
def log_variance_grad(s, mu, e, D, t, beta):
    z = mu + np.exp(0.5 * s) * e
    dz = D.T @ (D @ z - t)
    return 0.5 * dz * (z - mu) - beta / 2 * (1 - np.exp(s))


# right jacobian: With a diagonal Jacobian of z.
def log_variance_grad(s, mu, e, D, t, beta):
    J = np.diag((e * np.exp(s / 2) / 2).ravel())
    r = D @ (mu + np.exp(s / 2) * e) - t
    return J @ D.T @ r + beta * (np.exp(s) - 1) / 2


# wrong no_half_inside: The half of the exponent is not brought down.
def log_variance_grad(s, mu, e, D, t, beta):
    sd = np.exp(s / 2)
    return D.T @ (D @ (mu + sd * e) - t) * e * sd + beta / 2 * (np.exp(s) - 1)


# wrong no_noise: The noise is left out of the slope of z.
def log_variance_grad(s, mu, e, D, t, beta):
    sd = np.exp(s / 2)
    return D.T @ (D @ (mu + sd * e) - t) * sd / 2 + beta / 2 * (np.exp(s) - 1)


# wrong no_divergence: The divergence is forgotten.
def log_variance_grad(s, mu, e, D, t, beta):
    sd = np.exp(s / 2)
    return D.T @ (D @ (mu + sd * e) - t) * e * sd / 2


# wrong divergence_only: The reconstruction is taken as a constant.
def log_variance_grad(s, mu, e, D, t, beta):
    return beta / 2 * (np.exp(s) - 1)


# wrong divergence_sign: The divergence is subtracted.
def log_variance_grad(s, mu, e, D, t, beta):
    sd = np.exp(s / 2)
    return D.T @ (D @ (mu + sd * e) - t) * e * sd / 2 - beta / 2 * (np.exp(s) - 1)


# wrong minus_one_lost: The derivative of -s is lost in the divergence.
def log_variance_grad(s, mu, e, D, t, beta):
    sd = np.exp(s / 2)
    return D.T @ (D @ (mu + sd * e) - t) * e * sd / 2 + beta / 2 * np.exp(s)


# wrong variance_for_deviation: The noise is scaled with the variance in the slope.
def log_variance_grad(s, mu, e, D, t, beta):
    z = mu + np.exp(s / 2) * e
    return D.T @ (D @ z - t) * e * np.exp(s) / 2 + beta / 2 * (np.exp(s) - 1)


# wrong divergence_no_half: The half before the divergence is lost.
def log_variance_grad(s, mu, e, D, t, beta):
    sd = np.exp(s / 2)
    return D.T @ (D @ (mu + sd * e) - t) * e * sd / 2 + beta * (np.exp(s) - 1)
