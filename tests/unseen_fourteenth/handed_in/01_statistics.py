import math

import numpy as np


def Phi(z):
    return (1 + np.vectorize(math.erf)(z / np.sqrt(2))) / 2


def phi(z):
    return np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# problem: probit
# right signs: The two cases as one, with signs for the labels.
def probit_grad(w, X, y):
    q = 2 * y - 1
    z = X @ w
    mills = q * phi(z) / Phi(q * z)
    return -(mills[:, None] * X).mean(axis=0)


# right loop: One person at a time.
def probit_grad(w, X, y):
    g = np.zeros_like(w)
    for xi, yi in zip(X, y):
        zi = xi @ w
        Pi = 0.5 * (1 + math.erf(zi / math.sqrt(2)))
        g += math.exp(-zi * zi / 2) / math.sqrt(2 * math.pi) * ((1 - yi) / (1 - Pi) - yi / Pi) * xi
    return g / len(y)


# wrong as_logistic: The residual P - y of the logistic regression is used, as if it held for the probit.
def probit_grad(w, X, y):
    return X.T @ (Phi(X @ w) - y) / len(y)


# wrong no_mean: The sum over the people is not divided by n.
def probit_grad(w, X, y):
    z = X @ w
    P = Phi(z)
    return X.T @ (phi(z) * (P - y) / (P * (1 - P)))


# wrong likelihood_sign: The gradient of the log likelihood, without the minus of the loss.
def probit_grad(w, X, y):
    z = X @ w
    P = Phi(z)
    return X.T @ (phi(z) * (y - P) / (P * (1 - P))) / len(y)


# wrong no_density: The slope of the distribution function is left out of the chain.
def probit_grad(w, X, y):
    P = Phi(X @ w)
    return X.T @ ((P - y) / (P * (1 - P))) / len(y)


# wrong not_normalised: The density has lost its factor 1 / sqrt(2 pi).
def probit_grad(w, X, y):
    z = X @ w
    P = Phi(z)
    return X.T @ (np.exp(-(z**2) / 2) * (P - y) / (P * (1 - P))) / len(y)


# wrong inner_root: The inner factor 1 / sqrt(2) of erf(z / sqrt(2)) is forgotten.
def probit_grad(w, X, y):
    z = X @ w
    P = Phi(z)
    slope = np.exp(-(z**2) / 2) / np.sqrt(np.pi)
    return X.T @ (slope * (P - y) / (P * (1 - P))) / len(y)


# wrong zeros_ignored: Only the people with y = 1 are counted; the term of the zeros is forgotten.
def probit_grad(w, X, y):
    z = X @ w
    return -X.T @ (y * phi(z) / Phi(z)) / len(y)


# wrong second_sign: log(1 - P) is differentiated without the inner minus.
def probit_grad(w, X, y):
    z = X @ w
    P = Phi(z)
    return -X.T @ (phi(z) * (y / P + (1 - y) / (1 - P))) / len(y)


# wrong by_z: Stops at the derivative by the index z, X is never multiplied.
def probit_grad(w, X, y):
    z = X @ w
    P = Phi(z)
    return phi(z) * (P - y) / (P * (1 - P)) / len(y)


# problem: log_variance
# right precision: By way of the precisions.
def log_variance_grad(g, Z, y, mu):
    tau = 1 / np.exp(Z @ g)
    e = y - mu
    return 0.5 * (Z.sum(axis=0).reshape(-1, 1) - Z.T @ (tau * e * e))


# right einsum: With indices.
def log_variance_grad(g, Z, y, mu):
    e2 = ((y - mu) ** 2).ravel()
    v = np.exp(Z @ g).ravel()
    return np.einsum("ij,i->j", Z, (v - e2) / (2 * v))[:, None]


# wrong row: The gradient lies down as a row.
def log_variance_grad(g, Z, y, mu):
    return (Z.T @ (1 - (y - mu) ** 2 * np.exp(-Z @ g)) / 2).T


# wrong exp_minus: The inner minus of exp(-h) is forgotten.
def log_variance_grad(g, Z, y, mu):
    return Z.T @ (1 + (y - mu) ** 2 * np.exp(-Z @ g)) / 2


# wrong no_half: The half in front of the sum is lost.
def log_variance_grad(g, Z, y, mu):
    return Z.T @ (1 - (y - mu) ** 2 * np.exp(-Z @ g))


