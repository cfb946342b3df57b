import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z, axis=-1):
    e = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


# problem: correlation
# right unit_vectors: With both samples centred and brought to length 1.
def correlation_grad(x, y):
    size = np.linalg.norm(x - x.mean())
    u = (x - x.mean()) / size
    v = (y - y.mean()) / np.linalg.norm(y - y.mean())
    return (v - (u @ v) * u) / size


# right centring_matrix: Through the centring matrix.
def correlation_grad(x, y):
    n = len(x)
    H = np.eye(n) - np.ones((n, n)) / n
    a, b = H @ x, H @ y
    saa, sbb, sab = a @ a, b @ b, a @ b
    by_a = b / np.sqrt(saa * sbb) - sab * a / (saa**1.5 * sbb**0.5)
    return H @ by_a


# wrong spread_constant: The standard deviations are treated as constants.
def correlation_grad(x, y):
    a, b = x - x.mean(), y - y.mean()
    return b / np.sqrt((a @ a) * (b @ b))


# wrong not_centred: The means are forgotten: the gradient of the cosine.
def correlation_grad(x, y):
    a, b = np.linalg.norm(x), np.linalg.norm(y)
    return y / (a * b) - (x @ y) * x / (a**3 * b)


# wrong raw_partner: The y in the first term is not centred.
def correlation_grad(x, y):
    a, b = x - x.mean(), y - y.mean()
    na, nb = np.linalg.norm(a), np.linalg.norm(b)
    return y / (na * nb) - (a @ b) * a / (na**3 * nb)


# wrong plus: The minus of the quotient rule is a plus.
def correlation_grad(x, y):
    a, b = x - x.mean(), y - y.mean()
    na, nb = np.linalg.norm(a), np.linalg.norm(b)
    return b / (na * nb) + (a @ b) * a / (na**3 * nb)


# wrong perfect_correlation: The factor r of the second term is forgotten.
def correlation_grad(x, y):
    a, b = x - x.mean(), y - y.mean()
    na, nb = np.linalg.norm(a), np.linalg.norm(b)
    return b / (na * nb) - a / na**2


# wrong divided_by_n: The covariance is averaged over n and the norms are not.
def correlation_grad(x, y):
    a, b = x - x.mean(), y - y.mean()
    na, nb = np.linalg.norm(a), np.linalg.norm(b)
    return (b / (na * nb) - (a @ b) * a / (na**3 * nb)) / len(x)


# wrong power_short: The second term is divided by the norm of x once too few.
def correlation_grad(x, y):
    a, b = x - x.mean(), y - y.mean()
    na, nb = np.linalg.norm(a), np.linalg.norm(b)
    return b / (na * nb) - (a @ b) * a / (na**2 * nb)


# wrong other_sample: The derivative by y in place of x.
def correlation_grad(x, y):
    a, b = x - x.mean(), y - y.mean()
    na, nb = np.linalg.norm(a), np.linalg.norm(b)
    return a / (na * nb) - (a @ b) * b / (na * nb**3)


# problem: pseudo_huber
# right outer_products: Added up over the examples.
def pseudo_huber_hessian(w, X, y, delta):
    H = np.zeros((len(w), len(w)))
    for row, target in zip(X, y):
        u = (row @ w - target) / delta
        H += np.outer(row, row) / np.sqrt(1 + u * u) ** 3
    return H


# right quotient: The slope's derivative by the quotient rule, not simplified.
def pseudo_huber_hessian(w, X, y, delta):
    r = X @ w - y
    s = np.sqrt(1 + r**2 / delta**2)
    second = (s - r * (r / delta**2) / s) / s**2
    return X.T @ np.diag(second) @ X


# wrong reweighted: The weights of iteratively reweighted least squares: the root is treated as a constant.
def pseudo_huber_hessian(w, X, y, delta):
    r = X @ w - y
    return X.T @ np.diag(1 / np.sqrt(1 + (r / delta) ** 2)) @ X


# wrong least_squares: The Hessian of the plain squared error.
def pseudo_huber_hessian(w, X, y, delta):
    return X.T @ X


# wrong averaged: The loss is averaged over the examples.
def pseudo_huber_hessian(w, X, y, delta):
    r = X @ w - y
    return X.T @ np.diag((1 + (r / delta) ** 2) ** -1.5) @ X / len(y)


# wrong outer_of_slopes: The squared slopes stand where the second derivatives belong.
def pseudo_huber_hessian(w, X, y, delta):
    r = X @ w - y
    slope = r / np.sqrt(1 + (r / delta) ** 2)
    return X.T @ np.diag(slope**2) @ X


# wrong threshold_forgotten: The residuals are not divided by delta.
def pseudo_huber_hessian(w, X, y, delta):
    r = X @ w - y
    return X.T @ np.diag((1 + r**2) ** -1.5) @ X


# wrong threshold_once_more: One factor delta squared is not cancelled.
def pseudo_huber_hessian(w, X, y, delta):
    r = X @ w - y
    return X.T @ np.diag((1 + (r / delta) ** 2) ** -1.5) @ X / delta**2


# wrong diagonal_only: Only the second derivatives by one weight twice are computed.
def pseudo_huber_hessian(w, X, y, delta):
    r = X @ w - y
    c = (1 + (r / delta) ** 2) ** -1.5
    return np.diag((X**2).T @ c)


# wrong hard_huber: The Hessian of the Huber loss: examples count where the residual is below delta.
def pseudo_huber_hessian(w, X, y, delta):
    r = X @ w - y
    return X.T @ np.diag((np.abs(r) < delta) * 1.0) @ X


# wrong gradient_squared: The outer product of the gradient with itself.
def pseudo_huber_hessian(w, X, y, delta):
    r = X @ w - y
    g = X.T @ (r / np.sqrt(1 + (r / delta) ** 2))
    return np.outer(g, g)


# problem: denoising_mean
# right by_columns: One column for each unit vector.
def denoising_jac(x, W1, c, W2, beta, abar):
    t = np.tanh(W1 @ x + c)
    k = beta / np.sqrt(1 - abar)
    columns = [e - k * W2 @ ((1 - t**2) * (W1 @ e)) for e in np.eye(len(x))]
    return np.stack(columns, axis=1) / np.sqrt(1 - beta)


# right einsum: The network's Jacobian as one contraction.
def denoising_jac(x, W1, c, W2, beta, abar):
    slope = 1 / np.cosh(W1 @ x + c) ** 2
    J = np.einsum("ih,h,hj->ij", W2, slope, W1)
    J *= -beta / np.sqrt(1 - abar)
    J += np.eye(len(x))
    return J * (1 - beta) ** -0.5


# wrong point_lost: The identity of the leading x is forgotten.
def denoising_jac(x, W1, c, W2, beta, abar):
    D = np.diag(1 - np.tanh(W1 @ x + c) ** 2)
    return -beta / np.sqrt(1 - abar) * W2 @ D @ W1 / np.sqrt(1 - beta)


# wrong noise_detached: The predicted noise is treated as a constant.
def denoising_jac(x, W1, c, W2, beta, abar):
    return np.eye(len(x)) / np.sqrt(1 - beta)


