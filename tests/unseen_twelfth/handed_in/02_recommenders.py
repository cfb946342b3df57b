import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


# problem: factorisation
# right by_user: One user at a time, by the known ratings only.
def user_factors_grad(U, V, R, M, lam):
    G = np.zeros(U.shape)
    for a in range(U.shape[0]):
        for j in range(V.shape[0]):
            if M[a, j]:
                G[a] -= (R[a, j] - U[a] @ V[j]) * V[j]
        G[a] += lam * U[a]
    return G


# right einsum: With indices.
def user_factors_grad(U, V, R, M, lam):
    E = np.einsum("uk,ik->ui", U, V) - R
    return np.einsum("ui,ui,ik->uk", M, E, V) + lam * U


# wrong no_mask: The unknown ratings count as well.
def user_factors_grad(U, V, R, M, lam):
    return -(R - U @ V.T) @ V + lam * U


# wrong mask_on_ratings: The mask is put on the ratings only.
def user_factors_grad(U, V, R, M, lam):
    return -(M * R - U @ V.T) @ V + lam * U


# wrong sign: The sign of the error term is wrong.
def user_factors_grad(U, V, R, M, lam):
    return (M * (R - U @ V.T)) @ V + lam * U


# wrong no_decay: The penalty is forgotten.
def user_factors_grad(U, V, R, M, lam):
    return -(M * (R - U @ V.T)) @ V


# wrong decay_doubled: The half in front of the penalty is overlooked.
def user_factors_grad(U, V, R, M, lam):
    return -(M * (R - U @ V.T)) @ V + 2 * lam * U


# wrong error_doubled: The half in front of the squared error is overlooked.
def user_factors_grad(U, V, R, M, lam):
    return -2 * (M * (R - U @ V.T)) @ V + lam * U


# wrong items: The gradient by the items' factors.
def user_factors_grad(U, V, R, M, lam):
    return -(M * (R - U @ V.T)).T @ U + lam * V


# wrong transposed: The factors of users are in the columns.
def user_factors_grad(U, V, R, M, lam):
    return (-(M * (R - U @ V.T)) @ V + lam * U).T


# problem: pairwise_ranking
# right loop: Summed pair by pair.
def bpr_grad(u, P, Q, lam):
    g = lam * u
    for p, q in zip(P, Q):
        g = g - (1 - sigmoid((p - q) @ u)) * (p - q) / len(P)
    return g


# right mean_axis: The mean over the rows.
def bpr_grad(u, P, Q, lam):
    D = P - Q
    s = sigmoid(D @ u)
    return np.mean((s - 1)[:, None] * D, axis=0) + lam * u


# wrong sigmoid_for_one_minus: sigmoid(x) for 1 - sigmoid(x).
def bpr_grad(u, P, Q, lam):
    D = P - Q
    return -D.T @ sigmoid(D @ u) / len(D) + lam * u


# wrong slope_without_log: The slope of the sigmoid, without the one over of the logarithm.
def bpr_grad(u, P, Q, lam):
    D = P - Q
    s = sigmoid(D @ u)
    return -D.T @ (s * (1 - s)) / len(D) + lam * u


# wrong log_only: One over the sigmoid, without the sigmoid's own slope.
def bpr_grad(u, P, Q, lam):
    D = P - Q
    return -D.T @ (1 / sigmoid(D @ u)) / len(D) + lam * u


# wrong sum: The sum over the pairs for the mean.
def bpr_grad(u, P, Q, lam):
    D = P - Q
    return -D.T @ sigmoid(-D @ u) + lam * u


# wrong ascent: The sign of the ranking term is that of the ascent.
def bpr_grad(u, P, Q, lam):
    D = P - Q
    return D.T @ sigmoid(-D @ u) / len(D) + lam * u


# wrong only_chosen: The rows of Q are forgotten in the inner derivative.
def bpr_grad(u, P, Q, lam):
    return -P.T @ sigmoid(-(P - Q) @ u) / len(P) + lam * u