# wrong no_log_term: The first term, the sum of h, is forgotten.
def log_variance_grad(g, Z, y, mu):
    return -Z.T @ ((y - mu) ** 2 * np.exp(-Z @ g)) / 2


# wrong averaged: The mean over the rows for the sum.
def log_variance_grad(g, Z, y, mu):
    return Z.T @ (1 - (y - mu) ** 2 * np.exp(-Z @ g)) / (2 * len(y))


# wrong not_squared: The residual is not squared.
def log_variance_grad(g, Z, y, mu):
    return Z.T @ (1 - (y - mu) * np.exp(-Z @ g)) / 2


# wrong times_variance: The squares are multiplied by the variance where they are to be divided by it.
def log_variance_grad(g, Z, y, mu):
    return Z.T @ (1 - (y - mu) ** 2 * np.exp(Z @ g)) / 2


# wrong weights_gone: The exponential is gone after differentiating.
def log_variance_grad(g, Z, y, mu):
    return Z.T @ (1 - (y - mu) ** 2) / 2


# wrong log_again: A logarithm is differentiated that is not there, so the first term is 1 / h.
def log_variance_grad(g, Z, y, mu):
    h = Z @ g
    return Z.T @ (1 / h - (y - mu) ** 2 * np.exp(-h)) / 2


# problem: student_t
# right weights: As least squares with weights.
def student_t_row(w, X, y, nu, s):
    r = X @ w - y
    k = (nu + 1) / (nu * s**2 + r**2)
    return (X.T @ (k * r)).T


# right flat: With flat arrays, made a row at the end.
def student_t_row(w, X, y, nu, s):
    r = (y - X @ w).ravel() / s
    g = -(nu + 1) / s * X.T @ (r / (nu + r**2))
    return g[np.newaxis, :]


# wrong column: The gradient as a column.
def student_t_row(w, X, y, nu, s):
    r = y - X @ w
    return -(nu + 1) * X.T @ (r / (nu * s**2 + r**2))


# wrong plus: The minus of y - Xw is forgotten.
def student_t_row(w, X, y, nu, s):
    r = y - X @ w
    return (nu + 1) * (r / (nu * s**2 + r**2)).T @ X


# wrong gauss: The gradient of the normal regression, without the weights of the tails.
def student_t_row(w, X, y, nu, s):
    return -(y - X @ w).T @ X / s**2


# wrong half: The two of the square is not brought down.
def student_t_row(w, X, y, nu, s):
    r = y - X @ w
    return -(nu + 1) / 2 * (r / (nu * s**2 + r**2)).T @ X


# wrong no_front: The factor (nu + 1) / 2 in front is dropped.
def student_t_row(w, X, y, nu, s):
    r = y - X @ w
    return -2 * (r / (nu * s**2 + r**2)).T @ X


# wrong scale_not_squared: s for s squared below the line.
def student_t_row(w, X, y, nu, s):
    r = y - X @ w
    return -(nu + 1) * (r / (nu * s + r**2)).T @ X


# wrong inner_scale: The inner factor 1 / (nu s^2) is left out.
def student_t_row(w, X, y, nu, s):
    r = y - X @ w
    return -(nu + 1) * (r / (1 + r**2 / (nu * s**2))).T @ X


# wrong log_of_sum: The sum is pulled inside of the logarithm, as for one vector with a common weight.
def student_t_row(w, X, y, nu, s):
    r = y - X @ w
    return -(nu + 1) * r.T @ X / (nu * s**2 + r.T @ r)


# wrong one_over: The logarithm gives 1 over its argument and the residual of the inner square is forgotten.
def student_t_row(w, X, y, nu, s):
    r = y - X @ w
    return -(nu + 1) * (1 / (nu * s**2 + r**2)).T @ X


# problem: moments
# right by_jacobian: With the Jacobian of the moments.
def moments_grad(b, X, Z, y, W):
    n = X.shape[0]
    m = Z.T @ (y - X @ b) / n
    G = -Z.T @ X / n
    return G.T @ W @ m + G.T @ W.T @ m


# right multiplied_out: As a quadratic form of b.
def moments_grad(b, X, Z, y, W):
    n = len(X)
    A = Z.T @ X
    S = (W + W.T) / n**2
    return A.T @ S @ A @ b - A.T @ S @ (Z.T @ y)


