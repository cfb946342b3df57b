import math

import numpy as np

erf = np.vectorize(math.erf, otypes=[float])


def normal_cdf(m):
    return (1 + erf(m / np.sqrt(2))) / 2


def normal_pdf(m):
    return np.exp(-(m**2) / 2) / np.sqrt(2 * np.pi)


def softmax(Z, axis=0):
    E = np.exp(Z - Z.max(axis=axis, keepdims=True))
    return E / E.sum(axis=axis, keepdims=True)


# problem: poisson_exposure
# right log_offset: The exposure as an offset of the linear predictor.
def poisson_exposure(w, X, t, y, lam):
    n = len(y)
    eta = X @ w + np.log(t)
    return (np.exp(eta) - y) @ X / n + 2 * lam * w


# right mean_of_rows: The mean of the derivatives of the examples.
def poisson_exposure(w, X, t, y, lam):
    mu = t * np.exp(X @ w)
    return np.mean((mu - y)[:, None] * X, axis=0) + lam * 2 * w


# wrong no_exposure: The times of observation are forgotten.
def poisson_exposure(w, X, t, y, lam):
    return X.T @ (np.exp(X @ w) - y) / len(y) + 2 * lam * w


# wrong sum: The sum over the examples instead of the mean.
def poisson_exposure(w, X, t, y, lam):
    return X.T @ (t * np.exp(X @ w) - y) + 2 * lam * w


# wrong mean_over_features: Divides by the number of features.
def poisson_exposure(w, X, t, y, lam):
    return X.T @ (t * np.exp(X @ w) - y) / len(w) + 2 * lam * w


# wrong residual_sign: The residual is y - mu, as for the log likelihood itself.
def poisson_exposure(w, X, t, y, lam):
    return X.T @ (y - t * np.exp(X @ w)) / len(y) + 2 * lam * w


# wrong two_of_ridge: The 2 of the square in the ridge term is lost.
def poisson_exposure(w, X, t, y, lam):
    return X.T @ (t * np.exp(X @ w) - y) / len(y) + lam * w


# wrong no_ridge: The ridge term is forgotten.
def poisson_exposure(w, X, t, y, lam):
    return X.T @ (t * np.exp(X @ w) - y) / len(y)


# wrong ridge_in_mean: The ridge term is divided by n as well.
def poisson_exposure(w, X, t, y, lam):
    return (X.T @ (t * np.exp(X @ w) - y) + 2 * lam * w) / len(y)


# wrong link_missing: Stops at the derivative by mu, without that of mu.
def poisson_exposure(w, X, t, y, lam):
    mu = t * np.exp(X @ w)
    return X.T @ (1 - y / mu) / len(y) + 2 * lam * w


# problem: gamma_deviance
# right exponent: With exp of the negative predictor.
def gamma_deviance(w, X, y):
    ratio = y * np.exp(-X @ w)
    return 2 * (X.T @ (1 - ratio))


# right by_mu: The derivative by mu, then by the predictor.
def gamma_deviance(w, X, y):
    mu = np.exp(X @ w)
    d_mu = 2 * (1 / mu - y / mu**2)
    return X.T @ (d_mu * mu)


# wrong row: The derivative as a row.
def gamma_deviance(w, X, y):
    return (2 * X.T @ (1 - y / np.exp(X @ w))).T


# wrong two_lost: The 2 of the deviance is forgotten.
def gamma_deviance(w, X, y):
    return X.T @ (1 - y / np.exp(X @ w))


# wrong sign: The sign of the residual is turned.
def gamma_deviance(w, X, y):
    return 2 * X.T @ (y / np.exp(X @ w) - 1)


# wrong by_mu_only: The derivative of mu by the predictor is missing.
def gamma_deviance(w, X, y):
    mu = np.exp(X @ w)
    return 2 * X.T @ ((mu - y) / mu**2)


# wrong poisson: The residual of Poisson's regression.
def gamma_deviance(w, X, y):
    return 2 * X.T @ (np.exp(X @ w) - y)


# wrong log_constant: The logarithm is taken as a constant.
def gamma_deviance(w, X, y):
    return -2 * X.T @ (y / np.exp(X @ w))


# wrong log_only: Only the logarithm is differentiated.
def gamma_deviance(w, X, y):
    return 2 * X.T @ np.ones_like(y)


# wrong over_y: The residual is divided by y instead of mu.
def gamma_deviance(w, X, y):
    return 2 * X.T @ ((np.exp(X @ w) - y) / y)


# wrong mean: The mean over the examples for the sum.
def gamma_deviance(w, X, y):
    return 2 * X.T @ (1 - y / np.exp(X @ w)) / len(y)


