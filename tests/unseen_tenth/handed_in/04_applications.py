import numpy as np


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


# problem: smoother
# right shifts: The second difference sent back to its three places.
def smoother_grad(x, y, v, lam):
    d = x[2:] - 2 * x[1:-1] + x[:-2]
    g = v * (x - y)
    g[2:] += lam * d
    g[1:-1] -= 2 * lam * d
    g[:-2] += lam * d
    return g


# right convolved: Convolved with the same kernel.
def smoother_grad(x, y, v, lam):
    d = np.convolve(x, [1, -2, 1], mode="valid")
    return v * (x - y) + lam * np.convolve(d, [1, -2, 1])


# wrong no_penalty: The penalty is dropped.
def smoother_grad(x, y, v, lam):
    return v * (x - y)


# wrong middle_sign: The middle of the difference comes back with a plus.
def smoother_grad(x, y, v, lam):
    d = x[2:] - 2 * x[1:-1] + x[:-2]
    g = v * (x - y)
    g[2:] += lam * d
    g[1:-1] += 2 * lam * d
    g[:-2] += lam * d
    return g


# wrong middle_once: The 2 of the middle is lost on the way back.
def smoother_grad(x, y, v, lam):
    d = x[2:] - 2 * x[1:-1] + x[:-2]
    g = v * (x - y)
    g[2:] += lam * d
    g[1:-1] -= lam * d
    g[:-2] += lam * d
    return g


# wrong middle_only: Each difference is sent to its middle alone.
def smoother_grad(x, y, v, lam):
    d = x[2:] - 2 * x[1:-1] + x[:-2]
    g = v * (x - y)
    g[1:-1] -= 2 * lam * d
    return g


# wrong first_differences: First differences for second ones.
def smoother_grad(x, y, v, lam):
    D = np.diff(np.eye(len(x)), axis=0)
    return v * (x - y) + lam * D.T @ D @ x


# wrong unweighted: The weights of the samples are forgotten.
def smoother_grad(x, y, v, lam):
    D = np.diff(np.eye(len(x)), n=2, axis=0)
    return x - y + lam * D.T @ D @ x


# wrong weights_on_both: The weights stand before the penalty as well.
def smoother_grad(x, y, v, lam):
    D = np.diff(np.eye(len(x)), n=2, axis=0)
    return v * (x - y + lam * D.T @ D @ x)


# wrong penalty_doubled: The half of the penalty is overlooked.
def smoother_grad(x, y, v, lam):
    D = np.diff(np.eye(len(x)), n=2, axis=0)
    return v * (x - y) + 2 * lam * D.T @ D @ x


# wrong penalises_residual: The penalty is put on x - y.
def smoother_grad(x, y, v, lam):
    D = np.diff(np.eye(len(x)), n=2, axis=0)
    return v * (x - y) + lam * D.T @ D @ (x - y)


# wrong wrapped: The series is thought to be closed to a circle.
def smoother_grad(x, y, v, lam):
    d = np.roll(x, -1) - 2 * x + np.roll(x, 1)
    return v * (x - y) + lam * (np.roll(d, -1) - 2 * d + np.roll(d, 1))


# problem: style
# right two_products: The two products one by one.
def style_grad(F, T):
    p = F.shape[1]
    R = (F @ F.T / p - T) / 2
    return (R @ F + R.T @ F) / p


# right symmetric_part: Only what is symmetric in T counts.
def style_grad(F, T):
    p = F.shape[1]
    return (F @ F.T / p - (T + T.T) / 2) @ F / p


# wrong symmetric: T is taken as symmetric.
def style_grad(F, T):
    p = F.shape[1]
    return (F @ F.T / p - T) @ F / p


# wrong one_side: F is moved on one side of the Gram matrix only.
def style_grad(F, T):
    p = F.shape[1]
    return (F @ F.T / p - T) @ F / (2 * p)


# wrong no_places: The number of places is forgotten in the derivative.
def style_grad(F, T):
    R = F @ F.T / F.shape[1] - T
    return (R + R.T) @ F / 2


# wrong gram_not_scaled: The Gram matrix is not divided by the places.
def style_grad(F, T):
    R = F @ F.T - T
    return (R + R.T) @ F / (2 * F.shape[1])


# wrong by_channels: Divided by the channels for the places.
def style_grad(F, T):
    c = F.shape[0]
    R = F @ F.T / c - T
    return (R + R.T) @ F / (2 * c)