# wrong symmetric: 2 W for W + W'.
def moments_grad(b, X, Z, y, W):
    n = len(y)
    m = Z.T @ (y - X @ b) / n
    return -2 * X.T @ Z @ W @ m / n


# wrong no_minus: The minus of y - Xb is lost.
def moments_grad(b, X, Z, y, W):
    n = len(y)
    m = Z.T @ (y - X @ b) / n
    return X.T @ Z @ (W + W.T) @ m / n


# wrong one_n: The moments are divided by n, but their derivative is not.
def moments_grad(b, X, Z, y, W):
    m = Z.T @ (y - X @ b) / len(y)
    return -X.T @ Z @ (W + W.T) @ m


# wrong one_side: Only the m on the left is differentiated.
def moments_grad(b, X, Z, y, W):
    n = len(y)
    m = Z.T @ (y - X @ b) / n
    return -X.T @ Z @ W @ m / n


# wrong lying: The derivative as a row.
def moments_grad(b, X, Z, y, W):
    n = len(y)
    m = Z.T @ (y - X @ b) / n
    return -m.T @ (W + W.T) @ Z.T @ X / n


# wrong least_squares: The instruments are forgotten: the gradient of the mean squared residual.
def moments_grad(b, X, Z, y, W):
    return -2 * X.T @ (y - X @ b) / len(y)


# wrong unweighted: The weights W are taken as the identity.
def moments_grad(b, X, Z, y, W):
    n = len(y)
    m = Z.T @ (y - X @ b) / n
    return -2 * X.T @ Z @ m / n


# wrong no_y: The y is dropped as a constant although it stays inside of m.
def moments_grad(b, X, Z, y, W):
    n = len(y)
    return X.T @ Z @ (W + W.T) @ Z.T @ X @ b / n**2


# wrong by_y: The derivative by y for the one by b.
def moments_grad(b, X, Z, y, W):
    n = len(y)
    m = Z.T @ (y - X @ b) / n
    return Z @ (W + W.T) @ m / n


# problem: survival
# right loop: One event at a time, with a softmax over those at risk.
def survival_grad(b, X, event):
    g = np.zeros(len(b))
    for i in range(len(X)):
        if event[i]:
            e = np.exp(X[i:] @ b)
            g += e @ X[i:] / e.sum() - X[i]
    return g


# right martingale: By way of the derivative by eta.
def survival_grad(b, X, event):
    e = np.exp(X @ b)
    n = len(e)
    at_risk = np.triu(np.ones((n, n)))
    hazard = event / (at_risk @ e)
    return X.T @ (e * (at_risk.T @ hazard) - event)


# wrong forward_sums: The sums run from the first patient on, over those who are gone already.
def survival_grad(b, X, event):
    e = np.exp(X @ b)
    risk = np.cumsum(e)
    weighted = np.cumsum(e[:, None] * X, axis=0)
    return event @ (weighted / risk[:, None] - X)


# wrong no_censoring: All patients count as events.
def survival_grad(b, X, event):
    e = np.exp(X @ b)
    risk = np.cumsum(e[::-1])[::-1]
    weighted = np.cumsum((e[:, None] * X)[::-1], axis=0)[::-1]
    return (weighted / risk[:, None] - X).sum(axis=0)


# wrong everybody_at_risk: Everybody is at risk at every event.
def survival_grad(b, X, event):
    e = np.exp(X @ b)
    return event.sum() * (e @ X) / e.sum() - event @ X


# wrong of_likelihood: The sign of the log likelihood, which is to be maximised.
def survival_grad(b, X, event):
    e = np.exp(X @ b)
    risk = np.cumsum(e[::-1])[::-1]
    weighted = np.cumsum((e[:, None] * X)[::-1], axis=0)[::-1]
    return event @ (X - weighted / risk[:, None])


# wrong risk_constant: The sum over those at risk is held constant.
def survival_grad(b, X, event):
    return -event @ X


# wrong plain_mean: The plain mean of those at risk, without their weights exp(eta).
def survival_grad(b, X, event):
    n = len(X)
    means = np.cumsum(X[::-1], axis=0)[::-1] / np.arange(n, 0, -1)[:, None]
    return event @ (means - X)