# problem: probit
# right loop: One example after the other.
def probit_gradient(w, X, s):
    g = np.zeros(len(w))
    for row, label in zip(X, s):
        m = label * (row @ w)
        g -= label * normal_pdf(m) / normal_cdf(m) * row
    return g


# right mills: The ratio of density and distribution as weights.
def probit_gradient(w, X, s):
    eta = X @ w
    ratio = normal_pdf(eta) / normal_cdf(s * eta)
    return -np.einsum("n,n,nd->d", s, ratio, X)


# wrong sign: The gradient of the log likelihood, without the minus.
def probit_gradient(w, X, s):
    m = s * (X @ w)
    return X.T @ (s * normal_pdf(m) / normal_cdf(m))


# wrong label_lost: The label from the chain rule is missing.
def probit_gradient(w, X, s):
    m = s * (X @ w)
    return -X.T @ (normal_pdf(m) / normal_cdf(m))


# wrong log_forgotten: The density is not divided by the distribution function.
def probit_gradient(w, X, s):
    m = s * (X @ w)
    return -X.T @ (s * normal_pdf(m))


# wrong logistic: The gradient of the logistic loss.
def probit_gradient(w, X, s):
    m = s * (X @ w)
    return -X.T @ (s / (1 + np.exp(m)))


# wrong no_constant: The density lacks 1/sqrt(2 pi).
def probit_gradient(w, X, s):
    m = s * (X @ w)
    return -X.T @ (s * np.exp(-(m**2) / 2) / normal_cdf(m))


# wrong erf_at_m: The derivative of erf is taken at m instead of m / sqrt(2).
def probit_gradient(w, X, s):
    m = s * (X @ w)
    return -X.T @ (s * np.exp(-(m**2)) / np.sqrt(2 * np.pi) / normal_cdf(m))


# wrong inner_root: The inner derivative 1/sqrt(2) is forgotten.
def probit_gradient(w, X, s):
    m = s * (X @ w)
    return -X.T @ (s * np.exp(-(m**2) / 2) / np.sqrt(np.pi) / normal_cdf(m))


# wrong other_tail: Divides by the other tail of the distribution.
def probit_gradient(w, X, s):
    m = s * (X @ w)
    return -X.T @ (s * normal_pdf(m) / (1 - normal_cdf(m)))


# wrong mean: The mean over the examples for the sum.
def probit_gradient(w, X, s):
    m = s * (X @ w)
    return -X.T @ (s * normal_pdf(m) / normal_cdf(m)) / len(s)


# problem: cauchy_hessian
# right in_c: With c squared multiplied out.
def cauchy_hessian(w, X, y, c):
    r = X @ w - y
    h = c**2 * (c**2 - r**2) / (c**2 + r**2) ** 2
    return X.T @ np.diag(h) @ X


# right einsum: Two terms from the product rule, with indices.
def cauchy_hessian(w, X, y, c):
    r = X @ w - y
    q = 1 + r**2 / c**2
    h = 1 / q - 2 * r**2 / c**2 / q**2
    return np.einsum("n,ni,nj->ij", h, X, X)


# wrong reweighted: The weights are taken as constant, as in iterative reweighting.
def cauchy_hessian(w, X, y, c):
    u2 = ((X @ w - y) / c) ** 2
    return X.T @ ((1 / (1 + u2))[:, None] * X)


# wrong not_squared: The denominator of the quotient rule is not squared.
def cauchy_hessian(w, X, y, c):
    u2 = ((X @ w - y) / c) ** 2
    return X.T @ (((1 - u2) / (1 + u2))[:, None] * X)


# wrong quotient_sign: A plus in the quotient rule.
def cauchy_hessian(w, X, y, c):
    u2 = ((X @ w - y) / c) ** 2
    return X.T @ (((1 + 3 * u2) / (1 + u2) ** 2)[:, None] * X)


# wrong two_lost: The derivative of the square in the denominator lacks its 2.
def cauchy_hessian(w, X, y, c):
    u2 = ((X @ w - y) / c) ** 2
    return X.T @ ((1 / (1 + u2) ** 2)[:, None] * X)


# wrong no_scale: The residuals are not divided by c.
def cauchy_hessian(w, X, y, c):
    u2 = (X @ w - y) ** 2
    return X.T @ (((1 - u2) / (1 + u2) ** 2)[:, None] * X)


# wrong outer_of_gradient: The outer product of the gradient with itself.
def cauchy_hessian(w, X, y, c):
    r = X @ w - y
    g = X.T @ (r / (1 + (r / c) ** 2))
    return np.outer(g, g)


# wrong mean: The mean over the examples for the sum.
def cauchy_hessian(w, X, y, c):
    u2 = ((X @ w - y) / c) ** 2
    return X.T @ (((1 - u2) / (1 + u2) ** 2)[:, None] * X) / len(y)