# wrong items_added: P + Q in the inner derivative, the minus is lost.
def bpr_grad(u, P, Q, lam):
    return -(P + Q).T @ sigmoid(-(P - Q) @ u) / len(P) + lam * u


# wrong decay_subtracted: The penalty gets the minus of the likelihood.
def bpr_grad(u, P, Q, lam):
    D = P - Q
    return -D.T @ sigmoid(-D @ u) / len(D) - lam * u


# problem: interactions
# right pairs: Over all pairs of features.
def machine_grad(V, w, x, t):
    n = len(x)
    p = w @ x
    G = np.zeros(V.shape)
    for i in range(n):
        for j in range(n):
            if i < j:
                p += V[i] @ V[j] * x[i] * x[j]
            if i != j:
                G[i] += x[i] * x[j] * V[j]
    return (p - t) * G


# right matrix_without_diagonal: With the products of features, zeros down the diagonal.
def machine_grad(V, w, x, t):
    S = np.outer(x, x)
    np.fill_diagonal(S, 0)
    p = w @ x + np.trace(V.T @ S @ V) / 2
    return (p - t) * S @ V


# wrong self_interactions: The features' interactions with themselves are not taken off.
def machine_grad(V, w, x, t):
    h = V.T @ x
    p = w @ x + (np.sum(h**2) - np.sum((V**2).T @ x**2)) / 2
    return (p - t) * np.outer(x, h)


# wrong no_loss: The derivative of the prediction, not of the loss.
def machine_grad(V, w, x, t):
    return np.outer(x, V.T @ x) - V * (x**2)[:, None]


# wrong own_plus: The term of the own feature is added.
def machine_grad(V, w, x, t):
    h = V.T @ x
    p = w @ x + (np.sum(h**2) - np.sum((V**2).T @ x**2)) / 2
    return (p - t) * (np.outer(x, h) + V * (x**2)[:, None])


# wrong x_not_squared: x for its square in the own term.
def machine_grad(V, w, x, t):
    h = V.T @ x
    p = w @ x + (np.sum(h**2) - np.sum((V**2).T @ x**2)) / 2
    return (p - t) * (np.outer(x, h) - V * x[:, None])


# wrong linear_left_out: The prediction in the residual lacks the linear part.
def machine_grad(V, w, x, t):
    h = V.T @ x
    p = (np.sum(h**2) - np.sum((V**2).T @ x**2)) / 2
    return (p - t) * (np.outer(x, h) - V * (x**2)[:, None])


# wrong half_kept: The half of the interactions is not cancelled by the square's 2.
def machine_grad(V, w, x, t):
    h = V.T @ x
    p = w @ x + (np.sum(h**2) - np.sum((V**2).T @ x**2)) / 2
    return (p - t) * (np.outer(x, h) - V * (x**2)[:, None]) / 2


# wrong prediction_no_half: The half is forgotten in the prediction of the residual.
def machine_grad(V, w, x, t):
    h = V.T @ x
    p = w @ x + np.sum(h**2) - np.sum((V**2).T @ x**2)
    return (p - t) * (np.outer(x, h) - V * (x**2)[:, None])


# wrong transposed: The transpose of the gradient.
def machine_grad(V, w, x, t):
    h = V.T @ x
    p = w @ x + (np.sum(h**2) - np.sum((V**2).T @ x**2)) / 2
    return (p - t) * (np.outer(x, h) - V * (x**2)[:, None]).T


# problem: cosines
# right projector: With the projector across u.
def cosines_jac(u, V):
    n = np.sqrt(u @ u)
    P = np.eye(len(u)) - np.outer(u, u) / n**2
    return V @ P / (n * np.sqrt((V**2).sum(axis=1)))[:, None]


# right row_by_row: The quotient rule item by item.
def cosines_jac(u, V):
    rows = []
    a = np.linalg.norm(u)
    for v in V:
        b = np.linalg.norm(v)
        rows.append((v * a - (v @ u) * u / a) / (a**2 * b))
    return np.array(rows)


