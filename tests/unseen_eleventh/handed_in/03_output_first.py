import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


# problem: bond_prices
# right diagonal: With the Jacobian of the discount factors as a diagonal matrix.
def prices_by_yields(y, C, t):
    return C @ np.diag(-t / (1 + y) ** (t + 1))


# right columns: One column for each yield.
def prices_by_yields(y, C, t):
    discount = (1 + y) ** (-t)
    cols = [-C[:, j] * t[j] * discount[j] / (1 + y[j]) for j in range(len(y))]
    return np.stack(cols, axis=1)


# wrong sign: The minus of the negative exponent is lost.
def prices_by_yields(y, C, t):
    return C * (t * (1 + y) ** (-t - 1))


# wrong exponent_kept: The exponent is not lowered by 1.
def prices_by_yields(y, C, t):
    return -C * (t * (1 + y) ** (-t))


# wrong exponent_raised: The exponent goes to 1 - t.
def prices_by_yields(y, C, t):
    return -C * (t * (1 + y) ** (1 - t))


# wrong times_lost: The exponent does not come down as a factor.
def prices_by_yields(y, C, t):
    return -C * (1 + y) ** (-t - 1)


# wrong by_times: The rule for an exponential: the derivative by t.
def prices_by_yields(y, C, t):
    return -C * (np.log(1 + y) * (1 + y) ** (-t))


# wrong continuous: The discount of continuous compounding.
def prices_by_yields(y, C, t):
    return -C * (t * np.exp(-t * y))


# wrong layout: The input's axis first.
def prices_by_yields(y, C, t):
    return (-C * (t * (1 + y) ** (-t - 1))).T


# wrong one_yield: One yield for all times: the terms are added.
def prices_by_yields(y, C, t):
    return -C @ (t * (1 + y) ** (-t - 1))


# wrong duration: Divided by the price, as in the modified duration.
def prices_by_yields(y, C, t):
    P = C @ (1 + y) ** (-t)
    return -C * (t * (1 + y) ** (-t - 1)) / P[:, None]


# problem: two_headed_regression
# right by_example: The mean over the examples of the slope times x.
def noise_head_grad(v, w, X, y):
    var = np.exp(X @ v)
    slope = 0.5 - 0.5 * (y - X @ w) ** 2 / var
    return (slope[:, None] * X).mean(axis=0)


# right two_terms: The fit and the log variance separately.
def noise_head_grad(v, w, X, y):
    z = (y - X @ w) * np.exp(-X @ v / 2)
    return X.mean(axis=0) / 2 - X.T @ (z * z) / (2 * len(z))


# wrong log_variance_lost: The derivative of the term s is forgotten.
def noise_head_grad(v, w, X, y):
    e = np.exp(-X @ v)
    return -X.T @ (e * (y - X @ w) ** 2) / (2 * len(y))


# wrong exponent_sign: The minus of the exponent is lost in the derivative.
def noise_head_grad(v, w, X, y):
    e = np.exp(-X @ v)
    return X.T @ (1 + e * (y - X @ w) ** 2) / (2 * len(y))


# wrong half_lost: The half is forgotten.
def noise_head_grad(v, w, X, y):
    e = np.exp(-X @ v)
    return X.T @ (1 - e * (y - X @ w) ** 2) / len(y)


# wrong sum_for_mean: The sum over the examples.
def noise_head_grad(v, w, X, y):
    e = np.exp(-X @ v)
    return X.T @ (1 - e * (y - X @ w) ** 2) / 2


# wrong not_squared: The residual is not squared.
def noise_head_grad(v, w, X, y):
    e = np.exp(-X @ v)
    return X.T @ (1 - e * (y - X @ w)) / (2 * len(y))


# wrong mean_head: The derivative by w.
def noise_head_grad(v, w, X, y):
    e = np.exp(-X @ v)
    return -X.T @ (e * (y - X @ w)) / len(y)


# wrong log_deviation: s is taken for the logarithm of the standard deviation.
def noise_head_grad(v, w, X, y):
    e = np.exp(-2 * X @ v)
    return X.T @ (1 - e * (y - X @ w) ** 2) / len(y)


# wrong variance_upstairs: Multiplies by the variance in place of dividing by it.
def noise_head_grad(v, w, X, y):
    e = np.exp(X @ v)
    return X.T @ (1 - e * (y - X @ w) ** 2) / (2 * len(y))


