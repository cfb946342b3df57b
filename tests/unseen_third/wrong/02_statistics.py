"""Wrong answers to the third unseen set's statistics, each with what is wrong in plain words.

They were written without a look at what the grader can name.
"""

# ruff: noqa: F811, F821

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# --- gaussian_likelihood --------------------------------------------------------------------------


@wrong("gaussian_likelihood", "SIGN", "by_mu has the wrong sign; by_S right")
def gaussian_likelihood(X, mu, S):
    P = np.linalg.inv(S)
    D = X - mu
    return -P @ D.sum(axis=0), 0.5 * (P @ D.T @ D @ P - len(X) * P)


@wrong("gaussian_likelihood", "SUM", "by_mu averaged instead of summed over the data; by_S right")
def gaussian_likelihood(X, mu, S):
    P = np.linalg.inv(S)
    D = X - mu
    return P @ D.mean(axis=0), 0.5 * (P @ D.T @ D @ P - len(X) * P)


@wrong("gaussian_likelihood", "FACTOR", "by_mu right; n forgotten in by_S's determinant term")
def gaussian_likelihood(X, mu, S):
    P = np.linalg.inv(S)
    D = X - mu
    return P @ D.sum(axis=0), 0.5 * (P @ D.T @ D @ P - P)


@wrong("gaussian_likelihood", "SIGN", "by_mu right; the inverse's minus forgotten in by_S")
def gaussian_likelihood(X, mu, S):
    P = np.linalg.inv(S)
    D = X - mu
    return P @ D.sum(axis=0), -0.5 * (P @ D.T @ D @ P + len(X) * P)


@wrong("gaussian_likelihood", "INVERSE", "by_mu right; by_S is the derivative by the precision")
def gaussian_likelihood(X, mu, S):
    D = X - mu
    return np.linalg.solve(S, D.sum(axis=0)), 0.5 * (len(X) * S - D.T @ D)


@wrong("gaussian_likelihood", "INVERSE", "S used where its inverse belongs, in both")
def gaussian_likelihood(X, mu, S):
    D = X - mu
    return S @ D.sum(axis=0), 0.5 * (S @ D.T @ D @ S - len(X) * S)


@wrong("gaussian_likelihood", "SYMMETRIC", "by_mu right; by_S along symmetric changes: 2 G - diag")
def gaussian_likelihood(X, mu, S):
    P = np.linalg.inv(S)
    D = X - mu
    G = 0.5 * (P @ D.T @ D @ P - len(X) * P)
    return P @ D.sum(axis=0), 2 * G - np.diag(np.diag(G))


@wrong("gaussian_likelihood", "POWER", "by_mu right; only one S^-1 around the scatter in by_S")
def gaussian_likelihood(X, mu, S):
    P = np.linalg.inv(S)
    D = X - mu
    return P @ D.sum(axis=0), 0.5 * (P @ D.T @ D - len(X) * P)


@wrong("gaussian_likelihood", "COMPOUND", "factor 1/2 of by_S and the mean's sum forgotten")
def gaussian_likelihood(X, mu, S):
    P = np.linalg.inv(S)
    D = X - mu
    return D @ P, P @ D.T @ D @ P - len(X) * P


# --- logistic_signs -------------------------------------------------------------------------------


@wrong("logistic_signs", "SIGN", "the exponent's minus is forgotten: the data term is positive")
def logistic_signs(w, X, y, lam):
    return X.T @ (y * sigmoid(-y * (X @ w))) / len(y) + lam * w


@wrong("logistic_signs", "SIGN", "sigmoid of the margin instead of minus the margin")
def logistic_signs(w, X, y, lam):
    return -X.T @ (y * sigmoid(y * (X @ w))) / len(y) + lam * w


@wrong("logistic_signs", "OTHER", "the formula for labels 0 and 1, sigmoid(Xw) - y, with -1 and 1")
def logistic_signs(w, X, y, lam):
    return X.T @ (sigmoid(X @ w) - y) / len(y) + lam * w


@wrong("logistic_signs", "CHAIN", "the label y in the chain is forgotten")
def logistic_signs(w, X, y, lam):
    return -X.T @ sigmoid(-y * (X @ w)) / len(y) + lam * w


@wrong("logistic_signs", "FACTOR", "not averaged over the examples")
def logistic_signs(w, X, y, lam):
    return -X.T @ (y * sigmoid(-y * (X @ w))) + lam * w


@wrong("logistic_signs", "REG", "the penalty is forgotten")
def logistic_signs(w, X, y, lam):
    return -X.T @ (y * sigmoid(-y * (X @ w))) / len(y)


@wrong("logistic_signs", "CHAIN", "the logarithm's derivative is forgotten: e, not e / (1 + e)")
def logistic_signs(w, X, y, lam):
    return -X.T @ (y * np.exp(-y * (X @ w))) / len(y) + lam * w


@wrong("logistic_signs", "COMPOUND", "penalty doubled, and averaged over d instead of n")
def logistic_signs(w, X, y, lam):
    return -X.T @ (y * sigmoid(-y * (X @ w))) / w.size + 2 * lam * w


# --- latent_divergence ----------------------------------------------------------------------------


@wrong("latent_divergence", "OTHER", "tau taken as 1 in by_mu and by_s; by_tau right")
def latent_divergence(mu, s, tau):
    by_tau = 0.5 * np.sum(1 / tau - (np.exp(s) + mu**2) / tau**2)
    return mu, 0.5 * (np.exp(s) - 1), by_tau