# wrong noise_added: The predicted noise is added.
def denoising_jac(x, W1, c, W2, beta, abar):
    D = np.diag(1 - np.tanh(W1 @ x + c) ** 2)
    return (np.eye(len(x)) + beta / np.sqrt(1 - abar) * W2 @ D @ W1) / np.sqrt(1 - beta)


# wrong variance_for_deviation: The noise is divided by 1 - abar without the root.
def denoising_jac(x, W1, c, W2, beta, abar):
    D = np.diag(1 - np.tanh(W1 @ x + c) ** 2)
    return (np.eye(len(x)) - beta / (1 - abar) * W2 @ D @ W1) / np.sqrt(1 - beta)


# wrong bracket_lost: Only x is divided by the root of 1 - beta.
def denoising_jac(x, W1, c, W2, beta, abar):
    D = np.diag(1 - np.tanh(W1 @ x + c) ** 2)
    return np.eye(len(x)) / np.sqrt(1 - beta) - beta / np.sqrt(1 - abar) * W2 @ D @ W1


# wrong linear_network: The slope of tanh is forgotten.
def denoising_jac(x, W1, c, W2, beta, abar):
    return (np.eye(len(x)) - beta / np.sqrt(1 - abar) * W2 @ W1) / np.sqrt(1 - beta)


# wrong inputs_in_rows: The inputs stand in the rows.
def denoising_jac(x, W1, c, W2, beta, abar):
    D = np.diag(1 - np.tanh(W1 @ x + c) ** 2)
    return (np.eye(len(x)) - beta / np.sqrt(1 - abar) * W1.T @ D @ W2.T) / np.sqrt(1 - beta)


# wrong signal_for_noise: abar is used where 1 - abar belongs.
def denoising_jac(x, W1, c, W2, beta, abar):
    D = np.diag(1 - np.tanh(W1 @ x + c) ** 2)
    return (np.eye(len(x)) - beta / np.sqrt(abar) * W2 @ D @ W1) / np.sqrt(1 - beta)


# problem: moving_average
# right closed_form: The derivative of each power of the decay.
def average_by_decay(a, x, y0):
    out = []
    for t in range(len(x)):
        d = (t + 1) * a**t * y0
        for s in range(t + 1):
            k = t - s
            d += x[s] * ((k * a ** (k - 1) if k else 0.0) * (1 - a) - a**k)
        out.append(d)
    return np.array(out)


# right averages_first: All averages first, then the recurrence of the derivatives.
def average_by_decay(a, x, y0):
    y = [y0]
    for sample in x:
        y.append(a * y[-1] + (1 - a) * sample)
    d = np.zeros(len(x) + 1)
    for t in range(len(x)):
        d[t + 1] = a * d[t] + y[t] - x[t]
    return d[1:]


# wrong one_step: The average before is treated as a constant.
def average_by_decay(a, x, y0):
    y, out = y0, []
    for sample in x:
        out.append(y - sample)
        y = a * y + (1 - a) * sample
    return np.array(out)


# wrong sample_added: The minus of 1 - a is forgotten.
def average_by_decay(a, x, y0):
    y, d, out = y0, 0.0, []
    for sample in x:
        d = y + a * d + sample
        y = a * y + (1 - a) * sample
        out.append(d)
    return np.array(out)


# wrong sample_weight_constant: The weight 1 - a of the sample is not differentiated.
def average_by_decay(a, x, y0):
    y, d, out = y0, 0.0, []
    for sample in x:
        d = y + a * d
        y = a * y + (1 - a) * sample
        out.append(d)
    return np.array(out)


# wrong started_at_zero: The average is started at 0.
def average_by_decay(a, x, y0):
    y, d, out = 0.0, 0.0, []
    for sample in x:
        d = y + a * d - sample
        y = a * y + (1 - a) * sample
        out.append(d)
    return np.array(out)


# wrong updated_too_early: The new average stands where the one before belongs.
def average_by_decay(a, x, y0):
    y, d, out = y0, 0.0, []
    for sample in x:
        y = a * y + (1 - a) * sample
        d = y + a * d - sample
        out.append(d)
    return np.array(out)


# wrong decay_not_carried: The derivative before is carried on without the factor a.
def average_by_decay(a, x, y0):
    y, d, out = y0, 0.0, []
    for sample in x:
        d = y + d - sample
        y = a * y + (1 - a) * sample
        out.append(d)
    return np.array(out)


# wrong weights_swapped: The average is computed with the weights of old and new swapped.
def average_by_decay(a, x, y0):
    y, d, out = y0, 0.0, []
    for sample in x:
        d = y + a * d - sample
        y = (1 - a) * y + a * sample
        out.append(d)
    return np.array(out)


# wrong started_at_first_sample: The average is started at the first sample, as libraries do.
def average_by_decay(a, x, y0):
    y, d, out = x[0], 0.0, []
    for sample in x:
        d = y + a * d - sample
        y = a * y + (1 - a) * sample
        out.append(d)
    return np.array(out)


# problem: shrinkage_step
# right rows_zeroed: The rows of the entries set to zero are cleared.
def shrinkage_jac(x, A, b, t, lam):
    z = x - t * (A.T @ A @ x - A.T @ b)
    J = np.eye(len(x)) - t * A.T @ A
    J[np.abs(z) <= t * lam] = 0
    return J


# right diagonal: A diagonal matrix in front.
def shrinkage_jac(x, A, b, t, lam):
    z = x - t * A.T @ (A @ x - b)
    on = np.where(np.abs(z) > t * lam, 1.0, 0.0)
    return np.diag(on) @ (np.eye(len(x)) - t * (A.T @ A))


# wrong no_shrinkage: The threshold is ignored: the derivative of the gradient step.
def shrinkage_jac(x, A, b, t, lam):
    return np.eye(len(x)) - t * A.T @ A


# wrong columns_zeroed: The mask is applied to the columns.
def shrinkage_jac(x, A, b, t, lam):
    z = x - t * A.T @ (A @ x - b)
    return (np.eye(len(x)) - t * A.T @ A) * (np.abs(z) > t * lam)


# wrong point_lost: The identity of the leading x is forgotten.
def shrinkage_jac(x, A, b, t, lam):
    z = x - t * A.T @ (A @ x - b)
    return (np.abs(z) > t * lam)[:, None] * (-t * A.T @ A)


# wrong uphill: The gradient step has the wrong sign in the derivative.
def shrinkage_jac(x, A, b, t, lam):
    z = x - t * A.T @ (A @ x - b)
    return (np.abs(z) > t * lam)[:, None] * (np.eye(len(x)) + t * A.T @ A)


# wrong positive_side_only: Negative entries below minus the threshold are taken as zeroed.
def shrinkage_jac(x, A, b, t, lam):
    z = x - t * A.T @ (A @ x - b)
    return (z > t * lam)[:, None] * (np.eye(len(x)) - t * A.T @ A)


# wrong mask_of_old_point: The mask is taken from x before the gradient step.
def shrinkage_jac(x, A, b, t, lam):
    return (np.abs(x) > t * lam)[:, None] * (np.eye(len(x)) - t * A.T @ A)