# wrong weight_lost: The derivative of exp(-s) is taken as -1.
def noise_head_grad(v, w, X, y):
    return X.T @ (1 - (y - X @ w) ** 2) / (2 * len(y))


# problem: nmf_divergence
# right two_terms: As in the multiplicative updates: negative and positive part.
def divergence_by_codes(H, W, V):
    return W.sum(axis=0)[:, None] - W.T @ (V / (W @ H))


# right common_denominator: Over a common denominator.
def divergence_by_codes(H, W, V):
    M = W @ H
    return W.T @ ((M - V) / M)


# wrong sign: V - M over M.
def divergence_by_codes(H, W, V):
    M = W @ H
    return W.T @ ((V - M) / M)


# wrong linear_term_lost: The term + M is forgotten.
def divergence_by_codes(H, W, V):
    return -W.T @ (V / (W @ H))


# wrong squares: The gradient of half the squared error.
def divergence_by_codes(H, W, V):
    return W.T @ (W @ H - V)


# wrong by_dictionary: The derivative by W.
def divergence_by_codes(H, W, V):
    return (1 - V / (W @ H)) @ H.T


# wrong ratio_inverted: The ratio the wrong way up.
def divergence_by_codes(H, W, V):
    return W.T @ (1 - W @ H / V)


# wrong log_kept: The logarithm is not differentiated.
def divergence_by_codes(H, W, V):
    M = W @ H
    return W.T @ (1 - V * np.log(V / M))


# wrong inner_of_ratio: 1 over the ratio is forgotten: the derivative of V * V / M.
def divergence_by_codes(H, W, V):
    M = W @ H
    return W.T @ (1 - V * V / M**2)


# wrong v_cancelled: The V before the logarithm is lost: log(V/M) has the slope -1/M.
def divergence_by_codes(H, W, V):
    return W.T @ (1 - 1 / (W @ H))


# wrong averaged: The mean over the entries in place of the sum.
def divergence_by_codes(H, W, V):
    return W.T @ (1 - V / (W @ H)) / V.size


# problem: diagonal_inside
# right broadcasting: By broadcasting.
def product_by_diagonal(x, A, B):
    return (A * np.exp(x))[:, None, :] * B.T[None, :, :]


# right rank_one: Each slice is a rank-one matrix.
def product_by_diagonal(x, A, B):
    return np.stack([np.exp(x[k]) * np.outer(A[:, k], B[k]) for k in range(len(x))], axis=-1)


# wrong exponential_lost: The slope of exp is forgotten: the derivative by the diagonal itself.
def product_by_diagonal(x, A, B):
    return np.einsum("ik,kj->ijk", A, B)


# wrong input_first: The input's axis first.
def product_by_diagonal(x, A, B):
    return np.einsum("ik,k,kj->kij", A, np.exp(x), B)


# wrong output_transposed: The two axes of the output exchanged.
def product_by_diagonal(x, A, B):
    return np.einsum("ik,k,kj->jik", A, np.exp(x), B)


# wrong summed: Summed over k: the change for an equal step in every entry.
def product_by_diagonal(x, A, B):
    return np.einsum("ik,k,kj->ij", A, np.exp(x), B)


# wrong right_factor_lost: The factor B is forgotten.
def product_by_diagonal(x, A, B):
    J = A * np.exp(x)
    return np.repeat(J[:, None, :], B.shape[1], axis=1)


# wrong left_factor_lost: The factor A is forgotten.
def product_by_diagonal(x, A, B):
    J = B.T * np.exp(x)
    return np.repeat(J[None, :, :], A.shape[0], axis=0)


# wrong power_rule: exp differentiated by the power rule.
def product_by_diagonal(x, A, B):
    return np.einsum("ik,k,kj->ijk", A, x * np.exp(x - 1), B)


# wrong value_again: exp and its slope are both multiplied.
def product_by_diagonal(x, A, B):
    return np.einsum("ik,k,kj->ijk", A, np.exp(x) ** 2, B)


# wrong full_product: The whole product AB is spread over the slopes.
def product_by_diagonal(x, A, B):
    return (A @ B)[:, :, None] * np.exp(x)