# wrong norm_is_constant: The norm of u is taken as a constant.
def cosines_jac(u, V):
    return V / (np.linalg.norm(V, axis=1)[:, None] * np.linalg.norm(u))


# wrong plus: The quotient rule with a plus.
def cosines_jac(u, V):
    a = np.linalg.norm(u)
    N = V / np.linalg.norm(V, axis=1)[:, None]
    s = N @ u / a
    return N / a + np.outer(s, u) / a**2


# wrong one_power: The second term is divided by the norm once and not twice.
def cosines_jac(u, V):
    a = np.linalg.norm(u)
    N = V / np.linalg.norm(V, axis=1)[:, None]
    s = N @ u / a
    return N / a - np.outer(s, u) / a


# wrong squared_norm_slope: The slope 2u of the squared norm in place of that of the norm.
def cosines_jac(u, V):
    a = np.linalg.norm(u)
    N = V / np.linalg.norm(V, axis=1)[:, None]
    s = N @ u / a
    return N / a - 2 * np.outer(s, u) / a


# wrong transposed: Rows belong to u and columns to the items.
def cosines_jac(u, V):
    a = np.linalg.norm(u)
    N = V / np.linalg.norm(V, axis=1)[:, None]
    s = N @ u / a
    return (N / a - np.outer(s, u) / a**2).T


# wrong items_not_normalised: The norms of the items are left out.
def cosines_jac(u, V):
    a = np.linalg.norm(u)
    return V / a - np.outer(V @ u, u) / a**3


# wrong whole_norm: The norm of the whole matrix for the norms of its rows.
def cosines_jac(u, V):
    a = np.linalg.norm(u)
    N = V / np.linalg.norm(V)
    return N / a - np.outer(N @ u, u) / a**3


# wrong cosine_missing: The second term lacks the cosine.
def cosines_jac(u, V):
    a = np.linalg.norm(u)
    N = V / np.linalg.norm(V, axis=1)[:, None]
    return N / a - u / a**2


# wrong by_item: Each row is the derivative of the cosine by its item, not by u.
def cosines_jac(u, V):
    a = np.linalg.norm(u)
    N = V / np.linalg.norm(V, axis=1)[:, None]
    s = N @ u / a
    return (u / a - s[:, None] * N) / np.linalg.norm(V, axis=1)[:, None]


# problem: history
# right covariance: A covariance of values and keys under p.
def pooled_jac(q, K, V, tau):
    p = softmax(K @ q / tau)
    Kc = K - p @ K
    Vc = V - p @ V
    return (Vc * p[:, None]).T @ Kc / tau


# right loop: Entry by entry of the softmax.
def pooled_jac(q, K, V, tau):
    p = softmax(K @ q / tau)
    J = np.zeros((V.shape[1], len(q)))
    for i in range(len(p)):
        for j in range(len(p)):
            J += p[i] * ((i == j) - p[j]) * np.outer(V[i], K[j]) / tau
    return J


# wrong diagonal: Only the diagonal of the derivative of softmax.
def pooled_jac(q, K, V, tau):
    p = softmax(K @ q / tau)
    return V.T @ np.diag(p * (1 - p)) @ K / tau


# wrong no_outer: The outer product in the derivative of softmax is left out.
def pooled_jac(q, K, V, tau):
    p = softmax(K @ q / tau)
    return V.T @ np.diag(p) @ K / tau


# wrong plus: The outer product is added.
def pooled_jac(q, K, V, tau):
    p = softmax(K @ q / tau)
    return V.T @ (np.diag(p) + np.outer(p, p)) @ K / tau


# wrong no_temperature: The derivative lacks 1/tau.
def pooled_jac(q, K, V, tau):
    p = softmax(K @ q / tau)
    return V.T @ (np.diag(p) - np.outer(p, p)) @ K


# wrong temperature_only_outside: tau is left out of the weights.
def pooled_jac(q, K, V, tau):
    p = softmax(K @ q)
    return V.T @ (np.diag(p) - np.outer(p, p)) @ K / tau


