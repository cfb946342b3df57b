import math

import numpy as np


def cdf(z):
    return np.array([(1 + math.erf(t / math.sqrt(2))) / 2 for t in z])


def pdf(z):
    return np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)


# problem: generalised_least_squares
# right normal_equations: Multiplied out into the normal equations.
def gls_grad(b, X, y, Om):
    P = np.linalg.inv(Om)
    return X.T @ P @ X @ b - X.T @ P @ y


# right whitened: With a Cholesky factor, as ordinary least squares of whitened data.
def gls_grad(b, X, y, Om):
    L = np.linalg.cholesky(Om)
    Xw = np.linalg.solve(L, X)
    yw = np.linalg.solve(L, y)
    return Xw.T @ (Xw @ b - yw)


# wrong sign: The minus of the inner derivative is lost.
def gls_grad(b, X, y, Om):
    return X.T @ np.linalg.inv(Om) @ (y - X @ b)


# wrong not_inverted: The covariance is used where its inverse stands.
def gls_grad(b, X, y, Om):
    return -X.T @ Om @ (y - X @ b)


# wrong ordinary: The gradient of ordinary least squares, the weights are forgotten.
def gls_grad(b, X, y, Om):
    return -X.T @ (y - X @ b)


# wrong no_half: The half in front of the sum of squares is forgotten, so a 2 remains.
def gls_grad(b, X, y, Om):
    return -2 * X.T @ np.linalg.inv(Om) @ (y - X @ b)


# wrong halved: The half is kept but the 2 of the square is not brought down.
def gls_grad(b, X, y, Om):
    return -X.T @ np.linalg.inv(Om) @ (y - X @ b) / 2


# wrong row: The gradient lies down as a row.
def gls_grad(b, X, y, Om):
    return -(y - X @ b).T @ np.linalg.inv(Om) @ X


# wrong diagonal: Only the variances are used, the covariances are ignored.
def gls_grad(b, X, y, Om):
    return -X.T @ ((y - X @ b) / np.diag(Om).reshape(-1, 1))


# wrong elementwise_inverse: One over each entry is taken for the inverse.
def gls_grad(b, X, y, Om):
    return -X.T @ (1 / Om) @ (y - X @ b)


# wrong no_data: The term with y is dropped because y is a constant.
def gls_grad(b, X, y, Om):
    return X.T @ np.linalg.inv(Om) @ X @ b


# problem: moments
# right by_moments: The Jacobian of the moments first, then the chain rule.
def gmm_grad(b, X, Z, y, W):
    n = X.shape[0]
    D = -(Z.T @ X) / n
    g = Z.T @ (y - X @ b) / n
    return (D.T @ (W @ g + W.T @ g)).T


# right einsum: With indices.
def gmm_grad(b, X, Z, y, W):
    n = len(X)
    g = np.einsum("tl,t->l", Z, (y - X @ b)[:, 0]) / n
    G = -np.einsum("tl,tk->lk", Z, X) / n
    out = np.einsum("lk,lm,m->k", G, W, g) + np.einsum("l,lm,mk->k", g, W, G)
    return out[None, :]


# wrong symmetric_w: Twice W, as if W were symmetric.
def gmm_grad(b, X, Z, y, W):
    n = len(y)
    g = Z.T @ (y - X @ b) / n
    return -2 * g.T @ W @ Z.T @ X / n


# wrong one_term: Only the second g is differentiated.
def gmm_grad(b, X, Z, y, W):
    n = len(y)
    g = Z.T @ (y - X @ b) / n
    return -g.T @ W @ Z.T @ X / n


# wrong one_n: The 1/n of the inner derivative is lost.
def gmm_grad(b, X, Z, y, W):
    n = len(y)
    g = Z.T @ (y - X @ b) / n
    return -g.T @ (W + W.T) @ Z.T @ X


# wrong no_n: The sums are not divided by n at all.
def gmm_grad(b, X, Z, y, W):
    g = Z.T @ (y - X @ b)
    return -g.T @ (W + W.T) @ Z.T @ X


# wrong plus: The minus before X b is lost.
def gmm_grad(b, X, Z, y, W):
    n = len(y)
    g = Z.T @ (y - X @ b) / n
    return g.T @ (W + W.T) @ Z.T @ X / n


# wrong column: The gradient stands as a column.
def gmm_grad(b, X, Z, y, W):
    n = len(y)
    g = Z.T @ (y - X @ b) / n
    return -X.T @ Z @ (W + W.T) @ g / n


# wrong divided_by_instruments: Divided by the number of instruments, not of observations.
def gmm_grad(b, X, Z, y, W):
    n, l = Z.shape
    g = Z.T @ (y - X @ b) / l
    return -g.T @ (W + W.T) @ Z.T @ X / l


