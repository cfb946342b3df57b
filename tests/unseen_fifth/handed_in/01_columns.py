import numpy as np


def softmax(z, axis=0):
    e = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


# problem: rayleigh
# right quotient_rule: The quotient rule, over the squared denominator.
def rayleigh_grad(x, A, B):
    a = (x.T @ A @ x).item()
    b = (x.T @ B @ x).item()
    return (b * (A @ x + A.T @ x) - a * (B @ x + B.T @ x)) / b**2


# right by_entries: The sums written out for each entry of x.
def rayleigh_grad(x, A, B):
    n = x.shape[0]
    v = x[:, 0]
    num = sum(A[i, j] * v[i] * v[j] for i in range(n) for j in range(n))
    den = sum(B[i, j] * v[i] * v[j] for i in range(n) for j in range(n))
    g = np.zeros((n, 1))
    for k in range(n):
        dnum = sum((A[k, j] + A[j, k]) * v[j] for j in range(n))
        dden = sum((B[k, j] + B[j, k]) * v[j] for j in range(n))
        g[k, 0] = dnum / den - num * dden / den**2
    return g


# wrong both_symmetric: 2 A x is used for the numerator although only B is symmetric.
def rayleigh_grad(x, A, B):
    b = x.T @ B @ x
    f = x.T @ A @ x / b
    return 2 * (A @ x - f * B @ x) / b


# wrong denominator_constant: The denominator is treated as a constant.
def rayleigh_grad(x, A, B):
    return (A + A.T) @ x / (x.T @ B @ x)


# wrong derivative_over_derivative: The derivative of the quotient is taken as the quotient of the derivatives.
def rayleigh_grad(x, A, B):
    return ((A + A.T) @ x) / (2 * B @ x)


# wrong denominator_once: In the quotient rule the denominator is not squared.
def rayleigh_grad(x, A, B):
    a, b = x.T @ A @ x, x.T @ B @ x
    return ((A + A.T) @ x * b - a * 2 * B @ x) / b


# wrong quotient_rule_turned: u v' - v u' in place of v u' - u v'.
def rayleigh_grad(x, A, B):
    a, b = x.T @ A @ x, x.T @ B @ x
    return (a * 2 * B @ x - b * (A + A.T) @ x) / b**2


# wrong ordinary_quotient: The student remembers the ordinary Rayleigh quotient and forgets B.
def rayleigh_grad(x, A, B):
    b = x.T @ x
    f = x.T @ A @ x / b
    return ((A + A.T) @ x - 2 * f * x) / b


# wrong two_of_b_lost: The factor 2 of the derivative of x^T B x is forgotten.
def rayleigh_grad(x, A, B):
    b = x.T @ B @ x
    f = x.T @ A @ x / b
    return ((A + A.T) @ x - f * B @ x) / b


# wrong only_transposed: The student takes the gradient of x^T A x to be 2 A^T x.
def rayleigh_grad(x, A, B):
    b = x.T @ B @ x
    f = x.T @ A @ x / b
    return (2 * A.T @ x - 2 * f * B @ x) / b


# problem: augmented_lagrangian
# right termwise: Each term's gradient on a line of its own.
def lagrangian_grad(x, Q, A, b, u, rho):
    g = (Q @ x + Q.T @ x) / 2
    g = g + A.T @ u
    g = g + rho * (A.T @ A @ x - A.T @ b)
    return g


# right rows_of_constraints: A loop over the constraints.
def lagrangian_grad(x, Q, A, b, u, rho):
    g = 0.5 * (Q + Q.T) @ x
    for k in range(len(b)):
        row = A[k : k + 1]
        residual = (row @ x).item() - b[k, 0]
        g = g + (u[k, 0] + rho * residual) * row.T
    return g


# wrong symmetric_q: The gradient of x^T Q x / 2 is taken to be Q x.
def lagrangian_grad(x, Q, A, b, u, rho):
    return Q @ x + A.T @ (u + rho * (A @ x - b))


