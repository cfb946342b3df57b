import math

import numpy as np


def cdf(m):
    return 0.5 + 0.5 * np.array([math.erf(v / math.sqrt(2)) for v in m])


def pdf(m):
    return np.exp(-0.5 * m**2) / np.sqrt(2 * np.pi)


def softmax_rows(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


# problem: gamma_regression
# right relative_error: By the relative errors of the means.
def gamma_grad(w, X, y):
    mu = np.exp(X @ w)
    return np.mean(X * (mu - y) / mu, axis=0).reshape(-1, 1)


# right loop: Over the examples.
def gamma_grad(w, X, y):
    g = np.zeros_like(w)
    for i in range(len(y)):
        x = X[i : i + 1].T
        eta = (x.T @ w).item()
        g += (1 - y[i, 0] * math.exp(-eta)) * x
    return g / len(y)


# wrong total: The mean over the examples is forgotten.
def gamma_grad(w, X, y):
    return X.T @ (1 - y * np.exp(-X @ w))


# wrong no_one: The slope of the second term is forgotten.
def gamma_grad(w, X, y):
    return -X.T @ (y * np.exp(-X @ w)) / len(y)


# wrong inner_minus: The minus inside the exponential is lost in the slope.
def gamma_grad(w, X, y):
    return X.T @ (1 + y * np.exp(-X @ w)) / len(y)


# wrong exp_plus: The exponential of eta instead of that of minus eta.
def gamma_grad(w, X, y):
    return X.T @ (1 - y * np.exp(X @ w)) / len(y)


# wrong poisson: The gradient of a Poisson regression.
def gamma_grad(w, X, y):
    return X.T @ (np.exp(X @ w) - y) / len(y)


# wrong row: A row, the transpose of the gradient.
def gamma_grad(w, X, y):
    return (1 - y * np.exp(-X @ w)).T @ X / len(y)


# wrong no_x: The derivative by eta, without the step to w.
def gamma_grad(w, X, y):
    return (1 - y * np.exp(-X @ w)) / len(y)


# wrong no_y: The data y are forgotten in the slope of the exponential.
def gamma_grad(w, X, y):
    return X.T @ (1 - np.exp(-X @ w)) / len(y)


# problem: probit
# right loop: Over the examples.
def probit_grad(w, X, s, lam):
    g = lam * w
    for x, label in zip(X, s):
        m = label * (x @ w)
        Phi = (1 + math.erf(m / math.sqrt(2))) / 2
        phi = math.exp(-m * m / 2) / math.sqrt(2 * math.pi)
        g = g - label * phi / Phi * x
    return g


# right signed_rows: The labels multiplied into the rows first.
def probit_grad(w, X, s, lam):
    A = s[:, None] * X
    m = A @ w
    return lam * w - (pdf(m) / cdf(m)) @ A


# wrong no_label: The label is forgotten in the inner derivative.
def probit_grad(w, X, s, lam):
    m = s * (X @ w)
    return -X.T @ (pdf(m) / cdf(m)) + lam * w


# wrong sign: The minus before the sum of logarithms is forgotten.
def probit_grad(w, X, s, lam):
    m = s * (X @ w)
    return X.T @ (s * pdf(m) / cdf(m)) + lam * w


# wrong no_log: The slope of the logarithm, one over p, is forgotten.
def probit_grad(w, X, s, lam):
    m = s * (X @ w)
    return -X.T @ (s * pdf(m)) + lam * w


# wrong bell_unscaled: The bell curve without its constant.
def probit_grad(w, X, s, lam):
    m = s * (X @ w)
    return -X.T @ (s * np.exp(-(m**2) / 2) / cdf(m)) + lam * w


# wrong bell_exponent: The half in the exponent of the bell curve is lost.
def probit_grad(w, X, s, lam):
    m = s * (X @ w)
    return -X.T @ (s * np.exp(-(m**2)) / np.sqrt(2 * np.pi) / cdf(m)) + lam * w


# wrong logistic: The shortcut 1 - p of the logistic loss.
def probit_grad(w, X, s, lam):
    m = s * (X @ w)
    return -X.T @ (s * (1 - cdf(m))) + lam * w


# wrong no_decay: The weight decay is forgotten.
def probit_grad(w, X, s, lam):
    m = s * (X @ w)
    return -X.T @ (s * pdf(m) / cdf(m))


# wrong half_decay: The half of the weight decay is kept beside the 2 that cancels it.
def probit_grad(w, X, s, lam):
    m = s * (X @ w)
    return -X.T @ (s * pdf(m) / cdf(m)) + lam / 2 * w


# problem: exposure_hessian
# right outer_products: A sum of outer products.
def exposure_hessian(w, X, y, t, lam):
    H = lam * np.eye(len(w))
    for x, exposure in zip(X, t):
        H = H + exposure * np.exp(x @ w) * np.outer(x, x)
    return H


# right diagonal: With a diagonal matrix of weights.
def exposure_hessian(w, X, y, t, lam):
    D = np.diag(t * np.exp(X @ w))
    return X.T @ D @ X + np.diag(np.full(w.size, lam))


# wrong no_exposure: The exposures are forgotten.
def exposure_hessian(w, X, y, t, lam):
    D = np.diag(np.exp(X @ w))
    return X.T @ D @ X + lam * np.eye(len(w))


# wrong no_decay: The weight decay is dropped from the Hessian.
def exposure_hessian(w, X, y, t, lam):
    return X.T @ np.diag(t * np.exp(X @ w)) @ X


# wrong decay_everywhere: The number lam is added to all entries and not to the diagonal.
def exposure_hessian(w, X, y, t, lam):
    return X.T @ np.diag(t * np.exp(X @ w)) @ X + lam


# wrong squared_gradient: The outer product of the gradient with itself.
def exposure_hessian(w, X, y, t, lam):
    g = X.T @ (t * np.exp(X @ w) - y) + lam * w
    return np.outer(g, g)


# wrong mean: Divided by the number of examples, although the loss is a sum.
def exposure_hessian(w, X, y, t, lam):
    return X.T @ np.diag(t * np.exp(X @ w)) @ X / len(y) + lam * np.eye(len(w))


# wrong residuals: The residuals stand where their slopes belong.
def exposure_hessian(w, X, y, t, lam):
    r = t * np.exp(X @ w) - y
    return X.T @ np.diag(r) @ X + lam * np.eye(len(w))


# wrong logistic_weights: The weights p (1 - p) of a logistic regression.
def exposure_hessian(w, X, y, t, lam):
    m = t * np.exp(X @ w)
    return X.T @ np.diag(m * (1 - m)) @ X + lam * np.eye(len(w))


# wrong gradient: The gradient instead of the Hessian.
def exposure_hessian(w, X, y, t, lam):
    return X.T @ (t * np.exp(X @ w) - y) + lam * w


# problem: complementary_log_log
# right two_terms: The two terms of the likelihood by themselves.
def cloglog_grad(w, X, y):
    mu = np.exp(X @ w)
    ones = -y * mu * np.exp(-mu) / (1 - np.exp(-mu))
    zeros = (1 - y) * mu
    return (X.T @ (ones + zeros)).T


# right cases: Cases for the labels, with the function expm1.
def cloglog_grad(w, X, y):
    mu = np.exp(X @ w)
    d = np.where(y == 1, -mu / np.expm1(mu), mu)
    return np.sum(d * X, axis=0, keepdims=True)


# wrong column: A column, in the denominator layout.
def cloglog_grad(w, X, y):
    mu = np.exp(X @ w)
    p = 1 - np.exp(-mu)
    return X.T @ (mu * (1 - y / p))


# wrong logistic: The shortcut p - y of the logistic loss.
def cloglog_grad(w, X, y):
    p = 1 - np.exp(-np.exp(X @ w))
    return (p - y).T @ X


# wrong by_mu: The derivative of mu by eta is forgotten.
def cloglog_grad(w, X, y):
    p = 1 - np.exp(-np.exp(X @ w))
    return (1 - y / p).T @ X


# wrong ones_only: The examples with the label 0 are forgotten.
def cloglog_grad(w, X, y):
    mu = np.exp(X @ w)
    p = 1 - np.exp(-mu)
    return (-y * mu * np.exp(-mu) / p).T @ X


# wrong sign: The minus before the sum is forgotten.
def cloglog_grad(w, X, y):
    mu = np.exp(X @ w)
    p = 1 - np.exp(-mu)
    return (mu * (y / p - 1)).T @ X


# wrong mean: Divided by the number of examples, although the loss is a sum.
def cloglog_grad(w, X, y):
    mu = np.exp(X @ w)
    p = 1 - np.exp(-mu)
    return (mu * (1 - y / p)).T @ X / len(y)


# wrong no_inner_exp: The slope of p lacks the exponential of minus mu.
def cloglog_grad(w, X, y):
    mu = np.exp(X @ w)
    p = 1 - np.exp(-mu)
    return (-y * mu / p + (1 - y) * mu).T @ X


# wrong zeros_sign: The term of the label 0 has the wrong sign.
def cloglog_grad(w, X, y):
    mu = np.exp(X @ w)
    p = 1 - np.exp(-mu)
    return (-y * mu * np.exp(-mu) / p - (1 - y) * mu).T @ X


# problem: temperature
# right through_logits: The derivative by the scaled logits, then the chain rule.
def temperature_grad(T, Z, y):
    n = len(y)
    G = softmax_rows(Z / T)
    G[np.arange(n), y] -= 1
    return np.sum(G / n * (-Z / T**2))


# right loop: Over the examples.
def temperature_grad(T, Z, y):
    total = 0
    for z, label in zip(Z, y):
        e = np.exp(z / T)
        total += z[label] - e @ z / e.sum()
    return total / (len(Z) * T**2)


# wrong sign: The minus of the derivative of 1/T is lost.
def temperature_grad(T, Z, y):
    P = softmax_rows(Z / T)
    return np.mean((P * Z).sum(axis=1) - Z[np.arange(len(y)), y]) / T**2


# wrong power: Divided by T and not by its square.
def temperature_grad(T, Z, y):
    P = softmax_rows(Z / T)
    return np.mean(Z[np.arange(len(y)), y] - (P * Z).sum(axis=1)) / T


# wrong no_inner: The derivative of 1/T keeps its sign only, the square of T is forgotten.
def temperature_grad(T, Z, y):
    P = softmax_rows(Z / T)
    return np.mean(Z[np.arange(len(y)), y] - (P * Z).sum(axis=1))


# wrong not_scaled: The probabilities are computed without the temperature.
def temperature_grad(T, Z, y):
    P = softmax_rows(Z)
    return np.mean(Z[np.arange(len(y)), y] - (P * Z).sum(axis=1)) / T**2


# wrong total: The mean over the examples is forgotten.
def temperature_grad(T, Z, y):
    P = softmax_rows(Z / T)
    return np.sum(Z[np.arange(len(y)), y] - (P * Z).sum(axis=1)) / T**2


# wrong no_normaliser: The derivative of the normaliser is forgotten.
def temperature_grad(T, Z, y):
    return np.mean(Z[np.arange(len(y)), y]) / T**2


# wrong plain_average: The plain average of the logits instead of the average under the probabilities.
def temperature_grad(T, Z, y):
    return np.mean(Z[np.arange(len(y)), y] - Z.mean(axis=1)) / T**2


# wrong wrong_axis: The softmax runs over the examples.
def temperature_grad(T, Z, y):
    P = softmax_rows(Z.T / T).T
    return np.mean(Z[np.arange(len(y)), y] - (P * Z).sum(axis=1)) / T**2


# problem: expectile
# right residual_turned: With the residual of the fit less the data.
def expectile_grad(w, X, y, tau):
    e = X @ w - y
    weight = np.where(e < 0, tau, 1 - tau)
    return 2 / len(y) * X.T @ (weight * e)


# right two_groups: The examples above and below by themselves.
def expectile_grad(w, X, y, tau):
    r = (y - X @ w)[:, 0]
    up, down = r > 0, r <= 0
    g = tau * r[up] @ X[up] + (1 - tau) * r[down] @ X[down]
    return (-2 * g / r.size).reshape(-1, 1)


# wrong sign: The minus of the residual's derivative is forgotten.
def expectile_grad(w, X, y, tau):
    r = y - X @ w
    return 2 * X.T @ (np.where(r > 0, tau, 1 - tau) * r) / len(y)


# wrong no_two: The 2 of the square is forgotten.
def expectile_grad(w, X, y, tau):
    r = y - X @ w
    return -X.T @ (np.where(r > 0, tau, 1 - tau) * r) / len(y)


# wrong total: The mean over the examples is forgotten.
def expectile_grad(w, X, y, tau):
    r = y - X @ w
    return -2 * X.T @ (np.where(r > 0, tau, 1 - tau) * r)


# wrong weights_swapped: The weights of the two sides are exchanged.
def expectile_grad(w, X, y, tau):
    r = y - X @ w
    return -2 * X.T @ (np.where(r > 0, 1 - tau, tau) * r) / len(y)


# wrong no_weights: Ordinary least squares.
def expectile_grad(w, X, y, tau):
    return -2 * X.T @ (y - X @ w) / len(y)


# wrong quantile: The gradient of the quantile loss, without the residual.
def expectile_grad(w, X, y, tau):
    r = y - X @ w
    return -X.T @ np.where(r > 0, tau, tau - 1) / len(y)


# wrong one_side: Errors below the fit are taken to have no slope.
def expectile_grad(w, X, y, tau):
    r = y - X @ w
    return -2 * X.T @ (tau * r * (r > 0)) / len(y)


# wrong absolute: The size of the residual without its sign.
def expectile_grad(w, X, y, tau):
    r = y - X @ w
    return -2 * X.T @ (np.where(r > 0, tau, 1 - tau) * np.abs(r)) / len(y)