# wrong no_weighting: W is forgotten, the moments are simply squared.
def gmm_grad(b, X, Z, y, W):
    n = len(y)
    g = Z.T @ (y - X @ b) / n
    return -2 * g.T @ Z.T @ X / n


# problem: probit
# right mills: With the signs q and the inverse Mills ratio.
def probit_grad(b, X, y):
    q = 2 * y - 1
    z = q * (X @ b)
    return -(q * pdf(z) / cdf(z)) @ X


# right one_fraction: Both terms on one denominator.
def probit_grad(b, X, y):
    z = X @ b
    P = cdf(z)
    w = pdf(z) / (P * (1 - P))
    return X.T @ (w * (P - y))


# wrong like_logit: The formula of logistic regression, prediction minus label.
def probit_grad(b, X, y):
    return X.T @ (cdf(X @ b) - y)


# wrong likelihood: The gradient of the log likelihood, without the minus.
def probit_grad(b, X, y):
    z = X @ b
    P = cdf(z)
    return X.T @ (pdf(z) * (y / P - (1 - y) / (1 - P)))


# wrong no_density: The derivative of Phi, the density, is left out.
def probit_grad(b, X, y):
    P = cdf(X @ b)
    return X.T @ ((1 - y) / (1 - P) - y / P)


# wrong density_without_constant: The density lacks the root of two pi.
def probit_grad(b, X, y):
    z = X @ b
    P = cdf(z)
    return X.T @ (np.exp(-(z**2) / 2) * ((1 - y) / (1 - P) - y / P))


# wrong density_no_half: The exponent of the density lacks its half.
def probit_grad(b, X, y):
    z = X @ b
    P = cdf(z)
    phi = np.exp(-(z**2)) / np.sqrt(2 * np.pi)
    return X.T @ (phi * ((1 - y) / (1 - P) - y / P))


# wrong logistic_slope: The density is replaced by the slope P(1 - P) of a sigmoid.
def probit_grad(b, X, y):
    P = cdf(X @ b)
    return X.T @ (P * (1 - P) * ((1 - y) / (1 - P) - y / P))


# wrong second_sign: The minus from 1 - Phi is lost in the second term.
def probit_grad(b, X, y):
    z = X @ b
    P = cdf(z)
    return -X.T @ (pdf(z) * ((1 - y) / (1 - P) + y / P))


# wrong only_ones: Only the observations with y = 1 are counted.
def probit_grad(b, X, y):
    z = X @ b
    return -X.T @ (pdf(z) * y / cdf(z))


# wrong mean: The mean over the observations for the sum.
def probit_grad(b, X, y):
    z = X @ b
    P = cdf(z)
    return X.T @ (pdf(z) * (P - y) / (P * (1 - P))) / len(y)


# problem: heavy_tails
# right weights: As least squares with weights.
def student_grad(b, X, y, nu, s):
    r = y - X @ b
    w = (nu + 1) / (nu + (r / s) ** 2)
    return -X.T @ (w * r) / s**2


# right chain_of_pieces: Step by step from the logarithm inwards.
def student_grad(b, X, y, nu, s):
    r = y - X @ b
    t = 1 + r**2 / (nu * s**2)
    dt = (nu + 1) / 2 / t
    dr = dt * 2 * r / (nu * s**2)
    return -(dr @ X)


# wrong sign: The residual's minus is forgotten.
def student_grad(b, X, y, nu, s):
    r = y - X @ b
    return (nu + 1) * X.T @ (r / (nu * s**2 + r**2))


# wrong no_log: The one over of the logarithm is left out.
def student_grad(b, X, y, nu, s):
    r = y - X @ b
    return -(nu + 1) * X.T @ (r / (nu * s**2))


# wrong gaussian: The gradient of a Gaussian likelihood.
def student_grad(b, X, y, nu, s):
    return -X.T @ (y - X @ b) / s**2


# wrong no_two: The 2 of the square is forgotten while the half is kept.
def student_grad(b, X, y, nu, s):
    r = y - X @ b
    return -(nu + 1) / 2 * X.T @ (r / (nu * s**2 + r**2))


# wrong no_inner: Stops at the logarithm and never differentiates the square inside.
def student_grad(b, X, y, nu, s):
    r = y - X @ b
    return -(nu + 1) / 2 * X.T @ (1 / (1 + r**2 / (nu * s**2)))


# wrong nu_for_nu_plus_one: The factor nu in front for nu + 1.
def student_grad(b, X, y, nu, s):
    r = y - X @ b
    return -nu * X.T @ (r / (nu * s**2 + r**2))


# wrong scale_not_squared: s for s squared.
def student_grad(b, X, y, nu, s):
    r = y - X @ b
    return -(nu + 1) * X.T @ (r / (nu * s + r**2))


