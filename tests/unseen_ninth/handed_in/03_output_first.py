import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def skew(p):
    return np.array([[0, -p[2], p[1]], [p[2], 0, -p[0]], [-p[1], p[0], 0]])


# problem: gram_tensor
# right loops: Entry by entry.
def gram_tensor(W, x):
    n, m = W.shape
    z = W @ x
    T = np.zeros((m, n, m))
    for i in range(m):
        for k in range(n):
            T[i, k, i] += z[k]
            T[i, k] += W[k, i] * x
    return T


# wrong outer_alone: Only the W on the left is differentiated.
def gram_tensor(W, x):
    return np.einsum("il,k->ikl", np.eye(len(x)), W @ x)


# wrong inner_alone: Only the W on the right is differentiated.
def gram_tensor(W, x):
    return np.einsum("ki,l->ikl", W, x)


# wrong inner_twice: Twice the term of the right W, as for a square.
def gram_tensor(W, x):
    return 2 * np.einsum("ki,l->ikl", W, x)


# wrong output_last: The output's axis is put at the end.
def gram_tensor(W, x):
    T = np.einsum("il,k->ikl", np.eye(len(x)), W @ x) + np.einsum("ki,l->ikl", W, x)
    return T.transpose(1, 2, 0)


# wrong columns_first: The two axes of W change places.
def gram_tensor(W, x):
    T = np.einsum("il,k->ikl", np.eye(len(x)), W @ x) + np.einsum("ki,l->ikl", W, x)
    return T.transpose(0, 2, 1)


# wrong indices_mixed: W_kl x_i in place of W_ki x_l.
def gram_tensor(W, x):
    return np.einsum("il,k->ikl", np.eye(len(x)), W @ x) + np.einsum("kl,i->ikl", W, x)


# wrong condensed: Added up over the outputs, a matrix in the shape of W.
def gram_tensor(W, x):
    return np.outer(W @ x, np.ones(len(x))) + np.outer(W.sum(axis=1), x)


# wrong minus: The second term is subtracted.
def gram_tensor(W, x):
    return np.einsum("il,k->ikl", np.eye(len(x)), W @ x) - np.einsum("ki,l->ikl", W, x)


# problem: vec_xax
# right columns: One column for each entry of X, by the product rule.
def xax_jacobian(X, A):
    columns = []
    for j in range(X.shape[1]):
        for i in range(X.shape[0]):
            U = np.zeros_like(X)
            U[i, j] = 1
            columns.append((U @ A @ X + X @ A @ U).ravel(order="F"))
    return np.array(columns).T


# wrong first_x: Only the first X is differentiated.
def xax_jacobian(X, A):
    return np.kron((A @ X).T, np.eye(len(X)))


# wrong last_x: Only the last X is differentiated.
def xax_jacobian(X, A):
    return np.kron(np.eye(X.shape[1]), X @ A)


# wrong rows_stacked: The Kronecker factors are in the order of stacked rows.
def xax_jacobian(X, A):
    r, k = X.shape
    return np.kron(np.eye(r), (A @ X).T) + np.kron(X @ A, np.eye(k))


# wrong transpose_lost: A X is not transposed in its Kronecker product.
def xax_jacobian(X, A):
    r, k = X.shape
    return np.kron(A @ X, np.eye(r)) + np.kron(np.eye(k), X @ A)


# wrong both_transposed: X A is transposed as well.
def xax_jacobian(X, A):
    r, k = X.shape
    return np.kron((A @ X).T, np.eye(r)) + np.kron(np.eye(k), (X @ A).T)


# wrong doubled: Twice the first term.
def xax_jacobian(X, A):
    return 2 * np.kron((A @ X).T, np.eye(len(X)))


# wrong input_first: Rows belong to the input.
def xax_jacobian(X, A):
    r, k = X.shape
    return np.kron(A @ X, np.eye(r)) + np.kron(np.eye(k), (X @ A).T)


# wrong as_axb: The formula of A X B with both outer factors at once.
def xax_jacobian(X, A):
    return np.kron((A @ X).T, X @ A)


# problem: populations
# right by_beta: Through the inverse temperature.
def populations_by_temperature(E, T):
    beta = 1 / T
    p = softmax(-beta * E)
    J = np.diag(p) - np.outer(p, p)
    return -(J @ E) * -(beta**2)


# wrong sign: The two minus signs are counted as one.
def populations_by_temperature(E, T):
    p = softmax(-E / T)
    return -p * (E - p @ E) / T**2