# problem: gram_matrix
# right loops: Entry by entry.
def gram_tensor(X):
    n, d = X.shape
    T = np.zeros((n, n, n, d))
    for i in range(n):
        for j in range(n):
            T[i, j, i] += X[j]
            T[i, j, j] += X[i]
    return T


# right symmetrised: One half, and its transpose in the output's axes.
def gram_tensor(X):
    half = np.eye(len(X))[:, None, :, None] * X[None, :, None, :]
    return half + half.transpose(1, 0, 2, 3)


# wrong second_factor_constant: The transposed X is treated as a constant.
def gram_tensor(X):
    return np.einsum("ik,jl->ijkl", np.eye(len(X)), X)


# wrong first_factor_constant: Only the transposed X is differentiated.
def gram_tensor(X):
    return np.einsum("jk,il->ijkl", np.eye(len(X)), X)


# wrong doubled: Twice the first term, like the square of a number.
def gram_tensor(X):
    return 2 * np.einsum("ik,jl->ijkl", np.eye(len(X)), X)


# wrong own_rows: Each term keeps its own row of X.
def gram_tensor(X):
    E = np.eye(len(X))
    return np.einsum("ik,il->il", E, X)[:, None, None, :] * (
        E[:, None, :, None] + E[None, :, :, None]
    )


# wrong input_first: The input's axes first.
def gram_tensor(X):
    E = np.eye(len(X))
    return np.einsum("ik,jl->klij", E, X) + np.einsum("jk,il->klij", E, X)


# wrong diagonal_once: On the diagonal the two terms are counted once.
def gram_tensor(X):
    n = len(X)
    E = np.eye(n)
    T = np.einsum("ik,jl->ijkl", E, X) + np.einsum("jk,il->ijkl", E, X)
    for i in range(n):
        T[i, i] /= 2
    return T


# wrong diagonal_only: Only the squared lengths depend on the rows.
def gram_tensor(X):
    n, d = X.shape
    T = np.zeros((n, n, n, d))
    for i in range(n):
        T[i, i, i] = 2 * X[i]
    return T


# wrong minus: The transposed factor gets a minus.
def gram_tensor(X):
    E = np.eye(len(X))
    return np.einsum("ik,jl->ijkl", E, X) - np.einsum("jk,il->ijkl", E, X)


# wrong deltas_lost: The Kronecker deltas are left out.
def gram_tensor(X):
    n, d = X.shape
    return np.broadcast_to((X[:, None, :] + X[None, :, :])[:, :, None, :], (n, n, n, d)).copy()


# problem: bell_hessian
# right unhalved: With A + A' and the halves at the end.
def bell_hessian(x, mu, A):
    r = x - mu
    B = A + A.T
    f = np.exp(-0.5 * r @ A @ r)
    return f * (0.25 * np.outer(B @ r, B @ r) - 0.5 * B)


# right gradient_again: The product rule on the gradient -f g.
def bell_hessian(x, mu, A):
    r = (x - mu).reshape(-1, 1)
    S = 0.5 * (A + A.T)
    f = np.exp(-0.5 * (r.T @ A @ r)).item()
    df = -f * S @ r
    return -(S @ r) @ df.T - f * S


# wrong symmetric: A is taken as symmetric.
def bell_hessian(x, mu, A):
    r = x - mu
    g = A @ r
    return np.exp(-r @ A @ r / 2) * (np.outer(g, g) - A)


# wrong outer_lost: The bell in the gradient is treated as a constant.
def bell_hessian(x, mu, A):
    r = x - mu
    S = (A + A.T) / 2
    return -np.exp(-r @ A @ r / 2) * S


# wrong curvature_lost: The derivative of the gradient's linear factor is lost.
def bell_hessian(x, mu, A):
    r = x - mu
    g = (A + A.T) @ r / 2
    return np.exp(-r @ A @ r / 2) * np.outer(g, g)


# wrong plus: The minus before the curvature is a plus.
def bell_hessian(x, mu, A):
    r = x - mu
    S = (A + A.T) / 2
    g = S @ r
    return np.exp(-r @ A @ r / 2) * (np.outer(g, g) + S)


# wrong bell_lost: The bell itself is forgotten.
def bell_hessian(x, mu, A):
    S = (A + A.T) / 2
    g = S @ (x - mu)
    return np.outer(g, g) - S


