import numpy as np

inv = np.linalg.inv


# problem: layer_norm
# right quotient_rule: The centred vector and the deviation by the quotient rule.
def layer_norm_jac(x, g, eps):
    n = x.shape[0]
    a = x - np.mean(x)
    s = np.sqrt(np.mean(a**2) + eps)
    da = np.eye(n) - np.ones((n, n)) / n
    ds = a.T / (n * s)
    return np.diagflat(g) @ (da * s - a @ ds) / s**2


# right by_columns: One input after the other.
def layer_norm_jac(x, g, eps):
    n = len(x)
    s = np.sqrt(np.var(x) + eps)
    a = (x - x.mean())[:, 0]
    J = np.zeros((n, n))
    for j in range(n):
        d = -np.ones(n) / n
        d[j] += 1
        J[:, j] = g[:, 0] * (d / s - a * a[j] / (n * s**3))
    return J


# wrong deviation_constant: The deviation is treated as a constant.
def layer_norm_jac(x, g, eps):
    n = len(x)
    return g * (np.eye(n) - 1 / n) / np.sqrt(x.var() + eps)


# wrong mean_constant: The mean is treated as a constant.
def layer_norm_jac(x, g, eps):
    n = len(x)
    s = np.sqrt(x.var() + eps)
    h = (x - x.mean()) / s
    return g * (np.eye(n) - h @ h.T / n) / s


# wrong gain_on_columns: The gain multiplies the columns, so that the Jacobian is transposed.
def layer_norm_jac(x, g, eps):
    n = len(x)
    s = np.sqrt(x.var() + eps)
    h = (x - x.mean()) / s
    return (np.eye(n) - 1 / n - h @ h.T / n) * g.T / s


# wrong sum_for_mean: The 1/n of the variance is lost.
def layer_norm_jac(x, g, eps):
    n = len(x)
    s = np.sqrt(x.var() + eps)
    h = (x - x.mean()) / s
    return g * (np.eye(n) - 1 / n - h @ h.T) / s


# wrong sample_variance: The variance is divided by n - 1.
def layer_norm_jac(x, g, eps):
    n = len(x)
    s = np.sqrt(x.var(ddof=1) + eps)
    h = (x - x.mean()) / s
    return g * (np.eye(n) - 1 / n - h @ h.T / (n - 1)) / s


# wrong no_gain: The gain is forgotten.
def layer_norm_jac(x, g, eps):
    n = len(x)
    s = np.sqrt(x.var() + eps)
    h = (x - x.mean()) / s
    return (np.eye(n) - 1 / n - h @ h.T / n) / s


# wrong eps_lost: The eps is forgotten.
def layer_norm_jac(x, g, eps):
    n = len(x)
    s = x.std()
    h = (x - x.mean()) / s
    return g * (np.eye(n) - 1 / n - h @ h.T / n) / s


# wrong not_centred: x itself stands in the term of the deviation.
def layer_norm_jac(x, g, eps):
    n = len(x)
    s = np.sqrt(x.var() + eps)
    h = x / s
    return g * (np.eye(n) - 1 / n - h @ h.T / n) / s


# problem: subspace_volume
# right differentials: The trace of M^-1 dM, entry by entry.
def volume_grad(X, A):
    n, k = X.shape
    P = inv(X.T @ A @ X)
    out = np.zeros((k, n))
    for i in range(n):
        for j in range(k):
            dX = np.zeros((n, k))
            dX[i, j] = 1
            out[j, i] = np.trace(P @ (dX.T @ A @ X + X.T @ A @ dX))
    return out


# right solved: The gradient in the shape of X, transposed.
def volume_grad(X, A):
    M = X.T @ A @ X
    G = A.T @ X @ inv(M).T + A @ X @ inv(M)
    return G.T


# wrong a_symmetric: A is taken as symmetric.
def volume_grad(X, A):
    return 2 * inv(X.T @ A @ X) @ X.T @ A


# wrong left_factor_only: Only the first X is differentiated.
def volume_grad(X, A):
    return (A @ X @ inv(X.T @ A @ X)).T


# wrong shape_of_x: The gradient in the shape of X.
def volume_grad(X, A):
    P = inv(X.T @ A @ X)
    return A @ X @ P + A.T @ X @ P.T