# wrong front_lost: The c**2 in front of the sum is forgotten, the 1/c**2 of the chain rule is not.
def cauchy_hessian(w, X, y, c):
    u2 = ((X @ w - y) / c) ** 2
    return X.T @ (((1 - u2) / (1 + u2) ** 2)[:, None] * X) / c**2


# problem: precision_matrix
# right loop: One example after the other.
def precision_matrix(P, X, mu):
    D = np.zeros_like(P)
    for x in X:
        e = (x - mu[0])[:, None]
        D += e @ e.T / 2 - np.linalg.inv(P.T) / 2
    return D


# right covariance: With the covariance of the sample.
def precision_matrix(P, X, mu):
    n = X.shape[0]
    S = np.einsum("ni,nj->ij", X - mu, X - mu) / n
    return n / 2 * (S - np.linalg.inv(P).T)


# wrong not_transposed: The inverse is not transposed.
def precision_matrix(P, X, mu):
    E = X - mu
    return E.T @ E / 2 - len(X) / 2 * np.linalg.inv(P)


# wrong plus: The term of the determinant is added.
def precision_matrix(P, X, mu):
    E = X - mu
    return E.T @ E / 2 + len(X) / 2 * np.linalg.inv(P).T


# wrong one_example: The determinant is counted once instead of once for each example.
def precision_matrix(P, X, mu):
    E = X - mu
    return E.T @ E / 2 - np.linalg.inv(P).T / 2


# wrong half_lost: The half in front of the determinant is forgotten.
def precision_matrix(P, X, mu):
    E = X - mu
    return E.T @ E / 2 - len(X) * np.linalg.inv(P).T


# wrong two_for_half: The form is taken to be quadratic in P, its 2 cancels the half.
def precision_matrix(P, X, mu):
    E = X - mu
    return E.T @ E - len(X) / 2 * np.linalg.inv(P).T


# wrong no_centre: The mean is not subtracted.
def precision_matrix(P, X, mu):
    return X.T @ X / 2 - len(X) / 2 * np.linalg.inv(P).T


# wrong determinant: The derivative of the determinant instead of its logarithm.
def precision_matrix(P, X, mu):
    E = X - mu
    return E.T @ E / 2 - len(X) / 2 * np.linalg.det(P) * np.linalg.inv(P).T


# wrong p_for_inverse: P itself stands where its inverse should.
def precision_matrix(P, X, mu):
    E = X - mu
    return E.T @ E / 2 - len(X) / 2 * P.T


# problem: distillation
# right by_scores: The derivative by the scores first.
def distillation(W, X, Q, T):
    n = X.shape[1]
    dZ = T * (softmax(W.T @ X / T) - Q) / n
    return X @ dZ.T


# right by_examples: The sum over the examples.
def distillation(W, X, Q, T):
    n = X.shape[1]
    D = np.zeros_like(W)
    for i in range(n):
        p = softmax(W.T @ X[:, i] / T)
        D += np.outer(X[:, i], p - Q[:, i])
    return T * D / n


# wrong inner_temperature: The 1/T of the chain rule is forgotten, T squared is left.
def distillation(W, X, Q, T):
    P = softmax(W.T @ X / T)
    return T**2 * X @ (P - Q).T / X.shape[1]


# wrong no_temperature: The 1/T of the chain rule is applied twice.
def distillation(W, X, Q, T):
    P = softmax(W.T @ X / T)
    return X @ (P - Q).T / X.shape[1]


# wrong sign: Target minus prediction.
def distillation(W, X, Q, T):
    P = softmax(W.T @ X / T)
    return T * X @ (Q - P).T / X.shape[1]


# wrong sharp: The softmax is not softened.
def distillation(W, X, Q, T):
    P = softmax(W.T @ X)
    return T * X @ (P - Q).T / X.shape[1]


# wrong axis: The softmax runs over the examples.
def distillation(W, X, Q, T):
    P = softmax(W.T @ X / T, axis=1)
    return T * X @ (P - Q).T / X.shape[1]


# wrong sum: The loss is not divided by the number of examples.
def distillation(W, X, Q, T):
    P = softmax(W.T @ X / T)
    return T * X @ (P - Q).T


# wrong all_entries: Divides by the number of all entries of Z.
def distillation(W, X, Q, T):
    P = softmax(W.T @ X / T)
    return T * X @ (P - Q).T / Q.size


# wrong transposed: The numerator layout.
def distillation(W, X, Q, T):
    P = softmax(W.T @ X / T)
    return T * (P - Q) @ X.T / X.shape[1]


# wrong slope_twice: The slope p(1-p) is multiplied in once more.
def distillation(W, X, Q, T):
    P = softmax(W.T @ X / T)
    return T * X @ ((P - Q) * P * (1 - P)).T / X.shape[1]
