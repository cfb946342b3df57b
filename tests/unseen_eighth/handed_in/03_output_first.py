import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


# problem: soft_ranks
# right loops: Entry by entry.
def soft_rank_jac(s, t):
    n = len(s)
    J = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            if i != j:
                p = sigmoid((s[j] - s[i]) / t)
                J[i, j] = p * (1 - p) / t
                J[i, i] -= p * (1 - p) / t
    return J


# right laplacian: Minus the Laplacian of the slopes.
def soft_rank_jac(s, t):
    D = 1 / (4 * t * np.cosh((s[:, None] - s) / (2 * t)) ** 2)
    return -(np.diag(D.sum(axis=1)) - D)


# wrong temperature_lost: The inner derivative 1/t is forgotten.
def soft_rank_jac(s, t):
    P = sigmoid((s[None, :] - s[:, None]) / t)
    D = P * (1 - P)
    return D - np.diag(D.sum(axis=1))


# wrong own_score_lost: The score of the item itself is treated as a constant.
def soft_rank_jac(s, t):
    P = sigmoid((s[None, :] - s[:, None]) / t)
    D = P * (1 - P) / t
    np.fill_diagonal(D, 0)
    return D


# wrong only_own_score: Only the item's own score is differentiated.
def soft_rank_jac(s, t):
    P = sigmoid((s[None, :] - s[:, None]) / t)
    D = P * (1 - P) / t
    np.fill_diagonal(D, 0)
    return -np.diag(D.sum(axis=1))


# wrong turned: The scores are subtracted the other way round.
def soft_rank_jac(s, t):
    P = sigmoid((s[None, :] - s[:, None]) / t)
    D = P * (1 - P) / t
    return np.diag(D.sum(axis=1)) - D


# wrong pair_with_itself: On the diagonal the pair of an item with itself counts once.
def soft_rank_jac(s, t):
    P = sigmoid((s[None, :] - s[:, None]) / t)
    D = P * (1 - P) / t
    J = D.copy()
    np.fill_diagonal(J, -D.sum(axis=1))
    return J


# wrong slope_of_tanh: The slope of tanh is used for the sigmoid.
def soft_rank_jac(s, t):
    P = sigmoid((s[None, :] - s[:, None]) / t)
    D = (1 - P**2) / t
    np.fill_diagonal(D, 0)
    return D - np.diag(D.sum(axis=1))


# wrong slope_is_value: The derivative of the sigmoid is taken to be the sigmoid.
def soft_rank_jac(s, t):
    P = sigmoid((s[None, :] - s[:, None]) / t) / t
    np.fill_diagonal(P, 0)
    return P - np.diag(P.sum(axis=1))


# wrong temperature_in_front: Multiplied by t, not divided.
def soft_rank_jac(s, t):
    P = sigmoid((s[None, :] - s[:, None]) / t)
    D = t * P * (1 - P)
    return D - np.diag(D.sum(axis=1))


# problem: implicit_feedback
# right outer: The same row for each item.
def implicit_grad(Y, p, Q, r, lam):
    k = Y.shape[0]
    u = p + Y.sum(0) / k**0.5
    return np.outer(np.ones(k), -(r - Q @ u) @ Q / k**0.5) + lam * Y


# right by_ratings: One rating after the other.
def implicit_grad(Y, p, Q, r, lam):
    c = 1 / np.sqrt(len(Y))
    g = lam * Y
    for q, rating in zip(Q, r):
        g = g - (rating - q @ (p + c * np.sum(Y, axis=0))) * c * q
    return g


# wrong mean_of_items: The items are averaged, 1/k for 1/sqrt(k).
def implicit_grad(Y, p, Q, r, lam):
    k = len(Y)
    e = r - Q @ (p + Y.sum(axis=0) / k)
    return lam * Y - Q.T @ e / k


# wrong scale_lost: The 1/sqrt(k) is lost in the chain rule.
def implicit_grad(Y, p, Q, r, lam):
    k = len(Y)
    e = r - Q @ (p + Y.sum(axis=0) / np.sqrt(k))
    return lam * Y - Q.T @ e


# wrong rated_counted: The root of the number of rated items stands for that of the seen ones.
def implicit_grad(Y, p, Q, r, lam):
    n = len(r)
    e = r - Q @ (p + Y.sum(axis=0) / np.sqrt(n))
    return lam * Y - Q.T @ e / np.sqrt(n)