# wrong inner_for_outer: The inner product of the gradient with itself.
def bell_hessian(x, mu, A):
    r = x - mu
    S = (A + A.T) / 2
    g = S @ r
    return np.exp(-r @ A @ r / 2) * (g @ g - S)


# wrong half_overlooked: A + A' throughout, the half in the exponent overlooked.
def bell_hessian(x, mu, A):
    r = x - mu
    S = A + A.T
    g = S @ r
    return np.exp(-r @ A @ r / 2) * (np.outer(g, g) - S)


# wrong second_exponential: The exponential alone is differentiated twice, entry by entry.
def bell_hessian(x, mu, A):
    r = x - mu
    g = (A + A.T) @ r / 2
    return np.exp(-r @ A @ r / 2) * np.diag(g**2 - np.diag(A))


# wrong centre_forgotten: The centre is left out of the gradient.
def bell_hessian(x, mu, A):
    r = x - mu
    S = (A + A.T) / 2
    return np.exp(-r @ A @ r / 2) * (np.outer(S @ x, S @ x) - S)


# problem: meta_gradient
# right step_matrix: With the matrix of the step.
def meta_grad(w, X, y, Z, t, alpha):
    M = np.eye(len(w)) - alpha * X.T @ X
    u = M @ w + alpha * X.T @ y
    return M.T @ Z.T @ (Z @ u - t)


# right effective_features: The validation features pulled back through the step.
def meta_grad(w, X, y, Z, t, alpha):
    u = w - alpha * X.T @ (X @ w - y)
    F = Z - alpha * Z @ X.T @ X
    return (Z @ u - t) @ F


# wrong first_order: The step's own derivative is ignored, as in first-order MAML.
def meta_grad(w, X, y, Z, t, alpha):
    u = w - alpha * X.T @ (X @ w - y)
    return Z.T @ (Z @ u - t)


# wrong at_start: The validation gradient is taken at w and not after the step.
def meta_grad(w, X, y, Z, t, alpha):
    g = Z.T @ (Z @ w - t)
    return g - alpha * X.T @ (X @ g)


# wrong plus: I + alpha H.
def meta_grad(w, X, y, Z, t, alpha):
    u = w - alpha * X.T @ (X @ w - y)
    g = Z.T @ (Z @ u - t)
    return g + alpha * X.T @ (X @ g)


# wrong identity_lost: The identity of the step's derivative is forgotten.
def meta_grad(w, X, y, Z, t, alpha):
    u = w - alpha * X.T @ (X @ w - y)
    return -alpha * X.T @ (X @ (Z.T @ (Z @ u - t)))


# wrong rate_lost: The step size is lost in the derivative.
def meta_grad(w, X, y, Z, t, alpha):
    u = w - alpha * X.T @ (X @ w - y)
    g = Z.T @ (Z @ u - t)
    return g - X.T @ (X @ g)


# wrong other_curvature: The curvature of the validation loss instead of that of the training loss.
def meta_grad(w, X, y, Z, t, alpha):
    u = w - alpha * X.T @ (X @ w - y)
    g = Z.T @ (Z @ u - t)
    return g - alpha * Z.T @ (Z @ g)


# wrong training_gradient: The step's derivative times the gradient of the training loss.
def meta_grad(w, X, y, Z, t, alpha):
    u = w - alpha * X.T @ (X @ w - y)
    g = X.T @ (X @ u - y)
    return g - alpha * X.T @ (X @ g)


# wrong twice: A factor 2 although the loss has a half.
def meta_grad(w, X, y, Z, t, alpha):
    u = w - alpha * X.T @ (X @ w - y)
    g = 2 * Z.T @ (Z @ u - t)
    return g - alpha * X.T @ (X @ g)


# wrong diagonal_curvature: Only the diagonal of the training curvature.
def meta_grad(w, X, y, Z, t, alpha):
    u = w - alpha * X.T @ (X @ w - y)
    g = Z.T @ (Z @ u - t)
    return g - alpha * np.sum(X**2, axis=0) * g


# problem: max_over_time
# right scatter: Each filter adds to the row that won.
def pooled_by_words(X, W, v):
    S = X @ W
    best = S.argmax(axis=0)
    out = np.zeros_like(X)
    for c, i in enumerate(best):
        out[i] += v[c] * (1 - np.tanh(S[i, c]) ** 2) * W[:, c]
    return out


