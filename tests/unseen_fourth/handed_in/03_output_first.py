import numpy as np


def softmax(z, axis=-1):
    e = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# problem: temperature
# right jacobian_times: The softmax Jacobian times the inner derivative.
def softmax_by_temperature(T, z):
    p = softmax(z / T)
    return (np.diag(p) - np.outer(p, p)) @ (-z / T**2)


# right loop: Quotient rule, entry by entry.
def softmax_by_temperature(T, z):
    e = np.exp(z / T)
    tot = sum(e)
    dtot = sum(-zi / T**2 * ei for zi, ei in zip(z, e))
    return np.array([(-zi / T**2 * ei * tot - ei * dtot) / tot**2 for zi, ei in zip(z, e)])


# wrong colder: The minus of d(1/T) is forgotten.
def softmax_by_temperature(T, z):
    p = softmax(z / T)
    return p * (z - np.sum(p * z)) / T**2


# wrong T_not_squared: 1/T is differentiated to -1/T.
def softmax_by_temperature(T, z):
    p = softmax(z / T)
    return p * (p @ z - z) / T


# wrong own_logit_only: The normaliser is taken as independent of the temperature.
def softmax_by_temperature(T, z):
    p = softmax(z / T)
    return -p * z / T**2


# wrong diagonal_only: Only the diagonal p (1 - p) of the softmax Jacobian is used.
def softmax_by_temperature(T, z):
    p = softmax(z / T)
    return p * (1 - p) * (-z / T**2)


# wrong probabilities_at_one: The probabilities are those at temperature one.
def softmax_by_temperature(T, z):
    p = softmax(z)
    return p * (p.dot(z) - z) / T**2


# wrong by_logits: The derivative by the logits, a matrix.
def softmax_by_temperature(T, z):
    p = softmax(z / T)
    return (np.diag(p) - np.outer(p, p)) / T


# wrong plain_mean: The logits are compared with their plain mean instead of the mean under p.
def softmax_by_temperature(T, z):
    p = softmax(z / T)
    return p * (z.mean() - z) / T**2


# wrong log_probability: The derivative of the log-probabilities: the factor p is missing.
def softmax_by_temperature(T, z):
    p = softmax(z / T)
    return (p @ z - z) / T**2


# wrong minus_and_square: Two slips in d(1/T): neither the minus nor the square.
def softmax_by_temperature(T, z):
    p = softmax(z / T)
    J = np.diag(p) - np.outer(p, p)
    return J @ z / T


# problem: projector
# right loops: Three loops and deltas.
def projector_tensor(x):
    n, s = len(x), np.sum(x**2)
    D = np.zeros((n, n, n))
    for i in range(n):
        for j in range(n):
            for k in range(n):
                D[i, j, k] = ((i == k) * x[j] + (j == k) * x[i]) / s - 2 * x[i] * x[j] * x[k] / s**2
    return D


# right slices: One slice per entry of x, by the quotient rule.
def projector_tensor(x):
    s = x.dot(x)
    slices = []
    for k in range(x.size):
        e = np.zeros(x.size)
        e[k] = 1
        top = np.outer(e, x) + np.outer(x, e)
        slices.append((top * s - np.outer(x, x) * 2 * x[k]) / s**2)
    return np.stack(slices, axis=-1)


# wrong one_factor: Only the first factor of x x' is differentiated.
def projector_tensor(x):
    s = x @ x
    I = np.eye(len(x))
    return np.einsum("ik,j->ijk", I, x) / s - 2 * np.einsum("i,j,k->ijk", x, x, x) / s**2


# wrong scale_constant: The denominator is held constant.
def projector_tensor(x):
    s = x @ x
    I = np.eye(len(x))
    return (np.einsum("ik,j->ijk", I, x) + np.einsum("jk,i->ijk", I, x)) / s


# wrong two_lost: The 2 of the square in the denominator is lost.
def projector_tensor(x):
    s = x @ x
    I = np.eye(len(x))
    P = np.outer(x, x) / s
    return (
        I[:, None, :] * x[None, :, None] + I[None, :, :] * x[:, None, None] - P[:, :, None] * x
    ) / s


# wrong input_axis_first: The axis of x stands first, the two of P after it.
def projector_tensor(x):
    n, s = len(x), x @ x
    out = np.zeros((n, n, n))
    for k in range(n):
        e = np.eye(n)[k]
        out[k] = (np.outer(e, x) + np.outer(x, e)) / s - 2 * x[k] * np.outer(x, x) / s**2
    return out