# wrong step_doubled: The gradient of the squared error is taken with its factor 2.
def shrinkage_jac(x, A, b, t, lam):
    z = x - t * A.T @ (A @ x - b)
    return (np.abs(z) > t * lam)[:, None] * (np.eye(len(x)) - 2 * t * A.T @ A)


# wrong threshold_without_step: The threshold is lam in place of t lam.
def shrinkage_jac(x, A, b, t, lam):
    z = x - t * A.T @ (A @ x - b)
    return (np.abs(z) > lam)[:, None] * (np.eye(len(x)) - t * A.T @ A)


# wrong sign_kept: The sign is left in the slope: the sign of z times the derivative.
def shrinkage_jac(x, A, b, t, lam):
    z = x - t * A.T @ (A @ x - b)
    on = np.sign(z) * (np.abs(z) > t * lam)
    return on[:, None] * (np.eye(len(x)) - t * A.T @ A)


# problem: focal_loss
# right by_probability: By the probability of the true class, then the chain rule.
def focal_grad(z, y, g):
    p = sigmoid(z)
    q = np.where(y == 1, p, 1 - p)
    dL_dq = g * (1 - q) ** (g - 1) * np.log(q) - (1 - q) ** g / q
    dq_dz = np.where(y == 1, 1, -1) * p * (1 - p)
    return dL_dq * dq_dz / z.size


# right two_cases: The two labels apart.
def focal_grad(z, y, g):
    out = []
    for zi, yi in zip(z, y):
        p = sigmoid(zi)
        if yi == 1:
            d = (1 - p) ** g * (g * p * np.log(p) - (1 - p))
        else:
            d = p**g * (p - g * (1 - p) * np.log(1 - p))
        out.append(d / len(z))
    return np.array(out)


# wrong weight_constant: The modulating weight is treated as a constant.
def focal_grad(z, y, g):
    p = sigmoid(z)
    q = y * p + (1 - y) * (1 - p)
    return (1 - q) ** g * (p - y) / len(z)


# wrong not_averaged: The mean is taken as a sum.
def focal_grad(z, y, g):
    s = 2 * y - 1
    q = sigmoid(s * z)
    return s * (1 - q) ** g * (g * q * np.log(q) - (1 - q))


# wrong label_sign_lost: The sign of dq/dz for negative examples is forgotten.
def focal_grad(z, y, g):
    q = sigmoid((2 * y - 1) * z)
    return (1 - q) ** g * (g * q * np.log(q) - (1 - q)) / len(z)


# wrong inner_minus_lost: The minus of 1 - q in the power is forgotten.
def focal_grad(z, y, g):
    s = 2 * y - 1
    q = sigmoid(s * z)
    return s * (1 - q) ** g * (-g * q * np.log(q) - (1 - q)) / len(z)


# wrong sigmoid_not_chained: The gradient by the probability, without the slope of the sigmoid.
def focal_grad(z, y, g):
    s = 2 * y - 1
    q = sigmoid(s * z)
    return s * (g * (1 - q) ** (g - 1) * np.log(q) - (1 - q) ** g / q) / len(z)


# wrong exponent_not_down: The exponent is not brought down as a factor.
def focal_grad(z, y, g):
    s = 2 * y - 1
    q = sigmoid(s * z)
    return s * (1 - q) ** g * (q * np.log(q) - (1 - q)) / len(z)


# wrong cross_entropy: The gradient of the plain cross-entropy.
def focal_grad(z, y, g):
    return (sigmoid(z) - y) / len(z)


# wrong positives_weight_everywhere: The weight of negative examples is that of positive ones.
def focal_grad(z, y, g):
    p = sigmoid(z)
    s = 2 * y - 1
    q = sigmoid(s * z)
    return s * (1 - p) ** g * (g * q * np.log(q) - (1 - q)) / len(z)


# wrong exponent_not_lowered: The power keeps its exponent when it is differentiated.
def focal_grad(z, y, g):
    s = 2 * y - 1
    q = sigmoid(s * z)
    dq = g * (1 - q) ** g * np.log(q) - (1 - q) ** g / q
    return s * dq * q * (1 - q) / len(z)


# problem: kernel_features
# right loop: One centre after the other.
def features_jac(x, C, l):
    rows = []
    for c in C:
        diff = x - c
        rows.append(-np.exp(-(diff @ diff) / (2 * l * l)) * diff / l**2)
    return np.array(rows)


# right diagonal: A diagonal matrix of the features in front.
def features_jac(x, C, l):
    dist = np.linalg.norm(C - x, axis=1)
    k = np.exp(-0.5 * (dist / l) ** 2)
    return -np.diag(k) @ (x[None, :] - C) / l**2


# wrong away_from_centre: The difference is turned round.
def features_jac(x, C, l):
    k = np.exp(-np.sum((C - x) ** 2, axis=1) / (2 * l**2))
    return k[:, None] * (x - C) / l**2


# wrong half_not_cancelled: The factor 2 of the square is forgotten.
def features_jac(x, C, l):
    k = np.exp(-np.sum((C - x) ** 2, axis=1) / (2 * l**2))
    return k[:, None] * (C - x) / (2 * l**2)


# wrong half_overlooked: The 2 in the denominator is overlooked.
def features_jac(x, C, l):
    k = np.exp(-np.sum((C - x) ** 2, axis=1) / (2 * l**2))
    return 2 * k[:, None] * (C - x) / l**2


# wrong width_not_squared: The inner derivative is divided by l in place of its square.
def features_jac(x, C, l):
    k = np.exp(-np.sum((C - x) ** 2, axis=1) / (2 * l**2))
    return k[:, None] * (C - x) / l


# wrong exponential_lost: Only the exponent is differentiated.
def features_jac(x, C, l):
    return (C - x) / l**2


# wrong features_in_columns: The inputs stand in the rows.
def features_jac(x, C, l):
    k = np.exp(-np.sum((C - x) ** 2, axis=1) / (2 * l**2))
    return (k[:, None] * (C - x)).T / l**2


# wrong all_centres_added: The derivative of the sum of all features.
def features_jac(x, C, l):
    k = np.exp(-np.sum((C - x) ** 2, axis=1) / (2 * l**2))
    return (k @ (C - x)) / l**2


# wrong by_distance: The square of the distance is differentiated like the distance.
def features_jac(x, C, l):
    dist = np.linalg.norm(C - x, axis=1)
    k = np.exp(-(dist**2) / (2 * l**2))
    return (k / dist)[:, None] * (C - x) / l**2


# problem: gated_cell
# right three_paths: The three paths apart, with diagonal matrices.
def cell_jac(h, x, Wz, Uz, Wc, Uc):
    z = sigmoid(Wz @ h + Uz @ x)
    c = np.tanh(Wc @ h + Uc @ x)
    direct = np.diag(1 - z)
    gate = np.diag((c - h) * z * (1 - z)) @ Wz
    candidate = np.diag(z * (1 - c * c)) @ Wc
    return direct + gate + candidate


# right product_rule: The product rule on both products as they stand.
def cell_jac(h, x, Wz, Uz, Wc, Uc):
    z = sigmoid(Wz @ h + Uz @ x)
    c = np.tanh(Wc @ h + Uc @ x)
    I = np.eye(len(h))
    dz = (z * (1 - z))[:, None] * Wz
    dc = (1 - c**2)[:, None] * Wc
    return -dz * h[:, None] + (1 - z)[:, None] * I + dz * c[:, None] + z[:, None] * dc