# wrong not_inverted: The inverse is forgotten.
def volume_grad(X, A):
    M = X.T @ A @ X
    return M @ X.T @ A + M.T @ X.T @ A.T


# wrong determinant: The derivative of the determinant, without the logarithm.
def volume_grad(X, A):
    M = X.T @ A @ X
    P = inv(M)
    return np.linalg.det(M) * (P @ X.T @ A + P.T @ X.T @ A.T)


# wrong same_inverse_twice: The inverse is not transposed in the second term.
def volume_grad(X, A):
    P = inv(X.T @ A @ X)
    return P @ X.T @ (A + A.T)


# wrong a_forgotten: The derivative of log det X^T X.
def volume_grad(X, A):
    return 2 * inv(X.T @ X) @ X.T


# wrong trace_for_logdet: The derivative of the trace.
def volume_grad(X, A):
    return X.T @ (A + A.T)


# problem: gamma_deviance
# right by_mean: First by mu, then mu by w.
def deviance_grad(w, X, y):
    mu = np.exp(X @ w)
    d_mu = 2 * (-y / mu**2 + 1 / mu) / len(y)
    return d_mu.T @ (mu * X)


# right mean_of_rows: The mean of the rows weighted by their residuals.
def deviance_grad(w, X, y):
    mu = np.exp(X @ w)
    return np.mean(2 * (mu - y) / mu * X, axis=0, keepdims=True)


# wrong column: The gradient as a column.
def deviance_grad(w, X, y):
    return 2 * X.T @ (1 - y / np.exp(X @ w)) / len(y)


# wrong two_lost: The factor 2 of the deviance is forgotten.
def deviance_grad(w, X, y):
    return (1 - y / np.exp(X @ w)).T @ X / len(y)


# wrong poisson: The residual mu - y of a Poisson regression.
def deviance_grad(w, X, y):
    return 2 * (np.exp(X @ w) - y).T @ X / len(y)


# wrong turned: The sign of the residual is turned.
def deviance_grad(w, X, y):
    return 2 * (y / np.exp(X @ w) - 1).T @ X / len(y)


# wrong log_lost: The logarithm is dropped as a constant.
def deviance_grad(w, X, y):
    return -2 * (y / np.exp(X @ w)).T @ X / len(y)


# wrong ratio_lost: The ratio is dropped and only the logarithm differentiated.
def deviance_grad(w, X, y):
    return 2 * np.mean(X, axis=0, keepdims=True)


# wrong link_lost: The derivative by mu, without the slope of exp.
def deviance_grad(w, X, y):
    mu = np.exp(X @ w)
    return 2 * (1 / mu - y / mu**2).T @ X / len(y)


# wrong mean_in_numerator_constant: The derivative of the ratio leaves the mu in its numerator out of account.
def deviance_grad(w, X, y):
    mu = np.exp(X @ w)
    return 2 * (1 - (y - mu) / mu).T @ X / len(y)


# problem: two_sided
# right commutation: Kronecker products and a commutation matrix.
def two_sided_jac(X, A, B, C, D):
    m, n = X.shape
    K = np.zeros((m * n, m * n))
    for i in range(m):
        for j in range(n):
            K[i * n + j, j * m + i] = 1
    return np.kron(B.T, A) + np.kron(D.T, C) @ K


# right by_columns: The change for each entry of X, stacked.
def two_sided_jac(X, A, B, C, D):
    m, n = X.shape
    columns = []
    for j in range(n):
        for i in range(m):
            E = np.zeros((m, n))
            E[i, j] = 1
            columns.append((A @ E @ B + C @ E.T @ D).ravel(order="F"))
    return np.stack(columns, axis=1)


# wrong transpose_ignored: vec(X^T) is taken to be vec(X).
def two_sided_jac(X, A, B, C, D):
    return np.kron(B.T, A) + np.kron(D.T, C)


# wrong first_term: Only the first term is differentiated.
def two_sided_jac(X, A, B, C, D):
    return np.kron(B.T, A)


# wrong denominator: The Jacobian is transposed.
def two_sided_jac(X, A, B, C, D):
    J = np.einsum("pm,nq->qpnm", A, B) + np.einsum("pn,mq->qpnm", C, D)
    return J.reshape(len(A) * B.shape[1], X.size).T