# right one_hot: The winners as a one-hot matrix.
def pooled_by_words(X, W, v):
    S = X @ W
    M = np.eye(X.shape[0])[:, S.argmax(axis=0)]
    return M @ ((v / np.cosh(S.max(axis=0)) ** 2)[:, None] * W.T)


# wrong no_mask: Every row gets the gradient, not just the winner.
def pooled_by_words(X, W, v):
    h = (X @ W).max(axis=0)
    row = W @ (v * (1 - np.tanh(h) ** 2))
    return np.tile(row, (X.shape[0], 1))


# wrong all_rows_own_slope: No mask, and each row with the slope at its own value.
def pooled_by_words(X, W, v):
    return (v * (1 - np.tanh(X @ W) ** 2)) @ W.T


# wrong mean_pooling: The gradient is shared equally among the rows.
def pooled_by_words(X, W, v):
    h = (X @ W).max(axis=0)
    row = W @ (v * (1 - np.tanh(h) ** 2))
    return np.tile(row, (X.shape[0], 1)) / X.shape[0]


# wrong slope_lost: The slope of tanh is forgotten.
def pooled_by_words(X, W, v):
    S = X @ W
    return ((S == S.max(axis=0)) * v) @ W.T


# wrong weights_lost: v is forgotten.
def pooled_by_words(X, W, v):
    S = X @ W
    h = S.max(axis=0)
    return ((S == h) * (1 - np.tanh(h) ** 2)) @ W.T


# wrong best_filter: The winner is sought over the filters.
def pooled_by_words(X, W, v):
    S = X @ W
    mask = S == S.max(axis=1, keepdims=True)
    return (mask * v * (1 - np.tanh(S) ** 2)) @ W.T


# wrong slope_not_squared: 1 - tanh in place of 1 - tanh squared.
def pooled_by_words(X, W, v):
    S = X @ W
    h = S.max(axis=0)
    return ((S == h) * (v * (1 - np.tanh(h)))) @ W.T


# wrong softmax_weights: A softmax over time in place of the mask.
def pooled_by_words(X, W, v):
    S = X @ W
    P = np.exp(S - S.max(axis=0))
    P = P / P.sum(axis=0)
    return (P * (v * (1 - np.tanh(S.max(axis=0)) ** 2))) @ W.T


# wrong by_filters: The derivative by W.
def pooled_by_words(X, W, v):
    S = X @ W
    h = S.max(axis=0)
    return X.T @ ((S == h) * (v * (1 - np.tanh(h) ** 2)))


# problem: generator_loss
# right layers: Layer by layer, backwards.
def generator_grad(W, Z, a):
    G = np.tanh(Z @ W)
    dlogit = (sigmoid(G @ a) - 1) / len(Z)
    dG = np.outer(dlogit, a)
    return Z.T @ (dG * (1 - G * G))


# right einsum: By indices.
def generator_grad(W, Z, a):
    G = np.tanh(Z @ W)
    c = -sigmoid(-(G @ a))
    return np.einsum("n,nk,nd,d->kd", c, Z, 1 - G**2, a) / Z.shape[0]


# wrong saturating: The gradient of log(1 - D), the generator's loss in its first form.
def generator_grad(W, Z, a):
    G = np.tanh(Z @ W)
    p = sigmoid(G @ a)
    return -Z.T @ (p[:, None] * a * (1 - G**2)) / len(Z)


# wrong sign: The minus before the mean is lost.
def generator_grad(W, Z, a):
    G = np.tanh(Z @ W)
    p = sigmoid(G @ a)
    return Z.T @ ((1 - p)[:, None] * a * (1 - G**2)) / len(Z)


# wrong summed: The mean over the fakes is taken as a sum.
def generator_grad(W, Z, a):
    G = np.tanh(Z @ W)
    p = sigmoid(G @ a)
    return -Z.T @ ((1 - p)[:, None] * a * (1 - G**2))


# wrong tanh_slope_lost: The slope of the generator's tanh is forgotten.
def generator_grad(W, Z, a):
    p = sigmoid(np.tanh(Z @ W) @ a)
    return -Z.T @ ((1 - p)[:, None] * a) / len(Z)