# wrong gate_constant: The gate is treated as a constant.
def cell_jac(h, x, Wz, Uz, Wc, Uc):
    z = sigmoid(Wz @ h + Uz @ x)
    c = np.tanh(Wc @ h + Uc @ x)
    return np.diag(1 - z) + (z * (1 - c**2))[:, None] * Wc


# wrong candidate_constant: The candidate is treated as a constant.
def cell_jac(h, x, Wz, Uz, Wc, Uc):
    z = sigmoid(Wz @ h + Uz @ x)
    c = np.tanh(Wc @ h + Uc @ x)
    return np.diag(1 - z) + ((c - h) * z * (1 - z))[:, None] * Wz


# wrong direct_path_lost: The state's own path is forgotten.
def cell_jac(h, x, Wz, Uz, Wc, Uc):
    z = sigmoid(Wz @ h + Uz @ x)
    c = np.tanh(Wc @ h + Uc @ x)
    return ((c - h) * z * (1 - z))[:, None] * Wz + (z * (1 - c**2))[:, None] * Wc


# wrong gate_difference_turned: h - c in place of c - h.
def cell_jac(h, x, Wz, Uz, Wc, Uc):
    z = sigmoid(Wz @ h + Uz @ x)
    c = np.tanh(Wc @ h + Uc @ x)
    return np.diag(1 - z) + ((h - c) * z * (1 - z))[:, None] * Wz + (z * (1 - c**2))[:, None] * Wc


# wrong gate_swapped: The other convention of the gate: z keeps, 1 - z takes the new.
def cell_jac(h, x, Wz, Uz, Wc, Uc):
    z = sigmoid(Wz @ h + Uz @ x)
    c = np.tanh(Wc @ h + Uc @ x)
    return np.diag(z) + ((h - c) * z * (1 - z))[:, None] * Wz + ((1 - z) * (1 - c**2))[:, None] * Wc


# wrong old_state_in_rows: The old state is in the rows.
def cell_jac(h, x, Wz, Uz, Wc, Uc):
    z = sigmoid(Wz @ h + Uz @ x)
    c = np.tanh(Wc @ h + Uc @ x)
    return np.diag(1 - z) + Wz.T * ((c - h) * z * (1 - z)) + Wc.T * (z * (1 - c**2))


# wrong gate_on_candidate_only: The 1 - z in front of h is treated as a constant.
def cell_jac(h, x, Wz, Uz, Wc, Uc):
    z = sigmoid(Wz @ h + Uz @ x)
    c = np.tanh(Wc @ h + Uc @ x)
    return np.diag(1 - z) + (c * z * (1 - z))[:, None] * Wz + (z * (1 - c**2))[:, None] * Wc


# wrong candidate_slope_lost: The slope of tanh is forgotten.
def cell_jac(h, x, Wz, Uz, Wc, Uc):
    z = sigmoid(Wz @ h + Uz @ x)
    c = np.tanh(Wc @ h + Uc @ x)
    return np.diag(1 - z) + ((c - h) * z * (1 - z))[:, None] * Wz + z[:, None] * Wc


# wrong slopes_broadcast_to_columns: A forgotten new axis: the slopes multiply the columns.
def cell_jac(h, x, Wz, Uz, Wc, Uc):
    z = sigmoid(Wz @ h + Uz @ x)
    c = np.tanh(Wc @ h + Uc @ x)
    return np.diag(1 - z) + (c - h) * z * (1 - z) * Wz + z * (1 - c**2) * Wc


# problem: negative_sampling
# right labels: As a logistic loss with labels 1 and 0.
def word_grad(v, u, N):
    words = np.vstack([u, N])
    target = np.zeros(len(words))
    target[0] = 1
    return (sigmoid(words @ v) - target) @ words


# right loop: One negative after the other.
def word_grad(v, u, N):
    g = -(1 - sigmoid(u @ v)) * u
    for n in N:
        g = g + sigmoid(n @ v) * n
    return g


# wrong positive_slope: The probability of the positive stands where one minus it belongs.
def word_grad(v, u, N):
    return N.T @ sigmoid(N @ v) - sigmoid(u @ v) * u


# wrong positive_added: The positive's minus is forgotten.
def word_grad(v, u, N):
    return N.T @ sigmoid(N @ v) + sigmoid(-u @ v) * u


# wrong negatives_averaged: The negatives are averaged.
def word_grad(v, u, N):
    return N.T @ sigmoid(N @ v) / len(N) - sigmoid(-u @ v) * u


# wrong slope_of_sigmoid: The slope of the sigmoid is used as that of softplus.
def word_grad(v, u, N):
    s, p = sigmoid(N @ v), sigmoid(-u @ v)
    return N.T @ (s * (1 - s)) - p * (1 - p) * u


# wrong positive_only: The negatives are treated as constants.
def word_grad(v, u, N):
    return -sigmoid(-u @ v) * u


# wrong softmax_over_negatives: The negatives are weighted by a softmax.
def word_grad(v, u, N):
    return N.T @ softmax(N @ v) - sigmoid(-u @ v) * u


# wrong negatives_repelled_turned: The negatives' inner product has the wrong sign.
def word_grad(v, u, N):
    return N.T @ sigmoid(-N @ v) - sigmoid(-u @ v) * u


# wrong everything_turned: The gradient of the log-likelihood, not of the loss.
def word_grad(v, u, N):
    return sigmoid(-u @ v) * u - N.T @ sigmoid(N @ v)


# problem: physics_informed
# right jacobian_of_residual: The Jacobian of the residual, then the residual.
def frequency_grad(w, c, b, x, f, k):
    phase = np.outer(x, w) + b
    r = np.sin(phase) @ (c * (k - w**2)) - f
    J = c * ((k - w**2) * np.cos(phase) * x[:, None] - 2 * w * np.sin(phase))
    return 2 * J.T @ r / len(x)


# right points: Added up over the points.
def frequency_grad(w, c, b, x, f, k):
    g = np.zeros(len(w))
    for xi, fi in zip(x, f):
        s, co = np.sin(w * xi + b), np.cos(w * xi + b)
        u = c @ s
        upp = -(c * w**2) @ s
        r = upp + k * u - fi
        du = c * co * xi
        dupp = -c * (2 * w * s + w**2 * co * xi)
        g += 2 * r * (dupp + k * du)
    return g / len(x)


# wrong squared_frequency_constant: In u'' only the sine is differentiated, not w squared.
def frequency_grad(w, c, b, x, f, k):
    phase = np.outer(x, w) + b
    r = np.sin(phase) @ (c * (k - w**2)) - f
    J = c * (k - w**2) * np.cos(phase) * x[:, None]
    return 2 * J.T @ r / len(x)


# wrong inner_point_lost: The inner derivative x of the phase is forgotten.
def frequency_grad(w, c, b, x, f, k):
    phase = np.outer(x, w) + b
    r = np.sin(phase) @ (c * (k - w**2)) - f
    J = c * ((k - w**2) * np.cos(phase) - 2 * w * np.sin(phase))
    return 2 * J.T @ r / len(x)