@wrong("latent_divergence", "FACTOR", "by_mu without the 1/2: 2 mu / tau; by_s right; by_tau right")
def latent_divergence(mu, s, tau):
    by_tau = 0.5 * np.sum(1 / tau - (np.exp(s) + mu**2) / tau**2)
    return 2 * mu / tau, 0.5 * (np.exp(s) / tau - 1), by_tau


@wrong("latent_divergence", "POWER", "by_mu right; by_s right; by_tau over tau, not tau^2")
def latent_divergence(mu, s, tau):
    by_tau = 0.5 * np.sum(1 / tau - (np.exp(s) + mu**2) / tau)
    return mu / tau, 0.5 * (np.exp(s) / tau - 1), by_tau


@wrong("latent_divergence", "SUM", "by_mu right; by_s right; by_tau counts log(tau) once")
def latent_divergence(mu, s, tau):
    by_tau = 0.5 * (1 / tau - np.sum(np.exp(s) + mu**2) / tau**2)
    return mu / tau, 0.5 * (np.exp(s) / tau - 1), by_tau


@wrong("latent_divergence", "VAR", "by_mu right; by_s taken by the variance e^s; by_tau right")
def latent_divergence(mu, s, tau):
    by_tau = 0.5 * np.sum(1 / tau - (np.exp(s) + mu**2) / tau**2)
    return mu / tau, 0.5 * (1 / tau - np.exp(-s)), by_tau


@wrong("latent_divergence", "COMPOUND", "1/2 forgotten in all three, by_tau with the sign turned")
def latent_divergence(mu, s, tau):
    by_tau = np.sum((np.exp(s) + mu**2) / tau**2 - 1 / tau)
    return 2 * mu / tau, np.exp(s) / tau - 1, by_tau


# --- weighted_squares -----------------------------------------------------------------------------


@wrong("weighted_squares", "SYMMETRIC", "M taken for symmetric: X^T M r")
def weighted_squares(theta, X, y, M):
    return X.T @ M @ (X @ theta - y)


@wrong("weighted_squares", "FACTOR", "the 1/2 is forgotten: X^T (M + M^T) r")
def weighted_squares(theta, X, y, M):
    return X.T @ (M + M.T) @ (X @ theta - y)


@wrong("weighted_squares", "SIGN", "residual y - X theta without turning the sign")
def weighted_squares(theta, X, y, M):
    return 0.5 * X.T @ (M + M.T) @ (y - X @ theta)


@wrong("weighted_squares", "LAYOUT", "as a row (1, d)")
def weighted_squares(theta, X, y, M):
    return (0.5 * X.T @ (M + M.T) @ (X @ theta - y)).T


@wrong("weighted_squares", "PRODUCT", "only the first r differentiated, the 1/2 kept")
def weighted_squares(theta, X, y, M):
    return 0.5 * X.T @ M @ (X @ theta - y)


@wrong("weighted_squares", "OTHER", "the targets are forgotten in the residual")
def weighted_squares(theta, X, y, M):
    return 0.5 * X.T @ (M + M.T) @ X @ theta


@wrong("weighted_squares", "DIAGONAL", "only the diagonal of M used, as weights of examples")
def weighted_squares(theta, X, y, M):
    return X.T @ (np.diag(M)[:, None] * (X @ theta - y))


@wrong("weighted_squares", "COMPOUND", "M^T for the symmetric part, no 1/2, flattened to (d,)")
def weighted_squares(theta, X, y, M):
    return (2 * X.T @ M.T @ (X @ theta - y)).ravel()


# --- student_loss ---------------------------------------------------------------------------------


@wrong("student_loss", "LAYOUT", "a column (d, 1), the gradient as in the other convention")
def student_loss(w, X, y, nu):
    r = X @ w - y
    return X.T @ ((nu + 1) * r / (nu + r**2))


@wrong("student_loss", "CHAIN", "the inner 2 r / nu without its 2, the 1/2 in front kept")
def student_loss(w, X, y, nu):
    r = X @ w - y
    return 0.5 * ((nu + 1) * r / (nu + r**2)).T @ X


@wrong("student_loss", "OTHER", "1 + r^2 in the denominator: the nu of r^2 / nu is lost there")
def student_loss(w, X, y, nu):
    r = X @ w - y
    return ((nu + 1) * r / nu / (1 + r**2)).T @ X


@wrong("student_loss", "CHAIN", "the 1/nu of the inner derivative is forgotten")
def student_loss(w, X, y, nu):
    r = X @ w - y
    return ((nu + 1) * r / (1 + r**2 / nu)).T @ X


@wrong("student_loss", "CHAIN", "the inner derivative of r^2 is forgotten altogether")
def student_loss(w, X, y, nu):
    r = X @ w - y
    return (0.5 * (nu + 1) / (1 + r**2 / nu) / nu).T @ X


@wrong("student_loss", "SIGN", "the residual taken as y - X w")
def student_loss(w, X, y, nu):
    r = y - X @ w
    return ((nu + 1) * r / (nu + r**2)).T @ X


@wrong("student_loss", "POWER", "the weight is squared: (nu + r^2)^2 below, as in a quotient rule")
def student_loss(w, X, y, nu):
    r = X @ w - y
    return ((nu + 1) * r / (nu + r**2) ** 2).T @ X


@wrong("student_loss", "COMPOUND", "the factor nu + 1 forgotten, and averaged over the data")
def student_loss(w, X, y, nu):
    r = X @ w - y
    return (r / (nu + r**2)).T @ X / len(y)