# wrong quarter_kept: The 2 of the square is lost.
def style_grad(F, T):
    p = F.shape[1]
    R = F @ F.T / p - T
    return (R + R.T) @ F / (4 * p)


# wrong no_quarter: The quarter before the loss is forgotten.
def style_grad(F, T):
    p = F.shape[1]
    R = F @ F.T / p - T
    return 2 * (R + R.T) @ F / p


# wrong places_first: Transposed.
def style_grad(F, T):
    p = F.shape[1]
    R = F @ F.T / p - T
    return F.T @ (R + R.T) / (2 * p)


# wrong no_target: The target is dropped as a constant.
def style_grad(F, T):
    p = F.shape[1]
    return F @ F.T @ F / p**2


# problem: centres
# right loops: One centre at a time.
def centres_grad(C, x, a, g, t):
    phi = np.array([1 / np.sqrt(1 + g * (c - x) @ (c - x)) for c in C])
    error = a @ phi - t
    return np.array([error * a[j] * phi[j] ** 3 * g * (x - C[j]) for j in range(len(a))])


# right chain: Step by step.
def centres_grad(C, x, a, g, t):
    D = C - x
    q = 1 + g * np.sum(D**2, axis=1)
    dy_dq = -0.5 * a / q**1.5
    dq_dC = 2 * g * D
    return (np.sum(a / np.sqrt(q)) - t) * dy_dq[:, None] * dq_dC


# wrong sign: The sign of x - C is turned.
def centres_grad(C, x, a, g, t):
    q = 1 + g * ((C - x) ** 2).sum(axis=1)
    error = (a / np.sqrt(q)).sum() - t
    return error * g * (a * q**-1.5)[:, None] * (C - x)


# wrong no_error: The error of the output is forgotten: the derivative of y.
def centres_grad(C, x, a, g, t):
    q = 1 + g * ((C - x) ** 2).sum(axis=1)
    return -g * (a * q**-1.5)[:, None] * (C - x)


# wrong power_half: The power stays one half.
def centres_grad(C, x, a, g, t):
    q = 1 + g * ((C - x) ** 2).sum(axis=1)
    error = (a / np.sqrt(q)).sum() - t
    return -error * g * (a * q**-0.5)[:, None] * (C - x)


# wrong no_g: The factor g of the inner derivative is forgotten.
def centres_grad(C, x, a, g, t):
    q = 1 + g * ((C - x) ** 2).sum(axis=1)
    error = (a / np.sqrt(q)).sum() - t
    return -error * (a * q**-1.5)[:, None] * (C - x)


# wrong half: The 2 of the squared distance is lost.
def centres_grad(C, x, a, g, t):
    q = 1 + g * ((C - x) ** 2).sum(axis=1)
    error = (a / np.sqrt(q)).sum() - t
    return -0.5 * error * g * (a * q**-1.5)[:, None] * (C - x)


# wrong no_weights: The output's weights are forgotten in the derivative.
def centres_grad(C, x, a, g, t):
    q = 1 + g * ((C - x) ** 2).sum(axis=1)
    error = (a / np.sqrt(q)).sum() - t
    return -error * g * (q**-1.5)[:, None] * (C - x)


# wrong no_distance: The inner derivative C - x is forgotten.
def centres_grad(C, x, a, g, t):
    q = 1 + g * ((C - x) ** 2).sum(axis=1)
    error = (a / np.sqrt(q)).sum() - t
    return np.outer(-error * g * a * q**-1.5, np.ones(len(x)))


# wrong centre_alone: C for C - x in the inner derivative.
def centres_grad(C, x, a, g, t):
    q = 1 + g * ((C - x) ** 2).sum(axis=1)
    error = (a / np.sqrt(q)).sum() - t
    return -error * g * (a * q**-1.5)[:, None] * C


# wrong target_dropped: The error is the output, without its target.
def centres_grad(C, x, a, g, t):
    q = 1 + g * ((C - x) ** 2).sum(axis=1)
    return -(a / np.sqrt(q)).sum() * g * (a * q**-1.5)[:, None] * (C - x)


# wrong by_input: The derivative by x: added up over the centres, the other sign.
def centres_grad(C, x, a, g, t):
    q = 1 + g * ((C - x) ** 2).sum(axis=1)
    error = (a / np.sqrt(q)).sum() - t
    return (error * g * (a * q**-1.5)[:, None] * (C - x)).sum(axis=0)


# problem: profit
# right jacobian: Through the Jacobian of the shares.
def profit_grad(p, v, b, c):
    s = softmax(v - b * p)
    J = (np.diag(s) - np.outer(s, s)) @ np.diag(-b)
    return s + J.T @ (p - c)