# wrong numerator_not_multiplied: In the quotient rule the numerator is forgotten beside the derivative of the denominator.
def projector_tensor(x):
    s = x @ x
    I = np.eye(len(x))
    first = np.einsum("ik,j->ijk", I, x) + np.einsum("jk,i->ijk", I, x)
    return first / s - 2 * x[None, None, :] / s**2


# wrong twice_the_same: The product rule gives twice the same term: d(x x') = 2 e x'.
def projector_tensor(x):
    s = x @ x
    I = np.eye(len(x))
    return 2 * np.einsum("ik,j->ijk", I, x) / s - 2 * np.einsum("i,j,k->ijk", x, x, x) / s**2


# wrong length_not_squared: The projector is divided by the length of x, not by its square.
def projector_tensor(x):
    r = np.linalg.norm(x)
    I = np.eye(len(x))
    top = np.einsum("ik,j->ijk", I, x) + np.einsum("jk,i->ijk", I, x)
    return top / r - np.einsum("i,j,k->ijk", x, x, x) / r**3


# wrong summed_to_matrix: The changes by all entries of x are added up to one matrix.
def projector_tensor(x):
    s = x @ x
    one = np.ones_like(x)
    return (np.outer(one, x) + np.outer(x, one)) / s - 2 * x.sum() * np.outer(x, x) / s**2


# problem: convolution
# right toeplitz: Fill the Toeplitz matrix of x, then scale its rows.
def conv_jac(w, x):
    n, k = len(x), len(w)
    J = np.zeros((n + k - 1, k))
    for j in range(k):
        J[j : j + n, j] = x
    y = np.tanh(J @ w)
    return np.diag(1 - y**2) @ J


# right entries: Entry by entry with bounds.
def conv_jac(w, x):
    u = np.convolve(w, x)
    J = np.zeros((u.size, w.size))
    for i in range(u.size):
        for j in range(w.size):
            if 0 <= i - j < x.size:
                J[i, j] = x[i - j] / np.cosh(u[i]) ** 2
    return J


# wrong correlation: The kernel is not flipped: x[i + j] instead of x[i - j].
def conv_jac(w, x):
    u = np.convolve(x, w)
    J = np.zeros((len(u), len(w)))
    for i in range(len(u)):
        for j in range(len(w)):
            if i + j < len(x):
                J[i, j] = (1 - np.tanh(u[i]) ** 2) * x[i + j]
    return J


# wrong starts_at_one: The shift is counted from one: every column starts a row too late.
def conv_jac(w, x):
    u = np.convolve(x, w)
    J = np.zeros((len(u), len(w)))
    for i in range(len(u)):
        for j in range(len(w)):
            if 0 <= i - j - 1 < len(x):
                J[i, j] = (1 - np.tanh(u[i]) ** 2) * x[i - j - 1]
    return J


# wrong linear: The tanh is not differentiated.
def conv_jac(w, x):
    n, k = len(x), len(w)
    J = np.zeros((n + k - 1, k))
    for j in range(k):
        J[j : j + n, j] = x
    return J


# wrong by_signal: The derivative by the signal: the Toeplitz matrix of the kernel.
def conv_jac(w, x):
    n, k = len(x), len(w)
    J = np.zeros((n + k - 1, n))
    for j in range(n):
        J[j : j + k, j] = w
    y = np.tanh(np.convolve(x, w))
    return (1 - y**2)[:, None] * J


# wrong kernel_axis_first: The axis of the kernel stands first.
def conv_jac(w, x):
    n, k = len(x), len(w)
    slope = 1 - np.tanh(np.convolve(x, w)) ** 2
    rows = []
    for j in range(k):
        rows.append(slope * np.concatenate([np.zeros(j), x, np.zeros(k - 1 - j)]))
    return np.array(rows)


# wrong wraps_around: The bounds are not checked, so the signal wraps around at the ends.
def conv_jac(w, x):
    u = np.convolve(x, w)
    J = np.zeros((len(u), len(w)))
    for i in range(len(u)):
        for j in range(len(w)):
            J[i, j] = (1 - np.tanh(u[i]) ** 2) * x[(i - j) % len(x)]
    return J