# wrong no_multipliers: The linear term with the multipliers is forgotten.
def lagrangian_grad(x, Q, A, b, u, rho):
    return 0.5 * (Q + Q.T) @ x + rho * A.T @ (A @ x - b)


# wrong half_ignored: The half before the penalty is overlooked.
def lagrangian_grad(x, Q, A, b, u, rho):
    return 0.5 * (Q + Q.T) @ x + A.T @ u + 2 * rho * A.T @ (A @ x - b)


# wrong half_of_quadratic_ignored: The half before the quadratic form is overlooked.
def lagrangian_grad(x, Q, A, b, u, rho):
    return (Q + Q.T) @ x + A.T @ (u + rho * (A @ x - b))


# wrong right_side_lost: b is a constant, and the student drops it from the residual as well.
def lagrangian_grad(x, Q, A, b, u, rho):
    return 0.5 * (Q + Q.T) @ x + A.T @ u + rho * A.T @ A @ x


# wrong residual_turned: The residual is written b - A x in the penalty's gradient.
def lagrangian_grad(x, Q, A, b, u, rho):
    return 0.5 * (Q + Q.T) @ x + A.T @ u + rho * A.T @ (b - A @ x)


# wrong penalty_weight_lost: rho is forgotten.
def lagrangian_grad(x, Q, A, b, u, rho):
    r = A @ x - b
    return 0.5 * (Q + Q.T) @ x + A.T @ (u + r)


# wrong multipliers_scaled: rho is taken out of the bracket with the multipliers inside.
def lagrangian_grad(x, Q, A, b, u, rho):
    return 0.5 * (Q + Q.T) @ x + rho * A.T @ (u + A @ x - b)


# problem: low_rank_adapter
# right einsum: One contraction of B, the error and X.
def adapter_grad(A, B, W, X, T, s):
    E = (W + s * B @ A) @ X - T
    return 2 * s * np.einsum("mr,mk,nk->rn", B, E, X) / X.shape[1]


# right examples_one_by_one: Added up over the columns of X.
def adapter_grad(A, B, W, X, T, s):
    N = X.shape[1]
    G = np.zeros_like(A)
    for k in range(N):
        x = X[:, [k]]
        e = W @ x + s * (B @ (A @ x)) - T[:, [k]]
        G += 2 / N * s * (B.T @ e) @ x.T
    return G


# wrong scale_not_chained: The scale s is left out of the backward pass.
def adapter_grad(A, B, W, X, T, s):
    E = W @ X + s * B @ A @ X - T
    return 2 / X.shape[1] * B.T @ E @ X.T


# wrong frozen_weights_only: The forward pass uses the frozen weights without the adapter.
def adapter_grad(A, B, W, X, T, s):
    E = W @ X - T
    return 2 * s / X.shape[1] * B.T @ E @ X.T


# wrong frozen_weights_left_out: W is frozen, so the student drops it from the output.
def adapter_grad(A, B, W, X, T, s):
    E = s * B @ A @ X - T
    return 2 * s / X.shape[1] * B.T @ E @ X.T


# wrong not_averaged: The mean over the examples is forgotten.
def adapter_grad(A, B, W, X, T, s):
    E = W @ X + s * B @ A @ X - T
    return 2 * s * B.T @ E @ X.T


# wrong two_lost: The factor 2 of the square is forgotten.
def adapter_grad(A, B, W, X, T, s):
    E = W @ X + s * B @ A @ X - T
    return s / X.shape[1] * B.T @ E @ X.T


# wrong input_times_error: The factors stand in the other order, so the answer is transposed.
def adapter_grad(A, B, W, X, T, s):
    E = W @ X + s * B @ A @ X - T
    return 2 * s / X.shape[1] * X @ E.T @ B