# right mean_margin: With the mean margin.
def profit_grad(p, v, b, c):
    s = softmax(v - b * p)
    margin = p - c
    R = np.sum(margin * s)
    return s * (1 - b * (margin - R))


# wrong shares_constant: The shares are taken as constants.
def profit_grad(p, v, b, c):
    return softmax(v - b * p)


# wrong direct_lost: The direct effect of the price is forgotten.
def profit_grad(p, v, b, c):
    s = softmax(v - b * p)
    return -b * s * (p - c - s @ (p - c))


# wrong no_b: The sensitivity is forgotten in the chain.
def profit_grad(p, v, b, c):
    s = softmax(v - b * p)
    return s - s * (p - c - s @ (p - c))


# wrong plus: The minus before the sensitivity is lost.
def profit_grad(p, v, b, c):
    s = softmax(v - b * p)
    return s + b * s * (p - c - s @ (p - c))


# wrong diagonal: Softmax with its diagonal only.
def profit_grad(p, v, b, c):
    s = softmax(v - b * p)
    return s - b * s * (1 - s) * (p - c)


# wrong no_cross: The mean that softmax takes off is forgotten.
def profit_grad(p, v, b, c):
    s = softmax(v - b * p)
    return s - b * s * (p - c)


# wrong no_costs: The costs are constants and dropped.
def profit_grad(p, v, b, c):
    s = softmax(v - b * p)
    return s - b * s * (p - s @ p)


# wrong b_by_output: The sensitivities stand at the outputs of softmax.
def profit_grad(p, v, b, c):
    s = softmax(v - b * p)
    J = np.diag(-b) @ (np.diag(s) - np.outer(s, s))
    return s + J.T @ (p - c)


# wrong margin_sum: The sum of the margins, not weighted by the shares.
def profit_grad(p, v, b, c):
    s = softmax(v - b * p)
    return s - b * s * (p - c - np.sum(p - c))


# wrong times_price: The sensitivity is taken as b times p.
def profit_grad(p, v, b, c):
    s = softmax(v - b * p)
    return s - b * p * s * (p - c - s @ (p - c))


# problem: sphericity
# right by_covariance: By the covariance first.
def sphericity_grad(X):
    n, d = X.shape
    A = X - X.mean(axis=0)
    S = np.cov(X.T, bias=True)
    by_S = np.linalg.inv(S) - d / np.trace(S) * np.eye(d)
    return A @ (by_S + by_S.T) / n


# right scatter: With the scatter matrix, not divided by n.
def sphericity_grad(X):
    n, d = X.shape
    H = np.eye(n) - 1 / n
    A = H @ X
    M = A.T @ A
    return 2 * H @ A @ (np.linalg.inv(M) - d * np.eye(d) / np.trace(M))


# wrong not_centred: The data are not centred.
def sphericity_grad(X):
    n, d = X.shape
    S = X.T @ X / n
    return 2 / n * X @ np.linalg.inv(S) - 2 * d / n * X / np.trace(S)


# wrong no_n: The n of the covariance is forgotten in the derivative.
def sphericity_grad(X):
    n, d = X.shape
    A = X - X.mean(axis=0)
    S = A.T @ A / n
    return 2 * A @ np.linalg.inv(S) - 2 * d * A / np.trace(S)


# wrong no_two: A stands twice in the covariance: the factor 2 is lost.
def sphericity_grad(X):
    n, d = X.shape
    A = X - X.mean(axis=0)
    S = A.T @ A / n
    return A @ np.linalg.inv(S) / n - d / n * A / np.trace(S)


# wrong no_d: The factor d before the second logarithm is lost.
def sphericity_grad(X):
    n, d = X.shape
    A = X - X.mean(axis=0)
    S = A.T @ A / n
    return 2 / n * A @ np.linalg.inv(S) - 2 / n * A / np.trace(S)


# wrong d_squared: The d inside the logarithm is taken for a factor.
def sphericity_grad(X):
    n, d = X.shape
    A = X - X.mean(axis=0)
    S = A.T @ A / n
    return 2 / n * A @ np.linalg.inv(S) - 2 * d**2 / n * A / np.trace(S)


# wrong no_trace: The trace below is forgotten: the derivative of the logarithm lost.
def sphericity_grad(X):
    n, d = X.shape
    A = X - X.mean(axis=0)
    S = A.T @ A / n
    return 2 / n * A @ np.linalg.inv(S) - 2 * d / n * A