# wrong slope_first_power: The slope of tanh is 1 - y, the square is forgotten.
def conv_jac(w, x):
    n, k = len(x), len(w)
    y = np.tanh(np.convolve(x, w))
    J = np.zeros((n + k - 1, k))
    for j in range(k):
        J[j : j + n, j] = (1 - y[j : j + n]) * x
    return J


# wrong slope_of_each_input: The slope is taken at the entries of x instead of at the outputs.
def conv_jac(w, x):
    n, k = len(x), len(w)
    J = np.zeros((n + k - 1, k))
    for j in range(k):
        J[j : j + n, j] = x * (1 - np.tanh(x) ** 2)
    return J


# problem: smoothed_labels
# right loop: One example at a time with an outer product.
def smoothed_grad(W, X, y, eps):
    N, C = X.shape[0], W.shape[1]
    G = np.zeros_like(W)
    for i in range(N):
        target = np.full(C, eps / C)
        target[y[i]] += 1 - eps
        G += np.outer(X[i], softmax(X[i] @ W) - target) / N
    return G


# right two_losses: The hard loss and the uniform loss, mixed.
def smoothed_grad(W, X, y, eps):
    N, C = X.shape[0], W.shape[1]
    P = softmax(X @ W, axis=1)
    hard = P.copy()
    hard[np.arange(N), y] -= 1
    soft = P - 1 / C
    return X.T @ ((1 - eps) * hard + eps * soft) / N


# wrong uniform_part_lost: The label keeps 1 - eps, but eps/C at the classes is left out.
def smoothed_grad(W, X, y, eps):
    N, C = X.shape[0], W.shape[1]
    dZ = softmax(X @ W, axis=1)
    dZ[np.arange(N), y] -= 1 - eps
    return X.T @ dZ / N


# wrong hard_labels: Smoothing is ignored: one-hot targets.
def smoothed_grad(W, X, y, eps):
    N, C = X.shape[0], W.shape[1]
    Y = np.eye(C)[y]
    return X.T @ (softmax(X @ W, axis=1) - Y) / N


# wrong eps_everywhere: eps is not divided by the number of classes.
def smoothed_grad(W, X, y, eps):
    N, C = X.shape[0], W.shape[1]
    Q = (1 - eps) * np.eye(C)[y] + eps
    return X.T @ (softmax(X @ W, axis=1) - Q) / N


# wrong spread_over_others: eps is spread over the C - 1 wrong classes only.
def smoothed_grad(W, X, y, eps):
    N, C = X.shape[0], W.shape[1]
    Q = np.full((N, C), eps / max(C - 1, 1))
    Q[np.arange(N), y] = 1 - eps
    return X.T @ (softmax(X @ W, axis=1) - Q) / N


# wrong softmax_over_examples: The softmax runs over the examples instead of the classes.
def smoothed_grad(W, X, y, eps):
    N, C = X.shape[0], W.shape[1]
    S = X @ W
    P = np.exp(S) / np.exp(S).sum(axis=0)
    return X.T @ (P - (1 - eps) * np.eye(C)[y] - eps / C) / N


# wrong batch_size_times_classes: The mean is taken over all entries of the scores, N times C.
def smoothed_grad(W, X, y, eps):
    N, C = X.shape[0], W.shape[1]
    diff = softmax(X @ W, axis=1) - ((1 - eps) * np.eye(C)[y] + eps / C)
    return X.T @ diff / diff.size


# wrong at_scores: The gradient at the scores; the layer is not passed.
def smoothed_grad(W, X, y, eps):
    N, C = X.shape[0], W.shape[1]
    return (softmax(X @ W, axis=1) - (1 - eps) * np.eye(C)[y] - eps / C) / N


# wrong extra_softmax_slope: P (1 - P) is multiplied on though the log has cancelled it.
def smoothed_grad(W, X, y, eps):
    N, C = X.shape[0], W.shape[1]
    P = softmax(X @ W, axis=1)
    Q = (1 - eps) * np.eye(C)[y] + eps / C
    return X.T @ ((P - Q) * P * (1 - P)) / N


# wrong logits_for_probabilities: Two slips: raw scores stand in place of probabilities, and the sum in place of the mean.
def smoothed_grad(W, X, y, eps):
    C = W.shape[1]
    Q = (1 - eps) * np.eye(C)[y] + eps / C
    return X.T @ (X @ W - Q)