# wrong cancelled_nu: On clearing the fraction the 1 stays 1 instead of becoming nu s squared.
def student_grad(b, X, y, nu, s):
    r = y - X @ b
    return -(nu + 1) * X.T @ (r / (1 + r**2))


# problem: autoregression
# right inner_slope: The slope of each error by mu is phi - 1.
def ar_mean_slope(mu, phi, y):
    e = (y[1:] - mu) - phi * (y[:-1] - mu)
    return float(np.sum(e * (phi - 1)))


# right loop: A loop over the observations.
def ar_mean_slope(mu, phi, y):
    total = 0.0
    for t in range(1, len(y)):
        total += ((y[t] - mu) - phi * (y[t - 1] - mu)) * (phi - 1)
    return total


# wrong no_lag: The mu inside the lagged term is not differentiated.
def ar_mean_slope(mu, phi, y):
    d = y - mu
    return -np.sum(d[1:] - phi * d[:-1])


# wrong plus_phi: The lagged term gets the wrong sign, 1 + phi for 1 - phi.
def ar_mean_slope(mu, phi, y):
    d = y - mu
    return -(1 + phi) * np.sum(d[1:] - phi * d[:-1])


# wrong sign: The minus before mu is lost.
def ar_mean_slope(mu, phi, y):
    d = y - mu
    return (1 - phi) * np.sum(d[1:] - phi * d[:-1])


# wrong twice: A 2 remains though the sum is halved.
def ar_mean_slope(mu, phi, y):
    d = y - mu
    return -2 * (1 - phi) * np.sum(d[1:] - phi * d[:-1])


# wrong mean: The mean of the errors for the sum.
def ar_mean_slope(mu, phi, y):
    d = y - mu
    return -(1 - phi) * np.mean(d[1:] - phi * d[:-1])


# wrong by_phi: The derivative by phi.
def ar_mean_slope(mu, phi, y):
    d = y - mu
    return -np.sum((d[1:] - phi * d[:-1]) * d[:-1])


# wrong lags_swapped: The lag is taken in the wrong direction.
def ar_mean_slope(mu, phi, y):
    d = y - mu
    return -(1 - phi) * np.sum(d[:-1] - phi * d[1:])


# wrong no_intercept: mu is not subtracted from the lagged observation in the error.
def ar_mean_slope(mu, phi, y):
    return -(1 - phi) * np.sum(y[1:] - mu - phi * y[:-1])


# problem: substitution
# right by_output: With the output itself, q/x times the share.
def marginal_products(x, a, rho, A):
    t = a * x**rho
    q = A * t.sum() ** (1 / rho)
    return q * t / (t.sum() * x)


# right powers: With the usual form of the marginal product.
def marginal_products(x, a, rho, A):
    q = A * np.sum(a * x**rho) ** (1 / rho)
    return a * A**rho * (q / x) ** (1 - rho)


# wrong outer_only: The outer power is differentiated, of the inner one only the weight a is kept.
def marginal_products(x, a, rho, A):
    return A / rho * np.sum(a * x**rho) ** (1 / rho - 1) * a


# wrong inner_only: The outer power is left as it was.
def marginal_products(x, a, rho, A):
    return A * np.sum(a * x**rho) ** (1 / rho) * a * x ** (rho - 1)


# wrong rho_kept: The outer 1/rho is forgotten, so a factor rho remains.
def marginal_products(x, a, rho, A):
    return A * np.sum(a * x**rho) ** (1 / rho - 1) * rho * a * x ** (rho - 1)


# wrong one_over_rho: The inner rho is forgotten, so a factor 1/rho remains.
def marginal_products(x, a, rho, A):
    return A / rho * np.sum(a * x**rho) ** (1 / rho - 1) * a * x ** (rho - 1)


# wrong no_weight: The weight a of the own input is lost.
def marginal_products(x, a, rho, A):
    return A * np.sum(a * x**rho) ** (1 / rho - 1) * x ** (rho - 1)


# wrong power_not_lowered: x keeps the power rho.
def marginal_products(x, a, rho, A):
    return A * np.sum(a * x**rho) ** (1 / rho - 1) * a * x**rho


# wrong no_technology: The factor A is left out.
def marginal_products(x, a, rho, A):
    return np.sum(a * x**rho) ** (1 / rho - 1) * a * x ** (rho - 1)


# wrong exponent: The outer exponent is lowered as rho - 1 for 1/rho - 1.
def marginal_products(x, a, rho, A):
    return A * np.sum(a * x**rho) ** (rho - 1) * a * x ** (rho - 1)


# wrong own_terms: Only the own term stands under the outer power, not the sum.
def marginal_products(x, a, rho, A):
    return A * (a * x**rho) ** (1 / rho - 1) * a * x ** (rho - 1)