# wrong penalty_doubled: The half of the penalty is overlooked.
def implicit_grad(Y, p, Q, r, lam):
    k = len(Y)
    e = r - Q @ (p + Y.sum(axis=0) / np.sqrt(k))
    return 2 * lam * Y - Q.T @ e / np.sqrt(k)


# wrong no_penalty: The penalty is forgotten.
def implicit_grad(Y, p, Q, r, lam):
    k = len(Y)
    e = r - Q @ (p + Y.sum(axis=0) / np.sqrt(k))
    return np.tile(-Q.T @ e / np.sqrt(k), (k, 1))


# wrong one_row: The derivative by the sum of the rows is handed in, one row.
def implicit_grad(Y, p, Q, r, lam):
    k = len(Y)
    e = r - Q @ (p + Y.sum(axis=0) / np.sqrt(k))
    return lam * Y.sum(axis=0) - Q.T @ e / np.sqrt(k)


# wrong explicit_part_lost: The user's own vector is forgotten in the prediction.
def implicit_grad(Y, p, Q, r, lam):
    k = len(Y)
    e = r - Q @ Y.sum(axis=0) / np.sqrt(k)
    return lam * Y - Q.T @ e / np.sqrt(k)


# wrong penalty_of_sum: The penalty is taken for one on the sum of the rows.
def implicit_grad(Y, p, Q, r, lam):
    k = len(Y)
    e = r - Q @ (p + Y.sum(axis=0) / np.sqrt(k))
    return np.tile(lam * Y.sum(axis=0) - Q.T @ e / np.sqrt(k), (k, 1))


# problem: confidence_penalty
# right jacobian: The softmax's Jacobian times the derivative by the probabilities.
def penalty_grad(z, c, beta):
    p = softmax(z)
    d = beta * (np.log(p) + 1)
    d[c] -= 1 / p[c]
    return (np.diag(p) - np.outer(p, p)) @ d


# right entropy: By the entropy H.
def penalty_grad(z, c, beta):
    p = softmax(z)
    H = -np.sum(p * np.log(p))
    return p - np.eye(len(z))[c] + beta * p * (np.log(p) + H)


# wrong by_probabilities: The derivative by the probabilities, without the softmax.
def penalty_grad(z, c, beta):
    p = softmax(z)
    d = beta * (np.log(p) + 1)
    d[c] -= 1 / p[c]
    return d


# wrong penalty_turned: The penalty's sign is turned, the entropy being added.
def penalty_grad(z, c, beta):
    p = softmax(z)
    g = p - beta * p * (np.log(p) - p @ np.log(p))
    g[c] -= 1
    return g


# wrong no_weight: The weight beta is forgotten.
def penalty_grad(z, c, beta):
    p = softmax(z)
    g = p + p * (np.log(p) - p @ np.log(p))
    g[c] -= 1
    return g


# wrong no_penalty: The penalty is forgotten.
def penalty_grad(z, c, beta):
    g = softmax(z)
    g[c] -= 1
    return g


# wrong only_penalty: The cross entropy is forgotten.
def penalty_grad(z, c, beta):
    p = softmax(z)
    return beta * p * (np.log(p) - p @ np.log(p))


# wrong not_centred: The sum over the classes is missing in the penalty's derivative.
def penalty_grad(z, c, beta):
    p = softmax(z)
    g = p + beta * p * (np.log(p) + 1)
    g[c] -= 1
    return g


# wrong diagonal_in_penalty: The softmax's Jacobian is taken as diagonal in the penalty.
def penalty_grad(z, c, beta):
    p = softmax(z)
    g = p + beta * p * (1 - p) * (np.log(p) + 1)
    g[c] -= 1
    return g


# wrong penalty_by_probabilities: The penalty is differentiated by p and added as it is.
def penalty_grad(z, c, beta):
    p = softmax(z)
    g = p + beta * (np.log(p) + 1)
    g[c] -= 1
    return g


# wrong label_added: The label is added to the prediction.
def penalty_grad(z, c, beta):
    p = softmax(z)
    g = p + beta * p * (np.log(p) - p @ np.log(p))
    g[c] += 1
    return g