# wrong rows_stacked: Rows are stacked instead of columns, on both sides.
def two_sided_jac(X, A, B, C, D):
    J = np.einsum("pm,nq->pqmn", A, B) + np.einsum("pn,mq->pqmn", C, D)
    return J.reshape(len(A) * B.shape[1], X.size)


# wrong rows_stacked_of_x: Only X is stacked by rows.
def two_sided_jac(X, A, B, C, D):
    J = np.einsum("pm,nq->qpmn", A, B) + np.einsum("pn,mq->qpmn", C, D)
    return J.reshape(len(A) * B.shape[1], X.size)


# wrong second_subtracted: A minus for the transposed term.
def two_sided_jac(X, A, B, C, D):
    J = np.einsum("pm,nq->qpnm", A, B) - np.einsum("pn,mq->qpnm", C, D)
    return J.reshape(len(A) * B.shape[1], X.size)


# wrong kron_turned: The factors of both Kronecker products are in the wrong order.
def two_sided_jac(X, A, B, C, D):
    return np.kron(A, B.T) + np.kron(C, D.T)


# wrong second_turned: The Kronecker product of the second term is turned to account for the transpose.
def two_sided_jac(X, A, B, C, D):
    return np.kron(B.T, A) + np.kron(C, D.T)


# problem: sharpening
# right quotient_rule: Numerator and denominator apart.
def sharpen_jac(x, p):
    u = x**p
    s = np.sum(u)
    du = np.diag((p * x ** (p - 1))[:, 0])
    return (du * s - u @ du.sum(axis=0, keepdims=True)) / s**2


# right softmax_of_logs: The softmax of p log x.
def sharpen_jac(x, p):
    y = x**p / np.sum(x**p)
    J = np.diagflat(y) - np.outer(y, y)
    return J @ np.diagflat(p / x)


# wrong exponent_lost: The factor p is forgotten.
def sharpen_jac(x, p):
    y = x**p / np.sum(x**p)
    return (np.diagflat(y) - y @ y.T) / x.T


# wrong over_rows: Divided by x_i in place of x_j.
def sharpen_jac(x, p):
    y = x**p / np.sum(x**p)
    return p * (np.diagflat(y) - y @ y.T) / x


# wrong diagonal: Only the diagonal, as if each output depended on its own input.
def sharpen_jac(x, p):
    y = x**p / np.sum(x**p)
    return np.diagflat(p * y * (1 - y) / x)


# wrong sum_constant: The sum below is treated as a constant.
def sharpen_jac(x, p):
    return np.diagflat(p * x ** (p - 1)) / np.sum(x**p)


# wrong softmax: The Jacobian of softmax, times p, without 1/x.
def sharpen_jac(x, p):
    y = x**p / np.sum(x**p)
    return p * (np.diagflat(y) - y @ y.T)


# wrong not_sharpened: y is normalised without the power.
def sharpen_jac(x, p):
    y = x / np.sum(x)
    return p * (np.diagflat(y) - y @ y.T) / x.T


# wrong exponent_lowered: The factor in front is p - 1.
def sharpen_jac(x, p):
    y = x**p / np.sum(x**p)
    return (p - 1) * (np.diagflat(y) - y @ y.T) / x.T


# wrong inner_power_lost: The derivative of x^p is written p x^p.
def sharpen_jac(x, p):
    u, s = x**p, np.sum(x**p)
    return np.diagflat(p * x ** (p - 1)) / s - u @ (p * u).T / s**2


# problem: exact_step
# right quotient_rule: The quotient rule over the squared denominator.
def step_grad(x, H, b):
    g = H @ x - b
    u = (g.T @ g).item()
    v = (g.T @ H @ g).item()
    du = 2 * g.T @ H
    dv = 2 * g.T @ H @ H
    return (du * v - u * dv) / v**2


# right by_gradient: First by g, then g by x.
def step_grad(x, H, b):
    g = H @ x - b
    v = g.T @ H @ g
    a = g.T @ g / v
    da_dg = 2 * g / v - 2 * a * (H @ g) / v
    return (H @ da_dg).T


