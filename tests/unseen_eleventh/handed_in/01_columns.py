import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# problem: huber_fit
# right two_cases: The two branches written out.
def huber_grad(w, X, y, delta):
    r = X @ w - y
    return X.T @ np.where(np.abs(r) <= delta, r, delta * np.sign(r)) / X.shape[0]


# right example_by_example: A loop over the examples.
def huber_grad(w, X, y, delta):
    total = np.zeros_like(w)
    for xi, yi in zip(X, y):
        ri = (xi @ w - yi).item()
        slope = ri if abs(ri) <= delta else delta * np.sign(ri)
        total += slope * xi.reshape(-1, 1)
    return total / len(X)


# wrong outliers_dropped: The slope outside the band is taken as zero.
def huber_grad(w, X, y, delta):
    r = X @ w - y
    return X.T @ (r * (np.abs(r) <= delta)) / len(y)


# wrong bare_sign: delta is forgotten in the slope of the linear branch.
def huber_grad(w, X, y, delta):
    r = X @ w - y
    return X.T @ np.where(np.abs(r) <= delta, r, np.sign(r)) / len(y)


# wrong sign_of_outlier: The slope of |r| is taken as 1 for negative residuals as well.
def huber_grad(w, X, y, delta):
    r = X @ w - y
    return X.T @ np.where(np.abs(r) <= delta, r, delta) / len(y)


# wrong one_sided_band: The absolute value is left out of the condition.
def huber_grad(w, X, y, delta):
    r = X @ w - y
    return X.T @ np.where(r <= delta, r, delta * np.sign(r)) / len(y)


# wrong branches_exchanged: The condition is turned round.
def huber_grad(w, X, y, delta):
    r = X @ w - y
    return X.T @ np.where(np.abs(r) > delta, r, delta * np.sign(r)) / len(y)


# wrong summed: The mean over the examples is taken as a sum.
def huber_grad(w, X, y, delta):
    r = X @ w - y
    return X.T @ np.clip(r, -delta, delta)


# wrong other_residual: The residual y - Xw, and its inner derivative -X forgotten.
def huber_grad(w, X, y, delta):
    r = y - X @ w
    return X.T @ np.clip(r, -delta, delta) / len(y)


# problem: bellman_residual
# right two_parts: Next states and states separately.
def bellman_grad(w, Phi, Phi_next, r, gamma):
    delta = r + gamma * (Phi_next @ w) - Phi @ w
    return gamma * Phi_next.T @ delta / len(r) - Phi.T @ delta / len(r)


# right averaged_rows: The mean over the examples of delta times its gradient.
def bellman_grad(w, Phi, Phi_next, r, gamma):
    delta = r + gamma * (Phi_next @ w) - Phi @ w
    return np.mean(delta * (gamma * Phi_next - Phi), axis=0).reshape(-1, 1)


# wrong semi_gradient: The target is held constant, as TD(0) does.
def bellman_grad(w, Phi, Phi_next, r, gamma):
    delta = r + gamma * Phi_next @ w - Phi @ w
    return -Phi.T @ delta / len(r)


# wrong through_target_alone: Only the target is differentiated.
def bellman_grad(w, Phi, Phi_next, r, gamma):
    delta = r + gamma * Phi_next @ w - Phi @ w
    return gamma * Phi_next.T @ delta / len(r)


# wrong discount_lost: The discount is forgotten in the inner derivative.
def bellman_grad(w, Phi, Phi_next, r, gamma):
    delta = r + gamma * Phi_next @ w - Phi @ w
    return (Phi_next - Phi).T @ delta / len(r)


# wrong direction: The update direction, not the gradient.
def bellman_grad(w, Phi, Phi_next, r, gamma):
    delta = r + gamma * Phi_next @ w - Phi @ w
    return (Phi - gamma * Phi_next).T @ delta / len(r)