# wrong logarithm_lost: The logarithm is forgotten: the mean probability.
def generator_grad(W, Z, a):
    G = np.tanh(Z @ W)
    p = sigmoid(G @ a)
    return -Z.T @ ((p * (1 - p))[:, None] * a * (1 - G**2)) / len(Z)


# wrong sigmoid_slope_lost: The logarithm is differentiated and the sigmoid not.
def generator_grad(W, Z, a):
    G = np.tanh(Z @ W)
    p = sigmoid(G @ a)
    return -Z.T @ ((1 / p)[:, None] * a * (1 - G**2)) / len(Z)


# wrong sigmoid_for_tanh: The sigmoid's slope for tanh.
def generator_grad(W, Z, a):
    G = np.tanh(Z @ W)
    p = sigmoid(G @ a)
    return -Z.T @ ((1 - p)[:, None] * a * G * (1 - G)) / len(Z)


# wrong discriminator_lost: The discriminator's weights are left out of the chain.
def generator_grad(W, Z, a):
    G = np.tanh(Z @ W)
    p = sigmoid(G @ a)
    return -Z.T @ ((1 - p)[:, None] * (1 - G**2)) / len(Z)


# wrong mean_over_all: Divided by the number of all entries of the fakes.
def generator_grad(W, Z, a):
    G = np.tanh(Z @ W)
    p = sigmoid(G @ a)
    return -Z.T @ ((1 - p)[:, None] * a * (1 - G**2)) / G.size


# problem: reverse_divergence
# right jacobian: With the softmax's Jacobian as a matrix.
def reverse_kl_grad(W, x, q):
    p = softmax(W @ x)
    J = np.diag(p) - np.outer(p, p)
    return np.outer(J @ (np.log(p / q) + 1), x)


# right cross_entropy_less_entropy: The two terms of the divergence separately.
def reverse_kl_grad(W, x, q):
    p = softmax(W @ x)
    H = -np.sum(p * np.log(p))
    cross = -np.sum(p * np.log(q))
    by_cross = p * (-np.log(q) - cross)
    by_entropy = p * (-np.log(p) - H)
    return (by_cross - by_entropy)[:, None] * x[None, :]


# wrong forward_divergence: The gradient of the divergence the other way round.
def reverse_kl_grad(W, x, q):
    return np.outer(softmax(W @ x) - q, x)


# wrong mean_lost: The mean of the log ratio is not subtracted.
def reverse_kl_grad(W, x, q):
    p = softmax(W @ x)
    return np.outer(p * np.log(p / q), x)


# wrong diagonal_jacobian: The softmax's Jacobian is taken as diagonal.
def reverse_kl_grad(W, x, q):
    p = softmax(W @ x)
    return np.outer(p * (1 - p) * (np.log(p / q) + 1), x)


# wrong stops_at_p: The derivative by p, the softmax is forgotten.
def reverse_kl_grad(W, x, q):
    p = softmax(W @ x)
    return np.outer(np.log(p / q) + 1, x)


# wrong target_lost: The target is forgotten: the negative entropy.
def reverse_kl_grad(W, x, q):
    p = softmax(W @ x)
    return np.outer(p * (np.log(p) - p @ np.log(p)), x)


# wrong entropy_lost: Only the p outside the logarithm is differentiated, in the cross entropy.
def reverse_kl_grad(W, x, q):
    p = softmax(W @ x)
    return np.outer(p * (p @ np.log(q) - np.log(q)), x)


# wrong sign: The log ratio the wrong way up.
def reverse_kl_grad(W, x, q):
    p = softmax(W @ x)
    ratio = np.log(q / p)
    return np.outer(p * (ratio - p @ ratio), x)


# wrong layout: The outer product the wrong way round.
def reverse_kl_grad(W, x, q):
    p = softmax(W @ x)
    ratio = np.log(p / q)
    return np.outer(x, p * (ratio - p @ ratio))


# wrong sum_for_mean: The plain sum of the log ratios is subtracted.
def reverse_kl_grad(W, x, q):
    p = softmax(W @ x)
    ratio = np.log(p / q)
    return np.outer(p * (ratio - np.sum(ratio)), x)


# wrong one_left_over: The 1 from the product rule is kept after the mean is subtracted.
def reverse_kl_grad(W, x, q):
    p = softmax(W @ x)
    ratio = np.log(p / q)
    return np.outer(p * (ratio - p @ ratio + 1), x)