# wrong temperature_once: Divided by T and not by its square.
def populations_by_temperature(E, T):
    p = softmax(-E / T)
    return p * (E - p @ E) / T


# wrong plain_mean: The mean energy is not weighted by the populations.
def populations_by_temperature(E, T):
    p = softmax(-E / T)
    return p * (E - E.mean()) / T**2


# wrong partition_constant: The partition function is held fixed.
def populations_by_temperature(E, T):
    p = softmax(-E / T)
    return p * E / T**2


# wrong diagonal_softmax: Only the diagonal of the softmax's Jacobian.
def populations_by_temperature(E, T):
    p = softmax(-E / T)
    return p * (1 - p) * E / T**2


# wrong by_beta_only: The derivative by the inverse temperature.
def populations_by_temperature(E, T):
    p = softmax(-E / T)
    return -p * (E - p @ E)


# wrong minus_lost: The populations grow with the energy.
def populations_by_temperature(E, T):
    p = softmax(E / T)
    return p * (E - p @ E) / T**2


# wrong factor_lost: The populations in front are forgotten.
def populations_by_temperature(E, T):
    p = softmax(-E / T)
    return (E - p @ E) / T**2


# problem: zero_phase
# right toeplitz: By the matrices of the two convolutions.
def zero_phase_jac(k, x):
    m = len(k)

    def toeplitz(signal):
        out = np.zeros((len(signal) + m - 1, m))
        for j in range(m):
            out[j : j + len(signal), j] = signal
        return out

    return toeplitz(np.convolve(x, k[::-1])) + toeplitz(np.convolve(x, k))[:, ::-1]


# wrong forth_only: The kernel on the way back is held fixed.
def zero_phase_jac(k, x):
    return np.array([np.convolve(np.convolve(x, e), k[::-1]) for e in np.eye(len(k))]).T


# wrong back_only: The kernel on the way forth is held fixed.
def zero_phase_jac(k, x):
    return np.array([np.convolve(np.convolve(x, k), e[::-1]) for e in np.eye(len(k))]).T


# wrong twice_forth: The two ways are taken as the same.
def zero_phase_jac(k, x):
    return 2 * np.array([np.convolve(np.convolve(x, e), k[::-1]) for e in np.eye(len(k))]).T


# wrong back_not_turned: The kernel's step on the way back is not turned round.
def zero_phase_jac(k, x):
    return np.array(
        [
            np.convolve(np.convolve(x, e), k[::-1]) + np.convolve(np.convolve(x, k), e)
            for e in np.eye(len(k))
        ]
    ).T


# wrong filtered_twice: The kernel is not turned at all: the same filter twice.
def zero_phase_jac(k, x):
    return np.array([2 * np.convolve(np.convolve(x, k), e) for e in np.eye(len(k))]).T


# wrong input_first: Rows belong to the kernel.
def zero_phase_jac(k, x):
    return np.array(
        [
            np.convolve(np.convolve(x, e), k[::-1]) + np.convolve(np.convolve(x, k), e[::-1])
            for e in np.eye(len(k))
        ]
    )


# wrong minus: A turned kernel is taken to come with a minus.
def zero_phase_jac(k, x):
    return np.array(
        [
            np.convolve(np.convolve(x, e), k[::-1]) - np.convolve(np.convolve(x, k), e[::-1])
            for e in np.eye(len(k))
        ]
    ).T


# wrong added_up: The outputs are added up: one number for each tap.
def zero_phase_jac(k, x):
    return np.array([2 * np.sum(x) * np.sum(k)] * len(k))


# problem: teager
# right shifted_identities: With shifted identity matrices.
def teager_jac(x):
    I = np.eye(len(x))
    before, here, after = I[:-2], I[1:-1], I[2:]
    return 2 * x[1:-1, None] * here - x[2:, None] * before - x[:-2, None] * after


# wrong square_slope: The middle sample lacks its two.
def teager_jac(x):
    I = np.eye(len(x))
    return x[1:-1, None] * I[1:-1] - x[2:, None] * I[:-2] - x[:-2, None] * I[2:]


# wrong neighbours_constant: Only the middle sample counts.
def teager_jac(x):
    return 2 * x[1:-1, None] * np.eye(len(x))[1:-1]


# wrong plus: The product of the neighbours is added.
def teager_jac(x):
    I = np.eye(len(x))
    return 2 * x[1:-1, None] * I[1:-1] + x[2:, None] * I[:-2] + x[:-2, None] * I[2:]


