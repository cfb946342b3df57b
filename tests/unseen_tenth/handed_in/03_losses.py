import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z, axis=-1):
    e = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


# problem: elastic_net
# right rows: Written as rows throughout.
def elastic_net(w, X, y, lam, alpha):
    n = X.shape[0]
    r = (X @ w - y).T
    return r @ X / n + lam * alpha * np.sign(w).T + lam * (1 - alpha) * w.T


# right normal_equations: Multiplied out.
def elastic_net(w, X, y, lam, alpha):
    n = len(y)
    G = X.T @ X / n + lam * (1 - alpha) * np.eye(len(w))
    return (G @ w - X.T @ y / n).T + lam * alpha * (w / abs(w)).T


# wrong column: The gradient as a column.
def elastic_net(w, X, y, lam, alpha):
    fit = X.T @ (X @ w - y) / len(y)
    return fit + lam * (alpha * np.sign(w) + (1 - alpha) * w)


# wrong ridge_only: The absolute values have no derivative, so that they are left out.
def elastic_net(w, X, y, lam, alpha):
    fit = X.T @ (X @ w - y) / len(y)
    return (fit + lam * (1 - alpha) * w).T


# wrong lasso_only: The squared part of the penalty is forgotten.
def elastic_net(w, X, y, lam, alpha):
    fit = X.T @ (X @ w - y) / len(y)
    return (fit + lam * alpha * np.sign(w)).T


# wrong mix_swapped: alpha and 1 - alpha are swapped.
def elastic_net(w, X, y, lam, alpha):
    fit = X.T @ (X @ w - y) / len(y)
    return (fit + lam * ((1 - alpha) * np.sign(w) + alpha * w)).T


# wrong ones: The derivative of the absolute value is 1.
def elastic_net(w, X, y, lam, alpha):
    fit = X.T @ (X @ w - y) / len(y)
    return (fit + lam * (alpha + (1 - alpha) * w)).T


# wrong absolute: The absolute value for its derivative.
def elastic_net(w, X, y, lam, alpha):
    fit = X.T @ (X @ w - y) / len(y)
    return (fit + lam * (alpha * np.abs(w) + (1 - alpha) * w)).T


# wrong fit_doubled: The half before the squares is overlooked.
def elastic_net(w, X, y, lam, alpha):
    fit = 2 * X.T @ (X @ w - y) / len(y)
    return (fit + lam * (alpha * np.sign(w) + (1 - alpha) * w)).T


# wrong summed: The sum over the examples for the mean.
def elastic_net(w, X, y, lam, alpha):
    fit = X.T @ (X @ w - y)
    return (fit + lam * (alpha * np.sign(w) + (1 - alpha) * w)).T


# wrong by_features: Divided by the number of features.
def elastic_net(w, X, y, lam, alpha):
    fit = X.T @ (X @ w - y) / len(w)
    return (fit + lam * (alpha * np.sign(w) + (1 - alpha) * w)).T


# wrong no_lam: lam stands before the first part of the penalty alone.
def elastic_net(w, X, y, lam, alpha):
    fit = X.T @ (X @ w - y) / len(y)
    return (fit + lam * alpha * np.sign(w) + (1 - alpha) * w).T


# problem: negative_binomial
# right one_fraction: Over a common denominator.
def negative_binomial(w, X, y, r):
    mu = np.exp(X @ w)
    return X.T @ (r * (mu - y) / (mu + r))


# right by_sigmoid: With a sigmoid of eta less log r.
def negative_binomial(w, X, y, r):
    s = sigmoid(X @ w - np.log(r))
    return ((y + r) * s - y) @ X


# wrong no_mu: The inner derivative of the logarithm is forgotten.
def negative_binomial(w, X, y, r):
    mu = np.exp(X @ w)
    return X.T @ ((y + r) / (mu + r) - y)


# wrong poisson: Poisson's gradient.
def negative_binomial(w, X, y, r):
    return X.T @ (np.exp(X @ w) - y)


