from math import erf, pi

import numpy as np


def normal_cdf(z):
    return np.vectorize(lambda t: (1 + erf(t / 2**0.5)) / 2)(z)


def normal_pdf(z):
    return np.exp(-(z**2) / 2) / np.sqrt(2 * pi)


# problem: heavy_tails
# right weights: As weighted least squares.
def heavy_tails(w, X, y, nu):
    r = X @ w - y
    return 2 * X.T @ (np.diag(1 / (nu + r[:, 0] ** 2)) @ r)


# right loop: Example by example.
def heavy_tails(w, X, y, nu):
    g = np.zeros_like(w)
    for x, t in zip(X, y[:, 0]):
        r = x @ w[:, 0] - t
        g += (1 / (1 + r**2 / nu)) * (2 * r / nu) * x[:, None]
    return g


# wrong outer_only: The inner derivative 2r/nu is forgotten.
def heavy_tails(w, X, y, nu):
    r = X @ w - y
    return X.T @ (1 / (1 + r**2 / nu))


# wrong two_lost: The factor two is lost.
def heavy_tails(w, X, y, nu):
    r = X @ w - y
    return X.T @ (r / (nu + r**2))


# wrong nu_lost: The inner division by nu is lost.
def heavy_tails(w, X, y, nu):
    r = X @ w - y
    return X.T @ (2 * r / (1 + r**2 / nu))


# wrong one_for_nu: One stands where nu does.
def heavy_tails(w, X, y, nu):
    r = X @ w - y
    return X.T @ (2 * r / (1 + r**2))


# wrong sign: The residual is turned round.
def heavy_tails(w, X, y, nu):
    r = y - X @ w
    return X.T @ (2 * r / (nu + r**2))


# wrong mean: The mean over the examples.
def heavy_tails(w, X, y, nu):
    r = X @ w - y
    return X.T @ (2 * r / (nu + r**2)) / len(y)


# wrong log_of_sum: The logarithm of the sum is differentiated.
def heavy_tails(w, X, y, nu):
    r = X @ w - y
    return X.T @ (2 * r) / (nu + r.T @ r)


# wrong row: A row instead of a column.
def heavy_tails(w, X, y, nu):
    r = X @ w - y
    return (2 * r / (nu + r**2)).T @ X


# wrong least_squares: The plain squares: the logarithm is forgotten.
def heavy_tails(w, X, y, nu):
    return 2 * X.T @ (X @ w - y) / nu


# problem: harmonic
# right by_value: By the value of the mean.
def harmonic(x, w):
    h = np.sum(w) / np.sum(w / x)
    return w / np.sum(w) * (h / x) ** 2


# right loop: Entry by entry.
def harmonic(x, w):
    s, t = w.sum(), (w / x).sum()
    return np.array([[s * w[i, 0] / (t * x[i, 0]) ** 2] for i in range(len(x))])


# wrong sign_once: The two minus signs are not cancelled.
def harmonic(x, w):
    return -w.sum() / (w / x).sum() ** 2 * w / x**2


# wrong weights_lost: The weight of the entry is forgotten.
def harmonic(x, w):
    return w.sum() / (w / x).sum() ** 2 / x**2


# wrong total_lost: The sum of the weights is taken as one.
def harmonic(x, w):
    return w / (x * (w / x).sum()) ** 2


# wrong denominator_once: The denominator is not squared.
def harmonic(x, w):
    return w.sum() / (w / x).sum() * w / x**2


# wrong inner_first_power: The slope of 1/x is taken as 1/x.
def harmonic(x, w):
    return w.sum() / (w / x).sum() ** 2 * w / x


# wrong terms_alone: Each term is inverted on its own.
def harmonic(x, w):
    return w.sum() / w


# wrong arithmetic: The arithmetic mean is differentiated.
def harmonic(x, w):
    return w / w.sum()


# wrong row: A row.
def harmonic(x, w):
    return (w.sum() / (w / x).sum() ** 2 * w / x**2).T


# wrong chain_outer_only: Only the outer quotient is differentiated.
def harmonic(x, w):
    return -w.sum() / (w / x).sum() ** 2 * np.ones_like(x)


# problem: mahalanobis
# right half: Half over the root, times the gradient of the square.
def mahalanobis(m, x, S):
    P = np.linalg.inv(S)
    e = x - m
    return (P + P.T) @ (m - x) / (2 * np.sqrt(e.T @ P @ e))