# wrong mean_of_all_entries: The student averages over the outputs too.
def adapter_grad(A, B, W, X, T, s):
    E = W @ X + s * B @ A @ X - T
    return 2 * s * B.T @ E @ X.T / E.size


# wrong scale_only_backward: s is applied to the gradient and forgotten in the output.
def adapter_grad(A, B, W, X, T, s):
    E = (W + B @ A) @ X - T
    return 2 * s / X.shape[1] * B.T @ E @ X.T


# problem: regulator_gain
# right closed_loop: Through the closed-loop matrix A - B K.
def gain_grad(K, x, A, B, R, P):
    Rs, Ps = R + R.T, P + P.T
    M = A - B @ K
    return (Rs @ K - B.T @ Ps @ M) @ (x @ x.T)


# right outer: The gradient by u, and an outer product.
def gain_grad(K, x, A, B, R, P):
    u = -(K @ x)
    nxt = A @ x + B @ u
    du = R @ u + R.T @ u + B.T @ (P @ nxt + P.T @ nxt)
    return -np.outer(du, x)


# wrong sign_of_feedback_lost: The minus of u = -K x is forgotten in the chain rule.
def gain_grad(K, x, A, B, R, P):
    u = -K @ x
    x1 = A @ x + B @ u
    return ((R + R.T) @ u + B.T @ (P + P.T) @ x1) @ x.T


# wrong symmetric_costs: R and P are assumed to be symmetric.
def gain_grad(K, x, A, B, R, P):
    u = -K @ x
    x1 = A @ x + B @ u
    return -2 * (R @ u + B.T @ P @ x1) @ x.T


# wrong no_cost_to_go: Only the cost of the control is differentiated.
def gain_grad(K, x, A, B, R, P):
    u = -K @ x
    return -(R + R.T) @ u @ x.T


# wrong no_control_cost: Only the cost of the next state is differentiated.
def gain_grad(K, x, A, B, R, P):
    x1 = (A - B @ K) @ x
    return -B.T @ (P + P.T) @ x1 @ x.T


# wrong positive_feedback: The next state is computed with A + B K.
def gain_grad(K, x, A, B, R, P):
    u = -K @ x
    x1 = (A + B @ K) @ x
    return -((R + R.T) @ u + B.T @ (P + P.T) @ x1) @ x.T


# wrong state_first: The outer product is written the other way round.
def gain_grad(K, x, A, B, R, P):
    u = -K @ x
    x1 = A @ x + B @ u
    return -x @ ((R + R.T) @ u + B.T @ (P + P.T) @ x1).T


# wrong one_half_of_each: The product rule is applied to one factor of each quadratic form.
def gain_grad(K, x, A, B, R, P):
    u = -K @ x
    x1 = A @ x + B @ u
    return -(R @ u + B.T @ P @ x1) @ x.T


# wrong uncontrolled_state: P is applied to A x, without the control.
def gain_grad(K, x, A, B, R, P):
    u = -K @ x
    return -((R + R.T) @ u + B.T @ (P + P.T) @ A @ x) @ x.T


# problem: sharpe_ratio
# right covariance_matrix: With the covariance matrix of the assets.
def sharpe_grad(w, R, rf):
    mu = R.mean(axis=0).reshape(-1, 1)
    C = R - mu.T
    S = C.T @ C / len(R)
    var = (w.T @ S @ w).item()
    excess = (mu.T @ w).item() - rf
    return mu / np.sqrt(var) - excess * (S @ w) / var**1.5


# right through_returns: The gradient by the daily returns, then R transposed.
def sharpe_grad(w, R, rf):
    r = R @ w
    t = len(r)
    vol = np.sqrt(np.mean((r - r.mean()) ** 2))
    dr = np.ones_like(r) / (t * vol) - (r.mean() - rf) * (r - r.mean()) / (t * vol**3)
    return R.T @ dr