# wrong own_value: Each neighbour's own value stands at its place, not the other's.
def teager_jac(x):
    I = np.eye(len(x))
    return 2 * x[1:-1, None] * I[1:-1] - x[:-2, None] * I[:-2] - x[2:, None] * I[2:]


# wrong past_constant: The sample before is held fixed.
def teager_jac(x):
    I = np.eye(len(x))
    return 2 * x[1:-1, None] * I[1:-1] - x[:-2, None] * I[2:]


# wrong input_first: Rows belong to the samples.
def teager_jac(x):
    I = np.eye(len(x))
    return (2 * x[1:-1, None] * I[1:-1] - x[2:, None] * I[:-2] - x[:-2, None] * I[2:]).T


# wrong square_matrix: A row of zeros for the first and the last sample.
def teager_jac(x):
    n = len(x)
    J = np.zeros((n, n))
    for t in range(1, n - 1):
        J[t, t - 1 : t + 2] = [-x[t + 1], 2 * x[t], -x[t - 1]]
    return J


# wrong gradient_of_sum: Added up over the outputs.
def teager_jac(x):
    I = np.eye(len(x))
    J = 2 * x[1:-1, None] * I[1:-1] - x[2:, None] * I[:-2] - x[:-2, None] * I[2:]
    return J.sum(axis=0)


# problem: modularity
# right broadcast: One expression, entry by entry.
def modularity_grad(A, C):
    n, w = len(A), A.sum()
    one = np.ones(n)
    i, o = A.T @ one, A @ one
    degrees = np.add.outer(C @ i, C.T @ o)
    return C / w - np.sum(A * C) / w**2 - degrees / w**2 + 2 * (o @ C @ i) / w**3


# wrong total_constant: The total weight is held fixed.
def modularity_grad(A, C):
    w, o, i = A.sum(), A.sum(axis=1), A.sum(axis=0)
    return C / w - ((C @ i)[:, None] + o @ C) / w**2


# wrong degrees_constant: The degrees are held fixed, the total is not.
def modularity_grad(A, C):
    w, o, i = A.sum(), A.sum(axis=1), A.sum(axis=0)
    return C / w - np.sum(A * C) / w**2 + 2 * (o @ C @ i) / w**3


# wrong leaving_only: The weights that enter are held fixed.
def modularity_grad(A, C):
    w, o, i = A.sum(), A.sum(axis=1), A.sum(axis=0)
    return C / w - np.sum(A * C) / w**2 - (C @ i)[:, None] / w**2 + 2 * (o @ C @ i) / w**3


# wrong axes_mixed: The two degree terms are spread along each other's axis.
def modularity_grad(A, C):
    w, o, i = A.sum(), A.sum(axis=1), A.sum(axis=0)
    degrees = C @ i + (o @ C)[:, None]
    return C / w - np.sum(A * C) / w**2 - degrees / w**2 + 2 * (o @ C @ i) / w**3


# wrong two_lost: One over w squared is differentiated without its two.
def modularity_grad(A, C):
    w, o, i = A.sum(), A.sum(axis=1), A.sum(axis=0)
    degrees = (C @ i)[:, None] + o @ C
    return C / w - np.sum(A * C) / w**2 - degrees / w**2 + (o @ C @ i) / w**3


# wrong last_sign: The last term is subtracted.
def modularity_grad(A, C):
    w, o, i = A.sum(), A.sum(axis=1), A.sum(axis=0)
    degrees = (C @ i)[:, None] + o @ C
    return C / w - np.sum(A * C) / w**2 - degrees / w**2 - 2 * (o @ C @ i) / w**3


# wrong first_quotient: The total below the first term is held fixed.
def modularity_grad(A, C):
    w, o, i = A.sum(), A.sum(axis=1), A.sum(axis=0)
    return C / w - ((C @ i)[:, None] + o @ C) / w**2 + 2 * (o @ C @ i) / w**3


# wrong undirected: Leaving and entering weights are taken as the same, and C as symmetric.
def modularity_grad(A, C):
    w, o = A.sum(), A.sum(axis=1)
    degrees = (C @ o)[:, None] + C @ o
    return C / w - np.sum(A * C) / w**2 - degrees / w**2 + 2 * (o @ C @ o) / w**3