# problem: power_pooling
# right chain: The mean of the powers, then its root.
def pooling_jac(X, p):
    n, d = X.shape
    J = np.zeros((d, n, d))
    for c in range(d):
        m = np.mean(X[:, c] ** p)
        J[c, :, c] = m ** (1 / p - 1) / p * p * X[:, c] ** (p - 1) / n
    return J


# right ratio: Powers of the entries over the pooled value.
def pooling_jac(X, p):
    y = np.mean(X**p, axis=0) ** (1 / p)
    R = (X / y) ** (p - 1) / len(X)
    return np.eye(X.shape[1])[:, None, :] * R[None]


# wrong sum_for_mean: The 1/n of the mean is forgotten in the derivative.
def pooling_jac(X, p):
    n, d = X.shape
    y = np.mean(X**p, axis=0) ** (1 / p)
    return np.einsum("cd,nc->cnd", np.eye(d), X ** (p - 1) * y ** (1 - p))


# wrong root_lost: The root is not differentiated.
def pooling_jac(X, p):
    n, d = X.shape
    return np.einsum("cd,nc->cnd", np.eye(d), p * X ** (p - 1) / n)


# wrong root_factor_lost: The 1/p of the root is forgotten.
def pooling_jac(X, p):
    n, d = X.shape
    y = np.mean(X**p, axis=0) ** (1 / p)
    return np.einsum("cd,nc->cnd", np.eye(d), p * X ** (p - 1) * y ** (1 - p) / n)


# wrong power_factor_lost: The p of the power is forgotten.
def pooling_jac(X, p):
    n, d = X.shape
    y = np.mean(X**p, axis=0) ** (1 / p)
    return np.einsum("cd,nc->cnd", np.eye(d), X ** (p - 1) * y ** (1 - p) / (p * n))


# wrong squeezed: Only the entries that are not zero, in the shape of X.
def pooling_jac(X, p):
    y = np.mean(X**p, axis=0) ** (1 / p)
    return X ** (p - 1) * y ** (1 - p) / len(X)


# wrong input_first: The input's axes come first.
def pooling_jac(X, p):
    n, d = X.shape
    y = np.mean(X**p, axis=0) ** (1 / p)
    return np.einsum("cd,nc->ndc", np.eye(d), X ** (p - 1) * y ** (1 - p) / n)


# wrong every_column: Each output is said to depend on every column.
def pooling_jac(X, p):
    n, d = X.shape
    y = np.mean(X**p, axis=0) ** (1 / p)
    return np.einsum("c,nd->cnd", y ** (1 - p), X ** (p - 1) / n)


# wrong pooled_for_mean: The power 1/p - 1 is taken of the pooled value, not of the mean.
def pooling_jac(X, p):
    n, d = X.shape
    y = np.mean(X**p, axis=0) ** (1 / p)
    return np.einsum("cd,nc->cnd", np.eye(d), X ** (p - 1) * y ** (1 / p - 1) / n)


# wrong exponent_not_lowered: The exponent of X stays p.
def pooling_jac(X, p):
    n, d = X.shape
    y = np.mean(X**p, axis=0) ** (1 / p)
    return np.einsum("cd,nc->cnd", np.eye(d), X**p * y ** (1 - p) / n)


# problem: weighted_fit
# right two_terms: The derivative of the inverse and that of the right-hand side.
def fit_by_weights(w, X, y, lam):
    P = np.linalg.inv(X.T @ (w[:, None] * X) + lam * np.eye(X.shape[1]))
    beta = P @ X.T @ (w * y)
    return X @ P @ X.T @ np.diag(y) - X @ P @ X.T @ np.diag(X @ beta)


# right by_weights: One weight after the other.
def fit_by_weights(w, X, y, lam):
    S = (X.T * w) @ X + lam * np.eye(X.shape[1])
    beta = np.linalg.solve(S, X.T @ (w * y))
    columns = [X @ np.linalg.solve(S, X[i]) * (y[i] - X[i] @ beta) for i in range(len(w))]
    return np.stack(columns, axis=1)


# wrong inverse_constant: The inverse is treated as a constant.
def fit_by_weights(w, X, y, lam):
    S = X.T @ np.diag(w) @ X + lam * np.eye(X.shape[1])
    return X @ np.linalg.solve(S, X.T) * y