# problem: multiclass_hinge
# right naive: The naive double loop of the course.
def hinge_grad(W, X, y, m, lam):
    dW = np.zeros(W.shape)
    N, C = X.shape[0], W.shape[1]
    for i in range(N):
        s = X[i].dot(W)
        for j in range(C):
            if j != y[i] and s[j] - s[y[i]] + m > 0:
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
    return dW / N + lam * 2 * W


# right onehot: With one-hot labels and no fancy indexing.
def hinge_grad(W, X, y, m, lam):
    S, Y = X @ W, np.eye(W.shape[1])[y]
    own = (S * Y).sum(1, keepdims=True)
    active = (S - own + m > 0) * (1 - Y)
    dS = active - Y * active.sum(axis=1, keepdims=True)
    return np.einsum("nd,nc->dc", X, dS) / len(y) + 2 * lam * W


# wrong label_gets_nothing: The column of the right class gets no gradient.
def hinge_grad(W, X, y, m, lam):
    S = X @ W
    r = np.arange(len(y))
    M = (S - S[r, y][:, None] + m > 0) * 1.0
    M[r, y] = 0
    return X.T @ M / len(y) + 2 * lam * W


# wrong label_minus_one: The right class gets -1 instead of minus the number of violated margins.
def hinge_grad(W, X, y, m, lam):
    S = X @ W
    r = np.arange(len(y))
    M = (S - S[r, y][:, None] + m > 0).astype(float)
    M[r, y] = -1
    return X.T @ M / len(y) + 2 * lam * W


# wrong margins_not_mask: The margins themselves are passed back instead of their 0/1 mask.
def hinge_grad(W, X, y, m, lam):
    S = X @ W
    r = np.arange(len(y))
    M = np.maximum(0, S - S[r, y][:, None] + m)
    M[r, y] = 0
    M[r, y] = -M.sum(axis=1)
    return X.T @ M / len(y) + 2 * lam * W


# wrong decay_half: The weight decay gives lam W, as if there were a one half.
def hinge_grad(W, X, y, m, lam):
    S = X @ W
    r = np.arange(len(y))
    M = (S - S[r, y][:, None] + m > 0).astype(float)
    M[r, y] = 0
    M[r, y] = -M.sum(axis=1)
    return X.T @ M / len(y) + lam * W


# wrong decay_averaged: The weight decay is divided by the number of examples as well.
def hinge_grad(W, X, y, m, lam):
    N = X.shape[0]
    S = X @ W
    own = S[np.arange(N), y].reshape(N, 1)
    M = np.where(S - own + m > 0, 1.0, 0.0)
    M[np.arange(N), y] = 0
    M[np.arange(N), y] = -np.sum(M, axis=1)
    return (X.T @ M + 2 * lam * W) / N


# wrong margin_forgotten: The mask asks who scores higher, without the margin m.
def hinge_grad(W, X, y, m, lam):
    N = X.shape[0]
    S = X @ W
    M = (S > S[np.arange(N), y][:, None]).astype(float)
    M[np.arange(N), y] = -M.sum(axis=1)
    return X.T @ M / N + 2 * lam * W


# wrong own_class_counted: The class itself, whose margin is m > 0, is counted among the violated ones.
def hinge_grad(W, X, y, m, lam):
    N = X.shape[0]
    S = X @ W
    M = (S - S[np.arange(N), y][:, None] + m > 0).astype(float)
    M[np.arange(N), y] = -M.sum(axis=1)
    return X.T @ M / N + 2 * lam * W


# wrong worst_class_only: Only the most violated class is pushed down, as in the Crammer-Singer loss.
def hinge_grad(W, X, y, m, lam):
    N, C = X.shape[0], W.shape[1]
    dW = np.zeros_like(W)
    for i in range(N):
        s = X[i] @ W - X[i] @ W[:, y[i]] + m
        s[y[i]] = 0
        j = int(np.argmax(s))
        if s[j] > 0:
            dW[:, j] += X[i]
            dW[:, y[i]] -= X[i]
    return dW / N + 2 * lam * W


# wrong sum_and_half_decay: Two slips: the data part is not averaged, and the decay has no 2.
def hinge_grad(W, X, y, m, lam):
    G = np.zeros_like(W)
    for xi, yi in zip(X, y):
        scores = xi @ W
        for j in range(W.shape[1]):
            if j == yi:
                continue
            if scores[j] - scores[yi] + m > 0:
                G[:, j] += xi
                G[:, yi] -= xi
    return G + lam * W