# problem: quaternion
# right by_the_output: The quotient rule with the turned point.
def turned_by_quaternion(q, p):
    w, u, s = q[0], q[1:], q @ q
    y = ((w**2 - u @ u) * p + 2 * (u @ p) * u + 2 * w * np.cross(u, p)) / s
    by_u = np.outer(u, p) - np.outer(p, u) + (u @ p) * np.eye(3) - w * skew(p)
    by_w = w * p + np.cross(u, p)
    return 2 * (np.column_stack([by_w, by_u]) - np.outer(y, q)) / s


# wrong length_constant: The squared length is held fixed.
def turned_by_quaternion(q, p):
    w, u, s = q[0], q[1:], q @ q
    by_u = np.outer(u, p) - np.outer(p, u) + (u @ p) * np.eye(3) - w * skew(p)
    by_w = w * p + np.cross(u, p)
    return 2 * np.column_stack([by_w, by_u]) / s


# wrong unit_assumed: The quaternion is taken to have length 1 and to keep it.
def turned_by_quaternion(q, p):
    w, u = q[0], q[1:]
    by_u = np.outer(u, p) - np.outer(p, u) + (u @ p) * np.eye(3) - w * skew(p)
    return 2 * np.column_stack([w * p + np.cross(u, p), by_u])


# wrong cross_sign: The cross product's derivative lacks the minus of changed places.
def turned_by_quaternion(q, p):
    w, u, s = q[0], q[1:], q @ q
    y = ((w**2 - u @ u) * p + 2 * (u @ p) * u + 2 * w * np.cross(u, p)) / s
    by_u = np.outer(u, p) - np.outer(p, u) + (u @ p) * np.eye(3) + w * skew(p)
    by_w = w * p + np.cross(u, p)
    return 2 * (np.column_stack([by_w, by_u]) - np.outer(y, q)) / s


# wrong dot_constant: The dot product of u and p is held fixed.
def turned_by_quaternion(q, p):
    w, u, s = q[0], q[1:], q @ q
    y = ((w**2 - u @ u) * p + 2 * (u @ p) * u + 2 * w * np.cross(u, p)) / s
    by_u = -np.outer(p, u) + (u @ p) * np.eye(3) - w * skew(p)
    by_w = w * p + np.cross(u, p)
    return 2 * (np.column_stack([by_w, by_u]) - np.outer(y, q)) / s


# wrong outer_turned: u p^T stands as p u^T and cancels the other one.
def turned_by_quaternion(q, p):
    w, u, s = q[0], q[1:], q @ q
    y = ((w**2 - u @ u) * p + 2 * (u @ p) * u + 2 * w * np.cross(u, p)) / s
    by_u = (u @ p) * np.eye(3) - w * skew(p)
    by_w = w * p + np.cross(u, p)
    return 2 * (np.column_stack([by_w, by_u]) - np.outer(y, q)) / s


# wrong length_slope: The derivative of the squared length lacks its two.
def turned_by_quaternion(q, p):
    w, u, s = q[0], q[1:], q @ q
    y = ((w**2 - u @ u) * p + 2 * (u @ p) * u + 2 * w * np.cross(u, p)) / s
    by_u = np.outer(u, p) - np.outer(p, u) + (u @ p) * np.eye(3) - w * skew(p)
    by_w = w * p + np.cross(u, p)
    return (2 * np.column_stack([by_w, by_u]) - np.outer(y, q)) / s


# wrong real_part: The real part's column lacks the cross product.
def turned_by_quaternion(q, p):
    w, u, s = q[0], q[1:], q @ q
    y = ((w**2 - u @ u) * p + 2 * (u @ p) * u + 2 * w * np.cross(u, p)) / s
    by_u = np.outer(u, p) - np.outer(p, u) + (u @ p) * np.eye(3) - w * skew(p)
    return 2 * (np.column_stack([w * p, by_u]) - np.outer(y, q)) / s


# wrong input_first: Rows belong to the quaternion.
def turned_by_quaternion(q, p):
    w, u, s = q[0], q[1:], q @ q
    y = ((w**2 - u @ u) * p + 2 * (u @ p) * u + 2 * w * np.cross(u, p)) / s
    by_u = np.outer(u, p) - np.outer(p, u) + (u @ p) * np.eye(3) - w * skew(p)
    by_w = w * p + np.cross(u, p)
    return (2 * (np.column_stack([by_w, by_u]) - np.outer(y, q)) / s).T


# problem: risk_shares
# right by_shares: With the shares themselves.
def shares_jac(w, S):
    m = S @ w
    v = w @ S @ w
    share = w * m / v
    return np.diag(m / v) + np.diag(w) @ S / v - np.outer(share, 2 * m / v)