# wrong no_eta: The linear term is lost.
def negative_binomial(w, X, y, r):
    mu = np.exp(X @ w)
    return X.T @ ((y + r) * mu / (mu + r))


# wrong r_dropped: r is a constant and dropped in front of the logarithm.
def negative_binomial(w, X, y, r):
    mu = np.exp(X @ w)
    return X.T @ (y * mu / (mu + r) - y)


# wrong sign: The sign of the linear term.
def negative_binomial(w, X, y, r):
    mu = np.exp(X @ w)
    return X.T @ ((y + r) * mu / (mu + r) + y)


# wrong ascent: The likelihood is climbed and the loss has the other sign.
def negative_binomial(w, X, y, r):
    mu = np.exp(X @ w)
    return X.T @ (y - (y + r) * mu / (mu + r))


# wrong averaged: The mean over the examples for the sum.
def negative_binomial(w, X, y, r):
    mu = np.exp(X @ w)
    return X.T @ ((y + r) * mu / (mu + r) - y) / len(y)


# problem: positive_weights
# right one_error: The error sorted by the probability.
def positive_weights_grad(W, X, Y, pw):
    P = sigmoid(X @ W)
    n, k = Y.shape
    weight = pw * Y + 1 - Y
    return X.T @ (weight * P - pw * Y) / (n * k)


# right where: A case for each label.
def positive_weights_grad(W, X, Y, pw):
    Z = X @ W
    dZ = np.where(Y == 1, -pw * sigmoid(-Z), sigmoid(Z))
    return X.T @ dZ / dZ.size


# wrong unweighted: The weights of the classes are forgotten.
def positive_weights_grad(W, X, Y, pw):
    P = sigmoid(X @ W)
    return X.T @ (P - Y) / Y.size


# wrong all_weighted: The weights stand before the absent labels as well.
def positive_weights_grad(W, X, Y, pw):
    P = sigmoid(X @ W)
    return X.T @ (pw * (P - Y)) / Y.size


# wrong target_weighted: P less the weighted label, as if the weight changed the label.
def positive_weights_grad(W, X, Y, pw):
    P = sigmoid(X @ W)
    return X.T @ (P - pw * Y) / Y.size


# wrong mean_of_examples: The mean over the examples alone.
def positive_weights_grad(W, X, Y, pw):
    P = sigmoid(X @ W)
    return X.T @ ((1 - Y) * P - pw * Y * (1 - P)) / len(X)


# wrong summed: The sum for the mean.
def positive_weights_grad(W, X, Y, pw):
    P = sigmoid(X @ W)
    return X.T @ ((1 - Y) * P - pw * Y * (1 - P))


# wrong present_only: Absent labels are thought to cost nothing.
def positive_weights_grad(W, X, Y, pw):
    P = sigmoid(X @ W)
    return -X.T @ (pw * Y * (1 - P)) / Y.size


# wrong softmax: Softmax over the classes for the sigmoid.
def positive_weights_grad(W, X, Y, pw):
    P = softmax(X @ W, axis=1)
    return X.T @ ((1 - Y) * P - pw * Y * (1 - P)) / Y.size


# wrong classes_first: Classes along the first axis.
def positive_weights_grad(W, X, Y, pw):
    P = sigmoid(X @ W)
    return ((1 - Y) * P - pw * Y * (1 - P)).T @ X / Y.size


# wrong slope_twice: The slope of the sigmoid is multiplied in once more.
def positive_weights_grad(W, X, Y, pw):
    P = sigmoid(X @ W)
    return X.T @ (((1 - Y) * P - pw * Y * (1 - P)) * P * (1 - P)) / Y.size


# wrong sign: The minus in front of the loss is forgotten.
def positive_weights_grad(W, X, Y, pw):
    P = sigmoid(X @ W)
    return X.T @ (pw * Y * (1 - P) - (1 - Y) * P) / Y.size


# problem: robust_labels
# right by_indices: One entry of each row corrected.
def robust_labels_grad(Z, y, q):
    n = len(y)
    P = softmax(Z, axis=1)
    py = P[np.arange(n), y]
    g = P.copy()
    g[np.arange(n), y] -= 1
    return g * (py**q)[:, None] / n