# wrong multiplied_by_tau: Multiplied by tau and not divided.
def pooled_jac(q, K, V, tau):
    p = softmax(K @ q / tau)
    return V.T @ (np.diag(p) - np.outer(p, p)) @ K * tau


# wrong input_first: Rows belong to q and columns to o.
def pooled_jac(q, K, V, tau):
    p = softmax(K @ q / tau)
    return K.T @ (np.diag(p) - np.outer(p, p)) @ V / tau


# wrong no_softmax: The softmax is skipped in the chain.
def pooled_jac(q, K, V, tau):
    return V.T @ K / tau


# wrong elementwise_for_outer: p times p entry by entry for the outer product, which broadcasts.
def pooled_jac(q, K, V, tau):
    p = softmax(K @ q / tau)
    return V.T @ (np.diag(p) - p * p) @ K / tau


# problem: item_offsets
# right products_with_ones: The sum over users as a product with ones.
def offsets_grad(c, b, mu, R, M, lam):
    one = np.ones((R.shape[0], 1))
    E = mu + b + c.T - R
    return 2 * one.T @ (M * E) / (M.sum() + 1) + 2 * lam * c.T


# right column_by_column: One item at a time.
def offsets_grad(c, b, mu, R, M, lam):
    g = []
    for j in range(len(c)):
        e = R[:, j] - mu - b[:, 0] - c[j, 0]
        g.append(-2 * (M[:, j] @ e) / (1 + M.sum()) + 2 * lam * c[j, 0])
    return np.array([g])


# wrong over_items: Summed over the items and not over the users, with b in the penalty to fit.
def offsets_grad(c, b, mu, R, M, lam):
    E = R - mu - b - c.T
    return -2 * np.sum(M * E, axis=1)[None, :] / (M.sum() + 1) + 2 * lam * b.T


# wrong no_mask: The unknown ratings are counted.
def offsets_grad(c, b, mu, R, M, lam):
    E = R - mu - b - c.T
    return -2 * E.sum(axis=0)[None, :] / (M.sum() + 1) + 2 * lam * c.T


# wrong size_of_table: Divided by the number of all ratings and one.
def offsets_grad(c, b, mu, R, M, lam):
    E = R - mu - b - c.T
    return -2 * np.sum(M * E, axis=0)[None, :] / (M.size + 1) + 2 * lam * c.T


# wrong sum_not_mean: Not divided by anything.
def offsets_grad(c, b, mu, R, M, lam):
    E = R - mu - b - c.T
    return -2 * np.sum(M * E, axis=0)[None, :] + 2 * lam * c.T


# wrong sign: The inner minus is lost.
def offsets_grad(c, b, mu, R, M, lam):
    E = R - mu - b - c.T
    return 2 * np.sum(M * E, axis=0)[None, :] / (M.sum() + 1) + 2 * lam * c.T


# wrong decay_without_two: The penalty's 2 is forgotten.
def offsets_grad(c, b, mu, R, M, lam):
    E = R - mu - b - c.T
    return -2 * np.sum(M * E, axis=0)[None, :] / (M.sum() + 1) + lam * c.T


# wrong column: A column for the row.
def offsets_grad(c, b, mu, R, M, lam):
    E = R - mu - b - c.T
    return -2 * (M * E).T @ np.ones((len(b), 1)) / (M.sum() + 1) + 2 * lam * c


# wrong no_global_mean: The global mean is left out of the errors.
def offsets_grad(c, b, mu, R, M, lam):
    E = R - b - c.T
    return -2 * np.sum(M * E, axis=0)[None, :] / (M.sum() + 1) + 2 * lam * c.T


# wrong per_item_count: Divided by the known ratings of each item and one.
def offsets_grad(c, b, mu, R, M, lam):
    E = R - mu - b - c.T
    return -2 * (np.sum(M * E, axis=0) / (M.sum(axis=0) + 1))[None, :] + 2 * lam * c.T