# wrong variance_constant: The portfolio's variance is held fixed.
def shares_jac(w, S):
    m = S @ w
    return (np.diag(m) + np.diag(w) @ S) / (w @ m)


# wrong marginal_constant: The marginal risk S w is held fixed in the product.
def shares_jac(w, S):
    m = S @ w
    v = w @ m
    return np.diag(m) / v - 2 * np.outer(w * m, m) / v**2


# wrong weight_constant: The weight in front is held fixed in the product.
def shares_jac(w, S):
    m = S @ w
    v = w @ m
    return np.diag(w) @ S / v - 2 * np.outer(w * m, m) / v**2


# wrong two_lost: The variance's gradient lacks its two.
def shares_jac(w, S):
    m = S @ w
    v = w @ m
    return (np.diag(m) + np.diag(w) @ S) / v - np.outer(w * m, m) / v**2


# wrong own_variance: Only the own variances of the assets come into the marginal risk's slope.
def shares_jac(w, S):
    m = S @ w
    v = w @ m
    return np.diag(m + w * np.diag(S)) / v - 2 * np.outer(w * m, m) / v**2


# wrong columns_scaled: The weights scale the columns of S.
def shares_jac(w, S):
    m = S @ w
    v = w @ m
    return (np.diag(m) + S * w) / v - 2 * np.outer(w * m, m) / v**2


# wrong input_first: Rows belong to the weights.
def shares_jac(w, S):
    m = S @ w
    v = w @ m
    return ((np.diag(m) + np.diag(w) @ S) / v - 2 * np.outer(w * m, m) / v**2).T


# wrong variance_once: The second term is divided by the variance once only.
def shares_jac(w, S):
    m = S @ w
    v = w @ m
    return (np.diag(m) + np.diag(w) @ S) / v - 2 * np.outer(w * m, m) / v


# problem: linear_bias
# right by_jacobian: The softmax's Jacobian between the bias and the values.
def output_by_slope(m, q, K, V):
    n, d = K.shape
    away = np.arange(n)[::-1]
    p = softmax(K @ q / np.sqrt(d) - m * away)
    return V.T @ (np.diag(p) - np.outer(p, p)) @ -away


# wrong sign: The slope is subtracted, which is forgotten.
def output_by_slope(m, q, K, V):
    n, d = K.shape
    away = n - 1 - np.arange(n)
    p = softmax(K @ q / np.sqrt(d) - m * away)
    return (p * (away - p @ away)) @ V


# wrong normaliser_constant: The softmax's denominator is held fixed.
def output_by_slope(m, q, K, V):
    n, d = K.shape
    away = n - 1 - np.arange(n)
    p = softmax(K @ q / np.sqrt(d) - m * away)
    return -(p * away) @ V


# wrong plain_mean: The mean distance is not weighted by the attention.
def output_by_slope(m, q, K, V):
    n, d = K.shape
    away = n - 1 - np.arange(n)
    p = softmax(K @ q / np.sqrt(d) - m * away)
    return -(p * (away - away.mean())) @ V


# wrong diagonal_softmax: Only the diagonal of the softmax's Jacobian.
def output_by_slope(m, q, K, V):
    n, d = K.shape
    away = n - 1 - np.arange(n)
    p = softmax(K @ q / np.sqrt(d) - m * away)
    return -(p * (1 - p) * away) @ V


# wrong first_is_nearest: The distances are counted from the first key.
def output_by_slope(m, q, K, V):
    n, d = K.shape
    away = np.arange(n)
    p = softmax(K @ q / np.sqrt(d) - m * away)
    return -(p * (away - p @ away)) @ V


# wrong not_scaled: The scores lack the root of d.
def output_by_slope(m, q, K, V):
    n = len(K)
    away = n - 1 - np.arange(n)
    p = softmax(K @ q - m * away)
    return -(p * (away - p @ away)) @ V


# wrong bias_scaled: The root of d divides the bias, too.
def output_by_slope(m, q, K, V):
    n, d = K.shape
    away = n - 1 - np.arange(n)
    p = softmax((K @ q - m * away) / np.sqrt(d))
    return -(p * (away - p @ away)) @ V / np.sqrt(d)


# wrong weights_only: The derivative of the attention weights; the values are missing.
def output_by_slope(m, q, K, V):
    n, d = K.shape
    away = n - 1 - np.arange(n)
    p = softmax(K @ q / np.sqrt(d) - m * away)
    return -p * (away - p @ away)