# problem: sine_hessian
# right entries: Entry by entry.
def sine_hessian(x, A):
    n = len(x)
    q = sum(A[i, j] * x[i] * x[j] for i in range(n) for j in range(n))
    H = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            gi = (A[i, :] + A[:, i]) @ x
            gj = (A[j, :] + A[:, j]) @ x
            H[i, j] = np.cos(q) * (A[i, j] + A[j, i]) - np.sin(q) * gi * gj
    return H


# right symmetric_part: Through the symmetric part of A.
def sine_hessian(x, A):
    S = (A + A.T) / 2
    Sx = S @ x
    q = x @ Sx
    return 2 * np.cos(q) * S - 4 * np.sin(q) * Sx[:, None] * Sx[None, :]


# wrong outer_constant: The cosine in the gradient is held constant on the second differentiation.
def sine_hessian(x, A):
    return np.cos(x @ A @ x) * (A + A.T)


# wrong twice_A: A is taken as symmetric in both terms.
def sine_hessian(x, A):
    q = x @ A @ x
    g = 2 * A @ x
    return 2 * np.cos(q) * A - np.sin(q) * np.outer(g, g)


# wrong cosine_to_plus_sine: The derivative of cos is taken as +sin.
def sine_hessian(x, A):
    q = x @ A @ x
    B = A + A.T
    g = B @ x
    return np.cos(q) * B + np.sin(q) * np.outer(g, g)


# wrong curvature_of_form_lost: The gradient of the quadratic form is held constant: only the outer product remains.
def sine_hessian(x, A):
    g = (A + A.T) @ x
    return -np.sin(x @ A @ x) * np.outer(g, g)


# wrong inner_for_outer: g * g is summed to a number, @ between two arrays of one axis.
def sine_hessian(x, A):
    q = x @ A @ x
    g = (A + A.T) @ x
    return np.cos(q) * (A + A.T) - np.sin(q) * (g.T @ g)


# wrong diagonal_outer: The mixed products of g are left out, only squares on the diagonal.
def sine_hessian(x, A):
    q = x @ A @ x
    g = (A + A.T) @ x
    return np.cos(q) * (A + A.T) - np.sin(q) * np.diag(g**2)


# wrong just_the_gradient: The gradient is handed in, not the Hessian.
def sine_hessian(x, A):
    return np.cos(x @ A @ x) * (A + A.T) @ x


# wrong one_inner_factor: The second inner derivative is missing: minus sin times g once, along the rows.
def sine_hessian(x, A):
    q = x @ A @ x
    g = (A + A.T) @ x
    return np.cos(q) * (A + A.T) - np.sin(q) * g[:, None]


# problem: quadratic_features
# right loop: One feature after the other.
def features_jac(x, T, c):
    rows = []
    for Tk, ck in zip(T, c):
        y = np.tanh(x @ Tk @ x + ck)
        rows.append((1 - y**2) * (Tk @ x + Tk.T @ x))
    return np.array(rows)


# right einsums: Both product terms by einsum.
def features_jac(x, T, c):
    u = np.einsum("kij,i,j->k", T, x, x) + c
    du = np.einsum("kij,j->ki", T, x) + np.einsum("kij,i->kj", T, x)
    return np.einsum("k,ki->ki", 1 / np.cosh(u) ** 2, du)


# wrong slices_symmetric: Each slice is taken as symmetric: 2 T x.
def features_jac(x, T, c):
    u = np.einsum("kij,i,j->k", T, x, x) + c
    return (1 - np.tanh(u) ** 2)[:, None] * (2 * T @ x)


# wrong one_x: Only the first x of the form is differentiated.
def features_jac(x, T, c):
    y = np.tanh(np.einsum("kij,i,j->k", T, x, x) + c)
    return (1 - y**2)[:, None] * np.einsum("kij,j->ki", T, x)


# wrong no_squash: The tanh is not differentiated.
def features_jac(x, T, c):
    return np.einsum("kij,j->ki", T, x) + np.einsum("kij,i->kj", T, x)


# wrong shift_not_in_slope: The slope of tanh is taken without the shift c.
def features_jac(x, T, c):
    y = np.tanh(np.einsum("kij,i,j->k", T, x, x))
    return (1 - y**2)[:, None] * ((T + T.transpose(0, 2, 1)) @ x)