# wrong half_overlooked: A factor of 2 from the square although the loss has a half.
def bellman_grad(w, Phi, Phi_next, r, gamma):
    delta = r + gamma * Phi_next @ w - Phi @ w
    return 2 * (gamma * Phi_next - Phi).T @ delta / len(r)


# wrong no_mean: The sum over the transitions instead of their mean.
def bellman_grad(w, Phi, Phi_next, r, gamma):
    delta = r + gamma * Phi_next @ w - Phi @ w
    return (gamma * Phi_next - Phi).T @ delta


# wrong plus_for_minus: The minus before the value of the state is lost in the inner derivative.
def bellman_grad(w, Phi, Phi_next, r, gamma):
    delta = r + gamma * Phi_next @ w - Phi @ w
    return (gamma * Phi_next + Phi).T @ delta / len(r)


# wrong reward_dropped: The reward is thought to vanish because it does not depend on w.
def bellman_grad(w, Phi, Phi_next, r, gamma):
    D = gamma * Phi_next - Phi
    return D.T @ (D @ w) / len(r)


# problem: dual_function
# right expanded: All terms multiplied out with the inverse.
def dual_grad(lam, Q, c, A, b):
    Qi = np.linalg.inv(Q)
    return -A @ Qi @ c - A @ Qi @ A.T @ lam - b


# right symmetrised: The rule for a quadratic form with a matrix that need not be symmetric.
def dual_grad(lam, Q, c, A, b):
    P = np.linalg.inv(Q)
    v = c + A.T @ lam
    return -0.5 * A @ (P + P.T) @ v - b


# wrong minimiser_sign: The minimiser's minus is lost.
def dual_grad(lam, Q, c, A, b):
    return A @ np.linalg.solve(Q, c + A.T @ lam) - b


# wrong violation_turned: The constraint as b - Ax.
def dual_grad(lam, Q, c, A, b):
    x = -np.linalg.solve(Q, c + A.T @ lam)
    return b - A @ x


# wrong right_side_lost: The linear term b'lambda is forgotten.
def dual_grad(lam, Q, c, A, b):
    return -A @ np.linalg.solve(Q, c + A.T @ lam)


# wrong not_inverted: Q stands where its inverse should.
def dual_grad(lam, Q, c, A, b):
    return -A @ Q @ (c + A.T @ lam) - b


# wrong half_stays: The factor 2 of the quadratic form is forgotten.
def dual_grad(lam, Q, c, A, b):
    return -A @ np.linalg.solve(Q, c + A.T @ lam) / 2 - b


# wrong two_stays: The half is forgotten.
def dual_grad(lam, Q, c, A, b):
    return -2 * A @ np.linalg.solve(Q, c + A.T @ lam) - b


# wrong unconstrained_minimiser: The minimiser without the multipliers is put in.
def dual_grad(lam, Q, c, A, b):
    return -A @ np.linalg.solve(Q, c) - b


# problem: energy_of_state
# right jacobian_first: With the Jacobian of the update as a matrix.
def state_grad(x, A, b):
    t = np.tanh(A @ x + b)
    J = np.diagflat(1 - t**2) @ A
    return t + J.T @ x


# right through_cosh: The slope by the hyperbolic cosine.
def state_grad(x, A, b):
    z = A @ x + b
    return np.tanh(z) + A.T @ (x / np.cosh(z) ** 2)


# wrong left_factor_only: Only the x on the left is differentiated.
def state_grad(x, A, b):
    return np.tanh(A @ x + b)


# wrong right_factor_only: Only the x inside tanh is differentiated.
def state_grad(x, A, b):
    t = np.tanh(A @ x + b)
    return A.T @ ((1 - t**2) * x)


# wrong untransposed: A in place of its transpose.
def state_grad(x, A, b):
    t = np.tanh(A @ x + b)
    return t + A @ ((1 - t**2) * x)


# wrong slope_lost: The slope of tanh is forgotten.
def state_grad(x, A, b):
    return np.tanh(A @ x + b) + A.T @ x