# wrong two_of_square_lost: The 2 of the squared residual is forgotten.
def frequency_grad(w, c, b, x, f, k):
    phase = np.outer(x, w) + b
    r = np.sin(phase) @ (c * (k - w**2)) - f
    J = c * ((k - w**2) * np.cos(phase) * x[:, None] - 2 * w * np.sin(phase))
    return J.T @ r / len(x)


# wrong not_averaged: The residuals are added up, not averaged.
def frequency_grad(w, c, b, x, f, k):
    phase = np.outer(x, w) + b
    r = np.sin(phase) @ (c * (k - w**2)) - f
    J = c * ((k - w**2) * np.cos(phase) * x[:, None] - 2 * w * np.sin(phase))
    return 2 * J.T @ r


# wrong sine_slope: The derivative of the sine is taken with a minus.
def frequency_grad(w, c, b, x, f, k):
    phase = np.outer(x, w) + b
    r = np.sin(phase) @ (c * (k - w**2)) - f
    J = c * (-(k - w**2) * np.cos(phase) * x[:, None] - 2 * w * np.sin(phase))
    return 2 * J.T @ r / len(x)


# wrong acceleration_only: k u is not differentiated.
def frequency_grad(w, c, b, x, f, k):
    phase = np.outer(x, w) + b
    r = np.sin(phase) @ (c * (k - w**2)) - f
    J = -c * (w**2 * np.cos(phase) * x[:, None] + 2 * w * np.sin(phase))
    return 2 * J.T @ r / len(x)


# wrong square_rule: The derivative of w squared is taken to be w.
def frequency_grad(w, c, b, x, f, k):
    phase = np.outer(x, w) + b
    r = np.sin(phase) @ (c * (k - w**2)) - f
    J = c * ((k - w**2) * np.cos(phase) * x[:, None] - w * np.sin(phase))
    return 2 * J.T @ r / len(x)


# wrong forcing_lost: The right side f is dropped from the residual.
def frequency_grad(w, c, b, x, f, k):
    phase = np.outer(x, w) + b
    r = np.sin(phase) @ (c * (k - w**2))
    J = c * ((k - w**2) * np.cos(phase) * x[:, None] - 2 * w * np.sin(phase))
    return 2 * J.T @ r / len(x)


# wrong amplitude_lost: The amplitudes are forgotten in the chain rule.
def frequency_grad(w, c, b, x, f, k):
    phase = np.outer(x, w) + b
    r = np.sin(phase) @ (c * (k - w**2)) - f
    J = (k - w**2) * np.cos(phase) * x[:, None] - 2 * w * np.sin(phase)
    return 2 * J.T @ r / len(x)


# problem: latent_variance
# right by_sample: The gradient by the sample z, then by the log-variance.
def logvar_grad(lv, mu, e, W, x, beta):
    z = mu + np.exp(lv / 2) * e
    dz = W.T @ (W @ z - x)
    return dz * (z - mu) / 2 + beta / 2 * (np.exp(lv) - 1)


# right by_deviation: The gradient by the deviation, then by the log-variance.
def logvar_grad(lv, mu, e, W, x, beta):
    sd = np.sqrt(np.exp(lv))
    r = W @ (mu + sd * e) - x
    by_sd = e * (r @ W) + beta * (sd - 1 / sd)
    return by_sd * sd / 2


# wrong sample_detached: The reconstruction is treated as a constant.
def logvar_grad(lv, mu, e, W, x, beta):
    return 0.5 * beta * (np.exp(lv) - 1)


# wrong no_divergence: The divergence is forgotten.
def logvar_grad(lv, mu, e, W, x, beta):
    sd = np.exp(lv / 2)
    return 0.5 * sd * e * (W.T @ (W @ (mu + sd * e) - x))


# wrong inner_half_lost: The inner derivative of lv / 2 is forgotten.
def logvar_grad(lv, mu, e, W, x, beta):
    sd = np.exp(lv / 2)
    return sd * e * (W.T @ (W @ (mu + sd * e) - x)) + 0.5 * beta * (np.exp(lv) - 1)


# wrong weight_lost: beta is forgotten.
def logvar_grad(lv, mu, e, W, x, beta):
    sd = np.exp(lv / 2)
    return 0.5 * sd * e * (W.T @ (W @ (mu + sd * e) - x)) + 0.5 * (np.exp(lv) - 1)


# wrong linear_term_lost: The minus lv of the divergence is not differentiated.
def logvar_grad(lv, mu, e, W, x, beta):
    sd = np.exp(lv / 2)
    return 0.5 * sd * e * (W.T @ (W @ (mu + sd * e) - x)) + 0.5 * beta * np.exp(lv)


# wrong noise_lost: The noise is forgotten in the chain rule.
def logvar_grad(lv, mu, e, W, x, beta):
    sd = np.exp(lv / 2)
    return 0.5 * sd * (W.T @ (W @ (mu + sd * e) - x)) + 0.5 * beta * (np.exp(lv) - 1)


# wrong variance_for_deviation: The noise is scaled with the variance.
def logvar_grad(lv, mu, e, W, x, beta):
    var = np.exp(lv)
    return var * e * (W.T @ (W @ (mu + var * e) - x)) + 0.5 * beta * (var - 1)


# wrong by_the_deviation: The derivative by the deviation, not by the log-variance.
def logvar_grad(lv, mu, e, W, x, beta):
    sd = np.exp(lv / 2)
    return e * (W.T @ (W @ (mu + sd * e) - x)) + beta * (sd - 1 / sd)


# wrong divergence_subtracted: The divergence is subtracted, as in the evidence bound.
def logvar_grad(lv, mu, e, W, x, beta):
    sd = np.exp(lv / 2)
    return 0.5 * sd * e * (W.T @ (W @ (mu + sd * e) - x)) - 0.5 * beta * (np.exp(lv) - 1)


# problem: mixture_means
# right broadcast: All differences at once, weighted by the responsibilities.
def means_grad(M, X, a, s):
    diff = M[None, :, :] - X[:, None, :]
    p = a * np.exp(-np.sum(diff**2, axis=2) / (2 * s**2))
    R = p / p.sum(axis=1, keepdims=True)
    return np.einsum("nk,nkd->kd", R, diff) / s**2


# right loops: Example by example, component by component.
def means_grad(M, X, a, s):
    G = np.zeros_like(M)
    for x in X:
        p = np.array([a[k] * np.exp(-np.sum((x - M[k]) ** 2) / (2 * s**2)) for k in range(len(a))])
        for k in range(len(a)):
            G[k] -= p[k] / p.sum() * (x - M[k]) / s**2
    return G


# wrong prior_weights: The mixture's weights stand in for the responsibilities.
def means_grad(M, X, a, s):
    return a[:, None] * (len(X) * M - X.sum(axis=0)) / s**2


# wrong likelihood: The gradient of the log-likelihood, without the minus.
def means_grad(M, X, a, s):
    diff = X[:, None] - M
    R = softmax(np.log(a) - (diff**2).sum(axis=2) / (2 * s**2), axis=1)
    return np.einsum("nk,nkd->kd", R, diff) / s**2