# wrong features_last: The axis of x stands first, the features last.
def features_jac(x, T, c):
    y = np.tanh(np.einsum("kij,i,j->k", T, x, x) + c)
    sym = T + np.swapaxes(T, 1, 2)
    return np.einsum("kij,j,k->ik", sym, x, 1 - y**2)


# wrong slope_of_u: 1 - u^2 with the argument of tanh.
def features_jac(x, T, c):
    u = np.einsum("kij,i,j->k", T, x, x) + c
    sym = T + np.swapaxes(T, 1, 2)
    return (1 - u**2)[:, None] * (sym @ x)


# wrong x_summed_out: Instead of multiplying by x the axis is summed.
def features_jac(x, T, c):
    y = np.tanh(np.einsum("kij,i,j->k", T, x, x) + c)
    return (1 - y**2)[:, None] * (T.sum(axis=2) + T.sum(axis=1))


# wrong value_times_form: Two slips: the value tanh stands where its derivative belongs, and only T x is kept.
def features_jac(x, T, c):
    y = np.tanh(np.einsum("kij,i,j->k", T, x, x) + c)
    return y[:, None] * (T @ x)


# problem: silu_weights
# right loop: Fill the rows that are not zero.
def silu_tensor(W, x):
    n, m = W.shape
    J = np.zeros((n, n, m))
    for i in range(n):
        z = W[i] @ x
        s = sigmoid(z)
        J[i, i] = (s + z * s * (1 - s)) * x
    return J


# right broadcast: Identity and broadcasting; the slope by the value of the layer.
def silu_tensor(W, x):
    z = W @ x
    y = z * sigmoid(z)
    slope = y + sigmoid(z) * (1 - y)
    return np.eye(len(z))[:, :, None] * slope[:, None, None] * x


# wrong every_row: Each output is said to depend on all rows of W: no delta.
def silu_tensor(W, x):
    n, m = W.shape
    z = W @ x
    s = sigmoid(z)
    d = s + z * s * (1 - s)
    return np.tile(np.outer(d, x)[:, None, :], (1, n, 1))


# wrong condensed: The tensor is condensed to the matrix of its entries that are not zero.
def silu_tensor(W, x):
    z = W @ x
    s = sigmoid(z)
    return np.outer(s * (1 + z * (1 - s)), x)


# wrong weights_first: The axes of W stand first, the output last.
def silu_tensor(W, x):
    z = W @ x
    s = sigmoid(z)
    return np.einsum("ab,a,c->acb", np.eye(len(z)), s * (1 + z * (1 - s)), x)


# wrong gate_constant: z sigmoid(z) is differentiated with the sigmoid held constant.
def silu_tensor(W, x):
    z = W @ x
    return np.einsum("ij,i,k->ijk", np.eye(len(z)), sigmoid(z), x)


# wrong z_missing: In the second product term the factor z is missing.
def silu_tensor(W, x):
    z = W @ x
    s = sigmoid(z)
    return np.einsum("ij,i,k->ijk", np.eye(len(z)), s + s * (1 - s), x)


# wrong value_for_slope: The SiLU itself stands in place of its derivative.
def silu_tensor(W, x):
    z = W @ x
    return np.einsum("ij,i,k->ijk", np.eye(len(z)), z * sigmoid(z), x)


# wrong by_input: The inner derivative is the row of W, as if by x.
def silu_tensor(W, x):
    n, m = W.shape
    z = W @ x
    s = sigmoid(z)
    J = np.zeros((n, n, m))
    for i in range(n):
        J[i, i, :] = (s[i] + z[i] * s[i] * (1 - s[i])) * W[i, :]
    return J


# wrong as_relu: SiLU is differentiated as ReLU, a 0/1 mask.
def silu_tensor(W, x):
    n, m = W.shape
    J = np.zeros((n, n, m))
    for i in range(n):
        if W[i] @ x > 0:
            J[i, i] = x
    return J


# problem: kernel_energy
# right loops: Pair by pair, both ends pushed.
def kernel_force(X, C, gamma):
    F = np.zeros_like(X)
    for i in range(len(X)):
        for j in range(len(X)):
            diff = X[i] - X[j]
            f = -2 * gamma * C[i, j] * np.exp(-gamma * diff @ diff) * diff
            F[i] += f
            F[j] -= f
    return F