# wrong volatility_constant: The volatility is treated as a constant.
def sharpe_grad(w, R, rf):
    r = R @ w
    return R.mean(axis=0, keepdims=True).T / np.std(r)


# wrong squared_not_cubed: The second term is divided by the variance in place of the cube of the volatility.
def sharpe_grad(w, R, rf):
    r = R @ w
    s = np.std(r)
    mu = R.mean(axis=0)[:, None]
    cov = (R - mu.T).T @ (r - r.mean()) / len(r)
    return mu / s - (r.mean() - rf) * cov / s**2


# wrong sample_volatility: The volatility is computed with n - 1.
def sharpe_grad(w, R, rf):
    r = R @ w
    s = np.std(r, ddof=1)
    mu = R.mean(axis=0)[:, None]
    cov = (R - mu.T).T @ (r - r.mean()) / (len(r) - 1)
    return mu / s - (r.mean() - rf) * cov / s**3


# wrong risk_free_lost: The risk-free rate is a constant and is dropped from the second term too.
def sharpe_grad(w, R, rf):
    r = R @ w
    s = np.std(r)
    mu = R.mean(axis=0)[:, None]
    cov = (R - mu.T).T @ (r - r.mean()) / len(r)
    return mu / s - r.mean() * cov / s**3


# wrong second_moment: The returns are not centred in the covariance.
def sharpe_grad(w, R, rf):
    r = R @ w
    s = np.std(r)
    mu = R.mean(axis=0)[:, None]
    return mu / s - (r.mean() - rf) * (R.T @ r / len(r)) / s**3


# wrong variance_slope: The slope of the variance, 2 S w, is used where the half of the root cancels the 2.
def sharpe_grad(w, R, rf):
    r = R @ w
    s = np.std(r)
    mu = R.mean(axis=0)[:, None]
    cov = (R - mu.T).T @ (r - r.mean()) / len(r)
    return mu / s - 2 * (r.mean() - rf) * cov / s**3


# wrong plus: The minus of the quotient rule is a plus.
def sharpe_grad(w, R, rf):
    r = R @ w
    s = np.std(r)
    mu = R.mean(axis=0)[:, None]
    cov = (R - mu.T).T @ (r - r.mean()) / len(r)
    return mu / s + (r.mean() - rf) * cov / s**3


# wrong days_not_averaged: The covariance is a sum over the days.
def sharpe_grad(w, R, rf):
    r = R @ w
    s = np.std(r)
    mu = R.mean(axis=0)[:, None]
    cov = (R - mu.T).T @ (r - r.mean())
    return mu / s - (r.mean() - rf) * cov / s**3


# problem: reflection
# right entries: Entry by entry with the Kronecker delta.
def reflection_by_normal(v, x):
    n = len(v)
    a = sum(v[i, 0] * x[i, 0] for i in range(n))
    b = sum(v[i, 0] ** 2 for i in range(n))
    J = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            J[i, j] = -2 * v[j, 0] * (x[i, 0] / b - 2 * a * v[i, 0] / b**2)
            if i == j:
                J[i, j] -= 2 * a / b
    return J


# right unit_normal: Through the unit normal and its derivative.
def reflection_by_normal(v, x):
    size = np.linalg.norm(v)
    u = v / size
    eye = np.eye(len(v))
    du = (eye - u @ u.T) / size
    by_u = -2 * ((u.T @ x) * eye + x @ u.T)
    return du @ by_u


# wrong columns_first: The output index is put first.
def reflection_by_normal(v, x):
    a, b = np.sum(v * x), np.sum(v * v)
    return -2 * (a * np.eye(len(v)) + v @ x.T - 2 * a / b * v @ v.T) / b


# wrong length_constant: The length of v is treated as a constant.
def reflection_by_normal(v, x):
    a, b = np.sum(v * x), np.sum(v * v)
    return -2 * (a * np.eye(len(v)) + x @ v.T) / b