# wrong variance_lost: The division by the variance is forgotten.
def means_grad(M, X, a, s):
    diff = M - X[:, None]
    R = softmax(np.log(a) - (diff**2).sum(axis=2) / (2 * s**2), axis=1)
    return np.einsum("nk,nkd->kd", R, diff)


# wrong hard_assignment: Each example is given to its likeliest component, as in k-means.
def means_grad(M, X, a, s):
    diff = M - X[:, None]
    score = np.log(a) - (diff**2).sum(axis=2) / (2 * s**2)
    R = np.eye(len(a))[score.argmax(axis=1)]
    return np.einsum("nk,nkd->kd", R, diff) / s**2


# wrong averaged: The loss is averaged over the examples.
def means_grad(M, X, a, s):
    diff = M - X[:, None]
    R = softmax(np.log(a) - (diff**2).sum(axis=2) / (2 * s**2), axis=1)
    return np.einsum("nk,nkd->kd", R, diff) / s**2 / len(X)


# wrong priors_lost: The responsibilities are computed without the mixture's weights.
def means_grad(M, X, a, s):
    diff = M - X[:, None]
    R = softmax(-(diff**2).sum(axis=2) / (2 * s**2), axis=1)
    return np.einsum("nk,nkd->kd", R, diff) / s**2


# wrong normalised_over_examples: The responsibilities add up to 1 over the examples.
def means_grad(M, X, a, s):
    diff = M - X[:, None]
    R = softmax(np.log(a) - (diff**2).sum(axis=2) / (2 * s**2), axis=0)
    return np.einsum("nk,nkd->kd", R, diff) / s**2


# wrong densities: The responsibilities are not normalised.
def means_grad(M, X, a, s):
    diff = M - X[:, None]
    R = a * np.exp(-(diff**2).sum(axis=2) / (2 * s**2))
    return np.einsum("nk,nkd->kd", R, diff) / s**2


# wrong half_of_exponent_overlooked: The factor 2 of the square is kept: twice the gradient.
def means_grad(M, X, a, s):
    diff = M - X[:, None]
    R = softmax(np.log(a) - (diff**2).sum(axis=2) / (2 * s**2), axis=1)
    return 2 * np.einsum("nk,nkd->kd", R, diff) / s**2


# problem: masked_factorisation
# right ratings_one_by_one: One observed rating after the other.
def factor_grad(U, V, R, O, lam):
    G = 2 * lam * U
    for i in range(R.shape[0]):
        for j in range(R.shape[1]):
            if O[i, j] == 1:
                G[i] -= 2 * (R[i, j] - U[i] @ V[j]) * V[j]
    return G


# right rows: One user after the other, with the items that were rated.
def factor_grad(U, V, R, O, lam):
    G = np.zeros(U.shape)
    for i, u in enumerate(U):
        seen = V[O[i] == 1]
        G[i] = 2 * (seen.T @ (seen @ u - R[i, O[i] == 1]) + lam * u)
    return G


# wrong mask_lost: All ratings are counted.
def factor_grad(U, V, R, O, lam):
    return -2 * (R - U @ V.T) @ V + 2 * lam * U


# wrong minus_lost: The minus in front of the prediction is forgotten.
def factor_grad(U, V, R, O, lam):
    return 2 * (O * (R - U @ V.T)) @ V + 2 * lam * U


# wrong decay_not_doubled: The 2 of the weight decay is forgotten.
def factor_grad(U, V, R, O, lam):
    return -2 * (O * (R - U @ V.T)) @ V + lam * U


# wrong twos_lost: The 2 of the squared errors is forgotten.
def factor_grad(U, V, R, O, lam):
    return -(O * (R - U @ V.T)) @ V + 2 * lam * U


# wrong prediction_masked_only: The mask is applied to the prediction and not to the ratings.
def factor_grad(U, V, R, O, lam):
    return -2 * (R - O * (U @ V.T)) @ V + 2 * lam * U


# wrong no_decay: The weight decay is forgotten.
def factor_grad(U, V, R, O, lam):
    return -2 * (O * (R - U @ V.T)) @ V


# wrong unseen_ratings: The mask is turned round.
def factor_grad(U, V, R, O, lam):
    return -2 * ((1 - O) * (R - U @ V.T)) @ V + 2 * lam * U


# wrong mean_of_errors: The squared errors are averaged over all ratings.
def factor_grad(U, V, R, O, lam):
    return -2 * (O * (R - U @ V.T)) @ V / R.size + 2 * lam * U


# problem: attention_by_keys
# right jacobian_chain: The Jacobian of softmax, with the scores' derivative on the right.
def attention_tensor(K, q, V):
    root = np.sqrt(q.size)
    a = softmax(K @ q / root)
    by_score = V.T @ (np.diag(a) - np.outer(a, a))
    return by_score[:, :, None] * q / root


# right loops: One output and one key at a time.
def attention_tensor(K, q, V):
    n, d = K.shape
    a = softmax(K @ q / d**0.5)
    o = a @ V
    T = np.zeros((V.shape[1], n, d))
    for c in range(V.shape[1]):
        for i in range(n):
            T[c, i] = a[i] * (V[i, c] - o[c]) * q / d**0.5
    return T


# wrong diagonal_softmax: The Jacobian of softmax is taken as diagonal.
def attention_tensor(K, q, V):
    root = np.sqrt(len(q))
    a = softmax(K @ q / root)
    return np.einsum("i,ip,j->pij", a * (1 - a), V, q) / root


# wrong scale_not_chained: The root of d is forgotten in the chain rule.
def attention_tensor(K, q, V):
    a = softmax(K @ q / np.sqrt(len(q)))
    return np.einsum("i,ip,j->pij", a, V - a @ V, q)


# wrong unscaled_scores: The scores are not scaled in the forward pass.
def attention_tensor(K, q, V):
    a = softmax(K @ q)
    return np.einsum("i,ip,j->pij", a, V - a @ V, q) / np.sqrt(len(q))


# wrong output_last: The output's axis stands last.
def attention_tensor(K, q, V):
    root = np.sqrt(len(q))
    a = softmax(K @ q / root)
    return np.einsum("i,ip,j->ijp", a, V - a @ V, q) / root


# wrong sum_not_differentiated: The sum in softmax is treated as a constant.
def attention_tensor(K, q, V):
    root = np.sqrt(len(q))
    a = softmax(K @ q / root)
    return np.einsum("i,ip,j->pij", a, V, q) / root


# wrong keys_for_query: The keys stand where the query belongs.
def attention_tensor(K, q, V):
    root = np.sqrt(len(q))
    a = softmax(K @ q / root)
    return np.einsum("i,ip,ij->pij", a, V - a @ V, K) / root


# wrong scaled_by_dimension: d is divided by without the root.
def attention_tensor(K, q, V):
    a = softmax(K @ q / len(q))
    return np.einsum("i,ip,j->pij", a, V - a @ V, q) / len(q)


# wrong attention_weight_lost: The weight in front of the difference is forgotten.
def attention_tensor(K, q, V):
    root = np.sqrt(len(q))
    a = softmax(K @ q / root)
    return np.einsum("ip,j->pij", V - a @ V, q) / root