# wrong right_side_constant: Only the inverse is differentiated.
def fit_by_weights(w, X, y, lam):
    S = X.T @ np.diag(w) @ X + lam * np.eye(X.shape[1])
    f = X @ np.linalg.solve(S, X.T @ (w * y))
    return -X @ np.linalg.solve(S, X.T) * f


# wrong inverse_sign: The minus of the derivative of an inverse is lost.
def fit_by_weights(w, X, y, lam):
    S = X.T @ np.diag(w) @ X + lam * np.eye(X.shape[1])
    f = X @ np.linalg.solve(S, X.T @ (w * y))
    return X @ np.linalg.solve(S, X.T) * (y + f)


# wrong residual_on_rows: The residuals multiply the rows.
def fit_by_weights(w, X, y, lam):
    S = X.T @ np.diag(w) @ X + lam * np.eye(X.shape[1])
    r = y - X @ np.linalg.solve(S, X.T @ (w * y))
    return X @ np.linalg.solve(S, X.T) * r[:, None]


# wrong weights_kept: The weight is not differentiated away.
def fit_by_weights(w, X, y, lam):
    S = X.T @ np.diag(w) @ X + lam * np.eye(X.shape[1])
    r = y - X @ np.linalg.solve(S, X.T @ (w * y))
    return X @ np.linalg.solve(S, X.T) * (w * r)


# wrong coefficients: The derivative of the coefficients, not of the fitted values.
def fit_by_weights(w, X, y, lam):
    S = X.T @ np.diag(w) @ X + lam * np.eye(X.shape[1])
    r = y - X @ np.linalg.solve(S, X.T @ (w * y))
    return np.linalg.solve(S, X.T) * r


# wrong not_inverted: The inverse in front is forgotten.
def fit_by_weights(w, X, y, lam):
    S = X.T @ np.diag(w) @ X + lam * np.eye(X.shape[1])
    r = y - X @ np.linalg.solve(S, X.T @ (w * y))
    return X @ X.T * r


# wrong unweighted_residual: The residual of the unweighted fit.
def fit_by_weights(w, X, y, lam):
    eye = np.eye(X.shape[1])
    S = X.T @ np.diag(w) @ X + lam * eye
    r = y - X @ np.linalg.solve(X.T @ X + lam * eye, X.T @ y)
    return X @ np.linalg.solve(S, X.T) * r


# problem: squared_form
# right product_rule: The gradient's two factors.
def squared_form_hessian(x, A):
    q = x @ A @ x
    dq = A @ x + A.T @ x
    return 0.5 * np.outer(dq, dq) + 0.5 * q * (A + A.T)


# right chain: The second derivative of q^2/4, and its first.
def squared_form_hessian(x, A):
    S = (A + A.T) / 2
    return 2 * (S @ np.outer(x, x) @ S) + (x @ S @ x) * S


# wrong a_symmetric: A is taken as symmetric.
def squared_form_hessian(x, A):
    return (x @ A @ x) * A + 2 * np.outer(A @ x, A @ x)


# wrong outer_lost: The factor q is treated as a constant in the gradient.
def squared_form_hessian(x, A):
    return 0.5 * (x @ A @ x) * (A + A.T)


# wrong curvature_lost: Only the outer product, as in Gauss-Newton.
def squared_form_hessian(x, A):
    d = (A + A.T) @ x
    return 0.5 * np.outer(d, d)


# wrong two_in_outer: The outer product counts twice.
def squared_form_hessian(x, A):
    S = A + A.T
    return 0.5 * (x @ A @ x) * S + np.outer(S @ x, S @ x)


# wrong quarter_kept: The 2 of the square is forgotten.
def squared_form_hessian(x, A):
    S = A + A.T
    return 0.25 * (x @ A @ x * S + np.outer(S @ x, S @ x))


# wrong quarter_lost: The quarter is forgotten.
def squared_form_hessian(x, A):
    S = A + A.T
    return 2 * (x @ A @ x * S + np.outer(S @ x, S @ x))


# wrong dot_for_outer: The inner product, which numpy adds to each entry.
def squared_form_hessian(x, A):
    S = A + A.T
    d = S @ x
    return 0.5 * (x @ A @ x * S + d @ d)


# wrong one_sided_gradient: One of the two gradients in the outer product is A x alone.
def squared_form_hessian(x, A):
    S = A + A.T
    return 0.5 * (x @ A @ x * S + np.outer(S @ x, A @ x))