# wrong not_inverted: The covariance for its inverse.
def sphericity_grad(X):
    n, d = X.shape
    A = X - X.mean(axis=0)
    S = A.T @ A / n
    return 2 / n * A @ S - 2 * d / n * A / np.trace(S)


# wrong determinant_only: The trace is taken as a constant.
def sphericity_grad(X):
    n = len(X)
    A = X - X.mean(axis=0)
    S = A.T @ A / n
    return 2 / n * A @ np.linalg.inv(S)


# wrong features_first: Transposed.
def sphericity_grad(X):
    n, d = X.shape
    A = X - X.mean(axis=0)
    S = A.T @ A / n
    return (2 / n * A @ np.linalg.inv(S) - 2 * d / n * A / np.trace(S)).T


# problem: risk_shares
# right by_columns: One column for each weight.
def risk_shares_jac(w, S):
    n = len(w)
    sigma = np.sqrt(w @ S @ w)
    J = np.zeros((n, n))
    for j in range(n):
        e = np.eye(n)[j]
        top = e * (S @ w) + w * S[:, j]
        J[:, j] = top / sigma - w * (S @ w) * (S @ w)[j] / sigma**3
    return J


# right by_shares: With the contributions themselves.
def risk_shares_jac(w, S):
    m = S @ w
    sigma = (w @ m) ** 0.5
    c = w * m / sigma
    return (np.diag(m) + np.diag(w) @ S) / sigma - np.outer(c, m) / sigma**2


# wrong sigma_constant: The risk below is taken as a constant.
def risk_shares_jac(w, S):
    Sw = S @ w
    return (np.diag(Sw) + w[:, None] * S) / np.sqrt(w @ Sw)


# wrong plus: A plus in the quotient rule.
def risk_shares_jac(w, S):
    Sw = S @ w
    sigma = np.sqrt(w @ Sw)
    return (np.diag(Sw) + w[:, None] * S) / sigma + np.outer(w * Sw, Sw) / sigma**3


# wrong marginals_constant: S w is taken as a constant in the product.
def risk_shares_jac(w, S):
    Sw = S @ w
    sigma = np.sqrt(w @ Sw)
    return np.diag(Sw) / sigma - np.outer(w * Sw, Sw) / sigma**3


# wrong weights_constant: The w in front is taken as a constant.
def risk_shares_jac(w, S):
    Sw = S @ w
    sigma = np.sqrt(w @ Sw)
    return w[:, None] * S / sigma - np.outer(w * Sw, Sw) / sigma**3


# wrong transposed: Rows belong to the weights.
def risk_shares_jac(w, S):
    Sw = S @ w
    sigma = np.sqrt(w @ Sw)
    return ((np.diag(Sw) + w[:, None] * S) / sigma - np.outer(w * Sw, Sw) / sigma**3).T


# wrong broadcast_columns: w is multiplied into the columns of S, not its rows.
def risk_shares_jac(w, S):
    Sw = S @ w
    sigma = np.sqrt(w @ Sw)
    return (np.diag(Sw) + w * S) / sigma - np.outer(w * Sw, Sw) / sigma**3


# wrong outer_turned: The outer product is the wrong way round.
def risk_shares_jac(w, S):
    Sw = S @ w
    sigma = np.sqrt(w @ Sw)
    return (np.diag(Sw) + w[:, None] * S) / sigma - np.outer(Sw, w * Sw) / sigma**3


# wrong power_two: One power of the risk is lost below.
def risk_shares_jac(w, S):
    Sw = S @ w
    sigma = np.sqrt(w @ Sw)
    return (np.diag(Sw) + w[:, None] * S) / sigma - np.outer(w * Sw, Sw) / sigma**2


# wrong diagonal: Each contribution by its own weight alone.
def risk_shares_jac(w, S):
    Sw = S @ w
    sigma = np.sqrt(w @ Sw)
    J = (np.diag(Sw) + w[:, None] * S) / sigma - np.outer(w * Sw, Sw) / sigma**3
    return np.diag(np.diag(J))


# wrong summed: The gradient of the whole risk: the contributions added up.
def risk_shares_jac(w, S):
    Sw = S @ w
    return Sw / np.sqrt(w @ Sw)


# wrong variance_shares: The risk below is not rooted.
def risk_shares_jac(w, S):
    Sw = S @ w
    v = w @ Sw
    return (np.diag(Sw) + w[:, None] * S) / v - 2 * np.outer(w * Sw, Sw) / v**2