# right whitened: With the Cholesky factor.
def mahalanobis(m, x, S):
    L = np.linalg.cholesky(S)
    z = np.linalg.solve(L, m - x)
    return np.linalg.solve(L.T, z / np.linalg.norm(z))


# wrong sign: The gradient by x.
def mahalanobis(m, x, S):
    u = np.linalg.solve(S, x - m)
    return u / np.sqrt((x - m).T @ u)


# wrong inverse_lost: S stands where its inverse should, throughout.
def mahalanobis(m, x, S):
    u = S @ (x - m)
    return -u / np.sqrt((x - m).T @ u)


# wrong squared_distance: The gradient of the squared distance.
def mahalanobis(m, x, S):
    return -2 * np.linalg.solve(S, x - m)


# wrong half_kept: The half of the root is kept, the two lost.
def mahalanobis(m, x, S):
    u = np.linalg.solve(S, x - m)
    return -u / (2 * np.sqrt((x - m).T @ u))


# wrong two_kept: The half of the root is lost.
def mahalanobis(m, x, S):
    u = np.linalg.solve(S, x - m)
    return -2 * u / np.sqrt((x - m).T @ u)


# wrong root_lost_below: Divided by the squared distance.
def mahalanobis(m, x, S):
    u = np.linalg.solve(S, x - m)
    return -u / ((x - m).T @ u)


# wrong euclidean_below: The Euclidean distance below.
def mahalanobis(m, x, S):
    return -np.linalg.solve(S, x - m) / np.linalg.norm(x - m)


# wrong euclidean: The metric is left out.
def mahalanobis(m, x, S):
    return -(x - m) / np.linalg.norm(x - m)


# wrong inverse_above_lost: The inverse is forgotten above only.
def mahalanobis(m, x, S):
    e = x - m
    return -e / np.sqrt(e.T @ np.linalg.solve(S, e))


# wrong variances_only: The covariance is inverted as if it were diagonal.
def mahalanobis(m, x, S):
    e = x - m
    u = e / np.diag(S)[:, None]
    return -u / np.sqrt(e.T @ u)


# problem: gelu_layer
# right diagonal: A diagonal matrix on the right.
def gelu_layer(x, W, b):
    z = W.T @ x + b
    return W @ np.diag((normal_cdf(z) + z * normal_pdf(z)).ravel())


# right loop: Column by column.
def gelu_layer(x, W, b):
    out = np.empty(W.shape)
    for j in range(W.shape[1]):
        z = W[:, j] @ x[:, 0] + b[j, 0]
        out[:, j] = (normal_cdf(z) + z * normal_pdf(z)) * W[:, j]
    return out


# wrong cdf_only: The factor z is differentiated, the distribution function is not.
def gelu_layer(x, W, b):
    z = W.T @ x + b
    return W * normal_cdf(z).T


# wrong pdf_only: The distribution function is differentiated, the factor z is not.
def gelu_layer(x, W, b):
    z = W.T @ x + b
    return W * (z * normal_pdf(z)).T


# wrong z_lost: The factor z in front of the density is lost.
def gelu_layer(x, W, b):
    z = W.T @ x + b
    return W * (normal_cdf(z) + normal_pdf(z)).T


# wrong root_two_lost: The inner derivative 1/sqrt(2) of erf is forgotten.
def gelu_layer(x, W, b):
    z = W.T @ x + b
    return W * (normal_cdf(z) + z * np.exp(-(z**2) / 2) / np.sqrt(pi)).T


# wrong half_in_exponent: The half in the exponent is forgotten.
def gelu_layer(x, W, b):
    z = W.T @ x + b
    return W * (normal_cdf(z) + z * np.exp(-(z**2)) / np.sqrt(2 * pi)).T


# wrong density_constant: The slope of erf is taken without its constant.
def gelu_layer(x, W, b):
    z = W.T @ x + b
    return W * (normal_cdf(z) + z * np.exp(-(z**2) / 2)).T


# wrong transposed: The output's axis first.
def gelu_layer(x, W, b):
    z = W.T @ x + b
    return (normal_cdf(z) + z * normal_pdf(z)) * W.T


# wrong bias_lost: The bias is forgotten.
def gelu_layer(x, W, b):
    z = W.T @ x
    return W * (normal_cdf(z) + z * normal_pdf(z)).T


# wrong minus: The sign of the second term is that of the density's own slope.
def gelu_layer(x, W, b):
    z = W.T @ x + b
    return W * (normal_cdf(z) - z * normal_pdf(z)).T