# wrong gradient: The gradient is handed in.
def squared_form_hessian(x, A):
    return 0.5 * (x @ A @ x) * (A + A.T) @ x


# problem: three_factors
# right normal_equations: Gram matrices, and the tensor contracted.
def item_factor_grad(B, A, C, T):
    return B @ ((A.T @ A) * (C.T @ C)) - np.einsum("ijk,ir,kr->jr", T, A, C)


# right unfolded: The tensor unfolded along the items.
def item_factor_grad(B, A, C, T):
    l, m, n = T.shape
    K = np.stack([np.kron(A[:, r], C[:, r]) for r in range(B.shape[1])], axis=1)
    U = T.transpose(1, 0, 2).reshape(m, l * n)
    return (B @ K.T - U) @ K


# wrong turned: Target less prediction.
def item_factor_grad(B, A, C, T):
    E = T - np.einsum("ir,jr,kr->ijk", A, B, C)
    return np.einsum("ijk,ir,kr->jr", E, A, C)


# wrong averaged: Averaged over the entries of the tensor.
def item_factor_grad(B, A, C, T):
    E = np.einsum("ir,jr,kr->ijk", A, B, C) - T
    return np.einsum("ijk,ir,kr->jr", E, A, C) / T.size


# wrong context_lost: The factor of the contexts is lost, and the error added up over them.
def item_factor_grad(B, A, C, T):
    E = np.einsum("ir,jr,kr->ijk", A, B, C) - T
    return np.einsum("ijk,ir->jr", E, A)


# wrong user_lost: The factor of the users is lost, and the error added up over them.
def item_factor_grad(B, A, C, T):
    E = np.einsum("ir,jr,kr->ijk", A, B, C) - T
    return np.einsum("ijk,kr->jr", E, C)


# wrong matrix_product_of_grams: The Gram matrices are multiplied as matrices.
def item_factor_grad(B, A, C, T):
    return B @ (A.T @ A @ C.T @ C) - np.einsum("ijk,ir,kr->jr", T, A, C)


# wrong grams_added: The Gram matrices are added.
def item_factor_grad(B, A, C, T):
    return B @ (A.T @ A + C.T @ C) - np.einsum("ijk,ir,kr->jr", T, A, C)


# wrong target_lost: The prediction stands for the error.
def item_factor_grad(B, A, C, T):
    return B @ ((A.T @ A) * (C.T @ C))


# wrong summed_factors: Users and contexts are added up before they are multiplied.
def item_factor_grad(B, A, C, T):
    E = np.einsum("ir,jr,kr->ijk", A, B, C) - T
    return E.sum(axis=(0, 2))[:, None] * A.sum(axis=0) * C.sum(axis=0)


# wrong transposed: The components come first.
def item_factor_grad(B, A, C, T):
    E = np.einsum("ir,jr,kr->ijk", A, B, C) - T
    return np.einsum("ijk,ir,kr->rj", E, A, C)


# problem: masked_layer
# right loops: Output by output.
def masked_layer_jac(W, X, M):
    m, n = W.shape
    N = X.shape[1]
    J = np.zeros((m, N, m, n))
    Z = W @ X
    for i in range(m):
        for j in range(N):
            J[i, j, i] = M[i, j] / np.cosh(Z[i, j]) ** 2 * X[:, j]
    return J


# right broadcast: By broadcasting.
def masked_layer_jac(W, X, M):
    D = M * (1 - np.tanh(W @ X) ** 2)
    rows = D[:, :, None] * X.T[None]
    return np.eye(W.shape[0])[:, None, :, None] * rows[:, :, None, :]


# wrong no_weight: The weights M are forgotten.
def masked_layer_jac(W, X, M):
    D = 1 - np.tanh(W @ X) ** 2
    return np.einsum("ia,ij,bj->ijab", np.eye(len(W)), D, X)


# wrong slope_lost: The slope of tanh is forgotten.
def masked_layer_jac(W, X, M):
    return np.einsum("ia,ij,bj->ijab", np.eye(len(W)), M, X)


# wrong slope_of_argument: 1 - Z^2 with the argument, not the value of tanh.
def masked_layer_jac(W, X, M):
    D = M * (1 - (W @ X) ** 2)
    return np.einsum("ia,ij,bj->ijab", np.eye(len(W)), D, X)