# right laplacian: Through the graph Laplacian of the symmetrised weights.
def kernel_force(X, C, gamma):
    sq = (X**2).sum(1)
    K = np.exp(-gamma * (sq[:, None] + sq[None, :] - 2 * X @ X.T))
    A = (C + C.T) * K
    Lap = np.diag(A.sum(axis=1)) - A
    return -2 * gamma * Lap @ X


# wrong first_end_only: Only the first point of each pair is moved; X_j is held constant.
def kernel_force(X, C, gamma):
    apart = X[:, None] - X[None]
    A = C * np.exp(-gamma * (apart**2).sum(-1))
    return -2 * gamma * (A[:, :, None] * apart).sum(axis=1)


# wrong weights_symmetric: C is taken as symmetric: the first end counted twice.
def kernel_force(X, C, gamma):
    apart = X[:, None] - X[None]
    A = C * np.exp(-gamma * (apart**2).sum(-1))
    return -4 * gamma * np.einsum("ij,ijd->id", A, apart)


# wrong uphill: The minus of the exponent is lost.
def kernel_force(X, C, gamma):
    apart = X[:, None] - X[None]
    K = np.exp(-gamma * (apart**2).sum(-1))
    return 2 * gamma * np.einsum("ij,ijd->id", (C + C.T) * K, apart)


# wrong gamma_not_down: The inner factor gamma does not come down from the exponent.
def kernel_force(X, C, gamma):
    apart = X[:, None] - X[None]
    K = np.exp(-gamma * (apart**2).sum(-1))
    return -2 * np.einsum("ij,ijd->id", (C + C.T) * K, apart)


# wrong matrix_product: C and K are multiplied as matrices, not entry by entry.
def kernel_force(X, C, gamma):
    apart = X[:, None] - X[None]
    K = np.exp(-gamma * (apart**2).sum(-1))
    A = C @ K
    return -2 * gamma * np.einsum("ij,ijd->id", A + A.T, apart)


# wrong distance_not_squared: The kernel is computed with the distance in place of its square.
def kernel_force(X, C, gamma):
    apart = X[:, None] - X[None]
    K = np.exp(-gamma * np.sqrt((apart**2).sum(-1)))
    return -2 * gamma * np.einsum("ij,ijd->id", (C + C.T) * K, apart)


# wrong diagonal_part_lost: In the Laplacian form the part with the row sums is forgotten.
def kernel_force(X, C, gamma):
    sq = np.sum(X**2, axis=1)
    K = np.exp(-gamma * (sq[:, None] + sq - 2 * X @ X.T))
    A = (C + C.T) * K
    return 2 * gamma * A @ X


# wrong unweighted_first_end: Two slips: C is left out, and only the first end of each pair is moved.
def kernel_force(X, C, gamma):
    out = np.zeros(X.shape)
    for i in range(X.shape[0]):
        for j in range(X.shape[0]):
            dif = X[i] - X[j]
            out[i] += -gamma * 2 * np.exp(-gamma * np.dot(dif, dif)) * dif
    return out


# problem: variational
# right sums: Index by index.
def elbo_by_logvar(s, mu, e, W, y, beta):
    z = mu + np.exp(0.5 * s) * e
    r = W @ z - y
    g = np.zeros(len(s))
    for i in range(len(s)):
        g[i] = 2 * np.sum(r * W[:, i]) * 0.5 * np.exp(0.5 * s[i]) * e[i]
        g[i] += beta / 2 * np.exp(s[i]) - beta / 2
    return g


# right through_z: The gradient at z first.
def elbo_by_logvar(s, mu, e, W, y, beta):
    std = np.sqrt(np.exp(s))
    dz = 2 * (W @ (mu + std * e) - y) @ W
    dstd = dz * e
    return dstd * std / 2 + beta * np.expm1(s) / 2


# wrong inner_half_lost: The one half inside exp(s/2) does not come down.
def elbo_by_logvar(s, mu, e, W, y, beta):
    std = np.exp(s / 2)
    dz = 2 * W.T @ (W @ (mu + std * e) - y)
    return dz * e * std + 0.5 * beta * (np.exp(s) - 1)


# wrong minus_one_lost: The term -s of the divergence is not differentiated.
def elbo_by_logvar(s, mu, e, W, y, beta):
    std = np.exp(s / 2)
    dz = 2 * W.T @ (W @ (mu + std * e) - y)
    return dz * e * std / 2 + 0.5 * beta * np.exp(s)