# problem: state_space
# right powers: With the powers of the poles.
def outputs_by_poles(lam, b, c, x):
    J = np.zeros((len(x), len(lam)))
    for t in range(len(x)):
        for s in range(t):
            J[t] += c * b * (t - s) * lam ** (t - s - 1) * x[s]
    return J


# wrong one_step: The state before is held fixed: truncated after one step.
def outputs_by_poles(lam, b, c, x):
    h, rows = np.zeros_like(lam), []
    for sample in x:
        rows.append(c * h)
        h = lam * h + b * sample
    return np.array(rows)


# wrong decay_lost: The carried derivative is not multiplied by the pole.
def outputs_by_poles(lam, b, c, x):
    h, dh, rows = np.zeros_like(lam), np.zeros_like(lam), []
    for sample in x:
        dh = dh + h
        h = lam * h + b * sample
        rows.append(c * dh)
    return np.array(rows)


# wrong state_after: The new state is used where the one before belongs.
def outputs_by_poles(lam, b, c, x):
    h, dh, rows = np.zeros_like(lam), np.zeros_like(lam), []
    for sample in x:
        h = lam * h + b * sample
        dh = lam * dh + h
        rows.append(c * dh)
    return np.array(rows)


# wrong readout_lost: The derivative of the states; the readout c is forgotten.
def outputs_by_poles(lam, b, c, x):
    h, dh, rows = np.zeros_like(lam), np.zeros_like(lam), []
    for sample in x:
        dh = lam * dh + h
        h = lam * h + b * sample
        rows.append(dh)
    return np.array(rows)


# wrong exponent_kept: The power rule keeps the exponent as it was.
def outputs_by_poles(lam, b, c, x):
    J = np.zeros((len(x), len(lam)))
    for t in range(len(x)):
        for s in range(t):
            J[t] += c * b * (t - s) * lam ** (t - s) * x[s]
    return J


# wrong input_first: Rows belong to the poles.
def outputs_by_poles(lam, b, c, x):
    h, dh, rows = np.zeros_like(lam), np.zeros_like(lam), []
    for sample in x:
        dh = lam * dh + h
        h = lam * h + b * sample
        rows.append(c * dh)
    return np.array(rows).T


# wrong gate_in_lost: The input's weights b are left out.
def outputs_by_poles(lam, b, c, x):
    h, dh, rows = np.zeros_like(lam), np.zeros_like(lam), []
    for sample in x:
        dh = lam * dh + h
        h = lam * h + sample
        rows.append(c * dh)
    return np.array(rows)


# wrong last_output: Only the last output's gradient.
def outputs_by_poles(lam, b, c, x):
    h, dh = np.zeros_like(lam), np.zeros_like(lam)
    for sample in x:
        dh = lam * dh + h
        h = lam * h + b * sample
    return c * dh


# problem: delta_rule
# right columns: By the change of the output along each axis of k.
def read_by_key(k, S, v, q, beta):
    error = v - S @ k
    columns = [beta * (error * q[j] - S[:, j] * (k @ q)) for j in range(len(k))]
    return np.stack(columns, axis=1)


# wrong error_constant: What the memory returns for the key is held fixed.
def read_by_key(k, S, v, q, beta):
    return beta * np.outer(v - S @ k, q)


# wrong key_constant: The key that is written is held fixed.
def read_by_key(k, S, v, q, beta):
    return -beta * (k @ q) * S


# wrong sign: The minus in front of S k is lost.
def read_by_key(k, S, v, q, beta):
    return beta * (np.outer(v - S @ k, q) + (k @ q) * S)


# wrong rate_lost: The learning rate is forgotten.
def read_by_key(k, S, v, q, beta):
    return np.outer(v - S @ k, q) - (k @ q) * S


# wrong key_for_query: The key stands where the query belongs.
def read_by_key(k, S, v, q, beta):
    return beta * (np.outer(v - S @ k, k) - (k @ k) * S)


# wrong input_first: Rows belong to the key.
def read_by_key(k, S, v, q, beta):
    return beta * (np.outer(q, v - S @ k) - (k @ q) * S.T)


# wrong overlap_lost: The second term lacks the overlap of key and query.
def read_by_key(k, S, v, q, beta):
    return beta * (np.outer(v - S @ k, q) - S)


# wrong value_alone: The value in place of the error, as in an update without the delta.
def read_by_key(k, S, v, q, beta):
    return beta * np.outer(v, q)