# wrong plain_mean: The values' plain mean is subtracted.
def attention_tensor(K, q, V):
    root = np.sqrt(len(q))
    a = softmax(K @ q / root)
    return np.einsum("i,ip,j->pij", a, V - V.mean(axis=0), q) / root


# problem: chain_field
# right forward_backward: Messages from both ends.
def transitions_grad(A, e1, e2, e3, i, j, l):
    E = np.exp(A)
    f1 = np.exp(e1)
    f2 = np.exp(e2) * (E.T @ f1)
    b2 = E @ np.exp(e3)
    b1 = E @ (np.exp(e2) * b2)
    Z = f1 @ b1
    G = np.outer(f1, np.exp(e2) * b2) * E / Z + np.outer(f2, np.exp(e3)) * E / Z
    G[i, j] -= 1
    G[j, l] -= 1
    return G


# right all_paths: The probability of every path.
def transitions_grad(A, e1, e2, e3, i, j, l):
    k = len(e1)
    G, Z = np.zeros((k, k)), 0.0
    for a in range(k):
        for b in range(k):
            for c in range(k):
                w = np.exp(e1[a] + A[a, b] + e2[b] + A[b, c] + e3[c])
                G[a, b] += w
                G[b, c] += w
                Z += w
    G /= Z
    G[i, j] -= 1
    G[j, l] -= 1
    return G


# wrong locally_normalised: Each row of the transitions is normalised by itself.
def transitions_grad(A, e1, e2, e3, i, j, l):
    p1 = softmax(e1)
    P = softmax(A + e2, axis=1)
    Q = softmax(A + e3, axis=1)
    G = p1[:, None] * P + (p1 @ P)[:, None] * Q
    G[i, j] -= 1
    G[j, l] -= 1
    return G


# wrong true_path_lost: Only the normaliser is differentiated.
def transitions_grad(A, e1, e2, e3, i, j, l):
    p = np.exp(e1[:, None, None] + A[:, :, None] + e2[:, None] + A + e3)
    p /= p.sum()
    return p.sum(axis=2) + p.sum(axis=0)


# wrong normaliser_lost: Only the score of the true path is differentiated.
def transitions_grad(A, e1, e2, e3, i, j, l):
    G = np.zeros_like(A)
    G[i, j] -= 1
    G[j, l] -= 1
    return G


# wrong emissions_lost: The expected counts are computed from the transitions alone.
def transitions_grad(A, e1, e2, e3, i, j, l):
    p = np.exp(A[:, :, None] + A)
    p /= p.sum()
    G = p.sum(axis=2) + p.sum(axis=0)
    G[i, j] -= 1
    G[j, l] -= 1
    return G


# wrong first_transition_only: Only the first of the two transitions is counted.
def transitions_grad(A, e1, e2, e3, i, j, l):
    p = np.exp(e1[:, None, None] + A[:, :, None] + e2[:, None] + A + e3)
    p /= p.sum()
    G = p.sum(axis=2)
    G[i, j] -= 1
    return G


# wrong observed_minus_expected: The gradient of the log-likelihood, not of the loss.
def transitions_grad(A, e1, e2, e3, i, j, l):
    p = np.exp(e1[:, None, None] + A[:, :, None] + e2[:, None] + A + e3)
    p /= p.sum()
    G = -(p.sum(axis=2) + p.sum(axis=0))
    G[i, j] += 1
    G[j, l] += 1
    return G


# wrong no_backward_messages: The counts of the first transition do not see what follows.
def transitions_grad(A, e1, e2, e3, i, j, l):
    first = np.exp(e1[:, None] + A + e2)
    m2 = first.sum(axis=0)
    second = m2[:, None] * np.exp(A + e3)
    G = first / first.sum() + second / second.sum()
    G[i, j] -= 1
    G[j, l] -= 1
    return G


# wrong best_path: The expected counts are those of the best path, as in the perceptron.
def transitions_grad(A, e1, e2, e3, i, j, l):
    s = e1[:, None, None] + A[:, :, None] + e2[:, None] + A + e3
    a, b, c = np.unravel_index(s.argmax(), s.shape)
    G = np.zeros_like(A)
    G[a, b] += 1
    G[b, c] += 1
    G[i, j] -= 1
    G[j, l] -= 1
    return G


# wrong next_label_first: The transitions are read with the next label in the rows.
def transitions_grad(A, e1, e2, e3, i, j, l):
    p = np.exp(e1[:, None, None] + A.T[:, :, None] + e2[:, None] + A.T + e3)
    p /= p.sum()
    G = (p.sum(axis=2) + p.sum(axis=0)).T
    G[j, i] -= 1
    G[l, j] -= 1
    return G


# problem: triplet_batch
# right loop: One triplet after the other.
def anchors_grad(A, P, Q, m):
    G = np.zeros(A.shape)
    for i in range(len(A)):
        a = np.sqrt(np.sum((A[i] - P[i]) ** 2))
        b = np.sqrt(np.sum((A[i] - Q[i]) ** 2))
        if a - b + m > 0:
            G[i] = (A[i] - P[i]) / a - (A[i] - Q[i]) / b
    return G / len(A)


# right unit_directions: With unit directions and a mask at the end.
def anchors_grad(A, P, Q, m):
    def unit(D):
        size = np.sqrt((D**2).sum(axis=1))
        return D / size[:, None], size

    u, a = unit(A - P)
    w, b = unit(A - Q)
    G = (u - w) / A.shape[0]
    G[a - b + m <= 0] = 0
    return G


# wrong squared_distances: The distances are squared: slopes and mask.
def anchors_grad(A, P, Q, m):
    gap = np.sum((A - P) ** 2, axis=1) - np.sum((A - Q) ** 2, axis=1) + m
    return (gap > 0)[:, None] * 2 * (Q - P) / len(A)


# wrong all_triplets: The mask of the hinge is forgotten.
def anchors_grad(A, P, Q, m):
    a = np.linalg.norm(A - P, axis=1, keepdims=True)
    b = np.linalg.norm(A - Q, axis=1, keepdims=True)
    return ((A - P) / a - (A - Q) / b) / len(A)


# wrong not_averaged: The mean is taken as a sum.
def anchors_grad(A, P, Q, m):
    a = np.linalg.norm(A - P, axis=1, keepdims=True)
    b = np.linalg.norm(A - Q, axis=1, keepdims=True)
    return (a - b + m > 0) * ((A - P) / a - (A - Q) / b)


# wrong negative_added: The negative's direction is added.
def anchors_grad(A, P, Q, m):
    a = np.linalg.norm(A - P, axis=1, keepdims=True)
    b = np.linalg.norm(A - Q, axis=1, keepdims=True)
    return (a - b + m > 0) * ((A - P) / a + (A - Q) / b) / len(A)


# wrong by_positives: The derivative by the positives.
def anchors_grad(A, P, Q, m):
    a = np.linalg.norm(A - P, axis=1, keepdims=True)
    b = np.linalg.norm(A - Q, axis=1, keepdims=True)
    return (a - b + m > 0) * (P - A) / a / len(A)


# wrong margin_lost: The margin is left out of the mask.
def anchors_grad(A, P, Q, m):
    a = np.linalg.norm(A - P, axis=1, keepdims=True)
    b = np.linalg.norm(A - Q, axis=1, keepdims=True)
    return (a > b) * ((A - P) / a - (A - Q) / b) / len(A)