# wrong beta_lost: The weight beta of the divergence is forgotten.
def elbo_by_logvar(s, mu, e, W, y, beta):
    std = np.exp(s / 2)
    dz = 2 * W.T @ (W @ (mu + std * e) - y)
    return dz * e * std / 2 + (np.exp(s) - 1) / 2


# wrong noise_lost: The noise is used in z but not in the chain rule.
def elbo_by_logvar(s, mu, e, W, y, beta):
    std = np.exp(s / 2)
    dz = 2 * W.T @ (W @ (mu + std * e) - y)
    return dz * std / 2 + 0.5 * beta * (np.exp(s) - 1)


# wrong by_std: s is replaced by the standard deviation: the derivative by std, also in the divergence.
def elbo_by_logvar(s, mu, e, W, y, beta):
    std = np.exp(s / 2)
    dz = 2 * W.T @ (W @ (mu + std * e) - y)
    return dz * e + beta * (std - 1 / std)


# wrong sampling_blocked: No gradient is passed through the sample: the divergence only.
def elbo_by_logvar(s, mu, e, W, y, beta):
    return 0.5 * beta * (np.exp(s) - 1)


# wrong by_mean: The derivative by the means.
def elbo_by_logvar(s, mu, e, W, y, beta):
    r = W @ (mu + np.exp(s / 2) * e) - y
    return 2 * W.T @ r + beta * mu


# wrong variance_as_std: z is built with the variance exp(s) in place of its root.
def elbo_by_logvar(s, mu, e, W, y, beta):
    var = np.exp(s)
    dz = 2 * W.T @ (W @ (mu + var * e) - y)
    return dz * e * var + 0.5 * beta * (var - 1)


# problem: lagrangian
# right expanded: All terms multiplied out.
def lagrangian_grad(x, Q, c, A, b, lam, rho):
    g = 0.5 * Q @ x + 0.5 * Q.T @ x
    g = g - c
    g = g + A.T @ lam
    return g + rho * A.T @ A @ x - rho * A.T @ b


# right rows: Left products and a loop over the constraints.
def lagrangian_grad(x, Q, c, A, b, lam, rho):
    g = (x @ Q + Q @ x) / 2 - c
    for i in range(len(b)):
        g = g + (lam[i] + rho * (A[i] @ x - b[i])) * A[i]
    return g


# wrong Q_symmetric: Q is taken as symmetric: Q x.
def lagrangian_grad(x, Q, c, A, b, lam, rho):
    return Q @ x - c + A.T @ (lam + rho * (A @ x - b))


# wrong penalty_half_kept: The one half of the penalty stays though the square gives a 2.
def lagrangian_grad(x, Q, c, A, b, lam, rho):
    v = A @ x - b
    return (Q + Q.T) @ x / 2 - c + A.T @ lam + 0.5 * rho * A.T @ v


# wrong multiplier_dropped: The term of the multipliers is left out, a pure penalty method.
def lagrangian_grad(x, Q, c, A, b, lam, rho):
    return 0.5 * (Q + Q.T) @ x - c + rho * A.T @ (A @ x - b)


# wrong as_inequality: Only violated constraints count, as for inequalities.
def lagrangian_grad(x, Q, c, A, b, lam, rho):
    v = A @ x - b
    return 0.5 * (Q + Q.T) @ x - c + A.T @ (lam + rho * np.where(v > 0, v, 0))


# wrong by_multiplier: The derivative by the multipliers: the violations.
def lagrangian_grad(x, Q, c, A, b, lam, rho):
    return A @ x - b


# wrong linear_term_plus: The linear cost enters with a plus.
def lagrangian_grad(x, Q, c, A, b, lam, rho):
    return 0.5 * (Q + Q.T) @ x + c + A.T @ (lam + rho * (A @ x - b))


# wrong bound_lost: b is dropped inside the penalty because it is a constant.
def lagrangian_grad(x, Q, c, A, b, lam, rho):
    return 0.5 * (Q + Q.T) @ x - c + A.T @ lam + rho * A.T @ (A @ x)


# wrong form_doubled: Two slips: the one half of the quadratic form is forgotten, and the multipliers enter with a minus.
def lagrangian_grad(x, Q, c, A, b, lam, rho):
    return (Q + Q.T) @ x - c - A.T @ lam + rho * A.T @ (A @ x - b)