# wrong length_added: The quotient rule's minus becomes a plus.
def reflection_by_normal(v, x):
    a, b = np.sum(v * x), np.sum(v * v)
    return -2 * (a * np.eye(len(v)) + x @ v.T + 2 * a / b * v @ v.T) / b


# wrong length_slope_halved: The derivative of v^T v is taken to be v.
def reflection_by_normal(v, x):
    a, b = np.sum(v * x), np.sum(v * v)
    return -2 * (a * np.eye(len(v)) + x @ v.T - a / b * v @ v.T) / b


# wrong identity_term_lost: The v in front of the fraction is treated as a constant.
def reflection_by_normal(v, x):
    a, b = np.sum(v * x), np.sum(v * v)
    return -2 * (x @ v.T - 2 * a / b * v @ v.T) / b


# wrong projection: The derivative of the projection onto v, with plus 1 in place of minus 2.
def reflection_by_normal(v, x):
    a, b = np.sum(v * x), np.sum(v * v)
    return (a * np.eye(len(v)) + x @ v.T - 2 * a / b * v @ v.T) / b


# wrong by_the_point: The derivative by x, not by v.
def reflection_by_normal(v, x):
    return np.eye(len(v)) - 2 * v @ v.T / (v.T @ v)


# wrong entrywise: The student thinks each output depends on its own entry of v only.
def reflection_by_normal(v, x):
    a, b = np.sum(v * x), np.sum(v * v)
    d = -2 * (a + v * x - 2 * a / b * v * v) / b
    return np.diag(d[:, 0])


# problem: congruence
# right kronecker: With two Kronecker products and a commutation matrix.
def congruence_jac(X, A):
    n, k = X.shape
    K = np.zeros((n * k, n * k))
    for i in range(n):
        for j in range(k):
            K[i * k + j, j * n + i] = 1
    eye = np.eye(k)
    return (np.kron(eye, X.T @ A) + np.kron((A @ X).T, eye) @ K).T


# right basis: One row for each entry of X, by the product rule on a unit matrix.
def congruence_jac(X, A):
    n, k = X.shape
    rows = []
    for j in range(k):
        for i in range(n):
            E = np.zeros((n, k))
            E[i, j] = 1
            rows.append((E.T @ A @ X + X.T @ A @ E).flatten(order="F"))
    return np.array(rows)


# wrong commutation_forgotten: vec(dX^T) is taken to be vec(dX).
def congruence_jac(X, A):
    eye = np.eye(X.shape[1])
    return (np.kron(eye, X.T @ A) + np.kron((A @ X).T, eye)).T


# wrong second_factor_only: The X^T in front is treated as a constant.
def congruence_jac(X, A):
    return np.kron(np.eye(X.shape[1]), X.T @ A).T


# wrong first_factor_only: The X at the end is treated as a constant.
def congruence_jac(X, A):
    n, k = X.shape
    right = np.einsum("aj,ic->jica", np.eye(k), A @ X)
    return right.reshape(n * k, k * k)


# wrong doubled: Both terms of the product rule are taken to be the same.
def congruence_jac(X, A):
    return 2 * np.kron(np.eye(X.shape[1]), X.T @ A).T


# wrong outputs_in_rows: The outputs stand in the rows.
def congruence_jac(X, A):
    n, k = X.shape
    eye = np.eye(k)
    T = np.einsum("aj,ic->caji", eye, A @ X) + np.einsum("cj,ai->caji", eye, X.T @ A)
    return T.reshape(k * k, n * k)


# wrong symmetric_a: A^T X is used in place of A X, as if A were symmetric.
def congruence_jac(X, A):
    n, k = X.shape
    eye = np.eye(k)
    T = np.einsum("aj,ic->jica", eye, A.T @ X) + np.einsum("cj,ai->jica", eye, X.T @ A)
    return T.reshape(n * k, k * k)