# wrong negative_detached: The distance to the negative is treated as a constant.
def anchors_grad(A, P, Q, m):
    a = np.linalg.norm(A - P, axis=1, keepdims=True)
    b = np.linalg.norm(A - Q, axis=1, keepdims=True)
    return (a - b + m > 0) * (A - P) / a / len(A)


# wrong directions_not_normalised: The differences are not divided by their lengths.
def anchors_grad(A, P, Q, m):
    a = np.linalg.norm(A - P, axis=1, keepdims=True)
    b = np.linalg.norm(A - Q, axis=1, keepdims=True)
    return (a - b + m > 0) * ((A - P) - (A - Q)) / len(A)


# wrong mask_turned: The triplets that are already fine are the ones that count.
def anchors_grad(A, P, Q, m):
    a = np.linalg.norm(A - P, axis=1, keepdims=True)
    b = np.linalg.norm(A - Q, axis=1, keepdims=True)
    return (a - b + m < 0) * ((A - P) / a - (A - Q) / b) / len(A)


# problem: curvature_product
# right whole_hessian: The whole Hessian, then the product.
def curvature_along(x, A, v):
    p = softmax(A @ x)
    H = A.T @ (np.diag(p) - np.outer(p, p)) @ A
    return H @ v


# right covariance: As a covariance of the rows of A under p.
def curvature_along(x, A, v):
    p = softmax(A @ x)
    mean = p @ A
    out = np.zeros(len(x))
    for pi, row in zip(p, A):
        out += pi * (row - mean) * ((row - mean) @ v)
    return out


# wrong mean_not_subtracted: The second term of the Jacobian of softmax is forgotten.
def curvature_along(x, A, v):
    p = softmax(A @ x)
    return A.T @ (p * (A @ v))


# wrong diagonal_softmax: The Jacobian of softmax is taken as diagonal, p (1 - p).
def curvature_along(x, A, v):
    p = softmax(A @ x)
    return A.T @ (p * (1 - p) * (A @ v))


# wrong added_outer_product: The outer product is added.
def curvature_along(x, A, v):
    p = softmax(A @ x)
    return A.T @ (p * (A @ v) + p * (p @ (A @ v)))


# wrong outer_only: Only the outer product of the gradient is taken, with a minus.
def curvature_along(x, A, v):
    p = softmax(A @ x)
    return -A.T @ p * (p @ (A @ v))


# wrong first_derivative: The gradient times its slope along v.
def curvature_along(x, A, v):
    g = A.T @ softmax(A @ x)
    return g * v


# wrong plain_mean: The plain mean is subtracted in place of the weighted one.
def curvature_along(x, A, v):
    p = softmax(A @ x)
    u = A @ v
    return A.T @ (p * (u - u.mean()))


# wrong along_x: The step is x itself.
def curvature_along(x, A, v):
    p = softmax(A @ x)
    u = A @ x
    return A.T @ (p * (u - p @ u))


# wrong at_v: The point and the step are swapped.
def curvature_along(x, A, v):
    p = softmax(A @ v)
    u = A @ x
    return A.T @ (p * (u - p @ u))


# wrong diagonal_of_hessian: Only the diagonal of the Hessian is multiplied.
def curvature_along(x, A, v):
    p = softmax(A @ x)
    H = A.T @ (np.diag(p) - np.outer(p, p)) @ A
    return np.diag(H) * v


# problem: periodic_kernel
# right chain: Phase, exponent, kernel, each with its slope.
def kernel_by_period(p, x, t, l):
    u = np.pi * (x[:, None] - t[None, :]) / p
    du = -u / p
    exponent = -2 * np.sin(u) ** 2 / l**2
    dexponent = -4 * np.sin(u) * np.cos(u) / l**2 * du
    return np.exp(exponent) * dexponent


# right loops: Entry by entry, with distances.
def kernel_by_period(p, x, t, l):
    G = np.zeros((len(x), len(t)))
    for i in range(len(x)):
        for j in range(len(t)):
            d = abs(x[i] - t[j])
            s, c = np.sin(np.pi * d / p), np.cos(np.pi * d / p)
            G[i, j] = np.exp(-2 * s**2 / l**2) * 4 * s * c * np.pi * d / (l * p) ** 2
    return G


# wrong reciprocal_sign: The minus of the derivative of 1 / p is forgotten.
def kernel_by_period(p, x, t, l):
    u = np.pi * np.subtract.outer(x, t) / p
    return -np.exp(-2 * np.sin(u) ** 2 / l**2) * 4 * np.sin(u) * np.cos(u) * u / (p * l**2)


# wrong reciprocal_not_squared: The derivative of 1 / p is taken to be -1 / p.
def kernel_by_period(p, x, t, l):
    u = np.pi * np.subtract.outer(x, t) / p
    return np.exp(-2 * np.sin(u) ** 2 / l**2) * 4 * np.sin(u) * np.cos(u) * u / l**2


# wrong cosine_lost: The square of the sine is differentiated and the sine is not.
def kernel_by_period(p, x, t, l):
    u = np.pi * np.subtract.outer(x, t) / p
    return np.exp(-2 * np.sin(u) ** 2 / l**2) * 4 * np.sin(u) * u / (p * l**2)


# wrong square_not_chained: The sine is differentiated and its square is not.
def kernel_by_period(p, x, t, l):
    u = np.pi * np.subtract.outer(x, t) / p
    return np.exp(-2 * np.sin(u) ** 2 / l**2) * 2 * np.cos(u) * u / (p * l**2)


# wrong two_of_square_lost: The 2 of the squared sine is forgotten.
def kernel_by_period(p, x, t, l):
    u = np.pi * np.subtract.outer(x, t) / p
    return np.exp(-2 * np.sin(u) ** 2 / l**2) * 2 * np.sin(u) * np.cos(u) * u / (p * l**2)


# wrong exponential_lost: Only the exponent is differentiated.
def kernel_by_period(p, x, t, l):
    u = np.pi * np.subtract.outer(x, t) / p
    return 4 * np.sin(u) * np.cos(u) * u / (p * l**2)


# wrong phase_not_chained: The inner derivative of the phase by the period is forgotten.
def kernel_by_period(p, x, t, l):
    u = np.pi * np.subtract.outer(x, t) / p
    return -4 * np.exp(-2 * np.sin(u) ** 2 / l**2) * np.sin(u) * np.cos(u) / l**2


# wrong pi_lost: pi is forgotten in the inner derivative.
def kernel_by_period(p, x, t, l):
    D = np.subtract.outer(x, t)
    u = np.pi * D / p
    return np.exp(-2 * np.sin(u) ** 2 / l**2) * 4 * np.sin(u) * np.cos(u) * D / (p * l) ** 2


# wrong samples_swapped: The two sets of points change places, so the answer is transposed.
def kernel_by_period(p, x, t, l):
    u = np.pi * np.subtract.outer(t, x) / p
    return np.exp(-2 * np.sin(u) ** 2 / l**2) * 4 * np.sin(u) * np.cos(u) * u / (p * l**2)