# wrong not_divided: The logarithm's 1 / risk is forgotten.
def survival_grad(b, X, event):
    e = np.exp(X @ b)
    weighted = np.cumsum((e[:, None] * X)[::-1], axis=0)[::-1]
    return event @ (weighted - X)


# wrong half_masked: The censored are left out of the second term only.
def survival_grad(b, X, event):
    e = np.exp(X @ b)
    risk = np.cumsum(e[::-1])[::-1]
    weighted = np.cumsum((e[:, None] * X)[::-1], axis=0)[::-1]
    return (weighted / risk[:, None]).sum(axis=0) - event @ X


# wrong not_turned_back: The reversed sums are not turned back before use.
def survival_grad(b, X, event):
    e = np.exp(X @ b)
    risk = np.cumsum(e[::-1])
    weighted = np.cumsum((e[:, None] * X)[::-1], axis=0)
    return event @ (weighted / risk[:, None] - X)


# problem: marginal_effects
# right product_rule: Row by row by the product rule.
def marginal_effects_jac(w, X):
    n, d = X.shape
    p = sigmoid(X @ w)
    scale = np.mean(p * (1 - p))
    slope = np.mean((p * (1 - p) * (1 - 2 * p))[:, None] * X, axis=0)
    J = np.zeros((d, d))
    for k in range(d):
        J[k] = w[k] * slope
        J[k, k] += scale
    return J


# right einsum: With indices, and the slope as it follows from p - p^2.
def marginal_effects_jac(w, X):
    p = sigmoid(X @ w)
    dp = (p - p**2)[:, None] * X
    slope = dp - 2 * p[:, None] * dp
    return np.diag(np.full(len(w), (p - p**2).mean())) + np.einsum("k,nj->kj", w, slope) / len(X)


# wrong turned: Rows and columns are exchanged.
def marginal_effects_jac(w, X):
    p = sigmoid(X @ w)
    g = p * (1 - p)
    return np.mean(g) * np.eye(len(w)) + np.outer(X.T @ (g * (1 - 2 * p)) / len(p), w)


# wrong scale_constant: The mean density is taken as a constant.
def marginal_effects_jac(w, X):
    p = sigmoid(X @ w)
    return np.mean(p * (1 - p)) * np.eye(len(w))


# wrong factor_constant: The factor w behind the mean is taken as a constant.
def marginal_effects_jac(w, X):
    p = sigmoid(X @ w)
    return np.outer(w, X.T @ (p * (1 - p) * (1 - 2 * p)) / len(p))


# wrong product_of_means: The mean of the slope is taken factor by factor.
def marginal_effects_jac(w, X):
    p = sigmoid(X @ w)
    g = p * (1 - p)
    return g.mean() * np.eye(len(w)) + np.outer(w, g.mean() * (1 - 2 * p.mean()) * X.mean(axis=0))


# wrong slope_sign: 2p - 1 for 1 - 2p in the slope of the density.
def marginal_effects_jac(w, X):
    p = sigmoid(X @ w)
    g = p * (1 - p)
    return np.mean(g) * np.eye(len(w)) + np.outer(w, X.T @ (g * (2 * p - 1)) / len(p))


# wrong sum_in_second: The second term is summed over the people and not averaged.
def marginal_effects_jac(w, X):
    p = sigmoid(X @ w)
    g = p * (1 - p)
    return np.mean(g) * np.eye(len(w)) + np.outer(w, X.T @ (g * (1 - 2 * p)))


# wrong chain_cut: The slope of p itself is missing behind 1 - 2p.
def marginal_effects_jac(w, X):
    p = sigmoid(X @ w)
    return np.mean(p * (1 - p)) * np.eye(len(w)) + np.outer(w, X.T @ (1 - 2 * p) / len(p))


# wrong diagonal_only: Each effect is differentiated by its own coefficient only.
def marginal_effects_jac(w, X):
    p = sigmoid(X @ w)
    g = p * (1 - p)
    return np.diag(g.mean() + w * (X.T @ (g * (1 - 2 * p)) / len(p)))


# wrong no_identity: The derivative of w by w is taken as 1 everywhere, so the mean is added to every entry.
def marginal_effects_jac(w, X):
    p = sigmoid(X @ w)
    g = p * (1 - p)
    return np.mean(g) + np.outer(w, X.T @ (g * (1 - 2 * p)) / len(p))