# wrong slope_of_sigmoid: a (1 - a), the slope of the sigmoid.
def masked_layer_jac(W, X, M):
    a = np.tanh(W @ X)
    return np.einsum("ia,ij,bj->ijab", np.eye(len(W)), M * a * (1 - a), X)


# wrong every_row: Each output is said to depend on all rows of W.
def masked_layer_jac(W, X, M):
    D = M * (1 - np.tanh(W @ X) ** 2)
    return np.einsum("ia,ij,bj->ijab", np.ones((len(W), len(W))), D, X)


# wrong input_first: The axes of W come first.
def masked_layer_jac(W, X, M):
    D = M * (1 - np.tanh(W @ X) ** 2)
    return np.einsum("ia,ij,bj->abij", np.eye(len(W)), D, X)


# wrong squeezed: Each output by its own row of W alone.
def masked_layer_jac(W, X, M):
    D = M * (1 - np.tanh(W @ X) ** 2)
    return np.einsum("ij,bj->ijb", D, X)


# wrong summed: Added up over the outputs, with the shape of W.
def masked_layer_jac(W, X, M):
    return (M * (1 - np.tanh(W @ X) ** 2)) @ X.T


# wrong slope_of_weighted: The slope is taken at the weighted output.
def masked_layer_jac(W, X, M):
    D = M * (1 - (M * np.tanh(W @ X)) ** 2)
    return np.einsum("ia,ij,bj->ijab", np.eye(len(W)), D, X)


# problem: box_cox
# right powers: Without the constants that do not change the variance.
def box_cox_slope(a, y):
    n = len(y)
    v = y**a
    dv = v * np.log(y)
    cov = np.mean(v * dv) - np.mean(v) * np.mean(dv)
    return np.log(y).sum() + n / a - n * cov / np.var(v)


# right by_variance: The derivative of the variance first.
def box_cox_slope(a, y):
    u = (y**a - 1) / a
    du = y**a * np.log(y) / a - (y**a - 1) / a**2
    dvar = 2 * np.mean((u - u.mean()) * (du - du.mean()))
    return float(np.log(y).sum() - 0.5 * len(y) * dvar / np.var(u))


# wrong divisor_constant: The a below the fraction is treated as a constant.
def box_cox_slope(a, y):
    u = (y**a - 1) / a
    du = y**a * np.log(y) / a
    return np.sum(np.log(y)) - len(y) * np.mean((u - u.mean()) * du) / u.var()


# wrong power_rule: The power rule for y^a, as if y were the variable.
def box_cox_slope(a, y):
    u = (y**a - 1) / a
    du = a * y ** (a - 1) / a - (y**a - 1) / a**2
    return np.sum(np.log(y)) - len(y) * np.mean((u - u.mean()) * du) / u.var()


# wrong log_lost: The derivative of y^a is taken to be y^a.
def box_cox_slope(a, y):
    u = (y**a - 1) / a
    du = (y**a - u) / a
    return np.sum(np.log(y)) - len(y) * np.mean((u - u.mean()) * du) / u.var()


# wrong change_of_variables_lost: The term of the change of variables is forgotten.
def box_cox_slope(a, y):
    u = (y**a - 1) / a
    du = (y**a * np.log(y) - u) / a
    return -len(y) * np.mean((u - u.mean()) * du) / u.var()


# wrong only_change_of_variables: The variance is treated as a constant.
def box_cox_slope(a, y):
    return np.sum(np.log(y))


# wrong factor_kept: The factor a - 1 stays in front of the logarithms.
def box_cox_slope(a, y):
    u = (y**a - 1) / a
    du = (y**a * np.log(y) - u) / a
    return (a - 1) * np.sum(np.log(y)) - len(y) * np.mean((u - u.mean()) * du) / u.var()


# wrong half_kept: The 2 of the squared deviations is forgotten.
def box_cox_slope(a, y):
    u = (y**a - 1) / a
    du = (y**a * np.log(y) - u) / a
    return np.sum(np.log(y)) - 0.5 * len(y) * np.mean((u - u.mean()) * du) / u.var()