# wrong chain_lost: The derivative by g, not by x.
def step_grad(x, H, b):
    g = H @ x - b
    c = g.T @ H @ g
    return 2 * (g - g.T @ g / c * H @ g).T / c


# wrong column: A column instead of a row.
def step_grad(x, H, b):
    g = H @ x - b
    c = g.T @ H @ g
    return 2 * H @ (g - g.T @ g / c * H @ g) / c


# wrong denominator_constant: The denominator is treated as a constant.
def step_grad(x, H, b):
    g = H @ x - b
    return 2 * g.T @ H / (g.T @ H @ g)


# wrong not_squared: The denominator is not squared.
def step_grad(x, H, b):
    g = H @ x - b
    c = g.T @ H @ g
    return 2 * (c * g - g.T @ g * H @ g).T @ H / c


# wrong two_lost: The 2 of both quadratic forms is forgotten.
def step_grad(x, H, b):
    g = H @ x - b
    c = g.T @ H @ g
    return (g - g.T @ g / c * H @ g).T @ H / c


# wrong two_lost_below: The 2 is forgotten in the denominator's derivative only.
def step_grad(x, H, b):
    g = H @ x - b
    c = g.T @ H @ g
    return (2 * g - g.T @ g / c * H @ g).T @ H / c


# wrong b_forgotten: The gradient is taken to be H x.
def step_grad(x, H, b):
    g = H @ x
    c = g.T @ H @ g
    return 2 * (g - g.T @ g / c * H @ g).T @ H / c


# wrong h_lost_below: The derivative of g^T H g is written 2 g^T H, as if it stopped at g.
def step_grad(x, H, b):
    g = H @ x - b
    c = g.T @ H @ g
    return 2 * (g - g.T @ g / c * g).T @ H / c


# problem: cayley
# right product_rule: The derivative of the inverse and that of the other factor.
def cayley_by_s(s, A, x):
    n = len(x)
    R = inv(np.eye(n) + s * A)
    return -R @ A @ R @ (np.eye(n) - s * A) @ x - R @ A @ x


# right twice: Written as 2 R - I.
def cayley_by_s(s, A, x):
    R = inv(np.eye(x.shape[0]) + s * A)
    return -2 * R @ A @ R @ x


# wrong inverse_constant: The inverse is treated as a constant.
def cayley_by_s(s, A, x):
    return -np.linalg.solve(np.eye(len(x)) + s * A, A @ x)


# wrong right_side_constant: The right-hand side is treated as a constant.
def cayley_by_s(s, A, x):
    M = np.eye(len(x)) + s * A
    y = np.linalg.solve(M, x - s * A @ x)
    return -np.linalg.solve(M, A @ y)


# wrong inverse_sign: The minus of the derivative of an inverse is lost.
def cayley_by_s(s, A, x):
    M = np.eye(len(x)) + s * A
    y = np.linalg.solve(M, x - s * A @ x)
    return np.linalg.solve(M, A @ (y - x))


# wrong one_inverse: The derivative of the inverse has only one inverse in it.
def cayley_by_s(s, A, x):
    R = inv(np.eye(len(x)) + s * A)
    return -R @ A @ (x - s * A @ x) - R @ A @ x


# wrong row: The derivative as a row.
def cayley_by_s(s, A, x):
    R = inv(np.eye(len(x)) + s * A)
    return (-2 * R @ A @ R @ x).T


# wrong at_zero: The derivative at s = 0.
def cayley_by_s(s, A, x):
    return -2 * A @ x


# wrong not_inverted: The inverse in front is forgotten.
def cayley_by_s(s, A, x):
    y = np.linalg.solve(np.eye(len(x)) + s * A, x - s * A @ x)
    return -A @ (x + y)


# wrong a_lost: The derivative of s A is taken to be the identity.
def cayley_by_s(s, A, x):
    M = np.eye(len(x)) + s * A
    y = np.linalg.solve(M, x - s * A @ x)
    return -np.linalg.solve(M, x + y)


# wrong skew: A is taken as skew, its transpose standing for -A in the inverse.
def cayley_by_s(s, A, x):
    M = np.eye(len(x)) - s * A.T
    y = np.linalg.solve(M, x - s * A @ x)
    return -np.linalg.solve(M, A @ (x + y))