# right jacobian: Through the Jacobian of softmax, example by example.
def robust_labels_grad(Z, y, q):
    out = np.zeros_like(Z)
    for i, label in enumerate(y):
        p = softmax(Z[i])
        J = np.diag(p) - np.outer(p, p)
        out[i] = -(p[label] ** (q - 1)) * J[label]
    return out / len(y)


# wrong cross_entropy: The gradient of the cross entropy.
def robust_labels_grad(Z, y, q):
    P = softmax(Z, axis=1)
    Y = np.eye(Z.shape[1])[y]
    return (P - Y) / len(y)


# wrong no_mean: The sum for the mean.
def robust_labels_grad(Z, y, q):
    P = softmax(Z, axis=1)
    Y = np.eye(Z.shape[1])[y]
    py = (P * Y).sum(axis=1, keepdims=True)
    return py**q * (P - Y)


# wrong q_kept: The q of the power is not cancelled by the q below.
def robust_labels_grad(Z, y, q):
    P = softmax(Z, axis=1)
    Y = np.eye(Z.shape[1])[y]
    py = (P * Y).sum(axis=1, keepdims=True)
    return q * py**q * (P - Y) / len(y)


# wrong power_short: The power is q - 1: the factor p of softmax is lost.
def robust_labels_grad(Z, y, q):
    P = softmax(Z, axis=1)
    Y = np.eye(Z.shape[1])[y]
    py = (P * Y).sum(axis=1, keepdims=True)
    return py ** (q - 1) * (P - Y) / len(y)


# wrong diagonal: Softmax as if each probability had its own score alone.
def robust_labels_grad(Z, y, q):
    P = softmax(Z, axis=1)
    Y = np.eye(Z.shape[1])[y]
    return -Y * P**q * (1 - P) / len(y)


# wrong by_probability: The derivative by the probabilities, softmax is forgotten.
def robust_labels_grad(Z, y, q):
    P = softmax(Z, axis=1)
    Y = np.eye(Z.shape[1])[y]
    return -Y * P ** (q - 1) / len(y)


# wrong own_weight: Each entry is weighted by its own probability.
def robust_labels_grad(Z, y, q):
    P = softmax(Z, axis=1)
    Y = np.eye(Z.shape[1])[y]
    return P**q * (P - Y) / len(y)


# wrong sign: The minus of the loss is lost.
def robust_labels_grad(Z, y, q):
    P = softmax(Z, axis=1)
    Y = np.eye(Z.shape[1])[y]
    py = (P * Y).sum(axis=1, keepdims=True)
    return py**q * (Y - P) / len(y)


# wrong other_axis: Softmax down the columns.
def robust_labels_grad(Z, y, q):
    P = softmax(Z, axis=0)
    Y = np.eye(Z.shape[1])[y]
    py = (P * Y).sum(axis=1, keepdims=True)
    return py**q * (P - Y) / len(y)


# problem: log_cosh
# right hyperbolic: One over the squared hyperbolic cosine.
def log_cosh_hessian(w, X, y, lam):
    n, d = X.shape
    r = X @ w - y
    return (X.T / np.cosh(r) ** 2) @ X / n + lam * np.eye(d)


# right outer_products: Added up over the examples.
def log_cosh_hessian(w, X, y, lam):
    H = lam * np.eye(len(w))
    for row, target in zip(X, y):
        c = 1 - np.tanh(row @ w - target) ** 2
        H = H + c * np.outer(row, row) / len(y)
    return H


# wrong squares: The Hessian of least squares: the curvature is 1.
def log_cosh_hessian(w, X, y, lam):
    return X.T @ X / len(y) + lam * np.eye(len(w))


# wrong slope: The slope tanh for the curvature.
def log_cosh_hessian(w, X, y, lam):
    c = np.tanh(X @ w - y)
    return X.T @ (c[:, None] * X) / len(y) + lam * np.eye(len(w))