# wrong rows_stacked: X and the output are flattened row by row.
def congruence_jac(X, A):
    n, k = X.shape
    eye = np.eye(k)
    T = np.einsum("aj,ic->ijac", eye, A @ X) + np.einsum("cj,ai->ijac", eye, X.T @ A)
    return T.reshape(n * k, k * k)


# wrong input_rows_stacked: Only X is flattened row by row, as numpy does.
def congruence_jac(X, A):
    n, k = X.shape
    eye = np.eye(k)
    T = np.einsum("aj,ic->ijca", eye, A @ X) + np.einsum("cj,ai->ijca", eye, X.T @ A)
    return T.reshape(n * k, k * k)


# problem: optimal_design
# right solves: With two linear systems and no inverse.
def design_grad(X, M, lam):
    G = X.T @ X + lam * np.eye(X.shape[1])
    inner = np.linalg.solve(G, M + M.T)
    return -X @ np.linalg.solve(G, inner.T)


# right by_gram: The gradient by the Gram matrix first, then by X.
def design_grad(X, M, lam):
    S = np.linalg.inv(X.T @ X + lam * np.eye(X.shape[1]))
    by_gram = -(S @ M @ S).T
    return X @ (by_gram + by_gram.T)


# wrong inverse_sign: The minus of the derivative of the inverse is forgotten.
def design_grad(X, M, lam):
    S = np.linalg.inv(X.T @ X + lam * np.eye(X.shape[1]))
    return X @ S @ (M + M.T) @ S


# wrong symmetric_weight: M is assumed to be symmetric.
def design_grad(X, M, lam):
    S = np.linalg.inv(X.T @ X + lam * np.eye(X.shape[1]))
    return -2 * X @ S @ M @ S


# wrong inverse_once: The inverse stands on one side of M only.
def design_grad(X, M, lam):
    S = np.linalg.inv(X.T @ X + lam * np.eye(X.shape[1]))
    return -X @ S @ (M + M.T)


# wrong transposed: The answer has the shape of X^T.
def design_grad(X, M, lam):
    S = np.linalg.inv(X.T @ X + lam * np.eye(X.shape[1]))
    return -S @ (M + M.T) @ S @ X.T


# wrong one_x_only: Only one X of X^T X is differentiated.
def design_grad(X, M, lam):
    S = np.linalg.inv(X.T @ X + lam * np.eye(X.shape[1]))
    return -X @ S @ M @ S


# wrong ridge_lost: lam I is a constant, and the student drops it from the inverse as well.
def design_grad(X, M, lam):
    S = np.linalg.pinv(X.T @ X)
    return -X @ S @ (M + M.T) @ S


# wrong inverse_squared: As for numbers, minus one over the square: M and the inverse are swapped.
def design_grad(X, M, lam):
    S = np.linalg.inv(X.T @ X + lam * np.eye(X.shape[1]))
    return -X @ (M + M.T) @ S @ S


# wrong log_det: The gradient of the log-determinant with M in front.
def design_grad(X, M, lam):
    S = np.linalg.inv(X.T @ X + lam * np.eye(X.shape[1]))
    return 2 * X @ M @ S


# problem: graph_smoothing
# right symmetrised: With the edges of both directions added up.
def smoothing_grad(F, Y, W, lam):
    out = W.sum(axis=1, keepdims=True)
    return (F - Y) + lam * (out * F - 0.5 * (W + W.T) @ F)


# right loop_over_edges: Each edge adds to the node at either end.
def smoothing_grad(F, Y, W, lam):
    G = F - Y
    for i in range(len(F)):
        for j in range(len(F)):
            G[i] += 0.5 * lam * W[i, j] * (2 * F[i] - F[j])
            G[j] -= 0.5 * lam * W[i, j] * F[i]
    return G


# wrong symmetric_laplacian: The Laplacian is assumed to be symmetric.
def smoothing_grad(F, Y, W, lam):
    L = np.diag(W.sum(axis=1)) - W
    return F - Y + lam * L @ F