# wrong slope_not_squared: 1 - tanh in place of 1 - tanh squared.
def state_grad(x, A, b):
    t = np.tanh(A @ x + b)
    return t + A.T @ ((1 - t) * x)


# wrong slope_of_sum: The slope formula applied to the value before tanh.
def state_grad(x, A, b):
    z = A @ x + b
    return np.tanh(z) + A.T @ ((1 - z**2) * x)


# wrong matrix_lost: The inner derivative A is forgotten.
def state_grad(x, A, b):
    t = np.tanh(A @ x + b)
    return t + (1 - t**2) * x


# wrong slope_outside: The slope is multiplied in after the matrix.
def state_grad(x, A, b):
    t = np.tanh(A @ x + b)
    return t + (1 - t**2) * (A.T @ x)


# problem: multiclass_hinge
# right with_loops: The loops of the course's first assignment.
def hinge_by_weights(W, X, y, Delta, lam):
    dW = np.zeros_like(W)
    for i in range(X.shape[0]):
        scores = X[i] @ W
        for j in range(W.shape[1]):
            if j != y[i] and scores[j] - scores[y[i]] + Delta > 0:
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
    return dW / X.shape[0] + 2 * lam * W


# right one_hot: With one-hot labels.
def hinge_by_weights(W, X, y, Delta, lam):
    S = X @ W
    Y = np.eye(W.shape[1])[y]
    mask = (S - (S * Y).sum(1, keepdims=True) + Delta > 0).astype(float)
    D = mask - Y * mask.sum(1, keepdims=True)
    return X.T @ D / len(X) + 2 * lam * W


# wrong true_class_once: The true class gets -1 and not minus the number of violations.
def hinge_by_weights(W, X, y, Delta, lam):
    S = X @ W
    rows = np.arange(len(y))
    D = 1.0 * (S - S[rows, y][:, None] + Delta > 0)
    D[rows, y] = -1
    return X.T @ D / len(y) + 2 * lam * W


# wrong true_class_zero: The true class is left out altogether.
def hinge_by_weights(W, X, y, Delta, lam):
    S = X @ W
    rows = np.arange(len(y))
    D = 1.0 * (S - S[rows, y][:, None] + Delta > 0)
    D[rows, y] = 0
    return X.T @ D / len(y) + 2 * lam * W


# wrong counts_itself: The true class counts its own margin as a violation.
def hinge_by_weights(W, X, y, Delta, lam):
    S = X @ W
    rows = np.arange(len(y))
    D = 1.0 * (S - S[rows, y][:, None] + Delta > 0)
    D[rows, y] = -D.sum(axis=1)
    return X.T @ D / len(y) + 2 * lam * W


# wrong no_margin: Delta is forgotten in the condition.
def hinge_by_weights(W, X, y, Delta, lam):
    S = X @ W
    rows = np.arange(len(y))
    D = 1.0 * (S - S[rows, y][:, None] > 0)
    D[rows, y] = -D.sum(axis=1)
    return X.T @ D / len(y) + 2 * lam * W


# wrong worst_class: Only the most violating class is pushed.
def hinge_by_weights(W, X, y, Delta, lam):
    S = X @ W
    rows = np.arange(len(y))
    M = S - S[rows, y][:, None] + Delta
    M[rows, y] = 0
    D = np.zeros_like(M)
    worst = M.argmax(axis=1)
    D[rows, worst] += M[rows, worst] > 0
    D[rows, y] -= M[rows, worst] > 0
    return X.T @ D / len(y) + 2 * lam * W


# wrong penalty_lost: The regulariser is forgotten.
def hinge_by_weights(W, X, y, Delta, lam):
    S = X @ W
    rows = np.arange(len(y))
    D = 1.0 * (S - S[rows, y][:, None] + Delta > 0)
    D[rows, y] -= D.sum(axis=1)
    return X.T @ D / len(y)


# wrong penalty_halved: lambda W, as if the regulariser had a half.
def hinge_by_weights(W, X, y, Delta, lam):
    S = X @ W
    rows = np.arange(len(y))
    D = 1.0 * (S - S[rows, y][:, None] + Delta > 0)
    D[rows, y] -= D.sum(axis=1)
    return X.T @ D / len(y) + lam * W