# wrong no_decay: The weight decay is lost.
def log_cosh_hessian(w, X, y, lam):
    c = 1 - np.tanh(X @ w - y) ** 2
    return X.T @ (c[:, None] * X) / len(y)


# wrong decay_everywhere: lam is added to each entry.
def log_cosh_hessian(w, X, y, lam):
    c = 1 - np.tanh(X @ w - y) ** 2
    return X.T @ (c[:, None] * X) / len(y) + lam


# wrong summed: The sum for the mean.
def log_cosh_hessian(w, X, y, lam):
    c = 1 - np.tanh(X @ w - y) ** 2
    return X.T @ (c[:, None] * X) + lam * np.eye(len(w))


# wrong unsquared: One minus tanh, not squared.
def log_cosh_hessian(w, X, y, lam):
    c = 1 - np.tanh(X @ w - y)
    return X.T @ (c[:, None] * X) / len(y) + lam * np.eye(len(w))


# wrong no_target: The target is dropped as a constant.
def log_cosh_hessian(w, X, y, lam):
    c = 1 - np.tanh(X @ w) ** 2
    return X.T @ (c[:, None] * X) / len(y) + lam * np.eye(len(w))


# wrong outer_gradient: The outer product of the gradient with itself.
def log_cosh_hessian(w, X, y, lam):
    g = X.T @ np.tanh(X @ w - y) / len(y) + lam * w
    return np.outer(g, g)


# wrong diagonal: The diagonal only, as if the weights did not mix.
def log_cosh_hessian(w, X, y, lam):
    c = 1 - np.tanh(X @ w - y) ** 2
    return np.diag((c[:, None] * X**2).mean(axis=0) + lam)


# wrong curvature_twice: The slope is put on both copies of X.
def log_cosh_hessian(w, X, y, lam):
    A = (1 - np.tanh(X @ w - y) ** 2)[:, None] * X
    return A.T @ A / len(y) + lam * np.eye(len(w))


# problem: gaussian_factor
# right inverses: With the inverses written out.
def kl_by_factor(A, S, m):
    return np.linalg.inv(S) @ A - np.linalg.inv(A.T)


# right by_covariance: Through the covariance A A'.
def kl_by_factor(A, S, m):
    C = A @ A.T
    by_covariance = (np.linalg.inv(S) - np.linalg.inv(C)) / 2
    return 2 * by_covariance @ A


# wrong not_transposed: The inverse of A is not transposed.
def kl_by_factor(A, S, m):
    return np.linalg.solve(S, A) - np.linalg.inv(A)


# wrong plus: The determinant has a plus.
def kl_by_factor(A, S, m):
    return np.linalg.solve(S, A) + np.linalg.inv(A).T


# wrong trace_only: The logarithm of the determinant is forgotten.
def kl_by_factor(A, S, m):
    return np.linalg.solve(S, A)


# wrong trace_halved: The trace is thought linear in A: the half remains.
def kl_by_factor(A, S, m):
    return np.linalg.solve(S, A) / 2 - np.linalg.inv(A).T


# wrong trace_doubled: The half is forgotten.
def kl_by_factor(A, S, m):
    return 2 * np.linalg.solve(S, A) - np.linalg.inv(A).T


# wrong determinant_halved: The half stands before the determinant as well.
def kl_by_factor(A, S, m):
    return np.linalg.solve(S, A) - np.linalg.inv(A).T / 2


# wrong s_not_inverted: S is not inverted.
def kl_by_factor(A, S, m):
    return S @ A - np.linalg.inv(A).T


# wrong by_covariance_only: The derivative by the covariance.
def kl_by_factor(A, S, m):
    return (np.linalg.inv(S) - np.linalg.inv(A @ A.T)) / 2


# wrong transposed_all: Everything transposed.
def kl_by_factor(A, S, m):
    return (np.linalg.solve(S, A) - np.linalg.inv(A).T).T


# wrong s_at_right: The inverse of S stands on the right.
def kl_by_factor(A, S, m):
    return A @ np.linalg.inv(S) - np.linalg.inv(A).T