# wrong degrees_of_columns: The degrees are the sums of the columns.
def smoothing_grad(F, Y, W, lam):
    L = np.diag(W.sum(axis=0)) - W
    return F - Y + 0.5 * lam * (L + L.T) @ F


# wrong laplacian_turned: The Laplacian has the wrong sign.
def smoothing_grad(F, Y, W, lam):
    L = W - np.diag(W.sum(axis=1))
    return F - Y + 0.5 * lam * (L + L.T) @ F


# wrong no_degrees: The degrees are forgotten.
def smoothing_grad(F, Y, W, lam):
    return F - Y - 0.5 * lam * (W + W.T) @ F


# wrong half_overlooked: The half before the smoothness term is overlooked.
def smoothing_grad(F, Y, W, lam):
    L = np.diag(np.sum(W, axis=1)) - W
    return F - Y + lam * (L + L.T) @ F


# wrong smoothness_only: The fit to the data is forgotten.
def smoothing_grad(F, Y, W, lam):
    L = np.diag(np.sum(W, axis=1)) - W
    return 0.5 * lam * (L + L.T) @ F


# wrong random_walk: The normalised Laplacian I - D^-1 W is used.
def smoothing_grad(F, Y, W, lam):
    L = np.eye(len(W)) - W / W.sum(axis=1, keepdims=True)
    return F - Y + 0.5 * lam * (L + L.T) @ F


# wrong transposed_only: The student transposes the Laplacian once and does not add the two halves.
def smoothing_grad(F, Y, W, lam):
    L = np.diag(np.sum(W, axis=1)) - W
    return F - Y + 0.5 * lam * L.T @ F


# problem: info_nce
# right cross_entropy: Cross-entropy of the similarities with the positive as class 0.
def nce_grad(q, p, K, tau):
    keys = np.concatenate([p.T, K])
    d = softmax(keys @ q / tau)
    d[0] -= 1
    return keys.T @ d / tau


# right terms: The positive and the negatives apart.
def nce_grad(q, p, K, tau):
    pos = np.exp((p.T @ q).item() / tau)
    neg = np.exp(K @ q / tau)
    Z = pos + neg.sum()
    return (pos / Z - 1) * p / tau + K.T @ neg / (Z * tau)


# wrong positive_not_in_sum: The positive is left out of the denominator.
def nce_grad(q, p, K, tau):
    return (K.T @ softmax(K @ q / tau) - p) / tau


# wrong temperature_not_chained: The division by tau is forgotten in the chain rule.
def nce_grad(q, p, K, tau):
    keys = np.vstack([p.T, K])
    return keys.T @ softmax(keys @ q / tau) - p


# wrong temperature_twice: tau is divided by twice.
def nce_grad(q, p, K, tau):
    keys = np.vstack([p.T, K])
    return (keys.T @ softmax(keys @ q / tau) - p) / tau**2


# wrong attracted_by_all: The positive's own pull has the wrong sign.
def nce_grad(q, p, K, tau):
    keys = np.vstack([p.T, K])
    return (keys.T @ softmax(keys @ q / tau) + p) / tau


# wrong not_normalised: The derivative of the logarithm, one over the sum, is forgotten.
def nce_grad(q, p, K, tau):
    keys = np.vstack([p.T, K])
    return (keys.T @ np.exp(keys @ q / tau) - p) / tau


# wrong numerator_only: The sum in the denominator is treated as a constant.
def nce_grad(q, p, K, tau):
    return -p / tau


# wrong plain_similarities: The softmax is taken without the temperature.
def nce_grad(q, p, K, tau):
    keys = np.vstack([p.T, K])
    return (keys.T @ softmax(keys @ q) - p) / tau


# wrong average_key: The keys are averaged with equal weights.
def nce_grad(q, p, K, tau):
    keys = np.vstack([p.T, K])
    return (keys.mean(axis=0)[:, None] - p) / tau