# wrong penalty_averaged: The regulariser is divided by the number of examples too.
def hinge_by_weights(W, X, y, Delta, lam):
    S = X @ W
    rows = np.arange(len(y))
    D = 1.0 * (S - S[rows, y][:, None] + Delta > 0)
    D[rows, y] -= D.sum(axis=1)
    return (X.T @ D + 2 * lam * W) / len(y)


# problem: contractive_penalty
# right row_by_row: One row of W at a time.
def contractive_grad(W, x, b):
    out = np.zeros_like(W)
    for j in range(W.shape[0]):
        h = sigmoid(W[j] @ x[:, 0] + b[j, 0])
        s = h * (1 - h)
        out[j] = s**2 * 2 * W[j] + 2 * s * (s * (1 - 2 * h)) * (W[j] @ W[j]) * x[:, 0]
    return out


# right from_jacobian: Through the Jacobian J = diag(s) W.
def contractive_grad(W, x, b):
    h = sigmoid(W @ x + b)
    s = h * (1 - h)
    J = s * W
    ds = np.sum(2 * J * W, axis=1, keepdims=True)
    return 2 * J * s + (ds * s * (1 - 2 * h)) @ x.T


# wrong slope_constant: The activation's slope is treated as a constant.
def contractive_grad(W, x, b):
    h = sigmoid(W @ x + b)
    return 2 * (h * (1 - h)) ** 2 * W


# wrong weights_constant: The W outside of the activation is treated as a constant.
def contractive_grad(W, x, b):
    h = sigmoid(W @ x + b)
    s = h * (1 - h)
    q = np.sum(W**2, axis=1, keepdims=True)
    return (2 * s**2 * (1 - 2 * h) * q) @ x.T


# wrong slope_of_slope: The derivative of h(1-h) by h is lost; only the slope of h is kept.
def contractive_grad(W, x, b):
    h = sigmoid(W @ x + b)
    s = h * (1 - h)
    q = np.sum(W**2, axis=1, keepdims=True)
    return 2 * s**2 * W + (2 * s**2 * q) @ x.T


# wrong sign_inside: 2h - 1 in place of 1 - 2h.
def contractive_grad(W, x, b):
    h = sigmoid(W @ x + b)
    s = h * (1 - h)
    q = np.sum(W**2, axis=1, keepdims=True)
    return 2 * s**2 * W + (2 * s**2 * (2 * h - 1) * q) @ x.T


# wrong sigmoid_slope_lost: d(h(1-h)) = (1-2h) dh, and the slope of h itself is forgotten.
def contractive_grad(W, x, b):
    h = sigmoid(W @ x + b)
    s = h * (1 - h)
    q = np.sum(W**2, axis=1, keepdims=True)
    return 2 * s**2 * W + (2 * s * (1 - 2 * h) * q) @ x.T


# wrong square_of_slope_lost: The factor 2 s of the outer square is lost in the second term.
def contractive_grad(W, x, b):
    h = sigmoid(W @ x + b)
    s = h * (1 - h)
    q = np.sum(W**2, axis=1, keepdims=True)
    return 2 * s**2 * W + (s * (1 - 2 * h) * q) @ x.T


# wrong all_rows_summed: The squares of all of W in place of those of the unit's own row.
def contractive_grad(W, x, b):
    h = sigmoid(W @ x + b)
    s = h * (1 - h)
    return 2 * s**2 * W + (2 * s**2 * (1 - 2 * h) * np.sum(W**2)) @ x.T


# wrong input_lost: The inner derivative x is forgotten.
def contractive_grad(W, x, b):
    h = sigmoid(W @ x + b)
    s = h * (1 - h)
    q = np.sum(W**2, axis=1, keepdims=True)
    return 2 * s**2 * W + 2 * s**2 * (1 - 2 * h) * q