# wrong log_of_variance_lost: The 1/variance of the logarithm is forgotten.
def box_cox_slope(a, y):
    u = (y**a - 1) / a
    du = (y**a * np.log(y) - u) / a
    return np.sum(np.log(y)) - len(y) * np.mean((u - u.mean()) * du)


# wrong not_centred: The mean is forgotten in the derivative of the variance.
def box_cox_slope(a, y):
    u = (y**a - 1) / a
    du = (y**a * np.log(y) - u) / a
    return np.sum(np.log(y)) - len(y) * np.mean(u * du) / u.var()


# problem: squared_hinge
# right loops: Example by example and class by class.
def hinge_grad(S, y, m):
    N, C = S.shape
    g = np.zeros((N, C))
    for i in range(N):
        for j in range(C):
            h = m + S[i, j] - S[i, y[i]]
            if j != y[i] and h > 0:
                g[i, j] += 2 * h / N
                g[i, y[i]] -= 2 * h / N
    return g


# right one_hot: With one-hot rows.
def hinge_grad(S, y, m):
    Y = np.eye(S.shape[1])[y]
    h = np.maximum(0, m + S - np.sum(S * Y, axis=1, keepdims=True)) * (1 - Y)
    return 2 * (h - Y * h.sum(axis=1, keepdims=True)) / S.shape[0]


# wrong class_lost: The score of the right class is treated as a constant.
def hinge_grad(S, y, m):
    rows = np.arange(len(S))
    h = np.maximum(m + S - S[rows, y][:, None], 0)
    h[rows, y] = 0
    return 2 * h / len(S)


# wrong not_squared: The gradient of the plain hinge.
def hinge_grad(S, y, m):
    rows = np.arange(len(S))
    h = (m + S - S[rows, y][:, None] > 0).astype(float)
    h[rows, y] = 0
    h[rows, y] = -h.sum(axis=1)
    return h / len(S)


# wrong two_lost: The 2 of the square is forgotten.
def hinge_grad(S, y, m):
    rows = np.arange(len(S))
    h = np.maximum(m + S - S[rows, y][:, None], 0)
    h[rows, y] = 0
    h[rows, y] = -h.sum(axis=1)
    return h / len(S)


# wrong summed: Added up over the examples.
def hinge_grad(S, y, m):
    rows = np.arange(len(S))
    h = np.maximum(m + S - S[rows, y][:, None], 0)
    h[rows, y] = 0
    h[rows, y] = -h.sum(axis=1)
    return 2 * h


# wrong own_margin_counted: The constant margin of the right class is in the sum.
def hinge_grad(S, y, m):
    rows = np.arange(len(S))
    h = np.maximum(m + S - S[rows, y][:, None], 0)
    h[rows, y] = -h.sum(axis=1)
    return 2 * h / len(S)


# wrong own_entry_overlooked: The right class keeps the slope of its own constant margin and loses the others.
def hinge_grad(S, y, m):
    rows = np.arange(len(S))
    h = np.maximum(m + S - S[rows, y][:, None], 0)
    return 2 * h / len(S)


# wrong worst_only: Only the class that violates most counts.
def hinge_grad(S, y, m):
    rows = np.arange(len(S))
    h = np.maximum(m + S - S[rows, y][:, None], 0)
    h[rows, y] = 0
    worst = h.max(axis=1, keepdims=True)
    h = h * (h == worst)
    h[rows, y] = -h.sum(axis=1)
    return 2 * h / len(S)


# wrong no_mask: The classes with enough margin are not left out.
def hinge_grad(S, y, m):
    rows = np.arange(len(S))
    h = m + S - S[rows, y][:, None]
    h[rows, y] = 0
    h[rows, y] = -h.sum(axis=1)
    return 2 * h / len(S)


# wrong over_entries: Averaged over examples and classes.
def hinge_grad(S, y, m):
    rows = np.arange(len(S))
    h = np.maximum(m + S - S[rows, y][:, None], 0)
    h[rows, y] = 0
    h[rows, y] = -h.sum(axis=1)
    return 2 * h / S.size


# wrong class_gets_mean: The right class gets the mean over the others, not the sum.
def hinge_grad(S, y, m):
    rows = np.arange(len(S))
    h = np.maximum(m + S - S[rows, y][:, None], 0)
    h[rows, y] = 0
    h[rows, y] = -h.sum(axis=1) / (S.shape[1] - 1)
    return 2 * h / len(S)