# wrong relu: The slope of relu.
def gelu_layer(x, W, b):
    z = W.T @ x + b
    return W * (z > 0).T


# problem: commutator
# right expanded: Four terms.
def commutator(X, A):
    return A.T @ A @ X - A.T @ X @ A - A @ X @ A.T + X @ A @ A.T


# right vec: With Kronecker products.
def commutator(X, A):
    I = np.eye(len(A))
    K = np.kron(I, A) - np.kron(A.T, I)
    g = K.T @ K @ X.flatten(order="F")
    return g.reshape(X.shape, order="F")


# wrong left_only: Only the left product is differentiated.
def commutator(X, A):
    return A.T @ (A @ X - X @ A)


# wrong right_only: Only the right product is differentiated.
def commutator(X, A):
    return -(A @ X - X @ A) @ A.T


# wrong no_transposes: A is not transposed.
def commutator(X, A):
    C = A @ X - X @ A
    return A @ C - C @ A


# wrong plus: The minus between the products is lost in the derivative.
def commutator(X, A):
    C = A @ X - X @ A
    return A.T @ C + C @ A.T


# wrong two: The half is overlooked.
def commutator(X, A):
    C = A @ X - X @ A
    return 2 * (A.T @ C - C @ A.T)


# wrong sides: The factors stand on the wrong sides.
def commutator(X, A):
    C = A @ X - X @ A
    return C @ A.T - A.T @ C


# wrong transposed: The result is transposed.
def commutator(X, A):
    C = A @ X - X @ A
    return (A.T @ C - C @ A.T).T


# wrong residual_lost: The inner derivative only, without the commutator.
def commutator(X, A):
    return A.T @ X - X @ A.T


# wrong trace_of_square: The squared entries are taken for the trace of the square.
def commutator(X, A):
    C = A @ X - X @ A
    return A.T @ C.T - C.T @ A.T


# wrong first_transposed_only: A is transposed in the first term only.
def commutator(X, A):
    C = A @ X - X @ A
    return A.T @ C - C @ A


# problem: inverse_square
# right transposes: With the transposed inverse.
def inverse_square(X, A):
    T = np.linalg.inv(X).T
    return -T @ A.T @ T @ T - T @ T @ A.T @ T


# right basis: Entry by entry.
def inverse_square(X, A):
    M = np.linalg.inv(X)
    out = np.zeros(X.shape)
    for i in range(len(X)):
        for j in range(len(X)):
            dM = -np.outer(M[:, i], M[j])
            out[i, j] = np.trace(A @ (dM @ M + M @ dM))
    return out


# wrong first_only: Only the first inverse is differentiated.
def inverse_square(X, A):
    M = np.linalg.inv(X)
    return -(M @ M @ A @ M).T


# wrong second_only: Only the second inverse is differentiated.
def inverse_square(X, A):
    M = np.linalg.inv(X)
    return -(M @ A @ M @ M).T


# wrong not_transposed: The result is not transposed.
def inverse_square(X, A):
    M = np.linalg.inv(X)
    return -(M @ M @ A @ M + M @ A @ M @ M)


# wrong sign: The minus of the inverse is forgotten.
def inverse_square(X, A):
    M = np.linalg.inv(X)
    return (M @ M @ A @ M + M @ A @ M @ M).T


# wrong power_rule: The power rule for numbers: minus two times the third power.
def inverse_square(X, A):
    M = np.linalg.inv(X)
    return -2 * (A @ M @ M @ M).T


# wrong commuting: The matrices are thought to commute: twice one of the terms.
def inverse_square(X, A):
    M = np.linalg.inv(X)
    return -2 * (M @ A @ M @ M).T


# wrong inverse_once: The rule of the inverse with one inverse instead of two.
def inverse_square(X, A):
    M = np.linalg.inv(X)
    return -(M @ A @ M + M @ A @ M).T


# wrong a_transposed: A is transposed once too often.
def inverse_square(X, A):
    M = np.linalg.inv(X)
    return -(M @ M @ A.T @ M + M @ A.T @ M @ M).T


# wrong not_inverted: X stands where its inverse should.
def inverse_square(X, A):
    return -(X @ X @ A @ X + X @ A @ X @ X).T


# wrong product_of_derivatives: The product of the two derivatives.
def inverse_square(X, A):
    M = np.linalg.inv(X)
    return (M @ M @ A @ M @ M).T
